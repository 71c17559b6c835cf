"""The life cycle of jobs, driven by a state machine: submit, ask, fetch, cancel, in any order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.conformance.calls import one, quietly, submitted
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.documents import JOB
from qiskit_uplift.conformance.findings import BackendRaised, BudgetSpent, Finding, Violation
from qiskit_uplift.conformance.lives import asked_of, final_status, require_forward, status_of
from qiskit_uplift.conformance.trial import Trial

COURSES = 16
"""Sequences of steps that are tried."""

STEPS = 10
"""Steps of a sequence."""

JOBS = 3
"""Jobs of a sequence."""

SHOTS = 20
"""Shots of a job."""

MOST_SHORTER = 40
"""Shorter sequences that are tried of one that goes wrong."""

LONGEST = 10.0
"""Seconds after which no shorter one is looked for any more."""


@dataclass(frozen=True)
class Step:
    """Something that a user does.

    Attributes:
        do: ``run``, ``status``, ``result`` or ``cancel``.
        number: Of the job, from 1 on.
    """

    do: str
    number: int

    def __str__(self) -> str:
        if self.do == "run":
            return f"job{self.number} = run(circuit, shots={SHOTS})"
        return f"job{self.number}.{self.do}()"


@dataclass
class _Known:
    """What is known of a job, which it may not contradict."""

    job: Any
    id: Any
    status: JobStatus | None = None
    cancelled: bool = False
    counts: dict[int, int] | None = None
    refused: bool = False


class Course:
    """A sequence of steps on a few jobs, each held against what came before.

    Args:
        trial: The trial.
        circuit: A circuit that reads 1.
    """

    def __init__(self, trial: Trial, circuit: QuantumCircuit) -> None:
        self.trial = trial
        self.circuit = circuit
        self.jobs: dict[int, _Known] = {}
        self.steps: list[Step] = []

    def take(self, step: Step) -> None:
        """Do one step.

        Raises:
            Violation: A job contradicts itself, or what is documented.
        """
        self.steps.append(step)
        getattr(self, f"_{step.do}")(step.number)

    @property
    def unfetched(self) -> list[int]:
        """The jobs whose end nobody has seen."""
        return [n for n, job in self.jobs.items() if job.counts is None and not job.refused]

    def _run(self, number: int) -> None:
        trial = self.trial
        job = submitted(trial, [self.circuit], trial.shots(SHOTS), seeded=False)
        known = _Known(job, asked_of(trial, job, "job_id"))
        trial.require(
            known.id not in [other.id for other in self.jobs.values()],
            "A new job has the id of another.",
            expected="an id of its own",
            observed=repr(known.id),
        )
        self.jobs[number] = known

    def _status(self, number: int) -> None:
        trial, known = self.trial, self.jobs[number]
        told = asked_of(trial, known.job, "job_id")
        trial.require(
            told == known.id,
            "The id of a job changed.",
            expected=repr(known.id),
            observed=repr(told),
        )
        status = status_of(trial, known.job)
        require_forward(trial, known.status, status)
        known.status = status
        trial.require(
            known.cancelled or status not in (JobStatus.ERROR, JobStatus.CANCELLED),
            "A job of a circuit that can be run, which nobody cancelled, ends otherwise than DONE.",
            expected="DONE in the end",
            observed=status.name,
        )

    def _result(self, number: int) -> None:
        trial, known = self.trial, self.jobs[number]
        access = trial.run_access
        done = known.status is JobStatus.DONE
        try:
            (outcome,) = access.read(access.result(known.job), [self.circuit], trial.shots(SHOTS))
        except Violation as violation:
            silent = isinstance(violation, BackendRaised) and violation.original is None
            if silent or not known.cancelled or done:
                raise
            known.refused = True  # an error, or a result that says it was cancelled
        else:
            counts = dict(outcome.counts)
            trial.require(
                known.counts is None or counts == known.counts,
                "The result of a job isn't the same when it is asked for again.",
                expected=f"{known.counts}",
                observed=f"{counts}",
            )
            trial.require(
                not known.refused,
                "A job gives a result that it refused before.",
                expected="the same error",
                observed=f"{counts}",
            )
            trial.judge_outcome(outcome)
            known.counts = counts
        final = final_status(trial, known.job)
        require_forward(trial, known.status, final)
        known.status = final
        trial.require(
            final is JobStatus.DONE or known.counts is None,
            "A job gave its result, and isn't DONE.",
            expected="DONE",
            observed=final.name,
        )

    def _cancel(self, number: int) -> None:
        trial, known = self.trial, self.jobs[number]
        ended = known.status in JOB_FINAL_STATES
        try:
            asked_of(trial, known.job, "cancel")
        except BackendRaised as raised:
            if raised.original is None:
                raise
        known.cancelled = known.cancelled or not ended
        require_forward(trial, known.status, status_of(trial, known.job))


class _Machine(RuleBasedStateMachine):
    """Draws the steps of a course."""

    trial: Trial
    circuit: QuantumCircuit
    wrong: list[tuple[list[Step], Violation]]
    begun: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.begun.append(len(self.begun))
        # Hypothesis begins more sequences than it is asked for, and each has to go on as drawn
        self.idle = len(self.begun) > COURSES
        self.number = 0
        self.course = Course(self.trial, self.circuit)
        self.failed = False

    def _take(self, do: str, index: int) -> None:
        if self.idle:
            return
        try:
            self.course.take(Step(do, index))
        except Violation as violation:
            self.failed = True
            self.wrong.append((list(self.course.steps), violation))
            raise

    @precondition(lambda self: self.number < JOBS)
    @rule()
    def run(self) -> None:
        """Submit a job."""
        self.number += 1
        self._take("run", self.number)

    @precondition(lambda self: self.number)
    @rule(do=st.sampled_from(("status", "result", "cancel")), index=st.integers(0, JOBS - 1))
    def ask(self, do: str, index: int) -> None:
        """Ask something of one of the jobs."""
        self._take(do, index % self.number + 1)

    def teardown(self) -> None:
        """Fetch what wasn't fetched: whatever was done to other jobs, each has its own end."""
        if not self.failed:
            for number in self.course.unfetched:
                self._take("result", number)


