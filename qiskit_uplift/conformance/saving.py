"""Failures as tests of pytest's that can be run again: each in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity
from qiskit_uplift.conformance.checking import check as declared
from qiskit_uplift.conformance.documents import BACKEND_RUN
from qiskit_uplift.conformance.engine import check
from qiskit_uplift.conformance.findings import Finding
from qiskit_uplift.conformance.noise import NoiseMode
from qiskit_uplift.conformance.report.text import evidence
from qiskit_uplift.conformance.reproduction import test_source
from qiskit_uplift.conformance.results import CheckResult, Report, Status
from qiskit_uplift.conformance.subject import Subject
from qiskit_uplift.conformance.trial import Trial
from qiskit_uplift.exceptions import ConformanceError

ALPHA = 1e-6
"""The rate of false alarms of one saved test."""


_ALONE = frozenset({"counts", "dynamic", "target"})
"""The groups whose circuits fail by themselves; elsewhere it takes what was run beside them."""


def assert_outcomes(
    backend: Any,
    circuit: QuantumCircuit,
    *,
    shots: int,
    via: str = "run",
    expected: Mapping[int, float] | None = None,
    noise: NoiseMode = "strict",
    seed: int = 0,
) -> None:
    """Assert that a backend gives a circuit's outcomes; a right one fails in one of a million.

    Args:
        backend: A backend of any kind, or a Sampler with ``via="sampler"``.
        circuit: A circuit that it can run as it is.
        shots: How often to run it.
        via: ``"run"`` or ``"sampler"``.
        expected: The probability of each outcome, clbit 0 lowest; the exact ones by default.
        noise: What is allowed for the device's own errors; see
            `qiskit_uplift.conformance.noise.noise_tolerance`.
        seed: Decides the seeds that the backend gets, if it takes any.

    Raises:
        Violation: An ``AssertionError`` that says what was expected and observed.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance.saving import assert_outcomes
        >>> circuit = QuantumCircuit(1, 1)
        >>> circuit.x(0), circuit.measure(0, 0)  # doctest: +ELLIPSIS
        (...)
        >>> assert_outcomes(reference_device(ideal=True), circuit, shots=100)
    """

    @declared(
        "saved.outcomes", demands="The outcomes are the circuit's.", source=BACKEND_RUN,
        severity=Severity.CRITICAL, level=Level.BRONZE,
        needs=Need.SAMPLER if via == "sampler" else Need.RUN, shots=shots, jobs=1,
    )  # fmt: skip
    def outcomes(trial: Trial) -> None:
        trial.judge(circuit, shots, via=via, expected=None if expected is None else [expected])

    rng = np.random.default_rng(seed)
    Trial(outcomes, Subject.of(backend), alpha=2 * ALPHA, rng=rng, noise=noise).begin()


def assert_conformant(backend: Any, check_id: str, *, seed: int, noise: NoiseMode) -> None:
    """Assert that a backend passes one check.

    Raises:
        AssertionError: It doesn't; the evidence is the message.
    """
    report = check(backend, only=[check_id], seed=seed, noise=noise)
    for result in report.results:
        if result.status.is_bad:
            raise AssertionError("\n".join([result.check.id, *evidence(result)]))


def save_tests(report: Report, folder: str | Path) -> list[Path]:
    """Write a test for each failure of a report.

    Args:
        report: The report of a backend that a specification loads.
        folder: Where to; it is made if need be.

    Returns:
        The files.

    Raises:
        ConformanceError: Nobody knows how the backend is loaded, or a file can't be written.
    """
    if report.spec is None:
        raise ConformanceError("Tests can be saved of a backend that a specification loads.")
    target = Path(folder)
    written = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for result in report.results:
            if result.status is not Status.FAILED:
                continue
            for name, source in test_sources(report, result):
                path = target / f"{name}.py"
                path.write_text(source, "utf-8")
                written.append(path)
    except OSError as error:
        raise ConformanceError(f"The tests can't be saved: {error}.") from error
    return written


def test_sources(report: Report, result: CheckResult) -> Iterator[tuple[str, str]]:
    """The name and the source of a test for each finding; none where no specification loads it."""
    if report.spec is None:
        return
    spec, uplifted = report.spec, report.kind.startswith("uplifted ")
    for number, finding in enumerate(result.findings):
        suffix = f"_{number}" if number else ""
        name = "test_" + re.sub(r"\W+", "_", result.check.id) + suffix
        body, imports = _body(report, result, finding)
        if uplifted:
            body = f"backend = uplift(backend)\n{body}"
            imports.append("from qiskit_uplift import uplift")
        circuit = finding.circuit or QuantumCircuit(0, name="none")
        title = "".join(c if c.isprintable() else "?" for c in finding.message)
        yield (
            name,
            test_source(
                _without_layout(circuit),
                spec=spec,
                name=name,
                body=body,
                imports=imports,
                title=title,
            ),
        )


test_sources.__test__ = False  # type: ignore[attr-defined] # it makes tests, and is none itself


def _without_layout(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit as it is run; a layout from before it was transpiled can't be said by calls."""
    if circuit.layout is None or circuit.num_vars:
        return circuit
    plain = QuantumCircuit(name=circuit.name, global_phase=circuit.global_phase)
    plain.add_bits([*circuit.qubits, *circuit.clbits])
    plain.add_register(*circuit.qregs, *circuit.cregs)
    for item in circuit.data:
        plain.append(item)
    return plain


def _body(report: Report, result: CheckResult, finding: Finding) -> tuple[str, list[str]]:
    home = "from qiskit_uplift.conformance.saving import"
    alone = result.check.group in _ALONE
    if finding.circuit is None or finding.histogram is None or not alone:
        return (
            f"assert_conformant(backend, {result.check.id!r}, seed={report.seed}, "
            f"noise={report.noise!r})",
            [f"{home} assert_conformant"],
        )
    shots = max(1, finding.histogram.shots)
    expected = {key: float(value) for key, value in finding.histogram.expected.items()}
    return (
        f"assert_outcomes(\n    backend, circuit, shots={shots}, noise={report.noise!r},"
        f"\n    expected={expected!r},\n)",
        [f"{home} assert_outcomes"],
    )
