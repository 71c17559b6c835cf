"""What is tried again, what never is, and what the errors say."""

import threading
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.providers import JobError, JobStatus

from qiskit_uplift import RetryPolicy, uplift
from qiskit_uplift.adapters.providers.generic import GenericProvider
from qiskit_uplift.adapters.retry import is_network_error, never_arrived
from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.faults import (
    BatchFails,
    LostAnswer,
    NetworkCut,
    PermanentDeviceError,
    PermanentSubmit,
    TransientDeviceError,
    TransientSubmit,
    device_log,
    with_faults,
)
from qiskit_uplift.exceptions import (
    ExecutionError,
    SubmissionError,
    UncertainSubmissionError,
)
from tests.adapters.fakes import known

AT_ONCE = RetryPolicy(attempts=3, wait=0)


FOUR = [known(value) for value in range(4)]
RIGHT = [{f"{value:02b}": 5} for value in range(4)]


def device(*faults):
    return with_faults(
        reference_device("modern", 2, ideal=True, accepts="anything", max_circuits=1), *faults
    )


def run(backend, retry=AT_ONCE, **more):
    return uplift(backend, retry=retry, **more).sampler(transpile="off").run(FOUR, shots=5)


def counts(job):
    return [pub.data.meas.get_counts() for pub in job.result()]


def made(module, name, **attributes):
    """An error as a package that isn't installed would raise it."""
    return type(name, (Exception,), {"__module__": module, **attributes})


@pytest.mark.parametrize(
    ("error", "network", "before"),
    [
        (ValueError("no"), False, False),
        (RuntimeError("no"), False, False),
        (ConnectionResetError(), True, False),
        (ConnectionRefusedError(), True, True),
        (TimeoutError(), True, False),
        (made("requests.exceptions", "ReadTimeout")(), False, False),
        (made("requests.exceptions", "Timeout")(), True, False),
        (made("requests.exceptions", "ConnectTimeout")(), False, True),
        (made("httpx", "TransportError")(), True, False),
        (made("httpx", "ConnectError")(), False, True),
        (made("urllib3.exceptions", "NewConnectionError")(), False, True),
        (made("a.b", "HTTPError", response=types.SimpleNamespace(status_code=503))(), True, False),
        (made("a.b", "HTTPError", response=types.SimpleNamespace(status_code=401))(), False, False),
        (made("a.b", "ApiError", status_code=429)(), True, True),
    ],
)
def test_errors_are_known_by_what_they_are(error, network, before):
    assert is_network_error(error) is network
    assert never_arrived(error) is before
    wrapped = RuntimeError("the provider's own")
    wrapped.__cause__ = error
    assert is_network_error(wrapped) is network


def test_an_error_that_is_its_own_cause_ends():
    error = RuntimeError()
    error.__cause__ = error
    assert not is_network_error(error)


@given(st.integers(1, 6), st.integers(0, 8))
def test_a_call_is_made_as_often_as_allowed_and_no_more(attempts, failures):
    calls = []

    def call():
        calls.append(None)
        if len(calls) <= failures:
            raise ConnectionResetError
        return "done"

    policy = RetryPolicy(attempts=attempts, wait=0)
    if failures < attempts:
        assert policy.repeated(call, is_network_error, threading.Event()) == "done"
    else:
        with pytest.raises(ConnectionResetError):
            policy.repeated(call, is_network_error, threading.Event())
    assert len(calls) == min(attempts, failures + 1)


@pytest.mark.parametrize("numbers", [{"attempts": 0}, {"wait": -1}, {"wait": 5, "longest_wait": 2}])
def test_bad_numbers_are_refused(numbers):
    with pytest.raises(ValueError, match=next(iter(numbers))):
        RetryPolicy(**numbers)


def test_a_result_is_fetched_again():
    backend = device(NetworkCut(times=2))
    assert counts(run(backend)) == RIGHT
    assert len(device_log(backend).submissions) == 4
    assert len(device_log(backend).about("result")) == 12


