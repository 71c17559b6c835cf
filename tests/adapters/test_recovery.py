"""Runs that are written down, resumed, and pickled."""

import pickle
import stat
import subprocess
import sys
import warnings
from typing import ClassVar

import numpy as np
import pytest
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.providers import JobError, JobStatus

from qiskit_uplift import Journal, RetryPolicy, resume, uplift
from qiskit_uplift.adapters.journal import users_journal
from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.faults import (
    BatchFails,
    LostAnswer,
    NetworkCut,
    PermanentSubmit,
    QueueDelay,
    UnknownJob,
    device_log,
    with_faults,
)
from qiskit_uplift.exceptions import (
    ExecutionError,
    JournalError,
    JournalWarning,
    OptionError,
    SubmissionError,
    UncertainSubmissionError,
    UpliftWarning,
)
from tests.adapters.fakes import known
from tests.adapters.test_retry import AT_ONCE, FOUR, RIGHT, Tagged, counts, device

SWEEP = QuantumCircuit(2, name="sweep")
SWEEP.rx(Parameter("a"), 0)
ISING = [{"ZI": 1.0, "IZ": 0.5}, {"XX": 1.0}]


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path / "data" / "journal.sqlite3")
    yield made
    made.close()


def start(backend, journal, **more):
    adapter = uplift(backend, retry=AT_ONCE, journal=journal, **more)
    return adapter.sampler(transpile="off").run(FOUR, shots=5)


def other_process(journal):
    """The same file, as a process sees it that was started after the first has died."""
    journal._live.clear()
    journal.close()
    return Journal(journal.path)


# --- what is in the journal


def test_a_run_is_in_the_journal_before_it_is_waited_for(journal):
    backend = device(QueueDelay())
    job = start(backend, journal)
    record = journal.load(job.job_id())
    assert record.states == ["sent"] * 4
    assert [each.job_ids for each in record.batches[0]] == [[i] for i in job.provider_job_ids]
    assert (record.kind, record.backend) == ("sampler", backend.name)
    for held in device_log(backend).jobs:
        held.release()
    job.result()
    assert journal.load(job.job_id()).states == ["done"] * 4


def test_the_file_is_its_users_alone(journal):
    start(device(), journal).result()
    for path in (journal.path, *journal.path.parent.glob("journal.sqlite3-*")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(journal):
    journal.path.parent.mkdir()
    journal.path.touch(mode=0o644)
    start(device(), journal).result()
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_no_credential_is_in_the_file(journal, tmp_path):
    class TakesToken:
        name = "takes-token"

        def run(self, circuits, shots, token="", settings=None):
            raise RuntimeError(f"login failed: token={token}")

    sampler = uplift(TakesToken(), journal=journal).sampler(
        run_options={"token": "s3cret-1", "settings": {"api_key": "s3cret-2"}}
    )
    with pytest.raises(RuntimeError, match="login failed"):
        sampler.run([known(0)])
    job = start(device(BatchFails()), journal)
    job.wait(bar=False)
    for path in journal.path.parent.rglob("*"):
        assert path.is_dir() or b"s3cret" not in path.read_bytes()


def test_a_run_of_which_nothing_was_accepted_is_not_kept(journal):
    with pytest.raises(RuntimeError, match="refuses"):
        start(device(PermanentSubmit()), journal)
    assert journal.runs() == []


def test_local_simulators_have_no_journal_unless_it_is_asked_for():
    class Local(Tagged):
        tag = None

        def is_local(self, backend):
            return True

    backend = device()
    assert uplift(backend, provider=Local).journal is None
    assert uplift(backend).journal is None
    assert uplift(backend, journal=True).journal is uplift(print).journal is users_journal()
    assert uplift(lambda circuits, shots: None, journal=False).journal is None


def test_the_home_is_where_the_variable_says(monkeypatch, tmp_path):
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path / "elsewhere"))
    assert Journal().path == tmp_path / "elsewhere" / "journal.sqlite3"
    monkeypatch.delenv("QISKIT_UPLIFT_HOME")
    assert "qiskit-uplift" in str(Journal().path)


def test_a_run_that_can_not_be_written_down_goes_on_with_a_warning(tmp_path):
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "journal.sqlite3")  # a folder is needed there
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        job = start(device(), journal)
    (warning,) = (each for each in caught if issubclass(each.category, UpliftWarning))
    assert warning.category is JournalWarning
    assert "can't be written into the journal" in str(warning.message)
    assert counts(job) == RIGHT


