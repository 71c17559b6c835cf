"""Batches of a simulator that are computed elsewhere: in other processes, or on a cluster."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any

from qiskit.providers import JobError, JobStatus

BATCHES = 64
"""A run without a limit of circuits a job is cut into at most as many batches. The number doesn't
depend on that of the workers, as the seeds, and so the numbers, follow from the batches."""


def spread(
    executor: Executor,
    run: Callable[..., Any],
    circuits: Any,
    sent: Mapping[str, Any],
    waiting: Mapping[str, Any],
) -> SpreadJob:
    """Hand one call of ``run`` to an executor.

    Args:
        executor: Any; one with processes pickles the backend.
        run: The backend's own.
        circuits: Its argument.
        sent: Its keyword arguments.
        waiting: Those of the ``result`` of its job.
    """
    return SpreadJob(executor, (run, circuits, dict(sent), dict(waiting)))


def _computed(
    run: Callable[..., Any], circuits: Any, sent: dict[str, Any], waiting: dict[str, Any]
) -> Any:
    handle = run(circuits, **sent)
    result = getattr(handle, "result", None)
    return result(**waiting) if callable(result) else handle


class SpreadJob:
    """The job of a batch that an executor computes."""

    def __init__(self, executor: Executor, call: tuple[Any, ...]) -> None:
        self._call = call
        self._job_id = str(uuid.uuid4())
        self._future: Future[Any] = executor.submit(_computed, *call)

    def job_id(self) -> str:
        """An id of our own."""
        return self._job_id

    def result(self) -> Any:
        """Wait for what the backend's job returned.

        A worker that died with its whole pool costs its batch a second computation, here.

        Raises:
            JobError: The job was cancelled.
        """
        try:
            return self._future.result()
        except CancelledError:
            raise JobError(f"Job {self._job_id} was cancelled.") from None
        except BrokenExecutor:
            return _computed(*self._call)

    def status(self) -> JobStatus:
        """Where the batch is."""
        if self._future.cancelled():
            return JobStatus.CANCELLED
        if not self._future.done():
            return JobStatus.RUNNING if self._future.running() else JobStatus.QUEUED
        return JobStatus.DONE if self._future.exception() is None else JobStatus.ERROR

    def cancel(self) -> bool:
        """Cancel the batch, if no worker has begun it."""
        return self._future.cancel()
