"""The table."""

from __future__ import annotations

from benchmarks.coverage.rows import ROWS
from benchmarks.coverage.tools import STATES


def table(tally):
    """Markdown: a line for each row, the most frequent first, and the sums."""
    lines = [
        "| pattern | kind | hits | rewritten | reported | neither | flake8-qiskit-migration marks |",
        "|---|---|---|---|---|---|---|",
    ]
    order = sorted(ROWS, key=lambda row: (-tally.counts[row, "hits"], row))
    for row in order:
        if tally.counts[row, "hits"]:
            what = ROWS[row]
            if what.kind != "S":
                numbers = " | ".join(str(tally.counts[row, state]) for state in STATES)
                lines.append(f"| {what.title} | {what.kind} | {numbers} |")
    for title, kinds in (("**A and T**", "AT"), ("**all**", "ATF")):
        hits = tally.total("hits", kinds)
        shares = [f"{hits}"] + [
            f"{n} ({n / max(hits, 1):.1%})"
            for n in (tally.total(state, kinds) for state in STATES[1:])
        ]
        lines.append(f"| {title} | | {' | '.join(shares)} |")
    kept = tally.total("hits", "S")
    lines += ["", f"Left as they are, because they still run on local simulators: {kept} places."]
    return "\n".join(lines)
