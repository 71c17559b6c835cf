"""Whether the numbers of a Target are in the units that are documented."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qiskit.providers import BackendV2
from qiskit.transpiler import Target

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.described import described, entries, place
from qiskit_uplift.conformance.documents import (
    BACKEND_V2,
    INSTRUCTION_PROPERTIES,
    QUBIT_PROPERTIES,
)
from qiskit_uplift.conformance.trial import Trial

LONGEST_GATE = 1e-3
"""Seconds; a gate that is longer is one of a device whose qubits live longer than that, too."""

LONGEST_READOUT = 1.0
"""Seconds that a measurement or a reset may take."""

SHORTEST = 1e-12
"""Seconds; nothing is done to a qubit in less, but for what is done by a change of frame."""

FAST_GATE = 1e-6
"""Seconds; a qubit with gates faster than that doesn't keep its phase for `LONG_T2`."""

LONG_T1, LONG_T2 = 100.0, 1.0
"""Seconds."""

FREQUENCIES = (1e6, 1e16)
"""In Hz, from the slowest qubit to an optical transition."""

FIT = 1.25
"""T2 exceeds twice T1 by up to this factor by errors of measurement alone."""


@check(
    "target.durations",
    demands="Durations are in seconds: finite, not negative, and neither longer nor shorter than "
    "anything that is done to a qubit.",
    source=INSTRUCTION_PROPERTIES,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def durations(trial: Trial) -> None:
    """Compare each with what is possible, given how long the qubits live."""
    target = described(trial)
    for name, qubits, properties in entries(target):
        duration = getattr(properties, "duration", None)
        if duration is None:
            continue
        most = _longest(target, name, qubits)
        sane = math.isfinite(duration) and (duration == 0 or SHORTEST <= duration <= most)
        trial.require(
            sane,
            f"The duration of {place(name, qubits)} can't be in seconds.",
            expected=f"0, or from {SHORTEST:g} s to {most:g} s",
            observed=f"{duration!r}",
        )


def _longest(target: Target, name: str, qubits: tuple[int, ...] | None) -> float:
    if name in ("measure", "reset", "delay"):
        return LONGEST_READOUT
    alive = [
        life
        for known in _qubit_entries(target, qubits or ())
        for life in (known.t1, known.t2)
        if life is not None and math.isfinite(life)
    ]
    return max(LONGEST_GATE, *alive) if alive else LONGEST_GATE


def _qubit_entries(target: Target, qubits: Sequence[int]) -> list[Any]:
    known = target.qubit_properties or []
    return [known[q] for q in qubits if q < len(known) and known[q] is not None]


@check(
    "target.errors",
    demands="Errors are probabilities.",
    source=INSTRUCTION_PROPERTIES,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def errors(trial: Trial) -> None:
    """Each is from 0 to 1."""
    for name, qubits, properties in entries(described(trial)):
        error = getattr(properties, "error", None)
        trial.require(
            error is None or 0 <= error <= 1,
            f"The error of {place(name, qubits)} is no probability.",
            expected="a number from 0 to 1",
            observed=f"{error!r}",
        )


@check(
    "target.time-step",
    demands="dt is in seconds, and the same for the backend and its Target.",
    source=f"{BACKEND_V2}#dt",
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def time_step(trial: Trial) -> None:
    """Compare it with the Target's, and with what a control system can do."""
    target = described(trial)
    dt = target.dt
    if isinstance(trial.subject.backend, BackendV2):
        trial.require(
            trial.subject.backend.dt == dt,
            "backend.dt isn't that of the Target.",
            expected=f"{dt}",
            observed=f"{trial.subject.backend.dt}",
            call="backend.dt",
        )
    if dt is None:
        trial.not_applicable("no dt is known")
    trial.require(
        math.isfinite(dt) and SHORTEST <= dt <= FAST_GATE,
        "dt can't be in seconds.",
        expected=f"from {SHORTEST:g} s to {FAST_GATE:g} s",
        observed=f"{dt!r}",
    )


@check(
    "target.qubit-properties",
    demands="Properties of qubits are given one a qubit, and backend.qubit_properties() gives "
    "those of the Target, for one qubit and for several.",
    source=f"{BACKEND_V2}#qubit_properties",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def qubit_properties(trial: Trial) -> None:
    """Count them, and ask for each."""
    target = described(trial)
    known = target.qubit_properties
    if known is None:
        trial.not_applicable("it has no properties of qubits")
    trial.require(
        len(known) == target.num_qubits,
        "There isn't one entry of properties a qubit.",
        expected=f"{target.num_qubits}",
        observed=f"{len(known)}",
    )
    backend = trial.subject.backend
    if not isinstance(backend, BackendV2):
        return
    indices = list(range(len(known)))
    try:
        single = [backend.qubit_properties(index) for index in indices]
        several = list(backend.qubit_properties(indices))
    except NotImplementedError:
        trial.note("backend.qubit_properties() isn't implemented.")
        return
    wanted = [_told(entry) for entry in known]
    for found, call in ((single, "qubit_properties(i)"), (several, "qubit_properties([...])")):
        told = [_told(entry) for entry in found]
        wrong = next(
            (i for i, (a, b) in enumerate(zip(told, wanted, strict=False)) if a != b), None
        )
        trial.require(
            len(told) == len(wanted) and wrong is None,
            "backend.qubit_properties() isn't what the Target has.",
            expected=f"{len(wanted)} entries" if wrong is None else f"{wrong}: {wanted[wrong]}",
            observed=f"{len(told)} entries" if wrong is None else f"{wrong}: {told[wrong]}",
            call=f"backend.{call}",
        )


def _told(entry: Any) -> tuple[Any, ...] | None:
    return None if entry is None else (entry.t1, entry.t2, entry.frequency)


@check(
    "target.coherence",
    demands="T1 and T2 are in seconds: positive, T2 mostly at most twice T1, longer than the "
    "qubit's shortest gate, and not longer than a qubit with such fast gates lives.",
    source=QUBIT_PROPERTIES,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def coherence(trial: Trial) -> None:
    """Compare them with each other and with the gates."""
    target = described(trial)
    for index, known in enumerate(target.qubit_properties or ()):
        shortest = _shortest_gate(target, index)
        for label, value, long in (
            ("T1", _of(known, "t1"), LONG_T1),
            ("T2", _of(known, "t2"), LONG_T2),
        ):
            if value is None or value == math.inf:
                continue
            low = 0.0 if shortest is None else shortest
            high = math.inf if shortest is None or shortest > FAST_GATE else long
            trial.require(
                0 < value and low <= value <= high,
                f"{label} of qubit {index} can't be in seconds.",
                expected=f"from {low:g} s to {high:g} s, as its shortest gate is {shortest} s",
                observed=f"{value!r}",
            )
    _require_t2(trial, target)


def _require_t2(trial: Trial, target: Target) -> None:
    """Most of T2 are at most twice T1; single ones exceed it, measured at another hour."""
    times = [(_of(known, "t1"), _of(known, "t2")) for known in target.qubit_properties or ()]
    both = {q: (t1, t2) for q, (t1, t2) in enumerate(times) if t1 is not None and t2 is not None}
    above = [qubit for qubit, (t1, t2) in both.items() if t2 > 2 * t1 * FIT]
    trial.require(
        len(above) <= len(both) / 2,
        "T2 is more than twice T1 on most of the qubits.",
        expected="at most twice T1",
        observed=f"more than that on {len(above)} of {len(both)} qubits",
    )
    if above:
        trial.note(f"T2 is more than twice T1 on qubits {above}.")


def _of(known: Any, name: str) -> float | None:
    value = getattr(known, name, None)
    return None if value is None else float(value)


def _shortest_gate(target: Target, qubit: int) -> float | None:
    found = [
        properties.duration
        for name, qubits, properties in entries(target)
        if qubits == (qubit,)
        and name not in ("measure", "reset", "delay")
        and getattr(properties, "duration", None)
    ]
    return min(found, default=None)


@check(
    "target.frequencies",
    demands="Frequencies of qubits are in Hz.",
    source=QUBIT_PROPERTIES,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def frequencies(trial: Trial) -> None:
    """Each is that of a qubit."""
    low, high = FREQUENCIES
    for index, known in enumerate(described(trial).qubit_properties or ()):
        value = _of(known, "frequency")
        trial.require(
            value is None or low <= value <= high,
            f"The frequency of qubit {index} can't be in Hz.",
            expected=f"from {low:g} to {high:g} Hz",
            observed=f"{value!r}",
        )
