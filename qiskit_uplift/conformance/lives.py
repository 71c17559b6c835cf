"""The life of a job: the order of its statuses, and how its end is waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from qiskit.providers import BackendV2, JobStatus
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.conformance.findings import BackendRaised, Finding
from qiskit_uplift.conformance.trial import Trial

STAGES = {
    JobStatus.INITIALIZING: 0,
    JobStatus.VALIDATING: 1,
    JobStatus.QUEUED: 1,
    JobStatus.RUNNING: 2,
    **dict.fromkeys(JOB_FINAL_STATES, 3),
}
"""A job goes from lower stages to higher ones; the last it never leaves."""

PAUSE = 0.002
"""Seconds between two questions for a status."""


def must_be_job(trial: Trial) -> bool:
    """Whether the documents say that ``run`` returns a ``Job``."""
    backend = trial.subject.backend
    return isinstance(backend, BackendV2) or trial.subject.kind == "BackendV1"


def asked_of(trial: Trial, job: Any, method: str, *arguments: Any, **named: Any) -> Any:
    """What a method of a job answers.

    Raises:
        NotApplicable: The job has no such method, and needn't have it.
        Violation: It raised, or gave no answer.
    """
    call: Any = getattr(job, method, None)
    if not callable(call):
        if not must_be_job(trial):
            trial.not_applicable(f"its jobs have no {method}()")
        trial.require(
            False,
            f"A job has no {method}().",
            expected=f"job.{method}()",
            observed=f"{type(job).__name__} without it",
            call=f"job.{method}()",
        )
    written = ", ".join([*map(repr, arguments), *(f"{k}={v!r}" for k, v in named.items())])
    return trial.run_access.ask(lambda: call(*arguments, **named), f"job.{method}({written})")


def status_of(trial: Trial, job: Any) -> JobStatus:
    """A job's status, which is a ``JobStatus``."""
    status = asked_of(trial, job, "status")
    if not isinstance(status, JobStatus) and not must_be_job(trial):
        trial.not_applicable(f"its jobs have statuses of their own, such as {status!r}")
    trial.require(
        isinstance(status, JobStatus),
        "The status of a job is none that is documented.",
        expected="a JobStatus",
        observed=f"{status!r}",
        call="job.status()",
    )
    return status


def statuses(trial: Trial, job: Any) -> Iterator[JobStatus]:
    """The statuses of a job until it has ended.

    Raises:
        Violation: It doesn't end in the time that a call may take.
    """
    clock = threading.Event()
    began = time.monotonic()
    while True:
        status = status_of(trial, job)
        yield status
        if status in JOB_FINAL_STATES:
            return
        if trial.run_access.is_late(began):
            raise BackendRaised(
                Finding(
                    f"A job doesn't end: after {trial.run_access.timeout:g} s it is still "
                    f"{status.name}.",
                    expected="a final status",
                    observed=status.name,
                    call="job.status()",
                )
            )
        clock.wait(PAUSE)


def final_status(trial: Trial, job: Any) -> JobStatus:
    """The status in which a job ends."""
    *_, last = statuses(trial, job)
    return last


def require_forward(trial: Trial, before: JobStatus | None, after: JobStatus) -> None:
    """Require that a job doesn't go back."""
    back = before is not None and (
        STAGES[after] < STAGES[before] or (before in JOB_FINAL_STATES and after is not before)
    )
    trial.require(
        not back,
        "The status of a job went back.",
        expected=f"after {before.name if before else None}, that or a later one",
        observed=after.name,
        call="job.status()",
    )


def own_names(backend: Any) -> tuple[list[Any], set[str]]:
    """The backend and those that it holds, to which it may hand its jobs on; and their names."""
    held = [value for value in vars(backend).values() if callable(getattr(value, "run", None))]
    several = [backend, *held]
    names = set()
    for one in several:
        name = getattr(one, "name", None)
        name = name() if callable(name) else name
        if isinstance(name, str):
            names.add(name)
    return several, names
