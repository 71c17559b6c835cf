"""Placeholder until the statistics are merged."""

from __future__ import annotations

import math
from collections.abc import Mapping

from scipy.special import gammaln


class CountsTest:
    def __init__(
        self, expected: Mapping[int, float], *, alpha: float, tolerance: float = 0.0
    ) -> None:
        self.expected, self.alpha, self.tolerance = dict(expected), alpha, tolerance
        self.observed: dict[int, int] = {}
        self.log_e_value = 0.0

    def update(self, counts: Mapping[int, int]) -> bool:
        for k, n in counts.items():
            self.observed[k] = self.observed.get(k, 0) + n
        if any(n and self.expected.get(k, 0) < 1e-12 for k, n in self.observed.items()):
            self.log_e_value = math.inf
        else:
            n = sum(self.observed.values())
            c = 50.0
            self.log_e_value = float(
                gammaln(c)
                - gammaln(c + n)
                + sum(
                    gammaln(c * p + self.observed.get(k, 0))
                    - gammaln(c * p)
                    - self.observed.get(k, 0) * math.log(p)
                    for k, p in self.expected.items()
                )
            )
        return self.rejected

    @property
    def rejected(self) -> bool:
        return self.log_e_value >= -math.log(self.alpha)

    @property
    def p_value(self) -> float:
        return min(1.0, math.exp(-max(0, self.log_e_value)))
