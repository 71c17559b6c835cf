"""``BackendProperties``, ``GateProperties`` and ``Nduv`` for Qiskit 2."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from qiskit.exceptions import QiskitError
from qiskit.utils.units import apply_prefix

from qiskit_uplift.compat._model import Model

Property: TypeAlias = "tuple[Any, Any]"
"""A value in SI units and the date when it was measured."""


class BackendPropertyError(QiskitError):
    """The properties lack what was asked of them."""


class Nduv(Model):
    """A measured value with its name, date and unit.

    Args:
        date: When it was measured.
        name: What was measured, such as ``T1``.
        unit: The unit of ``value``, such as ``us``; empty for a plain number.
        value: The value, in ``unit``.
    """

    def __init__(self, date: Any, name: str, unit: str, value: float) -> None:
        self.date = date
        self.name = name
        self.unit = unit
        self.value = value

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Nduv:
        """The value that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """The four fields as a new dictionary."""
        return dict(vars(self))

    def __repr__(self) -> str:
        return f"Nduv({self.date!r}, {self.name}, {self.unit}, {self.value})"


class GateProperties(Model):
    """What was measured of one gate on one group of qubits.

    Args:
        qubits: The qubits, in the gate's order.
        gate: The gate's name.
        parameters: The measured values, as :class:`Nduv`.
        fields: Other fields, such as ``name``.
    """

    def __init__(self, qubits: list[int], gate: str, parameters: list[Nduv], **fields: Any) -> None:
        self._data = fields
        self.qubits = qubits
        self.gate = gate
        self.parameters = parameters

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GateProperties:
        """The gate that ``data``, the output of :meth:`to_dict`, describes."""
        fields = dict(data)
        fields["parameters"] = [Nduv.from_dict(item) for item in fields["parameters"]]
        return cls(**fields)

    def to_dict(self) -> dict[str, Any]:
        """The fields as a new dictionary."""
        parameters = [item.to_dict() for item in self.parameters]
        return {"qubits": self.qubits, "gate": self.gate, "parameters": parameters, **self._data}


