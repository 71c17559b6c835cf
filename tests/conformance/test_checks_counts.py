"""Each fault of the zoo's counts, batches and dynamic devices is found; right devices pass.

Right devices raise a false alarm with a probability below 1e-6 a run. What is drawn is decided by
fixed seeds, but Aer's own outcomes of runs without a seed aren't.
"""

import pytest
from qiskit.providers.basic_provider import BasicSimulator

from qiskit_uplift import uplift
from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.cutting import active_qubits
from qiskit_uplift.conformance import Level, Status, trial
from qiskit_uplift.conformance.registry import all_checks
from qiskit_uplift.conformance.zoo import batches, counts, dynamic
from tests.conformance.examined import GROUPS, LONG, examined, ideal, right

FAULTS = [*counts.FAULTS, *batches.FAULTS, *dynamic.FAULTS]
MEETINGS = [
    pytest.param(fault, check_id, id=f"{fault.name}-{check_id}")
    for fault in FAULTS
    for check_id in fault.found_by
]

OWN = [check for check in all_checks() if check.group in GROUPS]


@pytest.mark.parametrize(("fault", "check_id"), MEETINGS)
def test_a_fault_is_found_with_evidence(fault, check_id, monkeypatch):
    # how far a circuit shrinks is looked at below
    monkeypatch.setattr(trial, "MOST_SHRINKS", 3)
    result = examined(fault.make(), check_id, budget=fault.budget)
    assert result.status is Status.FAILED, result.reason
    (finding,) = result.findings
    assert finding.message
    assert finding.expected is not None
    assert finding.observed is not None


def test_names_of_faults_are_unique():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert all(fault.about.endswith(".") for fault in FAULTS)


def test_each_check_has_a_fault_that_it_finds():
    meant = {check_id for fault in FAULTS for check_id in fault.found_by}
    assert {check.id for check in OWN} - meant == set()


def test_random_circuits_shrink_to_what_a_person_reads():
    result = examined(counts.fifth_gate_lost(), "counts.distribution")
    circuit = result.findings[0].circuit
    assert len([item for item in circuit.data if item.name != "measure"]) <= 8
    assert len(active_qubits(circuit)) <= 2


@pytest.mark.parametrize("seed", range(2))
def test_the_ideal_device_is_right(seed):
    assert right(ideal(), seed=seed) == []


RIGHT = {
    "noisy": lambda: reference_device("modern", 3),
    "one qubit": lambda: ideal(qubits=1),
    "ring of nine": lambda: ideal(qubits=9, topology="ring"),
    "limits": lambda: ideal(max_shots=100, max_circuits=3),
    "legacy": lambda: reference_device("legacy", ideal=True),
    "registers, no lists": lambda: reference_device(
        "run-only", ideal=True, counts="registers", memory="none", refuses_lists=True,
        header="absent",
    ),
    "decimal, no seed": lambda: reference_device(
        "run-only", ideal=True, counts="decimal", memory="integers", memory_always=True,
        options=("shots",), header="name",
    ),
    "function": lambda: reference_device("run-only", ideal=True, counts="measured-bits").run,
    "uplifted": lambda: uplift(
        reference_device("run-only", ideal=True, counts="binary"),
        dialect=Dialect(counts=Notation.BINARY),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_right_devices_of_every_kind_pass(name):
    assert right(RIGHT[name](), skip=LONG) == []


def test_a_limit_of_circuits_is_tried_where_it_is_declared():
    backend = ideal(max_circuits=3)
    for check_id in ("batch.at-limit", "batch.above-limit"):
        assert examined(backend, check_id).status is Status.PASSED


def test_a_simulator_of_qiskit_passes():
    # its runs from several threads share one state, and it has no counts without a register
    skip = (*LONG, "determinism.threads*", "batch.counts")
    with quiet():  # Qiskit 1.4 uses what it deprecates itself
        assert right(BasicSimulator(), skip=skip) == []


def test_aer_passes():
    from qiskit_aer import AerSimulator

    # Aer takes an angle that is not a number, and can't load a branch on an unmeasured qubit
    known = ("robust.not-a-number", "dynamic.idle-branch")
    assert right(AerSimulator(), skip=(*LONG, *known)) == []
    for check_id in known:
        assert examined(AerSimulator(), check_id).status is Status.FAILED


def test_the_generic_backend_passes():
    with quiet():  # Qiskit 1.4 uses what it deprecates itself
        from qiskit.providers.fake_provider import GenericBackendV2

        backend = GenericBackendV2(3, seed=1)
        assert right(backend, skip=(*LONG, "robust.not-a-number", "determinism.*"), seed=1) == []


def test_the_first_look_is_short():
    smoke = [check for check in OWN if check.level is Level.SMOKE]
    assert 3 <= len(smoke) <= 8
    assert sum(check.shots for check in smoke) < 10_000
