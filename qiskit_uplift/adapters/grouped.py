"""The slot of the active session: what runs inside of a session finds it here.

It is a context variable: a thread that is started inside of a session begins without it, as does
whatever else has a context of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from qiskit_uplift.exceptions import SubmissionError, UncertainSubmissionError

if TYPE_CHECKING:
    from qiskit_uplift.adapters.backend import BackendAdapter

J = TypeVar("J")


class Group(Protocol):
    """Jobs that belong together.

    Attributes:
        session_id: What the group is called.
    """

    session_id: str

    def holds(self, adapter: BackendAdapter) -> bool:
        """Whether jobs on this backend belong to it."""

    def admit(self) -> None:
        """Raise SessionError where it takes no more jobs."""

    def enrol(self, job: Any) -> None:
        """Take a job that was submitted."""


_active: ContextVar[tuple[Group, ...]] = ContextVar("qiskit_uplift_sessions", default=())


def enter(group: Group) -> None:
    """Make a group the innermost one of this context."""
    _active.set((*_active.get(), group))


def leave(group: Group) -> None:
    """Take a group, the innermost if it was entered twice, out of this context."""
    groups = list(_active.get())
    for place in range(len(groups) - 1, -1, -1):
        if groups[place] is group:
            del groups[place]
            break
    _active.set(tuple(groups))


def active_group(adapter: BackendAdapter) -> Group | None:
    """The innermost group of this context on a backend, else the one that it has itself opened."""
    found = (group for group in reversed(_active.get()) if group.holds(adapter))
    return next(found, adapter.session)


def joined(group: Group | None, start: Callable[[], J]) -> J:
    """Start a job as one of a group.

    Args:
        group: Which; None for none.
        start: Submits the job.

    Raises:
        SessionError: The group takes no more jobs; nothing was submitted.
        Exception: What ``start`` raises.
    """
    if group is None:
        return start()
    group.admit()
    try:
        job = start()
    except (SubmissionError, UncertainSubmissionError) as error:
        if error.job is not None:  # a part was accepted, and is the group's
            group.enrol(error.job)
        raise
    group.enrol(job)
    return job
