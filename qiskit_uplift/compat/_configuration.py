"""``QasmBackendConfiguration`` and ``GateConfig`` for Qiskit 2.

The dictionaries have the units of Qiskit's JSON schema (ns, us, GHz), the attributes SI units.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qiskit.exceptions import QiskitError

from qiskit_uplift.compat._model import Model


class BackendConfigurationError(QiskitError):
    """A configuration lacks what was asked of it."""


class GateConfig(Model):
    """One gate of a configuration.

    Args:
        name: The gate's name in OpenQASM.
        parameters: The names of its parameters.
        qasm_def: Its definition in OpenQASM 2.
        coupling_map: The groups of qubits that it acts on; absent where empty.
        latency_map: Which registers it may be conditioned on at low latency; absent where empty.
        conditional: Whether it may be conditioned; absent where None.
        description: What it does; absent where None.
    """

    def __init__(  # noqa: PLR0917 - the order of the schema's fields is public
        self,
        name: str,
        parameters: list[str],
        qasm_def: str,
        coupling_map: list[list[int]] | None = None,
        latency_map: list[list[int]] | None = None,
        conditional: bool | None = None,
        description: str | None = None,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.qasm_def = qasm_def
        optional = {
            "coupling_map": coupling_map or None,
            "latency_map": latency_map or None,
            "conditional": conditional,
            "description": description,
        }
        vars(self).update({key: value for key, value in optional.items() if value is not None})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GateConfig:
        """The gate that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """The fields that are set, as a new dictionary."""
        return dict(vars(self))

    def __repr__(self) -> str:
        fields = ", ".join(str(value) for value in vars(self).values())
        return f"GateConfig({fields})"


def _scale(value: Any, factor: float) -> Any:
    """``value``, a number or nested lists of numbers, times ``factor``."""
    if isinstance(value, (list, tuple)):
        return [_scale(item, factor) for item in value]
    return value * factor


_TO_SI: dict[str, float] = {
    "dt": 1e-9,
    "dtm": 1e-9,
    "rep_delay_range": 1e-6,
    "default_rep_delay": 1e-6,
    "rep_times": 1e-6,
    "qubit_lo_range": 1e9,
    "meas_lo_range": 1e9,
}

_ABSENT_IF_EMPTY = frozenset(
    {"supported_instructions", "rep_delay_range", "max_experiments", "n_registers", "register_map"}
)
_ABSENT_IF_NONE = frozenset(
    {
        "default_rep_delay",
        "sample_name",
        "configurable",
        "credits_required",
        "online_date",
        "display_name",
        "description",
        "tags",
        "dt",
        "dtm",
        "processor_type",
        "parametric_pulses",
    }
)


class QasmBackendConfiguration(Model):
    """What a ``BackendV1`` is: its qubits, gates, coupling and limits.

    Args:
        backend_name: The backend's name.
        backend_version: Its version, ``X.Y.Z``.
        n_qubits: How many qubits it has.
        basis_gates: The names of its gates.
        gates: Its gates, as :class:`GateConfig`.
        local: Whether it runs on this machine.
        simulator: Whether it is a simulator.
        conditional: Whether it takes conditioned operations.
        open_pulse: Whether it takes pulse schedules.
        memory: Whether it returns the outcome of each shot.
        max_shots: The most shots of a job.
        coupling_map: Pairs of coupled qubits; None for all to all.
        supported_instructions: The names of all that it takes; absent where empty.
        dynamic_reprate_enabled: Whether ``rep_delay`` may be set.
        fields: The other fields of the schema, as attributes under their names. Times are given
            in the schema's units (``dt``, ``dtm`` in ns; ``rep_times``, ``rep_delay_range`` and
            ``default_rep_delay`` in us; LO ranges in GHz) and read in seconds and Hz.
    """

    def __init__(  # noqa: PLR0917 - the order of the schema's fields is public
        self,
        backend_name: str,
        backend_version: str,
        n_qubits: int,
        basis_gates: list[str],
        gates: list[GateConfig],
        local: bool,
        simulator: bool,
        conditional: bool,
        open_pulse: bool,
        memory: bool,
        max_shots: int,
        coupling_map: list[list[int]] | None,
        supported_instructions: list[str] | None = None,
        dynamic_reprate_enabled: bool = False,
        **fields: Any,
    ) -> None:
        self._data: dict[str, Any] = {}
        self.backend_name = backend_name
        self.backend_version = backend_version
        self.n_qubits = n_qubits
        self.basis_gates = basis_gates
        self.gates = gates
        self.local = local
        self.simulator = simulator
        self.conditional = conditional
        self.open_pulse = open_pulse
        self.memory = memory
        self.max_shots = max_shots
        self.coupling_map = coupling_map
        self.dynamic_reprate_enabled = dynamic_reprate_enabled
        # As written, beside the SI value: multiplying back would not give the same float.
        self._written: dict[str, tuple[Any, Any]] = {}
        for name, value in {"supported_instructions": supported_instructions, **fields}.items():
            if (name in _ABSENT_IF_EMPTY and not value) or (
                name in _ABSENT_IF_NONE and value is None
            ):
                continue
            if name in _TO_SI:
                si = _scale(value, _TO_SI[name])
                self._written[name] = (si, value)
                self._data[name] = si
            else:
                self._data[name] = value

    def __setattr__(self, name: str, value: Any) -> None:
        data = self.__dict__.get("_data", {})
        if name in data or (name in _TO_SI and "_data" in self.__dict__):
            data[name] = value
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        if name in self._data:
            del self._data[name]
        else:
            super().__delattr__(name)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> QasmBackendConfiguration:
        """The configuration that ``data``, in the JSON schema, describes."""
        fields = dict(data)
        fields["gates"] = [GateConfig.from_dict(gate) for gate in fields["gates"]]
        return cls(**fields)

    def to_dict(self) -> dict[str, Any]:
        """The configuration in the JSON schema; what :meth:`from_dict` got, unless changed."""
        fields = {key: value for key, value in vars(self).items() if key[0] != "_"}
        fields["gates"] = [gate.to_dict() for gate in self.gates]
        fields.update({name: self._schema_value(name) for name in self._data})
        return fields

    def _schema_value(self, name: str) -> Any:
        value = self._data[name]
        if name not in _TO_SI:
            return value
        si, written = self._written.get(name, (None, None))
        return written if value == si else _scale(value, 1 / _TO_SI[name])

    @property
    def num_qubits(self) -> int:
        """How many qubits the backend has; the modern name of ``n_qubits``."""
        return self.n_qubits

    def __contains__(self, item: str) -> bool:
        return item in vars(self) or item in self._data


class BackendConfiguration(QasmBackendConfiguration):
    """The general name of :class:`QasmBackendConfiguration`."""
