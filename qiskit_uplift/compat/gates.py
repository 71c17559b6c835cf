"""Methods that appended gates to a circuit, as functions of the circuit.

The gates are those that the methods appended: ``u3`` is a ``U3Gate``, by the name ``u3``.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit_uplift.compat.gates import cnot, u3
    >>> circuit = QuantumCircuit(2)
    >>> _ = cnot(circuit, 0, 1), u3(circuit, 0.1, 0.2, 0.3, 0)
    >>> sorted(circuit.count_ops())
    ['cx', 'u3']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit.circuit import Gate, InstructionSet, QuantumCircuit, QuantumRegister
from qiskit.circuit import library as gates
from qiskit.exceptions import QiskitError

__all__ = [
    "SingleQubitUnitary",
    "cnot",
    "cu1",
    "cu3",
    "diagonal",
    "fredkin",
    "hamiltonian",
    "i",
    "iden",
    "iso",
    "isometry",
    "mct",
    "mcu1",
    "squ",
    "toffoli",
    "u1",
    "u2",
    "u3",
    "uc",
    "ucrx",
    "ucry",
    "ucrz",
]


def u1(circuit: QuantumCircuit, theta: Any, qubit: Any) -> InstructionSet:
    """A phase; see ``QuantumCircuit.p``."""
    return circuit.append(gates.U1Gate(theta), [qubit], [])


def u2(circuit: QuantumCircuit, phi: Any, lam: Any, qubit: Any) -> InstructionSet:
    """A rotation by pi/2 between phases; see ``QuantumCircuit.u``."""
    return circuit.append(gates.U2Gate(phi, lam), [qubit], [])


def u3(circuit: QuantumCircuit, theta: Any, phi: Any, lam: Any, qubit: Any) -> InstructionSet:
    """Any rotation; see ``QuantumCircuit.u``."""
    return circuit.append(gates.U3Gate(theta, phi, lam), [qubit], [])


def cu1(  # noqa: PLR0917 - the order is that of the method this one restores
    circuit: QuantumCircuit,
    theta: Any,
    control_qubit: Any,
    target_qubit: Any,
    label: str | None = None,
    ctrl_state: str | int | None = None,
) -> InstructionSet:
    """A controlled phase; see ``QuantumCircuit.cp``."""
    gate = gates.CU1Gate(theta, label=label, ctrl_state=ctrl_state)
    return circuit.append(gate, [control_qubit, target_qubit], [])


def cu3(  # noqa: PLR0917 - the order is that of the method this one restores
    circuit: QuantumCircuit,
    theta: Any,
    phi: Any,
    lam: Any,
    control_qubit: Any,
    target_qubit: Any,
    label: str | None = None,
    ctrl_state: str | int | None = None,
) -> InstructionSet:
    """A controlled rotation; see ``QuantumCircuit.cu``."""
    gate = gates.CU3Gate(theta, phi, lam, label=label, ctrl_state=ctrl_state)
    return circuit.append(gate, [control_qubit, target_qubit], [])


def mcu1(
    circuit: QuantumCircuit, lam: Any, control_qubits: Sequence[Any], target_qubit: Any
) -> InstructionSet:
    """A phase with several controls; see ``QuantumCircuit.mcp``."""
    return circuit.mcp(lam, control_qubits, target_qubit)


def i(circuit: QuantumCircuit, qubit: Any) -> InstructionSet:
    """The identity; see ``QuantumCircuit.id``."""
    return circuit.id(qubit)


def iden(circuit: QuantumCircuit, qubit: Any) -> InstructionSet:
    """The identity; see ``QuantumCircuit.id``."""
    return circuit.id(qubit)


def cnot(
    circuit: QuantumCircuit, control_qubit: Any, target_qubit: Any, *arguments: Any, **options: Any
) -> InstructionSet:
    """See ``QuantumCircuit.cx``."""
    return circuit.cx(control_qubit, target_qubit, *arguments, **options)


def toffoli(
    circuit: QuantumCircuit, control_qubit1: Any, control_qubit2: Any, target_qubit: Any
) -> InstructionSet:
    """See ``QuantumCircuit.ccx``."""
    return circuit.ccx(control_qubit1, control_qubit2, target_qubit)


def fredkin(
    circuit: QuantumCircuit, control_qubit: Any, target_qubit1: Any, target_qubit2: Any
) -> InstructionSet:
    """See ``QuantumCircuit.cswap``."""
    return circuit.cswap(control_qubit, target_qubit1, target_qubit2)


def mct(
    circuit: QuantumCircuit, control_qubits: Sequence[Any], target_qubit: Any, *arguments: Any,
    **options: Any,
) -> InstructionSet:  # fmt: skip
    """See ``QuantumCircuit.mcx``."""
    return circuit.mcx(control_qubits, target_qubit, *arguments, **options)


def hamiltonian(
    circuit: QuantumCircuit, operator: Any, time: Any, qubits: Any, label: str | None = None
) -> InstructionSet:
    """The evolution by a matrix for a time."""
    return circuit.append(gates.HamiltonianGate(operator, time, label=label), _listed(qubits), [])


def diagonal(circuit: QuantumCircuit, diag: Sequence[complex], qubit: Any) -> InstructionSet:
    """A diagonal unitary."""
    return circuit.append(gates.DiagonalGate(diag), _listed(qubit), [])


def isometry(  # noqa: PLR0917 - the order is that of the method this one restores
    circuit: QuantumCircuit,
    isometry: Any,
    q_input: Sequence[Any],
    q_ancillas_for_output: Sequence[Any],
    q_ancillas_zero: Sequence[Any] | None = None,
    q_ancillas_dirty: Sequence[Any] | None = None,
) -> InstructionSet:
    """An isometry from its input's qubits to these and those for its output."""
    zero, dirty = _listed(q_ancillas_zero), _listed(q_ancillas_dirty)
    gate = gates.Isometry(isometry, len(zero), len(dirty))
    outer = [*_listed(q_input), *_listed(q_ancillas_for_output)]
    return circuit.append(gate, [*outer, *zero, *dirty], [])


