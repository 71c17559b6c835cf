"""Reported standard errors against the errors that are really made, by repetition."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from qiskit_uplift.conformance.statistics.evidence import Array, SequentialTest, log_mean_exp
from qiskit_uplift.exceptions import StatisticsError

MARGIN: Final = 0.05
"""On top of the tolerance, for what estimates from counts lack of being normal."""

CAP: Final = 9.0
"""An error of three standard errors and one of thirty are the same evidence."""

RATIOS: Final = np.array([1.1, 1.2, 1.35, 1.5, 2.0, 3.0])
"""How many times the claimed standard error is wrong, in the alternatives."""

LEAST_SHOTS: Final = 1000
LEAST_VARIANCE: Final = 25.0


def near_normal(shots: int, variance: float, span: float = 2.0) -> bool:
    """Whether :class:`SpreadTest` can judge a mean over shots.

    Args:
        shots: How many shots.
        variance: Of one shot's value.
        span: From the least to the largest value of a shot; 2 for a Pauli string.

    Returns:
        Whether there are 1000 shots at least, and 25 in ``shots * variance / span**2``: for a
        bit, the variance of the number of ones.
    """
    return shots >= LEAST_SHOTS and shots * variance / span**2 >= LEAST_VARIANCE


class SpreadTest(SequentialTest):
    r"""Whether reported standard errors are right, up to a relative tolerance.

    With :math:`z` the error over its reported standard error, which should have the standard
    deviation 1, the null hypothesis is that it has one between ``1 - tolerance`` and
    ``1 + tolerance``. Against too small ones, :math:`\frac{1}{r} e^{z'^2 (1 - 1/r^2) / 2}`, with
    :math:`z'` the error over the largest standard error that is allowed, is the likelihood ratio
    of two normal distributions; its mean is 1 at that bound and rises with the true one. Against
    too large ones it is :math:`r e^{-z''^2 (r^2 - 1) / 2}` at the smallest. Repetitions are
    independent, so the products are e-processes, and the e-value is their mean over six ratios
    :math:`r` and both sides.

    The mean of many bounded shots is nearly normal, and its standard error nearly known: only
    nearly. So :math:`z^2` is capped at 9, as the tails are where the difference is, and the
    tolerance is widened by 5%. Where :func:`near_normal` holds, the mean of one repetition's
    factor is then below 1 for binomial counts of every skewness, with the standard error
    estimated from the same counts: summed over all outcomes, not sampled, by the tests of this
    package.

    Args:
        alpha: The false-alarm rate, over all looks.
        tolerance: The relative error of a standard error that is allowed, from 0 to below 1.

    Raises:
        StatisticsError: ``alpha`` or ``tolerance`` is out of range.

    Example:
        >>> import numpy as np
        >>> from qiskit_uplift.conformance.statistics import SpreadTest
        >>> errors = np.random.default_rng(1).normal(0, 0.015, size=600)
        >>> SpreadTest(alpha=1e-6).update(errors, 0.01)
        True
        >>> SpreadTest(alpha=1e-6).update(errors, 0.015)
        False
    """

    def __init__(self, *, alpha: float, tolerance: float = 0.1) -> None:
        super().__init__(alpha=alpha)
        if not 0 <= tolerance < 1:
            raise StatisticsError(f"tolerance is from 0 to below 1, not {tolerance!r}.")
        self.tolerance = float(tolerance)
        self._wealth = np.zeros((2, len(RATIOS)))
        self._squares: list[float] = []

    @property
    def repetitions(self) -> int:
        """How many errors were judged."""
        return len(self._squares)

    @property
    def ratio(self) -> float:
        """The root mean square of error over reported standard error: 1 is right, 0 of nothing."""
        return math.sqrt(np.mean(self._squares)) if self._squares else 0.0

    def update(self, errors: Any, reported: Any) -> bool:
        """Add repetitions, independent of each other.

        Args:
            errors: Each estimate less the exact value, any shape.
            reported: The standard error that came with each, or one for all.

        Returns:
            Whether the null hypothesis is rejected, by now or before. An error and a standard
            error that both are 0 are no evidence; a standard error that is negative, infinite or
            no number, and an error that isn't finite, reject at once.
        """
        error, claim = np.broadcast_arrays(
            np.asarray(errors, np.float64), np.asarray(reported, np.float64)
        )
        if not (np.isfinite(error).all() and np.isfinite(claim).all() and (claim >= 0).all()):
            return self._impossible()
        error, claim = error[(error != 0) | (claim != 0)], claim[(error != 0) | (claim != 0)]
        with np.errstate(divide="ignore", over="ignore"):
            squares = (error / claim) ** 2
        self._squares += squares.tolist()
        wide, narrow = capped(squares, self.tolerance)
        self._wealth += log_bets(len(squares), wide.sum(), narrow.sum())
        return self._look(float(log_mean_exp(self._wealth.ravel())))

    def update_certain(self, errors: Any, reported: Any, *, rounding: float = 1e-9) -> bool:
        """Add repetitions where every shot has the same value, so that there is no error.

        Nothing here is random where the backend is right, so it adds nothing to the false alarms.

        Args:
            errors: Each estimate less the exact value.
            reported: The standard error that came with each.
            rounding: The largest of both that rounding may leave.

        Returns:
            Whether the null hypothesis is rejected, by now or before.
        """
        largest = np.max(np.abs(np.concatenate([np.ravel(errors), np.ravel(reported)])), initial=0)
        return self.rejected if largest <= rounding else self._impossible()

    def _impossible(self) -> bool:
        self._wealth[:] = math.inf
        return self._look(math.inf)


def capped(squares: Array, tolerance: float) -> tuple[Array, Array]:
    """The squared errors, over the largest and the smallest standard error that are allowed."""
    wide = ((1 + tolerance) * (1 + MARGIN)) ** 2
    narrow = ((1 - tolerance) / (1 + MARGIN)) ** 2
    return np.minimum(squares / wide, CAP), np.minimum(squares / narrow, CAP)


def log_bets(number: int, wide: Any, narrow: Any) -> Array:
    """The logarithm of what so many repetitions multiply the wealth by.

    Args:
        number: How many.
        wide: The sum of their squares as :func:`capped` against too small standard errors.
        narrow: The sum of those against too large ones.

    Returns:
        One row for each side, one column for each ratio; more axes if the sums have some.
    """
    small = np.multiply.outer(wide, 1 - RATIOS**-2.0) / 2 - number * np.log(RATIOS)
    large = number * np.log(RATIOS) - np.multiply.outer(narrow, RATIOS**2 - 1) / 2
    return np.stack([small, large], axis=-2)
