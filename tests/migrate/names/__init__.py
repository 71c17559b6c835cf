"""The public names that Qiskit had and has no more: a list, and what makes it.

``went.txt`` has a line for each module and line of Qiskit that has the names no more: ``2
qiskit.compiler: assemble schedule``. ``collect.py`` makes it, from environments with an old, a
middle and a new Qiskit.
"""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("went.txt")


def went() -> dict[str, int]:
    """The names that went, with the first line of Qiskit, 1 or 2, that doesn't have them."""
    found = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        removed, home, *names = line.split()
        found.update({f"{home.removesuffix(':')}.{name}": int(removed) for name in names})
    return found
