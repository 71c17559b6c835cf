"""A Target as checks go through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qiskit.transpiler import Target

from qiskit_uplift.conformance.trial import Trial


def described(trial: Trial) -> Target:
    """The Target, where the backend describes itself.

    Raises:
        NotApplicable: It doesn't, so that its Target is a guess of others.
    """
    assumed = getattr(trial.subject.backend, "assumptions", ())
    loose = trial.subject.kind.endswith(("object with run", "function"))
    if loose and (assumed or not hasattr(trial.subject.backend, "target")):
        trial.not_applicable("it doesn't describe itself")
    return trial.target


def entries(target: Target) -> Iterator[tuple[str, tuple[int, ...] | None, Any]]:
    """Name, qubits and properties of all that is advertised."""
    for name in sorted(target.operation_names):
        placed = target[name] or {None: None}
        for qubits, properties in placed.items():
            yield name, qubits, properties


def place(name: str, qubits: tuple[int, ...] | None) -> str:
    """An instruction on certain qubits, as messages name it."""
    return f"{name} on {'all qubits' if qubits is None else list(qubits)}"
