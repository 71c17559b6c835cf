"""The job of a first version's primitive, over that of one of the second version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qiskit.primitives import BasePrimitiveJob, PrimitiveResult
from qiskit.providers import JobStatus


class FrontJob(BasePrimitiveJob):
    """A job whose result is said in another way.

    Args:
        job: The job of the second version's primitive.
        translate: From its result to the one that is returned.

    Attributes:
        primitive_job: That job; ``provider_job_ids`` and the like are there.
    """

    def __init__(self, job: Any, translate: Callable[[PrimitiveResult[Any]], Any]) -> None:
        super().__init__(job.job_id())
        self.primitive_job = job
        self._translate = translate
        self._found: Any = None

    def result(self) -> Any:
        """The result, once it is there.

        Raises:
            Exception: What the second version's job raises.
        """
        if self._found is None:
            self._found = self._translate(self.primitive_job.result())
        return self._found

    def status(self) -> JobStatus:
        """Where the job stands."""
        return status_of(self.primitive_job)

    def done(self) -> bool:
        """Whether it has a result."""
        return self.status() is JobStatus.DONE

    def running(self) -> bool:
        """Whether it is at work."""
        return self.status() is JobStatus.RUNNING

    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.status() is JobStatus.CANCELLED

    def in_final_state(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.status() in (JobStatus.DONE, JobStatus.CANCELLED, JobStatus.ERROR)

    def cancel(self) -> Any:
        """Ask the job to stop, and return what it answers."""
        return self.primitive_job.cancel()


def status_of(job: Any) -> JobStatus:
    """Where a job stands; services that answer with a word are understood."""
    status = job.status()
    return status if isinstance(status, JobStatus) else JobStatus[str(status).upper()]
