"""What becomes of a run: every use of its job and result, or that they get out of sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.values import Kind, Values

READERS = frozenset({"get_counts", "get_memory"})
"""Methods of a result that a Sampler's result has in another form."""

_OF_JOBS = frozenset({"job_id", "done", "in_final_state"})
"""Methods that jobs of all kinds have, with the same meaning."""
_OF_COUNTS = frozenset(
    "most_frequent hex_outcomes int_outcomes int_raw hex_raw creg_sizes time_taken".split()
)
"""What counts of a result have, and a dictionary hasn't."""


@dataclass(frozen=True)
class Reading:
    """A place where a result is read.

    Attributes:
        node: The call of a method, or the attribute.
        result: What it is taken of.
        name: The method or attribute.
        runs: The calls that made what it reads.
    """

    node: cst.Call | cst.Attribute
    result: cst.BaseExpression
    name: str
    runs: frozenset[cst.Call]


@dataclass
class Outcomes:
    """The uses of what runs made, where all of them are seen.

    Attributes:
        runs: The calls whose jobs and results are used in the same places.
        readings: The places where outcomes are read.
    """

    runs: set[cst.Call] = field(default_factory=set)
    readings: list[Reading] = field(default_factory=list)


def outcomes(
    context: Context, run: cst.Call, attributes: frozenset[str] = frozenset()
) -> Outcomes | None:
    """All that is done with the job of a run, and with those that share a name with it.

    Args:
        context: The file.
        run: The call of ``execute`` or ``run``.
        attributes: What may be read from its result in the place of :data:`READERS`.

    Returns:
        None where the job or its result is given away, stored, or asked for something that has no
        counterpart in a Sampler's.
    """
    found = Outcomes()
    waiting = [run]
    while waiting:
        here = waiting.pop()
        if here in found.runs:
            continue
        found.runs.add(here)
        for node in context.flow.made.get(here, []):
            runs = _runs(context.values(node), context.flow.calls)
            if runs is None or context.untouchable(node) or not _is_seen(node, attributes, context):
                return None
            waiting.extend(runs)
            reading = _reading(node, runs, attributes, context)
            if reading is not None and reading not in found.readings:
                found.readings.append(reading)
    return None if _asks_counts(context) else found


def _runs(values: Values, calls: dict[str, cst.Call]) -> frozenset[cst.Call] | None:
    """The calls that made all that an expression can be; None where it can be anything else."""
    if len({value.kind for value in values}) != 1:
        return None
    made = [
        calls.get(value.made) if value.kind in {Kind.JOB, Kind.RESULT} else None for value in values
    ]
    known = frozenset(call for call in made if call is not None)
    return known if len(known) == len(set(made)) else None


def _is_seen(node: cst.CSTNode, attributes: frozenset[str], context: Context) -> bool:
    above = context.parent(node)
    match above:
        case cst.Expr():
            return True
        case cst.AssignTarget():
            return isinstance(node, cst.Name) and node.value not in context.imports.exported
        case cst.Assign():
            return all(isinstance(target.target, cst.Name) for target in above.targets)
        case cst.Attribute() if above.value is node:
            call = context.parent(above)
            if above.attr.value in attributes:
                return context.is_(node, Kind.RESULT)
            if not isinstance(call, cst.Call) or call.func is not above:
                return False
            name = above.attr.value
            if context.is_(node, Kind.JOB):
                return (name == "result" or name in _OF_JOBS) and not call.args
            return name in READERS and not attributes
        case _:
            return False


def _reading(
    node: cst.CSTNode, runs: frozenset[cst.Call], attributes: frozenset[str], context: Context
) -> Reading | None:
    above = context.parent(node)
    if not isinstance(above, cst.Attribute):
        return None
    name = above.attr.value
    if name in attributes:
        return Reading(above, above.value, name, runs)
    call = context.parent(above)
    if isinstance(call, cst.Call) and name in READERS:
        return Reading(call, above.value, name, runs)
    return None


@lru_cache(maxsize=1)
def _asks_counts(context: Context) -> bool:
    """Whether counts are asked for what a dictionary hasn't."""
    for node in context.flow.values:
        if isinstance(node, cst.Attribute):
            name = node.attr.value
            if name in _OF_COUNTS and context.may_be(node.value, Kind.COUNTS):
                return True
            if name == "shots" and context.is_(node.value, Kind.COUNTS):
                return True
    return False


__all__ = ["READERS", "Outcomes", "Reading", "outcomes"]
