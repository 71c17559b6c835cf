"""How the rate of false alarms of a whole run is shared among its checks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from qiskit_uplift.exceptions import StatisticsError, suggestion


class FalseAlarmBudget:
    """Shares a rate of false alarms among named checks, in proportion to their weights.

    By Bonferroni's inequality, checks whose rates sum to ``total`` give a false alarm in a run
    with probability ``total`` at most, however they depend on each other.

    Args:
        checks: The names, or the weight of each.
        total: The rate of the whole run.

    Raises:
        StatisticsError: No checks, a weight that isn't above 0, or ``total`` is no probability.

    Example:
        >>> from qiskit_uplift.conformance.statistics import FalseAlarmBudget
        >>> budget = FalseAlarmBudget({"run.counts": 3, "run.memory": 1})
        >>> f"{budget.share('run.counts'):.2g}"
        '7.5e-07'
        >>> f"{budget.split(budget.share('run.memory'), 5):.2g}"
        '5e-08'
    """

    def __init__(self, checks: Iterable[str] | Mapping[str, float], total: float = 1e-6) -> None:
        weights = dict(checks) if isinstance(checks, Mapping) else dict.fromkeys(checks, 1.0)
        if not weights or not all(0 < weight < math.inf for weight in weights.values()):
            raise StatisticsError("A budget needs checks, each with a weight above 0.")
        if not 0 < total < 1:
            raise StatisticsError(f"total is a probability above 0 and below 1, not {total!r}.")
        self.total = float(total)
        whole = math.fsum(weights.values())
        self._shares = {name: self.total * weight / whole for name, weight in weights.items()}
        self._spent = dict.fromkeys(weights, 0.0)

    def share(self, name: str) -> float:
        """The rate that a check may spend, over all of its tests.

        Raises:
            StatisticsError: There is no such check.
        """
        if name not in self._shares:
            hint = suggestion(name, self._shares)
            raise StatisticsError(f"The budget has no check {name!r}.{hint}")
        return self._shares[name]

    def spend(self, name: str, alpha: float) -> float:
        """Take a part of a check's share for one test.

        Returns:
            ``alpha``, for the test.

        Raises:
            StatisticsError: More than what is left, or there is no such check.
        """
        left = self.share(name) - self._spent[name]
        # parts of a share may sum to a rounding error more than it
        if not 0 < alpha <= left + 1e-9 * self.share(name):
            raise StatisticsError(
                f"Check {name!r} can't spend {alpha:.3g}: {max(left, 0):.3g} of its share "
                f"of {self.share(name):.3g} is left."
            )
        self._spent[name] += alpha
        return alpha

    def spent(self, name: str | None = None) -> float:
        """What a check has spent, or all of them together."""
        if name is None:
            return math.fsum(self._spent.values())
        self.share(name)
        return self._spent[name]

    @staticmethod
    def split(alpha: float, number: int) -> float:
        """The rate of each of ``number`` tests that together have ``alpha``.

        Raises:
            StatisticsError: ``number`` is below 1.
        """
        if number < 1:
            raise StatisticsError(f"A rate is split among 1 test or more, not {number}.")
        return alpha / number

    @staticmethod
    def look(alpha: float, index: int) -> float:
        """The rate of test ``index``, from 1 on, where nobody knows how many there will be.

        The rates ``alpha / (k (k + 1))`` sum to ``alpha``.

        Raises:
            StatisticsError: ``index`` is below 1.
        """
        if index < 1:
            raise StatisticsError(f"Looks are counted from 1, not {index}.")
        return alpha / (index * (index + 1))
