"""What the tables of old names hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NEVER = (99, 0)
"""The release that removes what isn't Qiskit's: something else answers in its place."""


@dataclass(frozen=True)
class Name:
    """An attribute that comes back.

    Attributes:
        home: Where it is now: a module.
        removed: The release of Qiskit that removed it, 1.0 or 2.0; of Terra, if below 1; or NEVER.
        instead: What is modern, in a few words.
        migratable: Whether a program can rewrite it, without knowing what it is for.
    """

    home: str
    removed: tuple[int, int]
    instead: str
    migratable: bool = False


def named(names: Iterable[str], name: Name) -> dict[str, Name]:
    """The same entry for several names."""
    return dict.fromkeys(sorted(names), name)
