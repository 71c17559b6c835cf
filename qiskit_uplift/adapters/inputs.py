"""What a user hands to ``run``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.exceptions import InvalidCircuitError


def circuits_of(run_input: QuantumCircuit | Sequence[QuantumCircuit]) -> list[QuantumCircuit]:
    """The circuits of one run.

    Raises:
        InvalidCircuitError: Something else is among them.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.adapters.inputs import circuits_of
        >>> len(circuits_of(QuantumCircuit(1)))
        1
    """
    several: Any = [run_input] if isinstance(run_input, QuantumCircuit) else run_input
    if isinstance(several, str) or not hasattr(several, "__iter__"):
        several = [several]
    found = list(several)
    for index, circuit in enumerate(found):
        if not isinstance(circuit, QuantumCircuit):
            kind = type(circuit).__name__
            raise InvalidCircuitError(
                f"run() takes a QuantumCircuit or a list of them; number {index} is a {kind}."
            )
    return found
