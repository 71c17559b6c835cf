"""Devices whose jobs contradict themselves."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobError, JobStatus, JobV1
from qiskit.result import Result

from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.conformance.zoo.base import FaultyDevice

SLOW = 2.0
"""Seconds that a slow device takes for a job."""


class OddJob(JobV1):
    """A job that does all that the device's own does; faults are its subclasses.

    Args:
        device: The device that it was sent to.
        inner: The device's own job.
        again: Runs the same once more.
        number: How many jobs there were before.
    """

    def __init__(self, device: Any, inner: Any, again: Callable[[], Any], number: int) -> None:
        super().__init__(device, inner.job_id())
        self.inner, self.again, self.number = inner, again, number
        self.asked = 0

    def submit(self) -> None:
        """Nothing is left to do."""

    def result(self, timeout: float | None = None) -> Any:
        """The outcomes."""
        return self.inner.result(timeout)

    def status(self) -> Any:
        """Where it is."""
        return self.inner.status()

    def cancel(self) -> Any:
        """Cancel it."""
        return self.inner.cancel()


class OddJobs(ModernDevice):
    """A device whose jobs are of another class.

    Args:
        kind: The class.
    """

    def __init__(self, kind: Callable[..., Any]) -> None:
        super().__init__(Device.generate(5, ideal=True), accepts="anything")
        self.kind = kind
        self.jobs: list[Any] = []

    def run(self, run_input: Any, **options: Any) -> Any:
        """Run, and wrap the job."""
        base = super().run
        job = self.kind(
            self, base(run_input, **options), lambda: base(run_input, **options), len(self.jobs)
        )
        self.jobs.append(job)
        return job

    def retrieve_job(self, job_id: str) -> Any:
        """A job by its id."""
        for job in self.jobs:
            if job.job_id() == job_id:
                return job
        raise JobError(f"There is no job {job_id!r}.")


class IdNumber(OddJob):
    """The id is a number."""

    def job_id(self) -> Any:
        """Count."""
        return self.number


class IdChanges(OddJob):
    """The id changes when the result has been fetched."""

    fetched = False

    def job_id(self) -> str:
        """With what was done."""
        return f"{self.inner.job_id()}{'-done' if self.fetched else ''}"

    def result(self, timeout: float | None = None) -> Any:
        """The outcomes."""
        self.fetched = True
        return self.inner.result(timeout)


class ConstantId(OddJob):
    """All jobs have the same id."""

    def job_id(self) -> str:
        """The device's name."""
        return "reference"


class StatusStuck(OddJob):
    """The status never leaves RUNNING."""

    def status(self) -> JobStatus:
        """RUNNING."""
        return JobStatus.RUNNING


class StatusGoesBack(OddJob):
    """A job that is DONE is RUNNING again when it is asked a few times more."""

    def status(self) -> JobStatus:
        """Go back at the fourth answer."""
        status = self.inner.status()
        self.asked += status is JobStatus.DONE
        return JobStatus.RUNNING if status is JobStatus.DONE and self.asked == 4 else status


class StatusText(OddJob):
    """The status is text."""

    def status(self) -> Any:
        """Its name."""
        return self.inner.status().name


class StatusLate(OddJob):
    """The status is still QUEUED when the result is there."""

    def result(self, timeout: float | None = None) -> Any:
        """The outcomes, and from now on a few questions too late a status."""
        result = self.inner.result(timeout)
        self.asked = 0
        return result

    def status(self) -> JobStatus:
        """QUEUED for the first answers."""
        self.asked += 1
        return JobStatus.QUEUED if self.asked < 3 else self.inner.status()


class AlwaysDone(OddJob):
    """``done()`` is True in every final status or not."""

    def in_final_state(self) -> bool:
        """False."""
        return False


class ResultDrawnAnew(OddJob):
    """Each time the result is asked for, the circuits are run again."""

    def result(self, timeout: float | None = None) -> Any:
        """Other outcomes each time."""
        return self.again().result(timeout)


def _changed(change: Callable[[Any], Any]) -> Callable[..., Any]:
    """Jobs whose result is changed."""

    class Changed(OddJob):
        def result(self, timeout: float | None = None) -> Any:
            result = copy.copy(self.inner.result(timeout))
            return change(result)

    return Changed


def _with(**fields: Any) -> Callable[[Any], Any]:
    def change(result: Any) -> Any:
        for name, value in fields.items():
            setattr(result, name, value)
        return result

    return change


def _first_only(result: Any) -> Any:
    result.results = result.results[:1]
    return result


class OtherBackend(OddJob):
    """The job names another backend."""

    def backend(self) -> Any:
        """A new one."""
        return ModernDevice(Device.generate(2, ideal=True, name="another"))


class CancelWipes(OddJob):
    """To cancel a job that has ended makes it CANCELLED, and its result is lost."""

    wiped = False

    def cancel(self) -> bool:
        """Wipe it."""
        self.wiped = True
        return True

    def status(self) -> JobStatus:
        """CANCELLED once it was cancelled."""
        return JobStatus.CANCELLED if self.wiped else self.inner.status()

    def result(self, timeout: float | None = None) -> Any:
        """The outcomes, unless it was cancelled."""
        if self.wiped:
            raise JobError("The job was cancelled.")
        return self.inner.result(timeout)