class BackendProperties(Model):
    """What was measured of a backend: its qubits, gates and the rest.

    Args:
        backend_name: The backend's name.
        backend_version: Its version, ``X.Y.Z``.
        last_update_date: When it was last measured; a string must be in ISO format.
        qubits: For each qubit its values, as :class:`Nduv`.
        gates: The gates, as :class:`GateProperties`.
        general: Values of no single qubit or gate, as :class:`Nduv`.
        fields: Other fields, as attributes.

    Raises:
        BackendPropertyError: A value has a unit that isn't known.
    """

    def __init__(  # noqa: PLR0917 - the order of the schema's fields is public
        self,
        backend_name: str,
        backend_version: str,
        last_update_date: datetime.datetime | str,
        qubits: list[list[Nduv]],
        gates: list[GateProperties],
        general: list[Nduv],
        **fields: Any,
    ) -> None:
        self._data = fields
        self.backend_name = backend_name
        self.backend_version = backend_version
        self.last_update_date = (
            _parse_date(last_update_date) if isinstance(last_update_date, str) else last_update_date
        )
        self.qubits = qubits
        self.gates = gates
        self.general = general
        self._qubits = {index: _in_si(values) for index, values in enumerate(qubits)}
        self._gates: dict[str, dict[tuple[int, ...], dict[str, Property]]] = {}
        for gate in gates:
            self._gates.setdefault(gate.gate, {})[tuple(gate.qubits)] = _in_si(gate.parameters)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> BackendProperties:
        """The properties that ``data``, in the JSON schema, describes."""
        fields = dict(data)
        fields["qubits"] = [[Nduv.from_dict(item) for item in qubit] for qubit in data["qubits"]]
        fields["gates"] = [GateProperties.from_dict(gate) for gate in data["gates"]]
        fields["general"] = [Nduv.from_dict(item) for item in data["general"]]
        return cls(**fields)

    def to_dict(self) -> dict[str, Any]:
        """The properties in the JSON schema, with the date of the last update as a datetime."""
        return {
            "backend_name": self.backend_name,
            "backend_version": self.backend_version,
            "last_update_date": self.last_update_date,
            "qubits": [[item.to_dict() for item in qubit] for qubit in self.qubits],
            "gates": [gate.to_dict() for gate in self.gates],
            "general": [item.to_dict() for item in self.general],
            **self._data,
        }

    def gate_property(
        self, gate: str, qubits: int | Iterable[int] | None = None, name: str | None = None
    ) -> Any:
        """The value called ``name`` of a gate with its date, or all of them.

        Args:
            gate: The gate's name.
            qubits: Which qubits it acts on; None for all that it may act on.
            name: Which value; None for all of them. Needs ``qubits``.

        Raises:
            BackendPropertyError: There is no such gate or value, or ``qubits`` is missing.
        """
        if qubits is None and name is not None:
            raise BackendPropertyError(f"Provide qubits to get {name} of {gate}")
        try:
            found: Any = self._gates[gate]
            if qubits is not None:
                found = found[(qubits,) if isinstance(qubits, int) else tuple(qubits)]
            return found if name is None else found[name]
        except KeyError:
            msg = f"Could not find the desired property for {gate}"
            raise BackendPropertyError(msg) from None

    def qubit_property(self, qubit: int, name: str | None = None) -> Any:
        """The value called ``name`` of a qubit with its date, or all of them.

        Raises:
            BackendPropertyError: There is no such qubit or value.
        """
        try:
            values = self._qubits[qubit]
            return values if name is None else values[name]
        except KeyError:
            what = "properties" if name is None else f"property '{name}'"
            raise BackendPropertyError(f"Couldn't find the {what} for qubit {qubit}.") from None

    def gate_error(self, gate: str, qubits: int | Iterable[int]) -> float:
        """The error rate of a gate."""
        return float(self.gate_property(gate, qubits, "gate_error")[0])

    def gate_length(self, gate: str, qubits: int | Iterable[int]) -> float:
        """The duration of a gate in seconds."""
        return float(self.gate_property(gate, qubits, "gate_length")[0])

    def t1(self, qubit: int) -> float:
        """The relaxation time of a qubit in seconds."""
        return float(self.qubit_property(qubit, "T1")[0])

    def t2(self, qubit: int) -> float:
        """The dephasing time of a qubit in seconds."""
        return float(self.qubit_property(qubit, "T2")[0])

    def frequency(self, qubit: int) -> float:
        """The frequency of a qubit in Hz."""
        return float(self.qubit_property(qubit, "frequency")[0])

    def readout_error(self, qubit: int) -> float:
        """The mean probability to read a qubit wrongly."""
        return float(self.qubit_property(qubit, "readout_error")[0])

    def readout_length(self, qubit: int) -> float:
        """The duration of a qubit's readout in seconds."""
        return float(self.qubit_property(qubit, "readout_length")[0])

    def is_qubit_operational(self, qubit: int) -> bool:
        """Whether a qubit works; True where the properties don't say."""
        return bool(self.qubit_property(qubit).get("operational", (True,))[0])

    def is_gate_operational(self, gate: str, qubits: int | Iterable[int] | None = None) -> bool:
        """Whether a gate works on the given qubits; True where the properties don't say."""
        return bool(self.gate_property(gate, qubits).get("operational", (True,))[0])

    def faulty_qubits(self) -> list[int]:
        """The qubits that don't work."""
        return [qubit for qubit in self._qubits if not self.is_qubit_operational(qubit)]

    def faulty_gates(self) -> list[GateProperties]:
        """The gates that don't work."""
        return [gate for gate in self.gates if not self.is_gate_operational(gate.gate, gate.qubits)]


def _in_si(values: Iterable[Nduv]) -> dict[str, Property]:
    converted: dict[str, Property] = {}
    for item in values:
        try:
            converted[item.name] = (apply_prefix(item.value, item.unit), item.date)
        except ValueError:
            msg = f"Could not understand units: {item.unit}"
            raise BackendPropertyError(msg) from None
    return converted


_ISO_DATE = re.compile(r"(?P<main>.*T[\d:]+)(?:\.(?P<fraction>\d+))?(?P<zone>Z|[+-][\d:]+)?")


def _parse_date(text: str) -> datetime.datetime:
    """An ISO date; the parser of Python 3.10 wants six digits, a colon in the zone and no ``Z``."""
    if match := _ISO_DATE.fullmatch(text):
        fraction = f"{match['fraction'] or '':0<6.6}"
        zone = (match["zone"] or "").replace(":", "")
        zone = "+00:00" if zone == "Z" else zone and f"{zone[:3]}:{zone[3:] or '00'}"
        text = f"{match['main']}.{fraction}{zone}"
    return datetime.datetime.fromisoformat(text)