def test_a_journal_that_breaks_in_the_middle_takes_no_run_with_it(journal):
    backend = device(QueueDelay(at=(3,)))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        job = start(backend, journal)
        journal._connection.execute("DROP TABLE batches")
        device_log(backend).jobs[3].release()
        assert counts(job) == RIGHT
    # Qiskit 1.4 warns of parts of itself, too
    told = [each.category for each in caught if issubclass(each.category, UpliftWarning)]
    assert told == [JournalWarning]


# --- resuming


def test_finished_batches_are_read_others_fetched_and_the_rest_submitted(journal):
    backend = device(PermanentSubmit(at=(2,)), NetworkCut(at=(1,), times=3))
    with pytest.raises(SubmissionError) as caught:
        start(backend, journal)
    first = caught.value.job
    first.wait(bar=False)
    assert journal.load(first.job_id()).states == ["done", "sent", "planned", "planned"]
    job = resume(first.job_id(), uplift(backend, retry=AT_ONCE), journal=other_process(journal))
    assert counts(job) == RIGHT
    assert job.job_id() == first.job_id()
    log = device_log(backend)
    assert len(log.accepted) == 4
    assert log.about("retrieve") == [first.provider_job_ids[1]]
    assert job.provider_job_ids[:2] == first.provider_job_ids


def test_an_estimate_is_resumed_with_its_options(journal):
    backend = with_faults(reference_device("modern", 2, ideal=True, max_circuits=1), QueueDelay())
    adapter = uplift(backend, journal=journal)
    options = {"seed_simulator": 7, "abelian_grouping": False, "transpile": "auto"}
    pubs = [(SWEEP, ISING, [[0.0], [np.pi]], 0.2), (SWEEP.assign_parameters([0.1]), "YY", [], 0.3)]
    first = adapter.estimator(**options).run(pubs)
    for held in device_log(backend).jobs:
        held.release()
    again = resume(first.job_id()[:6], backend, journal=other_process(journal))
    for one, other in zip(first.result(), again.result(), strict=True):
        assert np.array_equal(one.data.evs, other.data.evs)
        assert np.array_equal(one.data.stds, other.data.stds)
        assert one.metadata.keys() == other.metadata.keys()
    assert len(device_log(backend).submissions) == first.plan.num_jobs


def test_a_finished_run_is_read_without_the_provider(journal):
    backend = device()
    first = start(backend, journal)
    first.result()
    before = len(device_log(backend).calls)
    assert counts(resume(first.job_id(), backend, journal=journal)) == RIGHT
    assert len(device_log(backend).calls) == before


def test_shots_that_were_shared_are_shared_alike(journal):
    coin = QuantumCircuit(1)
    coin.h(0)
    coin.measure_all()
    adapter = uplift(device(), journal=journal)
    first = adapter.sampler(transpile="off").run([coin, coin], shots=50)
    arrays = [pub.data.meas.array for pub in first.result()]
    again = resume(first.job_id(), adapter, journal=journal).result()
    for one, other in zip(arrays, again, strict=True):
        assert np.array_equal(one, other.data.meas.array)


def test_a_failed_batch_is_submitted_again_only_where_that_is_asked_for(journal):
    backend = device(BatchFails(at=(2,)))
    first = start(backend, journal)
    first.wait(bar=False)
    job = resume(first.job_id(), backend, journal=journal)
    with pytest.raises(ExecutionError, match=r"1 of 4.*failed on the device.*resubmit"):
        job.result()
    assert len(device_log(backend).submissions) == 4
    job = resume(first.job_id(), backend, journal=journal, resubmit=["failed"])
    assert counts(job) == RIGHT
    assert len(device_log(backend).submissions) == 5


def test_a_batch_that_may_have_been_accepted_is_told_and_left_alone(journal):
    backend = device(LostAnswer(at=(1,)))
    with pytest.raises(UncertainSubmissionError) as caught:
        start(backend, journal)
    first = caught.value.job
    first.wait(bar=False)
    assert journal.load(first.job_id()).states == ["done", "sending", "planned", "planned"]
    job = resume(first.job_id(), backend, journal=journal)
    with pytest.raises(UncertainSubmissionError, match="may have been accepted"):
        job.result()
    assert [pub.metadata.get("status") for pub in job.partial_result()] == [
        None, "failed", None, None,
    ]  # fmt: skip
    assert len(device_log(backend).accepted) == 4
    job = resume(first.job_id(), backend, journal=journal, resubmit=["uncertain"])
    assert counts(job) == RIGHT


