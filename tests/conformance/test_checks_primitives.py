"""The checks of Samplers and Estimators, on right ones and on ones with a fault each.

False alarms: a right primitive fails a check with a probability of its share of 1e-6 at most, so
that these tests together raise one in 100,000 runs of the suite or less.
"""

import numpy as np
import pytest
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BackendEstimatorV2, StatevectorEstimator, StatevectorSampler
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Status, all_checks, check
from qiskit_uplift.conformance.expectation import exact_value, takes_projectors
from qiskit_uplift.conformance.zoo import estimators, samplers

FAULTS = (*samplers.FAULTS, *estimators.FAULTS)
SAMPLER = [one.id for one in all_checks() if one.group == "sampler"]
ESTIMATOR = [one.id for one in all_checks() if one.group == "estimator"]


def failures(report):
    return {result.check.id: result.reason for result in report.results if result.status.is_bad}


@pytest.mark.parametrize(
    "backend",
    [
        uplift(reference_device(ideal=True)),
        uplift(reference_device("legacy", 7, "heavy-hex", seed=3)),
        uplift(reference_device("run-only", ideal=True)),
    ],
    ids=["modern", "noisy legacy", "run-only"],
)
def test_right_primitives_pass_within_the_cost_that_is_declared(backend):
    report = check(backend, only=["sampler", "estimator"], skip=["estimator.error-bars",
                   "estimator.precision", "estimator.circuits", "sampler.circuits"])  # fmt: skip
    assert failures(report) == {}
    for result in report.results:
        assert result.shots <= result.check.shots, result.check.id
        assert result.jobs <= result.check.jobs, result.check.id


def test_right_primitives_pass_what_is_drawn_and_repeated():
    report = check(
        uplift(reference_device(ideal=True)),
        only=["estimator.error-bars", "estimator.precision", "estimator.circuits",
              "sampler.circuits"],
    )  # fmt: skip
    assert failures(report) == {}


def test_qiskits_own_sampler_passes():
    assert failures(check(StatevectorSampler(), only=["sampler"])) == {}


def test_qiskits_own_estimator_reports_no_error_bars():
    found = failures(check(StatevectorEstimator(), only=["estimator"]))
    # it adds an error of the size of the precision, and reports 0; projectors it doesn't take
    assert set(found) <= {"estimator.error-bars", "estimator.projectors"}
    assert "estimator.error-bars" in found


def test_the_stock_estimators_error_bars_are_found():
    """Row q of the faults that are known: terms that cancel, with error bars that add."""
    stock = BackendEstimatorV2(backend=reference_device(ideal=True))
    found = check(stock, only=["estimator.error-bars"])
    assert found.results[0].status is Status.FAILED
    expected, observed = (
        float(text.split()[0].rstrip(",")) for text in
        (found.results[0].findings[0].expected, found.results[0].findings[0].observed)
    )  # fmt: skip
    assert observed > 1.5 * expected


@pytest.mark.parametrize("device", FAULTS, ids=lambda device: device.name)
def test_each_fault_is_found_by_the_check_that_is_meant_to(device):
    report = check(device.make(), only=device.found_by)
    assert [result.check.id for result in report.results if result.status is Status.FAILED] == list(
        device.found_by
    )


def test_every_check_of_primitives_has_a_fault_that_it_finds():
    found = {id_ for device in FAULTS for id_ in device.found_by}
    assert found == {*SAMPLER, *ESTIMATOR} - {
        "sampler.bell",  # finds what sampler.circuits does, sooner
        "estimator.bell",
        *(() if takes_projectors() else ("estimator.projectors",)),
    }


def test_values_far_away_are_refused_and_near_ones_arent():
    circuit = QuantumCircuit(3)
    circuit.h(1)
    circuit.t(1)
    observable = SparsePauliOp(["IXI", "IYI", "ZII", "III"], [1.0, 2.0, 3.0, 4.0])
    assert exact_value(circuit, observable) == pytest.approx(7 + 3 * np.sqrt(0.5))
    assert exact_value(QuantumCircuit(2), SparsePauliOp("II")) == 1
