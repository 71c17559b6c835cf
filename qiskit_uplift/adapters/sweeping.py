"""Circuits that differ in the values of parameters alone, as one template and those values.

A backend that binds parameters itself reads the template once for all points of a sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qiskit.circuit import ControlFlowOp, Parameter, ParameterExpression, QuantumCircuit


@dataclass(frozen=True)
class Point:
    """What a bound circuit was made from.

    Attributes:
        template: The circuit with its parameters.
        values: Those of ``template.parameters``, in their order.
    """

    template: QuantumCircuit
    values: Sequence[float]


@dataclass(frozen=True)
class Sweep:
    """A batch in the form in which a backend binds it.

    Attributes:
        templates: One or more.
        values: For each template, the values of each of its parameters at all of its points.
        places: For each circuit of the batch, the place of its outcome among those of all points
            of the first template, then of the second, and so on.
    """

    templates: list[QuantumCircuit]
    values: list[dict[Parameter, list[float]]]
    places: list[int]

    @property
    def repeated(self) -> list[QuantumCircuit]:
        """The template of each outcome."""
        return [
            template
            for template, values in zip(self.templates, self.values, strict=True)
            for _ in next(iter(values.values()))
        ]


def sweep_of(points: Sequence[Point | None]) -> Sweep | None:
    """The sweep that a batch of circuits is.

    Args:
        points: What each of the circuits was made from; None where it wasn't bound.

    Returns:
        None where one of them is no point of a template that may be bound by a backend, or where
        there are no more points than templates.
    """
    members: dict[int, list[int]] = {}
    known = [point for point in points if point is not None]
    if len(known) < len(points):
        return None
    for index, point in enumerate(known):
        members.setdefault(id(point.template), []).append(index)
    templates = [known[own[0]].template for own in members.values()]
    if len(templates) == len(points) or not all(map(_is_plain, templates)):
        return None
    values = [
        {
            parameter: [known[index].values[column] for index in own]
            for column, parameter in enumerate(template.parameters)
        }
        for template, own in zip(templates, members.values(), strict=True)
    ]
    order = [index for own in members.values() for index in own]
    places = [0] * len(order)
    for place, index in enumerate(order):
        places[index] = place
    return Sweep(templates, values, places)


def _is_plain(template: QuantumCircuit) -> bool:
    """Whether parameters are those of standard gates alone: all else is bound here, to be sure."""
    if not template.parameters or isinstance(template.global_phase, ParameterExpression):
        return False
    others = [each for each in template.data if not each.is_standard_gate()]
    # the body of control flow may have parameters that the instruction doesn't show
    return not any(
        each.is_parameterized() or isinstance(each.operation, ControlFlowOp) for each in others
    )
