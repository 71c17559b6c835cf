"""The table."""

from __future__ import annotations

from benchmarks.coverage.rows import ROWS
from benchmarks.coverage.tools import STATES

HEAD = (
    "| pattern | kind | hits | rewritten | with `--unsafe` | runs on | reported | neither "
    "| flake8-qiskit-migration marks |"
)


def table(tally):
    """Markdown: a line for each row, the most frequent first, and the sums."""
    lines = [HEAD, "|---|---|---|---|---|---|---|---|---|"]
    order = sorted(ROWS, key=lambda row: (-tally.counts[row, "hits"], row))
    for row in order:
        if tally.counts[row, "hits"] and ROWS[row].kind != "S":
            numbers = " | ".join(str(tally.counts[row, state]) for state in STATES)
            lines.append(f"| {ROWS[row].title} | {ROWS[row].kind} | {numbers} |")
    for title, kinds in (("**A and T**", "AT"), ("**all**", "ATF")):
        hits = tally.total("hits", kinds)
        shares = [f"{hits}"] + [
            f"{n} ({n / max(hits, 1):.1%})"
            for n in (tally.total(state, kinds) for state in STATES[1:])
        ]
        lines.append(f"| {title} | | {' | '.join(shares)} |")
    kept = tally.total("hits", "S")
    lines += ["", f"{kept} further places (S) still run on local simulators, and stay as they are."]
    return "\n".join(lines)


def summary(tally, folders):
    """The sizes, in a few lines."""
    return (
        f"{folders} folders, {tally.files} files ({tally.programs} of them Python of today), "
        f"{tally.changed} changed; {tally.seconds:.0f} s of one processor for one run, "
        f"{tally.seconds / max(tally.files, 1):.3f} s a file; at most {tally.memory:.0f} MiB a "
        f"process; {len(tally.faults)} faults"
    )
