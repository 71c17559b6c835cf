"""Faults of submitting, waiting, cancelling and retrieving, one by one.

The jobs that faults keep back are let go by the tests, so nothing waits for time to pass.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from qiskit.providers import JobError, JobStatus, JobTimeoutError

from qiskit_uplift.backends.faults import (
    BatchFails,
    CancelIgnored,
    LostAnswer,
    NetworkCut,
    NeverComes,
    PermanentDeviceError,
    PermanentSubmit,
    QueueDelay,
    SlowStatus,
    TransientDeviceError,
    TransientSubmit,
    UnknownJob,
    device_log,
)
from tests.backends.faulty import device, flips


def test_a_transient_refusal_is_over_the_next_time():
    backend = device(TransientSubmit(at=(0,)))
    with pytest.raises(TransientDeviceError, match="nothing was accepted"):
        backend.run(flips(1), shots=5)
    assert backend.run(flips(1), shots=6).result().get_counts() == {"01": 6}
    log = device_log(backend)
    assert [(one.shots, one.job_id is None) for one in log.submissions] == [(5, True), (6, False)]
    assert log.accepted == log.acknowledged == log.submissions[1:]


def test_a_lost_answer_leaves_a_job_behind():
    backend = device(LostAnswer(at=(0,)))
    with pytest.raises(TransientDeviceError, match="while the job was handed over"):
        backend.run([flips(1), flips(2)], shots=5)
    log = device_log(backend)
    (seen,) = log.accepted
    assert (seen.circuits, seen.shots, seen.acknowledged) == (("reads_1", "reads_2"), 5, False)
    assert log.acknowledged == []
    assert backend.retrieve_job(seen.job_id).result().get_counts(1) == {"10": 5}
    assert log.about("retrieve") == [seen.job_id]
    assert [call.kind for call in log.calls] == ["submit", "retrieve", "result"]


def test_a_permanent_refusal():
    backend = device(PermanentSubmit())
    for _ in range(2):
        with pytest.raises(PermanentDeviceError, match="refuses this job"):
            backend.run(flips(1))
    assert len(device_log(backend).submissions) == 2
    assert device_log(backend).accepted == []


def test_what_the_backend_itself_refuses_is_logged_as_well():
    backend = device(max_shots=10)
    with pytest.raises(ValueError, match="10 shots at most"):
        backend.run(flips(1), shots=11)
    assert [one.job_id for one in device_log(backend).submissions] == [None]


def test_a_delayed_job_waits_for_its_release():
    job = device(QueueDelay()).run(flips(1), shots=5)
    assert job.status() is JobStatus.QUEUED
    with pytest.raises(JobTimeoutError, match="not done after 0 s"):
        job.result(timeout=0)
    job.release()
    assert job.result(timeout=60).get_counts() == {"01": 5}
    assert job.status() is JobStatus.DONE


def test_a_delayed_job_can_be_cancelled():
    backend = device(QueueDelay())
    job = backend.run(flips(1), shots=5)
    assert job.cancel() is True
    assert job.status() is JobStatus.CANCELLED
    with pytest.raises(JobError, match="was cancelled"):
        job.result()
    assert device_log(backend).about("cancel") == [job.job_id()]


def test_a_result_that_never_comes():
    job = device(NeverComes()).run(flips(1), shots=5)
    assert job.status() is JobStatus.RUNNING
    with pytest.raises(JobTimeoutError):
        job.result(timeout=0)
    job.release()
    with pytest.raises(JobError, match="given up by the device"):
        job.result()
    assert job.status() is JobStatus.ERROR


def test_whoever_waits_is_woken():
    job = device(NeverComes()).run(flips(1), shots=5)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(job.result)
        job.cancel()
        assert isinstance(waiting.exception(timeout=60), JobError)


def test_the_status_lags():
    job = device(SlowStatus(lag=2)).run(flips(1), shots=5)
    job.result()
    late = [job.status() for _ in range(4)]
    assert late == [JobStatus.RUNNING, JobStatus.RUNNING, JobStatus.DONE, JobStatus.DONE]


def test_an_answer_cut_in_the_middle():
    job = device(NetworkCut(times=2)).run(flips(1), shots=5)
    for _ in range(2):
        with pytest.raises(TransientDeviceError, match=f"the answer of job {job.job_id()}"):
            job.result()
    assert job.result().get_counts() == {"01": 5}


def test_a_batch_that_fails_alone():
    backend = device(BatchFails(at=(1,)))
    jobs = [backend.run(flips(value), shots=5) for value in range(3)]
    assert jobs[2].result().get_counts() == {"10": 5}
    for _ in range(2):
        with pytest.raises(JobError, match="failed on the device"):
            jobs[1].result()
    assert jobs[1].status() is JobStatus.ERROR
    assert jobs[0].result().get_counts() == {"00": 5}


@pytest.mark.parametrize("says", [True, False])
def test_a_cancel_that_is_ignored(says):
    job = device(QueueDelay(), CancelIgnored(says=says)).run(flips(1), shots=5)
    assert job.cancel() is says
    assert job.status() is JobStatus.QUEUED
    job.release()
    assert job.result().get_counts() == {"01": 5}


def test_a_job_that_the_device_does_not_know():
    backend = device(UnknownJob(at=(0,)))
    lost, known = (backend.run(flips(1), shots=5) for _ in range(2))
    for job_id in (lost.job_id(), "made-up"):
        with pytest.raises(JobError, match=f"has no job '{job_id}'"):
            backend.retrieve_job(job_id)
    assert backend.retrieve_job(known.job_id()) is known
    assert lost.result().get_counts() == {"01": 5}
