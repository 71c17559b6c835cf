"""The pass that wrote circuits out by the definitions of their gates, which Qiskit 1.0 removed.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit.transpiler import PassManager
    >>> from qiskit_uplift.compat import Unroller
    >>> circuit = QuantumCircuit(2)
    >>> circuit.cz(0, 1)  # doctest: +ELLIPSIS
    <...
    >>> dict(PassManager(Unroller(["u3", "cx"])).run(circuit).count_ops())
    {'u3': 2, 'cx': 1}
"""

from __future__ import annotations

from collections.abc import Sequence
from math import pi

from qiskit.circuit import ControlFlowOp, ControlledGate, Operation, QuantumCircuit
from qiskit.circuit.library import U3Gate
from qiskit.converters import circuit_to_dag, dag_to_circuit
from qiskit.dagcircuit import DAGCircuit
from qiskit.transpiler import Target, TransformationPass, TranspilerError

__all__ = ["Unroller"]

_KEPT = frozenset({"measure", "reset", "barrier", "snapshot", "delay"})


class Unroller(TransformationPass):
    """Replaces gates by their definitions, again and again, until all are of a basis.

    New code has ``BasisTranslator``, which takes rules of equivalence too, and gives other numbers
    of gates.

    Args:
        basis: The names of the gates that stay. Measurements, resets, delays and barriers stay.
        target: What has the names, if ``basis`` hasn't; without either, all gates stay.
    """

    def __init__(self, basis: Sequence[str] | None = None, target: Target | None = None) -> None:
        super().__init__()
        self.basis = basis
        self.target = target

    def run(self, dag: DAGCircuit) -> DAGCircuit:
        """Replace the gates of a circuit.

        Raises:
            TranspilerError: A gate that isn't in the basis has no definition.
        """
        if self.target is not None:
            names = set(self.target.operation_names)
        elif self.basis is not None:
            names = set(self.basis)
        else:
            return dag
        for node in dag.op_nodes():
            operation = node.op
            if isinstance(operation, ControlFlowOp):
                blocks = [
                    dag_to_circuit(self.run(circuit_to_dag(block))) for block in operation.blocks
                ]
                dag.substitute_node(node, operation.replace_blocks(blocks), inplace=True)
                continue
            if node.name in _KEPT or getattr(operation, "_directive", False):
                continue
            if node.name in names and not _is_open(operation):
                continue
            definition = _definition(operation, names)
            dag.substitute_node_with_dag(node, self.run(circuit_to_dag(definition)))
        return dag


def _definition(operation: Operation, names: set[str]) -> QuantumCircuit:
    """A gate's definition as it was: those of four gates are other ones, or none, by now."""
    definition = getattr(operation, "definition", None)
    if operation.name == "u" and "u3" in names:
        definition = QuantumCircuit(1)
        definition.append(U3Gate(*operation.params), [0])
    elif operation.name == "crx" and not _is_open(operation):
        (angle,) = operation.params
        definition = QuantumCircuit(2)
        definition.p(pi / 2, 1)
        definition.cx(0, 1)
        definition.u(-angle / 2, 0, 0, 1)
        definition.cx(0, 1)
        definition.u(angle / 2, -pi / 2, 0, 1)
    elif operation.name == "ryy":
        definition = QuantumCircuit(2)
        definition.rx(pi / 2, [0, 1])
        definition.cx(0, 1)
        definition.rz(operation.params[0], 1)
        definition.cx(0, 1)
        definition.rx(-pi / 2, [0, 1])
    elif operation.name == "ecr":
        definition = QuantumCircuit(2)
        definition.rzx(pi / 4, 0, 1)
        definition.x(0)
        definition.rzx(-pi / 4, 0, 1)
    if not isinstance(definition, QuantumCircuit):
        raise TranspilerError(
            f"Unroller can't replace {operation.name!r}: it has no definition, and isn't one of "
            f"{', '.join(sorted(names))}."
        )
    return definition


def _is_open(operation: Operation) -> bool:
    """Whether a gate is controlled by zeros, too, which its name doesn't tell."""
    return (
        isinstance(operation, ControlledGate)
        and operation.ctrl_state != 2**operation.num_ctrl_qubits - 1
    )
