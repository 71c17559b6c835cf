"""Which Pauli strings can be measured together, qubit by qubit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_OTHERS = ((1, 2), (0, 2), (0, 1))
_NEW = 60  # groups whose bits are a number of two digits, as Python counts
_EXACT = 1500  # up to as many strings, all pairs are looked at, and several orders are tried


def qubit_wise_groups(bases: Sequence[str]) -> list[list[int]]:
    """Colour Pauli strings so that those of one colour have at each qubit one letter, or I.

    Strings are taken in the order of how many others stand in their way, most first, and each
    joins the first group that it fits. For many strings that number is not counted over all pairs,
    but put together from how many have another letter at each qubit. Few strings are coloured
    again in the order of the groups found, which never takes more groups (J. C. Culberson and
    F. Luo, https://doi.org/10.1090/dimacs/026/12).

    Args:
        bases: Strings of ``IXYZ``, distinct, of equal length, with at least one other than I.

    Returns:
        For each group, the places of its strings in ``bases``, increasing. The same for the same
        ``bases``.
    """
    width = len(bases[0])
    letters = np.frombuffer("".join(bases).encode("ascii"), dtype=np.uint8)
    letters = letters.reshape(len(bases), width)
    rows, columns = np.nonzero(letters != ord("I"))
    keys = 3 * columns + (letters[rows, columns] - ord("X"))
    ends = np.cumsum(np.bincount(rows, minlength=len(bases))).tolist()
    flat = keys.tolist()
    strings = [flat[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    if len(bases) > _EXACT:
        order = np.argsort(_estimated_freedom(rows, keys, len(bases), width), kind="stable")
        return _sorted(_first_fit(strings, order.tolist(), width))
    order = np.argsort(-_conflicts(rows, keys, len(bases), width), kind="stable")
    groups = _first_fit(strings, order.tolist(), width)
    for _ in range(2):
        for again in (groups[::-1], sorted(groups, key=len, reverse=True)):
            groups = _first_fit(strings, [place for group in again for place in group], width)
    return _sorted(groups)


def _sorted(groups: list[list[int]]) -> list[list[int]]:
    return sorted(sorted(group) for group in groups)


def _conflicts(
    rows: NDArray[np.intp], keys: NDArray[np.intp], count: int, width: int
) -> NDArray[np.intp]:
    """With how many others each string has different letters at some qubit."""
    has = np.zeros((count, width, 3), dtype=np.float32)
    has.reshape(count, -1)[rows, keys] = 1
    others = has.sum(axis=2, keepdims=True) - has
    met = has.reshape(count, -1) @ others.reshape(count, -1).T
    return np.count_nonzero(met, axis=1)


def _estimated_freedom(
    rows: NDArray[np.intp], keys: NDArray[np.intp], count: int, width: int
) -> NDArray[np.float64]:
    """The logarithm of the share of strings that would fit, were the qubits independent."""
    seen = np.bincount(keys, minlength=3 * width).reshape(width, 3)
    others = (seen.sum(axis=1, keepdims=True) - seen).ravel()
    free = np.log1p(-others / (count + 1))
    # rounded, so that the order of equals doesn't hang on the last digit
    return np.round(np.bincount(rows, weights=free[keys], minlength=count), 9)


def _first_fit(
    strings: Sequence[Sequence[int]], order: Sequence[int], width: int
) -> list[list[int]]:
    # For each letter of each qubit, the groups that have another there, a bit a group. Those of the
    # newest groups are apart, so that to open one, the most frequent step, writes to short numbers.
    old, new = [0] * (3 * width), [0] * (3 * width)
    others = [(key - key % 3 + a, key - key % 3 + b) for key in range(3 * width)
              for a, b in [_OTHERS[key % 3]]]  # fmt: skip
    groups: list[list[int]] = []
    num_old, all_old = 0, 0
    for place in order:
        mine = strings[place]
        closed = 0
        for key in mine:
            closed |= old[key]
        joined, offset = old, 0
        if closed == all_old:
            joined, offset = new, num_old
            closed = 0
            for key in mine:
                closed |= new[key]
        bit = ~closed & (closed + 1)  # the lowest bit that is not set
        group = offset + bit.bit_length() - 1
        if group == len(groups):
            groups.append([])
        groups[group].append(place)
        for key in mine:
            one, two = others[key]
            joined[one] |= bit
            joined[two] |= bit
        if len(groups) - num_old == _NEW:
            old = [known | more << num_old for known, more in zip(old, new, strict=True)]
            new = [0] * (3 * width)
            num_old = len(groups)
            all_old = (1 << num_old) - 1
    return groups
