"""`DeviceLog`: what a faulty device saw, which is what a test of retries counts."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from qiskit_uplift.backends.faults.job import FaultyJob

CallKind = Literal["submit", "status", "result", "cancel", "retrieve"]


@dataclass(frozen=True)
class SeenSubmission:
    """One call of ``run``.

    Attributes:
        index: Its number, from 0.
        circuits: The names of the circuits.
        shots: The shots of each, or None where the call didn't say.
        options: All keyword arguments of the call.
        faults: The names of the faults that strike this submission or one of its experiments.
        job_id: The id of the job; None where the device refused it.
        acknowledged: Whether the caller was told.
    """

    index: int
    circuits: tuple[str | None, ...]
    shots: int | None
    options: dict[str, Any]
    faults: tuple[str, ...]
    job_id: str | None = None
    acknowledged: bool = False


@dataclass(frozen=True)
class DeviceCall:
    """One call of the device or of one of its jobs.

    Attributes:
        kind: ``submit``, ``status``, ``result``, ``cancel`` or ``retrieve``.
        job_id: Which job it was about; None for a submission that was refused.
    """

    kind: CallKind
    job_id: str | None


class DeviceLog:
    """Every call that reached a faulty device, in order; safe to use from several threads.

    It keeps every job, so that a test finds even those that nobody was told of.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[DeviceCall] = []
        self._submissions: list[SeenSubmission] = []
        self._jobs: dict[str, FaultyJob] = {}

    def submitted(self, seen: SeenSubmission, job: FaultyJob | None) -> None:
        """Note a submission, and its job where the device accepted it."""
        with self._lock:
            self._submissions.append(seen)
            self._calls.append(DeviceCall("submit", seen.job_id))
            if job is not None:
                self._jobs[job.job_id()] = job

    def called(self, kind: CallKind, job_id: str) -> None:
        """Note a call that is no submission."""
        with self._lock:
            self._calls.append(DeviceCall(kind, job_id))

    @property
    def calls(self) -> list[DeviceCall]:
        """All calls, in the order in which they came."""
        with self._lock:
            return list(self._calls)

    @property
    def submissions(self) -> list[SeenSubmission]:
        """All submissions by number, the refused ones as well."""
        with self._lock:
            return sorted(self._submissions, key=lambda seen: seen.index)

    @property
    def accepted(self) -> list[SeenSubmission]:
        """The submissions that the device ran, whether or not the caller was told."""
        return [seen for seen in self.submissions if seen.job_id is not None]

    @property
    def acknowledged(self) -> list[SeenSubmission]:
        """The submissions that the device ran and told the caller of."""
        return [seen for seen in self.submissions if seen.acknowledged]

    @property
    def jobs(self) -> list[FaultyJob]:
        """The jobs of all accepted submissions, by number."""
        return [self._jobs[seen.job_id] for seen in self.accepted if seen.job_id is not None]

    def job(self, job_id: str) -> FaultyJob | None:
        """The job with that id, or None where the device has none."""
        return self._jobs.get(job_id)

    def about(self, kind: CallKind) -> list[str | None]:
        """The job ids of all calls of one kind, in the order in which they came."""
        return [call.job_id for call in self.calls if call.kind == kind]
