"""``bind_parameters``."""

from __future__ import annotations

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import MethodUse, Rule
from qiskit_uplift.migrate.values import Kind


class BindParametersRule(Rule):
    """``bind_parameters`` is ``assign_parameters``."""

    id = "MIG004"
    title = "bind_parameters() became assign_parameters()"
    since = "0.12"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `QuantumCircuit.bind_parameters`. `assign_parameters` takes the same "
        "values, and gives back a new circuit, too."
    )
    before = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "bound = circuit.bind_parameters({theta: 0.5})\n"
    )
    after = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "bound = circuit.assign_parameters({theta: 0.5})\n"
    )
    methods = frozenset({"bind_parameters"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rename the method."""
        if not context.is_circuit(use.receiver, use.name):
            if context.may_be(use.receiver, Kind.CIRCUIT) and context.evidence.trusted:
                context.report(
                    self, use.node, "`bind_parameters` is gone, and this may be a circuit"
                )
            return
        edits = [context.replace(use.node.attr, "assign_parameters")]
        for arg in use.call.args if use.call is not None else ():
            if arg.keyword is not None and arg.keyword.value in {"values", "value_dict"}:
                edits.append(context.replace(arg.keyword, "parameters"))
        message = "`bind_parameters` is `assign_parameters` by now"
        context.fix(self, use.node, message, *edits)
