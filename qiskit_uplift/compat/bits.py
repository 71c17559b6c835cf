"""What a bit knew of its register, as functions of the bit.

Example:
    >>> from qiskit import QuantumRegister
    >>> from qiskit_uplift.compat.bits import index, register
    >>> qubit = QuantumRegister(3, "q")[2]
    >>> index(qubit), register(qubit).name
    (2, 'q')
"""

from __future__ import annotations

from qiskit.circuit import ClassicalRegister, Clbit, QuantumRegister, Qubit
from qiskit.circuit.exceptions import CircuitError

__all__ = ["index", "register"]


def index(bit: Qubit | Clbit) -> int:
    """The place of a bit in the register that it was made with.

    Raises:
        CircuitError: It was made without one.
    """
    if bit._register is None:
        raise CircuitError(
            "This bit was made without a register, so it has no index of its own; "
            "circuit.find_bit(bit).index is its place in a circuit."
        )
    return bit._index


def register(bit: Qubit | Clbit) -> QuantumRegister | ClassicalRegister:
    """The register that a bit was made with.

    Raises:
        CircuitError: It was made without one.
    """
    if bit._register is None:
        raise CircuitError(
            "This bit was made without a register; circuit.find_bit(bit).registers has those of a "
            "circuit that hold it."
        )
    return bit._register
