"""Blank circuits in a job, which keep the random numbers of the others apart.

A simulator may seed the circuits of a job with numbers a step apart, and the shots of each with the
numbers that follow its own. More shots than the step then share random numbers with other circuits,
and what is computed from several of them has other errors than it seems. A circuit without
operations costs next to nothing, and moves those after it a step further.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import ControlFlowOp, Gate, QuantumCircuit, Qubit

_IDLE = frozenset({"barrier", "delay"})


def spaced(circuits: Sequence[QuantumCircuit], step: int) -> list[QuantumCircuit]:
    """The circuits, each ``step`` places after the one before, with blank ones between."""
    blank = QuantumCircuit(1, name="blank")
    found: list[QuantumCircuit] = []
    for circuit in circuits[:-1]:
        found += [circuit, *[blank] * (step - 1)]
    return [*found, *circuits[-1:]]


def without_blanks(result: Any, step: int) -> Any:
    """A Qiskit ``Result`` with every ``step``-th of its experiments."""
    shorter = copy.copy(result)
    shorter.results = result.results[::step]
    return shorter


def is_sampled(circuit: QuantumCircuit) -> bool:
    """Whether all shots can be drawn from one final state.

    So it is where gates are followed by measurements, none of which anything depends on.
    """
    later: set[Qubit] = set()
    for instruction in reversed(circuit.data):
        operation = instruction.operation
        if operation.name in _IDLE:
            continue
        if operation.name == "measure":
            if not later.isdisjoint(instruction.qubits):
                return False
        elif not isinstance(operation, Gate) or isinstance(operation, ControlFlowOp):
            return False
        later.update(instruction.qubits)
    return True
