"""Jobs: of a primitive (`AdapterJob`), and of a backend's own ``run`` (`BackendJob`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from qiskit.primitives import BasePrimitiveJob, PrimitiveResult, PubResult
from qiskit.providers import JobStatus, JobV1
from qiskit.providers.jobstatus import JOB_FINAL_STATES
from qiskit.result import Result

from qiskit_uplift.adapters.channel import Submission
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.exceptions import SubmissionError, UpliftError

J = TypeVar("J")


def submit(execution: Execution, make_job: Callable[[], J]) -> J:
    """Submit everything and return the job that waits for it.

    Raises:
        SubmissionError: A batch was refused after others had been accepted; it holds the job of
            those. Where nothing was accepted, what the backend raised is passed on.
    """
    try:
        execution.submit()
    except Exception as error:  # whatever it is, jobs that were accepted are not to be lost
        if not execution.submissions:
            raise
        ids = ", ".join(execution.job_ids) or "without ids"
        raise SubmissionError(
            f"{execution.channel.where} refused batch {len(execution.submissions) + 1} with "
            f"{type(error).__name__}: {error}. Accepted before were the jobs {ids}; the .job of "
            "this error has their partial_result().",
            make_job(),
        ) from error
    return make_job()


@dataclass(frozen=True)
class Part:
    """The share of one PUB in a run.

    Attributes:
        indices: Its circuits among those of the run.
        build: Makes its result, waiting for its circuits.
        blank: Makes an empty result in its place, with the given metadata.
    """

    indices: range
    build: Callable[[], PubResult]
    blank: Callable[[dict[str, Any]], PubResult]


class AdapterJob(BasePrimitiveJob[PrimitiveResult[Any], JobStatus]):
    """A run of a `SamplerAdapter` or an `EstimatorAdapter`.

    Everything was submitted before the job was made; it waits for the provider in a thread of its
    own.
    """

    def __init__(self, execution: Execution, parts: Sequence[Part]) -> None:
        super().__init__(str(uuid.uuid4()))
        self._execution = execution
        self._parts = list(parts)
        self._cancelled = False
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="qiskit-uplift")
        self._future: Future[PrimitiveResult[Any]] = executor.submit(self._finish)
        executor.shutdown(wait=False)

    def _finish(self) -> PrimitiveResult[Any]:
        self._execution.collect()
        return PrimitiveResult([part.build() for part in self._parts], metadata={"version": 2})

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

    @property
    def provider_job_ids(self) -> list[str]:
        """The provider's own job ids, in the order of submission."""
        return self._execution.job_ids

    @property
    def submissions(self) -> list[Submission]:
        """What was handed to the backend: the batches, and the arguments of each call."""
        return list(self._execution.submissions)

    def result(self) -> PrimitiveResult[Any]:
        """Wait for the result.

        Raises:
            ExecutionError: The provider reports that a circuit failed; what came for others is in
                `partial_result`.
            DecodingError: The outcomes can't be read with certainty.
        """
        return self._future.result()

    def status(self) -> JobStatus:
        """Running, done, cancelled or error."""
        if not self._future.done():
            return JobStatus.RUNNING
        if self._future.exception() is None:
            return JobStatus.DONE
        return JobStatus.CANCELLED if self._cancelled else JobStatus.ERROR

    def cancel(self) -> bool:
        """Ask the provider to cancel every job of this run; whether any of them agreed."""
        if self._future.done():
            return False
        self._cancelled = self._execution.cancel()
        return self._cancelled

    def done(self) -> bool:
        """Whether the result is there."""
        return self.status() is JobStatus.DONE

    def running(self) -> bool:
        """Whether the result is being waited for."""
        return self.status() is JobStatus.RUNNING

    def cancelled(self) -> bool:
        """Whether it ended because it was cancelled."""
        return self.status() is JobStatus.CANCELLED

    def in_final_state(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.status() in JOB_FINAL_STATES


class BackendJob(JobV1):
    """A run of a `BackendAdapter`: the provider's job, with a result in Qiskit's own notation."""

    def __init__(self, backend: Any, execution: Execution, finish: Callable[[str], Result]) -> None:
        ids = execution.job_ids
        super().__init__(backend, ids[0] if len(ids) == 1 else str(uuid.uuid4()))
        self._execution = execution
        self._finish = finish
        self._result: Result | None = None

    @property
    def provider_job_ids(self) -> list[str]:
        """The provider's own job ids, in the order of submission."""
        return self._execution.job_ids

    def submit(self) -> None:
        """Do nothing: the circuits were submitted by ``run``."""

    def result(self) -> Result:
        """Wait for the outcomes of all circuits.

        Raises:
            ExecutionError: The provider reports that a circuit failed.
            DecodingError: The outcomes can't be read with certainty.
        """
        if self._result is None:
            self._result = self._finish(self.job_id())
        return self._result

    def status(self) -> JobStatus:
        """The least advanced status among the provider's jobs."""
        order = [JobStatus.ERROR, JobStatus.CANCELLED, JobStatus.INITIALIZING, JobStatus.QUEUED,
                 JobStatus.VALIDATING, JobStatus.RUNNING, JobStatus.DONE]  # fmt: skip
        found = [
            handle.status() if callable(getattr(handle, "status", None)) else JobStatus.DONE
            for handle in (submission.handle for submission in self._execution.submissions)
        ]
        known = [status for status in found if status in order]
        return min(known, key=order.index, default=JobStatus.DONE)

    def cancel(self) -> bool:
        """Ask the provider to cancel every job of this run; whether any of them agreed."""
        return self._execution.cancel()
