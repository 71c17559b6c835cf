"""A report as plain data: the JSON form, and what the other forms are made of."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Mapping
from importlib import resources
from typing import Any

from qiskit import qpy
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level
from qiskit_uplift.conformance.findings import Finding, Histogram
from qiskit_uplift.conformance.reproduction import drawing, qasm
from qiskit_uplift.conformance.results import CheckResult, Report, Status
from qiskit_uplift.exceptions import UpliftError

FORMAT = "qiskit-uplift conformance report"
VERSION = 1

MOST_OUTCOMES = 64
"""Outcomes of a histogram that are kept: the likeliest and the most frequent."""


def content(report: Report) -> dict[str, Any]:
    """A report as dictionaries, lists, texts and numbers, as ``schema.json`` describes them."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "subject": {"name": report.subject, "kind": report.kind, "spec": report.spec},
        "asked": report.asked.label,
        "level": None if report.level is None else report.level.label,
        "passed": report.passed,
        "seed": report.seed,
        "noise": report.noise,
        "alpha": report.alpha,
        "shots": report.shots,
        "jobs": report.jobs,
        "seconds": round(report.seconds, 3),
        "started": report.started,
        "versions": dict(report.versions),
        "stale": list(report.stale),
        "counts": {label_of(status): report.count(status) for status in Status},
        "checks": [_check(report, result) for result in report.results],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `content`."""
    text = resources.files(__package__).joinpath("schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def label_of(status: Status) -> str:
    """A status as the data has it, such as ``known-failure``."""
    return status.name.lower().replace("_", "-")


def told_level(report: Report) -> str:
    """The level that was reached, as badges and headings say it."""
    if report.level is None or report.level is Level.SMOKE:
        return "smoke test passed" if report.level is Level.SMOKE else "not conformant"
    return report.level.label


def _check(report: Report, result: CheckResult) -> dict[str, Any]:
    one = result.check
    tests = _tests(report, result)
    return {
        "id": one.id,
        "group": one.group,
        "demands": one.demands,
        "source": one.source,
        "severity": one.severity.name.lower(),
        "level": one.level.label,
        "status": label_of(result.status),
        "reason": result.reason,
        "seconds": round(result.seconds, 3),
        "shots": result.shots,
        "jobs": result.jobs,
        "alpha": result.alpha,
        "detectable": result.detectable,
        "notes": list(result.notes),
        "findings": [
            {**_finding(finding), "test": test}
            for finding, test in zip(result.findings, tests, strict=True)
        ],
        "histograms": [_histogram(histogram) for histogram in result.histograms],
    }


def _tests(report: Report, result: CheckResult) -> list[str | None]:
    """A test that reproduces each finding; None where nothing loads the subject."""
    from qiskit_uplift.conformance.saving import test_sources  # it runs the kit, which reports

    none: list[str | None] = [None] * len(result.findings)
    try:
        sources: list[str | None] = [source for _, source in test_sources(report, result)]
    except UpliftError:  # the circuit can't be written; a report is never lost for that
        return none
    return sources or none


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "message": finding.message,
        "expected": finding.expected,
        "observed": finding.observed,
        "call": finding.call,
        "options": {name: _plain(value) for name, value in finding.options.items()},
        "chance": finding.chance,
        "error": finding.error,
        "circuit": None if finding.circuit is None else _circuit(finding.circuit),
        "histogram": None if finding.histogram is None else _histogram(finding.histogram),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)  # JSON has no such numbers
    return value if isinstance(value, str | int | float | bool | None) else repr(value)


def _circuit(circuit: QuantumCircuit) -> dict[str, Any]:
    buffer = io.BytesIO()
    qpy.dump(circuit, buffer)
    return {
        "name": circuit.name,
        "drawing": drawing(circuit),
        "qasm": qasm(circuit),
        "qpy": base64.b64encode(buffer.getvalue()).decode("ascii"),
    }


def _histogram(histogram: Histogram) -> dict[str, Any]:
    expected = _likeliest(histogram.expected)
    observed = _likeliest(histogram.observed)
    kept = sorted({*expected, *observed})
    return {
        "title": histogram.title,
        "num_bits": histogram.num_bits,
        "shots": histogram.shots,
        "expected": {histogram.key(k): histogram.expected.get(k, 0.0) for k in kept},
        "observed": {histogram.key(k): histogram.observed.get(k, 0) for k in kept},
        "left_out": len({*histogram.expected, *histogram.observed}) - len(kept),
        "tolerance": histogram.tolerance,
        "distance": histogram.distance,
    }


def _likeliest(values: Mapping[int, float]) -> list[int]:
    return sorted(values, key=lambda key: (-values[key], key))[:MOST_OUTCOMES]
