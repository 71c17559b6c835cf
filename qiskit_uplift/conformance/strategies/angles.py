"""Angles of gates: those that a person knows first, and any others within a domain."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product

from hypothesis import strategies as st
from qiskit.transpiler import Target

from qiskit_uplift._qiskit.versions import has

Domain = tuple[float, float]
"""The least and the greatest value of a parameter, both of them allowed."""

WHOLE: Domain = (-2 * math.pi, 2 * math.pi)
"""The domain of a parameter of which nothing is known."""

KNOWN_ANGLES: tuple[float, ...] = tuple(
    math.pi * factor
    for factor in (0, 1 / 2, 1, 1 / 4, -1 / 2, -1, -1 / 4, 3 / 4, -3 / 4, 3 / 2, -3 / 2, 2, -2)
)
"""Multiples of a quarter of pi, the simplest first."""


def angles(domain: Domain = WHOLE) -> st.SearchStrategy[float]:
    """Angles in radians, which shrink to 0, pi/2, pi and the like.

    Args:
        domain: The least and the greatest.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.conformance.strategies import angles
        >>> find(angles(), lambda angle: angle > 1)
        1.5707963267948966
    """
    low, high = domain
    known = [angle for angle in KNOWN_ANGLES if low <= angle <= high]
    anything = st.floats(low, high, allow_subnormal=False)
    # one number decides, of which every smaller one is simpler: it shrinks more surely than one_of
    return st.integers(0, 2 * len(known)).flatmap(
        lambda index: st.just(known[index]) if index < len(known) else anything
    )


def known_domains(target: Target, name: str, count: int) -> tuple[Domain, ...] | None:
    """What a Target says of the domains of a gate's parameters.

    A Target tells only whether given angles are inside its bounds, so the bounds are searched for,
    within two turns.

    Args:
        target: The Target; only those of newer Qiskits know bounds.
        name: A gate of it.
        count: The number of its parameters.

    Returns:
        One domain for each parameter; None where no angles were found that the gate takes.
    """
    if not has("Target.has_angle_bounds") or not target.gate_has_angle_bounds(name):
        return (WHOLE,) * count

    def inside(values: Sequence[float]) -> bool:
        return bool(target.supported_angle_bound(name, list(values)))

    sixteenths = sorted((math.pi * k / 8 for k in range(-16, 17)), key=abs)
    grid = sixteenths if count == 1 else KNOWN_ANGLES
    start = next((values for values in product(grid, repeat=count) if inside(values)), None)
    if start is None:
        return None
    found = []
    for index in range(count):

        def allowed(angle: float, index: int = index) -> bool:
            return inside([*start[:index], angle, *start[index + 1 :]])

        found.append((_end(allowed, start[index], WHOLE[0]), _end(allowed, start[index], WHOLE[1])))
    return tuple(found)


def _end(allowed: Callable[[float], bool], good: float, bad: float) -> float:
    """The last allowed angle on the way from ``good`` to ``bad``."""
    if allowed(bad):
        return bad
    for _ in range(60):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if allowed(middle) else (good, middle)
    # a bound is mostly a known angle, from which the search ends a rounding error away
    for known in KNOWN_ANGLES:
        if math.isclose(good, known, rel_tol=0, abs_tol=1e-9) and allowed(known):
            return known
    return good
