"""Jobs: what they are called, where they say that they are, and what they hand out in the end."""

from __future__ import annotations

import pickle
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import Job, JobStatus
from qiskit.providers.jobstatus import JOB_FINAL_STATES
from qiskit.result import Result

from qiskit_uplift.conformance.calls import one, submitted
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import measurable, reading
from qiskit_uplift.conformance.coins import coins
from qiskit_uplift.conformance.documents import BACKEND_RUN, JOB, JOB_STATUS, RESULT
from qiskit_uplift.conformance.lives import (
    asked_of,
    final_status,
    must_be_job,
    own_names,
    require_forward,
    status_of,
    statuses,
)
from qiskit_uplift.conformance.outcomes import Outcome
from qiskit_uplift.conformance.trial import Trial

SHOTS = 50
"""Shots of a run that is all about its job."""

STILL = 20
"""How often a job that has ended is asked again."""


def _job(trial: Trial, circuit: QuantumCircuit | None = None) -> Any:
    return submitted(trial, [circuit or one(trial)], trial.shots(SHOTS))


def _outcomes(trial: Trial, job: Any, circuit: QuantumCircuit) -> Outcome:
    access = trial.run_access
    return access.read(access.result(job), [circuit], trial.shots(SHOTS))[0]


@check(
    "job.is-job",
    demands="run() returns a Job, with the methods that are documented.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.SMOKE,
    needs=(Need.RUN, Need.TARGET),
    shots=SHOTS + 20,
    jobs=3,
    stochastic=False,
)
def is_job(trial: Trial) -> None:
    """Look at its class and at its methods."""
    if not must_be_job(trial):
        trial.not_applicable("an object of a kind that isn't documented may return anything")
    circuit = one(trial)
    access = trial.run_access
    shots = trial.shots(SHOTS)
    job = access.submit(
        [circuit] if access.lists else circuit, access.arguments(shots, None, False, {}), cost=shots
    )
    trial.require(
        isinstance(job, Job),
        "run() doesn't return a Job.",
        expected="a qiskit.providers.Job",
        observed=f"{job!r}",
        call="run(circuit)",
    )
    methods = ("job_id", "status", "result", "cancel", "backend", "submit", "done", "running")
    missing = [name for name in methods if not callable(getattr(job, name, None))]
    trial.require(
        not missing,
        "A job lacks methods.",
        expected=", ".join(methods),
        observed=f"no {', '.join(missing)}",
        call="run(circuit)",
    )
    access.result(job)


@check(
    "job.id",
    demands="A job has an id, which is a str, and which is the same whenever it is asked for.",
    source=f"{JOB}#job_id",
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=SHOTS + 20,
    jobs=3,
    stochastic=False,
)
def job_id(trial: Trial) -> None:
    """Ask before and after the result."""
    job = _job(trial)
    before = [asked_of(trial, job, "job_id") for _ in range(2)]
    trial.run_access.result(job)
    found = [*before, asked_of(trial, job, "job_id")]
    trial.require(
        isinstance(found[0], str) and bool(found[0]),
        "The id of a job is no text.",
        expected="a str with something in it",
        observed=f"{found[0]!r}",
        call="job.job_id()",
    )
    trial.require(
        len(set(found)) == 1,
        "The id of a job changes.",
        expected=f"{found[0]!r} each time",
        observed=", ".join(map(repr, found)),
        call="job.job_id()",
    )


@check(
    "job.ids-differ",
    demands="Every job has an id of its own.",
    source=f"{JOB}#job_id",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=6 * SHOTS + 20,
    jobs=8,
    stochastic=False,
)
def ids_differ(trial: Trial) -> None:
    """Submit the same circuit several times."""
    circuit = one(trial)
    jobs = []
    for _ in range(6):
        jobs.append(_job(trial, circuit))
        if trial.run_access.limits.max_jobs is not None:
            trial.run_access.result(jobs[-1])
    ids = [asked_of(trial, job, "job_id") for job in jobs]
    trial.require(
        len(set(ids)) == len(ids),
        "Several jobs have the same id.",
        expected=f"{len(ids)} different ids",
        observed=", ".join(map(repr, ids)),
        call="job.job_id()",
    )
    for job in jobs:
        trial.run_access.result(job)


