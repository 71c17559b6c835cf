"""Edits by position, so that whatever no edit covers stays as it is, byte for byte.

An edit replaces a span by text and by other spans of the same source (:class:`Span`). A span that
an edit keeps has its own edits applied, wherever it ends up and however often, so that a call
and the calls in its arguments can be rewritten at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters from ``start`` up to, and without, ``end``."""

    start: int
    end: int

    def holds(self, other: Span) -> bool:
        """Whether ``other`` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share a character; an empty span shares none with its neighbours."""
        if self.start == self.end or other.start == other.end:
            return self.start < other.start < self.end or other.start < self.start < other.end
        return self.start < other.end and other.start < self.end


Part: TypeAlias = str | Span
"""Text, or a span whose text is kept, with the edits inside it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What takes the place of a span.

    Attributes:
        span: What is replaced; empty for an insertion.
        parts: What comes there.
    """

    span: Span
    parts: tuple[Part, ...]


class ConflictError(ValueError):
    """Two edits overlap, and neither keeps the other."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made.

    Args:
        text: The source.
        edits: In any order; equal ones count once. An edit inside another one is made where the
            outer one keeps its span, and is gone where it doesn't.

    Raises:
        ConflictError: Two edits overlap in part.

    Example:
        >>> call = Edit(Span(0, 4), (Span(2, 3), "()"))
        >>> apply("f(x)", [call, Edit(Span(2, 3), ("y",))])
        'y()'
    """
    return apply_within(text, Span(0, len(text)), edits)


def apply_within(text: str, span: Span, edits: Iterable[Edit]) -> str:
    """A part of the text with the edits that lie in it made; see :func:`apply`."""
    ranked = sorted((edit for edit in dict.fromkeys(edits) if span.holds(edit.span)), key=_rank)
    for before, after in pairwise(ranked):
        if before.span.meets(after.span) and not before.span.holds(after.span):
            raise ConflictError(f"{before} and {after} overlap")
    return _render(text, span, ranked)


def _rank(edit: Edit) -> tuple[int, bool, int, bool]:
    """Insertions first, then the outer of two, which of equal spans is the one that keeps it."""
    span = edit.span
    return span.start, span.start != span.end, -span.end, span not in edit.parts


def _render(text: str, within: Span, edits: list[Edit]) -> str:
    out: list[str] = []
    at = within.start
    for index, edit in enumerate(edits):
        if edit.span.start < at or not within.holds(edit.span):
            continue  # inside the edit before, which has made it already, or outside of it all
        out.append(text[at : edit.span.start])
        rest: list[Edit] = []
        for other in edits[index + 1 :]:
            if other.span.start > edit.span.end:
                break
            rest.append(other)
        out.extend(p if isinstance(p, str) else _render(text, p, rest) for p in edit.parts)
        at = edit.span.end
    out.append(text[at : within.end])
    return "".join(out)
