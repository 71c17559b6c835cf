"""A Target in a few figures: which gates, in how many places, how good and how fast."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from qiskit.circuit import BreakLoopOp, ContinueLoopOp, ControlFlowOp
from qiskit.transpiler import Target

_PREFIXES = ((1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"), (1e-15, "f"))

_CONTROL_FLOW = (ControlFlowOp, BreakLoopOp, ContinueLoopOp)


@dataclass(frozen=True)
class OperationSummary:
    """One operation of a Target.

    Attributes:
        name: Its name.
        num_qubits: How many qubits it acts on.
        places: On how many tuples of qubits it can be used; None for anywhere.
        error: The median of its errors; None if none is known.
        duration: The median of its durations in seconds; None if none is known.
    """

    name: str
    num_qubits: int
    places: int | None
    error: float | None
    duration: float | None


@dataclass(frozen=True)
class TargetSummary:
    """What a person wants to know of a Target first.

    Attributes:
        num_qubits: The number of qubits; None if it is unknown.
        coupled_pairs: How many pairs of qubits have a two-qubit gate, whichever way round; None
            if all have.
        dt: The sampling time in seconds; None if it is unknown.
        t1: The median T1 in seconds; None if none is known.
        t2: The median T2 in seconds; None if none is known.
        frequency: The median frequency of the qubits in hertz; None if none is known.
        operations: Gates, measurement, reset and delay.
        control_flow: The names of the control flow that it takes.
        any_width: The names of operations that act on as many qubits as the circuit wants.
    """

    num_qubits: int | None
    coupled_pairs: int | None
    dt: float | None
    t1: float | None
    t2: float | None
    frequency: float | None
    operations: tuple[OperationSummary, ...]
    control_flow: tuple[str, ...]
    any_width: tuple[str, ...]

    @classmethod
    def of(cls, target: Target) -> TargetSummary:
        """Sum up a Target."""
        operations: list[OperationSummary] = []
        control_flow: list[str] = []
        any_width: list[str] = []
        for name in sorted(target.operation_names):
            operation = target.operation_from_name(name)
            if not isinstance(operation, type):  # operations of any width are held as classes
                operations.append(_operation(name, operation.num_qubits, target[name]))
            elif issubclass(operation, _CONTROL_FLOW):
                control_flow.append(name)
            else:
                any_width.append(name)
        qubits = [entry for entry in target.qubit_properties or () if entry is not None]
        return cls(
            num_qubits=target.num_qubits,
            coupled_pairs=_coupled_pairs(target),
            dt=target.dt,
            t1=median(entry.t1 for entry in qubits),
            t2=median(entry.t2 for entry in qubits),
            frequency=median(entry.frequency for entry in qubits),
            operations=tuple(sorted(operations, key=lambda each: (each.num_qubits, each.name))),
            control_flow=tuple(control_flow),
            any_width=tuple(any_width),
        )

    def as_dict(self) -> dict[str, Any]:
        """The same as a dictionary, for JSON."""
        return asdict(self)


def _operation(name: str, num_qubits: int, places: Any) -> OperationSummary:
    anywhere = places is None or None in places
    known = [] if places is None else [entry for entry in places.values() if entry is not None]
    return OperationSummary(
        name=name,
        num_qubits=num_qubits,
        places=None if anywhere else len(places),
        error=median(entry.error for entry in known),
        duration=median(entry.duration for entry in known),
    )


def _coupled_pairs(target: Target) -> int | None:
    coupling = target.build_coupling_map()
    if coupling is None:
        return None
    return len({frozenset(edge) for edge in coupling.get_edges()})


def median(values: Iterable[float | None]) -> float | None:
    """The median of those values that are known; None if none is."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def quantity(value: float | None, unit: str) -> str:
    """A value in SI units as a person writes it; empty if it is unknown.

    Example:
        >>> quantity(3.55e-8, "s"), quantity(5.1e9, "Hz"), quantity(None, "s")
        ('35.5 ns', '5.1 GHz', '')
    """
    if value is None:
        return ""
    if value == 0:
        return f"0 {unit}"
    if value >= 1e9:
        return f"{value / 1e9:.4g} G{unit}"
    if value >= 1e6:
        return f"{value / 1e6:.4g} M{unit}"
    factor, prefix = next(
        (pair for pair in _PREFIXES if abs(value) >= pair[0] * 0.99995), _PREFIXES[-1]
    )
    return f"{value / factor:.4g} {prefix}{unit}"