@check(
    "job.status-forward",
    demands="The status of a job only goes forward, ends in DONE where all went well, and stays.",
    source=JOB_STATUS,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=3 * SHOTS + 20,
    jobs=5,
    stochastic=False,
)
def status_forward(trial: Trial) -> None:
    """Ask until jobs end, and some times after."""
    for _ in range(3):
        job = _job(trial)
        before: JobStatus | None = None
        for status in statuses(trial, job):
            require_forward(trial, before, status)
            before = status
        for asked in range(STILL):
            if asked == STILL // 2:
                trial.run_access.result(job)
            require_forward(trial, before, status_of(trial, job))
        trial.require(
            before is JobStatus.DONE,
            "A job of a circuit that can be run doesn't end in DONE.",
            expected="DONE",
            observed=str(before and before.name),
            call="job.status()",
        )


@check(
    "job.ends",
    demands="A job whose result is there is in a final status, and one in a final status has its "
    "result.",
    source=JOB_STATUS,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * SHOTS + 20,
    jobs=4,
)
def ends(trial: Trial) -> None:
    """Ask for the result first, and for the status first."""
    circuit = one(trial)
    job = _job(trial, circuit)
    trial.judge_outcome(_outcomes(trial, job, circuit))
    status = status_of(trial, job)
    trial.require(
        status is JobStatus.DONE,
        "A job whose result is there isn't DONE.",
        expected="DONE",
        observed=status.name,
        call="job.status() after job.result()",
    )
    job = _job(trial, circuit)
    final_status(trial, job)
    trial.judge_outcome(_outcomes(trial, job, circuit))


@check(
    "job.predicates",
    demands="done(), running(), cancelled() and in_final_state() say what status() says.",
    source=JOB,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=SHOTS + 20,
    jobs=3,
    stochastic=False,
)
def predicates(trial: Trial) -> None:
    """Ask between two statuses that are the same, until the job has ended."""
    job = _job(trial)
    names = ("done", "running", "cancelled", "in_final_state")
    for status in statuses(trial, job):
        told = {name: asked_of(trial, job, name) for name in names}
        if status_of(trial, job) is not status:
            continue  # it changed meanwhile
        wanted = {
            "done": status is JobStatus.DONE,
            "running": status is JobStatus.RUNNING,
            "cancelled": status is JobStatus.CANCELLED,
            "in_final_state": status in JOB_FINAL_STATES,
        }
        wrong = [name for name in names if bool(told[name]) is not wanted[name]]
        trial.require(
            not wrong,
            f"{' and '.join(f'{name}()' for name in wrong)} disagree with status().",
            expected=", ".join(f"{name}() {wanted[name]}" for name in wrong)
            + f", as the status is {status.name}",
            observed=", ".join(f"{name}() {told[name]!r}" for name in wrong),
            call=f"job.{(wrong or names)[0]}()",
        )


@check(
    "job.result-twice",
    demands="The result of a job is the same each time.",
    source=f"{JOB}#result",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=220,
    jobs=3,
    stochastic=False,
)
def result_twice(trial: Trial) -> None:
    """Ask for random outcomes three times."""
    circuit = coins(trial)
    shots = trial.shots(200)
    job = submitted(trial, [circuit], shots, seeded=False)
    access = trial.run_access
    found = [access.read(access.result(job), [circuit], shots)[0] for _ in range(3)]
    first = found[0]
    other = next((o for o in found if (o.counts, o.memory) != (first.counts, first.memory)), None)
    trial.require(
        other is None,
        "The result of a job isn't the same when it is asked for again.",
        expected=f"{dict(first.counts)}",
        observed=f"{dict((other or first).counts)}, or these in another order",
        circuit=circuit,
        call="job.result(), again",
    )


@check(
    "job.result-agrees",
    demands="The result names its job and its backend, is a success, and has one entry a circuit.",
    source=RESULT,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * SHOTS + 20,
    jobs=3,
    stochastic=False,
)
def result_agrees(trial: Trial) -> None:
    """Compare the fields of a result with the job and the backend."""
    access = trial.run_access
    circuits = [one(trial, name) for name in ("first", "second")]
    circuits = circuits if access.lists and access.limits.max_circuits != 1 else circuits[:1]
    job = submitted(trial, circuits[:1] if access.unsure else circuits, trial.shots(SHOTS))
    result = access.result(job)
    if not isinstance(result, Result):
        trial.not_applicable("its results are of a class of their own")
    number = 1 if not access.lists else len(circuits)
    _, names = own_names(access.backend)
    told_id = getattr(result, "job_id", None)
    for holds, what, wanted, got in (
        (result.success is True, "success", "True", result.success),
        (len(result.results) == number, "results", f"{number} entries", len(result.results)),
        (told_id == asked_of(trial, job, "job_id"), "job_id", "that of the job", told_id),
        (
            not names or result.backend_name in names,
            "backend_name",
            " or ".join(sorted(names)),
            result.backend_name,
        ),
    ):
        trial.require(
            holds,
            f"The {what} of a result isn't right.",
            expected=wanted,
            observed=f"{got!r}",
            call=f"job.result().{what}",
        )


