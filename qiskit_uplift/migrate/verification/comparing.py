"""Whether two records of a program agree.

A third record, of the program before and with other seeds for its shots, says which values depend
on chance: counts are then tested, and other such values can't be compared.
"""

from __future__ import annotations

import cmath
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose, isnan
from typing import Any

from qiskit_uplift.migrate.verification.counts import Counts, differ
from qiskit_uplift.migrate.verification.output import Token, tokens

RELATIVE = 1e-6
ABSOLUTE = 1e-6
"""Numbers that differ by no more than this are the same."""

_PRINTED = {"number": "a printed number", "word": "a printed word", "counts": "printed counts"}

Encoded = Mapping[str, Any] | None


@dataclass(frozen=True)
class Record:
    """What a run of a program left.

    Attributes:
        values: Values by name, as ``recorder.encoded`` writes them.
        output: What was printed.
    """

    values: Mapping[str, Encoded]
    output: str = ""


@dataclass
class Comparison:
    """What agrees, what doesn't, and what can't be said.

    Attributes:
        same: How many values of each kind agree.
        different: Where values differ, and how.
        by_chance: Where values depend on chance, and aren't counts.
        too_few: Where there are too few shots to tell.
        tested: Counts that aren't equal: where, before with other seeds, and after.
        settled: Whether something differs that no chance makes equal in two runs, or explains.
    """

    same: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)
    by_chance: list[str] = field(default_factory=list)
    too_few: list[str] = field(default_factory=list)
    tested: list[tuple[str, Counts, Counts, Counts]] = field(default_factory=list)
    settled: bool = False

    def narrowed(self, newer: Comparison) -> Comparison:
        """A comparison with still other seeds, in which only what differs in both differs."""
        common = [told for told in newer.different if told in self.different]
        newer.by_chance += [told for told in newer.different if told not in common]
        newer.different = common
        return newer

    def judge(self, alpha: float) -> None:
        """Test the counts that aren't equal, with one rate of error for all of them together."""
        for where, before, again, after in self.tested:
            share = alpha / 2 / len(self.tested)
            if before != again and differ(before, again, share):
                self.by_chance.append(where)
                continue
            verdict = differ(again, after, share)
            if verdict is None:
                self.too_few.append(where)
            elif verdict:
                told = f"{_short(before)} before and {_short(after)} after"
                self.different.append(f"{where} is {told}, which no chance explains")
                self.settled = True
            else:
                self.same["counts"] += 1
        self.tested.clear()


def equal(before: Record, after: Record) -> Comparison | None:
    """The comparison of records that agree without a test; None where they don't."""
    found = Comparison()
    for item in _pairs(before, after, before):
        _compare(found, *item)
    if found.different or found.by_chance or found.tested or found.too_few:
        return None
    return found


def compare(before: Record, again: Record, after: Record, alpha: float) -> Comparison:
    """Compare two records.

    Args:
        before: Of the program as it was.
        again: The same with other seeds.
        after: Of the migrated program.
        alpha: How often counts of one distribution may be called different, for all together.
    """
    found = Comparison()
    for item in _pairs(before, after, again):
        _compare(found, *item)
    found.judge(alpha)
    return found


def _pairs(
    before: Record, after: Record, again: Record
) -> Iterator[tuple[str, Encoded, Encoded, Encoded]]:
    for name, value in before.values.items():
        yield f"`{name}`", value, after.values.get(name), again.values.get(name)
    yield from _printed(tokens(before.output), tokens(after.output), tokens(again.output))


def _printed(
    before: Sequence[Token], after: Sequence[Token], again: Sequence[Token]
) -> Iterator[tuple[str, Encoded, Encoded, Encoded]]:
    kinds = [token.kind for token in before]
    if kinds == [t.kind for t in after] == [t.kind for t in again]:
        for one, two, three in zip(before, after, again, strict=True):
            where = _PRINTED.get(one.kind, "what is printed")
            yield where, {one.kind: one.value}, {two.kind: two.value}, {three.kind: three.value}
        return
    lists: list[Encoded] = [
        {"list": [{token.kind: token.value} for token in side]} for side in (before, after, again)
    ]
    yield "what is printed", lists[0], lists[1], lists[2]


