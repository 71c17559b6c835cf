"""Instructions of ``circuit.data`` as tuples."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import Rule
from qiskit_uplift.migrate.values import Kind

_FIELDS = {"0": "operation", "1": "qubits", "2": "clbits"}


class InstructionsRule(Rule):
    """``circuit.data[0][1]`` is ``circuit.data[0].qubits``."""

    id = "MIG027"
    title = "instructions of circuit.data became objects"
    since = "0.21"
    removed = "1.2"
    why = (
        "An instruction of `circuit.data` has the attributes `operation`, `qubits` and `clbits`. "
        "Qiskit 2 deprecates the use of it as a tuple of three, in which qubits and clbits were "
        "lists."
    )
    before = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "for instruction in circuit.data:\n"
        "    print(instruction[0].name, instruction[1][0])\n"
    )
    after = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "for instruction in circuit.data:\n"
        "    print(instruction.operation.name, instruction.qubits[0])\n"
    )
    nodes = (cst.Subscript, cst.For, cst.CompFor)

    def on_node(self, node: cst.CSTNode, context: Context) -> None:
        """Rewrite a subscript of an instruction; report a loop that takes one apart."""
        if isinstance(node, cst.Subscript):
            self._subscript(node, context)
        elif isinstance(node, cst.For | cst.CompFor) and isinstance(node.target, cst.Tuple):
            values = context.values(node.iter)
            lists = [value for value in values if value.kind is Kind.LIST]
            kinds = {item.kind for value in lists for item in value.items}
            if len(lists) == len(values) and kinds == {Kind.INSTRUCTION}:
                context.report(
                    self, node.iter, "an instruction as a tuple is deprecated: loop over "
                    "instructions, and take `operation`, `qubits` and `clbits` of each",
                )  # fmt: skip

    def _subscript(self, node: cst.Subscript, context: Context) -> None:
        if not context.is_(node.value, Kind.INSTRUCTION) or len(node.slice) != 1:
            return
        above = context.parent(node)
        index = node.slice[0].slice
        if (
            isinstance(above, cst.AssignTarget | cst.AugAssign | cst.Del)
            or not isinstance(index, cst.Index)
            or not isinstance(index.value, cst.Integer)
            or index.value.value not in _FIELDS
        ):
            context.report(self, node, "an instruction as a tuple is deprecated")
            return
        field = _FIELDS[index.value.value]
        parts: list[Part] = [*context.primary(node.value), f".{field}"]
        # a list can do more than a tuple, but what is taken of it is the same
        if field != "operation" and not isinstance(above, cst.Subscript):
            parts = ["list(", *parts, ")"]
        message = f"an instruction as a tuple is deprecated: it has `{field}`"
        context.fix(self, node, message, context.replace(node, *parts))
