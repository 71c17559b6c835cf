"""Observables as labels with coefficients: bases, groups measured together, values of outcomes.

A label has a letter a qubit, the highest qubit first: the Paulis ``I X Y Z`` and the projectors
``0 1 + - r l`` on the eigenstates of Z, X and Y.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiskit_uplift.adapters.grouping import qubit_wise_groups
from qiskit_uplift.adapters.samples import Samples

BASIS: Mapping[str, str] = {
    "I": "I", "X": "X", "Y": "Y", "Z": "Z",
    "0": "Z", "1": "Z", "+": "X", "-": "X", "r": "Y", "l": "Y",
}  # fmt: skip
"""The basis in which each letter is measured."""

_BASIS_OF = str.maketrans(dict(BASIS))


def measured_basis(label: str) -> str:
    """The Pauli string in whose eigenbasis ``label`` is diagonal."""
    return label.translate(_BASIS_OF)


@dataclass(frozen=True)
class Group:
    """Terms that one measurement gives all at once.

    Attributes:
        basis: The letter I, X, Y or Z of each qubit, qubit 0 first.
        labels: The terms.
    """

    basis: tuple[str, ...]
    labels: tuple[str, ...]

    @functools.cached_property
    def measured(self) -> tuple[int, ...]:
        """The qubits that are measured."""
        return tuple(qubit for qubit, letter in enumerate(self.basis) if letter != "I")


def group_terms(labels: Iterable[str], *, abelian_grouping: bool) -> list[Group]:
    """Share out terms to measurements; terms of identities alone need none.

    Args:
        labels: Distinct terms of equal length.
        abelian_grouping: Whether terms that commute qubit by qubit share a measurement.

    Returns:
        Groups in an order that depends on nothing but the labels.
    """
    by_basis: dict[str, list[str]] = {}
    for label in sorted(labels):
        basis = measured_basis(label)
        if basis.strip("I"):
            by_basis.setdefault(basis, []).append(label)
    if not by_basis:
        return []
    if not abelian_grouping:
        return [
            Group(tuple(reversed(basis)), (label,))
            for basis, labels_ in by_basis.items()
            for label in labels_
        ]
    bases = list(by_basis)
    places = qubit_wise_groups(bases)
    groups = []
    for union, members in zip(_unions(bases, places), places, strict=True):
        labels_ = tuple(label for place in members for label in by_basis[bases[place]])
        groups.append(Group(union, labels_))
    return groups


def _unions(bases: Sequence[str], groups: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
    """The letter that the strings of each group have at each qubit, qubit 0 first."""
    starts = np.cumsum([0, *map(len, groups[:-1])])
    order = [place for group in groups for place in group]
    # I is below the other letters, of which there is one alone
    unions = np.maximum.reduceat(_letters(bases)[order], starts, axis=0)
    return [tuple(row.tobytes().decode("ascii")) for row in unions]


def _letters(labels: Sequence[str]) -> NDArray[np.uint8]:
    """The letters as ASCII, shape ``(labels, qubits)``, qubit 0 first."""
    letters = np.frombuffer("".join(labels).encode("ascii"), dtype=np.uint8)
    return letters.reshape(len(labels), -1)[:, ::-1]


def _parities(doublings: int) -> NDArray[np.int8]:
    """-1 to the power of how many bits are set, for each number of ``2**doublings`` bits."""
    found = np.array([1, -1], dtype=np.int8)
    for _ in range(doublings):
        found = np.multiply.outer(found, found).ravel()
    return found


_PARITY = _parities(4)


class TermTable:
    """What each of some terms is worth on an outcome of the qubits measured for them.

    Args:
        labels: The terms.
        measured: The qubits that are measured.
    """

    def __init__(self, labels: Sequence[str], measured: Sequence[int]) -> None:
        letters = _letters(labels)[:, list(measured)]
        self._flipping = _masks(letters, "XYZ")
        self._projects = not _IS_ANY_OF["IXYZ"][letters].all()
        if self._projects:
            self._high = _masks(letters, "1-l")
            self._projected = self._high | _masks(letters, "0+r")

    def values(self, samples: Samples) -> NDArray[np.float64]:
        """The value of each term on each outcome.

        Args:
            samples: Outcomes, whose bit ``i`` is qubit ``measured[i]`` in its basis.

        Returns:
            Shape ``(terms, rows of samples)``: 1 or -1 for Paulis, 1 or 0 where a projector takes
            part.
        """
        words = samples.words()
        flipped = np.zeros((len(self._flipping), len(words)), dtype=np.uint64)
        for word, mask in zip(words.T, self._flipping.T, strict=True):
            flipped ^= word & mask[:, np.newaxis]
        # folding keeps the parity
        for half in (32, 16):
            if samples.num_bits > half:
                flipped ^= flipped >> np.uint64(half)
        values = _PARITY[flipped & np.uint64(0xFFFF)].astype(np.float64)
        if self._projects:
            for word, mask, high in zip(words.T, self._projected.T, self._high.T, strict=True):
                values *= (word & mask[:, np.newaxis]) == high[:, np.newaxis]
        return values


def _masks(letters: NDArray[np.uint8], wanted: str) -> NDArray[np.uint64]:
    """Which letters are some of the wanted ones, as `Samples.words` has a bit for each."""
    rows = np.packbits(_IS_ANY_OF[wanted][letters], axis=1, bitorder="little")
    return Samples(rows[:, ::-1], letters.shape[1]).words()


_IS_ANY_OF = {
    wanted: np.isin(np.arange(128), np.frombuffer(wanted.encode("ascii"), dtype=np.uint8))
    for wanted in ("IXYZ", "XYZ", "1-l", "0+r")
}
