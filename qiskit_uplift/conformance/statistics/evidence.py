"""What every sequential test shares: evidence as an e-value, and when it suffices.

An e-process is a process that is nowhere negative and whose expectation, at any stopping time, is
at most 1 where the null hypothesis holds. By Ville's inequality it ever reaches ``1 / alpha`` with
probability ``alpha`` at most (Ramdas, Grünwald, Vovk and Shafer, doi:10.1214/23-STS894; Shafer,
doi:10.1111/rssa.12647), so that it may be looked at after each batch, stopped at any time for any
reason, and continued, with no correction.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from qiskit_uplift.exceptions import StatisticsError

Array = NDArray[np.float64]

MAX_LOG = math.log(1e300)
"""An e-value above this is told as infinite: a float holds no more."""


class SequentialTest:
    """A test by an e-process: it rejects once the e-value has reached ``1 / alpha``.

    Args:
        alpha: The largest probability of ever rejecting where the null hypothesis holds.

    Raises:
        StatisticsError: ``alpha`` isn't between 0 and 1.
    """

    def __init__(self, *, alpha: float) -> None:
        if not 0 < alpha < 1:
            raise StatisticsError(f"alpha is a probability above 0 and below 1, not {alpha!r}.")
        self.alpha = float(alpha)
        self._log_e_value = 0.0
        self._largest = 0.0

    @property
    def log_e_value(self) -> float:
        """The natural logarithm of the e-value now; 0 before the first observation."""
        return self._log_e_value

    @property
    def e_value(self) -> float:
        """The evidence now: how much a stake of 1 on the null hypothesis being wrong is worth."""
        return math.inf if self._log_e_value > MAX_LOG else math.exp(self._log_e_value)

    @property
    def p_value(self) -> float:
        """One over the largest e-value so far: a p-value that holds at any stopping time."""
        return math.exp(-self._largest)

    @property
    def rejected(self) -> bool:
        """Whether the e-value has ever reached ``1 / alpha``."""
        return self._largest >= -math.log(self.alpha)

    def _look(self, log_e_value: float) -> bool:
        self._log_e_value = log_e_value
        self._largest = max(self._largest, log_e_value)
        return self.rejected


def log_mean_exp(logs: Array, axis: int = -1) -> Array:
    """The logarithm of the mean of what ``logs`` are the logarithms of; all may be ``-inf``."""
    return np.asarray(np.logaddexp.reduce(logs, axis=axis) - math.log(logs.shape[axis]))


def checked_counts(counts: Mapping[int, int], what: str = "counts") -> dict[int, int]:
    """The outcomes that were seen at all.

    Raises:
        StatisticsError: A count is negative or no whole number.
    """
    found = {}
    for outcome, count in counts.items():
        if count != int(count) or count < 0:
            raise StatisticsError(f"{what}: outcome {outcome} has the count {count!r}.")
        if count:
            found[int(outcome)] = int(count)
    return found


def checked_distribution(expected: Mapping[int, float]) -> dict[int, float]:
    """A distribution, summing to 1.

    Raises:
        StatisticsError: A probability is negative or no number, or the sum is off by over 1e-6.
    """
    total = math.fsum(expected.values())
    wrong = {key: value for key, value in expected.items() if not value >= 0}
    if wrong or not abs(total - 1) <= 1e-6:
        where = (
            f"outcome {next(iter(wrong))} has {wrong[next(iter(wrong))]!r}"
            if wrong
            else (f"they sum to {total!r}")
        )
        raise StatisticsError(
            f"The expected probabilities must be at least 0 and sum to 1: {where}."
        )
    return {int(key): float(value) / total for key, value in expected.items()}


def parts(shots: int, number: int = 16) -> list[int]:
    """How many shots of a batch go into each part: small parts first, none empty.

    Bets on a part are made from the parts before it; the first ones are cheap lessons.
    """
    edges = {round(shots * (k / number) ** 2) for k in range(number + 1)}
    marks = sorted(edges | {0, shots})
    return [high - low for low, high in itertools.pairwise(marks)]


def split_at_random(
    counts: NDArray[np.int64], sizes: Iterable[int], rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Deal the shots of a batch out at random: the counts of each part."""
    left = counts.copy()
    dealt = []
    for size in sizes:
        part = rng.multivariate_hypergeometric(left, size, method="marginals")
        left -= part
        dealt.append(part)
    return dealt
