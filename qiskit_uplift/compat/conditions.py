"""``gate.c_if(...)``: a condition on an instruction that is in no circuit yet.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit.circuit.library import XGate
    >>> from qiskit_uplift.compat.conditions import c_if
    >>> circuit = QuantumCircuit(1, 1)
    >>> _ = circuit.append(c_if(XGate(), circuit.cregs[0], 1), [0])
    >>> circuit.num_nonlocal_gates()
    0
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qiskit.circuit import (
    ClassicalRegister,
    Clbit,
    IfElseOp,
    Instruction,
    QuantumCircuit,
    Qubit,
)
from qiskit.exceptions import QiskitError

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES

__all__ = ["c_if"]


class _Conditional(IfElseOp):  # type: ignore[misc, unused-ignore]
    """Appended with the bits of the instruction alone, it adds those that its condition reads."""

    def broadcast_arguments(
        self, qargs: Sequence[Sequence[Any]], cargs: Sequence[Sequence[Any]]
    ) -> Iterator[tuple[list[Any], list[Any]]]:
        clbits = [bit for bits in cargs for bit in bits]
        if len(clbits) < self.num_clbits:
            what = self.condition[0]
            read = list(what) if isinstance(what, ClassicalRegister) else [what]
            clbits = list(dict.fromkeys([*clbits, *read]))
        yield [qubit for qubits in qargs for qubit in qubits], clbits


def c_if(instruction: Instruction, classical: ClassicalRegister | Clbit, val: int) -> Instruction:
    """An instruction that happens only where classical data has a value.

    Args:
        instruction: What happens; it is not changed on Qiskit 2, where another one is returned.
        classical: A classical register or a bit.
        val: The value, from zero.

    Raises:
        QiskitError: ``val`` is negative, or ``classical`` is neither a register nor a bit; or the
            instruction writes classical bits itself, so that it has to be in a circuit first.
    """
    if not isinstance(classical, ClassicalRegister | Clbit):
        raise QiskitError("c_if needs a classical register or a bit; an index needs a circuit.")
    if int(val) < 0:
        raise QiskitError(f"c_if compares with a number from 0, got {val}.")
    if HAS_LEGACY_CLASSES:
        with quiet():
            return instruction.c_if(classical, val)
    if instruction.num_clbits:
        raise QiskitError(
            f"{instruction.name!r} writes classical bits: append it first, then use c_if on what "
            "the circuit's method returns."
        )
    read = list(classical) if isinstance(classical, ClassicalRegister) else [classical]
    body = QuantumCircuit([Qubit() for _ in range(instruction.num_qubits)], read)
    if isinstance(classical, ClassicalRegister):
        body.add_register(classical)
    body.append(instruction, body.qubits)
    return _Conditional((classical, int(val)), body)