iso = isometry


def uc(
    circuit: QuantumCircuit,
    gate_list: Sequence[Any],
    q_controls: Any,
    q_target: Any,
    up_to_diagonal: bool = False,
) -> InstructionSet:
    """A gate of one qubit that others choose."""
    qubits = [*_listed(q_target), *_listed(q_controls)]
    return circuit.append(gates.UCGate(gate_list, up_to_diagonal), qubits, [])


def ucrx(
    circuit: QuantumCircuit, angle_list: Sequence[float], q_controls: Any, q_target: Any
) -> InstructionSet:
    """A rotation about x whose angle others choose."""
    return _chosen(circuit, gates.UCRXGate(list(angle_list)), q_controls, q_target)


def ucry(
    circuit: QuantumCircuit, angle_list: Sequence[float], q_controls: Any, q_target: Any
) -> InstructionSet:
    """A rotation about y whose angle others choose."""
    return _chosen(circuit, gates.UCRYGate(list(angle_list)), q_controls, q_target)


def ucrz(
    circuit: QuantumCircuit, angle_list: Sequence[float], q_controls: Any, q_target: Any
) -> InstructionSet:
    """A rotation about z whose angle others choose."""
    return _chosen(circuit, gates.UCRZGate(list(angle_list)), q_controls, q_target)


class SingleQubitUnitary(gates.UnitaryGate):  # type: ignore[misc, unused-ignore]
    """A gate of one qubit by its matrix.

    Args:
        unitary_matrix: The matrix, 2 by 2.
        mode: Which angles it is made of; ``ZYZ`` is all that there was.
        up_to_diagonal: Whether a diagonal may be left to do after it; none ever is.

    Raises:
        QiskitError: The matrix is no unitary of one qubit, or the mode is another.
    """

    def __init__(
        self, unitary_matrix: Any, mode: str = "ZYZ", up_to_diagonal: bool = False
    ) -> None:
        if mode != "ZYZ":
            raise QiskitError(f"mode={mode!r}; the only one is 'ZYZ'.")
        super().__init__(unitary_matrix)
        if self.num_qubits != 1:
            raise QiskitError(f"The matrix is one of {self.num_qubits} qubits, not of one.")
        self.mode = mode
        self.up_to_diagonal = up_to_diagonal

    @property
    def diag(self) -> list[complex]:
        """What is left to do on the diagonal: nothing."""
        return [1.0, 1.0]


def squ(
    circuit: QuantumCircuit,
    unitary_matrix: Any,
    qubit: Any,
    mode: str = "ZYZ",
    up_to_diagonal: bool = False,
) -> InstructionSet:
    """A gate of one qubit by its matrix; see ``QuantumCircuit.unitary``."""
    gate = SingleQubitUnitary(unitary_matrix, mode, up_to_diagonal)
    return circuit.append(gate, _listed(qubit), [])


def _chosen(circuit: QuantumCircuit, gate: Gate, controls: Any, target: Any) -> InstructionSet:
    return circuit.append(gate, [*_listed(target), *_listed(controls)], [])


def _listed(qubits: Any) -> list[Any]:
    if qubits is None:
        return []
    if isinstance(qubits, list | tuple | range | QuantumRegister):
        return list(qubits)
    return [qubits]
