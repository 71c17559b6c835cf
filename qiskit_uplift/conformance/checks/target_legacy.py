"""What a ``BackendV1`` says of itself: its name, its configuration and its properties."""

from __future__ import annotations

from typing import Any

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.adapters.legacy_data import read
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.documents import BACKEND_V1
from qiskit_uplift.conformance.trial import Trial


def _legacy(trial: Trial) -> Any:
    if trial.subject.kind != "BackendV1":
        trial.not_applicable("it is no BackendV1")
    return trial.subject.backend


def _told(trial: Trial, method: str) -> Any:
    backend = _legacy(trial)

    def call() -> Any:
        return getattr(backend, method)()

    with quiet():
        return trial.run_access.ask(call, f"backend.{method}()")


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@check(
    "target.configuration",
    demands="A BackendV1's name(), configuration(), properties() and status() can be called, and "
    "the configuration agrees with the name and with itself.",
    source=BACKEND_V1,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def configuration(trial: Trial) -> None:
    """Call them, and compare the number of qubits with gates and pairs."""
    name = _told(trial, "name")
    described = _told(trial, "configuration")
    _told(trial, "status")
    width = _number(read(described, "n_qubits"))
    trial.require(
        width is not None and width > 0,
        "The configuration has no number of qubits.",
        expected="n_qubits from 1 on",
        observed=f"{read(described, 'n_qubits')!r}",
        call="backend.configuration().n_qubits",
    )
    trial.require(
        read(described, "backend_name") == name,
        "The configuration is that of another backend.",
        expected=f"{name!r}",
        observed=f"{read(described, 'backend_name')!r}",
        call="backend.configuration().backend_name",
    )
    pairs = read(described, "coupling_map") or []
    beyond = [list(pair) for pair in pairs if max(pair) >= (width or 0) or min(pair) < 0]
    trial.require(
        not beyond,
        "The coupling map has qubits that there aren't.",
        expected=f"qubits from 0 to {(width or 0) - 1}",
        observed=f"{beyond}",
        call="backend.configuration().coupling_map",
    )
    for limit in ("max_shots", "max_experiments"):
        value = read(described, limit)
        trial.require(
            value is None or (_number(value) or 0) >= 1,
            f"{limit} is no limit.",
            expected="a number from 1 on, or None",
            observed=f"{value!r}",
            call=f"backend.configuration().{limit}",
        )


@check(
    "target.properties",
    demands="A BackendV1's properties describe as many qubits as its configuration counts, and "
    "gates that the configuration has, on qubits that are coupled.",
    source=BACKEND_V1,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def properties(trial: Trial) -> None:
    """Compare the two."""
    described = _told(trial, "configuration")
    measured = _told(trial, "properties")
    if measured is None:
        trial.not_applicable("it has no properties")
    qubits = read(measured, "qubits") or []
    trial.require(
        len(qubits) == read(described, "n_qubits"),
        "The properties aren't those of as many qubits as there are.",
        expected=f"{read(described, 'n_qubits')}",
        observed=f"{len(qubits)}",
        call="backend.properties().qubits",
    )
    named = {*(read(described, "basis_gates") or []), "measure", "reset", "delay", "id"}
    named |= set(read(described, "supported_instructions") or [])
    pairs = {tuple(pair) for pair in read(described, "coupling_map") or []}
    for gate in read(measured, "gates") or []:
        name, place = read(gate, "gate"), tuple(read(gate, "qubits") or ())
        coupled = len(place) != 2 or not pairs or place in pairs
        trial.require(
            name in named and coupled,
            f"The properties have {name} on {list(place)}, and the configuration hasn't.",
            expected=f"one of {sorted(named)}, on coupled qubits",
            observed=f"{name} on {list(place)}",
            call="backend.properties().gates",
        )
