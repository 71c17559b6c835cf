"""Failures that are saved as tests."""

from dataclasses import replace

import pytest
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import check
from qiskit_uplift.conformance.findings import Violation
from qiskit_uplift.conformance.saving import assert_conformant, assert_outcomes, save_tests
from qiskit_uplift.exceptions import ConformanceError

pytest_plugins = ["pytester"]

NOISY = "reference?seed=1"


@pytest.mark.newest
def test_a_saved_test_fails_as_the_check_did_and_passes_on_a_right_device(pytester):
    report = check(
        reference_device(seed=1), spec=NOISY, noise="none", only=["counts.bit-order", "job.id"]
    )
    (saved,) = save_tests(report, pytester.path / "saved")
    assert saved.name == "test_counts_bit_order.py"
    source = saved.read_text("utf-8")
    assert "    circuit.x(0)\n" in source  # said by calls, and drawn above
    assert "# q_0: " in source
    pytester.runpytest_subprocess(saved).assert_outcomes(failed=1)
    saved.write_text(saved.read_text("utf-8").replace(NOISY, "reference?ideal=yes"), "utf-8")
    pytester.runpytest_subprocess(saved).assert_outcomes(passed=1)


def test_a_failure_without_a_circuit_of_its_own_runs_the_check_again(pytester, report):
    (saved,) = save_tests(report, pytester.path)
    assert "assert_conformant(backend, 'test.fails', seed=0, noise='strict')" in (
        saved.read_text("utf-8")
    )


def test_an_uplifted_backend_is_uplifted_there_too(tmp_path, report):
    (saved,) = save_tests(replace(report, kind="uplifted object with run"), tmp_path)
    assert "backend = uplift(backend)" in saved.read_text("utf-8")


def test_a_backend_that_nothing_loads(tmp_path):
    with pytest.raises(ConformanceError, match="that a specification loads"):
        save_tests(check(reference_device(ideal=True), only=["job.id"]), tmp_path)


def test_assertions_by_hand():
    circuit = QuantumCircuit(1, 1)
    circuit.x(0)
    circuit.measure(0, 0)
    backend = reference_device(ideal=True)
    assert_outcomes(backend, circuit, shots=50)
    assert_conformant(backend, "counts.bit-order", seed=3, noise="strict")
    with pytest.raises(Violation, match="Observed: 1: 1"):
        assert_outcomes(backend, circuit, shots=50, expected={0: 1.0})
    with pytest.raises(AssertionError, match=r"counts\.bit-order"):
        assert_conformant(reference_device(seed=1), "counts.bit-order", seed=3, noise="none")
