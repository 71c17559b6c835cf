"""The order of shots, and runs that are the same to the last shot."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from qiskit_uplift.conformance.statistics.evidence import (
    Array,
    SequentialTest,
    checked_distribution,
    log_mean_exp,
)
from qiskit_uplift.exceptions import StatisticsError

FAVOURS: Final = (1e-3, 0.1, 0.5, 2.0, 10.0, 1e3, 1e6)
"""How much likelier than by chance the bets take it that an outcome is repeated."""

GROUPS: Final = 32
"""More outcomes than this are merged before their counts are compared."""

MOST_SHOTS: Final = 2048
"""Counts of more shots are taken to agree as often as those of so many."""


class OrderTest(SequentialTest):
    r"""Whether shots come in an order that has nothing to do with their outcomes.

    Given the counts of a run, all orders of its shots are equally likely where shots are
    exchangeable: the next shot is outcome :math:`i` with probability :math:`r_i / R`, where
    :math:`r_i` of the :math:`R` shots to come are. The alternative makes the outcome of ``lag``
    shots before :math:`\kappa` times as likely as that. It is a distribution of orders, too, so
    the ratio of the two has a mean of 1; the e-value is the mean over several :math:`\kappa` and
    all of ``lags``. The order is judged given the counts, so a wrong distribution is no evidence.
    Finds sorted and grouped memory, outcomes that alternate, and, with the length of a part as a
    lag, shots that were made once and repeated.

    Args:
        alpha: The false-alarm rate, over all looks.
        lags: How many shots before; 1 is the shot before.

    Raises:
        StatisticsError: No lag, or one below 1.

    Example:
        >>> from qiskit_uplift.conformance.statistics import OrderTest
        >>> OrderTest(alpha=1e-8).update([0] * 50 + [3] * 50)
        True
    """

    def __init__(self, *, alpha: float, lags: Iterable[int] = (1,)) -> None:
        super().__init__(alpha=alpha)
        self.lags = tuple(lags)
        if not self.lags or min(self.lags) < 1:
            raise StatisticsError(f"Lags are from 1 on, not {self.lags!r}.")
        self._wealth = np.zeros((len(self.lags), len(FAVOURS)))

    def update(self, memory: Any) -> bool:
        """Add the memory of one run, in its order; runs are independent of each other.

        Args:
            memory: An outcome for each shot, of any type that can be compared.

        Returns:
            Whether the null hypothesis is rejected, by now or before.
        """
        shots = np.unique(np.asarray(memory), return_inverse=True)[1].ravel()
        for row, lag in enumerate(self.lags):
            if 0 < lag < len(shots):
                self._wealth[row] += _log_order(shots, lag)
        return self._look(float(log_mean_exp(self._wealth.ravel())))


def _log_order(shots: np.ndarray, lag: int) -> Array:
    total = len(shots)
    before = shots[:-lag]
    # how many shots of the outcome of `lag` before are still to come, at each place
    places = np.argsort(shots, kind="stable")
    ordered = shots[places]
    rank = np.empty(total, dtype=np.int64)
    starts = np.searchsorted(ordered, shots)
    rank[places] = np.arange(total)
    counts = np.bincount(shots)
    used = rank - starts  # of the same outcome, before this shot
    if lag == 1:
        gone = used[:-1] + 1
    else:
        # positions of an outcome are sorted, so those before a place are found by bisection
        keys = ordered * np.int64(total + 1) + places
        wanted = before * np.int64(total + 1) + np.arange(lag, total)
        gone = np.searchsorted(keys, wanted) - starts[:-lag]
    share = (counts[before] - gone) / np.arange(total - lag, 0, -1)
    same = shots[lag:] == before
    return np.array(
        [same.sum() * math.log(favour) - np.log1p((favour - 1) * share).sum() for favour in FAVOURS]
    )


def duplicate_probability(
    expected: Mapping[int, float], shots: int, *, memory: bool = True
) -> float:
    r"""How likely two independent runs are the same: the false-alarm rate of "they must differ".

    For memory it is :math:`(\sum_i p_i^2)^N`. For counts it is the sum of the squared
    probabilities of all counts, by the convolution of the squares of Poisson distributions. Of
    more than 32 outcomes some are merged, and more than 2048 shots are taken as 2048:
    neither makes it smaller, as the sum is the mean of :math:`|\varphi|^{2N}` with the
    characteristic function :math:`\varphi` of one shot.

    Args:
        expected: The distribution of a shot.
        shots: Of each run.
        memory: Whether the order of the shots is compared, too.

    Raises:
        StatisticsError: No distribution, or negative shots.

    Example:
        >>> from qiskit_uplift.conformance.statistics import duplicate_probability
        >>> duplicate_probability({0: 0.5, 1: 0.5}, 20) == 0.5**20
        True
        >>> round(duplicate_probability({0: 0.5, 1: 0.5}, 2, memory=False), 9)
        0.375
    """
    likely = sorted(checked_distribution(expected).values(), reverse=True)
    if shots < 0:
        raise StatisticsError(f"shots is a number from 0 on, not {shots!r}.")
    if memory:
        return math.fsum(p * p for p in likely) ** shots
    if len(likely) > GROUPS:
        likely = [math.fsum(likely[first::GROUPS]) for first in range(GROUPS)]
    if shots == 0:
        return 1.0
    shots = min(shots, MOST_SHOTS)
    number = np.arange(shots + 1)
    factorials = np.concatenate([[0.0], np.cumsum(np.log(number[1:]))])
    same = np.array([1.0])
    for p in likely:
        if p > 0:
            squares = np.exp(2 * (number * math.log(p * shots) - p * shots - factorials))
            same = np.convolve(same, squares)[: shots + 1]
    whole = shots * math.log(shots) - shots - factorials[-1]
    return min(1.0, float(same[shots] * math.exp(-2 * whole)))
