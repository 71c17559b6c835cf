"""The catalogue of all checks, made from the checks themselves.

``python -m qiskit_uplift.conformance.catalogue`` prints it; ``--write`` puts it where it is kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from qiskit_uplift.conformance.checking import Check, Level, Need
from qiskit_uplift.conformance.claims import CLAIMS, PREFIX
from qiskit_uplift.conformance.registry import all_checks

HOME = Path("docs", "conformance-checks.md")

_HEAD = """\
# What the conformance kit checks

<!-- Made by `python -m qiskit_uplift.conformance.catalogue --write` from the checks. -->

What each check demands, who says so, and what it costs. Shots and jobs are those of a right
backend with the default budget, at most. "Chance" means that random outcomes are judged: such
checks share the false-alarm rate of a run, as
[conformance-statistics.md](conformance-statistics.md) explains; the others raise none.
[conformance.md](conformance.md) says how checks are run, chosen and excused.
"""
_CLAIMS_HEAD = """\
## Claims

A line of the file of known failures may say that something can't be done. It is found out first,
and excuses the checks that need it.
"""


def catalogue(checks: Iterable[Check]) -> str:
    """Some checks as a page of Markdown, by level and group.

    Args:
        checks: The checks.

    Example:
        >>> from qiskit_uplift.conformance import all_checks
        >>> print(catalogue(all_checks()).splitlines()[0])
        # What the conformance kit checks
    """
    return "\n".join(_lines(tuple(checks)))


def _lines(checks: Sequence[Check]) -> Iterator[str]:
    yield _HEAD
    yield from _table(
        ("level", "checks", "shots", "jobs"),
        [
            (level.label, str(len(own)), f"{sum(c.shots for c in own):,}",
             f"{sum(c.jobs for c in own):,}")
            for level in Level
            if (own := [check for check in checks if check.level == level])
        ],
    )  # fmt: skip
    for group in sorted({check.group for check in checks}):
        own = sorted((check for check in checks if check.group == group), key=lambda one: one.id)
        yield f"## {group}\n"
        yield from _table(
            ("check", "demands", "level", "a failure means", "needs", "shots", "jobs", "chance"),
            [_row(check) for check in own],
        )
    yield _CLAIMS_HEAD
    yield from _table(
        ("claim", "says that", "excuses"),
        [
            (f"`{PREFIX}{claim.name}`", claim.about, ", ".join(f"`{p}`" for p in claim.excuses))
            for claim in CLAIMS
        ],
    )


def _row(check: Check) -> tuple[str, ...]:
    return (
        f"[`{check.id}`]({check.source})",
        check.demands.replace("|", "\\|"),
        check.level.label,
        check.severity.value,
        ", ".join(need.value for need in Need if need in check.needs),
        f"{check.shots:,}",
        f"{check.jobs:,}",
        "yes" if check.stochastic else "no",
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [head, ["---"] * len(head), *rows]
    yield "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the catalogue of the kit's checks, or write it."""
    parser = argparse.ArgumentParser(description="Make the catalogue of the checks.")
    parser.add_argument(
        "--write", nargs="?", const=HOME, type=Path, metavar="FILE", help=f"default: {HOME}"
    )
    chosen = parser.parse_args(arguments)
    text = catalogue(all_checks())
    if chosen.write is None:
        print(text, end="")
    else:
        chosen.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
