"""What a user hands to ``run``, checked before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import ControlFlowOp, QuantumCircuit

from qiskit_uplift.exceptions import InvalidCircuitError


def circuits_of(run_input: QuantumCircuit | Sequence[QuantumCircuit]) -> list[QuantumCircuit]:
    """The circuits of one run.

    Raises:
        InvalidCircuitError: Something else is among them, or a gate has an angle that is infinite
            or not a number, which some simulators take and make outcomes of.

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
        name = endless(circuit)
        if name is not None:
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} has {name!r} with an angle that isn't finite."
            )
    return found


def endless(circuit: QuantumCircuit) -> str | None:
    """The name of an instruction with a parameter that is infinite or not a number, or None."""
    for item in circuit.data:
        if any(isinstance(value, float) and not math.isfinite(value) for value in item.params):
            return str(item.name)
        if item.is_control_flow() and isinstance(item.operation, ControlFlowOp):
            for block in item.operation.blocks:
                if (found := endless(block)) is not None:
                    return found
    return None