def _compare(
    found: Comparison, where: str, before: Encoded, after: Encoded, again: Encoded
) -> None:
    """Compare a value with what it became.

    Args:
        found: Where the outcome is noted.
        where: The value, in words.
        before: As it was.
        after: As it is.
        again: As it was with other seeds.
    """
    if before is None:
        return
    (kind,) = before
    if after is None or kind not in after:
        if again is not None and kind in again:
            found.different.append(f"{where} is of another kind, or isn't there")
        else:
            found.by_chance.append(where)
        return
    old, new = before[kind], after[kind]
    other = None if again is None else again.get(kind)
    if kind in {"list", "items"}:
        _compare_parts(found, where, kind, (old, new, other))
    elif _agree(kind, old, new):
        found.same[kind] += kind != "sign"
    elif kind == "counts" and isinstance(other, Mapping):
        found.tested.append((where, old, other, new))
    elif other is None or not _agree(kind, old, other):
        if kind == "memory" and other is not None:
            found.tested.append((where, Counter(old), Counter(other), Counter(new)))
        else:
            found.by_chance.append(where)
    else:
        told = f"{_short(old)} before and {_short(new)} after"
        found.different.append(f"{where} is {told}" if kind != "array" else f"{where} differs")
        found.settled |= kind == "array"


def _compare_parts(found: Comparison, where: str, kind: str, sides: tuple[Any, Any, Any]) -> None:
    keyed = [_keyed(kind, side) for side in sides]
    if list(keyed[0]) == list(keyed[1]):
        for key, value in keyed[0].items():
            part = where if where == "what is printed" else f"{where}[{key}]"
            _compare(found, part, value, keyed[1][key], keyed[2].get(key))
    elif keyed[2].keys() != keyed[0].keys() or sides[0] != sides[2]:
        found.by_chance.append(where)
    else:
        found.different.append(f"{where} has {len(keyed[0])} parts before and {len(keyed[1])} "
                               "after, or other ones")  # fmt: skip


def _keyed(kind: str, side: Any) -> dict[str, Encoded]:
    if side is None:
        return {}
    if kind == "items":
        return dict(sorted(side.items()))
    return {str(index): value for index, value in enumerate(side)}


def _agree(kind: str, old: Any, new: Any) -> bool:
    if kind == "number":
        return _near(old, new)
    if kind == "complex":
        return _near(old[0], new[0]) and _near(old[1], new[1])
    if kind == "array":
        return _same_array(old, new)
    if kind == "counts":
        return {k: v for k, v in old.items() if v} == {k: v for k, v in new.items() if v}
    return old == new


def _near(old: Any, new: Any) -> bool:
    if isinstance(old, str) or isinstance(new, str):
        return old == new
    if isnan(old) or isnan(new):
        return isnan(old) and isnan(new)
    return isclose(old, new, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _same_array(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if old["shape"] != new["shape"] or (old["imag"] is None) != (new["imag"] is None):
        return False
    if old["imag"] is None:
        return all(itertools.starmap(_near, zip(old["real"], new["real"], strict=True)))
    left, right = (
        list(itertools.starmap(complex, zip(side["real"], side["imag"], strict=True)))
        for side in (old, new)
    )
    overlap = sum(a.conjugate() * b for a, b in zip(left, right, strict=True))
    phase = overlap / abs(overlap) if overlap else 1
    return all(
        cmath.isclose(a * phase, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
        for a, b in zip(left, right, strict=True)
    )


def _short(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    text = repr(int(value) if whole else value)
    return text if len(text) <= 60 else f"{text[:57]}..."
