"""Parameters in place of angles, and arrays of their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from qiskit.circuit import Parameter, ParameterVector, QuantumCircuit

from qiskit_uplift.conformance.strategies.angles import Domain, angles

Shape = tuple[int, ...]

SHAPES: tuple[Shape, ...] = ((), (1,), (3,), (2, 2), (2, 1, 2), (0,), (2, 0))
"""The shapes that arrays of parameter values are drawn in, the simplest first."""

MAX_PARAMETERS = 4
"""The most parameters of a circuit, as each has a value at every point of an array."""

_NAMES = ("a", "b", "θ", "a10", "a2", "p[1]", "B", "λ_0")


def parameter_shapes(*, empty: bool = True) -> st.SearchStrategy[Shape]:
    """Shapes of arrays of parameter values, which shrink to ``()``.

    Args:
        empty: Whether an array may have no values at all.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.conformance.strategies import parameter_shapes
        >>> find(parameter_shapes(), lambda shape: len(shape) == 2)
        (2, 2)
    """
    return st.sampled_from([shape for shape in SHAPES if empty or 0 not in shape])


@dataclass(frozen=True)
class Parametrized:
    """A circuit with parameters, and the values that each may have.

    Attributes:
        circuit: The circuit.
        domains: The domain of each of ``circuit.parameters``, in that order.
    """

    circuit: QuantumCircuit
    domains: tuple[Domain, ...]


@st.composite
def parametrized(
    draw: st.DrawFn, circuit: QuantumCircuit, domains: Mapping[str, Sequence[Domain]]
) -> Parametrized:
    """A circuit with parameters in place of some of its angles.

    Args:
        draw: Hypothesis's.
        circuit: A circuit without parameters. What is inside of branches and loops stays.
        domains: By a gate's name, the domains of its angles; other gates stay as they are.
    """
    slots = [
        (place, index, domain)
        for place, item in enumerate(circuit.data)
        if len(domains.get(item.name, ())) == len(item.params)
        for index, domain in enumerate(domains.get(item.name, ()))
    ]
    chosen = draw(st.lists(st.sampled_from(slots), unique=True)) if slots else []
    kept: dict[Parameter, Domain] = {}
    put: dict[tuple[int, int], Parameter] = {}
    unused: list[Any] = [Parameter(name) for name in _NAMES[:MAX_PARAMETERS]]
    if len(chosen) > 1 and draw(st.booleans()):
        unused = list(ParameterVector("v", MAX_PARAMETERS))
    elif chosen:
        names = draw(st.permutations(_NAMES))
        unused = [Parameter(name) for name in names[:MAX_PARAMETERS]]
    for place, index, domain in sorted(chosen):
        both = {each: _overlap(known, domain) for each, known in kept.items()}
        shared = [each for each, overlap in both.items() if overlap[0] <= overlap[1]]
        ways = [*unused[:1], *shared]
        if not ways:
            continue
        parameter = draw(st.sampled_from(ways))
        kept[parameter] = both.get(parameter, domain)
        put[place, index] = parameter
        unused = [each for each in unused if each is not parameter]
    written = _with_parameters(circuit, put)
    return Parametrized(written, tuple(kept[each] for each in written.parameters))


def _overlap(one: Domain, other: Domain) -> Domain:
    return max(one[0], other[0]), min(one[1], other[1])


def _with_parameters(
    circuit: QuantumCircuit, put: Mapping[tuple[int, int], Parameter]
) -> QuantumCircuit:
    written = circuit.copy_empty_like()
    for place, item in enumerate(circuit.data):
        new = {index: each for (at, index), each in put.items() if at == place}
        operation = item.operation
        if new:
            operation = operation.to_mutable()
            operation.params = [new.get(i, value) for i, value in enumerate(item.params)]
        written.append(operation, item.qubits, item.clbits)
    return written


@st.composite
def parameter_values(
    draw: st.DrawFn, domains: Sequence[Domain], shape: Shape
) -> NDArray[np.float64]:
    """Values of parameters, shape ``shape + (number of parameters,)``.

    Args:
        draw: Hypothesis's.
        domains: One for each parameter.
        shape: The shape of the array of points.
    """
    points = prod(shape)
    columns = [
        draw(st.lists(angles(domain), min_size=points, max_size=points)) for domain in domains
    ]
    values = np.array(columns, dtype=np.float64).reshape(len(domains), points)
    return np.ascontiguousarray(values.T).reshape(*shape, len(domains))
