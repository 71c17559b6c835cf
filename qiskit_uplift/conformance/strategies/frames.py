"""Short words of a device's own gates that turn one qubit: into a state, or into a basis.

Of the 24 rotations of the Clifford group those are found that the gates of a qubit make, each by
its shortest word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import Gate
from qiskit.quantum_info import Operator

from qiskit_uplift.conformance.strategies.native import NativeGate, NativeSet

Matrix = NDArray[np.complex128]

_QUARTERS = (0.0, math.pi / 2, math.pi, -math.pi / 2)
_LONGEST = 5

_PAULIS = (
    np.array([[0, 1], [1, 0]], dtype=complex),
    np.array([[0, -1j], [1j, 0]], dtype=complex),
    np.array([[1, 0], [0, -1]], dtype=complex),
)


@dataclass(frozen=True)
class Word:
    """Gates on one qubit, the first to be applied first, and the matrix of all."""

    gates: tuple[Gate, ...]
    matrix: Any

    def then(self, gate: Gate, matrix: Matrix) -> Word:
        """The word with one more gate."""
        return Word((*self.gates, gate), matrix @ self.matrix)


@dataclass(frozen=True)
class Frames:
    """The words of one qubit.

    Attributes:
        states: Words that bring the ground state into different states, the shortest of each.
        bases: Words before a measurement that make it one of another basis, likewise.
    """

    states: tuple[Word, ...]
    bases: tuple[Word, ...]

    @property
    def tosses(self) -> tuple[Word, ...]:
        """Those after which 0 and 1 are equally likely, whichever of them it was."""
        return tuple(word for word in self.states if abs(abs(word.matrix[0, 0]) ** 2 - 0.5) < 1e-9)

    @property
    def flips(self) -> tuple[Word, ...]:
        """Those that make 1 of 0, and 0 of 1."""
        return tuple(word for word in self.states if abs(word.matrix[0, 0]) < 1e-9)


def frames(gates: Iterable[NativeGate]) -> Frames:
    """The words that the gates of one qubit make.

    Args:
        gates: Gates on one qubit; those with parameters are used at multiples of a right angle.
    """
    words = _words(_generators(gates))
    states: dict[bytes, Word] = {}
    bases: dict[bytes, Word] = {}
    for word in words:
        states.setdefault(_key(word.matrix[:, :1]), word)
        bases.setdefault(_key(word.matrix[:1, :]), word)
    return Frames(tuple(states.values()), tuple(bases.values()))


class Words:
    """The words of each qubit of a device, found when they are asked for.

    Args:
        native: The device.
    """

    def __init__(self, native: NativeSet) -> None:
        self._native = native
        self._found: dict[tuple[str, ...], Frames] = {}

    def of(self, qubit: int) -> Frames:
        """The words of a qubit; the same where the same gates are."""
        gates = self._native.on(qubit)
        key = tuple(gate.name for gate in gates)
        if key not in self._found:
            self._found[key] = frames(gates)
        return self._found[key]


def _generators(gates: Iterable[NativeGate]) -> list[tuple[Gate, Matrix]]:
    found = []
    for native in gates:
        if native.num_qubits != 1:
            continue
        choices = [[q for q in _QUARTERS if low <= q <= high] for low, high in native.domains]
        for values in product(*choices):
            gate = native.at(values)
            matrix = Operator(gate).data
            if _is_clifford(matrix):
                found.append((gate, matrix))
    return found


def _is_clifford(matrix: Matrix) -> bool:
    turned = [matrix @ pauli @ matrix.conj().T for pauli in _PAULIS]
    return all(
        any(abs(abs(np.trace(one @ pauli)) - 2) < 1e-9 for pauli in _PAULIS) for one in turned
    )


def _words(generators: Sequence[tuple[Gate, Matrix]]) -> list[Word]:
    start = Word((), np.eye(2, dtype=complex))
    found = {_key(start.matrix): start}
    newest = [start]
    for _ in range(_LONGEST):
        longer = []
        for word in newest:
            for gate, matrix in generators:
                extended = word.then(gate, matrix)
                key = _key(extended.matrix)
                if key not in found:
                    found[key] = extended
                    longer.append(extended)
        newest = longer
    return list(found.values())


def _key(array: Matrix) -> bytes:
    """The same for arrays that differ in a phase alone."""
    flat = array.ravel()
    first = flat[np.argmax(np.abs(flat) > 1e-6)]
    # adding 0 makes a negative zero positive
    return bytes((np.round(flat * (abs(first) / first), 6) + 0.0).tobytes())
