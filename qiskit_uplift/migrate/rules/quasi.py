"""Runs of the first version's Sampler that mean the same on the second version's."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Part
from qiskit_uplift.migrate.measured import registers
from qiskit_uplift.migrate.outcomes import Reading, outcomes
from qiskit_uplift.migrate.rules.estimating import (
    circuits_of,
    is_list,
    pubs_of,
    rows_of,
    runs_of,
)
from qiskit_uplift.migrate.rules.sampling import access_of
from qiskit_uplift.migrate.tree import argument, dotted

SAMPLER = frozenset({"qiskit.primitives.Sampler", "qiskit.primitives.sampler.Sampler"})

_BITS = "binary_probabilities"
_OF_QUASI = frozenset(
    "binary_probabilities hex_probabilities nearest_probability_distribution stddev_upper_bound "
    "mitigation_overhead".split()
)
"""What a quasi-distribution has, and a dictionary hasn't."""


@dataclass(frozen=True)
class _Run:
    """A run: its edit, its shots as they are written, and how each PUB's bits are asked for."""

    edit: Edit
    shots: str
    accesses: tuple[str, ...]


def frequencies(context: Context) -> tuple[Edit, ...] | None:
    """How all runs of the first version's Sampler become the second's; None where one doesn't.

    A quasi-distribution of a run with shots is how often each outcome came, over the shots. Without
    shots it is exact, which a Sampler of the second version can't be.
    """
    calls = runs_of(context, SAMPLER, "sampler")
    if not calls:
        return None
    runs: dict[cst.Call, _Run] = {}
    for call in calls:
        run = _run(context, call)
        if run is None:
            return None
        runs[call] = run
    edits = [run.edit for run in runs.values()]
    read: set[cst.CSTNode] = set()
    for call in calls:
        seen = outcomes(context, call, frozenset({"quasi_dists"}))
        if seen is None or not seen.readings or not seen.runs <= set(runs):
            return None
        for reading in seen.readings:
            made = {_read(context, reading, runs[each], read) for each in reading.runs}
            if len(made) != 1 or None in made:
                return None
            edits += [edit for edit in made if edit is not None]
    for node in context.flow.values:
        if isinstance(node, cst.Attribute) and node.attr.value in _OF_QUASI and node not in read:
            return None
    return tuple(dict.fromkeys(edits))


def _run(context: Context, call: cst.Call) -> _Run | None:
    circuits = argument(call, 0, "circuits")
    values = argument(call, 1, "parameter_values")
    shots = argument(call, None, "shots")
    given = [arg for arg in (circuits, values, shots) if arg is not None]
    if circuits is None or shots is None or len(given) != len(call.args):
        return None
    if "#" in context.text(call) or not _is_constant(context, shots.value):
        return None
    columns = [circuits_of(context, circuits.value)]
    accesses = []
    for circuit in columns[0] or []:
        access = access_of(registers(context, circuit))
        if not access.startswith("."):
            return None
        accesses.append(access)
    if values is not None and dotted(values.value) != "None":
        columns.append(rows_of(context, values.value, single=not is_list(circuits.value)))
    pubs = pubs_of(context, columns)
    if pubs is None:
        return None
    parts: list[Part] = [context.span(call.func), "(", *pubs, ", shots="]
    edit = context.replace(call, *parts, context.span(shots.value), ")")
    return _Run(edit, context.text(shots.value), tuple(accesses))


def _is_constant(context: Context, node: cst.BaseExpression) -> bool:
    """Whether shots are the same number wherever they are written."""
    return isinstance(node, cst.Integer) or isinstance(context.assigned(node), cst.Integer)


def _read(context: Context, reading: Reading, run: _Run, read: set[cst.CSTNode]) -> Edit | None:
    """The edit of a place where a quasi-distribution is read; None where it isn't certain."""
    above = context.parent(reading.node)
    result = context.primary(reading.result)
    if not isinstance(above, cst.Subscript) or above.value is not reading.node:
        if len(set(run.accesses)) != 1:
            return None
        each = _shares("pub", run.accesses[0], "get_int_counts", run.shots)
        return context.replace(reading.node, "[", *each, " for pub in ", *result, "]")
    place = above.slice[0].slice if len(above.slice) == 1 else None
    if not isinstance(place, cst.Index) or not isinstance(place.value, cst.Integer):
        return None
    number = place.value.evaluated_value
    if number >= len(run.accesses):
        return None
    node: cst.CSTNode = above
    method = "get_int_counts"
    further = context.parent(above)
    if isinstance(further, cst.Attribute):
        call = context.parent(further)
        if further.attr.value != _BITS or not isinstance(call, cst.Call) or call.args:
            return None
        read.add(further)
        node, method = call, "get_counts"
    ends = _shares("@", f"[{number}]{run.accesses[number]}", method, run.shots)
    before, after = "".join(ends).split("@")
    return context.replace(node, before, *result, after)


def _shares(pub: str, access: str, method: str, shots: str) -> list[str]:
    return [
        "{outcome: count / ", shots, " for outcome, count in ",
        f"{pub}{access}.{method}().items()", "}",
    ]  # fmt: skip


__all__ = ["SAMPLER", "frequencies"]
