"""``BasicAer``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import NameUse, Rule
from qiskit_uplift.migrate.tree import literal, walk

_CONDITIONS = frozenset({"c_if", "if_test", "while_loop", "for_loop", "switch"})
_SAME = frozenset({"qasm_simulator", "statevector_simulator", "unitary_simulator"})


class BasicAerRule(Rule):
    """The simulators in Python are one, and two of the three are Aer's by now."""

    id = "MIG007"
    title = "BasicAer became BasicProvider, or Aer"
    since = "1.0"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `BasicAer`. `BasicProvider` has its `qasm_simulator`, as "
        "`basic_simulator`. State vectors, unitaries and conditions are simulated by `qiskit_aer`, "
        "which knows the backends by the same names."
    )
    before = (
        "from qiskit import BasicAer\n"
        'backend = BasicAer.get_backend("qasm_simulator")\n'
        'exact = BasicAer.get_backend("statevector_simulator")\n'
    )
    after = (
        "from qiskit.providers.basic_provider import BasicProvider\n"
        "from qiskit_aer import Aer\n"
        'backend = BasicProvider().get_backend("basic_simulator")\n'
        'exact = Aer.get_backend("statevector_simulator")\n'
    )
    names = frozenset({"qiskit.BasicAer"})
    obsolete = names

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite ``BasicAer.get_backend(...)``."""
        attribute = context.parent(use.node)
        call = context.parent(attribute) if attribute is not None else None
        if (
            not isinstance(attribute, cst.Attribute)
            or attribute.attr.value != "get_backend"
            or not isinstance(call, cst.Call)
            or call.func is not attribute
            or len(call.args) != 1
        ):
            context.report(
                self, use.node, "`BasicAer` is gone: use `BasicProvider()` of "
                "`qiskit.providers.basic_provider`, or `Aer` of `qiskit_aer`",
            )  # fmt: skip
            return
        value = call.args[0].value
        name = literal(value)
        origin = context.origin(use.node)
        if name == "qasm_simulator" and not _conditional(context):
            home = "qiskit.providers.basic_provider.BasicProvider"
            provider = context.use(home, use.node, origin)
            text = context.text(value).replace("qasm_simulator", "basic_simulator")
            context.fix(
                self,
                call,
                "`BasicAer` is gone: `BasicProvider` has its simulator",
                context.replace(use.node, f"{provider}()"),
                context.replace(value, text),
            )
        elif name in _SAME or name is None:
            aer = context.use("qiskit_aer.Aer", use.node, origin)
            message = "`BasicAer` is gone: `Aer` of qiskit_aer has a backend of that name"
            context.fix(self, call, message, context.replace(use.node, aer))
        else:
            context.report(self, call, f"`BasicAer` is gone, and nothing is called {name!r} now")


def _conditional(context: Context) -> bool:
    return any(
        isinstance(node, cst.Attribute) and node.attr.value in _CONDITIONS
        for node in walk(context.module)
    )
