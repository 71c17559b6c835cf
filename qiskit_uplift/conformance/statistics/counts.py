"""Counts against the distribution that is expected, exactly or within a total variation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from qiskit_uplift.conformance.statistics.ball import STRATEGIES, log_bets
from qiskit_uplift.conformance.statistics.evidence import (
    SequentialTest,
    checked_counts,
    checked_distribution,
    log_mean_exp,
    parts,
    split_at_random,
)
from qiskit_uplift.conformance.statistics.mixture import log_mixture
from qiskit_uplift.exceptions import StatisticsError

ZERO: Final = 1e-12
"""Outcomes less probable than this are taken as impossible."""

FLOOR: Final = 1e-16
"""What impossible outcomes may have, all together, a shot: amplitudes wrong by 1e-8."""

EPOCHS: Final = 24


class CountsTest(SequentialTest):
    r"""Whether shots are independent draws from a distribution, or from one that is near to it.

    **Tolerance 0.** The e-value is the mean of two parts. The first is the likelihood of the
    shots under a mixture of Dirichlet-multinomials, over that under ``expected``: see
    :func:`~qiskit_uplift.conformance.statistics.mixture.log_mixture`. It depends neither on how
    shots come in batches nor on the order of them. The second bets on impossible outcomes, which
    are those below 1e-12 in ``expected`` and all others. The null hypothesis grants them, all
    together, their own sum and 1e-16 a shot: a rounding error of 1e-8 in an amplitude, where
    double precision makes some 1e-15. A batch of :math:`B` shots then has :math:`m` of them with
    probability :math:`\binom{B}{m} f^m` at most, and the bet on it pays the inverse. The stake
    is spread evenly over 24 epochs of doubling length, so that a single impossible outcome within
    the first million shots rejects at once for every ``alpha`` above 5e-9, within the first
    10,000 for every one above 1e-10.

    **Tolerance above 0.** The null hypothesis is that each shot is drawn, independently of the
    others, from some distribution within ``tolerance`` in total variation. An event :math:`A` has
    then a probability of at most :math:`m = \min(1, p(A) + \text{tolerance})` in each shot. A bet
    that claims :math:`q > m` multiplies the wealth by :math:`q/m` for a shot in :math:`A` and by
    :math:`(1-q)/(1-m)` for another. Where :math:`A` has the probability :math:`\theta`, the mean
    of that factor is :math:`\theta q/m + (1-\theta)(1-q)/(1-m)`, which rises with
    :math:`\theta` and is 1 at :math:`\theta = m`: so it is at most 1. :math:`A` (the outcomes
    seen more often than expected) and :math:`q` are chosen from the shots of the parts before,
    so the factor of each shot has a conditional mean of at most 1, and the wealth is an e-process
    (a test supermartingale: doi:10.1111/rssa.12647, doi:10.1093/jrsssb/qkad009). Several ways to
    choose :math:`A` and :math:`q` keep a wealth of their own, and the e-value is their mean. Each
    batch is dealt out at random into parts, so that one batch alone can be bet on; given how it is
    dealt out, shots are independent still, each within the ball, and nothing changes.

    Args:
        expected: Probabilities by outcome, summing to 1; what isn't there is impossible.
        alpha: The false-alarm rate, over all looks.
        tolerance: The total variation that is allowed, from 0; from 1 on nothing is rejected.
        rng: Deals out batches, if there is a tolerance; None for one that is seeded with 0.

    Raises:
        StatisticsError: No distribution, or ``alpha`` or ``tolerance`` out of range.

    Example:
        >>> from qiskit_uplift.conformance.statistics import CountsTest
        >>> test = CountsTest({0b00: 0.5, 0b11: 0.5}, alpha=1e-8)
        >>> test.update({0b00: 507, 0b11: 493})
        False
        >>> test.update({0b00: 489, 0b11: 510, 0b01: 1})
        True
    """

    def __init__(
        self,
        expected: Mapping[int, float],
        *,
        alpha: float,
        tolerance: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> None:
        super().__init__(alpha=alpha)
        if not tolerance >= 0:
            raise StatisticsError(f"tolerance is a total variation from 0 on, not {tolerance!r}.")
        self.expected: Mapping[int, float] = checked_distribution(expected)
        self.tolerance = float(tolerance)
        self._rng = np.random.default_rng(0) if rng is None else rng
        possible = {key: value for key, value in self.expected.items() if value >= ZERO}
        self._possible = possible
        self._impossible = FLOOR + math.fsum(
            value for key, value in self.expected.items() if key not in possible
        )
        self._counts: dict[int, int] = {}
        self._shots = 0
        self._surprise = 0.0
        self._surprise_clock = 0
        self._wealth = np.zeros(STRATEGIES)

    @property
    def shots(self) -> int:
        """How many shots were seen."""
        return self._shots

    @property
    def observed(self) -> Mapping[int, int]:
        """The counts of all batches together."""
        return dict(sorted(self._counts.items()))

    @property
    def distance(self) -> float:
        """The total variation between the observed frequencies and ``expected``; 0 of nothing."""
        if not self._shots:
            return 0.0
        outcomes = self.expected.keys() | self._counts.keys()
        return 0.5 * math.fsum(
            abs(self._counts.get(key, 0) / self._shots - self.expected.get(key, 0.0))
            for key in outcomes
        )

    def update(self, counts: Mapping[int, int]) -> bool:
        """Add a batch of shots.

        Args:
            counts: Of this batch alone, by outcome.

        Returns:
            Whether the null hypothesis is rejected, by now or before.

        Raises:
            StatisticsError: A count is negative or no whole number.
        """
        batch = checked_counts(counts)
        if not batch:
            return self.rejected
        if self.tolerance > 0:
            self._bet(batch)
        else:
            self._bet_on_impossible(batch)
        for key, value in batch.items():
            self._counts[key] = self._counts.get(key, 0) + value
        self._shots += sum(batch.values())
        if self.tolerance > 0:
            return self._look(float(log_mean_exp(self._wealth)))
        return self._look(float(np.logaddexp(self._mixture(), self._surprise)) - math.log(2))

    def _mixture(self) -> float:
        seen = [key for key in self._counts if key in self._possible]
        if not seen:
            return 0.0
        number = np.array([self._counts[key] for key in seen])
        # given that an outcome is possible, its probability is over the possible ones alone
        total = math.fsum(self._possible.values())
        likely = np.array([self._possible[key] / total for key in seen])
        return float(log_mixture(number, likely, len(self._possible)))

    def _bet_on_impossible(self, batch: Mapping[int, int]) -> None:
        size = sum(batch.values())
        found = sum(value for key, value in batch.items() if key not in self._possible)
        first, last = self._surprise_clock, self._surprise_clock + size
        self._surprise_clock = last
        left = 1 - _stake(first)
        if not found:
            if left:
                self._surprise += _log((1 - _stake(last)) / left)
            return
        stake = (_stake(last) - _stake(first)) / left if left else 0.0
        pays = [
            -number * math.log(2.0 * self._impossible) - _log_choose(size, number)
            for number in range(1, min(found, 3) + 1)
        ]
        kept = _log(1 - stake)  # what was not staked on this batch stays
        self._surprise += float(np.logaddexp(kept, _log(stake) + np.logaddexp.reduce(pays)))

    def _bet(self, batch: Mapping[int, int]) -> None:
        outcomes = sorted(self.expected.keys() | self._counts.keys() | batch.keys())
        likely = np.array([self.expected.get(key, 0.0) for key in outcomes])
        past = np.array([self._counts.get(key, 0) for key in outcomes])
        number = np.array([batch.get(key, 0) for key in outcomes])
        for part in split_at_random(number, parts(int(number.sum())), self._rng):
            self._wealth += log_bets(past[None], part[None], likely, self.tolerance)[0]
            past += part


def _stake(shots: int) -> float:
    """How much of the stake on impossible outcomes is spent within so many shots."""
    if shots <= 0:
        return 0.0
    epoch = shots.bit_length() - 1
    if epoch >= EPOCHS:
        return 1.0
    return (epoch + (shots - 2**epoch + 1) / 2**epoch) / EPOCHS


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _log_choose(total: int, number: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(number + 1) - math.lgamma(total - number + 1)
