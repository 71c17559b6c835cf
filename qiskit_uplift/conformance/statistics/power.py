"""How small an error is found: the power of the tests, by simulation with a fixed seed."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from qiskit_uplift.conformance.statistics import ball, spread
from qiskit_uplift.conformance.statistics.ball import STRATEGIES
from qiskit_uplift.conformance.statistics.counts import ZERO
from qiskit_uplift.conformance.statistics.evidence import (
    Array,
    checked_distribution,
    log_mean_exp,
    parts,
)
from qiskit_uplift.conformance.statistics.means import MeanTest
from qiskit_uplift.conformance.statistics.mixture import log_mixture
from qiskit_uplift.conformance.statistics.spread import SpreadTest, capped
from qiskit_uplift.exceptions import StatisticsError

RUNS: Final = 400
"""Simulated devices for each error that is tried; a quarter of them for many outcomes."""

MANY: Final = 64
"""More outcomes than this are many."""

CLOSE: Final = 1.02
"""How near the two ends of the bracket come, as a ratio."""

MOST_REPETITIONS: Final = 20_000

SEED: Final = 20_240_229


def detectable_error(
    expected: Mapping[int, float],
    shots: int,
    alpha: float,
    tolerance: float = 0.0,
    power: float = 0.99,
) -> float:
    """The smallest total variation that :class:`CountsTest` finds in one batch of shots.

    Devices are simulated whose distribution is off by a total variation in one of three
    directions: from the likelier half of the outcomes to the other half, from the likeliest
    outcome to the least likely, and from all to the likeliest one. In each, the smallest error
    that is found often enough is bracketed; the worst direction counts. Where an error in some
    direction can't be found even at its largest, what is larger than that counts. Errors that
    give outcomes which ``expected`` doesn't have are found sooner than these. The same arguments
    give the same number, which is good to a few per cent of itself; results are kept.

    Args:
        expected: The distribution of a shot.
        shots: How many.
        alpha: As for the test.
        tolerance: As for the test.
        power: How often the error is found, below 1.

    Returns:
        A total variation from ``tolerance`` to 1; 1 where nothing less is certain to be found.

    Raises:
        StatisticsError: No distribution, or a number out of range.

    Example:
        >>> from qiskit_uplift.conformance.statistics import detectable_error
        >>> 0.04 < detectable_error({0: 0.5, 3: 0.5}, 4000, 1e-8) < 0.08
        True
    """
    probabilities = sorted(checked_distribution(expected).values(), reverse=True)
    _check(alpha, power, shots)
    if not tolerance >= 0:
        raise StatisticsError(f"tolerance is a total variation from 0 on, not {tolerance!r}.")
    likely = tuple(p for p in probabilities if p >= ZERO)
    return _detectable(likely, int(shots), float(alpha), float(tolerance), float(power))


@functools.lru_cache(maxsize=4096)
def _detectable(
    likely: tuple[float, ...], shots: int, alpha: float, tolerance: float, power: float
) -> float:
    base = np.array(likely) / math.fsum(likely)
    if len(base) == 1 and not tolerance:
        # any other outcome is impossible, and one of them is enough
        return float(1 - (1 - power) ** (1 / shots))
    if len(base) == 1:
        base = np.array([base[0], 0.0])
    worst = tolerance
    for wrong in _directions(base):
        reach = 0.5 * float(np.abs(wrong - base).sum())

        def found(distance: float, wrong: Array = wrong, reach: float = reach) -> bool:
            mixed = base + distance / reach * (wrong - base)
            logs = _simulate(base, mixed, shots, tolerance)
            return float(np.mean(logs >= -math.log(alpha))) >= power

        if reach > worst:
            worst = max(worst, _bracket(found, low=max(worst, 0.1 / shots), reach=reach))
    return min(1.0, worst)


def _directions(base: Array) -> Iterator[Array]:
    """What a device that is wrong might give at the far end; ``base`` falls."""
    size = len(base)
    half = size // 2
    light = base[half:].sum()
    lighter = np.zeros(size)
    lighter[half:] = base[half:] / light if light > 0 else 1 / (size - half)
    yield lighter
    swapped = base.copy()
    swapped[0], swapped[-1] = 0.0, base[0] + base[-1]
    yield swapped
    all_to_one = np.zeros(size)
    all_to_one[0] = 1.0
    yield all_to_one


def _bracket(found: Callable[[float], bool], *, low: float, reach: float) -> float:
    low = min(low, reach)
    if found(low):
        return low
    if not found(reach):
        return reach
    high = reach
    while high > CLOSE * low:
        middle = math.sqrt(low * high)
        low, high = (low, middle) if found(middle) else (middle, high)
    return high


def _simulate(base: Array, mixed: Array, shots: int, tolerance: float) -> Array:
    """The logarithm of the largest e-value of each simulated device."""
    rng = np.random.default_rng(SEED)
    runs = RUNS if len(base) <= MANY else RUNS // 4
    mixed = np.clip(mixed, 0.0, None) / np.clip(mixed, 0.0, None).sum()
    if not tolerance:
        counts = rng.multinomial(shots, mixed, size=runs)
        # half of the evidence is staked on impossible outcomes, of which there are none
        return log_mixture(counts, base, len(base)) - math.log(2)
    past = np.zeros((runs, len(base)), dtype=np.int64)
    wealth = np.zeros((runs, STRATEGIES))
    for size in parts(shots):
        part = rng.multinomial(size, mixed, size=runs)
        wealth += ball.log_bets(past, part, base, tolerance)
        past += part
    return log_mean_exp(wealth)


def detectable_shift(
    mean: float,
    shots: int,
    alpha: float,
    *,
    low: float = -1.0,
    high: float = 1.0,
    tolerance: float = 0.0,
    power: float = 0.99,
) -> float:
    """The smallest shift of a mean that :class:`MeanTest` finds, whichever way it goes.

    Devices are simulated whose shots have the values ``low`` and ``high`` alone: the largest
    variance that there is for the mean.

    Args:
        mean: The mean that is expected.
        shots: How many.
        alpha: As for the test.
        low: The least that an observation can be.
        high: The most.
        tolerance: As for the test.
        power: How often the shift is found, below 1.

    Returns:
        The shift in the observations' unit; ``high - low`` where none is certain to be found.

    Raises:
        StatisticsError: A number is out of range.

    Example:
        >>> from qiskit_uplift.conformance.statistics import detectable_shift
        >>> 0.08 < detectable_shift(0.0, 4000, 1e-8) < 0.16
        True
    """
    _check(alpha, power, shots)
    width = high - low
    null = MeanTest(mean, low=low, high=high, alpha=alpha, tolerance=tolerance)

    def found(shift: float, sign: int) -> bool:
        rng = np.random.default_rng(SEED)
        ones = rng.binomial(shots, min(1.0, max(0.0, (mean - low + sign * shift) / width)), RUNS)
        alarms = 0
        for number, often in zip(*np.unique(ones, return_counts=True), strict=True):
            test = MeanTest(null.mean, low=low, high=high, alpha=alpha, tolerance=null.tolerance)
            alarms += often * test.update([high, low], [number, shots - number])
        return bool(alarms >= power * RUNS)

    shifts = []
    for sign, reach in ((1, high - mean), (-1, mean - low)):
        if reach > tolerance:
            start = max(tolerance, 0.1 * width / shots)
            shifts.append(_bracket(lambda s, sign=sign: found(s, sign), low=start, reach=reach))  # type: ignore[misc]
    return max(shifts, default=width)


def repetitions_needed(
    ratio: float, alpha: float, *, tolerance: float = 0.1, power: float = 0.99
) -> int:
    """How many repetitions :class:`SpreadTest` needs to find standard errors that are wrong.

    Args:
        ratio: The true error over the reported one, outside of what is allowed.
        alpha: As for the test.
        tolerance: As for the test.
        power: How often it is found by then, below 1.

    Returns:
        The number, in steps of 5%, up to 20,000.

    Raises:
        StatisticsError: A number is out of range, or 20,000 repetitions are not enough.

    Example:
        >>> from qiskit_uplift.conformance.statistics import repetitions_needed
        >>> 30 < repetitions_needed(3.0, 1e-8) < 100
        True
    """
    _check(alpha, power, 1)
    SpreadTest(alpha=alpha, tolerance=tolerance)  # refuses what is out of range
    rng = np.random.default_rng(SEED)
    rejected = np.zeros(RUNS, dtype=bool)
    sums = np.zeros((2, RUNS))
    done = 0
    while done < MOST_REPETITIONS:
        number = max(5, done // 20)
        squares = (ratio * rng.standard_normal((RUNS, number))) ** 2
        sums += [each.sum(axis=1) for each in capped(squares, tolerance)]
        done += number
        wealth = spread.log_bets(done, *sums).reshape(RUNS, -1)
        rejected |= log_mean_exp(wealth) >= -math.log(alpha)
        if rejected.mean() >= power:
            return done
    raise StatisticsError(
        f"{MOST_REPETITIONS} repetitions don't tell a ratio of {ratio:g} from what a tolerance "
        f"of {tolerance:g} allows."
    )


def _check(alpha: float, power: float, shots: int) -> None:
    if not (0 < alpha < 1 and 0 < power < 1 and shots > 0):
        raise StatisticsError(
            "Needed: alpha and power above 0 and below 1, shots > 0; "
            f"given: alpha={alpha!r}, power={power!r}, shots={shots!r}."
        )
