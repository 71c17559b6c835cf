"""Right subjects pass the checks of Targets, options and jobs, within what the checks declare.

A right subject fails with less than 1e-6 a run, so all of these together with less than 1e-4.
"""

import pytest
from qiskit.providers.basic_provider import BasicSimulator
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Status, all_checks, check

with quiet():  # of what Qiskit 1.4 says of its own modules
    from qiskit.providers.fake_provider import GenericBackendV2

GROUPS = ("target", "options", "job")

RIGHT = {
    "ideal": lambda: reference_device(ideal=True),
    "noisy": lambda: reference_device(seed=3, qubits=3),
    "one qubit": lambda: reference_device(ideal=True, qubits=1),
    "with limits": lambda: reference_device(ideal=True, max_shots=300, max_circuits=1),
    "legacy": lambda: reference_device("legacy", ideal=True, qubits=3),
    "run-only without lists": lambda: reference_device(
        "run-only", ideal=True, refuses_lists=True, refuses_none=True, header="absent",
        memory="none", counts="binary",
    ),
    "uplifted": lambda: uplift(reference_device("legacy", ideal=True, qubits=3)),
    "Aer": AerSimulator,
    "generic": lambda: GenericBackendV2(2, seed=1),
}  # fmt: skip


@pytest.mark.parametrize("make", RIGHT.values(), ids=RIGHT)
def test_a_right_subject_passes(make):
    report = check(make(), only=GROUPS)
    bad = {r.check.id: (r.status, r.reason) for r in report.results if r.status.is_bad}
    assert not bad
    over = {
        r.check.id: (r.shots, r.jobs)
        for r in report.results
        if r.shots > r.check.shots or r.jobs > r.check.jobs
    }
    assert not over, "these cost more than they declare"


def test_basic_simulator_follows_set_options_from_qiskit_2_on():
    """Qiskit 1.4's own takes 1,024 shots whatever is set."""
    report = check(BasicSimulator(), only=GROUPS)
    wanted = {"options.set-shots"} if HAS_LEGACY_CLASSES else set()
    assert {r.check.id for r in report.results if r.status.is_bad} == wanted


@pytest.mark.parametrize("group", GROUPS)
def test_every_check_has_a_fault_that_it_is_for(group):
    from qiskit_uplift.conformance.zoo import job, options, target

    found = {one for module in (job, options, target) for fault in module.FAULTS
             for one in fault.found_by}  # fmt: skip
    assert {one.id for one in all_checks() if one.group == group} <= found


def test_a_subject_that_describes_nothing_isn_t_judged_by_a_guess():
    report = check(reference_device("run-only"), only=["target"])
    assert {result.status for result in report.results} == {Status.NOT_APPLICABLE}


def test_a_failing_sequence_is_told_step_by_step():
    from qiskit_uplift.conformance.zoo.job import ConstantId, OddJobs

    (result,) = check(OddJobs(ConstantId), only=["job.life-cycle"]).results
    (finding,) = result.findings
    assert finding.call.splitlines() == [
        "job1 = run(circuit, shots=20)",
        "job2 = run(circuit, shots=20)",
    ]


def test_options_are_put_back_after_they_were_set():
    backend = reference_device(ideal=True)
    check(backend, only=["options"])
    assert dict(backend.options.items()) == {
        "shots": 1024,
        "memory": False,
        "seed_simulator": None,
    }