def test_the_job_of_an_uncertain_batch_that_the_user_found_is_fetched(journal):
    backend = device(LostAnswer(at=(1,)))
    with pytest.raises(UncertainSubmissionError) as caught:
        start(backend, journal)
    first = caught.value.job
    first.wait(bar=False)
    (found,) = {each.job_id for each in device_log(backend).accepted} - {*first.provider_job_ids}
    for accepted, told in (
        ({1: found}, "not uncertain: its state is 'done'"),
        ({5: found}, "batches 1 to 4"),
        ({2: first.provider_job_ids[0]}, "that of another batch"),
    ):
        with pytest.raises(OptionError, match=told):
            resume(first.job_id(), backend, journal=journal, accepted=accepted)
    job = resume(first.job_id(), backend, journal=journal, accepted={2: found})
    assert counts(job) == RIGHT
    assert job.provider_job_ids[1] == found
    assert len(device_log(backend).accepted) == 4
    assert journal.load(first.job_id()).states == ["done"] * 4


def test_a_provider_with_tags_is_asked_for_it(journal):
    backend = device(LostAnswer(at=(1,)))
    inner = backend.run._run
    backend.run._run = lambda circuits, job_tag, **options: inner(circuits, **options)
    tagged = uplift(backend, provider=Tagged, retry=RetryPolicy(attempts=1), journal=journal)
    first = tagged.sampler(transpile="off").run(FOUR, shots=5)  # found by its tag at once
    assert counts(first) == RIGHT
    record = journal.load(first.job_id())
    with journal._open() as connection:  # as if the process had died before it knew the id
        connection.execute("UPDATE batches SET state = 'sending', job_ids = '[]' WHERE place = 1")
    assert record.states == ["done"] * 4
    again = resume(first.job_id(), tagged, journal=journal)
    assert counts(again) == RIGHT
    assert len(device_log(backend).accepted) == 4


def test_an_id_that_the_provider_does_not_know_is_an_error_of_that_batch(journal):
    backend = device(NetworkCut(at=(0,), times=99), UnknownJob(at=(0,)))
    first = start(backend, journal)
    first.wait(bar=False)
    job = resume(first.job_id(), backend, journal=journal)
    with pytest.raises(ExecutionError, match="has no job") as caught:
        job.result()
    assert isinstance(caught.value.__cause__, JobError)
    assert counts_of_rest(job) == RIGHT[1:]


def counts_of_rest(job):
    return [pub.data.meas.get_counts() for pub in list(job.partial_result())[1:]]


def test_a_run_that_is_still_at_work_is_not_resumed(journal):
    backend = device(QueueDelay())
    job = start(backend, journal)
    with pytest.raises(JournalError, match="still at work in this process"):
        resume(job.job_id(), backend, journal=journal)
    with pytest.raises(JournalError, match="still at work in another process"):
        resume(job.job_id(), backend, journal=Journal(journal.path))
    with pytest.raises(JournalError, match="still at work"):
        journal.forget(job.job_id())
    other = Journal(journal.path)
    assert journal.at_work() == other.at_work() == {job.job_id()}
    for held in device_log(backend).jobs:
        held.release()
    job.result()
    assert journal.at_work() == set()
    journal.close()
    assert other.at_work() == set()
    assert counts(resume(job.job_id(), backend, journal=journal)) == RIGHT


