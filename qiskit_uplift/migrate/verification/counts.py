r"""Two sets of counts: draws from one distribution, or from two.

The test is exact for any number of shots: given how often each outcome came in both together, how
often it came in the first is hypergeometric if both have the same source (Fisher, 1935,
doi:10.2307/2342435). Half of the rate is shared by the single outcomes. The other half is for
many small differences together: the shots of each are dealt into two parts, the first parts say
which outcomes the one has more often than the other, and on the second parts that set is tested as
one event (Lopez-Paz and Oquab, arXiv:1610.06545).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import exp, lgamma

Counts = Mapping[str, int]


def differ(first: Counts, second: Counts, alpha: float) -> bool | None:
    """Whether two sets of counts are from different distributions.

    Args:
        first: Counts.
        second: Counts that were drawn independently of the first.
        alpha: How often this may say yes where the distribution is the same.

    Returns:
        Whether they are; None where so few shots could never tell.

    Example:
        >>> differ({"0": 500, "1": 500}, {"0": 520, "1": 480}, 1e-6)
        False
        >>> differ({"0": 500, "1": 500}, {"0": 700, "1": 300}, 1e-6)
        True
        >>> differ({"0": 3}, {"1": 3}, 1e-6) is None
        True
    """
    outcomes = sorted({*first, *second})
    size, other = sum(first.values()), sum(second.values())
    share = alpha / 2 / max(1, len(outcomes))
    if min(size, other) == 0 or p_value(size, 0, size, other) > share:
        return None
    for outcome in outcomes:
        if p_value(first.get(outcome, 0), second.get(outcome, 0), size, other) <= share:
            return True
    rng = random.Random(0)
    learnt, tested = _dealt(first, rng), _dealt(second, rng)
    sizes = [sum(part.values()) or 1 for part in (learnt[0], tested[0])]
    more = [
        outcome
        for outcome in outcomes
        if learnt[0].get(outcome, 0) * sizes[1] > tested[0].get(outcome, 0) * sizes[0]
    ]
    seen = [sum(part[1].get(outcome, 0) for outcome in more) for part in (learnt, tested)]
    left = [sum(part[1].values()) for part in (learnt, tested)]
    # only in the direction that was learnt: sets of counts that are alike by more than chance, as
    # those of one seed, lean the other way
    return more_often(seen[0], seen[1], left[0], left[1]) <= alpha / 2


def p_value(seen: int, also: int, size: int, other: int) -> float:
    """Fisher's exact test of one event, two-sided by doubling the smaller tail.

    Args:
        seen: How often it came in the first.
        also: How often in the second.
        size: The shots of the first.
        other: The shots of the second.

    Example:
        >>> round(p_value(3, 0, 3, 3), 9)
        0.1
    """
    less = more_often(also, seen, other, size)
    return min(1.0, 2 * min(less, more_often(seen, also, size, other)))


def more_often(seen: int, also: int, size: int, other: int) -> float:
    """Fisher's exact test of one event, for that it comes more often in the first.

    Args:
        seen: How often it came in the first.
        also: How often in the second.
        size: The shots of the first.
        other: The shots of the second.

    Example:
        >>> round(more_often(3, 0, 3, 3), 9)
        0.05
    """
    both = seen + also
    high = min(both, size)
    low = max(0, both - other)
    if low == high:
        return 1.0
    # the shorter tail is summed; a sum of more terms than are needed loses digits
    if seen * (size + other) >= both * size:
        return min(1.0, _tail(seen, high, (both, size, other)))
    missed = _tail(also + 1, min(both, other), (both, other, size))
    return max(0.0, 1.0 - missed)


def _tail(start: int, end: int, sizes: tuple[int, int, int]) -> float:
    """The probability of ``start`` and all above it, up to ``end``."""
    both, size, other = sizes
    if start > end:
        return 0.0
    term = exp(_choices(size, start) + _choices(other, both - start) - _choices(size + other, both))
    total, at = 0.0, start
    while term > total * 1e-17:
        total += term
        if at == end:
            break
        term *= (size - at) * (both - at) / ((at + 1) * (other - both + at + 1))
        at += 1
    return total


def _choices(total: int, chosen: int) -> float:
    """The logarithm of a binomial coefficient."""
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)


def _dealt(counts: Counts, rng: random.Random) -> tuple[dict[str, int], dict[str, int]]:
    """The shots, each in one of two parts at random."""
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for outcome in sorted(counts):
        number = counts[outcome]
        part = sum(rng.random() < 0.5 for _ in range(number))
        first[outcome], second[outcome] = part, number - part
    return first, second
