"""Instructions, circuits and Targets as data, and back.

Circuits travel as QPY, so a gate of a provider's own class comes back as Qiskit's ``Gate`` with the
same name and definition. A Target is written gate by gate.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit import qpy
from qiskit.circuit import Delay, Gate, Instruction, Parameter, QuantumCircuit
from qiskit.transpiler import InstructionProperties, QubitProperties, Target

from qiskit_uplift.conformance.recording.classes import class_of, described
from qiskit_uplift.exceptions import ConformanceError

Keep = Callable[[Any], str]
"""Puts an array by; gives its name."""

_FIELDS = (
    "description", "num_qubits", "dt", "granularity", "min_length", "pulse_alignment",
    "acquire_alignment", "concurrent_measurements",
)  # fmt: skip


def write_circuit(circuit: QuantumCircuit) -> NDArray[np.uint8]:
    """A circuit as QPY.

    Raises:
        Exception: As Qiskit does where its metadata or one of its gates can't be written.
    """
    buffer = io.BytesIO()
    qpy.dump(circuit, buffer)
    return np.frombuffer(buffer.getvalue(), dtype=np.uint8)


def read_circuit(data: NDArray[np.uint8]) -> QuantumCircuit:
    """The circuit of `write_circuit`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a version of QPY that is older than the reader
        (circuit,) = qpy.load(io.BytesIO(data.tobytes()))
    return circuit


class RecordedGate(Gate):
    """A gate of which nothing but its matrix is known."""

    def __init__(self, name: str, matrix: NDArray[np.complex128], label: str | None) -> None:
        super().__init__(name, len(matrix).bit_length() - 1, [], label=label)
        self._matrix = matrix

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """The matrix, as Qiskit asks for it."""
        return np.array(self._matrix, dtype=dtype, copy=True if copy is None else copy)


def write_operation(operation: Any, keep: Keep) -> dict[str, Any]:
    """An instruction, or the class of one.

    Raises:
        ConformanceError: Nothing says what it does.
    """
    if isinstance(operation, type):
        return {"class": described(operation)}
    if not isinstance(operation, Instruction):
        raise ConformanceError(f"{operation!r} is no Instruction.")
    own = operation.base_class.__module__.startswith("qiskit.")
    if not own and operation.definition is None and isinstance(operation, Gate):
        if operation.is_parameterized() or operation.params:
            raise ConformanceError(
                f"Gate {operation.name!r} takes parameters and has no definition in other gates."
            )
        matrix = np.asarray(operation.to_matrix(), dtype=np.complex128)
        return {"matrix": keep(matrix), "name": operation.name, "label": operation.label}
    if operation.base_class is Delay and isinstance(operation.duration, Parameter):
        # QPY writes it with a unit that it doesn't read
        return {"delay": operation.duration.name, "unit": operation.unit}
    circuit = QuantumCircuit(operation.num_qubits, operation.num_clbits, name="one")
    circuit.append(operation, circuit.qubits, circuit.clbits)
    return {"qpy": keep(write_circuit(circuit))}


def read_operation(told: Mapping[str, Any], arrays: Mapping[str, Any]) -> Any:
    """The inverse of `write_operation`."""
    if "class" in told:
        return class_of(told["class"])
    if "matrix" in told:
        return RecordedGate(told["name"], arrays[told["matrix"]], told["label"])
    if "delay" in told:
        parameter = Parameter(told["delay"])
        return Delay(parameter) if told["unit"] == "expr" else Delay(parameter, told["unit"])
    return read_circuit(arrays[told["qpy"]]).data[0].operation


def write_target(target: Target, keep: Keep) -> dict[str, Any]:
    """A Target.

    Raises:
        ConformanceError: One of its gates can't be written down.
    """
    rows = []
    for name in target.operation_names:
        try:
            operation = write_operation(target.operation_from_name(name), keep)
        except Exception as error:  # Qiskit's own way to write a gate may raise anything
            raise ConformanceError(
                f"The Target's {name!r} can't be recorded ({type(error).__name__}: {error})."
            ) from error
        placed = [
            [qubits if qubits is None else list(qubits), _written(properties)]
            for qubits, properties in (target[name] or {}).items()
        ]
        every = target[name] is None
        rows.append({"name": name, "operation": operation, "placed": None if every else placed,
                     "bounds": _bounds(target, name)})  # fmt: skip
    qubits = target.qubit_properties
    return {
        "fields": {name: _plain(getattr(target, name, None)) for name in _FIELDS},
        "qubits": None if qubits is None else [_of_qubit(each) for each in qubits],
        "operations": rows,
    }


def read_target(told: Mapping[str, Any], arrays: Mapping[str, Any]) -> Target:
    """The inverse of `write_target`."""
    qubits = told["qubits"]
    target = Target(
        **told["fields"],
        qubit_properties=None if qubits is None else [read_qubit(each) for each in qubits],
    )
    for row in told["operations"]:
        operation = read_operation(row["operation"], arrays)
        more = _read_bounds(row["bounds"])
        placed = row["placed"]
        if isinstance(operation, type) or placed is None:
            target.add_instruction(operation, name=row["name"])
            continue
        properties = {
            None if qubits is None else tuple(qubits): None
            if values is None
            else InstructionProperties(**values)
            for qubits, values in placed
        }
        target.add_instruction(operation, properties, name=row["name"], **more)
    return target


def _read_bounds(bounds: list[Any] | None) -> dict[str, Any]:
    if bounds is None:
        return {}
    return {"angle_bounds": [None if pair is None else tuple(pair) for pair in bounds]}


def _written(properties: Any) -> dict[str, Any] | None:
    if properties is None:
        return None
    return {"duration": _plain(properties.duration), "error": _plain(properties.error)}


def _of_qubit(known: Any) -> dict[str, Any] | None:
    if known is None:
        return None
    return {name: _plain(getattr(known, name, None)) for name in ("t1", "t2", "frequency")}


def read_qubit(told: Mapping[str, Any] | None) -> QubitProperties | None:
    """The properties of a qubit."""
    return None if told is None else QubitProperties(**told)


def _plain(value: Any) -> Any:
    """A number as Python has it; texts and lists as they are."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ConformanceError(f"{value!r} is no number.")


def _bounds(target: Target, name: str) -> list[Any] | None:
    has = getattr(target, "gate_has_angle_bounds", None)
    if has is None or not has(name):
        return None
    # no method tells them; what a Target is pickled as does
    bounds = target.__getstate__()["base"]["gate_map"][name]["angle_bounds"]
    return [None if pair is None else list(pair) for pair in bounds]
