"""Jobs that are cancelled, waited for in vain, fetched again, or that fail."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from typing import Any

from qiskit.circuit import Gate, Parameter, QuantumCircuit
from qiskit.providers import JobStatus
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.conformance.calls import (
    attempt,
    one,
    quietly,
    still_works,
    submitted,
)
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.coins import coins
from qiskit_uplift.conformance.documents import BACKEND_RUN, JOB, JOB_STATUS, RESULT
from qiskit_uplift.conformance.findings import BackendRaised, Violation
from qiskit_uplift.conformance.lives import asked_of, final_status, status_of
from qiskit_uplift.conformance.trial import Trial

SHOTS = 50
"""Shots of a run that is all about its job."""

MANY = 8
"""Circuits of a job that is to take a while."""

SHORT = 0.01
"""Seconds that a result is waited for in vain."""

LATE = 1.0
"""Seconds after which that was waited for no more, on a machine that isn't held up itself."""


class _Pulse:
    """Shows whether the machine is too busy to keep times: the longest gap between two beats."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def _beat(self) -> None:
        last = time.monotonic()
        while not self._stop.wait(SHORT):
            now = time.monotonic()
            self.longest, last = max(self.longest, now - last), now

    def __enter__(self) -> _Pulse:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop.set()
        self._thread.join()


def _raised(call: Callable[[], Any]) -> BaseException | None:
    """What a call raised that may be refused.

    Raises:
        BackendRaised: It gave no answer in time.
    """
    try:
        with quietly():
            call()
    except BackendRaised as error:
        if error.original is None:
            raise
        return error.original
    return None


def _judge(trial: Trial, job: Any, circuits: list[QuantumCircuit], after: str) -> None:
    access = trial.run_access
    shots = trial.shots(SHOTS)
    for outcome in access.read(access.result(job), circuits, shots):
        trial.judge_outcome(outcome, message=f"The result of a job is wrong after {after}.")


@check(
    "job.cancel-finished",
    demands="To cancel a job that has ended changes neither its status nor its result.",
    source=f"{JOB}#cancel",
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=SHOTS + 20,
    jobs=3,
)
def cancel_finished(trial: Trial) -> None:
    """Cancel it, and ask again."""
    circuit = one(trial)
    job = submitted(trial, [circuit], trial.shots(SHOTS))
    trial.run_access.result(job)
    before = final_status(trial, job)
    error = _raised(lambda: asked_of(trial, job, "cancel"))
    if error is not None:
        trial.note(f"cancel() raises {type(error).__name__} where the job has ended.")
    after = status_of(trial, job)
    trial.require(
        after is before,
        "cancel() changed the status of a job that had ended.",
        expected=before.name,
        observed=after.name,
        call="job.cancel() after job.result()",
    )
    _judge(trial, job, [circuit], "cancel()")


@check(
    "job.cancel-running",
    demands="A job that is cancelled on its way ends: CANCELLED, or with its right result.",
    source=f"{JOB}#cancel",
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=(MANY + 1) * SHOTS + 110,
    jobs=5,
)
def cancel_running(trial: Trial) -> None:
    """Cancel it at once, and wait for its end."""
    access = trial.run_access
    number = min(MANY, access.limits.max_circuits or MANY) if access.lists else 1
    circuits = [one(trial, f"number_{k}") for k in range(1 if access.unsure else number)]
    job = submitted(trial, circuits, trial.shots(SHOTS))
    error = _raised(lambda: asked_of(trial, job, "cancel"))
    if error is not None:
        trial.note(f"cancel() raises {type(error).__name__}.")
    status = final_status(trial, job)
    trial.note(f"A job that is cancelled at once ends as {status.name}.")
    if status is JobStatus.DONE:
        _judge(trial, job, circuits, "cancel()")
    else:
        trial.require(
            error is None,
            "A job that couldn't be cancelled didn't end as DONE.",
            expected="DONE, as cancel() raised",
            observed=status.name,
            call="job.cancel()",
        )
        _raised(lambda: access.result(job))  # it has to come to an end, with whatever
    still_there = status_of(trial, job)
    trial.require(
        still_there is status,
        "The final status of a job that was cancelled changed.",
        expected=status.name,
        observed=still_there.name,
        call="job.status() after job.cancel()",
    )
    still_works(trial, "a job was cancelled")


@check(
    "job.timeout",
    demands="Where result() takes a timeout it raises after that time, and the job goes on: its "
    "result comes later.",
    source=f"{JOB}#result",
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=SHOTS + 20,
    jobs=3,
)
def timeout(trial: Trial) -> None:
    """Wait for next to no time, then for as long as it takes."""
    circuit = one(trial)
    job = submitted(trial, [circuit], trial.shots(SHOTS))
    try:
        takes = "timeout" in inspect.signature(job.result).parameters
    except (TypeError, ValueError):  # of a function written in C
        takes = False
    if not takes:
        trial.not_applicable("result() takes no timeout")
    waiting = status_of(trial, job) not in JOB_FINAL_STATES
    with _Pulse() as pulse:
        began = time.monotonic()
        error = _raised(lambda: asked_of(trial, job, "result", timeout=SHORT))
        took = time.monotonic() - began
    late = waiting and error is None and took > LATE
    if late and took < 2 * pulse.longest:  # it may have come while everything stood still
        trial.note("The machine was too busy to tell whether a timeout is heeded.")
        late = False
    trial.require(
        not late,
        "The timeout of result() isn't heeded.",
        expected=f"an error after {SHORT} s",
        observed=f"the result after {took:.1f} s",
        call=f"job.result(timeout={SHORT})",
    )
    if error is not None:
        trial.note(f"It raises {type(error).__name__}.")
    _judge(trial, job, [circuit], "a timeout")
    with quietly():
        again = asked_of(trial, job, "result", timeout=trial.run_access.timeout)
    (outcome,) = trial.run_access.read(again, [circuit], trial.shots(SHOTS))
    trial.judge_outcome(outcome, message="result() with a timeout gives another result.")


@check(
    "job.wait-for-final-state",
    demands="wait_for_final_state() returns when the job has ended.",
    source=f"{JOB}#wait_for_final_state",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=SHOTS + 20,
    jobs=3,
    stochastic=False,
)
def wait_for_final_state(trial: Trial) -> None:
    """Call it, and ask for the status."""
    job = submitted(trial, [one(trial)], trial.shots(SHOTS))
    if not callable(getattr(job, "wait_for_final_state", None)):
        trial.not_applicable("its jobs have no wait_for_final_state()")
    asked_of(trial, job, "wait_for_final_state", timeout=trial.run_access.timeout, wait=SHORT)
    status = status_of(trial, job)
    trial.require(
        status in JOB_FINAL_STATES,
        "wait_for_final_state() returned before the job had ended.",
        expected="a final status",
        observed=status.name,
        call="job.wait_for_final_state()",
    )
    trial.run_access.result(job)


@check(
    "job.submit-again",
    demands="To submit a job that was submitted is refused, or changes nothing about it.",
    source=f"{JOB}#submit",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=220,
    jobs=3,
    stochastic=False,
)
def submit_again(trial: Trial) -> None:
    """Submit it when it has ended, and compare its id and result."""
    circuit, shots = coins(trial), trial.shots(200)
    access = trial.run_access
    job = submitted(trial, [circuit], shots, seeded=False)
    if not callable(getattr(job, "submit", None)):
        trial.not_applicable("its jobs have no submit()")
    (before,) = access.read(access.result(job), [circuit], shots)
    name = asked_of(trial, job, "job_id")
    error = _raised(lambda: asked_of(trial, job, "submit"))
    trial.note("It changes nothing." if error is None else f"It raises {type(error).__name__}.")
    (after,) = access.read(access.result(job), [circuit], shots)
    renamed = asked_of(trial, job, "job_id")
    trial.require(
        before.counts == after.counts and name == renamed,
        "submit() changed a job that had ended.",
        expected=f"{name}: {dict(before.counts)}",
        observed=f"{renamed}: {dict(after.counts)}",
        circuit=circuit,
        call="job.submit() after job.result()",
    )


@check(
    "job.retrieve",
    demands="A backend that offers retrieve_job() gives the job with an id, its result being the "
    "same, and raises where there is no such job.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=420,
    jobs=4,
    stochastic=False,
)
def retrieve(trial: Trial) -> None:
    """Fetch the earlier one of two jobs, then one that nobody has."""
    access = trial.run_access
    fetch = getattr(access.backend, "retrieve_job", None)
    if not callable(fetch):
        trial.not_applicable("it has no retrieve_job()")
    circuit, shots = coins(trial), trial.shots(200)
    job = submitted(trial, [circuit], shots, seeded=False)
    name = asked_of(trial, job, "job_id")
    (wanted,) = access.read(access.result(job), [circuit], shots)
    access.result(submitted(trial, [circuit], shots, seeded=False))
    fetched = access.ask(lambda: fetch(name), f"backend.retrieve_job({name!r})")
    told = asked_of(trial, fetched, "job_id")
    (got,) = access.read(access.result(fetched), [circuit], shots)
    trial.require(
        told == name and got.counts == wanted.counts,
        "retrieve_job() gives another job.",
        expected=f"{name}: {dict(wanted.counts)}",
        observed=f"{told}: {dict(got.counts)}",
        circuit=circuit,
        call=f"backend.retrieve_job({name!r})",
    )
    unknown = "an-id-that-no-job-has"
    error = _raised(lambda: access.ask(lambda: fetch(unknown), f"retrieve_job({unknown!r})"))
    trial.require(
        error is not None,
        "retrieve_job() finds a job that never was.",
        expected="an error",
        observed="no error",
        call=f"backend.retrieve_job({unknown!r})",
    )


def _impossible(trial: Trial) -> list[tuple[str, QuantumCircuit]]:
    """Circuits that nothing can run."""
    found = []
    for what, operation in (
        ("a gate that nobody knows", Gate("gate_that_nobody_knows", 1, [])),
        ("a parameter without a value", None),
    ):
        circuit = one(trial, what.replace(" ", "_"))
        qubit = circuit.get_instructions("measure")[0].qubits[0]
        last = circuit.data.pop()
        if operation is not None:
            circuit.append(operation, [qubit])
        else:
            circuit.rz(Parameter("without_a_value"), qubit)
        circuit.append(last)
        found.append((what, circuit))
    return found


@check(
    "job.failure",
    demands="A circuit that can't be run gives an error, from run() or result(), or a result with "
    "success=False; never outcomes. The job isn't DONE then as if nothing had been.",
    source=f"{RESULT}#get_counts",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * SHOTS + 110,
    jobs=5,
)
def failure(trial: Trial) -> None:
    """Run circuits with a gate that nobody knows, and with a parameter without a value."""
    shots = trial.shots(SHOTS)
    sent = trial.run_access.arguments(shots, None, False, {})
    for what, circuit in _impossible(trial):
        try:
            reply = attempt(trial, [circuit], sent, shots=shots)
        except BackendRaised:
            raise  # it never answered
        except Violation:
            trial.require(
                False,
                f"A circuit with {what} is a success, without outcomes that can be read.",
                expected="an error, or success=False",
                observed="success",
                circuit=circuit,
            )
        trial.require(
            reply.refusal is not None,
            f"A circuit with {what} is a success.",
            expected="an error, or success=False",
            observed=f"{reply.shots} shots",
            circuit=circuit,
            call=reply.call,
        )
        if reply.late and callable(getattr(reply.job, "status", None)):
            status = status_of(trial, reply.job)
            trial.require(
                status in JOB_FINAL_STATES
                and (status is not JobStatus.DONE or reply.result is not None),
                f"The job of a circuit with {what} failed, and is {status.name}.",
                expected="ERROR",
                observed=status.name,
                circuit=circuit,
                call="job.status() after job.result() raised",
            )
    still_works(trial, "circuits that can't be run")


@check(
    "job.failure-in-batch",
    demands="A circuit that can't be run doesn't give outcomes because its neighbours do.",
    source=f"{JOB_STATUS}",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=3 * SHOTS + 110,
    jobs=4,
)
def failure_in_batch(trial: Trial) -> None:
    """Run one between two that can be run."""
    access = trial.run_access
    if access.unsure:
        access.run([one(trial)], trial.shots(10))
    if not access.lists or (access.limits.max_circuits or 3) < 3:
        trial.not_applicable("it takes no three circuits in a job")
    shots = trial.shots(SHOTS)
    _, bad = _impossible(trial)[0]
    batch = [one(trial, "before"), bad, one(trial, "after")]
    try:
        reply = attempt(trial, batch, access.arguments(shots, None, False, {}), shots=shots)
    except BackendRaised:
        raise
    except Violation:
        trial.note("The whole result can't be read.")
    else:
        trial.require(
            reply.refusal is not None,
            "A circuit that can't be run has outcomes, between two that can.",
            expected="an error, or success=False",
            observed=f"{[outcome.shots for outcome in reply.outcomes]} shots",
            circuit=bad,
            call="run([good, bad, good])",
        )
    still_works(trial, "a batch with a circuit that can't be run")
