"""Reports of several forms of one backend beside each other, as Markdown.

It is to be kept under version control: from run to run nothing changes but outcomes, and the random
numbers in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.findings import Finding
from qiskit_uplift.conformance.rebuilding import circuit_source
from qiskit_uplift.conformance.report.content import told_level
from qiskit_uplift.conformance.report.markdown import failure, in_cell, summary, told_check
from qiskit_uplift.conformance.results import CheckResult, Report, Status
from qiskit_uplift.exceptions import InvalidCircuitError

MOST_LINES = 40
"""Circuits that take more lines of Python are only drawn."""

_TOLD = (Status.FAILED, Status.ERROR, Status.KNOWN, Status.NOT_RUN)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_FOLDERS = re.compile(r"(?<![\w.])/(?:[\w.+-]+/)+(?:site-packages/)?")


def side_by_side(title: str, reports: Mapping[str, Report], preface: str = "") -> str:
    """Several reports on one page: what failed in any, and how each check ended in each.

    Args:
        title: What they are of.
        reports: Each by what its column is called, such as ``"raw"`` and ``"uplifted"``.
        preface: Paragraphs below the title.

    Example:
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance import check
        >>> report = check(reference_device(ideal=True), only=["target.measure"])
        >>> print(side_by_side("Ours", {"raw": report}).splitlines()[0])
        # Ours
    """
    return "\n".join(_lines(title, reports, preface)) + "\n"


def _lines(title: str, reports: Mapping[str, Report], preface: str) -> Iterator[str]:
    yield f"# {in_cell(title)}"
    yield ""
    if preface:
        yield preface
        yield ""
    for name, report in reports.items():
        yield f"- {name}: **{told_level(report)}** ({summary(report)})"
    first = next(iter(reports.values()))
    yield ""
    yield ", ".join(f"{name} {version}" for name, version in _versions(reports).items()) + (
        f"; seed {first.seed}, noise {first.noise}; a right backend fails any of a column's checks "
        f"with a probability of at most {first.alpha:g}."
    )
    for name, report in reports.items():
        failed = [result for result in report.results if result.status in _TOLD[:2]]
        if failed:
            yield ""
            yield f"## What failed, {name}"
        for result, *others in _alike(map(_lasting, failed)):
            yield ""
            yield from failure(result, heading="###")
            for finding in result.findings:
                yield from _source(finding)
            if others:
                yield ""
                yield "The same ended " + ", ".join(f"`{other.check.id}`" for other in others) + "."
    yield ""
    yield "## All checks"
    yield ""
    yield f"| check | level | demands | {' | '.join(reports)} |"
    yield "|---|---|---|" + "---|" * len(reports)
    ended = [{result.check.id: result for result in each.results} for each in reports.values()]
    for one in (result.check for result in first.results):
        cells = " | ".join(_cell(results.get(one.id)) for results in ended)
        yield f"| {told_check(one)} | {cells} |"


def _alike(failed: Iterable[CheckResult]) -> list[list[CheckResult]]:
    """Failures with those that raised the same."""
    found: dict[Any, list[CheckResult]] = {}
    for result in failed:
        errors = tuple((finding.message, finding.error) for finding in result.findings)
        raised = errors and all(error is not None for _, error in errors)
        found.setdefault(errors if raised else result.check.id, []).append(result)
    return list(found.values())


def _source(finding: Finding) -> Iterator[str]:
    """The circuit as Python: a drawing doesn't show which bits a register has."""
    if finding.circuit is None:
        return
    try:
        source = circuit_source(_bare(finding.circuit))
    except InvalidCircuitError:
        return
    if source.count("\n") <= MOST_LINES and "QPY" not in source:
        yield from ("", "```python", source.rstrip("\n"), "```")


def _bare(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit without layout and metadata, for which there are no calls."""
    if circuit.num_vars:
        return circuit
    registers = (*circuit.qregs, *circuit.cregs)
    bare = QuantumCircuit(
        circuit.qubits, circuit.clbits, *registers,
        name=circuit.name, global_phase=circuit.global_phase,
    )  # fmt: skip
    for item in circuit.data:
        bare.append(item)
    return bare


def _versions(reports: Mapping[str, Report]) -> dict[str, str]:
    versions: dict[str, str] = {}
    for report in reports.values():
        versions |= report.versions
    return versions


def _cell(result: CheckResult | None) -> str:
    if result is None:
        return "-"
    if result.status is Status.NOT_APPLICABLE:
        return in_cell(f"{result.status.value}: {lasting(result.reason)}")
    return f"**{result.status.value}**" if result.status in _TOLD else result.status.value


def _lasting(result: CheckResult) -> CheckResult:
    findings = tuple(_finding(finding) for finding in result.findings)
    return replace(result, reason=lasting(result.reason), findings=findings)


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        message=lasting(finding.message),
        expected=finding.expected and lasting(finding.expected),
        observed=finding.observed and lasting(finding.observed),
        error=finding.error and _last_error(finding.error),
    )


def lasting(text: str) -> str:
    """Text without addresses of memory and folders of the machine, which differ at each run."""
    return _FOLDERS.sub("", _ADDRESS.sub("", text))


def _last_error(text: str) -> str:
    """What was raised, without the way there."""
    lines = text.rstrip("\n").splitlines()
    frames = [i for i, line in enumerate(lines) if line.startswith("  File ")]
    start = frames[-1] + 1 if frames else 0
    while start < len(lines) - 1 and lines[start].startswith(" "):
        start += 1
    return lasting("\n".join(lines[start:] if frames else lines[-1:]))
