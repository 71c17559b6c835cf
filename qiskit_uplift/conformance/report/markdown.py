"""A report as Markdown: what failed first, then a table of all checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qiskit_uplift.conformance.checking import Check
from qiskit_uplift.conformance.findings import Finding
from qiskit_uplift.conformance.report.content import told_level
from qiskit_uplift.conformance.report.text import told_chance
from qiskit_uplift.conformance.reproduction import drawing
from qiskit_uplift.conformance.results import CheckResult, Report, Status


def markdown(report: Report) -> str:
    """A report as a page of GitHub's Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# Conformance of {in_cell(report.subject)}"
    yield ""
    yield f"**{told_level(report)}** (asked for {report.asked.label}): {summary(report)}."
    yield ""
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    spec = f" `{report.spec}`" if report.spec else ""
    yield f"{report.kind}{spec}; {versions}; seed {report.seed}, noise {report.noise}; " + (
        f"{report.shots:,} shots in {report.jobs:,} jobs, {report.seconds:.0f} s. A right backend "
        f"fails any of these checks with a probability of at most {report.alpha:g}."
    )
    for line in report.stale:
        yield ""
        yield f"- stale: {in_cell(line)}"
    for result in report.results:
        if result.status in (Status.FAILED, Status.ERROR):
            yield ""
            yield from failure(result)
    yield ""
    yield "| check | level | demands | result |"
    yield "|---|---|---|---|"
    for result in report.results:
        told = result.status.value + (
            f": {in_cell(result.reason)}"
            if result.status in (Status.KNOWN, Status.NOT_APPLICABLE, Status.NOT_RUN)
            else ""
        )
        one = result.check
        yield f"| {told_check(one)} | {told} |"


def told_check(one: Check) -> str:
    """The first cells of a check's row: its id, level and demand."""
    return f"[`{one.id}`]({one.source}) | {one.level.label} | {in_cell(one.demands)}"


def summary(report: Report) -> str:
    """How many checks ended in each way, in words."""
    counted = [(report.count(status), status.value) for status in Status]
    return ", ".join(f"{number} {label}" for number, label in counted if number)


def failure(result: CheckResult, heading: str = "##") -> Iterator[str]:
    """What a check demands, and the evidence against it, as lines."""
    one = result.check
    yield f"{heading} `{one.id}` ({one.severity.value})"
    yield ""
    yield f"{one.demands} ([source]({one.source}))"
    if result.status is Status.ERROR:
        yield from _block(result.reason)
    for finding in result.findings:
        yield ""
        yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[str]:
    yield f"{finding.message}"
    yield ""
    for label, text in (
        ("Call", finding.call), ("Expected", finding.expected), ("Observed", finding.observed),
    ):  # fmt: skip
        if text is not None:
            yield f"- {label}: {_code(text)}"
    if finding.chance is not None:
        yield f"- Chance of this with a right backend: {told_chance(finding.chance)}"
    if finding.circuit is not None:
        yield from _block(drawing(finding.circuit))
    if finding.error is not None:
        yield from _block(finding.error)


def _block(text: str) -> Iterator[str]:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    yield ""
    yield f"{fence}text"
    yield text.rstrip("\n")
    yield fence


def _code(text: str) -> str:
    flat = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    return f"{fence} {flat} {fence}" if "`" in flat else f"{fence}{flat}{fence}"


def in_cell(text: str) -> str:
    """Text that a cell of a table can hold."""
    return " ".join(text.split()).replace("|", "\\|")
