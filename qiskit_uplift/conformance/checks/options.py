"""Options that a backend declares: defaults, validators, and how long a value holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from qiskit_uplift.conformance.calls import (
    answered,
    attempt,
    memory_name,
    one,
    own_options,
    require_shots,
    settings_kept,
    shots_name,
)
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.documents import (
    BACKEND_RUN,
    BACKEND_V2,
    MEMORY,
    OPTIONS_VALIDATOR,
)
from qiskit_uplift.conformance.trial import Trial

MOST_DEFAULT = 5_000
"""Shots by default that are still run."""


def _default_shots(trial: Trial) -> int:
    """The number of shots that is declared as the default.

    Raises:
        NotApplicable: None is.
    """
    name = shots_name(trial)
    options = getattr(trial.run_access.backend, "options", None)
    option = trial.run_access.contract.option(name)
    declared = options.get(name) if isinstance(options, Mapping) else None
    if declared is None and option is not None:
        declared = option.default
    if isinstance(declared, bool) or not isinstance(declared, int) or declared < 1:
        trial.not_applicable("it declares no number of shots as its default")
    if declared > MOST_DEFAULT:
        trial.not_applicable(f"its default of {declared} shots is too many to be run")
    return declared


def _other_shots(trial: Trial, than: int) -> int:
    """A number of shots that can't be taken for another one."""
    limits = trial.run_access.limits
    low, high = limits.min_shots or 1, limits.max_shots or MOST_DEFAULT
    for number in (than // 4, 4 * than, low, high):
        if low <= number <= high and (number < than / 2 or number > 2 * than):
            return max(1, number)
    trial.not_applicable(f"no other number of shots is allowed than about {than}")


def _set(trial: Trial, **fields: Any) -> None:
    setter = getattr(trial.run_access.backend, "set_options", None)
    if not callable(setter):
        trial.not_applicable("it has no set_options()")
    setter(**fields)


def _settable(trial: Trial) -> tuple[Any, str]:
    """The options object and the name of the shots in it."""
    options, name = own_options(trial), shots_name(trial)
    if name not in options:
        trial.not_applicable("the number of shots isn't among its options")
    return options, name


@check(
    "options.set-shots",
    demands="What set_options() sets is in the options, and is the default of the next run.",
    source=f"{BACKEND_V2}#set_options",
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=MOST_DEFAULT + 20,
    jobs=3,
    stochastic=False,
)
def set_shots(trial: Trial) -> None:
    """Set the number of shots, and run without one."""
    options, name = _settable(trial)
    number = _other_shots(trial, _default_shots(trial))
    with settings_kept(options):
        _set(trial, **{name: number})
        held = trial.run_access.backend.options.get(name)
        trial.require(
            held == number,
            f"set_options({name}={number}) isn't in the options.",
            expected=f"{number}",
            observed=f"{held!r}",
            call=f"backend.options.{name}",
        )
        sent = trial.run_access.arguments(None, None, False, {})
        reply = answered(attempt(trial, [one(trial)], sent, shots=number))
        require_shots(
            trial, reply, number, f"A run after set_options({name}={number}) doesn't follow it."
        )


@check(
    "options.run-overrides",
    demands="An option that is given to run() is used in place of the one that is set.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=MOST_DEFAULT + 20,
    jobs=3,
    stochastic=False,
)
def run_overrides(trial: Trial) -> None:
    """Set one number of shots, and run with another."""
    options, name = _settable(trial)
    number = _default_shots(trial)
    with settings_kept(options):
        _set(trial, **{name: _other_shots(trial, number)})
        sent = trial.run_access.arguments(number, None, False, {})
        reply = answered(attempt(trial, [one(trial)], sent, shots=number))
        require_shots(
            trial, reply, number, f"run({name}={number}) has the shots that were set before."
        )


@check(
    "options.defaults-kept",
    demands="Options that are given to one run() leave the defaults as they are.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * MOST_DEFAULT + 20,
    jobs=4,
    stochastic=False,
)
def defaults_kept(trial: Trial) -> None:
    """Run with another number of shots and all options that are declared, then without any."""
    default = _default_shots(trial)
    access = trial.run_access
    other = _other_shots(trial, default)
    before = _snapshot(access.backend)
    memory = memory_name(trial) is not None
    sent = access.arguments(other, None, memory, {})
    answered(attempt(trial, [one(trial)], sent, shots=other))
    changed = [
        name for name, value in _snapshot(access.backend).items() if before.get(name) != value
    ]
    trial.require(
        not changed,
        "A run changed the backend's options.",
        expected=f"{ {name: before.get(name) for name in changed} }",
        observed=f"{ {name: _snapshot(access.backend)[name] for name in changed} }",
        call="backend.options",
        options=sent,
    )
    reply = answered(
        attempt(trial, [one(trial)], access.arguments(None, None, False, {}), shots=default)
    )
    require_shots(
        trial, reply, default, f"After run(shots={other}), a run without shots isn't the default."
    )


def _snapshot(backend: Any) -> dict[str, str]:
    """The options as text, as some values can't be compared."""
    options = getattr(backend, "options", None)
    return {n: repr(v) for n, v in options.items()} if isinstance(options, Mapping) else {}


@check(
    "options.memory-flag",
    demands="A backend that declares the option memory gives one outcome a shot where it is True.",
    source=MEMORY,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=220,
    jobs=4,
    stochastic=False,
)
def memory_flag(trial: Trial) -> None:
    """Ask for it, and ask for it not."""
    name = memory_name(trial)
    if name is None:
        trial.not_applicable("it declares no option memory")
    shots = trial.shots(100)
    for wanted in (True, False):
        sent = {**trial.run_access.arguments(shots, None, False, {}), name: wanted}
        reply = answered(attempt(trial, [one(trial)], sent, shots=shots))
        require_shots(trial, reply, shots, f"A run with {name}={wanted} has other shots.")
        memory = reply.outcomes[0].memory
        trial.require(
            not wanted or (memory is not None and len(memory) == reply.shots),
            f"{name}=True gives no memory.",
            expected=f"{reply.shots} outcomes in their order",
            observed="counts alone" if memory is None else f"{len(memory)} outcomes",
            call=reply.call,
        )


def _validators(trial: Trial) -> Iterator[tuple[Any, str, Any]]:
    options = own_options(trial)
    validators = getattr(options, "validator", None)
    if not isinstance(validators, Mapping) or not validators:
        trial.not_applicable("its options have no validators")
    for name, validator in validators.items():
        yield options, name, validator


@check(
    "options.validators",
    demands="set_options() refuses what a validator of the options forbids, and changes nothing "
    "then; it takes what the validator allows.",
    source=OPTIONS_VALIDATOR,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN,),
    shots=0,
    jobs=0,
    stochastic=False,
)
def validators(trial: Trial) -> None:
    """Try values inside and outside of each."""
    for options, name, validator in _validators(trial):
        good, bad = _values(validator)
        for value in good:
            with settings_kept(options):
                error = _raised(partial(_set, trial, **{name: value}))
                trial.require(
                    error is None,
                    f"The options forbid {name}={value!r}, and their validator allows it.",
                    expected=f"{value!r} is taken, as the validator is {validator!r}",
                    observed=f"{error!r}",
                    call=f"backend.set_options({name}={value!r})",
                )
        for value in bad:
            with settings_kept(options):
                before = options.get(name)
                error = _raised(partial(_set, trial, **{name: value}))
                held = trial.run_access.backend.options.get(name)
                trial.require(
                    error is not None and held == before,
                    f"The validator of {name} isn't enforced.",
                    expected=f"{value!r} is refused, as the validator is {validator!r}",
                    observed=f"backend.options.{name} is {held!r}",
                    call=f"backend.set_options({name}={value!r})",
                )


