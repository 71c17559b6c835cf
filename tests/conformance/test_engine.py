"""The engine: what is run, what it costs, and how each ending is told."""

import threading

import numpy as np
import pytest
from hypothesis import strategies as st
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import StatevectorEstimator, StatevectorSampler
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Level, Status, all_checks, check
from qiskit_uplift.conformance.access import RunAccess
from qiskit_uplift.conformance.checking import Need
from qiskit_uplift.conformance.engine import FALSE_ALARMS, Examination
from qiskit_uplift.conformance.findings import BackendRaised, Finding, Violation
from qiskit_uplift.conformance.meter import Meter
from qiskit_uplift.conformance.subject import Subject
from qiskit_uplift.conformance.trial import MOST_SHRINKS, Trial
from qiskit_uplift.exceptions import ConformanceError
from tests.conformance import checks_for_tests


def trial_of(one, backend=None, **settings):
    subject = Subject.of(backend or reference_device(ideal=True))
    return Trial(one, subject, alpha=1e-8, rng=np.random.default_rng(0), noise="strict", **settings)


def test_each_ending_has_its_status(report):
    assert {result.check.id: result.status for result in report.results} == {
        "test.passes": Status.PASSED,
        "test.fails": Status.FAILED,
        "test.breaks": Status.ERROR,
        "test.absent": Status.NOT_APPLICABLE,
        "test.estimates": Status.NOT_APPLICABLE,
    }
    assert not report.passed
    assert report.level is Level.SMOKE  # bronze was asked for, and isn't reached
    reasons = {result.check.id: result.reason for result in report.results}
    assert reasons["test.estimates"] == "there is no Estimator"
    assert "ZeroDivisionError" in reasons["test.breaks"]


def test_every_check_says_what_it_must():
    for one in all_checks():
        assert one.id.count(".") == 1, one.id
        assert one.demands.endswith("."), one.id
        assert one.source.startswith("https://"), one.id
        assert one.shots >= 0, one.id
        assert one.jobs >= 0, one.id


def test_the_false_alarms_of_all_checks_are_within_the_rate_of_the_run():
    examination = Examination(reference_device(ideal=True))
    shares = [examination._budget.share(one.id) for one in all_checks() if one.stochastic]
    assert sum(shares) == pytest.approx(FALSE_ALARMS)


def test_parts_of_a_share_never_exceed_it():
    trial = trial_of(checks_for_tests.PASSES)
    assert sum(trial.next_alpha() for _ in range(10_000)) <= trial.alpha


@pytest.mark.parametrize(
    ("thing", "kind", "lacking"),
    [
        (reference_device(ideal=True), "BackendV2", set()),
        (reference_device("legacy", ideal=True), "BackendV1", {Need.SAMPLER, Need.ESTIMATOR}),
        (reference_device("run-only", ideal=True), "object with run",
         {Need.SAMPLER, Need.ESTIMATOR}),
        (uplift(reference_device("legacy", ideal=True)), "uplifted BackendV1", set()),
        (StatevectorSampler(), "Sampler", {Need.RUN, Need.ESTIMATOR}),
        (StatevectorEstimator(), "Estimator", {Need.RUN, Need.SAMPLER}),
    ],
    ids=["modern", "legacy", "run-only", "uplifted", "sampler", "estimator"],
)  # fmt: skip
def test_what_a_subject_has(thing, kind, lacking):
    subject = Subject.of(thing)
    assert subject.kind == kind
    assert {need for need in Need if subject.lacks(frozenset([need]))} == lacking


def test_no_check_is_called_so():
    with pytest.raises(ConformanceError, match=r"No check is called 'counts\.grund'"):
        check(AerSimulator(), only=["counts.grund"])
    with pytest.raises(ConformanceError, match="There is no level 'platinum'"):
        check(AerSimulator(), level="platinum")
    with pytest.raises(ConformanceError, match="noise is one of"):
        check(AerSimulator(), noise="much")


def test_a_budget_scales_the_shots_and_leaves_out_what_doesnt_fit():
    whole = check(reference_device(ideal=True), level="smoke")
    half = check(reference_device(ideal=True), level="smoke", budget_shots=whole.shots // 2)
    assert half.shots <= whole.shots // 2
    assert half.passed
    none = check(reference_device(ideal=True), level="smoke", budget_jobs=1)
    assert none.jobs == 1
    assert none.count(Status.NOT_RUN) > 0 or len(none.results) == 1
    with pytest.raises(ConformanceError, match="would find next to nothing"):
        check(reference_device(ideal=True), level="smoke", budget_shots=1)


class Late:
    """A job that ends only when it is let."""

    def __init__(self):
        self.let = threading.Event()

    def result(self):
        self.let.wait()

    def job_id(self):
        return "late"


def test_a_backend_that_never_answers_is_a_finding_and_no_hang():
    job = Late()
    access = RunAccess(lambda circuits, shots: job, Meter(), timeout=0.05)
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    with pytest.raises(BackendRaised, match=r"gave no answer within 0\.05 s") as caught:
        access.run([circuit], 10)
    job.let.set()
    assert caught.value.original is None


def test_what_a_backend_raises_is_a_finding_with_its_traceback():
    def broken(circuits, shots):
        raise KeyError("provider's own")

    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    with pytest.raises(BackendRaised, match="raised KeyError") as caught:
        RunAccess(broken, Meter()).run([circuit], 10)
    assert isinstance(caught.value.original, KeyError)
    assert "provider's own" in caught.value.finding.error


def test_forall_finds_the_smallest_and_tries_each_value_once():
    tried = []

    def body(value):
        tried.append(value)
        if value >= 17:
            raise Violation(Finding(f"{value} is too much"))

    with pytest.raises(Violation, match="17 is too much"):
        trial_of(checks_for_tests.PASSES).forall(st.integers(0, 1000), body, examples=50)
    assert len(tried) == len(set(tried))


def test_forall_doesnt_lose_a_failure_that_comes_once():
    """A fault of one in many calls isn't seen again, and must be reported all the same."""
    calls = []

    def body(value):
        calls.append(value)
        if len(calls) == 7:
            raise Violation(Finding(f"{value} failed"))

    with pytest.raises(Violation, match="failed"):
        trial_of(checks_for_tests.PASSES).forall(st.integers(0, 10**6), body, examples=30)
    assert len(calls) <= 7 + MOST_SHRINKS


def test_examples_follow_from_the_seed():
    def drawn():
        values = []
        trial_of(checks_for_tests.PASSES).forall(st.integers(), values.append, examples=10)
        return values

    assert drawn() == drawn()