class CancelHangs(OddJob):
    """A job that is cancelled before its end is RUNNING for ever."""

    hangs = False

    def cancel(self) -> bool:
        """Hang."""
        self.hangs = True
        return True

    def status(self) -> JobStatus:
        """RUNNING once it was cancelled."""
        return JobStatus.RUNNING if self.hangs else self.inner.status()


class CancelledYetDone(OddJob):
    """A job that is cancelled says CANCELLED, and DONE a little later."""

    cancelled_at: int | None = None

    def cancel(self) -> bool:
        """Say so for one answer."""
        self.cancelled_at = self.asked
        return True

    def status(self) -> JobStatus:
        """CANCELLED once."""
        self.asked += 1
        if self.cancelled_at is not None and self.asked <= self.cancelled_at + 1:
            return JobStatus.CANCELLED
        return self.inner.status()


class CancelsAll(OddJob):
    """To cancel one job cancels every other that hasn't been fetched."""

    gone = False
    fetched = False

    def cancel(self) -> bool:
        """Cancel the others."""
        for job in self._backend.jobs:
            job.gone = job is not self and not job.fetched
        return False

    def status(self) -> JobStatus:
        """CANCELLED where another one was cancelled."""
        return JobStatus.CANCELLED if self.gone else self.inner.status()

    def result(self, timeout: float | None = None) -> Any:
        """The outcomes, if there are any."""
        if self.gone:
            raise JobError("The job was cancelled.")
        self.fetched = True
        return self.inner.result(timeout)


class _SlowJob(OddJob):
    """A job that takes `SLOW` seconds."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.free = threading.Event()
        timer = threading.Timer(SLOW, self.free.set)
        timer.daemon = True
        timer.start()

    def status(self) -> JobStatus:
        """RUNNING until then."""
        return self.inner.status() if self.free.is_set() else JobStatus.RUNNING


class TimeoutIgnored(_SlowJob):
    """The timeout of ``result()`` isn't heeded."""

    def result(self, timeout: float | None = None) -> Any:
        """Wait for as long as it takes."""
        del timeout
        self.free.wait()
        return self.inner.result()


class TimeoutLosesJob(_SlowJob):
    """A job whose result was waited for in vain has none any more."""

    lost = False

    def result(self, timeout: float | None = None) -> Any:
        """Give up for ever."""
        if self.lost or not self.free.wait(timeout):
            self.lost = True
            raise JobError("The job isn't done.")
        return self.inner.result()


class WaitReturnsEarly(_SlowJob):
    """``wait_for_final_state()`` doesn't wait."""

    def wait_for_final_state(self, *arguments: Any, **named: Any) -> None:
        """Return."""

    def result(self, timeout: float | None = None) -> Any:
        """The outcomes."""
        self.free.wait(timeout)
        return self.inner.result()


class SubmitRunsAgain(OddJob):
    """``submit()`` runs the circuits once more, under the same id."""

    def submit(self) -> None:
        """Run again."""
        self.inner = self.again()


class ResultOfLast(OddJob):
    """The result is that of the job that was submitted last."""

    def result(self, timeout: float | None = None) -> Any:
        """Another job's outcomes."""
        return self._backend.jobs[-1].inner.result(timeout)


class RetrievesLast(OddJobs):
    """``retrieve_job()`` gives the job that was submitted last."""

    def __init__(self) -> None:
        super().__init__(OddJob)

    def retrieve_job(self, job_id: str) -> Any:
        """Whatever the id."""
        del job_id
        return self.jobs[-1]


class RetrievesAnything(OddJobs):
    """``retrieve_job()`` makes up a job where there is none."""

    def __init__(self) -> None:
        super().__init__(OddJob)

    def retrieve_job(self, job_id: str) -> Any:
        """The job, or the first one."""
        found = [job for job in self.jobs if job.job_id() == job_id]
        return (found or self.jobs)[0]


class NoPickle(Result):
    """A result that holds what can't be pickled."""

    def __reduce__(self) -> Any:
        raise TypeError("cannot pickle a lock")


class NoDict(Result):
    """A result whose dictionary has lost the counts."""

    def to_dict(self) -> dict[str, Any]:
        """Without them."""
        found = super().to_dict()
        for entry in found["results"]:
            entry["data"] = {"counts": {"0x0": entry["shots"]}}
        return found


def _of_class(kind: type) -> Callable[[Any], Any]:
    def change(result: Any) -> Any:
        result.__class__ = kind
        return result

    return change


class RunReturnsResult(ModernDevice):
    """``run()`` waits, and returns the result."""

    def __init__(self) -> None:
        super().__init__(Device.generate(5, ideal=True))

    def run(self, run_input: Any, **options: Any) -> Any:
        """Wait for it."""
        return super().run(run_input, **options).result()


