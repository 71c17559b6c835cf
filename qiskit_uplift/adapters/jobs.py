"""Jobs: of a primitive (`AdapterJob`), and of a backend's own ``run`` (`BackendJob`)."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakValueDictionary

from qiskit.primitives import BasePrimitiveJob, PrimitiveResult, PubResult
from qiskit.providers import JobStatus, JobV1
from qiskit.providers.jobstatus import JOB_FINAL_STATES
from qiskit.result import Result

from qiskit_uplift._qiskit.results import put_together, taken_apart
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.planning import Plan
from qiskit_uplift.adapters.progress import Progress, shown
from qiskit_uplift.adapters.submission import Submission
from qiskit_uplift.exceptions import (
    ExecutionError,
    ResultTimeoutError,
    SubmissionError,
    UncertainSubmissionError,
    UpliftError,
)

if TYPE_CHECKING:
    from qiskit_uplift.adapters.recovery import Origin

ResultT = TypeVar("ResultT")
J = TypeVar("J", bound="RunJob[Any]")

_LIVE: WeakValueDictionary[str, RunJob[Any]] = WeakValueDictionary()


def live_jobs() -> list[RunJob[Any]]:
    """The jobs of this process that somebody still holds, in the order in which they began."""
    # `values()` would fail where another thread begins a job meanwhile
    return [job for ref in _LIVE.valuerefs() if (job := ref()) is not None]


def submit(job: J) -> J:
    """Submit everything that a job waits for, and let it wait.

    Raises:
        UncertainSubmissionError: A batch may have been accepted, or not; it holds the job.
        SubmissionError: A batch was refused after others had been accepted; it holds the job of
            those. Where nothing was accepted, what the backend raised is passed on.
    """
    execution = job._execution
    try:
        execution.submit()
    except BaseException as error:  # whatever it is, jobs that were accepted are not to be lost
        job._start()
        accepted = execution.submissions
        if isinstance(error, UncertainSubmissionError):
            error.job = job
            raise
        if not isinstance(error, Exception):
            raise
        if not accepted:
            job._refused()
            raise
        ids = ", ".join(execution.job_ids) or "without ids"
        raise SubmissionError(
            f"{execution.channel.where} refused batch {len(accepted) + 1} with "
            f"{type(error).__name__}: {str(error).rstrip('.')}. Accepted before were the jobs "
            f"{ids}; the .job of this error has their partial_result().",
            job,
        ) from error
    job._start()
    return job


class RunJob(ABC, Generic[ResultT]):
    """What the jobs have in common: they wait for an `Execution`.

    Its threads wait for the provider, read what has come, and end with ``_finish``.
    """

    _execution: Execution
    _future: Future[ResultT]
    _cancelled: bool
    _created: float
    session_id: str | None = None
    """The session or batch that it belongs to, if it does."""

    @property
    def run_id(self) -> str:
        """What the run is called here, and in the journal."""
        return self._execution.run_id

    def known_as(self) -> set[str]:
        """All ids by which it may be asked for: its own and the provider's."""
        return {self.run_id, *self.provider_job_ids}

    @property
    def created(self) -> float:
        """When it began, in seconds since 1970."""
        return self._created

    @abstractmethod
    def _on_backend(self) -> Any:
        """The `BackendAdapter` that it runs on."""

    @abstractmethod
    def _finish(self) -> ResultT:
        """Make the result, when all batches are there."""

    def _follow(self, execution: Execution) -> None:
        self._execution = execution
        self._future = Future()
        # a batch that is never sent doesn't end: who waits for it is woken by the end of the job
        self._future.add_done_callback(lambda _: execution.tell())
        self._cancelled = False
        self._created = time.time()
        _LIVE[execution.run_id] = self

    def _start(self) -> None:
        self._execution.start(self._end)

    def _refused(self) -> None:
        """The backend accepted nothing at all."""

    def _end(self) -> None:
        try:
            self._execution.raise_for_errors()
            result = self._finish()
        except BaseException as error:  # told by result(), in the user's own thread
            self._future.set_exception(error)
        else:
            self._future.set_result(result)

    @property
    def plan(self) -> Plan:
        """What is sent: jobs, circuits and shots. Printed, it says so in a line a job."""
        return self._execution.plan

    @property
    def provider_job_ids(self) -> list[str]:
        """The provider's own job ids, in the order of submission."""
        return self._execution.job_ids

    @property
    def submissions(self) -> list[Submission]:
        """What was handed to the backend: the batches, and the arguments of each call."""
        return self._execution.submissions

    @property
    def progress(self) -> Progress:
        """How many batches of how many are there."""
        execution = self._execution
        sent, total = len(execution.submissions), execution.plan.num_jobs
        return Progress(execution.num_settled, sent, total)

    def wait(self, timeout: float | None = None, *, bar: bool = True) -> bool:
        """Wait until the job has ended, one way or another.

        Args:
            timeout: How many seconds to wait; None for as long as it takes.
            bar: Whether to show the progress on the standard error, where that is a terminal.

        Returns:
            Whether it has ended.
        """
        return shown(self._future, self._execution, timeout, bar=bar)

    def result(self, timeout: float | None = None) -> ResultT:
        """Wait for the result.

        Args:
            timeout: How many seconds to wait; None for as long as it takes.

        Raises:
            ResultTimeoutError: It isn't there yet. The job goes on, and can be asked again.
            ExecutionError: The provider reports that a circuit failed, or a batch was refused.
            DecodingError: The outcomes can't be read with certainty.
        """
        try:
            return self._future.result(timeout)
        except FutureTimeoutError as error:
            if self._future.done():  # it was the provider that timed out
                raise
            raise ResultTimeoutError(
                f"Job {self._execution.run_id} is not done after {timeout} s "
                f"({self.progress}). It goes on; ask again."
            ) from error

    def status(self) -> JobStatus:
        """Queued, running, done, cancelled or error; it never goes back.

        As long as the result isn't there, it is what the provider says of its jobs: running as
        soon as one of them runs or has ended.
        """
        if not self._future.done():
            return self._execution.status()
        if self._future.exception() is None:
            return JobStatus.DONE
        ended = self._cancelled or any(each.gave_up for each in self.submissions)
        return JobStatus.CANCELLED if ended else JobStatus.ERROR

    def cancel(self) -> bool:
        """Ask the provider to cancel every job of this run; whether any of them agreed.

        What hasn't been submitted yet never will be.
        """
        if self._future.done():
            return False
        everything_sent = len(self._execution.submissions) == self.plan.num_jobs
        self._cancelled = True  # it may end before all have been asked
        agreed = False
        try:
            agreed = self._execution.cancel() or not everything_sent
        finally:
            self._cancelled = agreed
        return agreed

    def done(self) -> bool:
        """Whether the result is there."""
        return self.status() is JobStatus.DONE

    def running(self) -> bool:
        """Whether the provider is at work on it."""
        return self.status() is JobStatus.RUNNING

    def cancelled(self) -> bool:
        """Whether it ended because it was cancelled."""
        return self.status() is JobStatus.CANCELLED

    def in_final_state(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.status() in JOB_FINAL_STATES


@dataclass(frozen=True)
class Part:
    """The share of one PUB in a run.

    Attributes:
        indices: Its circuits among those of the run.
        build: Makes its result from the outcomes of its circuits.
        blank: Makes an empty result in its place, with the given metadata.
    """

    indices: range
    build: Callable[[], PubResult]
    blank: Callable[[dict[str, Any]], PubResult]


class AdapterJob(RunJob[PrimitiveResult[Any]], BasePrimitiveJob[PrimitiveResult[Any], JobStatus]):
    """A run of a `SamplerAdapter` or an `EstimatorAdapter`.

    It was submitted before the job was made: all of it, or as many batches as the backend takes
    at a time. ``result()`` and all other methods may be called from any thread.

    A job can be pickled. One that has ended, or whose backend computes in this very process, is
    waited for and keeps its result. Any other is pickled as it is, and fetches by itself from the
    provider what is missing; what was never submitted is left to this process.
    """

    def __init__(self, execution: Execution, parts: Sequence[Part], origin: Origin) -> None:
        BasePrimitiveJob.__init__(self, execution.run_id)
        self._parts = list(parts)
        self._origin = origin
        self.session_id = origin.settings.get("session_id")
        self._follow(execution)

    def _on_backend(self) -> Any:
        return self._origin.adapter

    def _finish(self) -> PrimitiveResult[Any]:
        return PrimitiveResult([part.build() for part in self._parts], metadata={"version": 2})

    def _start(self) -> None:
        self._origin.sync()
        super()._start()

    def _end(self) -> None:
        self._origin.end()
        super()._end()

    def _refused(self) -> None:
        self._origin.forget()

    def partial_result(self) -> PrimitiveResult[Any]:
        """What has come so far, without waiting; one failed batch takes no other with it.

        Returns:
            A result with an entry a PUB. One that isn't there is empty; its metadata has
            ``status``: ``"running"``, ``"failed"``, or ``"unknown"`` where the provider couldn't
            say; and, but for the first, ``error``.
        """
        results = [self._so_far(part) for part in self._parts]
        return PrimitiveResult(results, metadata={"version": 2, "partial": True})

    def _so_far(self, part: Part) -> PubResult:
        status = "unknown"  # until the provider says how its job is
        try:
            if not self._execution.finished(part.indices):
                return part.blank({"status": "running"})
            status = "failed"
            return part.build()
        except Exception as error:  # a provider may raise anything; the other PUBs are kept
            told = str(error) if isinstance(error, UpliftError) else repr(error)
            return part.blank({"status": status, "error": told})

    def __reduce__(self) -> Any:
        from qiskit_uplift.adapters.recovery import revived

        kept = self._origin.pickled(self._execution) if not self._future.done() else None
        if kept is not None:
            return revived, kept
        self.wait(bar=False)
        state = {
            "run_id": self.job_id(), "plan": self.plan, "provider_job_ids": self.provider_job_ids,
            "progress": self.progress, "status": self.status(),
            "partial": taken_apart(self.partial_result()),
        }  # fmt: skip
        error = self._future.exception()
        if error is None:
            return EndedJob, (state, taken_apart(self._future.result()), None)
        return EndedJob, (state, None, ExecutionError(str(error)))


class EndedJob(AdapterJob):
    """What a pickle keeps of a job that had ended: all but its `submissions`."""

    def __init__(
        self, state: dict[str, Any], result: tuple[Any, ...] | None, error: Exception | None
    ) -> None:
        BasePrimitiveJob.__init__(self, state["run_id"])
        self._state = state
        self._future = Future()
        self._result = result
        if result is not None:
            self._future.set_result(put_together(result))
        else:
            self._future.set_exception(error)

    run_id = property(lambda self: self._state["run_id"])
    plan = property(lambda self: self._state["plan"])
    provider_job_ids = property(lambda self: self._state["provider_job_ids"])
    progress = property(lambda self: self._state["progress"])
    submissions = property(lambda _: [])

    def partial_result(self) -> PrimitiveResult[Any]:
        """What had come."""
        return put_together(self._state["partial"])

    def status(self) -> JobStatus:
        """Done, cancelled or error."""
        return self._state["status"]

    def wait(self, timeout: float | None = None, *, bar: bool = True) -> bool:
        """True: it has ended."""
        del timeout, bar
        return True

    def __reduce__(self) -> Any:
        error = self._future.exception()
        return EndedJob, (self._state, self._result, error)


class BackendJob(RunJob[Result], JobV1):
    """A run of a `BackendAdapter`: the provider's jobs, with a result in Qiskit's own notation."""

    def __init__(self, backend: Any, execution: Execution, build: Callable[[str], Result]) -> None:
        self._follow(execution)
        self._build = build
        JobV1.__init__(self, backend, execution.run_id)

    def _on_backend(self) -> Any:
        return self.backend()

    def _finish(self) -> Result:
        return self._build(self.job_id())

    def _start(self) -> None:
        ids = self._execution.job_ids
        if len(ids) == 1 == self.plan.num_jobs:
            self._job_id = ids[0]
        super()._start()

    def submit(self) -> None:
        """Do nothing: the circuits were submitted by ``run``."""
