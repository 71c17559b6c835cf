"""Answers as data: JSON with named arrays beside it, and back.

JSON's own values stand for themselves; all else is an object with the key ``t``, which says what it
is. Whatever isn't known here is no data (`NoData`), and is recorded by what is asked of it.
"""

from __future__ import annotations

import datetime
import enum
import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from qiskit.circuit import Instruction, QuantumCircuit
from qiskit.primitives import BitArray, DataBin, PrimitiveResult, PubResult, SamplerPubResult
from qiskit.transpiler import CouplingMap, InstructionProperties, QubitProperties, Target

from qiskit_uplift.adapters.counted import CountedBitArray
from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.conformance.recording.classes import (
    class_of,
    described,
    path_of,
    read_error,
    resolved,
    write_error,
)
from qiskit_uplift.conformance.recording.targets import (
    read_circuit,
    read_operation,
    read_qubit,
    read_target,
    write_circuit,
    write_operation,
    write_target,
)

RECORDS = {kind.__name__: kind for kind in (Dialect, Limits, OptionContract, RunOption)}
"""Dataclasses of this package, written field by field."""

FIELDED = frozenset({
    "qiskit.result.result:Result",
    "qiskit.result.models:ExperimentResult",
    "qiskit.result.models:ExperimentResultData",
    "qiskit.qobj.common:QobjDictField",
    "qiskit.qobj.common:QobjHeader",
    "qiskit.qobj.common:QobjExperimentHeader",
})  # fmt: skip
"""Classes of data whose attributes are all there is to them."""


class NoData(Exception):
    """A value that can't be written as data."""


