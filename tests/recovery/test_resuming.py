"""What a resumed run must get right: each of these once went wrong."""

import threading

import pytest
from qiskit.providers import JobError

from qiskit_uplift import resume, uplift
from qiskit_uplift.adapters.journal import Journal, StageEntry
from qiskit_uplift.adapters.retry import RetryPolicy
from qiskit_uplift.backends.faults import (
    BatchFails,
    LostAnswer,
    NetworkCut,
    NoResult,
    with_faults,
)
from qiskit_uplift.exceptions import (
    DecodingError,
    ExecutionError,
    JournalWarning,
    SubmissionError,
    UncertainSubmissionError,
)
from tests.recovery.numbering import NumberingBackend, Tagged, Untagged, circuits, shots_of

ONCE = RetryPolicy(attempts=1)


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite3")
    yield journal
    journal.close()


def lifted(device, journal, provider=Untagged, retry=ONCE, **limits):
    return uplift(device, provider=provider, journal=journal, retry=retry, **limits)


def failed(job, error):
    with pytest.raises(error):
        job.result()
    return job.job_id()


def check(job, ledger, number, shots=5):
    for place, pub in enumerate(job.result()):
        (numbers,) = ledger.numbers(f"circuit-{place:02}")
        assert len(numbers) == shots
        assert sorted(shots_of(pub)) == sorted(numbers)
    assert len(ledger.accepted) == number


def test_more_jobs_are_away_than_the_device_takes_at_a_time(journal):
    device = NumberingBackend()
    cut = with_faults(device, NetworkCut(times=9))
    job = lifted(cut, journal, max_circuits=1).sampler().run(circuits(6), shots=5)
    run_id = failed(job, ExecutionError)
    job = resume(run_id, lifted(device, journal, max_circuits=1, max_jobs=2))
    check(job, device.ledger, 6)


def test_the_first_of_many_failed_and_the_others_leave_no_room(journal):
    device = NumberingBackend()
    faults = (BatchFails(at=(0,)), NetworkCut(times=9))
    job = lifted(with_faults(device, *faults), journal, max_circuits=1).sampler().run(
        circuits(3), shots=5
    )  # fmt: skip
    run_id = failed(job, ExecutionError)
    assert journal.load(run_id).states == ["failed", "sent", "sent"]
    adapter = lifted(device, journal, max_circuits=1, max_jobs=2)
    job = resume(run_id, adapter, resubmit=["failed"])
    assert [len(shots_of(pub)) for pub in job.result()] == [5, 5, 5]
    assert len(device.ledger.accepted) == 4


def test_the_id_of_a_job_that_was_found_by_its_tag_is_kept(journal):
    class Interrupted(NumberingBackend):
        def run(self, circuits, **options):
            super().run(circuits, **options)
            raise KeyboardInterrupt

    device = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        lifted(device, journal, Tagged).sampler().run(circuits(2), shots=5)
    for thread in threading.enumerate():
        if thread.name == "qiskit-uplift":
            thread.join()
    (run,) = journal.runs()
    assert run.states == ["sending"]
    resume(run.run_id, lifted(device, journal, Tagged)).result()
    again = resume(run.run_id, lifted(device, journal, Tagged))
    assert again.provider_job_ids == ["job-0"]
    check(again, device.ledger, 1)


def test_a_tag_of_the_users_own_tells_no_batch_from_another(journal):
    device = NumberingBackend()
    lossy = with_faults(device, LostAnswer(at=(1,)))
    sampler = lifted(lossy, journal, Tagged, RetryPolicy(wait=0), max_circuits=1).sampler(
        run_options={"tag": "mine"}
    )
    with pytest.raises(UncertainSubmissionError) as caught:
        sampler.run(circuits(3), shots=5)
    caught.value.job.wait(bar=False)
    job = resume(caught.value.job.job_id(), lifted(device, journal, Tagged, max_circuits=1))
    with pytest.raises(UncertainSubmissionError):
        job.result()
    found = [pub for pub in job.partial_result() if "error" not in pub.metadata]
    assert [min(shots_of(pub)) for pub in found] == [1, 11]


