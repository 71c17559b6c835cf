"""``BasicAer``."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import NameUse, Rule
from qiskit_uplift.migrate.rules.calls import has_control_flow
from qiskit_uplift.migrate.tree import literal

_SAME = frozenset({"qasm_simulator", "statevector_simulator", "unitary_simulator"})

_CLASSES = {
    "QasmSimulatorPy": ("qasm_simulator.", "qiskit.providers.basic_provider.BasicSimulator"),
    "StatevectorSimulatorPy": ("statevector_simulator.", "qiskit_aer.StatevectorSimulator"),
    "UnitarySimulatorPy": ("unitary_simulator.", "qiskit_aer.UnitarySimulator"),
    "BasicAerJob": ("basicaerjob.", "qiskit.providers.basic_provider.BasicProviderJob"),
    "BasicAerError": ("exceptions.", "qiskit.providers.basic_provider.BasicProviderError"),
}


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
    moves: ClassVar = {
        f"qiskit.providers.basicaer.{module}{old}": new
        for old, (file, new) in _CLASSES.items()
        for module in ("", file)
    }
    gone: ClassVar = {
        "qiskit.providers.basicaer": "use `BasicProvider` of `qiskit.providers.basic_provider`, "
        "or `Aer` of `qiskit_aer`",
    }

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
        if name == "qasm_simulator" and not has_control_flow(context):
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
            edits = [context.replace(use.node, aer)]
            if name == "qasm_simulator":  # which has no conditions in Aer
                text = context.text(value).replace("qasm_simulator", "aer_simulator")
                edits.append(context.replace(value, text))
            context.fix(self, call, message, *edits)
        else:
            context.report(self, call, f"`BasicAer` is gone, and nothing is called {name!r} now")
