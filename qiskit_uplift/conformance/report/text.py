"""The evidence of a failure as lines of text, for a terminal and for pytest."""

from __future__ import annotations

from collections.abc import Iterator

from qiskit_uplift.conformance.findings import Finding
from qiskit_uplift.conformance.reproduction import drawing
from qiskit_uplift.conformance.results import CheckResult

WIDTH = 90


def evidence(result: CheckResult) -> Iterator[str]:
    """What a check demands, who says so, and what was seen instead."""
    yield result.check.demands
    yield f"See {result.check.source}"
    if not result.findings:
        yield from result.reason.splitlines()
    for finding in result.findings:
        yield ""
        yield from _finding(finding)
    for note in result.notes:
        yield f"Note: {note}"


def told_chance(chance: float) -> str:
    """How likely evidence is with a right backend, in words."""
    return f"at most {chance:.2g}" if chance > 0 else "none"


def _finding(finding: Finding) -> Iterator[str]:
    yield finding.message
    for label, text in (
        ("call", finding.call), ("expected", finding.expected), ("observed", finding.observed),
    ):  # fmt: skip
        if text is not None:
            first, *rest = text.splitlines() or [""]
            yield f"{label + ':':<10}{first}"
            yield from (f"{'':<10}{line}" for line in rest)
    for name, value in finding.options.items():
        yield f"option:   {name}={value!r}"
    if finding.chance is not None:
        yield f"chance:   {told_chance(finding.chance)} with a right backend"
    if finding.circuit is not None:
        yield from drawing(finding.circuit, width=WIDTH).splitlines()
