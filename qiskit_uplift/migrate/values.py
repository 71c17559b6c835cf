"""What a name or an expression can stand for: the kinds of value that rules ask about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias


class Kind(Enum):
    """The kinds of value that are told apart; all the rest is OTHER, or UNKNOWN."""

    NAME = "an imported module, class or function"
    CIRCUIT = "a circuit"
    REGISTER = "a register"
    BIT = "a bit"
    INSTRUCTION = "an instruction of a circuit's data"
    GATE = "a gate, or what appending one gives back"
    BACKEND = "a backend"
    PROVIDER = "a provider"
    SERVICE = "a runtime service"
    JOB = "a job"
    RESULT = "a result"
    EXPERIMENT = "the part of a result that is of one circuit"
    HEADER = "the header of a result"
    COUNTS = "counts"
    QOBJ = "an assembled Qobj"
    PRIMITIVE = "a primitive of the first version"
    CONFIGURATION = "a backend's configuration"
    PROPERTIES = "a backend's properties"
    LIST = "a list"
    STRING = "a text"
    FUNCTION = "a function of this file"
    CLASS = "a class of this file"
    OBJECT = "an object of a class of this file"
    NONE = "None"
    OTHER = "something else"
    UNKNOWN = "unknown"


class Family:
    """Whose backend, provider or job it is: the ``detail`` of those kinds."""

    AER = "aer"
    BASIC = "basic"
    IBM = "ibm"
    FAKE = "fake"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that an expression can be.

    Attributes:
        kind: What it is.
        detail: The full name for NAME; the registers that it was made with for CIRCUIT, as they
            are written; the :class:`Family` for BACKEND, PROVIDER and JOB;
            ``quantum`` or ``classical`` for REGISTER and BIT; ``sampler`` or ``estimator`` for
            PRIMITIVE; the text for STRING; the number of
            the function or class in the file for FUNCTION, CLASS and OBJECT.
        items: What a LIST holds.
        made: For BACKEND, JOB and RESULT the number of the call that made it, or its job; empty
            where that isn't known.
    """

    kind: Kind
    detail: str = ""
    items: frozenset[Value] = frozenset()
    made: str = ""


Values: TypeAlias = frozenset[Value]
"""All that an expression can be; a rule acts where each of them says the same."""

UNKNOWN: Values = frozenset({Value(Kind.UNKNOWN)})
OTHER: Values = frozenset({Value(Kind.OTHER)})
NONE: Values = frozenset({Value(Kind.NONE)})
NOTHING: Values = frozenset()

_MOST = 24


def one(kind: Kind, detail: str = "") -> Values:
    """The values of an expression that can be one thing only."""
    return frozenset({Value(kind, detail)})


def listed(items: Values) -> Values:
    """A list of such things."""
    return frozenset({Value(Kind.LIST, items=items)})


def join(*parts: Values) -> Values:
    """All of the values; lists are merged, and more than a handful of texts is any text."""
    merged = frozenset().union(*parts)
    lists = [value for value in merged if value.kind is Kind.LIST]
    if len(lists) > 1:
        # items of items are not followed, so that this ends
        items = frozenset().union(*(value.items for value in lists))
        flat = frozenset(
            Value(Kind.LIST) if item.kind is Kind.LIST and item.items else item for item in items
        )
        merged = (merged - frozenset(lists)) | listed(flat)
    if len(merged) > _MOST:
        merged = frozenset(replace(value, made="") for value in merged)
    return UNKNOWN if len(merged) > _MOST else merged


def made_by(values: Values, number: str) -> Values:
    """The values, with the call that made those backends and jobs of which that isn't known yet."""
    return frozenset(
        replace(value, made=number)
        if value.kind in {Kind.BACKEND, Kind.JOB} and not value.made
        else value
        for value in values
    )


def of(values: Values, kind: Kind) -> Values:
    """Those of the values that are of a kind."""
    return frozenset(value for value in values if value.kind is kind)


def all_are(values: Values, *kinds: Kind) -> bool:
    """Whether there are values, and all are of these kinds; None is let through beside others."""
    real = [value for value in values if value.kind is not Kind.NONE]
    return bool(real) and all(value.kind in kinds for value in real)


def may_be(values: Values, *kinds: Kind) -> bool:
    """Whether one of the values is of these kinds, or unknown."""
    return not values or any(v.kind in kinds or v.kind is Kind.UNKNOWN for v in values)


def details(values: Values, kind: Kind) -> frozenset[str]:
    """The details of those of a kind, such as the families of backends."""
    return frozenset(value.detail for value in values if value.kind is kind)


def elements(values: Values) -> Values:
    """What comes out of a list, by an index or a loop."""
    found: list[Values] = []
    for value in values:
        if value.kind is Kind.LIST:
            found.append(value.items or UNKNOWN)
        elif value.kind is Kind.REGISTER:
            found.append(one(Kind.BIT, value.detail))
        elif value.kind in {Kind.STRING, Kind.NONE}:
            continue
        else:
            found.append(UNKNOWN)
    return join(*found) if found else UNKNOWN
