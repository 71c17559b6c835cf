"""Faults of the calls: at submission, while the job waits, at its result, and afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qiskit.providers import JobError, JobStatus
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.backends.faults.base import Fault
from qiskit_uplift.backends.faults.errors import (
    PermanentDeviceError,
    TransientDeviceError,
    UnreachableDeviceError,
)


@dataclass(frozen=True, kw_only=True)
class TransientSubmit(Fault):
    """``run`` raises `UnreachableDeviceError`: the device has seen nothing of the call."""

    name: ClassVar[str] = "transient-submit"

    def on_submit(self, accepted: bool) -> None:
        """Raise, before."""
        if not accepted:
            raise UnreachableDeviceError("The device can't be reached; nothing was accepted.")


@dataclass(frozen=True, kw_only=True)
class LostAnswer(Fault):
    """The device accepts the job, and the connection is cut before ``run`` has its answer."""

    name: ClassVar[str] = "lost-answer"

    def on_submit(self, accepted: bool) -> None:
        """Raise, after."""
        if accepted:
            raise TransientDeviceError("The connection was cut while the job was handed over.")


@dataclass(frozen=True, kw_only=True)
class PermanentSubmit(Fault):
    """``run`` raises `PermanentDeviceError`."""

    name: ClassVar[str] = "permanent-submit"

    def on_submit(self, accepted: bool) -> None:
        """Raise, before."""
        if not accepted:
            raise PermanentDeviceError("The device refuses this job.")


@dataclass(frozen=True, kw_only=True)
class QueueDelay(Fault):
    """The job stays in the queue until its ``release()``, and goes on from there."""

    name: ClassVar[str] = "queue-delay"
    held: ClassVar[JobStatus | None] = JobStatus.QUEUED


@dataclass(frozen=True, kw_only=True)
class NeverComes(Fault):
    """The job runs for ever.

    Its ``release()`` ends it as an error; whoever waits for its result waits until then.
    """

    name: ClassVar[str] = "never-comes"
    held: ClassVar[JobStatus | None] = JobStatus.RUNNING

    def on_status(self, status: JobStatus, answered: int) -> JobStatus:
        """An error, once it was released."""
        del answered
        return JobStatus.ERROR if status in JOB_FINAL_STATES else status

    def on_result(self, job_id: str, asked: int) -> None:
        """Raise, once it was released."""
        del asked
        raise JobError(f"Job {job_id} was given up by the device.")


@dataclass(frozen=True, kw_only=True)
class SlowStatus(Fault):
    """The status lags behind: a job that has ended is still said to run.

    Args:
        at: As of every `Fault`.
        probability: As of every `Fault`.
        lag: How many answers are late.
    """

    name: ClassVar[str] = "slow-status"
    lag: int = 3

    def on_status(self, status: JobStatus, answered: int) -> JobStatus:
        """Still running, for the first answers."""
        return JobStatus.RUNNING if answered < self.lag and status in JOB_FINAL_STATES else status


@dataclass(frozen=True, kw_only=True)
class NetworkCut(Fault):
    """The connection is cut in mid-answer: ``result`` raises, and works when asked again.

    Args:
        at: As of every `Fault`.
        probability: As of every `Fault`.
        times: How many calls are cut.
    """

    name: ClassVar[str] = "network-cut"
    times: int = 1

    def on_result(self, job_id: str, asked: int) -> None:
        """Raise, for the first calls."""
        if asked < self.times:
            raise TransientDeviceError(f"The connection was cut in the answer of job {job_id}.")


@dataclass(frozen=True, kw_only=True)
class BatchFails(Fault):
    """The whole job fails: its status is an error, and ``result`` raises ``JobError``."""

    name: ClassVar[str] = "batch-fails"

    def on_status(self, status: JobStatus, answered: int) -> JobStatus:
        """An error, where it would be done."""
        del answered
        return JobStatus.ERROR if status is JobStatus.DONE else status

    def on_result(self, job_id: str, asked: int) -> None:
        """Raise, every time."""
        del asked
        raise JobError(f"Job {job_id} failed on the device.")


@dataclass(frozen=True, kw_only=True)
class CancelIgnored(Fault):
    """``cancel`` answers and does nothing.

    Args:
        at: As of every `Fault`.
        probability: As of every `Fault`.
        says: What it answers.
    """

    name: ClassVar[str] = "cancel-ignored"
    says: bool = True

    def on_cancel(self) -> bool | None:
        """The answer."""
        return self.says


@dataclass(frozen=True, kw_only=True)
class UnknownJob(Fault):
    """``retrieve_job`` doesn't know the job, though the device ran it."""

    name: ClassVar[str] = "unknown-job"

    def on_retrieval(self, job_id: str) -> None:
        """Raise."""
        raise JobError(f"The device has no job {job_id!r}.")
