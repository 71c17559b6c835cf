"""Fields of a result's header."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import Rule
from qiskit_uplift.migrate.values import Kind

_OF_DICTS = frozenset(dir(dict))


class HeaderRule(Rule):
    """``result.results[0].header.name`` is ``result.results[0].header["name"]``."""

    id = "MIG030"
    title = "headers of results became dictionaries"
    since = "2.0"
    removed = "2.0"
    why = (
        "The header of a result, and of the result of each circuit in it, is a plain dictionary "
        "since Qiskit 2.0. It was an object with the fields as attributes."
    )
    before = (
        "from qiskit_aer import AerSimulator\n"
        "result = AerSimulator().run(circuit).result()\n"
        "print(result.results[0].header.name)\n"
    )
    after = (
        "from qiskit_aer import AerSimulator\n"
        "result = AerSimulator().run(circuit).result()\n"
        'print(result.results[0].header["name"])\n'
    )
    nodes = (cst.Attribute,)

    def on_node(self, node: cst.CSTNode, context: Context) -> None:
        """Rewrite a field of a header."""
        if not isinstance(node, cst.Attribute) or not context.is_(node.value, Kind.HEADER):
            return
        name = node.attr.value
        if name == "to_dict":
            context.report(self, node, "a header is a dictionary by now: `dict(header)` copies it")
        elif name not in _OF_DICTS:
            message = "a header is a dictionary by now"
            edit = context.replace(node, *context.primary(node.value), f'["{name}"]')
            context.fix(self, node, message, edit)
