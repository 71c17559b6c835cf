"""Bounded observations against the mean that is expected."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from qiskit_uplift.conformance.statistics.evidence import SequentialTest, log_mean_exp
from qiskit_uplift.exceptions import StatisticsError

STAKES: Final = 0.99 * 0.5 ** np.arange(24)
"""Of the wealth that would be lost if an observation were at the far end."""

FLOOR: Final = 1e-16
"""How near to an end of the range the mean is taken to be at most, as a part of the range."""

ROUNDING: Final = 1e-9
"""What is nearer than this to an end of the range, as a part of it, is there."""


class MeanTest(SequentialTest):
    r"""Whether independent observations within bounds have the mean that is expected.

    With observations scaled to :math:`x \in [0, 1]` and a mean of at most :math:`m`, the factor
    :math:`1 + \lambda (x - m)` is nowhere negative for :math:`0 \le \lambda \le 1/m` and its mean
    is at most 1, so the product over independent observations is an e-process. The e-value is the
    mean over 24 stakes :math:`\lambda` in powers of 2, and over both sides: the other one bets
    that :math:`1 - x` is more than :math:`1 - m` (hedged capital, doi:10.1093/jrsssb/qkad009).
    Neither order nor batches matter. An observation out of bounds rejects at once, since no
    backend that is right gives one.

    Args:
        mean: The mean that is expected.
        low: The least that an observation can be.
        high: The most.
        alpha: The false-alarm rate, over all looks.
        tolerance: How far from ``mean`` the true mean may be, in the observations' unit.

    Raises:
        StatisticsError: The numbers aren't ``low <= mean <= high`` with ``low < high``.

    Example:
        >>> from qiskit_uplift.conformance.statistics import MeanTest
        >>> test = MeanTest(0.0, low=-1, high=1, alpha=1e-6)
        >>> test.update([-1, 1], counts=[1400, 600])
        True
    """

    def __init__(
        self, mean: float, *, low: float, high: float, alpha: float, tolerance: float = 0.0
    ) -> None:
        super().__init__(alpha=alpha)
        if not (low < high and low <= mean <= high and tolerance >= 0):
            raise StatisticsError(
                f"Needed: low <= mean <= high, low < high, tolerance >= 0; "
                f"given: low={low!r}, mean={mean!r}, high={high!r}, tolerance={tolerance!r}."
            )
        self.mean, self.low, self.high = float(mean), float(low), float(high)
        self.tolerance = float(tolerance)
        width = self.high - self.low
        # moving observations to the far end makes their mean larger by that at most
        sides = (self.mean - self.low, self.high - self.mean)
        self._bounds = tuple(
            max(FLOOR, (side + self.tolerance) / width * (1 + 2 * ROUNDING)) for side in sides
        )
        self._wealth = np.zeros((2, len(STAKES)))
        self.observations = 0

    def update(self, values: Any, counts: Any = None) -> bool:
        """Add observations.

        Args:
            values: What was observed, any shape.
            counts: How often each of ``values`` was; None for once each.

        Returns:
            Whether the null hypothesis is rejected, by now or before.

        Raises:
            StatisticsError: ``counts`` doesn't fit to ``values`` or is negative.
        """
        seen = np.asarray(values, dtype=np.float64).ravel()
        often = np.ones(seen.size) if counts is None else np.asarray(counts, np.float64).ravel()
        if often.shape != seen.shape or (often < 0).any():
            raise StatisticsError(f"{seen.size} values need as many counts, from 0 on.")
        seen, often = seen[often > 0], often[often > 0]
        self.observations += round(float(often.sum()))
        scaled = (seen - self.low) / (self.high - self.low)
        if not ((scaled >= -ROUNDING) & (scaled <= 1 + ROUNDING)).all():
            self._wealth[:] = math.inf
            return self._look(math.inf)
        scaled[scaled < ROUNDING] = 0.0
        scaled[scaled > 1 - ROUNDING] = 1.0
        for side, (value, bound) in enumerate(zip((scaled, 1 - scaled), self._bounds, strict=True)):
            if bound < 1:
                factors = np.log1p((STAKES / bound)[:, None] * (value - bound))
                self._wealth[side] += factors @ often
        return self._look(float(log_mean_exp(self._wealth.ravel())))
