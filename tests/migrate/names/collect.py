"""Renews the list of names that went.

``python -m tests.migrate.names.collect OLD MIDDLE NEW`` prints it, where the three are interpreters
with Qiskit 0.46, 1.4 and 2; with ``--write``, it goes into the file. `nox -s names` makes the three
environments, and says whether the file is what they give.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.migrate.names import FILE

LISTING = Path(__file__).with_name("listing.py")


def listed(python: str) -> list[str]:
    """The public names of the Qiskit of an interpreter."""
    return _answer(python, "").split()


def missing(python: str, names: Iterable[str]) -> set[str]:
    """Those of the names that the Qiskit of an interpreter doesn't have."""
    return set(_answer(python, "\n".join(names), "--missing").split())


def _answer(python: str, text: str, *options: str) -> str:
    return subprocess.run(
        [python, "-P", str(LISTING), *options],
        input=text, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def collected(old: str, middle: str, new: str) -> str:
    """The text of the file."""
    names = sorted({*listed(old), *listed(middle)})
    gone = missing(new, names)
    before = missing(middle, gone)
    lines: dict[tuple[str, int], list[str]] = {}
    for name in sorted(gone):
        home, _, last = name.rpartition(".")
        lines.setdefault((home, 1 if name in before else 2), []).append(last)
    return "".join(f"{line} {home}: {' '.join(own)}\n" for (home, line), own in lines.items())


def main() -> int:
    """Print, write or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("old", "middle", "new"):
        parser.add_argument(name)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--write", action="store_true", help="renew the file")
    action.add_argument("--check", action="store_true", help="fail where the file is another")
    given = parser.parse_args()
    text = collected(given.old, given.middle, given.new)
    if given.write:
        FILE.write_text(text, encoding="utf-8")
    elif not given.check:
        sys.stdout.write(text)
    elif FILE.read_text(encoding="utf-8") != text:
        sys.stderr.write("the names that went aren't those of the file; renew it with --write\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
