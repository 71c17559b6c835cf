"""Runs of the first version's Estimator that are the same on the second version's."""

from __future__ import annotations

from collections.abc import Container, Sequence

import libcst as cst
from libcst.metadata import Assignment

from qiskit_uplift.migrate import vocabulary
from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Part
from qiskit_uplift.migrate.outcomes import Outcomes, outcomes
from qiskit_uplift.migrate.tree import argument, dotted, walk
from qiskit_uplift.migrate.values import Kind, of

ESTIMATOR = frozenset({"qiskit.primitives.Estimator", "qiskit.primitives.estimator.Estimator"})

_ARGUMENTS = ("circuits", "observables", "parameter_values")
_OBSERVABLES = frozenset(
    f"qiskit.quantum_info.{name}"
    for name in ("SparsePauliOp", "SparsePauliOp.from_list", "SparsePauliOp.from_operator", "Pauli")
)
_SMALLEST = 1e-6
"""Of coefficients: the second version's Estimator loses terms below 1e-8."""


def estimated(context: Context) -> tuple[Edit, ...] | None:
    """How all runs of the first version's Estimator become the second's; None where one doesn't.

    The second version's is exact, too, where no precision is asked for; so values are the same
    where each circuit has its observable, none of which is too small or not Hermitian.
    """
    runs = runs_of(context, ESTIMATOR, "estimator")
    if not runs:
        return None
    edits: list[Edit] = []
    for run in runs:
        pubs = _pubs(context, run)
        seen = outcomes(context, run, frozenset({"values"}))
        if pubs is None or seen is None or not seen.runs <= set(runs):
            return None
        read = _read(context, seen)
        if read is None:
            return None
        span = context.span(run.func)
        edits += [context.replace(run, span, "(", *pubs, ")"), *read]
    return tuple(dict.fromkeys(edits))


def runs_of(context: Context, names: Container[str], kind: str) -> list[cst.Call] | None:
    """The runs of all primitives of a kind; None where one is used for anything else.

    Args:
        context: The file.
        names: The full names of the class.
        kind: ``"sampler"`` or ``"estimator"``.
    """
    found: list[cst.Call] = []
    for node, values in context.flow.values.items():
        above = context.parent(node)
        if context.name(node) in names:
            if context.untouchable(node) or context.comes_guarded(node):
                return None
            if not (isinstance(above, cst.Call) and above.func is node and not above.args):
                return None
        primitives = [value for value in of(values, Kind.PRIMITIVE) if value.detail == kind]
        if not primitives:
            continue
        if len(primitives) < len(values):
            return None
        match above:
            case cst.AssignTarget() if isinstance(node, cst.Name):
                if node.value in context.imports.exported:
                    return None
            case cst.Assign():
                pass
            case cst.Attribute() if above.value is node and above.attr.value == "run":
                call = context.parent(above)
                if not isinstance(call, cst.Call) or call.func is not above:
                    return None
                found.append(call)
            case _:
                return None
    return found


def _pubs(context: Context, run: cst.Call) -> list[Part] | None:
    """The text of the PUBs; None where what belongs together isn't written out."""
    if "#" in context.text(run) or any(arg.star for arg in run.args):
        return None
    given = [argument(run, place, name) for place, name in enumerate(_ARGUMENTS)]
    circuits, observables, values = given
    if circuits is None or observables is None:
        return None
    if len(run.args) != sum(arg is not None for arg in given):
        return None  # shots, or options
    columns = [circuits_of(context, circuits.value), items_of(observables.value)]
    if values is not None and dotted(values.value) != "None":
        columns.append(rows_of(context, values.value, single=not is_list(circuits.value)))
    if not all(_is_plain(context, each) for each in columns[1] or []):
        return None
    return pubs_of(context, columns)


def pubs_of(
    context: Context, columns: Sequence[list[cst.BaseExpression] | None]
) -> list[Part] | None:
    """The text of PUBs of what belongs together; None where that isn't certain.

    Args:
        context: The file.
        columns: The circuits of the PUBs, and for each what else it has.
    """
    lists = [column for column in columns if column is not None]
    if len(lists) < len(columns) or len({len(column) for column in lists}) != 1:
        return None
    opening, closing = ("(", ")") if len(lists) > 1 else ("", "")
    parts: list[Part] = []
    for row in zip(*lists, strict=True):
        parts.append(f", {opening}" if parts else f"[{opening}")
        for place, node in enumerate(row):
            parts += [", "] if place else []
            parts.append(context.span(node))
        parts.append(closing)
    return [*parts, "]"]


