"""A legacy configuration and properties, read alike from model objects and from plain JSON.

Qiskit 1.4, qiskit-aer and qiskit-ibm-runtime each have models of their own, and a provider may have
none at all; all of them name their fields alike. Durations and times come in any unit and leave in
seconds, frequencies in hertz.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qiskit_uplift.exceptions import TargetError

Qargs = tuple[int, ...]

_PREFIXES = {"f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "μ": 1e-6, "m": 1e-3,
             "k": 1e3, "M": 1e6, "G": 1e9}  # fmt: skip
_UNITS = ("s", "Hz")


def read(source: Any, name: str, default: Any = None) -> Any:
    """A field of a mapping or of an object."""
    if isinstance(source, Mapping):
        return source.get(name, default)
    return getattr(source, name, default)


def in_si(value: float, unit: str, what: str) -> float:
    """``value`` in seconds or hertz (or as it is, if it has no unit).

    Raises:
        TargetError: The unit is unknown.
    """
    if unit in ("", "1", *_UNITS):
        return float(value)
    if unit[1:] in _UNITS and unit[0] in _PREFIXES:
        return float(value) * _PREFIXES[unit[0]]
    raise TargetError(f"{what} is given in {unit!r}; known are s and Hz with an SI prefix.")


@dataclass(frozen=True)
class GateData:
    """A gate of the configuration.

    Attributes:
        name: Its name.
        qargs: Where it may be applied; None where the configuration doesn't say.
        parameters: The names of its parameters.
    """

    name: str
    qargs: tuple[Qargs, ...] | None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Configuration:
    """What a configuration says of the gates, the qubits and the clock."""

    num_qubits: int
    basis_gates: tuple[str, ...]
    gates: Mapping[str, GateData]
    coupling: tuple[tuple[int, int], ...] | None
    dt: float | None
    timing: Mapping[str, int]
    instructions: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Any) -> Configuration:
        """Read a configuration.

        Args:
            source: A model object, where ``dt`` is in seconds as in Qiskit's, or the dictionary of
                its JSON, where ``dt`` is in nanoseconds.

        Raises:
            TargetError: It doesn't say how many qubits there are.
        """
        num_qubits = read(source, "n_qubits", read(source, "num_qubits"))
        if not isinstance(num_qubits, int) or num_qubits < 1:
            raise TargetError(
                f"The configuration's n_qubits is {num_qubits!r}; it has to be a number from 1. "
                "Describe the device yourself: uplift(..., target=...)."
            )
        coupling = read(source, "coupling_map")
        dt = read(source, "dt")
        if dt is not None and isinstance(source, Mapping):
            dt *= 1e-9
        return cls(
            num_qubits=num_qubits,
            basis_gates=tuple(read(source, "basis_gates") or ()),
            gates={gate.name: gate for gate in _gates(source)},
            coupling=None if coupling is None else tuple((int(a), int(b)) for a, b in coupling),
            dt=dt,
            timing=dict(read(source, "timing_constraints") or {}),
            instructions=tuple(read(source, "supported_instructions") or ()),
        )


def _gates(source: Any) -> Iterator[GateData]:
    for gate in read(source, "gates") or ():
        name = read(gate, "name")
        if name in (None, "TODO"):  # what old simulators put where a list was demanded
            continue
        where = read(gate, "coupling_map")
        yield GateData(
            name=name,
            qargs=None if where is None else tuple(tuple(int(q) for q in qargs) for qargs in where),
            parameters=tuple(read(gate, "parameters") or ()),
        )


@dataclass(frozen=True)
class Properties:
    """What the properties say of each qubit and gate; SI units throughout.

    Attributes:
        qubits: By qubit: ``T1``, ``T2``, ``frequency``, ``readout_error``, ``readout_length``,
            ``operational`` and whatever else is there.
        gates: By name and qubits: ``gate_error``, ``gate_length``, ``operational`` and so on.
    """

    qubits: tuple[Mapping[str, float], ...] = ()
    gates: Mapping[tuple[str, Qargs], Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Any) -> Properties:
        """Read properties from a model object or from its JSON's dictionary; None has none."""
        if source is None:
            return cls()
        qubits = tuple(
            _values(entries, f"qubit {i}") for i, entries in enumerate(read(source, "qubits") or ())
        )
        gates = {}
        for gate in read(source, "gates") or ():
            name, qargs = read(gate, "gate"), tuple(int(q) for q in read(gate, "qubits"))
            gates[name, qargs] = _values(read(gate, "parameters") or (), f"{name} on {qargs}")
        return cls(qubits, gates)

    def qubit(self, index: int, name: str) -> float | None:
        """A value of a qubit, or None."""
        return self.qubits[index].get(name) if index < len(self.qubits) else None

    def gate(self, gate: str, qargs: Qargs, name: str) -> float | None:
        """A value of a gate, or None."""
        return self.gates.get((gate, qargs), {}).get(name)

    @property
    def faulty_qubits(self) -> frozenset[int]:
        """The qubits that are marked as not operational."""
        return frozenset(i for i, q in enumerate(self.qubits) if q.get("operational", 1) == 0)

    @property
    def faulty_gates(self) -> frozenset[tuple[str, Qargs]]:
        """The gates that are marked as not operational."""
        return frozenset(key for key, v in self.gates.items() if v.get("operational", 1) == 0)


def _values(entries: Any, what: str) -> dict[str, float]:
    return {
        read(entry, "name"): in_si(
            read(entry, "value"), read(entry, "unit") or "", f"{read(entry, 'name')} of {what}"
        )
        for entry in entries
        if read(entry, "value") is not None
    }
