"""Whether a circuit fits a Target, and where it first doesn't."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

from qiskit.circuit import ControlFlowOp, Instruction, QuantumCircuit
from qiskit.transpiler import Target

from qiskit_uplift.exceptions import InvalidCircuitError

_NEVER_RUN = frozenset({"barrier", "store"})  # instructions that no device executes as a gate


@dataclass(frozen=True)
class Offence:
    """The first instruction of a circuit that a Target doesn't have.

    Attributes:
        name: The instruction.
        qubits: The qubits that it is applied to.
        reason: What is wrong with it.
    """

    name: str
    qubits: tuple[int, ...]
    reason: str

    def __str__(self) -> str:
        places = ", ".join(map(str, self.qubits))
        return f"{self.name!r} on qubits ({places}): {self.reason}"


def check_width(circuit: QuantumCircuit, target: Target, where: str) -> None:
    """Raise InvalidCircuitError if the circuit has more qubits than the Target."""
    if target.num_qubits is not None and circuit.num_qubits > target.num_qubits:
        raise InvalidCircuitError(
            f"Circuit {circuit.name!r} has {circuit.num_qubits} qubits, {where} has "
            f"{target.num_qubits}; use fewer, or a wider backend."
        )


def check_finite(circuit: QuantumCircuit) -> None:
    """Raise InvalidCircuitError if a parameter is NaN or infinite: simulators answer all the same.

    Parameters without a value are looked at when they get one.
    """
    for instruction in circuit.data:
        for value in instruction.operation.params:
            if isinstance(value, QuantumCircuit):
                check_finite(value)
            elif isinstance(value, Real) and not math.isfinite(value):
                raise InvalidCircuitError(
                    f"Circuit {circuit.name!r} has {instruction.operation.name!r} with the "
                    f"parameter {value}. Nothing was sent; give it a finite one."
                )


def first_offence(circuit: QuantumCircuit, target: Target) -> Offence | None:
    """The first instruction that ``target`` doesn't support where it stands, or None.

    Bodies of control flow are looked into. Barriers are no instructions of a device.
    """
    return _search(circuit, target, range(circuit.num_qubits))


def _search(circuit: QuantumCircuit, target: Target, outer: Sequence[int]) -> Offence | None:
    index = {bit: outer[i] for i, bit in enumerate(circuit.qubits)}
    for instruction in circuit.data:
        operation = instruction.operation
        if operation.name in _NEVER_RUN or getattr(operation, "_directive", False):
            continue
        qubits = tuple(index[bit] for bit in instruction.qubits)
        reason = _reason(operation, qubits, target)
        if reason is not None:
            return Offence(operation.name, qubits, reason)
        if isinstance(operation, ControlFlowOp):
            for block in operation.blocks:
                found = _search(block, target, qubits)
                if found is not None:
                    return found
    return None


def _reason(operation: Instruction, qubits: tuple[int, ...], target: Target) -> str | None:
    if isinstance(operation, ControlFlowOp):
        if operation.name in target.operation_names:
            return None
        return "the backend has no such control flow"
    if operation.name not in target.operation_names:
        return "the backend has no such instruction"
    if not target.instruction_supported(operation.name, qubits):
        return "the backend has it, but not on these qubits"
    values = list(operation.params)
    numeric = bool(values) and all(isinstance(value, Real) for value in values)
    if numeric and not target.instruction_supported(operation.name, qubits, parameters=values):
        return f"the backend has it, but not with the parameters {values}"
    return None
