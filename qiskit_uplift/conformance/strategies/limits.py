"""Shots and run options, inside of what a backend declares and outside of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from qiskit_uplift.adapters.introspection import read_options
from qiskit_uplift.adapters.options import UNSET, Limits, OptionContract, RunOption
from qiskit_uplift.exceptions import OptionError

MANY = 4096
"""The most shots that are drawn where nobody declares a limit, or a higher one."""


def legal_shots(limits: Limits | None = None, *, most: int = MANY) -> st.SearchStrategy[int]:
    """Numbers of shots that a job may have; they shrink to the fewest.

    Args:
        limits: What is declared; None for no limit.
        most: The most to draw, as shots may cost; the limits themselves are drawn if below it.

    Raises:
        OptionError: The fewest shots that are legal are more than ``most``.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.adapters.options import Limits
        >>> from qiskit_uplift.conformance.strategies import legal_shots
        >>> find(legal_shots(Limits(min_shots=100, max_shots=2000)), lambda shots: shots > 150)
        151
    """
    limits = limits or Limits()
    high = most if limits.max_shots is None else min(most, limits.max_shots)
    low = max(1, limits.min_shots)
    if low > high:
        raise OptionError(f"No number of shots is from {low} to {high}; draw with a higher most=.")
    return st.one_of(st.integers(low, high), st.sampled_from([low, high]))


def illegal_shots(limits: Limits | None = None) -> st.SearchStrategy[Any]:
    """What a backend must refuse as a number of shots.

    These are numbers outside of the limits, 0 and below, and what is no whole number at all.

    Args:
        limits: What is declared; None for no limit.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.adapters.options import Limits
        >>> from qiskit_uplift.conformance.strategies import illegal_shots
        >>> wrong = illegal_shots(Limits(max_shots=2000))
        >>> find(wrong, lambda shots: isinstance(shots, int) and shots > 0)
        2001
    """
    limits = limits or Limits()
    low = max(1, limits.min_shots)
    numbers = [st.just(0), st.integers(max_value=-1)]
    if low > 1:
        numbers.append(st.integers(1, low - 1))
    if limits.max_shots is not None:
        most = limits.max_shots
        # not so many that a backend which takes them would be at it for long
        numbers.append(st.integers(most + 1, most + MANY))
    halves = st.integers(low, MANY).map(lambda n: n + 0.5)
    others = st.sampled_from(["many", "", math.nan, [100], {}])
    return st.one_of(*numbers, halves, others)


def options(
    declared: Any, *, legal: bool = True, without: tuple[str, ...] = ()
) -> st.SearchStrategy[dict[str, Any]]:
    """Run options, as keyword arguments of ``run``.

    Only options of which the values are known are drawn: with bounds, choices, a type or a default
    that has one.

    Args:
        declared: Qiskit's ``Options`` (with validators or without), a mapping of names to defaults,
            or an :class:`~qiskit_uplift.adapters.options.OptionContract`.
        legal: Whether all values are inside of what is declared; else exactly one is not.
        without: Names to leave out, such as that of the shots.

    Raises:
        OptionError: Nothing is declared that a value could be outside of, and ``legal`` is False.

    Example:
        >>> from hypothesis import find
        >>> from qiskit.providers import Options
        >>> from qiskit_uplift.conformance.strategies import options
        >>> declared = Options(shots=1024)
        >>> declared.set_validator("shots", (1, 2000))
        >>> find(options(declared), lambda chosen: chosen.get("shots", 0) > 100)
        {'shots': 101}
        >>> find(options(declared, legal=False), lambda chosen: chosen["shots"] > 0)
        {'shots': 2001}
    """
    known = [option for option in _declared(declared) if option.name not in without]
    inside = {one.name: values for one in known if (values := _inside(one)) is not None}
    chosen = st.fixed_dictionaries({}, optional=inside)
    if legal:
        return chosen
    outside = {one.name: values for one in known if (values := _outside(one)) is not None}
    if not outside:
        raise OptionError("Nothing is declared of these options that a value could be outside of.")
    return st.sampled_from(sorted(outside)).flatmap(
        lambda name: st.builds(
            lambda others, wrong: {**others, name: wrong},
            st.fixed_dictionaries({}, optional={k: v for k, v in inside.items() if k != name}),
            outside[name],
        )
    )


def _declared(declared: Any) -> tuple[RunOption, ...]:
    if isinstance(declared, OptionContract):
        return declared.options
    if not isinstance(declared, Mapping) and not callable(getattr(declared, "items", None)):
        raise OptionError(
            "Options are read from Qiskit's Options, a mapping or an OptionContract, not from a "
            f"{type(declared).__name__}."
        )
    return read_options(_no_options, declared).options


def _no_options(circuits: Any) -> None:
    """A ``run`` whose signature tells of no option."""


def _kinds(option: RunOption) -> tuple[type, ...]:
    kinds = option.kind if isinstance(option.kind, tuple) else (option.kind,)
    if kinds == (object,):
        if option.minimum is not None or option.maximum is not None:
            whole = all(
                bound is None or float(bound).is_integer()
                for bound in (option.minimum, option.maximum)
            )
            return (int,) if whole and not isinstance(option.default, float) else (float,)
        if option.default is not UNSET and option.default is not None:
            return (type(option.default),)
    return kinds


def _inside(option: RunOption) -> st.SearchStrategy[Any] | None:
    if option.choices is not None:
        return st.sampled_from(option.choices) if option.choices else None
    low, high = option.minimum, option.maximum
    ways: list[st.SearchStrategy[Any]] = []
    for kind in _kinds(option):
        if kind is bool:
            ways.append(st.booleans())
        elif kind is int:
            least = 0 if low is None else math.ceil(low)
            most = least + MANY if high is None else math.floor(high)
            ways.append(st.integers(min(least, most), most))
        elif kind is float:
            least_float = 0.0 if low is None else float(low)
            most_float = least_float + 1.0 if high is None else float(high)
            ways.append(st.floats(min(least_float, most_float), most_float))
    return st.one_of(ways) if ways else None


def _outside(option: RunOption) -> st.SearchStrategy[Any] | None:
    if option.choices is not None:
        return st.sampled_from(["none of these", -1]).filter(
            lambda value: value not in (option.choices or ())
        )
    ways: list[st.SearchStrategy[Any]] = []
    if option.maximum is not None:
        most = math.floor(option.maximum)
        ways.append(st.integers(most + 1, most + MANY))
    if option.minimum is not None:
        least = math.ceil(option.minimum)
        ways.append(st.integers(least - MANY, least - 1))
    kinds = option.kind if isinstance(option.kind, tuple) else (option.kind,)
    if object not in kinds and str not in kinds:
        ways.append(st.just("none of these"))
    return st.one_of(ways) if ways else None
