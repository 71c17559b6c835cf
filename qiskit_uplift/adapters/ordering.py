"""An order for outcomes of which only the counts are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BITS = 16  # of the random number that decides on a shot
_LEAST_SHARE = 1024  # a kind that is rarer than one in so many would take long to find


def random_order(weights: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.integer]:
    """Each kind of outcome as often as it was seen, every order of them alike likely.

    Args:
        weights: How often each kind was seen.
        rng: Decides on the order.

    Returns:
        The kind of each shot, as its place in ``weights``.

    Example:
        >>> random_order(np.array([2, 0, 3]), np.random.default_rng(0)).tolist()
        [2, 2, 2, 0, 0]
    """
    # the narrower the numbers that are shuffled, the fewer bytes are moved
    kinds = np.arange(len(weights), dtype=np.min_scalar_type(len(weights)))
    shots = int(weights.sum())
    if np.count_nonzero(weights) < 2:
        return np.repeat(kinds, weights)
    if shots < 1 << _BITS or weights.min() * _LEAST_SHARE < shots:
        order = np.repeat(kinds, weights)
        rng.shuffle(order)
        return order
    return _drawn_and_mended(kinds, weights, rng)


def _drawn_and_mended(
    kinds: NDArray[np.integer], weights: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.integer]:
    """Draw each shot by itself, then turn some of a kind that came too often into what is missing.

    Several times faster than a shuffle. No step prefers a shot to another: not the draw, not the
    choice of those that are turned, and not what each becomes. So all orders are alike likely,
    however well the draw meets the weights.
    """
    ends = np.cumsum(weights)
    shares = np.diff((ends << _BITS) // ends[-1], prepend=0)
    draws = rng.integers(0, 1 << _BITS, ends[-1], dtype=np.uint16)
    order = np.repeat(kinds, shares).take(draws)
    surplus = np.bincount(order, minlength=len(weights)) - weights
    missing = np.repeat(kinds, np.maximum(-surplus, 0))
    rng.shuffle(missing)
    wanted = np.maximum(surplus, 0)
    # as a rule, enough to find all at once
    tries = 1 + int(1.5 * ends[-1] * (wanted / np.maximum(weights, 1)).max())
    order[_choose(order, wanted, rng, tries)] = missing
    return order


def _choose(
    order: NDArray[np.integer], wanted: NDArray[np.int64], rng: np.random.Generator, tries: int
) -> NDArray[np.int64]:
    """The places of so many shots of each kind, every choice of them alike likely."""
    ends = np.cumsum(wanted)
    drawn = np.empty(0, dtype=np.int64)
    while True:
        drawn = np.append(drawn, rng.integers(0, len(order), tries))
        first = np.sort(np.unique(drawn, return_index=True)[1])
        places = drawn[first]
        places = places[np.argsort(order[places], kind="stable")]
        found = np.bincount(order[places], minlength=len(wanted))
        if (found >= wanted).all():
            starts = np.cumsum(found) - found
            return places[np.repeat(starts - ends + wanted, wanted) + np.arange(ends[-1])]
