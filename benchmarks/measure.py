"""Times a case, ours and Qiskit's by turns, and the peak of what each allocates."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One workload.

    Attributes:
        name: As the table has it.
        ours: Does the work with this package.
        stock: The same with Qiskit's class; None where that would take minutes.
        bare: The backend's own ``run`` of the same circuits; None where there is nothing to run.
        per: How many equal parts the work has, of one of which the times are told.
    """

    name: str
    ours: Callable[[], object]
    stock: Callable[[], object] | None = None
    bare: Callable[[], object] | None = None
    per: int = 1


@dataclass(frozen=True)
class Row:
    """Medians in seconds, and peaks in bytes."""

    name: str
    ours: float
    stock: float | None
    bare: float | None
    peak_ours: int
    peak_stock: int | None


def measure(case: Case, repeats: int, *, patience: float = 8.0) -> Row:
    """Time a case; each repetition runs all of its parts, so that a busy machine slows them alike.

    The first run of each part is not counted. Repetition ends early where a part takes longer
    than ``patience`` seconds in all.
    """
    parts = {"ours": case.ours, "stock": case.stock, "bare": case.bare}
    parts = {name: part for name, part in parts.items() if part is not None}
    for name, part in parts.items():
        if name != "stock":
            part()
    times: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(repeats):
        for name, part in parts.items():
            if sum(times[name]) < patience:
                times[name].append(_timed(part))
    medians = {name: statistics.median(found) / case.per for name, found in times.items()}
    peak_stock = None
    if case.stock is not None and medians["stock"] < patience / 2:
        peak_stock = _peak(case.stock)
    return Row(
        case.name,
        medians["ours"],
        medians.get("stock"),
        medians.get("bare"),
        _peak(case.ours),
        peak_stock,
    )


def _timed(part):
    gc.collect()
    start = time.perf_counter()
    part()
    return time.perf_counter() - start


def _peak(part):
    gc.collect()
    tracemalloc.start()
    try:
        part()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


HEADINGS = ("case", "ours", "stock", "stock/ours", "bare", "ours/bare", "peak", "peak stock")
LINE = "{:<60} {:>10} {:>10} {:>10} {:>10} {:>9} {:>9} {:>10}"


def heading() -> str:
    """The first line of the table."""
    return LINE.format(*HEADINGS)


def line(row: Row) -> str:
    """A row of the table; peaks are of Python's and NumPy's allocations."""

    def seconds(value):
        return "-" if value is None else f"{value * 1e3:.1f} ms"

    def size(value):
        return "-" if value is None else f"{value / 1e6:.1f} MB"

    return LINE.format(
        row.name,
        seconds(row.ours),
        seconds(row.stock),
        "-" if row.stock is None else f"{row.stock / row.ours:.1f}",
        seconds(row.bare),
        "-" if row.bare is None else f"{row.ours / row.bare:.2f}",
        size(row.peak_ours),
        size(row.peak_stock),
    )
