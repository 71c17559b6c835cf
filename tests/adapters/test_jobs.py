"""What was accepted by the backend is kept, whatever becomes of the rest."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus, JobTimeoutError

from qiskit_uplift import RetryPolicy, uplift
from qiskit_uplift.exceptions import ExecutionError, ResultTimeoutError, SubmissionError
from tests.adapters.fakes import OneByOne, Talker, known, unequal

FOUR = [known(value) for value in range(4)]


def counts(result):
    return [pub.data.meas.get_counts() if "meas" in pub.data else None for pub in result]


def test_a_failed_batch_takes_no_other_with_it():
    backend = OneByOne(broken=[2])
    job = uplift(backend).sampler().run(FOUR, shots=5)
    backend.release()
    with pytest.raises(ExecutionError, match=r"1 of 4 batches failed.*archive is down") as caught:
        job.result()
    assert isinstance(caught.value.__cause__, OSError)
    assert job.status() is JobStatus.ERROR
    partial = job.partial_result()
    assert counts(partial) == [{"00": 5}, {"01": 5}, None, {"11": 5}]
    assert partial[2].metadata["status"] == "failed"
    assert "the archive is down" in partial[2].metadata["error"]
    assert partial.metadata["partial"]
    assert job.provider_job_ids == ["held-0", "held-1", "held-2", "held-3"]


def test_an_estimate_is_kept_as_well():
    backend = OneByOne(broken=[1])
    circuits = unequal(known(3).remove_final_measurements(inplace=False), 2)
    pubs = [(circuit, "ZI") for circuit in circuits]
    job = uplift(backend).estimator().run(pubs, precision=0.2)
    backend.release()
    with pytest.raises(ExecutionError):
        job.result()
    partial = job.partial_result()
    assert partial[0].data.evs == -1
    assert partial[1].metadata["status"] == "failed"


def test_what_has_come_can_be_had_while_the_rest_runs():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    assert job.status() is JobStatus.RUNNING
    assert counts(job.partial_result()) == [None] * 4
    backend.jobs[1].release()
    partial = job.partial_result()
    assert counts(partial) == [None, {"01": 5}, None, None]
    assert [pub.metadata.get("status") for pub in partial] == [
        "running",
        None,
        "running",
        "running",
    ]
    backend.release()
    assert counts(job.result()) == [{"00": 5}, {"01": 5}, {"10": 5}, {"11": 5}]


def test_a_provider_that_can_not_say_how_its_job_is_takes_no_other_with_it(monkeypatch):
    def no_answer():
        raise TimeoutError("no answer")

    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR[:2], shots=5)
    backend.jobs[1].release()
    monkeypatch.setattr(backend.jobs[0], "status", no_answer)
    partial = job.partial_result()
    assert counts(partial) == [None, {"01": 5}]
    assert partial[0].metadata["status"] == "unknown"
    assert "no answer" in partial[0].metadata["error"]
    backend.release()
    assert len(job.result()) == 2


def test_cancel_reaches_every_job_of_the_provider():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    assert job.cancel() is True
    assert all(held.was_cancelled for held in backend.jobs)
    with pytest.raises(ExecutionError, match="4 of 4 batches failed"):
        job.result()
    assert job.status() is JobStatus.CANCELLED
    assert job.cancelled()
    assert job.cancel() is False


def test_a_cancel_that_nobody_heeds_makes_no_failure_a_cancelled_run():
    backend = OneByOne(broken=[0])
    job = uplift(backend).sampler().run(FOUR[:1], shots=5)
    backend.jobs[0].cancel = lambda: False
    assert job.cancel() is False
    backend.release()
    with pytest.raises(OSError, match="archive is down"):
        job.result(timeout=60)
    assert job.status() is JobStatus.ERROR
    assert not job.cancelled()


def test_a_refusal_after_others_were_accepted_holds_their_job():
    backend = OneByOne(refused=[2])
    with pytest.raises(SubmissionError, match="refused batch 3 with PermissionError") as caught:
        uplift(backend).sampler().run(FOUR, shots=5)
    assert "held-0, held-1" in str(caught.value)
    assert isinstance(caught.value.__cause__, PermissionError)
    job = caught.value.job
    backend.release()
    partial = job.partial_result()
    assert counts(partial) == [{"00": 5}, {"01": 5}, None, None]
    assert "never submitted" in partial[3].metadata["error"]
    with pytest.raises(ExecutionError, match="never submitted"):
        job.result()


def test_who_waits_is_woken_where_not_all_batches_were_sent(monkeypatch):
    backend = OneByOne(refused=[2])
    with pytest.raises(SubmissionError) as caught:
        uplift(backend).sampler().run(FOUR, shots=5)
    job = caught.value.job
    execution, is_waiting = job._execution, threading.Event()
    check, wait = execution.raise_for_errors, execution.wait_for_progress

    def end_while_somebody_waits():
        assert is_waiting.wait(60)
        check()

    def noted(seen, *rest):
        if seen == 2:  # all that were accepted have ended, and no other will
            is_waiting.set()
        return wait(seen, *rest)

    monkeypatch.setattr(execution, "raise_for_errors", end_while_somebody_waits)
    monkeypatch.setattr(execution, "wait_for_progress", noted)
    waiter = threading.Thread(target=job.wait, daemon=True)
    waiter.start()
    backend.release()
    waiter.join(60)
    assert not waiter.is_alive()


def test_a_refusal_of_the_first_batch_is_the_backends_own_error():
    with pytest.raises(PermissionError, match="the login has expired"):
        uplift(OneByOne(refused=[0])).sampler().run(FOUR)


def test_a_refused_bare_circuit_keeps_those_before_it():
    calls = []

    def run(circuit, shots):
        circuit.num_qubits  # noqa: B018 - a list has none
        calls.append(circuit)
        if len(calls) == 3:
            raise ValueError("enough")
        return {"00": shots}

    with pytest.raises(SubmissionError) as caught:
        uplift(run).sampler().run(unequal(known(0), 4), shots=5)
    partial = caught.value.job.partial_result()
    assert counts(partial) == [{"00": 5}, {"00": 5}, None, None]


def test_batches_of_a_run_draw_other_random_numbers_but_always_the_same():
    coin = QuantumCircuit(1)
    coin.h(0)
    coin.measure_all()

    def run():
        backend = OneByOne()
        job = uplift(backend).sampler(seed_simulator=5).run(unequal(coin, 3), shots=100)
        backend.release()
        seeds = [call.options["seed_simulator"] for call in backend.calls]
        return seeds, [pub.data.meas.get_bitstrings() for pub in job.result()]

    seeds, outcomes = run()
    assert seeds[0] == 5  # as with Qiskit's own class
    assert len(set(seeds)) == 3
    assert outcomes[0] != outcomes[1] != outcomes[2]  # equal by chance: 1 in 10^29
    assert run() == (seeds, outcomes)


def test_the_job_of_run_cancels_too():
    backend = OneByOne()
    job = uplift(backend).run(FOUR, shots=3)
    assert job.status() is JobStatus.RUNNING
    assert job.provider_job_ids == ["held-0", "held-1", "held-2", "held-3"]
    assert job.cancel()
    assert job.wait(bar=False)
    assert job.status() is JobStatus.CANCELLED
    done = uplift(Talker()).run(FOUR[0], shots=3)
    done.result()
    assert (done.job_id(), done.status()) == ("provider-1", JobStatus.DONE)


def test_no_more_jobs_than_allowed_are_unfinished_at_a_time():
    backend = OneByOne()
    job = uplift(backend, max_jobs=2).sampler().run(FOUR, shots=5)
    assert job.provider_job_ids == ["held-0", "held-1"]
    assert job.progress == (0, 2, 4)
    assert job.status() is JobStatus.RUNNING
    backend.jobs[1].release()
    assert not job.wait(timeout=0.05)  # three to go
    with job._execution._changed:
        job._execution._changed.wait_for(lambda: len(backend.jobs) == 3, timeout=60)
    assert len(backend.jobs) == 3
    assert "at most 2 jobs at a time" in str(job.plan)
    while not job.wait(timeout=0.01):
        backend.release()
    assert counts(job.result()) == [{"00": 5}, {"01": 5}, {"10": 5}, {"11": 5}]
    assert job.progress == (4, 4, 4)


def test_what_was_not_submitted_yet_never_is_after_cancelling():
    backend = OneByOne()
    job = uplift(backend, max_jobs=1).sampler().run(FOUR, shots=5)
    assert job.cancel() is True
    assert job.wait(timeout=60)
    assert len(backend.jobs) == 1
    assert job.status() is JobStatus.CANCELLED
    partial = job.partial_result()
    assert ["never submitted" in pub.metadata["error"] for pub in partial] == [False] + [True] * 3


def test_a_refusal_that_comes_later_is_told_by_the_result_and_ends_the_sending():
    backend = OneByOne(refused=[2])
    job = uplift(backend, max_jobs=1).sampler().run(FOUR, shots=5)
    while not job.wait(timeout=0.01):
        backend.release()
    with pytest.raises(ExecutionError, match=r"2 of 4 batches failed.*login has expired") as caught:
        job.result()
    assert isinstance(caught.value.__cause__, PermissionError)
    assert counts(job.partial_result()) == [{"00": 5}, {"01": 5}, None, None]


def test_a_result_is_waited_for_no_longer_than_asked():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    with pytest.raises(ResultTimeoutError, match=r"not done after 0\.01 s \(0 of 4 batches\)"):
        job.result(timeout=0.01)
    with pytest.raises(JobTimeoutError):  # Qiskit's own
        job.result(timeout=0.01)
    with pytest.raises(TimeoutError):
        uplift(backend).run(FOUR, shots=5).result(timeout=0.01)
    assert job.wait(timeout=0.01) is False
    backend.release()
    assert len(job.result(timeout=60)) == 4


def test_a_timeout_of_the_provider_is_not_ours():
    def run(circuits, shots):
        return TimedOut()

    class TimedOut:
        def result(self):
            raise TimeoutError("the archive took too long")

    job = uplift(run, retry=RetryPolicy(attempts=1)).sampler().run(FOUR[:1])
    with pytest.raises(TimeoutError, match="the archive"):
        job.result(timeout=60)


class Told:
    """A job whose provider tells one status after the other."""

    def __init__(self, backend, statuses):
        self.backend, self.statuses = backend, iter(statuses)

    def job_id(self):
        return "told"

    def result(self):
        self.backend.event.wait()
        return [{"00": 5}]

    def status(self):
        status = next(self.statuses)
        if isinstance(status, Exception):
            raise status
        return status


def test_a_status_never_goes_back():
    told = [
        "INITIALIZING", JobStatus.VALIDATING, "queued", JobStatus.INITIALIZING,
        OSError("no answer"), JobStatus.RUNNING, JobStatus.QUEUED, "DONE", "calibrating",
    ]  # fmt: skip

    def run(circuits, shots):
        return Told(run, told)

    run.event = threading.Event()
    job = uplift(run).sampler().run(FOUR[:1], shots=5)
    assert [job.status().name for _ in told] == [
        "INITIALIZING", "VALIDATING", "QUEUED", "QUEUED", "QUEUED", "RUNNING", "RUNNING",
        "RUNNING", "RUNNING",
    ]  # fmt: skip
    run.event.set()
    job.result()
    assert [job.status(), job.status()] == [JobStatus.DONE] * 2


def test_a_job_is_as_far_as_the_furthest_of_its_parts():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR[:3], shots=5)
    for held in backend.jobs:
        held.status = lambda: JobStatus.QUEUED
    assert job.status() is JobStatus.QUEUED
    assert not job.running()
    backend.jobs[2].status = lambda: JobStatus.RUNNING
    assert job.status() is JobStatus.RUNNING
    assert job.running()
    backend.release()
    assert job.wait()
    assert job.in_final_state()


def test_outcomes_of_one_batch_are_read_while_others_are_away():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    backend.jobs[3].release()
    assert job._execution.wait_for_progress(0, 60, job._future.done) == 1
    assert job.submissions[3].all_samples is not None
    assert job.submissions[0].all_samples is None
    backend.release()
    assert len(job.result()) == 4


def test_every_thread_gets_the_same_result():
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    with ThreadPoolExecutor(8) as pool:
        results = [pool.submit(job.result) for _ in range(8)]
        partials = [pool.submit(job.partial_result) for _ in range(8)]
        backend.release()
        assert len({id(each.result()) for each in results}) == 1
        assert all(len(each.result()) == 4 for each in partials)


def test_the_plan_is_what_is_sent():
    backend = OneByOne()
    sampler = uplift(backend, max_shots=3).sampler()
    plan = sampler.plan([FOUR[0], (FOUR[1], None, 2), (QuantumCircuit(1, 1), None, 9)], shots=5)
    assert not backend.jobs
    assert (plan.num_jobs, plan.num_circuits, plan.total_shots) == (3, 3, 7)
    assert (plan.merged, plan.unsent) == (0, 1)
    lines = str(plan).splitlines()
    assert lines[0] == "3 jobs, 3 circuits, 7 shots on backend 'talker'"
    assert lines[1].startswith("  job 1: 1 circuit of 3 shots: ")
    assert lines[-1] == "  1 circuit not sent: nothing is measured"
    job = sampler.run([FOUR[0], (FOUR[1], None, 2)], shots=5)
    assert [batch.shots for batch in job.plan.batches] == [3, 2, 2]
    backend.release()
    job.result()
    estimator = uplift(backend, max_shots=60).estimator()
    assert estimator.plan([(QuantumCircuit(2), "ZZ")], precision=0.1).num_jobs == 2


def test_a_long_plan_is_cut_short():
    circuits = [known(0).copy(f"circuit-{i}") for i in range(50)]
    for place, circuit in enumerate(circuits):
        circuit.global_phase = place / 10
    together = str(uplift(Talker()).sampler().plan(circuits))
    assert "circuit-0, circuit-1, circuit-2, circuit-3 and 46 more" in together
    apart = str(uplift(OneByOne()).sampler().plan(circuits))
    assert apart.splitlines()[-1] == "  ... and 30 more jobs"


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_the_progress_is_shown_on_a_terminal_alone(monkeypatch):
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    backend = OneByOne()
    job = uplift(backend).sampler().run(FOUR, shots=5)
    backend.jobs[0].release()
    job._execution.wait_for_progress(0, 60, job._future.done)
    assert not job.wait(timeout=0.05)
    assert "[######..................] 1/4 batches" in screen.getvalue()
    assert screen.getvalue().endswith("\r")
    backend.release()
    before = screen.getvalue()
    assert job.wait(bar=False)
    assert screen.getvalue() == before
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert job.wait()
    assert str(job.progress) == "4 of 4 batches"


def test_a_provider_that_ends_the_program_in_a_thread_is_an_error():
    class Quits:
        def result(self):
            raise SystemExit(3)

    job = uplift(lambda circuits, shots: Quits()).sampler().run(FOUR[:1])
    with pytest.raises(ExecutionError, match="raised SystemExit: 3"):
        job.result(timeout=60)


def test_an_interrupted_submission_leaves_no_thread_behind():
    backend = OneByOne()
    inner = backend.run

    def run(circuits, shots, memory=False):
        if len(backend.jobs) == 2:
            raise KeyboardInterrupt
        return inner(circuits, shots=shots)

    backend.run = run
    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        uplift(backend).sampler().run(FOUR, shots=5)
    backend.release()
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
        assert not thread.is_alive()
