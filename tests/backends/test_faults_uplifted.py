"""What the adapters make of a device that fails: a right number or a typed error."""

import warnings

import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.providers import JobError, JobStatus
from qiskit_aer import AerSimulator

from qiskit_uplift import RetryPolicy, uplift
from qiskit_uplift.backends.faults import (
    BatchFails,
    CancelIgnored,
    Duplicated,
    FailedExperiment,
    Malformed,
    MissingExperiment,
    NetworkCut,
    NeverComes,
    NoResult,
    OutOfOrder,
    Overwritten,
    PermanentDeviceError,
    PermanentSubmit,
    QueueDelay,
    ShortShots,
    TransientDeviceError,
    device_log,
    with_faults,
)
from qiskit_uplift.exceptions import DecodingError, ExecutionError, ShotsWarning
from tests.backends.faulty import FACES, device, flips


def sample(backend, circuits, shots=10):
    return uplift(backend).sampler().run(circuits, shots=shots)


def counts(job):
    return [pub.data.meas.get_counts() for pub in job.result()]


@pytest.mark.parametrize("face", FACES)
def test_a_failed_experiment_is_named(face):
    job = sample(device(FailedExperiment(at=(1,)), face=face), [flips(0), flips(1), flips(2)])
    with pytest.raises(ExecutionError, match=r"circuit 1 \('reads_1'\) failed: ERROR: the control"):
        job.result()
    assert job.status() is JobStatus.ERROR


@pytest.mark.parametrize("face", FACES)
def test_short_shots_are_told(face):
    pub = sample(device(ShortShots(fraction=0.7), face=face), [flips(1)]).result()[0]
    assert pub.data.meas.get_counts() == {"01": 7}
    assert (pub.metadata["shots"], pub.metadata["requested_shots"]) == (7, 10)


def test_short_shots_of_one_circuit_of_a_pub():
    circuit = QuantumCircuit(1)
    circuit.sx(0)
    circuit.rz(Parameter("a"), 0)
    circuit.sx(0)
    circuit.measure_all()
    backend = device(ShortShots(fraction=0.7, at=(1,)))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ShotsWarning)
        pub = sample(backend, [(circuit, [[0.0], [1e-9], [2e-9]])]).result()[0]
    (warning,) = (each for each in caught if each.category is ShotsWarning)
    assert "7 to 10 shots" in str(warning.message)
    assert pub.metadata["shots_per_circuit"] == [10, 7, 10]
    assert pub.data.meas[2].get_counts() == {"1": 7}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("face", FACES)
def test_out_of_order_results_with_names_are_put_in_order(face, seed):
    job = sample(device(OutOfOrder(), face=face, seed=seed), [flips(0), flips(1), flips(2)])
    assert counts(job) == [{"00": 10}, {"01": 10}, {"10": 10}]


@pytest.mark.parametrize("face", FACES)
def test_circuits_of_the_same_name_are_sent_under_two_and_put_in_order(face):
    job = sample(
        device(OutOfOrder(), face=face, seed=2), [flips(0), flips(1, name="reads_0"), flips(2)]
    )
    assert counts(job) == [{"00": 10}, {"01": 10}, {"10": 10}]


def test_out_of_order_results_without_names_are_refused_where_the_data_proves_it():
    backend = device(OutOfOrder(), face="run-only", header="absent")
    narrow, wide = flips(1, 1), flips(4, 3)
    with pytest.raises(DecodingError, match="circuit 'reads_1': counts such as '0x4'"):
        sample(backend, [narrow, wide]).result()


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("fault", [Duplicated(), MissingExperiment()])
def test_a_wrong_number_of_results_is_refused(face, fault):
    job = sample(device(fault, face=face), [flips(0), flips(1)])
    with pytest.raises(DecodingError, match=r"sent 2 circuits and returned [13] outcomes"):
        job.result()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("faults", [(Overwritten(),), (OutOfOrder(), Overwritten())])
def test_a_result_in_the_place_of_another_is_refused(face, faults, seed):
    job = sample(device(*faults, face=face, seed=seed), [flips(0), flips(1), flips(2)])
    with pytest.raises(DecodingError, match="so it is unknown which outcome belongs to which"):
        job.result()


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("kind", ["garbage", "empty", "negative", "disagreeing"])
def test_malformed_data_is_refused(face, kind):
    always = {"memory_always": True} if face == "run-only" else {}
    job = sample(device(Malformed(kind=kind), face=face, **always), [flips(1)])
    with pytest.raises(DecodingError, match="reads_1"):
        job.result()


def test_what_is_no_result_is_refused():
    with pytest.raises(DecodingError, match="returned a str, which is neither a Result nor counts"):
        sample(device(NoResult()), [flips(1)]).result()


@pytest.mark.parametrize("face", FACES)
def test_a_refused_submission_ends_in_run(face):
    backend = device(PermanentSubmit(), face=face)
    with pytest.raises(PermanentDeviceError):
        sample(backend, [flips(1)])
    assert len(device_log(backend).submissions) == 1  # a list that is refused is not sent bare


def test_errors_of_the_job_reach_the_user():
    for fault, error in ((NetworkCut(times=2), TransientDeviceError), (BatchFails(), JobError)):
        backend = uplift(device(fault), retry=RetryPolicy(attempts=2, wait=0))
        job = sample(backend, [flips(1)])
        with pytest.raises(error):
            job.result()
        assert job.status() is JobStatus.ERROR


def test_cancelling_ends_the_waiting():
    backend = device(NeverComes())
    job = sample(backend, [flips(1)])
    assert job.status() is JobStatus.RUNNING
    assert job.cancel() is True
    with pytest.raises(JobError, match="cancelled"):
        job.result()
    assert job.status() is JobStatus.CANCELLED
    assert device_log(backend).about("cancel") == job.provider_job_ids


def test_an_ignored_cancel_still_gives_the_result():
    backend = device(QueueDelay(), CancelIgnored())
    job = sample(backend, [flips(1)])
    assert job.cancel() is True
    assert job.status() is JobStatus.QUEUED
    device_log(backend).jobs[0].release()
    assert counts(job) == [{"01": 10}]
    assert job.status() is JobStatus.DONE


def test_a_backend_that_is_not_ours():
    backend = with_faults(AerSimulator(), ShortShots())
    assert uplift(backend).provider_file.name == "aer"
    assert counts(sample(backend, [flips(1)])) == [{"01": 5}]
    assert device_log(backend).submissions[0].options["memory"] is True