class Writer:
    """Writes values.

    Attributes:
        arrays: The arrays that the values refer to, by name.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, Any] = {}

    def keep(self, array: Any) -> str:
        """Put an array by; give its name."""
        name = f"a{len(self.arrays)}"
        self.arrays[name] = array
        return name

    def write(self, value: Any) -> Any:
        """A value as data.

        Raises:
            NoData: It, or something in it, can't be written so.
        """
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            return value
        if kind is list:
            return [self.write(each) for each in value]
        found = self._simple(value)
        if found is None:
            found = self._of_qiskit(value)
        if found is None:
            raise NoData(f"a {kind.__name__}")
        return found

    def _simple(  # noqa: PLR0911, PLR0912 - one a class
        self, value: Any
    ) -> dict[str, Any] | None:
        kind = type(value)
        if kind is tuple:
            return {"t": "tuple", "v": [self.write(each) for each in value]}
        if kind in (dict, types.MappingProxyType):
            return {"t": "dict", "v": [[self.write(k), self.write(v)] for k, v in value.items()]}
        if kind in (set, frozenset):
            return {"t": "set", "v": [self.write(each) for each in value]}
        if kind is complex:
            return {"t": "complex", "v": [value.real, value.imag]}
        if kind is bytes:
            return {"t": "bytes", "v": self.keep(np.frombuffer(value, dtype=np.uint8))}
        if isinstance(value, np.generic) and value.dtype.kind in "biufc":
            return {"t": "scalar", "v": self.keep(np.array(value))}
        if kind is np.ndarray:
            if value.dtype.kind in "biufcSU":
                return {"t": "array", "v": self.keep(value.copy())}
            flat = [self.write(each) for each in value.ravel().tolist()]
            return {"t": "objects", "shape": list(value.shape), "v": flat}
        if isinstance(value, enum.Enum):
            if resolved(path_of(kind)) is kind:
                return {"t": "enum", "class": path_of(kind), "v": value.name}
        elif kind is datetime.datetime:
            return {"t": "time", "v": value.isoformat()}
        elif isinstance(value, type):
            return {"t": "type", "v": described(value)}
        elif isinstance(value, BaseException):
            return {"t": "error", "v": write_error(value)}
        return None

    def _of_qiskit(self, value: Any) -> dict[str, Any] | None:  # noqa: PLR0911 - one a class
        kind = type(value)
        if path_of(kind) in FIELDED:
            fields = [[name, self.write(each)] for name, each in vars(value).items()]
            return {"t": "fields", "class": path_of(kind), "v": fields}
        if kind in (BitArray, CountedBitArray):
            return {"t": "bits", "v": self.keep(np.array(value.array)), "bits": value.num_bits}
        if kind is DataBin:
            fields = [[name, self.write(each)] for name, each in value.items()]
            return {"t": "bin", "shape": list(value.shape), "v": fields}
        if kind in (PubResult, SamplerPubResult):
            parts = [self.write(value.data), self.write(value.metadata)]
            return {"t": "pub", "class": kind.__name__, "v": parts}
        if kind is PrimitiveResult:
            parts = [[self.write(each) for each in value], self.write(value.metadata)]
            return {"t": "result", "v": parts}
        if kind.__name__ in RECORDS and RECORDS[kind.__name__] is kind:
            fields = [[name, self.write(each)] for name, each in vars(value).items()]
            return {"t": "record", "class": kind.__name__, "v": fields}
        try:
            return self._of_circuits(value)
        except Exception as error:  # Qiskit's own way to write a circuit may raise anything
            raise NoData(f"a {kind.__name__} ({error})") from error

    def _of_circuits(  # noqa: PLR0911 - one a class
        self, value: Any
    ) -> dict[str, Any] | None:
        kind = type(value)
        if kind is Target:
            return {"t": "target", "v": write_target(value, self.keep)}
        if kind is CouplingMap:
            edges = [list(edge) for edge in value.get_edges()]
            return {"t": "edges", "v": edges, "qubits": list(value.physical_qubits)}
        if kind is QubitProperties:
            return {"t": "qubit", "v": [value.t1, value.t2, value.frequency]}
        if kind is InstructionProperties:
            return {"t": "properties", "v": [value.duration, value.error]}
        if kind is QuantumCircuit:
            return {"t": "circuit", "v": self.keep(write_circuit(value))}
        if isinstance(value, Instruction):
            return {"t": "operation", "v": write_operation(value, self.keep)}
        return None


class Reader:
    """Reads what a `Writer` wrote.

    Args:
        arrays: The arrays by name.
        refer: Gives the object with a number; for answers that aren't data.
        names: Texts that stand for others: names that Qiskit made up in the other process.
    """

    def __init__(
        self,
        arrays: Mapping[str, Any],
        refer: Callable[[int], Any] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._arrays = arrays
        self._refer = refer
        self._names = names or {}

    def read(self, told: Any) -> Any:
        """A value."""
        if isinstance(told, str):
            return self._names.get(told, told)
        if isinstance(told, list):
            return [self.read(each) for each in told]
        if not isinstance(told, dict):
            return told
        return getattr(self, f"_read_{told['t']}")(told)

    def _read_tuple(self, told: dict[str, Any]) -> Any:
        return tuple(self.read(told["v"]))

    def _read_dict(self, told: dict[str, Any]) -> Any:
        return {self.read(key): self.read(value) for key, value in told["v"]}

    def _read_set(self, told: dict[str, Any]) -> Any:
        return set(self.read(told["v"]))

    def _read_complex(self, told: dict[str, Any]) -> Any:
        return complex(*told["v"])

    def _read_bytes(self, told: dict[str, Any]) -> Any:
        return self._arrays[told["v"]].tobytes()

    def _read_scalar(self, told: dict[str, Any]) -> Any:
        return self._arrays[told["v"]][()]

    def _read_array(self, told: dict[str, Any]) -> Any:
        return self._arrays[told["v"]].copy()

    def _read_objects(self, told: dict[str, Any]) -> Any:
        made = np.empty(len(told["v"]), dtype=object)
        made[:] = self.read(told["v"])
        return made.reshape(told["shape"])

    def _read_enum(self, told: dict[str, Any]) -> Any:
        found: Any = resolved(told["class"])
        return found[told["v"]]

    def _read_time(self, told: dict[str, Any]) -> Any:
        return datetime.datetime.fromisoformat(told["v"])

    def _read_type(self, told: dict[str, Any]) -> Any:
        return class_of(told["v"])

    def _read_error(self, told: dict[str, Any]) -> Any:
        return read_error(told["v"])

    def _read_fields(self, told: dict[str, Any]) -> Any:
        fields = {name: self.read(value) for name, value in told["v"]}
        if told["class"] not in FIELDED:
            raise ValueError(f"{told['class']} isn't a class of data")
        kind: Any = resolved(told["class"])
        if kind is None:
            return fields  # headers are dictionaries in a later Qiskit
        made = kind.__new__(kind)
        made.__dict__.update(fields)
        return made

    def _read_bits(self, told: dict[str, Any]) -> Any:
        return BitArray(self._arrays[told["v"]].copy(), told["bits"])

    def _read_bin(self, told: dict[str, Any]) -> Any:
        return DataBin(
            **{name: self.read(value) for name, value in told["v"]}, shape=tuple(told["shape"])
        )

    def _read_pub(self, told: dict[str, Any]) -> Any:
        kind = SamplerPubResult if told["class"] == "SamplerPubResult" else PubResult
        data, metadata = map(self.read, told["v"])
        return kind(data, metadata)

    def _read_result(self, told: dict[str, Any]) -> Any:
        pubs, metadata = map(self.read, told["v"])
        return PrimitiveResult(pubs, metadata)

    def _read_record(self, told: dict[str, Any]) -> Any:
        return RECORDS[told["class"]](**{name: self.read(value) for name, value in told["v"]})

    def _read_target(self, told: dict[str, Any]) -> Any:
        return read_target(told["v"], self._arrays)

    def _read_edges(self, told: dict[str, Any]) -> Any:
        made = CouplingMap()
        for qubit in told["qubits"]:
            made.add_physical_qubit(qubit)
        for edge in told["v"]:
            made.add_edge(*edge)
        return made

    def _read_qubit(self, told: dict[str, Any]) -> Any:
        return read_qubit(dict(zip(("t1", "t2", "frequency"), told["v"], strict=True)))

    def _read_properties(self, told: dict[str, Any]) -> Any:
        return InstructionProperties(*told["v"])

    def _read_circuit(self, told: dict[str, Any]) -> Any:
        return read_circuit(self._arrays[told["v"]])

    def _read_operation(self, told: dict[str, Any]) -> Any:
        return read_operation(told["v"], self._arrays)

    def _read_object(self, told: dict[str, Any]) -> Any:
        if self._refer is None:
            return f"<{told['class']}>"
        return self._refer(told["v"])