class _Foreign:
    """A value of a type that no option has."""

    def __repr__(self) -> str:
        return "<an object of a class of its own>"


def _values(validator: Any) -> tuple[list[Any], list[Any]]:
    """Some that a validator allows, and some that it forbids."""
    if isinstance(validator, tuple) and len(validator) == 2:
        low, high = validator
        return [low, high], [low - 1, high + 1]
    if isinstance(validator, list):
        return list(validator[:3]), [_Foreign()]
    return [], [_Foreign()] if isinstance(validator, type) and validator is not object else []


def _raised(call: Callable[[], Any]) -> Exception | None:
    try:
        call()
    except (ValueError, TypeError, AttributeError, KeyError, RuntimeError) as error:
        return error
    except Exception as error:  # a provider may have exceptions of its own
        return error
    return None


@check(
    "options.valid-defaults",
    demands="The defaults satisfy the options' own validators.",
    source=OPTIONS_VALIDATOR,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN,),
    shots=0,
    jobs=0,
    stochastic=False,
)
def valid_defaults(trial: Trial) -> None:
    """Compare each with its validator; None stands for no value."""
    for options, name, validator in _validators(trial):
        value = options.get(name)
        if value is None:
            continue
        if isinstance(validator, tuple):
            fits = validator[0] <= value <= validator[1]
        elif isinstance(validator, list):
            fits = value in validator
        else:
            fits = isinstance(value, validator)
        trial.require(
            fits,
            f"The default of {name} is none that its validator allows.",
            expected=f"{validator!r}",
            observed=f"{value!r}",
            call=f"backend.options.{name}",
        )


@check(
    "options.set-unknown",
    demands="set_options() refuses an option that isn't there, and doesn't add it.",
    source=f"{BACKEND_V2}#set_options",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN,),
    shots=0,
    jobs=0,
    stochastic=False,
)
def set_unknown(trial: Trial) -> None:
    """Set one that nobody has."""
    options = own_options(trial)
    if not callable(getattr(trial.run_access.backend, "set_options", None)):
        trial.not_applicable("it has no set_options()")
    name = "an_option_that_nobody_has"
    with settings_kept(options):
        error = _raised(lambda: _set(trial, **{name: 1}))
        trial.require(
            error is not None and name not in trial.run_access.backend.options,
            "set_options() takes an option that isn't there.",
            expected="AttributeError",
            observed="no error" if error is None else f"{error!r}, and the option is there",
            call=f"backend.set_options({name}=1)",
        )
    if error is not None and not isinstance(error, AttributeError):
        trial.note(f"It raises {type(error).__name__}; AttributeError is documented.")
