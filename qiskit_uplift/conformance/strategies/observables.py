"""Observables in every form that a PUB takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import qiskit.quantum_info
from hypothesis import strategies as st
from qiskit.circuit import QuantumCircuit
from qiskit.quantum_info import Pauli, SparsePauliOp

from qiskit_uplift._qiskit.versions import has
from qiskit_uplift.backends import exact_expectation
from qiskit_uplift.backends.cutting import active_qubits, cut

_PAULIS = ("Z", "X", "Y")
_PROJECTORS = ("0", "1", "+", "-", "r", "l")
_COEFFICIENTS = (1.0, 0.5, -1.0, 2.0, -0.25, 3.0)

FORMS = ("label", "Pauli", "SparsePauliOp", "mapping", "SparseObservable")
"""How an observable is written; the last one where the installed Qiskit takes it."""


@dataclass(frozen=True)
class DrawnObservable:
    """An observable, and how it is written.

    Attributes:
        num_qubits: Its width.
        terms: For each term its letters by qubit, identities left out, and its coefficient. A term
            may occur twice.
        form: One of :data:`FORMS`.
    """

    num_qubits: int
    terms: tuple[tuple[tuple[tuple[int, str], ...], float], ...]
    form: str

    @property
    def labels(self) -> list[tuple[str, float]]:
        """The terms as labels, the highest qubit first, with their coefficients."""
        return [(self._label(letters, range(self.num_qubits)), c) for letters, c in self.terms]

    @property
    def written(self) -> Any:
        """The observable as a PUB takes it."""
        (label, coefficient), *_ = self.labels
        if self.form == "label":
            return label
        if self.form == "Pauli":
            return Pauli(label if coefficient > 0 else f"-{label}")
        if self.form == "mapping":
            return dict(self.labels)
        return _operator(self.labels, projectors=self.form == "SparseObservable")

    def expected(self, circuit: QuantumCircuit) -> float:
        """The exact expectation value at the end of a circuit without noise and parameters.

        Args:
            circuit: As wide as the observable; it may be wider than what can be simulated, as only
                qubits that it acts on or that the observable looks at count.
        """
        touched = {qubit for letters, _ in self.terms for qubit, _ in letters}
        kept = sorted(touched.union(active_qubits(circuit))) or [0]
        labels = [(self._label(letters, kept), c) for letters, c in self.terms]
        projectors = any(set(label) & set(_PROJECTORS) for label, _ in labels)
        return exact_expectation(cut(circuit, kept), _operator(labels, projectors=projectors))

    @staticmethod
    def _label(letters: Sequence[tuple[int, str]], qubits: Sequence[int]) -> str:
        at = dict(letters)
        return "".join(at.get(qubit, "I") for qubit in reversed(qubits))


def _operator(labels: list[tuple[str, float]], *, projectors: bool) -> Any:
    if projectors:
        return qiskit.quantum_info.SparseObservable.from_list(labels)
    return SparsePauliOp.from_list(labels)


@st.composite
def observables(
    draw: st.DrawFn, num_qubits: int, *, qubits: Sequence[int] | None = None
) -> DrawnObservable:
    """Observables with real coefficients, identities and repeated terms; they shrink to ``Z``.

    Args:
        draw: Hypothesis's.
        num_qubits: The width.
        qubits: Those that may be looked at; None for all.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.conformance.strategies import observables
        >>> find(observables(2), lambda drawn: drawn.form == "SparsePauliOp").written
        SparsePauliOp(['II'],
                      coeffs=[1.+0.j])
    """
    known = "SparseObservable as an observable of a PUB"
    form = draw(st.sampled_from(FORMS if has(known) else FORMS[:-1]))
    letters = _PAULIS + (_PROJECTORS if form == "SparseObservable" else ())
    where = st.sampled_from(list(range(num_qubits) if qubits is None else qubits))
    label = st.dictionaries(where, st.sampled_from(letters), max_size=4).map(
        lambda at: tuple(sorted(at.items()))
    )
    if form == "label":
        return DrawnObservable(num_qubits, ((draw(label), 1.0),), form)
    if form == "Pauli":
        return DrawnObservable(
            num_qubits, ((draw(label), draw(st.sampled_from([1.0, -1.0]))),), form
        )
    unique = (lambda term: term[0]) if form == "mapping" else None
    terms = st.lists(
        st.tuples(label, st.sampled_from(_COEFFICIENTS)), min_size=1, max_size=5, unique_by=unique
    )
    drawn = draw(terms.filter(_is_something))
    return DrawnObservable(num_qubits, tuple(drawn), form)


def _is_something(terms: Sequence[tuple[Any, float]]) -> bool:
    """Whether no repeated term cancels: Qiskit refuses an observable without terms."""
    sums: dict[Any, float] = {}
    for label, coefficient in terms:
        sums[label] = sums.get(label, 0.0) + coefficient
    return all(sums.values())