class UnknownLeftOut(ModernDevice):
    """What it can't run is left out of a circuit."""

    def __init__(self, *, only_in_batches: bool = False) -> None:
        super().__init__(Device.generate(5, ideal=True), accepts="anything")
        self._only_in_batches = only_in_batches

    def run(self, run_input: Any, **options: Any) -> Any:
        """Run the rest."""
        several = [run_input] if isinstance(run_input, QuantumCircuit) else list(run_input)
        if self._only_in_batches and len(several) == 1:
            return super().run(several, **options)
        return super().run([self._rest(circuit) for circuit in several], **options)

    @staticmethod
    def _rest(circuit: QuantumCircuit) -> QuantumCircuit:
        made = circuit.copy_empty_like()
        for item in circuit.data:
            unbound = any(getattr(value, "parameters", ()) for value in item.operation.params)
            if item.name != "gate_that_nobody_knows" and not unbound:
                made.append(item)
        return made


def _of(name: str, make: Callable[[], Any], about: str, *found_by: str) -> FaultyDevice:
    ids = tuple(one if "." in one else f"job.{one}" for one in found_by)
    return FaultyDevice(name, make, ids, about)


def _jobs(name: str, kind: Callable[..., Any], about: str, *found_by: str) -> FaultyDevice:
    return _of(name, lambda: OddJobs(kind), about, *found_by)


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "job": _with(job_id="another"),
    "backend": _with(backend_name="another"),
    "success": _with(success=False),
}

FAULTS: tuple[FaultyDevice, ...] = (
    _of("run-returns-result", RunReturnsResult, "run() returns no job.", "is-job"),
    _jobs("job-id-is-number", IdNumber, "The id of a job is a number.", "id"),
    _jobs("job-id-changes", IdChanges, "The id changes when the result has been fetched.", "id"),
    _jobs("constant-job-id", ConstantId, "All jobs have the same id.", "ids-differ", "life-cycle"),
    _jobs("status-stuck", StatusStuck, "The status stays RUNNING.", "status-forward", "ends"),
    _jobs("status-goes-back", StatusGoesBack, "DONE is followed by RUNNING.", "status-forward"),
    _jobs("status-is-text", StatusText, "The status is text.", "status-forward"),
    _jobs("status-late", StatusLate, "The result is there, and the job is QUEUED.", "ends"),
    _jobs("predicate-wrong", AlwaysDone, "in_final_state() is never True.", "predicates"),
    _jobs("result-drawn-anew", ResultDrawnAnew, "Each result() runs again.", "result-twice"),
    _jobs("result-of-another-job", _changed(_FIELDS["job"]), "The result names another job.",
          "result-agrees"),
    _jobs("result-of-another-backend", _changed(_FIELDS["backend"]),
          "The result names another backend.", "result-agrees"),
    _jobs("success-is-false", _changed(_FIELDS["success"]), "A right result is no success.",
          "result-agrees"),
    _jobs("result-entry-missing", _changed(_first_only), "Only the first circuit has an entry.",
          "result-agrees"),
    _jobs("job-of-another-backend", OtherBackend, "A job names another backend.", "backend"),
    _jobs("cancel-wipes", CancelWipes, "To cancel a job that has ended loses its result.",
          "cancel-finished", "life-cycle"),
    _jobs("cancel-hangs", CancelHangs, "A job that is cancelled never ends.", "cancel-running"),
    _jobs("cancelled-yet-done", CancelledYetDone, "CANCELLED is followed by DONE.",
          "cancel-running"),
    _jobs("cancels-all", CancelsAll, "To cancel a job cancels others.", "life-cycle"),
    _jobs("timeout-ignored", TimeoutIgnored, "The timeout of result() isn't heeded.", "timeout"),
    _jobs("timeout-loses-job", TimeoutLosesJob, "After a timeout there is no result.", "timeout"),
    _jobs("wait-returns-early", WaitReturnsEarly, "wait_for_final_state() doesn't wait.",
          "wait-for-final-state"),
    _jobs("submit-runs-again", SubmitRunsAgain, "submit() runs once more.", "submit-again"),
    _of("retrieve-gives-last", RetrievesLast, "retrieve_job() gives the last job.", "retrieve"),
    _of("retrieve-makes-up", RetrievesAnything, "retrieve_job() finds a job that never was.",
        "retrieve"),
    _jobs("result-not-pickled", _changed(_of_class(NoPickle)), "A result can't be pickled.",
          "result-pickled"),
    _jobs("dictionary-loses-counts", _changed(_of_class(NoDict)),
          "The dictionary of a result has other counts.", "result-dict"),
    _of("failure-gives-data", UnknownLeftOut, "What can't be run is left out in silence.",
        "failure"),
    _of("failure-in-batch-gives-data", lambda: UnknownLeftOut(only_in_batches=True),
        "In a batch, what can't be run is left out in silence.", "failure-in-batch"),
    _jobs("result-of-last-job", ResultOfLast, "A result is that of the last job.",
          "results-their-own"),
)  # fmt: skip
