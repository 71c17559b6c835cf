"""Values for parameters that were given with a run, as those of a PUB."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.tree import dotted


@dataclass(frozen=True)
class Bound:
    """The values of a PUB.

    Attributes:
        parts: Their text: a dictionary of a list for each parameter.
        points: How long the lists are.
    """

    parts: tuple[Part, ...]
    points: int


def bound(context: Context, binds: cst.BaseExpression) -> Bound | None:
    """The values of ``parameter_binds``, where they are written out; None where they aren't.

    Args:
        context: The file.
        binds: A list with a dictionary for each point. Of one point, counts were no list, so that
            there must be two.
    """
    if not isinstance(binds, cst.List) or len(binds.elements) < 2:
        return None
    columns: dict[str, list[cst.BaseExpression]] = {}
    for element in binds.elements:
        if not isinstance(element.value, cst.Dict):
            return None
        for pair in element.value.elements:
            if not isinstance(pair, cst.DictElement) or not _is_parameter(context, pair.key):
                return None
            if not _is_number(context, pair.value):
                return None
            columns.setdefault(dotted(pair.key) or "", []).append(pair.value)
    if not columns or {len(column) for column in columns.values()} != {len(binds.elements)}:
        return None
    parts: list[Part] = []
    for name, column in columns.items():
        parts.append(f", {name}: [" if parts else f"{{{name}: [")
        for place, value in enumerate(column):
            parts += [", "] if place else []
            parts.append(context.span(value))
        parts.append("]")
    return Bound((*parts, "}"), len(binds.elements))


def are_points(context: Context, binds: cst.BaseExpression) -> bool:
    """Whether ``parameter_binds`` of one circuit are a dictionary of numbers for each point.

    Aer also takes a dictionary of lists for each circuit, which is one dictionary then.
    """
    made = context.assigned(binds) or binds
    if not isinstance(made, cst.List):
        return isinstance(made, cst.ListComp)
    return len(made.elements) > 1 or all(
        isinstance(element.value, cst.Dict)
        and all(_is_number(context, pair.value) for pair in element.value.elements)
        for element in made.elements
    )


def _is_parameter(context: Context, node: cst.BaseExpression) -> bool:
    made = context.assigned(node)
    name = context.name(made.func) if isinstance(made, cst.Call) else None
    return name in {"qiskit.circuit.Parameter", "qiskit.circuit.parameter.Parameter"}


def _is_number(context: Context, node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.BinaryOperation):
        return _is_number(context, node.left) and _is_number(context, node.right)
    if isinstance(node, cst.UnaryOperation):
        return _is_number(context, node.expression)
    return isinstance(node, cst.BaseNumber) or context.name(node) in {"numpy.pi", "math.pi"}


__all__ = ["Bound", "are_points", "bound"]
