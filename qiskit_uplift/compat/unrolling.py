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
from qiskit.circuit.library import U1Gate, U2Gate, U3Gate
from qiskit.converters import circuit_to_dag, dag_to_circuit
from qiskit.dagcircuit import DAGCircuit
from qiskit.exceptions import QiskitError
from qiskit.transpiler import Target, TransformationPass

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
            QiskitError: A gate that isn't in the basis has no definition.
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
    """A gate's definition as it was."""
    of_old = _of_old(operation, names)
    definition = getattr(operation, "definition", None) if of_old is None else of_old
    if not isinstance(definition, QuantumCircuit):
        raise QiskitError(
            f"Unroller can't replace {operation.name!r}: it has no definition, and isn't one of "
            f"{', '.join(sorted(names))}."
        )
    return definition


def _of_old(operation: Operation, names: set[str]) -> QuantumCircuit | None:
    """The definition of a gate that has another one, or none, by now; None for the others."""
    params = list(getattr(operation, "params", ()))
    circuit = QuantumCircuit(operation.num_qubits)
    match operation.name:
        case "h" if {"u2", "u3"} & names:
            circuit.append(U2Gate(0, pi), [0])
        case "p" if {"u1", "u3"} & names:
            circuit.append(U1Gate(*params), [0])
        case "u" if "u3" in names:
            circuit.append(U3Gate(*params), [0])
        case "u1" if "u3" in names:
            circuit.append(U3Gate(0, 0, *params), [0])
        case "u2" if "u3" in names:
            circuit.append(U3Gate(pi / 2, *params), [0])
        case "crx" if not _is_open(operation):
            circuit.p(pi / 2, 1)
            circuit.cx(0, 1)
            circuit.u(-params[0] / 2, 0, 0, 1)
            circuit.cx(0, 1)
            circuit.u(params[0] / 2, -pi / 2, 0, 1)
        case "ryy":
            circuit.rx(pi / 2, [0, 1])
            circuit.cx(0, 1)
            circuit.rz(params[0], 1)
            circuit.cx(0, 1)
            circuit.rx(-pi / 2, [0, 1])
        case "ecr":
            circuit.rzx(pi / 4, 0, 1)
            circuit.x(0)
            circuit.rzx(-pi / 4, 0, 1)
        case _:
            return None
    return circuit


def _is_open(operation: Operation) -> bool:
    """Whether a gate is controlled by zeros, too, which its name doesn't tell."""
    return (
        isinstance(operation, ControlledGate)
        and operation.ctrl_state != 2**operation.num_ctrl_qubits - 1
    )