@check(
    "job.backend",
    demands="A job knows the backend that it was executed on.",
    source=f"{JOB}#backend",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=SHOTS + 20,
    jobs=3,
    stochastic=False,
)
def backend_of_job(trial: Trial) -> None:
    """It is the one whose run was called, or one that this holds and hands its jobs on to."""
    job = _job(trial)
    told = asked_of(trial, job, "backend")
    own, names = own_names(trial.run_access.backend)
    name = getattr(told, "name", None)
    name = name() if callable(name) else name
    trial.require(
        any(told is each for each in own) or (name in names and type(told) is type(own[0])),
        "A job names another backend than the one it was sent to.",
        expected=f"{own[0]!r}",
        observed=f"{told!r}",
        call="job.backend()",
    )
    if told is not own[0]:
        trial.note(f"Jobs are handed on to {told!r}.")
    trial.run_access.result(job)


@check(
    "job.result-pickled",
    demands="A result is data: it can be pickled, and has the same outcomes then.",
    source=RESULT,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=220,
    jobs=3,
    stochastic=False,
)
def result_pickled(trial: Trial) -> None:
    """Send one through pickle."""
    circuit, shots = coins(trial), trial.shots(200)
    access = trial.run_access
    result = access.result(submitted(trial, [circuit], shots, seeded=False))

    def copied() -> Any:
        return pickle.loads(pickle.dumps(result))

    copy = access.ask(copied, "pickle.loads(pickle.dumps(job.result()))")
    _require_same(trial, result, copy, circuit, "by pickle")


@check(
    "job.result-dict",
    demands="Result.from_dict(result.to_dict()) has the same outcomes.",
    source=f"{RESULT}#to_dict",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=220,
    jobs=3,
    stochastic=False,
)
def result_dict(trial: Trial) -> None:
    """Send one through a dictionary."""
    circuit, shots = coins(trial), trial.shots(200)
    access = trial.run_access
    result = access.result(submitted(trial, [circuit], shots, seeded=False))
    if not isinstance(result, Result):
        trial.not_applicable("its results are of a class of their own")
    call = "Result.from_dict(job.result().to_dict())"
    copy = access.ask(lambda: Result.from_dict(result.to_dict()), call)
    _require_same(trial, result, copy, circuit, "by a dictionary")


def _require_same(trial: Trial, result: Any, copy: Any, circuit: QuantumCircuit, how: str) -> None:
    access, shots = trial.run_access, trial.shots(200)
    (before,) = access.read(result, [circuit], shots)
    (after,) = access.read(copy, [circuit], shots)
    trial.require(
        before.counts == after.counts and before.memory == after.memory,
        f"A result that was copied {how} has other outcomes.",
        expected=f"{dict(before.counts)}",
        observed=f"{dict(after.counts)}",
        circuit=circuit,
    )


@check(
    "job.results-their-own",
    demands="Jobs that wait side by side give each its own result, in whatever order these are "
    "asked for.",
    source=f"{JOB}#result",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=4 * SHOTS + 20,
    jobs=6,
)
def results_their_own(trial: Trial) -> None:
    """Submit circuits that read differently, and ask for the last result first."""
    width = min(2, len(measurable(trial.target)))
    most = trial.run_access.limits.max_jobs or 4
    waiting = []
    for number in range(min(2**width, most)):
        ones = [bit for bit in range(width) if number >> bit & 1]
        circuit = reading(trial.target, ones, width, name=f"reads_{number}")
        waiting.append((circuit, _job(trial, circuit)))
    for circuit, job in reversed(waiting):
        trial.judge_outcome(
            _outcomes(trial, job, circuit),
            message="A job's result isn't that of its own circuit.",
        )
