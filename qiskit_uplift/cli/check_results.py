"""The checks of a backend on a terminal: how far they are, and what came of them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from qiskit_uplift.cli import output

if TYPE_CHECKING:
    from qiskit_uplift.conformance.checking import Check
    from qiskit_uplift.conformance.results import CheckResult, Report

_COLOURS = {"PASSED": "green", "FAILED": "red", "ERROR": "red"}


class Progress:
    """A bar on a terminal that has rich: checks, shots spent, time left; elsewhere nothing."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._shots = 0
        self._failed = 0

    def __enter__(self) -> Progress:
        if sys.stderr.isatty() and importlib.util.find_spec("rich") is not None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[shots]:,} shots"),
                TextColumn("{task.fields[failed]} failed"),
                TextColumn("{task.description}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def planned(self, checks: Sequence[Check]) -> None:
        """Before the first check."""
        if self._bar is not None:
            # time is told by shots, as checks differ most in these
            self._task = self._bar.add_task("", total=len(checks), shots=0, failed=0)

    def begun(self, check: Check) -> None:
        """Before each check."""
        if self._bar is not None:
            self._bar.update(self._task, description=check.id)

    def ended(self, result: CheckResult) -> None:
        """After each check."""
        self._shots += result.shots
        self._failed += result.status.is_bad
        if self._bar is not None:
            self._bar.update(self._task, advance=1, shots=self._shots, failed=self._failed)


def show(report: Report) -> None:
    """Print a report: what failed with its evidence, then how many ended how."""
    from qiskit_uplift.conformance.report.content import told_level
    from qiskit_uplift.conformance.results import Status

    output.heading(f"{report.subject} ({report.kind})")
    for result in report.results:
        if result.status.is_bad or result.status is Status.KNOWN:
            _show_result(result)
    for line in report.stale:
        click.secho(f"  stale in the file of known failures: {line}", fg="red")
    groups = sorted({result.check.group for result in report.results})
    rows = []
    for group in groups:
        own = [result for result in report.results if result.check.group == group]
        counted = [sum(result.status is status for result in own) for status in Status]
        told = ", ".join(
            f"{number} {status.value}"
            for number, status in zip(counted, Status, strict=True)
            if number
        )
        rows.append((group, told, f"{sum(result.shots for result in own):,}",
                     f"{sum(result.seconds for result in own):.1f} s"))  # fmt: skip
    output.line()
    output.table(("group", "results", "shots", "time"), rows, right=(2, 3))
    output.line()
    known = report.count(Status.KNOWN)
    told = f"Conformant at {report.asked.label}" if report.passed else "Not conformant"
    told += f", but for {known} known failure{'s' * (known != 1)}" * bool(report.passed and known)
    click.secho(
        f"{told}; reached: {told_level(report)}. {report.shots:,} shots in {report.jobs:,} jobs, "
        f"{report.seconds:.0f} s, seed {report.seed}.",
        bold=True,
        fg="green" if report.passed else "red",
    )


def _show_result(result: CheckResult) -> None:
    from qiskit_uplift.conformance.report.text import evidence

    click.echo()
    click.secho(f"  {result.check.id}: {result.status.value}", bold=True,
                fg=_COLOURS.get(result.status.name, "yellow"))  # fmt: skip
    for text in evidence(result):
        output.line(text, indent=4)
