"""How many shots each circuit of an Estimator's PUB gets, so that a precision is met.

At one parameter point, the value of observable ``o`` is a sum over measured groups ``g``; its
variance is ``sum_g v[o, g] / n[g]``, with ``v`` the variance of what one shot is worth and ``n``
the shots. `optimal_shots` finds the least ``sum_g n[g]`` for which every variance is small enough,
`next_stage` what is still to be measured of a PUB, and `expected_variances` what to take for ``v``
after a few shots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_PSEUDO_SHOTS = 2  # of a state that nothing is known of: Laplace's rule for a single Pauli
_GAP = 1e-3  # how far above the least total of shots is near enough
_ROUNDS = 300
_FLOOR = 1e-12  # no observable is ever forgotten
_HALVINGS = 50
_KEPT_BITS = 4  # of a number of shots, so that circuits of nearly equal numbers share a job


@dataclass(frozen=True)
class Point:
    """What is known at one parameter point.

    Attributes:
        variances: Of what one shot is worth, shape ``(observables, circuits)``; 0 where a circuit
            measures nothing of an observable.
        shots: Those that came for each circuit, shape ``(circuits,)``, each at least 1.
    """

    variances: Array
    shots: NDArray[np.int64]

    def errors(self) -> Array:
        """The standard error of each observable."""
        return np.sqrt((self.variances / self.shots).sum(axis=1))


@dataclass(frozen=True)
class Stage:
    """What is to be measured next.

    Attributes:
        shots: How many more for each circuit of each point; all 0 where nothing is left to do.
        capped: Whether the most shots that are allowed fall short of what the precision needs.
    """

    shots: list[NDArray[np.int64]]
    capped: bool

    @property
    def total(self) -> int:
        """All of its shots."""
        return int(sum(int(each.sum()) for each in self.shots))


def next_stage(
    points: Sequence[Point],
    precision: float,
    *,
    max_shots: int | None = None,
    min_shots: int = 1,
) -> Stage:
    """Plan the next shots of a PUB.

    A variance that was estimated from ``n`` shots is taken ``1 + sqrt(2 / n)`` times as large, by
    one standard deviation of such an estimate for a normal distribution, so that one more stage
    is mostly enough. Numbers of shots are rounded up to four significant bits, at most by an
    eighth, so that circuits which need nearly the same number can share a job.

    Args:
        points: The parameter points, with variances by `expected_variances`.
        precision: The largest standard error that any observable may have at any point.
        max_shots: The most shots of this stage, all circuits together; None for no limit. Where
            they don't suffice, all points come as near to the precision as each other.
        min_shots: The fewest shots that a circuit can have, if any.

    Returns:
        The stage. Where the variances are right, its shots and those that are there meet the
        precision, unless it is ``capped``.

    Example:
        >>> known = Point(np.array([[1.0, 0.04]]), np.array([100, 100]))
        >>> next_stage([known], 0.1).shots[0].tolist()
        [20, 0]
    """
    wanted = []
    for point in points:
        if (point.errors() <= precision).all():
            wanted.append(np.zeros(len(point.shots)))
            continue
        inflated = point.variances * (1 + np.sqrt(2 / point.shots))
        wanted.append(optimal_shots(inflated, precision, at_least=point.shots))
    spent = [point.shots for point in points]

    def stage(scale: float) -> list[NDArray[np.int64]]:
        return [
            _rounded(np.maximum(scale * each - there, 0), min_shots)
            for each, there in zip(wanted, spent, strict=True)
        ]

    shots = stage(1.0)
    if max_shots is None or sum(int(each.sum()) for each in shots) <= max_shots:
        return Stage(shots, capped=False)
    low, high = 0.0, 1.0  # at 0 nothing is sent
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        fits = sum(int(each.sum()) for each in stage(middle)) <= max_shots
        low, high = (middle, high) if fits else (low, middle)
    return Stage(stage(low), capped=True)


def optimal_shots(variances: Array, precision: float, *, at_least: NDArray[np.int64]) -> Array:
    """The fewest shots with which every observable has at most a standard error.

    For one observable the shots of a circuit are in proportion to its standard deviation
    (J. Neyman, https://doi.org/10.2307/2342192; for Hamiltonians D. Wecker et al.,
    https://doi.org/10.1103/PhysRevA.92.042303). For several, weights ``w`` of the observables
    make one of them, of variances ``W = w @ v``. ``sum(sqrt(W))**2 / precision**2`` is then a lower
    bound for the least total, and shots in proportion to ``sqrt(W)``, times the largest ratio of a
    variance to what is allowed, meet the precision: how far that ratio is above 1 is how far the
    total is from the least, at most. The weights are those for which the bound is largest; each
    step multiplies them by the square of that ratio of their observable. This never lowers the
    bound: by Jensen's inequality ``sum(sqrt(w' @ v))`` is at least
    ``sum_og sqrt(w'_o * w_o) * v_og / sqrt(W_g)``, with equality at ``w' = w``, and by Cauchy's
    the step leads to the maximum of that. (Such steps are those of S. D. Silvey, D. M. Titterington
    and B. Torsney for optimal designs, https://doi.org/10.1080/03610927808827719.)

    Args:
        variances: Of what one shot is worth, shape ``(observables, circuits)``.
        precision: The standard error, above 0.
        at_least: Shots that each circuit has in any case, shape ``(circuits,)``.

    Returns:
        Shots of each circuit, not rounded. They always meet the precision, and are never more than
        with one number for all circuits, but for those that are there in any case. For one
        observable their total is the least possible. For several it is within 0.1 % of it, where
        that took few enough steps and no circuit has more than it needs already.
    """
    shots = at_least.astype(np.float64)
    free = np.ones(len(shots), dtype=np.bool_)
    allowed = np.full(len(variances), precision**2)
    while True:
        free &= variances.any(axis=0)
        rows = variances[:, free].any(axis=1)
        if not rows.any():
            return shots
        found = _least(variances[np.ix_(rows, free)] / allowed[rows, np.newaxis])
        enough = found <= shots[free]
        if not enough.any():
            shots[free] = found
            return shots
        # more than needed is there already, so that less is needed of the others
        done = np.flatnonzero(free)[enough]
        given = (variances[:, done] / shots[done]).sum(axis=1)
        allowed = np.maximum(allowed - given, _FLOOR * precision**2)
        free[done] = False


def _least(variances: Array) -> Array:
    """`optimal_shots` for variances of at most 1; no row or column is all 0."""
    weights = np.full(len(variances), 1 / len(variances))
    best = np.full(variances.shape[1], variances.sum(axis=1).max())  # the same for all circuits
    least = best.sum()
    for _ in range(_ROUNDS):
        roots = np.sqrt(weights @ variances)
        ratios = variances @ (1 / roots) / roots.sum()
        worst = ratios.max()
        total = roots.sum() ** 2 * worst
        if total < least:
            best, least = roots * roots.sum() * worst, total
        if worst <= 1 + _GAP:
            break
        weights = np.maximum(weights * ratios**2, _FLOOR)
        weights /= weights.sum()
    return best


def _rounded(shots: Array, min_shots: int) -> NDArray[np.int64]:
    whole = np.ceil(shots * (1 - 1e-12)).astype(np.int64)
    _, exponents = np.frexp(whole.astype(np.float64))
    step = np.left_shift(1, np.maximum(exponents.astype(np.int64) - _KEPT_BITS, 0))
    whole = -(-whole // step) * step
    return np.where(whole > 0, np.maximum(whole, min_shots), 0)


def expected_variances(
    means: Array, variances: Array, shots: int, prior: tuple[Array, Array]
) -> Array:
    """The variance to expect of one shot after a few of them, never 0 by luck.

    Two shots of a state that nothing is known of are added to those that were seen. For a single
    Pauli this is Laplace's rule of succession, the mean of its probability under a uniform prior;
    A. Shlosberg et al., https://doi.org/10.22331/q-2023-01-26-906, use the same prior to share out
    shots. What was seen is never lowered.

    Args:
        means: Of what a shot is worth to each observable, as seen.
        variances: The same of the variance.
        shots: How many were seen.
        prior: Mean and variance without knowledge, by `prior_moments`.

    Example:
        >>> always = expected_variances(np.array([1.0]), np.array([0.0]), 98,
        ...                             (np.array([0.0]), np.array([1.0])))
        >>> always.round(4).tolist()  # 4 * (99 / 100) * (1 / 100)
        [0.0396]
    """
    mean, variance = prior
    together = shots + _PSEUDO_SHOTS
    between = shots * _PSEUDO_SHOTS / together * (means - mean) ** 2
    pooled: Array = (shots * variances + _PSEUDO_SHOTS * variance + between) / together
    return np.maximum(variances, pooled)


_WORTH = {
    "I": (1, 1), "X": (1, -1), "Y": (1, -1), "Z": (1, -1),
    "0": (1, 0), "1": (0, 1), "+": (1, 0), "-": (0, 1), "r": (1, 0), "l": (0, 1),
}  # fmt: skip
"""What each letter is worth on 0 and on 1 in its basis."""


def prior_moments(labels: Sequence[str], coefficients: Array) -> tuple[Array, Array]:
    """Mean and variance of what a shot is worth where all outcomes are alike likely.

    Args:
        labels: Terms that are measured together.
        coefficients: Of each observable, shape ``(observables, terms)``.

    Returns:
        Two arrays of shape ``(observables,)``. For Paulis, 0 and the sum of squared coefficients.
    """
    if not set("".join(labels)) - set("IXYZ"):
        return np.zeros(len(coefficients)), (coefficients**2).sum(axis=1)
    worth = np.array([[_WORTH[letter] for letter in label] for label in labels], dtype=np.float64)
    singles = worth.mean(axis=2).prod(axis=1)
    pairs = np.ones((len(labels), len(labels)))
    for qubit in range(worth.shape[1]):
        pairs *= worth[:, qubit] @ worth[:, qubit].T / 2
    means: Array = coefficients @ singles
    covariances = pairs - np.outer(singles, singles)
    return means, np.einsum("ot,tu,ou->o", coefficients, covariances, coefficients)