def is_list(node: cst.BaseExpression) -> bool:
    """Whether a list is written out."""
    return isinstance(node, cst.List | cst.Tuple)


def items_of(node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    """What a list holds that is written out, or the one thing that stands for a list."""
    if not isinstance(node, cst.List | cst.Tuple):
        return [node]
    if any(isinstance(element, cst.StarredElement) for element in node.elements):
        return None
    return [element.value for element in node.elements]


def circuits_of(context: Context, node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    """Circuits that are written out one by one; None where they aren't, or are no circuits."""
    found = items_of(node)
    certain = found is not None and all(context.is_(each, Kind.CIRCUIT) for each in found)
    return found if certain else None


def rows_of(
    context: Context, node: cst.BaseExpression, *, single: bool
) -> list[cst.BaseExpression] | None:
    """A list of values for each circuit; for one circuit, the list may be given itself."""
    found = items_of(node)
    if found is None or not is_list(node):
        return None
    if single and not any(is_list(each) for each in found):
        known = all(isinstance(e, cst.BaseNumber) or context.is_(e, Kind.OTHER) for e in found)
        return [node] if known else None
    return found if all(is_list(each) for each in found) else None


def _is_plain(context: Context, node: cst.BaseExpression) -> bool:
    """Whether an expression is certainly one observable, which the second version takes as it is.

    It is Paulis that are written out, with coefficients that are real and not too small.
    """
    if isinstance(node, cst.SimpleString):
        return True
    if isinstance(node, cst.Name):
        scope = context.scopes.get(node)
        if scope is None or node.value in context.imports.exported or not scope[node.value]:
            return False
        for found in scope[node.value]:
            target = context.parent(found.node) if isinstance(found, Assignment) else None
            holder = context.parent(target) if isinstance(target, cst.AssignTarget) else None
            if not isinstance(holder, cst.Assign) or isinstance(holder.value, cst.Name):
                return False
            if isinstance(holder.value, cst.SimpleString) or len(holder.targets) > 1:
                return False
            if not _is_plain(context, holder.value):
                return False
        return True
    if not isinstance(node, cst.Call):
        return False
    if vocabulary.canonical(context.name(node.func) or "") not in _OBSERVABLES or not node.args:
        return False
    return all(_is_written_out(arg.value) for arg in node.args if not arg.star) and not any(
        arg.star for arg in node.args
    )


def _is_written_out(node: cst.BaseExpression) -> bool:
    for part in walk(node):
        if isinstance(part, cst.Name | cst.Imaginary | cst.Call | cst.BinaryOperation):
            return False
        if isinstance(part, cst.Integer | cst.Float) and abs(part.evaluated_value) < _SMALLEST:
            return False
    return True


def _read(context: Context, seen: Outcomes) -> list[Edit] | None:
    """The edits of the places where values are read."""
    if not seen.readings:
        return None
    edits: list[Edit] = []
    for reading in seen.readings:
        result = context.primary(reading.result)
        above = context.parent(reading.node)
        if isinstance(above, cst.Subscript) and above.value is reading.node:
            index = above.slice[0].slice if len(above.slice) == 1 else None
            if not isinstance(index, cst.Index) or index.star:
                return None
            where = context.span(index.value)
            edits.append(context.replace(above, "float(", *result, "[", where, "].data.evs)"))
        else:
            numpy = context.use("numpy:", reading.node)
            made: list[Part] = [f"{numpy}.array([pub.data.evs for pub in ", *result, "])"]
            assert isinstance(reading.node, cst.Attribute)
            edits.append(context.replace(reading.node, *made))
    return edits


__all__ = [
    "ESTIMATOR",
    "circuits_of",
    "estimated",
    "is_list",
    "items_of",
    "pubs_of",
    "rows_of",
    "runs_of",
]
