"""What a backend handed back, in whatever shape, as one `RawOutcome` a circuit.

Known shapes: Qiskit's ``Result`` (old and new headers), anything with ``get_counts``, and plain
counts as a function would return them. Nothing is decoded here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.result import Result

from qiskit_uplift.exceptions import DecodingError, ExecutionError


@dataclass(frozen=True)
class RawOutcome:
    """The data of one circuit as the provider wrote it.

    Attributes:
        memory: One entry a shot; None where there is none.
        counts: How often each outcome was seen; None where there are none.
        name: The circuit's name as the provider knows it, if it says.
    """

    memory: Any = None
    counts: Mapping[Any, Any] | None = None
    name: str | None = None


def read_result(
    result: object, circuits: Sequence[QuantumCircuit], source: str
) -> list[RawOutcome]:
    """Take a result apart: one outcome for each of ``circuits``, in their order.

    Args:
        result: What the backend's job (or the function) returned.
        circuits: The circuits that were sent, in the order in which they were sent.
        source: The provider's name, for messages.

    Raises:
        ExecutionError: The result says of itself, or of a circuit, that it failed.
        DecodingError: It is no result, or not one outcome for each circuit, or the circuits' names
            prove that outcomes are lost or out of order beyond repair.
    """
    if isinstance(result, Result) or isinstance(getattr(result, "results", None), Sequence):
        outcomes = _from_experiments(result, circuits, source)
    else:
        outcomes = [RawOutcome(counts=counts) for counts in _plain_counts(result, source)]
    if len(outcomes) != len(circuits):
        raise DecodingError(
            f"{source} was sent {len(circuits)} circuits and returned {len(outcomes)} outcomes, so "
            "it is unknown which belongs to which."
        )
    return _in_order(outcomes, circuits, source)


def _from_experiments(
    result: Any, circuits: Sequence[QuantumCircuit], source: str
) -> list[RawOutcome]:
    outcomes = []
    for index, experiment in enumerate(result.results):
        name = _header(experiment, "name")
        if getattr(experiment, "success", True) is False:
            known = name or (circuits[index].name if index < len(circuits) else index)
            status = getattr(experiment, "status", None) or getattr(result, "status", None)
            raise ExecutionError(
                f"{source} reports that circuit {index} ({known!r}) failed: "
                f"{status or 'no reason given'}."
            )
        data = getattr(experiment, "data", None)
        outcomes.append(RawOutcome(_field(data, "memory"), _field(data, "counts"), name))
    if getattr(result, "success", True) is False:
        names = ", ".join(repr(circuit.name) for circuit in circuits[:5])
        raise ExecutionError(
            f"{source} reports that the job with circuits {names} failed: "
            f"{getattr(result, 'status', None) or 'no reason given'}."
        )
    return outcomes


def _field(data: object, name: str) -> Any:
    return data.get(name) if isinstance(data, Mapping) else getattr(data, name, None)


def _header(experiment: object, name: str) -> str | None:
    value = _field(getattr(experiment, "header", None), name)
    return value if isinstance(value, str) else None


def _plain_counts(result: object, source: str) -> list[Mapping[Any, Any]]:
    given = result
    if not isinstance(given, (Mapping, list, tuple)) and callable(
        getattr(result, "get_counts", None)
    ):
        given = result.get_counts()  # type: ignore[attr-defined]
    several: list[Any] = list(given) if isinstance(given, (list, tuple)) else [given]
    for counts in several:
        if not isinstance(counts, Mapping):
            raise DecodingError(
                f"{source} returned a {type(counts).__name__}, which is neither a Result nor "
                "counts: expected a qiskit.result.Result, an object with get_counts(), or a "
                "dictionary of outcomes and how often each was seen (a list of such for several "
                "circuits)."
            )
    return several


def _in_order(
    outcomes: list[RawOutcome], circuits: Sequence[QuantumCircuit], source: str
) -> list[RawOutcome]:
    """Put outcomes that carry the circuits' own names, each once, in the circuits' order.

    Names that providers make up say nothing, and the order is then taken to be that of the
    circuits; so it is among circuits of the same name.
    """
    sent = [circuit.name for circuit in circuits]
    by_name = {outcome.name: outcome for outcome in outcomes}
    if len(set(sent)) == len(sent) and set(by_name) == set(sent):
        return [by_name[name] for name in sent]
    for index, (name, outcome) in enumerate(zip(sent, outcomes, strict=True)):
        if outcome.name != name and outcome.name in sent:
            raise DecodingError(
                f"{source} was sent circuit {name!r} as number {index} and returned an outcome of "
                f"circuit {outcome.name!r} in its place, so it is unknown which outcome belongs to "
                "which circuit."
            )
    return outcomes
