"""Prints how small an error each test finds, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qiskit_uplift.conformance.statistics.power import (
    detectable_error,
    detectable_shift,
    repetitions_needed,
)

ALPHA = 1e-8
SHOTS = (1000, 4000, 16_000, 64_000)
DISTRIBUTIONS = {
    "one outcome": [1.0],
    "2, equally likely": [0.5, 0.5],
    "2, as 9 to 1": [0.9, 0.1],
    "16, equally likely": [1 / 16] * 16,
    "256, equally likely": [1 / 256] * 256,
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table."""
    titles = list(head)
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def power_tables() -> str:
    """What is found with 99% at a false-alarm rate of 1e-8."""
    shots = [f"{number:,} shots" for number in SHOTS]
    counts = [
        [name, f"{tolerance:g}"]
        + [
            f"{detectable_error(dict(enumerate(likely)), number, ALPHA, tolerance):.3g}"
            for number in SHOTS
        ]
        for tolerance in (0.0, 0.05)
        for name, likely in DISTRIBUTIONS.items()
    ]
    means = [
        [f"{mean:g}"] + [f"{detectable_shift(mean, number, ALPHA):.3g}" for number in SHOTS]
        for mean in (0.0, 0.9, 1.0)
    ]
    spreads = [
        [f"{ratio:.3g}"]
        + [str(repetitions_needed(ratio, ALPHA, tolerance=tolerance)) for tolerance in (0.0, 0.1)]
        for ratio in (1 / 3, 1 / 2, 2 / 3, 1.5, 2.0, 3.0)
    ]
    lines = [
        "`CountsTest`: total variation",
        "",
        *table(["outcomes", "tolerance", *shots], counts),
        "",
        "`MeanTest`: shift of the mean of values from -1 to 1",
        "",
        *table(["mean", *shots], means),
        "",
        "`SpreadTest`: repetitions",
        "",
        *table(["true error / reported", "tolerance 0", "tolerance 0.1"], spreads),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(power_tables())