class Moody(Tagged):
    """A provider whose failed jobs may work the next time."""

    def is_transient(self, error):
        return True if isinstance(error, JobError) else None


def test_a_failed_job_is_not_found_again_in_the_place_of_the_next(journal):
    device = NumberingBackend()
    lossy = with_faults(device, BatchFails(at=(0,)), LostAnswer(at=(1,)))
    job = lifted(lossy, journal, Moody, RetryPolicy(wait=0)).sampler().run(circuits(1), shots=5)
    assert shots_of(job.result()[0]) == [6, 7, 8, 9, 10]
    assert job.provider_job_ids == ["job-0", "job-1"]
    assert len(device.ledger.accepted) == 2


def test_an_answer_that_is_none_is_asked_for_again(journal):
    device = NumberingBackend()
    job = lifted(with_faults(device, NoResult()), journal).sampler().run(circuits(2), shots=5)
    run_id = failed(job, DecodingError)
    assert journal.load(run_id).states == ["sent"]
    check(resume(run_id, lifted(device, journal)), device.ledger, 1)


def test_a_way_that_was_barred_is_tried_again(journal):
    class Barred(NetworkCut):
        def on_result(self, job_id, asked):
            raise PermissionError("the login has expired")

    device = NumberingBackend()
    job = lifted(with_faults(device, Barred()), journal).sampler().run(circuits(2), shots=5)
    run_id = failed(job, PermissionError)
    check(resume(run_id, lifted(device, journal)), device.ledger, 1)


@pytest.mark.parametrize("state", ["sent", "done"])
def test_a_warning_of_the_journal_that_is_an_error_holds_nothing_up(journal, monkeypatch, state):
    device = NumberingBackend()
    write = StageEntry._set

    def full(entry, number, columns, *values):
        if f"'{state}'" in columns:
            raise JournalWarning("the disk is full")
        write(entry, number, columns, *values)

    monkeypatch.setattr(StageEntry, "_set", full)
    sampler = lifted(device, journal, Tagged, max_circuits=1).sampler()
    if state == "sent":
        with pytest.raises(SubmissionError, match="the disk is full") as caught:
            sampler.run(circuits(2), shots=5)
        job = caught.value.job
        assert shots_of(job.partial_result()[0]) == [1, 2, 3, 4, 5]
        job.wait(bar=False)
    else:
        job = sampler.run(circuits(2), shots=5)
        failed(job, ExecutionError)
    monkeypatch.undo()
    check(resume(job.job_id(), lifted(device, journal, Tagged, max_circuits=1)), device.ledger, 2)


class OneByOne:
    """An object with nothing but ``run``, which takes no lists, and finds jobs by their ids."""

    def __init__(self, device):
        self._device = device

    def run(self, circuit, shots, memory):
        if isinstance(circuit, list):
            raise TypeError("a circuit, not a list")
        return self._device.run(circuit, shots=shots, memory=memory)

    def retrieve_job(self, job_id):
        return self._device.retrieve_job(job_id)


def test_a_run_sent_circuit_by_circuit_is_not_planned_anew(journal):
    class Interrupted(NumberingBackend):
        def run(self, circuit, **options):
            if len(self.ledger.accepted) == 2:
                raise PermissionError("the login has expired")
            return super().run(circuit, **options)

    device, interrupted = NumberingBackend(), Interrupted()
    interrupted.ledger = device.ledger
    with pytest.raises(SubmissionError) as caught:
        lifted(OneByOne(interrupted), journal).sampler().run(circuits(4), shots=5)
    caught.value.job.wait(bar=False)
    job = resume(caught.value.job.job_id(), lifted(OneByOne(device), journal))
    check(job, device.ledger, 4)