def test_a_process_that_died_is_not_at_work(journal):
    code = (
        "import os, sys\n"
        "from tests.adapters.test_recovery import Journal, QueueDelay, device, start\n"
        "job = start(device(QueueDelay()), Journal(sys.argv[1]))\n"
        "print(job.job_id(), flush=True)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(journal.path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 9, done.stderr
    job = resume(done.stdout.strip(), device(), journal=journal)
    with pytest.raises(ExecutionError, match="has no job"):  # that device died with its process
        job.result()


def test_mistakes_are_told(journal):
    backend = device()
    job = start(backend, journal)
    job.result()
    with pytest.raises(JournalError, match="no run 'abc'"):
        resume("abc", backend, journal=journal)
    start(backend, journal).result()
    with pytest.raises(JournalError, match="start of 2 runs"):
        resume("", backend, journal=journal)
    with pytest.raises(JournalError, match="was one on backend"):
        resume(job.job_id(), reference_device("modern", 3), journal=journal)
    with pytest.raises(OptionError, match="'uncertain', 'failed'"):
        resume(job.job_id(), backend, journal=journal, resubmit=["everything"])
    with pytest.raises(OptionError, match="resubmit='failed'"):
        resume(job.job_id(), backend, journal=journal, resubmit="failed")
    journal.forget(job.job_id())
    with pytest.raises(JournalError, match="no run"):
        journal.forget(job.job_id())
    with pytest.raises(JournalError, match="no run"):
        journal.take(job.job_id())


def test_an_option_that_was_withheld_has_to_be_given_again(journal):
    class Picky:
        name = "picky"
        broken = True

        def run(self, circuits, shots, token=None):
            assert token == "s3cret"
            if self.broken and circuits[0].name == "known_1":
                raise ValueError("not now")
            return [{f"{int(c.name[-1]):02b}": shots} for c in circuits]

    backend = uplift(Picky(), journal=journal, num_qubits=2)
    sampler = backend.sampler(run_options={"token": "s3cret"})
    pubs = [(known(0), None, 5), (known(1), None, 6)]
    with pytest.raises(SubmissionError) as caught:
        sampler.run(pubs)
    first = caught.value.job
    first.wait(bar=False)
    backend.wrapped.broken = False
    with pytest.raises(OptionError, match=r"withheld the run options token"):
        resume(first.job_id(), backend, journal=journal)
    job = resume(first.job_id(), backend, journal=journal, run_options={"token": "s3cret"})
    assert counts(job) == [{"00": 5}, {"01": 6}]


# --- pickles


def test_a_job_that_has_ended_keeps_its_result():
    job = uplift(device(), journal=False).sampler(transpile="off").run(FOUR, shots=5)
    job.result()
    again = pickle.loads(pickle.dumps(job))
    assert counts(again) == RIGHT
    assert (again.job_id(), again.status()) == (job.job_id(), JobStatus.DONE)
    assert again.provider_job_ids == job.provider_job_ids
    assert (again.plan, again.progress) == (job.plan, job.progress)
    assert again.wait()
    assert not again.cancel()
    twice = pickle.loads(pickle.dumps(again))
    assert counts(twice) == RIGHT


def test_a_job_that_failed_keeps_its_error_and_what_came():
    job = uplift(device(BatchFails(at=(1,))), journal=False).sampler(transpile="off").run(FOUR)
    job.wait(bar=False)
    again = pickle.loads(pickle.dumps(job))
    assert again.status() is JobStatus.ERROR
    with pytest.raises(ExecutionError, match="1 of 4 batches failed"):
        again.result()
    assert "error" in again.partial_result()[1].metadata


class Elsewhere:
    """A backend whose jobs live in a place that outlasts the objects here."""

    jobs: ClassVar = {}
    name = "elsewhere"

    def run(self, circuits, shots):
        job = self.jobs[len(self.jobs)] = HeldElsewhere(str(len(self.jobs)), circuits, shots)
        return job

    def retrieve_job(self, job_id):
        return self.jobs[int(job_id)]


class HeldElsewhere:
    def __init__(self, job_id, circuits, shots):
        self._id, self._circuits, self._shots, self.is_held = job_id, circuits, shots, True

    def job_id(self):
        return self._id

    def status(self):
        return "QUEUED" if self.is_held else "DONE"

    def cancel(self):
        return False

    def result(self):
        if self.is_held:
            raise ConnectionResetError("not yet")
        return [{f"{int(c.name[-1]):02b}": self._shots} for c in self._circuits]


def test_a_job_that_runs_at_a_provider_is_pickled_as_it_is():
    Elsewhere.jobs.clear()
    policy = RetryPolicy(attempts=10**6, wait=0)
    job = (
        uplift(Elsewhere(), num_qubits=2, retry=policy, journal=False)
        .sampler()
        .run([known(1), known(2)], shots=3)
    )
    assert job.status() is JobStatus.QUEUED
    dump = pickle.dumps(job)
    again = pickle.loads(dump)
    assert again.job_id() == job.job_id()
    assert again.provider_job_ids == ["0"]
    assert not again.done()
    Elsewhere.jobs[0].is_held = False
    assert counts(again) == counts(job) == [{"01": 3}, {"10": 3}]
    assert len(Elsewhere.jobs) == 1


def test_the_journal_itself_can_be_pickled(journal):
    assert pickle.loads(pickle.dumps(journal)).path == journal.path
    assert users_journal() is users_journal()


FORKS = """
import os, sys
from qiskit import QuantumCircuit
from qiskit_uplift import Journal, uplift

def run(circuits, shots):
    return [{"0": shots} for _ in circuits]

def runs():
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    result = uplift(run, num_qubits=1, journal=journal).sampler().run([circuit]).result(timeout=60)
    assert result[0].data.c.num_shots == 1024
    return len(journal.runs())

journal = Journal(sys.argv[1])
assert runs() == 1
pid = os.fork()
if pid == 0:
    os._exit(0 if runs() == 2 else 1)
sys.exit(os.waitpid(pid, 0)[1] or runs() != 3)
"""


def test_a_fork_opens_the_file_anew(tmp_path):
    # in a process that nothing else runs in: a fork takes over the locks of threads that it hasn't
    command = [sys.executable, "-c", FORKS, str(tmp_path / "journal.sqlite3")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
