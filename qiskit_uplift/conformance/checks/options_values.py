"""What becomes of values of options that aren't as they should be: never a wrong number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from qiskit_uplift.conformance.calls import (
    Reply,
    answered,
    attempt,
    memory_name,
    one,
    require_shots,
    seed_name,
    shots_name,
    still_works,
)
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.checks.options import MOST_DEFAULT
from qiskit_uplift.conformance.documents import BACKEND_RUN, OPTIONS
from qiskit_uplift.conformance.findings import BackendRaised, Violation
from qiskit_uplift.conformance.trial import Trial

NUMBER = 40
"""Shots of a run with an odd value."""

MOST = 20_000
"""Shots beyond which a declared limit isn't tried from inside."""


def _tried(trial: Trial, sent: Mapping[str, Any], shots: int) -> Reply | None:
    """A call with an odd value; None where its result holds nothing that could be read."""
    try:
        return attempt(trial, [one(trial)], sent, shots=shots)
    except BackendRaised:
        raise
    except Violation:
        return None


def _has_words(trial: Trial, reply: Reply) -> None:
    trial.require(
        bool(str(reply.refusal).strip()),
        f"{reply.call} is refused without a word.",
        expected="an error that says what was wrong",
        observed=f"{reply.refusal!r}",
        call=reply.call,
    )


@check(
    "options.unknown",
    demands="An option that the backend doesn't know is refused with an error that says so, or "
    "changes nothing about the run.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=NUMBER + 130,
    jobs=4,
)
def unknown(trial: Trial) -> None:
    """Give one that nobody has."""
    name = "an_option_that_nobody_has"
    shots = trial.shots(NUMBER)
    sent = trial.run_access.arguments(shots, None, False, {name: 1})
    reply = attempt(trial, [one(trial)], sent, shots=shots)
    if reply.refusal is None:
        trial.note("It is warned of." if reply.warned else "It is ignored without a word.")
        require_shots(trial, reply, shots, "An unknown option changes the number of shots.")
        trial.judge_outcome(reply.outcomes[0], message="An unknown option changes the outcomes.")
    else:
        _has_words(trial, reply)
    options = getattr(trial.run_access.backend, "options", None)
    trial.require(
        not isinstance(options, Mapping) or name not in options,
        "An unknown option of one run is among the options afterwards.",
        expected=f"no {name} in the options",
        observed=f"{options!r}",
        call="backend.options",
    )
    still_works(trial, "an unknown option")


@check(
    "options.none",
    demands="None as the value of an option stands for its default, or is refused with an error "
    "that says so.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=MOST_DEFAULT + 2 * NUMBER + 130,
    jobs=6,
)
def none(trial: Trial) -> None:
    """Give it for the shots, the seed and the memory."""
    access = trial.run_access
    shots = trial.shots(NUMBER)
    roles = {"shots": access.contract.shots, "seed": seed_name(trial), "memory": memory_name(trial)}
    for role, name in roles.items():
        if name is None:
            continue
        default = _default_of(trial, name) if role == "shots" else None
        if role == "shots" and default is None:
            continue  # nobody says how many shots there are to be
        sent = {**access.arguments(None if default else shots, None, False, {}), name: None}
        reply = attempt(trial, [one(trial)], sent, shots=default or shots)
        if reply.refusal is not None:
            _has_words(trial, reply)
            trial.note(f"{name}=None is refused.")
            continue
        require_shots(
            trial, reply, default or shots, f"A run with {name}=None has another number of shots."
        )
        trial.judge_outcome(reply.outcomes[0], message=f"{name}=None changes the outcomes.")
    still_works(trial, "options that are None")


def _default_of(trial: Trial, name: str) -> int | None:
    options = getattr(trial.run_access.backend, "options", None)
    option = trial.run_access.contract.option(name)
    found = options.get(name) if isinstance(options, Mapping) else None
    found = option.default if found is None and option is not None else found
    return found if isinstance(found, int) and 0 < found <= MOST_DEFAULT else None


@check(
    "options.shots-below-one",
    demands="No shots, and fewer than none, are refused or give no outcomes.",
    source=OPTIONS,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=140,
    jobs=5,
)
def shots_below_one(trial: Trial) -> None:
    """Ask for 0 and for -1."""
    name = shots_name(trial)
    for number in (0, -1):
        sent = {**trial.run_access.arguments(None, None, False, {}), name: number}
        reply = _tried(trial, sent, 1)
        if reply is None or not reply.shots:
            continue
        trial.require(
            False,
            f"{name}={number} gives outcomes.",
            expected="an error, or no outcomes",
            observed=f"{reply.shots} shots",
            call=reply.call,
        )
    still_works(trial, "runs without shots")


@check(
    "options.shots-types",
    demands="A number of shots that is no Python int is taken for what it says, or refused.",
    source=OPTIONS,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=7 * NUMBER + 200,
    jobs=10,
)
def shots_types(trial: Trial) -> None:
    """Give integers of numpy, floats, fractions, text, a bool and a value that is no number."""
    name = shots_name(trial)
    number = trial.shots(NUMBER)
    values: tuple[tuple[Any, set[int]], ...] = (
        (np.int64(number), {number}),
        (float(number), {number}),
        (number + 0.5, {number, number + 1}),
        (str(number), {number}),
        (True, {1}),
        (float("nan"), set()),
    )
    for value, allowed in values:
        sent = {**trial.run_access.arguments(None, None, False, {}), name: value}
        reply = _tried(trial, sent, number + 1)
        if reply is None or not reply.shots:
            continue
        trial.require(
            reply.shots in allowed,
            f"{name}={value!r} gives another number of shots.",
            expected=" or ".join(["an error", *(f"{fine} shots" for fine in sorted(allowed))]),
            observed=f"{reply.shots} shots",
            call=reply.call,
        )
        if reply.shots != value or isinstance(value, bool):
            trial.note(f"{name}={value!r} is taken as {reply.shots}.")
    still_works(trial, "odd numbers of shots")


@check(
    "options.shots-limit",
    demands="A number of shots outside of the declared limits is refused, one at the limit is run.",
    source=OPTIONS,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * MOST + 230,
    jobs=7,
)
def shots_limit(trial: Trial) -> None:
    """Ask for the limits, and for one more and one less."""
    name = shots_name(trial)
    limits = trial.run_access.limits
    least, most = limits.min_shots or 1, limits.max_shots
    if most is None and least <= 1:
        trial.not_applicable("it declares no limits of the shots")
    inside = [least, *([most] if most is not None and most <= MOST else [])]
    outside = [*([least - 1] if least > 1 else []), *([most + 1] if most is not None else [])]
    for number in outside:
        sent = {**trial.run_access.arguments(None, None, False, {}), name: number}
        # a right backend refuses it, so it costs nothing
        reply = _tried(trial, sent, 1)
        trial.require(
            reply is not None and reply.refusal is not None,
            f"{name}={number} is accepted, which is outside of the declared limits.",
            expected=f"an error, as {least} to {most or 'any number'} are declared",
            observed="an answer" if reply is None else f"{reply.shots} shots",
            call=f"run(circuit, {name}={number})",
        )
    for number in inside:
        sent = trial.run_access.arguments(number, None, False, {})
        reply = answered(attempt(trial, [one(trial)], sent, shots=number))
        require_shots(trial, reply, number, "A declared limit of the shots isn't kept.")
    still_works(trial, "numbers of shots outside of the limits")
