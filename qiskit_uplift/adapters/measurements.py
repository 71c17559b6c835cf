"""Which qubit a circuit measures into which clbit, and whether anything happens afterwards.

Some providers compute only the final state and map it to clbits by themselves; these facts tell
for which circuits that map is right.
"""

from __future__ import annotations

from dataclasses import dataclass

from qiskit.circuit import ControlFlowOp, QuantumCircuit

_IDLE = frozenset({"barrier", "delay"})


@dataclass(frozen=True)
class Measurements:
    """The measurements of a circuit at its top level.

    Attributes:
        pairs: The index of the qubit and of the clbit of each measurement, in order.
        dynamic: Whether the circuit has control flow, a reset, or an operation on a qubit that was
            measured before (other than another measurement), so that there is no final state from
            which all outcomes could be sampled.
    """

    pairs: tuple[tuple[int, int], ...]
    dynamic: bool

    @classmethod
    def of(cls, circuit: QuantumCircuit) -> Measurements:
        """Read the measurements of ``circuit``."""
        pairs: list[tuple[int, int]] = []
        dynamic = False
        measured: set[int] = set()
        for instruction in circuit.data:
            operation = instruction.operation
            qubits = [circuit.find_bit(qubit).index for qubit in instruction.qubits]
            if operation.name == "measure":
                pairs.append((qubits[0], circuit.find_bit(instruction.clbits[0]).index))
                measured.update(qubits)
            elif operation.name not in _IDLE:
                never_static = isinstance(operation, ControlFlowOp) or operation.name == "reset"
                dynamic = dynamic or never_static or not measured.isdisjoint(qubits)
        return cls(tuple(pairs), dynamic)

    @property
    def one_to_one(self) -> bool:
        """Whether no qubit goes to two clbits, and no clbit comes from two qubits."""
        pairs = set(self.pairs)
        return len(pairs) == len({qubit for qubit, _ in pairs}) and not self.overwrites

    @property
    def overwrites(self) -> bool:
        """Whether a clbit is written by measurements of different qubits."""
        pairs = set(self.pairs)
        return len({clbit for _, clbit in pairs}) < len(pairs)
