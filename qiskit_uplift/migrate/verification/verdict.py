"""The words in which files are judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ALPHA = 1e-6
"""How often a program whose counts are of one distribution is called different."""

SAME, DIFFERENT, NOT_COMPARABLE = "same", "different", "not comparable"


@dataclass(frozen=True)
class Verdict:
    """What was found out about a file.

    Attributes:
        word: ``same``, ``different`` or ``not comparable``.
        why: What was compared, where it differs, or why nothing can be said.
        rate: How often ``different`` is said of counts that are of one distribution.
    """

    word: str
    why: str
    rate: float = ALPHA

    def __str__(self) -> str:
        return f"{self.word}: {self.why}"


def summary(verdicts: Iterable[Verdict]) -> str:
    """How many files are judged in which way, and how sure that is.

    Example:
        >>> summary([Verdict(SAME, "1 number")])[:49]
        'Verified: 1 same, 0 different, 0 not comparable; '
    """
    counts = Counter(verdict.word for verdict in verdicts)
    told = ", ".join(f"{counts[word]} {word}" for word in (SAME, DIFFERENT, NOT_COMPARABLE))
    return (
        f"Verified: {told}; counts that are drawn from one distribution are called different in "
        f"at most one of {round(1 / ALPHA):,} files."
    )
