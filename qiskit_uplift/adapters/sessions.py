"""`Session` and `Batch`: jobs that belong together, at the provider where it has such."""

from __future__ import annotations

import inspect
import re
import threading
import time
import uuid
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from qiskit_uplift.adapters import grouped
from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.jobs import BackendJob, RunJob
from qiskit_uplift.exceptions import OptionError, SessionError

if TYPE_CHECKING:
    from qiskit_uplift.adapters.estimator import EstimatorAdapter
    from qiskit_uplift.adapters.sampler import SamplerAdapter

S = TypeVar("S", bound="JobGroup")

_DURATION = re.compile(r"\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m)?\s*(?:(\d+)\s*s)?\s*", re.I)


class JobGroup:
    """What `Session` and `Batch` have in common.

    Args:
        backend: Where its jobs run: anything that :func:`~qiskit_uplift.uplift` takes.
        max_time: For how long it takes jobs: seconds, or a text such as ``"1h 30m"``, from when
            it was opened; None for no limit. Jobs that were submitted by then go on.

    Raises:
        OptionError: ``max_time`` is no time.
        UnsupportedBackendError: ``backend`` is no backend.

    Attributes:
        backend: The backend, uplifted.
        session_id: What it is called; the provider's own name where it has one.
        jobs: Its jobs, in the order in which they were submitted.
    """

    mode: ClassVar[str]

    def __init__(self, backend: Any, *, max_time: int | str | None = None) -> None:
        self.backend: BackendAdapter = uplift(backend)
        self.max_time = seconds(max_time)
        self._own = self._open()
        told = getattr(self._own, "session_id", None)
        self.session_id = told if isinstance(told, str) else str(uuid.uuid4())
        self._created, self._start = time.time(), time.monotonic()
        self._lock = threading.RLock()
        self._jobs: list[RunJob[Any]] = []
        self._closed = self._cancelled = False

    def _open(self) -> Any:
        """The provider's own session; None where it has none."""
        return None

    # --- what runs in it

    @property
    def jobs(self) -> list[RunJob[Any]]:
        """Its jobs, in the order in which they were submitted."""
        with self._lock:
            return list(self._jobs)

    @property
    def is_open(self) -> bool:
        """Whether it takes jobs."""
        return not self._closed and not self._is_over()

    def _is_over(self) -> bool:
        return self.max_time is not None and time.monotonic() - self._start >= self.max_time

    def holds(self, adapter: BackendAdapter) -> bool:
        """Whether jobs on a backend belong to it: on the same backend, however it was uplifted."""
        return adapter.wrapped is self.backend.wrapped

    def admit(self) -> None:
        """Raise where it takes no more jobs.

        Raises:
            SessionError: It was closed, or its time is over.
        """
        if self._closed:
            raise SessionError(
                f"The {self.mode} {self.session_id} on {self.backend.name!r} is closed and takes "
                "no more jobs. Open another; what was made inside of this one stays with it."
            )
        if self._is_over():
            raise SessionError(
                f"The {self.mode} {self.session_id} on {self.backend.name!r} takes no more jobs: "
                f"its max_time of {self.max_time} s is over. Open another."
            )

    def enrol(self, job: RunJob[Any]) -> None:
        """Take a job that was submitted; one that comes after `cancel` is cancelled."""
        job.session_id = self.session_id
        with self._lock:
            self._jobs.append(job)
            late = self._cancelled
        if late:
            job.cancel()

    def run(self, run_input: Any, **options: Any) -> BackendJob:
        """Run circuits in it, as the backend's ``run``.

        Raises:
            SessionError: It takes no more jobs.
        """
        return self.backend.run_in(self, run_input, **options)

    def sampler(self, **options: Any) -> SamplerAdapter:
        """A Sampler that belongs to it; see `BackendAdapter.sampler`."""
        return self._bound(self.backend.sampler(**options))

    def estimator(self, **options: Any) -> EstimatorAdapter:
        """An Estimator that belongs to it; see `BackendAdapter.estimator`."""
        return self._bound(self.backend.estimator(**options))

    def _bound(self, primitive: Any) -> Any:
        primitive._group = self
        return primitive

    # --- its end

    def close(self) -> None:
        """Take no more jobs; those that were submitted go on."""
        with self._lock:
            first = not self._closed
            self._closed = True
        if first:
            self._close_own()

    def cancel(self) -> None:
        """Take no more jobs, and ask the provider to cancel those that haven't ended.

        Raises:
            ExecutionError: A job couldn't be asked; all others were.
        """
        with self._lock:
            self._cancelled = True
            waiting = [job for job in self._jobs if not job.in_final_state()]
        errors = []
        for job in waiting:
            try:
                job.cancel()
            except Exception as error:  # a provider may raise anything; the others are asked
                errors.append(error)
        try:
            self.close()
        finally:
            if errors:
                raise errors[0]

    def _close_own(self) -> None:
        """Close the provider's own session."""

    def __enter__(self: S) -> S:
        self.admit()
        grouped.enter(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        grouped.leave(self)
        self.backend.detach(self)
        self.close()

    # --- what it is

    def status(self) -> str:
        """``"open"``, ``"closed"``, or ``"over"`` where its time has run out."""
        if self._closed:
            return "closed"
        return "over" if self._is_over() else "open"

    def details(self) -> dict[str, Any]:
        """What is known of it, as JSON can hold it.

        Returns:
            ``id``, ``mode``, ``backend_name``, ``state`` (see `status`), ``accepting_jobs``,
            ``max_time`` and ``usage_time`` in seconds, ``created`` in seconds since 1970,
            ``jobs`` (the id and status of each), and ``provider``: what the provider says of its
            own session, or None.
        """
        details = getattr(self._own, "details", None)
        return {
            "id": self.session_id,
            "mode": self.mode,
            "backend_name": self.backend.name,
            "state": self.status(),
            "accepting_jobs": self.is_open,
            "max_time": self.max_time,
            "usage_time": time.monotonic() - self._start,
            "created": self._created,
            "jobs": {job.run_id: job.status().name for job in self.jobs},
            "provider": details() if callable(details) else None,
        }

    def __repr__(self) -> str:
        kind = type(self).__name__
        return f"<{kind} {self.session_id} on {self.backend.name!r}: {self.status()}>"


class Session(JobGroup):
    """Jobs that a provider runs without others in between, where it has sessions.

    Where the backend has an ``open_session()`` of its own, as IBM's, that is opened and closed
    with it. Else the jobs are grouped on this side: they have a common ``session_id``, can be
    cancelled together, and are refused once it is closed.

    Inside of its ``with`` block, all that is run on the backend belongs to it: by its ``run``, by
    a Sampler or an Estimator. A primitive that is made there belongs to it for good, and raises
    when it is run later. The innermost session on a backend counts, and a thread that is started
    in the block begins without one, as each has a context of its own; it may use
    `Session.sampler`, `Session.estimator` and `Session.run`.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift import uplift
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.service import Session
        >>> backend = uplift(reference_device())
        >>> circuit = QuantumCircuit(1, 1)
        >>> _ = circuit.measure(0, 0)
        >>> with Session(backend, max_time="10m") as session:
        ...     sampler = backend.sampler()
        ...     job = sampler.run([circuit], shots=10)
        >>> job.session_id == session.session_id, session.status()
        (True, 'closed')
        >>> sampler.run([circuit])
        Traceback (most recent call last):
        ...
        qiskit_uplift.exceptions.SessionError: ... is closed and takes no more jobs. ...
    """

    mode = "session"

    def _open(self) -> Any:
        opens = getattr(self.backend.wrapped, "open_session", None)
        if not callable(opens):
            return None
        takes = "max_time" in inspect.signature(opens).parameters
        return opens(max_time=self.max_time) if takes and self.max_time is not None else opens()

    def _close_own(self) -> None:
        if self._own is None:
            return
        verb = "cancel" if self._cancelled else "close"
        owners = (
            (self.backend.wrapped, f"{verb}_session"),
            (self._own, verb),
            (self._own, "close"),
        )
        for owner, name in owners:
            ends = getattr(owner, name, None)
            if callable(ends):
                ends()
                return


class Batch(JobGroup):
    """Jobs that belong together and may run side by side, grouped on this side.

    It is used as `Session`, and opens none at the provider.
    """

    mode = "batch"


def seconds(time_limit: int | str | None) -> int | None:
    """A time in seconds.

    Args:
        time_limit: Seconds, or a text such as ``"1h 30m 20s"``.

    Raises:
        OptionError: It is no time, or not above 0.
    """
    if time_limit is None:
        return None
    found = time_limit
    if isinstance(time_limit, str):
        match = _DURATION.fullmatch(time_limit)
        parts = [int(part or 0) for part in match.groups()] if match else [0, 0, 0]
        found = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise OptionError(
            f"max_time={time_limit!r}; it takes seconds above 0, or a text such as '1h 30m'."
        )
    return found
