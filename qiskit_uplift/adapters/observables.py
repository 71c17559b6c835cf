"""Observables as labels with coefficients: bases, groups measured together, values of outcomes.

A label has a letter a qubit, the highest qubit first: the Paulis ``I X Y Z`` and the projectors
``0 1 + - r l`` on the eigenstates of Z, X and Y.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qiskit.quantum_info import PauliList

BASIS: Mapping[str, str] = {
    "I": "I", "X": "X", "Y": "Y", "Z": "Z",
    "0": "Z", "1": "Z", "+": "X", "-": "X", "r": "Y", "l": "Y",
}  # fmt: skip
"""The basis in which each letter is measured."""

_PROJECTS_ON: Mapping[str, int] = {"0": 0, "1": 1, "+": 0, "-": 1, "r": 0, "l": 1}


def measured_basis(label: str) -> str:
    """The Pauli string in whose eigenbasis ``label`` is diagonal."""
    return "".join(BASIS[letter] for letter in label)


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
        if set(basis) != {"I"}:
            by_basis.setdefault(basis, []).append(label)
    if not by_basis:
        return []
    if not abelian_grouping:
        return [
            Group(tuple(reversed(basis)), (label,))
            for basis, labels_ in by_basis.items()
            for label in labels_
        ]
    groups = []
    for paulis in PauliList(list(by_basis)).group_commuting(qubit_wise=True):
        bases = paulis.to_labels()
        union = tuple(
            next((letter for letter in column if letter != "I"), "I")
            for column in zip(*bases, strict=True)
        )
        members = tuple(label for basis in bases for label in by_basis[basis])
        groups.append(Group(union[::-1], members))
    return groups


def term_values(
    labels: Sequence[str], measured: Sequence[int], bits: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """What each term is worth on each outcome.

    Args:
        labels: The terms.
        measured: The qubits that were measured.
        bits: Outcomes, shape ``(outcomes, len(measured))``: column ``i`` is qubit
            ``measured[i]`` in its basis.

    Returns:
        Shape ``(terms, outcomes)``: 1 or -1 for Paulis, 1 or 0 where a projector takes part.
    """
    column = {qubit: i for i, qubit in enumerate(measured)}
    values = np.ones((len(labels), len(bits)))
    for term, label in enumerate(labels):
        for qubit, letter in enumerate(reversed(label)):
            if letter == "I":
                continue
            outcome = bits[:, column[qubit]]
            if letter in _PROJECTS_ON:
                values[term] *= outcome == _PROJECTS_ON[letter]
            else:
                values[term] *= 1.0 - 2.0 * outcome
    return values
