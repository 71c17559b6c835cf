"""One event that happens or not: exact tails of the binomial distribution."""

from __future__ import annotations

from typing import Literal

from scipy.special import betainc, betaincinv

from qiskit_uplift.exceptions import StatisticsError

Side = Literal["both", "more", "fewer"]


def binomial_p_value(hits: int, trials: int, probability: float, *, side: Side = "both") -> float:
    """The p-value of a number of hits where each trial hits with ``probability``.

    The exact tail, doubled for both sides: at most ``alpha`` with probability ``alpha`` at most,
    for one look at a number of trials that was fixed before.

    Args:
        hits: How often the event happened.
        trials: How often it could have.
        probability: Of the event in each trial; for ``"more"`` at most, for ``"fewer"`` at least.
        side: Whether too many hits, too few, or both are evidence.

    Raises:
        StatisticsError: ``hits`` isn't from 0 to ``trials``, or ``probability`` is none.

    Example:
        >>> from qiskit_uplift.conformance.statistics import binomial_p_value
        >>> binomial_p_value(0, 10, 0.5, side="fewer") == 0.5**10
        True
    """
    _check(hits, trials)
    if not 0 <= probability <= 1:
        raise StatisticsError(f"A probability is from 0 to 1, not {probability!r}.")
    more = 1.0 if hits == 0 else float(betainc(hits, trials - hits + 1, probability))
    fewer = 1.0 if hits == trials else float(betainc(trials - hits, hits + 1, 1 - probability))
    if side == "more":
        return more
    return fewer if side == "fewer" else min(1.0, 2 * min(more, fewer))


def binomial_bounds(hits: int, trials: int, *, alpha: float) -> tuple[float, float]:
    """The interval for an event's probability that holds it with ``1 - alpha`` at least.

    The interval of Clopper and Pearson (doi:10.1093/biomet/26.4.404), exact and two-sided.

    Raises:
        StatisticsError: ``hits`` isn't from 0 to ``trials``, or ``alpha`` is no probability.

    Example:
        >>> from qiskit_uplift.conformance.statistics import binomial_bounds
        >>> low, high = binomial_bounds(0, 100, alpha=0.05)
        >>> low, round(high, 4)
        (0.0, 0.0362)
    """
    _check(hits, trials)
    if not 0 < alpha < 1:
        raise StatisticsError(f"alpha is a probability above 0 and below 1, not {alpha!r}.")
    low = 0.0 if hits == 0 else float(betaincinv(hits, trials - hits + 1, alpha / 2))
    high = 1.0 if hits == trials else 1 - float(betaincinv(trials - hits, hits + 1, alpha / 2))
    return low, high


def _check(hits: int, trials: int) -> None:
    if not 0 <= hits <= trials:
        raise StatisticsError(f"{hits} hits in {trials} trials: hits are from 0 to the trials.")
