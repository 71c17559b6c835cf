"""``qiskit.tools.jupyter``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import Rule
from qiskit_uplift.migrate.tree import dotted

MODULE = "qiskit.tools.jupyter"


class JupyterRule(Rule):
    """The widgets for notebooks are gone."""

    id = "MIG011"
    title = "tools.jupyter is gone"
    since = "0.5"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed the widgets and magics of `qiskit.tools.jupyter`. The import did "
        "nothing else, so it is deleted."
    )
    before = "from qiskit.tools.jupyter import *\nfrom qiskit import QuantumCircuit\n"
    after = "from qiskit import QuantumCircuit\n"
    names = frozenset({MODULE})
    nodes = (cst.Import, cst.ImportFrom)

    def on_node(self, node: cst.CSTNode, context: Context) -> None:
        """Delete the import."""
        if isinstance(node, cst.ImportFrom):
            if not node.relative and dotted(node.module) == "qiskit.tools":
                self._from_tools(node, context)
            if node.relative or dotted(node.module) != MODULE:
                return
            if not isinstance(node.names, cst.ImportStar):
                context.report(self, node, "the widgets of `qiskit.tools.jupyter` are gone")
                return
            context.fix(self, node, f"`{MODULE}` is gone", *context.removal(node))
        elif isinstance(node, cst.Import):
            self._import(node, context)

    def _from_tools(self, node: cst.ImportFrom, context: Context) -> None:
        for imported in context.imports.of_statement(node):
            if imported.full != MODULE:
                continue
            if context.imports.unused(imported, lambda _: True):
                context.imports.remove(imported)
                context.fix(self, node, f"`{MODULE}` is gone")
            else:
                context.report(self, node, f"the widgets of `{MODULE}` are gone")

    def _import(self, node: cst.Import, context: Context) -> None:
        for imported in context.imports.of_statement(node):
            if imported.full != MODULE:
                continue
            if imported.alias.asname is not None:
                context.report(self, node, "the widgets of `qiskit.tools.jupyter` are gone")
                continue
            others = [
                one for one in context.imports.all if one.local == "qiskit" and one is not imported
            ]
            if others or context.imports.unused(imported, lambda _: True):
                context.imports.remove(imported)
                context.fix(self, node, f"`{MODULE}` is gone")
            else:
                edit = context.replace(imported.alias.name, "qiskit")
                context.fix(self, node, f"`{MODULE}` is gone; `qiskit` is what is used", edit)