def _without(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Shorter sequences: without one of the jobs, then without one of the steps."""
    for gone in sorted({step.number for step in steps}, reverse=True):
        yield [
            Step(step.do, step.number - (step.number > gone))
            for step in steps
            if step.number != gone
        ]
    for index in reversed(range(len(steps))):
        if steps[index].do != "run":
            yield [*steps[:index], *steps[index + 1 :]]


def _shortest(
    trial: Trial, circuit: QuantumCircuit, steps: list[Step], violation: Violation
) -> tuple[list[Step], Violation]:
    """The shortest sequence found that goes wrong, too. What is slow is left as it is."""
    tried, end = 0, time.monotonic() + LONGEST
    shorter = True
    while shorter:
        shorter = False
        for candidate in _without(steps):
            if not candidate or tried >= MOST_SHORTER or time.monotonic() > end:
                return steps, violation
            tried += 1
            course = Course(trial, circuit)
            try:
                for step in candidate:
                    course.take(step)
            except Violation as found:
                steps, violation, shorter = list(course.steps), found, True
                break
            except BudgetSpent:
                return steps, violation
    return steps, violation


@check(
    "job.life-cycle",
    demands="Whatever a user does with several jobs, in whatever order, none contradicts itself.",
    source=JOB,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=COURSES * JOBS * SHOTS + 2 * SHOTS + 20,
    jobs=COURSES * JOBS + 3,
)
def life_cycle(trial: Trial) -> None:
    """Draw sequences of steps, and tell the shortest one that goes wrong."""
    circuit = one(trial)
    job = submitted(trial, [circuit], trial.shots(SHOTS))
    for method in ("job_id", "cancel"):
        if not callable(getattr(job, method, None)):
            trial.not_applicable(f"its jobs have no {method}()")
    final_status(trial, job)
    wrong: list[tuple[list[Step], Violation]] = []
    fields = {"trial": trial, "circuit": circuit, "wrong": wrong, "begun": []}
    machine = hypothesis.seed(trial.seed())(type("Machine", (_Machine,), fields))
    with quietly():
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=COURSES,
                    stateful_step_count=STEPS,
                    database=None,
                    deadline=None,
                    # what depends on time can't be replayed step by step: it is shortened below
                    phases=(Phase.generate,),
                    suppress_health_check=list(HealthCheck),
                    print_blob=False,
                    report_multiple_bugs=False,
                    verbosity=hypothesis.Verbosity.quiet,
                ),
            )
        except BudgetSpent:
            if not wrong:
                raise
        except Exception:  # Hypothesis has words of its own for failures that come and go
            if not wrong:
                raise
        if not wrong:
            return
        steps, violation = _shortest(trial, circuit, *min(wrong, key=lambda item: len(item[0])))
    finding = violation.finding
    raise Violation(
        Finding(
            finding.message,
            expected=finding.expected,
            observed=finding.observed,
            circuit=circuit,
            call="\n".join(map(str, steps)),
            chance=finding.chance,
            error=finding.error,
        )
    )
