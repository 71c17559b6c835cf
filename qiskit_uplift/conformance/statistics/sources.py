"""Two sets of counts: from one distribution, whatever it is, or from two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from qiskit_uplift.conformance.statistics.evidence import (
    Array,
    SequentialTest,
    checked_counts,
    log_mean_exp,
    parts,
    split_at_random,
)

CONCENTRATIONS: Final = np.array([1.0, 10.0, 100.0, 1000.0, 10000.0])
"""How many shots of both together are mixed into what each was seen to do."""


class SameSourceTest(SequentialTest):
    r"""Whether two series of shots are independent draws from one distribution.

    Take a block of :math:`n_a` shots of the one and :math:`n_b` of the other, and any
    :math:`q_a, q_b`, with :math:`q_0 = (n_a q_a + n_b q_b) / (n_a + n_b)`. The e-value of the
    block is the product of :math:`q_a(x)/q_0(x)` over the shots of the one and of
    :math:`q_b(x)/q_0(x)` over those of the other. If all come from one distribution, and the two
    ratios have the means :math:`u` and :math:`v` under it, then :math:`n_a u + n_b v = n_a + n_b`,
    and the product's mean :math:`u^{n_a} v^{n_b}` is at most 1, by the inequality of the weighted
    means (Turner, Ly and Grünwald, doi:10.1016/j.jspi.2023.106116). :math:`q_a` and :math:`q_b` are
    what was seen in the blocks before, each drawn towards what both did together. An update is
    dealt out at random into blocks, so that one pair of counts is enough.

    Args:
        alpha: The false-alarm rate, over all looks.
        rng: Deals shots out; None for one that is seeded with 0.

    Example:
        >>> from qiskit_uplift.conformance.statistics import SameSourceTest
        >>> test = SameSourceTest(alpha=1e-8)
        >>> test.update({0: 500, 1: 500}, {0: 510, 1: 490})
        False
        >>> test.update({0: 5000, 1: 5000}, {0: 7000, 1: 3000})
        True
    """

    def __init__(self, *, alpha: float, rng: np.random.Generator | None = None) -> None:
        super().__init__(alpha=alpha)
        self._rng = np.random.default_rng(0) if rng is None else rng
        self._seen: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._wealth = np.zeros(len(CONCENTRATIONS))

    def update(self, first: Mapping[int, int], second: Mapping[int, int]) -> bool:
        """Add shots of both; an update with shots of one alone is no evidence, but is learnt from.

        Returns:
            Whether the null hypothesis is rejected, by now or before.

        Raises:
            StatisticsError: A count is negative or no whole number.
        """
        batches = checked_counts(first, "first"), checked_counts(second, "second")
        outcomes = sorted(set().union(*self._seen, *batches))
        if not outcomes:
            return self.rejected
        past = [np.array([part.get(key, 0) for key in outcomes], int) for part in self._seen]
        new = [np.array([part.get(key, 0) for key in outcomes], int) for part in batches]
        sizes = [parts(int(part.sum())) for part in new]
        number = max(1, min(len(size) for size in sizes))
        dealt = [
            split_at_random(part, _merge(size, number), self._rng)
            for part, size in zip(new, sizes, strict=True)
        ]
        for block in zip(*dealt, strict=True):
            self._wealth += log_bets(past, block)
            past = [seen + part for seen, part in zip(past, block, strict=True)]
        for seen, batch in zip(self._seen, batches, strict=True):
            for key, value in batch.items():
                seen[key] = seen.get(key, 0) + value
        return self._look(float(log_mean_exp(self._wealth)))


def log_bets(past: Sequence[np.ndarray], block: Sequence[np.ndarray]) -> Array:
    """The logarithm of what a block multiplies the wealth by, for each concentration.

    Args:
        past: Counts of both before the block, over the same outcomes.
        block: Counts of both in it.
    """
    sizes = [int(part.sum()) for part in block]
    totals = [int(part.sum()) for part in past]
    wealth = np.zeros(len(CONCENTRATIONS))
    if not all(sizes) or not all(totals):
        return wealth
    both = past[0] + past[1]
    known = both > 0  # a bet of 1 to 1 on what was never seen
    pool = both[known] / sum(totals)
    claims = [
        (part[known] + CONCENTRATIONS[:, None] * pool) / (total + CONCENTRATIONS[:, None])
        for part, total in zip(past, totals, strict=True)
    ]
    middle = (sizes[0] * claims[0] + sizes[1] * claims[1]) / sum(sizes)
    for claim, part in zip(claims, block, strict=True):
        wealth += np.log(claim / middle) @ part[known]
    return wealth


def _merge(sizes: list[int], number: int) -> list[int]:
    """As many parts as ``number``, the last ones of ``sizes`` as one."""
    return [*sizes[: number - 1], sum(sizes[number - 1 :])]