def test_a_connection_that_stays_cut_is_told_and_keeps_the_others():
    job = run(device(NetworkCut(at=(2,), times=99)))
    with pytest.raises(
        ExecutionError, match=r"1 of 4 batches failed.*connection was cut"
    ) as caught:
        job.result()
    assert isinstance(caught.value.__cause__, TransientDeviceError)
    assert [pub.metadata.get("status") for pub in job.partial_result()] == [
        None, None, "failed", None,
    ]  # fmt: skip


def test_a_submission_that_never_arrived_is_made_again():
    backend = device(TransientSubmit(at=(1, 2)))
    assert counts(run(backend)) == RIGHT
    assert len(device_log(backend).accepted) == 4


def test_a_submission_that_may_have_been_accepted_is_not():
    backend = device(LostAnswer(at=(2,)))
    with pytest.raises(UncertainSubmissionError, match="may have been accepted") as caught:
        run(backend)
    assert isinstance(caught.value, SubmissionError)
    assert isinstance(caught.value, ConnectionError)
    assert isinstance(caught.value.__cause__, TransientDeviceError)
    assert len(device_log(backend).accepted) == 3
    caught.value.job.wait(bar=False)
    partial = caught.value.job.partial_result()
    assert [pub.metadata.get("status") for pub in partial] == [None, None, "failed", "failed"]


def test_a_refusal_is_not_repeated():
    backend = device(PermanentSubmit())
    with pytest.raises(PermanentDeviceError):
        run(backend)
    assert len(device_log(backend).submissions) == 1


class Tagged(GenericProvider):
    """Finds jobs by their tag."""

    name = "tagged"
    tag = "job_tag"

    def find(self, backend, tag):
        log = device_log(backend)
        return [log.job(seen.job_id) for seen in log.accepted if seen.options.get("job_tag") == tag]


def test_a_provider_that_can_be_asked_is_asked():
    backend = device(LostAnswer(at=(0, 2)), TransientSubmit(at=(4,)))
    inner = backend.run._run
    backend.run._run = lambda circuits, job_tag, **options: inner(circuits, **options)
    job = run(backend, provider=Tagged)
    assert counts(job) == RIGHT
    log = device_log(backend)
    assert len(log.accepted) == 4
    tags = [seen.options["job_tag"] for seen in log.accepted]
    assert tags == [f"{job.job_id()}-{place}" for place in range(4)]
    assert job.provider_job_ids == [seen.job_id for seen in log.accepted]


class Mends(GenericProvider):
    """Says that a failed job is worth another try."""

    name = "mends"

    def is_transient(self, error):
        return True if isinstance(error, JobError) else None


def test_a_failed_batch_is_sent_again_alone_where_the_provider_says_that_it_passes():
    backend = device(BatchFails(at=(1,)))
    job = run(backend, provider=Mends)
    assert counts(job) == RIGHT
    log = device_log(backend)
    assert [seen.circuits for seen in log.submissions].count(("known_1",)) == 2
    assert len(log.submissions) == 5
    assert len(job.provider_job_ids) == 5


def test_otherwise_it_is_not():
    backend = device(BatchFails(at=(1,)))
    with pytest.raises(ExecutionError, match="failed on the device"):
        run(backend).result()
    assert len(device_log(backend).submissions) == 4


def test_the_user_may_know_better():
    policy = RetryPolicy(attempts=2, wait=0, transient=lambda error: isinstance(error, JobError))
    backend = device(BatchFails(at=(3,)))
    assert counts(run(backend, policy)) == RIGHT


def test_cancelling_ends_the_waiting_between_attempts():
    backend = device(NetworkCut(times=10**6))
    job = run(backend, RetryPolicy(attempts=10**6, wait=3600, longest_wait=3600))
    job.cancel()
    with pytest.raises(ExecutionError):
        job.result(timeout=60)
    assert job.status() is JobStatus.CANCELLED
