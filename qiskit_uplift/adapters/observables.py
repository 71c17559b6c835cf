"""Observables as labels with coefficients: bases, groups measured together, values of outcomes.

A label has a letter a qubit, the highest qubit first: the Paulis ``I X Y Z`` and the projectors
``0 1 + - r l`` on the eigenstates of Z, X and Y.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiskit_uplift.adapters.grouping import qubit_wise_groups

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

    @property
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
    groups = []
    for places in qubit_wise_groups(bases):
        union = tuple(
            next((letter for letter in column if letter != "I"), "I")
            for column in zip(*(bases[place] for place in places), strict=True)
        )
        members = tuple(label for place in places for label in by_basis[bases[place]])
        groups.append(Group(union[::-1], members))
    return groups


class TermTable:
    """What each of some terms is worth on an outcome of the qubits measured for them.

    Args:
        labels: The terms.
        measured: The qubits that are measured.
    """

    def __init__(self, labels: Sequence[str], measured: Sequence[int]) -> None:
        letters = np.array([list(label[::-1]) for label in labels], dtype="U1")
        letters = letters.reshape(len(labels), -1)[:, list(measured)].T
        # sums of zeros and ones, exact in single precision up to 2**24 qubits
        self._flips = np.isin(letters, list("XYZ")).astype(np.float32)
        low, high = np.isin(letters, list("0+r")), np.isin(letters, list("1-l"))
        self._misses = low.astype(np.float32) - high.astype(np.float32)
        self._required = high.sum(axis=0, dtype=np.float32)
        self._projects = bool(low.any() or high.any())

    def values(self, bits: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The value of each term on each outcome.

        Args:
            bits: Outcomes, shape ``(outcomes, len(measured))``: column ``i`` is qubit
                ``measured[i]`` in its basis.

        Returns:
            Shape ``(terms, outcomes)``: 1 or -1 for Paulis, 1 or 0 where a projector takes part.
        """
        given = bits.astype(np.float32)
        parities = (given @ self._flips).astype(np.int32) & 1
        values = np.subtract(1.0, 2.0 * parities.T, dtype=np.float64)
        if self._projects:
            # each bit that is 1 where 0 is wanted counts one, each 1 where 1 is wanted minus one
            values *= (given @ self._misses + self._required == 0).T
        return values
