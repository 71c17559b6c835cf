"""Digests of what a subject is asked: the same in another process, on another machine.

Names that Qiskit makes up by counting (``circuit-17``) are left out, angles are rounded to
`DIGITS`, and parameters count by their names.
"""

from __future__ import annotations

import enum
import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from qiskit.circuit import (
    Bit,
    ControlledGate,
    Gate,
    Instruction,
    ParameterExpression,
    QuantumCircuit,
    Register,
)
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.observables_array import ObservablesArray
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.quantum_info import Pauli, PauliList, SparsePauliOp

DIGITS = 9
"""Digits after the point that tell numbers apart: machines differ in the last ones."""

_MADE_UP = re.compile(r"\b(circuit|circuit_gate|gate|instruction)-?\d+(-\d+)?\b")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_UUID = re.compile(r"\b[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\b|UUID\(int=\d+\)")


def digest(*values: Any) -> str:
    """A digest of arguments.

    Example:
        >>> digest([1, 0.5]) == digest([1, 0.5 + 1e-15]), digest(1) == digest(1.0)
        (True, False)
    """
    return hashlib.sha256(canonical(values).encode()).hexdigest()[:32]


def fingerprint(circuit: QuantumCircuit) -> str:
    """A digest of all that a user sees of a circuit, for a comparison in one process."""
    told = (circuit.name, repr(circuit.metadata), canonical(circuit))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def made_up(name: Any) -> bool:
    """Whether a name is one that Qiskit made by counting."""
    return isinstance(name, str) and _MADE_UP.fullmatch(name) is not None


def canonical(value: Any) -> str:  # noqa: PLR0911 - one a class
    """A value as text; alike values have the same.

    What isn't known here counts by the name of its class: nothing is read that could be a
    credential, and iterators aren't used up.
    """
    if hasattr(type(value), "_uplift_far"):
        return f"<{type(value).__name__}>"  # a stand-in, which would only pass the question on
    if value is None or isinstance(value, bool | str | bytes):
        return repr(value)
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, np.generic):
        return f"{value.dtype}:{canonical(value.item())}"
    if isinstance(value, int | float | complex):
        return _number(value)
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, Mapping):
        pairs = sorted(f"{canonical(key)}:{canonical(item)}" for key, item in value.items())
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}[{','.join(map(canonical, value))}]"
    if isinstance(value, set | frozenset):
        return f"set[{','.join(sorted(map(canonical, value)))}]"
    if isinstance(value, range):
        return repr(value)
    return _of_qiskit(value)


def _of_qiskit(value: Any) -> str:  # noqa: PLR0911 - one a class
    if isinstance(value, QuantumCircuit):
        return _circuit(value)
    if isinstance(value, ParameterExpression):
        return f"<{value}>"
    if isinstance(value, SparsePauliOp):
        return canonical(["SparsePauliOp", value.to_list()])
    if isinstance(value, Pauli):
        return f"Pauli {value.to_label()}"
    if isinstance(value, PauliList):
        return canonical(["PauliList", value.to_labels()])
    if isinstance(value, ObservablesArray):
        return canonical(["ObservablesArray", value.shape, value.tolist()])
    if isinstance(value, BindingsArray):
        data = {str(names): array for names, array in value.data.items()}
        return canonical(["BindingsArray", value.shape, data])
    if isinstance(value, SamplerPub):
        return canonical(["SamplerPub", value.circuit, value.parameter_values, value.shots])
    if isinstance(value, EstimatorPub):
        parts = (value.circuit, value.observables, value.parameter_values, value.precision)
        return canonical(["EstimatorPub", *parts])
    if isinstance(value, Instruction):
        return _operation(value, {})
    return f"<{type(value).__name__}>"


def _number(value: complex) -> str:
    if isinstance(value, complex):
        return f"complex({_number(value.real)},{_number(value.imag)})"
    if isinstance(value, int):
        return f"{type(value).__name__} {value:d}"
    return f"{round(value, DIGITS) + 0.0!r}" if math.isfinite(value) else f"{value!r}"


def _array(value: Any) -> str:
    if value.dtype.kind in "fc":
        kept = np.round(value, DIGITS) + 0.0
    elif value.dtype.kind in "biuSU":
        kept = value
    else:
        return f"array{value.shape}{canonical(value.tolist())}"
    content = hashlib.sha256(np.ascontiguousarray(kept).tobytes()).hexdigest()
    return f"array {value.dtype.str}{value.shape}{content}"


def _circuit(circuit: QuantumCircuit, *, named: bool = True) -> str:
    places: dict[Any, int] = {bit: index for index, bit in enumerate(circuit.qubits)}
    places.update({bit: index for index, bit in enumerate(circuit.clbits)})

    def _all(bits: Iterable[Any]) -> list[int]:
        return [places[bit] for bit in bits]

    registers = [
        (register.name, [places[bit] for bit in register])
        for register in (*circuit.qregs, *circuit.cregs)
    ]
    steps = [
        f"{_operation(item.operation, places)} q{_all(item.qubits)} c{_all(item.clbits)}"
        for item in circuit.data
    ]
    name = circuit.name if named and not made_up(circuit.name) else ""
    head = canonical([name, circuit.num_qubits, circuit.num_clbits, circuit.metadata, registers])
    phase = canonical(circuit.global_phase)
    return f"circuit({head};{phase};{';'.join(steps)})"


def _operation(operation: Any, places: Mapping[Any, int]) -> str:
    told = [_MADE_UP.sub(r"\1", str(operation.name)), canonical(operation.label)]
    told += map(canonical, operation.params)
    condition = getattr(operation, "_condition", None)
    if condition is None and hasattr(operation, "blocks"):
        condition = getattr(operation, "condition", getattr(operation, "target", None))
    if condition is not None:
        told.append(_condition(condition, places))
    if not _is_known(operation) and operation.definition is not None:
        told.append(_circuit(operation.definition, named=False))
    return f"{told[0]}({','.join(told[1:])})"


def _is_known(operation: Any) -> bool:
    """Whether it is one of Qiskit's own, so that its name says what it does."""
    kind = getattr(operation, "base_class", type(operation))
    made_of_others = kind in (Gate, Instruction, ControlledGate)
    return kind.__module__.startswith("qiskit.") and not made_of_others


def _condition(condition: Any, places: Mapping[Any, int]) -> str:
    if isinstance(condition, tuple):
        return ",".join(_condition(part, places) for part in condition)
    if isinstance(condition, Bit):
        return f"bit {places.get(condition)}"
    if isinstance(condition, Register):
        return f"register {condition.name}"
    return _UUID.sub("", _ADDRESS.sub("", repr(condition)))
