"""The life cycle of jobs, driven by a state machine: submit, ask, fetch, cancel, in any order."""

from __future__ import annotations

from collections.abc import Callable
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

LIVES = 12
"""Sequences of steps that are tried."""

STEPS = 12
"""Steps of a sequence."""

JOBS = 3
"""Jobs of a sequence."""

SHOTS = 20
"""Shots of a job."""

MOST_TRIED = 120
"""Sequences that are tried in all, with those by which a failure is made smaller."""


@dataclass
class _Known:
    """What is known of a job, which it may not contradict."""

    job: Any
    id: Any
    number: int
    status: JobStatus | None = None
    cancelled: bool = False
    counts: dict[int, int] | None = None
    refused: bool = False

    @property
    def name(self) -> str:
        return f"job{self.number}"


class _Lives:
    """What all sequences of one check have in common: the trial, and the failures."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.circuit: QuantumCircuit = one(trial)
        self.tried = 0
        self.failures: list[tuple[list[str], Violation]] = []
        self.spent: BudgetSpent | None = None

    @property
    def over(self) -> bool:
        """Whether no more is to be tried."""
        return self.spent is not None or self.tried > MOST_TRIED

    def smallest(self) -> Violation | None:
        """The failure with the fewest steps, which it tells."""
        if not self.failures:
            return None
        steps, violation = min(self.failures, key=lambda item: len(item[0]))
        finding = violation.finding
        return Violation(
            Finding(
                finding.message,
                expected=finding.expected,
                observed=finding.observed,
                circuit=self.circuit,
                call="\n".join(steps),
                chance=finding.chance,
                error=finding.error,
            )
        )


class _Life(RuleBasedStateMachine):
    """One sequence of steps on a few jobs."""

    lives: _Lives

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[_Known] = []
        self.steps: list[str] = []
        self.lives.tried += 1

    def _step(self, told: str, do: Callable[[], None]) -> None:
        if self.lives.over:
            return
        self.steps.append(told)
        try:
            do()
        except BudgetSpent as spent:
            self.lives.spent = spent
        except Violation as violation:
            self.lives.failures.append((list(self.steps), violation))
            raise

    def _of(self, index: int) -> _Known:
        return self.jobs[index % len(self.jobs)]

    @precondition(lambda self: len(self.jobs) < JOBS)
    @rule()
    def submit(self) -> None:
        """Submit a job; its id is one that no other has."""
        number = len(self.jobs) + 1

        def do() -> None:
            trial = self.lives.trial
            job = submitted(trial, [self.lives.circuit], trial.shots(SHOTS))
            known = _Known(job, asked_of(trial, job, "job_id"), number)
            trial.require(
                known.id not in [other.id for other in self.jobs],
                "A new job has the id of another.",
                expected="an id of its own",
                observed=repr(known.id),
            )
            self.jobs.append(known)

        self._step(f"job{number} = run(circuit, shots={SHOTS})", do)

    @precondition(lambda self: self.jobs)
    @rule(index=st.integers(0, JOBS - 1))
    def ask_status(self, index: int) -> None:
        """Ask for a status; it goes forward, and is none for which nothing was done."""
        known = self._of(index)
        self._step(f"{known.name}.status()", lambda: self._look(known))

    def _look(self, known: _Known) -> None:
        trial = self.lives.trial
        status = status_of(trial, known.job)
        require_forward(trial, known.status, status)
        known.status = status
        trial.require(
            status is not JobStatus.ERROR or known.cancelled,
            "A job of a circuit that can be run failed.",
            expected="no ERROR",
            observed=status.name,
        )
        trial.require(
            status is not JobStatus.CANCELLED or known.cancelled,
            "A job is CANCELLED that nobody cancelled.",
            expected="DONE in the end",
            observed=status.name,
        )

    @precondition(lambda self: self.jobs)
    @rule(index=st.integers(0, JOBS - 1))
    def fetch(self, index: int) -> None:
        """Ask for the result; it comes, is right, and is the same each time."""
        known = self._of(index)
        self._step(f"{known.name}.result()", lambda: self._fetch(known))

    def _fetch(self, known: _Known) -> None:
        trial = self.lives.trial
        access = trial.run_access
        shots = trial.shots(SHOTS)
        ended = known.status
        try:
            (outcome,) = access.read(access.result(known.job), [self.lives.circuit], shots)
        except BackendRaised as raised:
            if raised.original is None or not known.cancelled or ended is JobStatus.DONE:
                raise
            known.refused = True
        except Violation:
            if not known.cancelled or ended is JobStatus.DONE:
                raise
            known.refused = True  # a result that says it was cancelled
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

    @precondition(lambda self: self.jobs)
    @rule(index=st.integers(0, JOBS - 1))
    def cancel(self, index: int) -> None:
        """Cancel a job; one that has ended stays as it is."""
        known = self._of(index)

        def do() -> None:
            trial = self.lives.trial
            ended = known.status in JOB_FINAL_STATES
            try:
                asked_of(trial, known.job, "cancel")
            except BackendRaised as raised:
                if raised.original is None:
                    raise
            known.cancelled = known.cancelled or not ended
            require_forward(trial, known.status, status_of(trial, known.job))

        self._step(f"{known.name}.cancel()", do)

    @precondition(lambda self: self.jobs)
    @rule(index=st.integers(0, JOBS - 1))
    def ask_id(self, index: int) -> None:
        """Ask for the id; it is the same."""
        known = self._of(index)

        def do() -> None:
            told = asked_of(self.lives.trial, known.job, "job_id")
            self.lives.trial.require(
                told == known.id,
                "The id of a job changed.",
                expected=repr(known.id),
                observed=repr(told),
            )

        self._step(f"{known.name}.job_id()", do)

    def teardown(self) -> None:
        """Let every job come to its end, so that the next sequence finds an idle backend."""
        for known in self.jobs:
            if not self.lives.failures and not self.lives.over:
                final_status(self.lives.trial, known.job)


@check(
    "job.life-cycle",
    demands="Whatever a user does with several jobs, in whatever order, none contradicts itself.",
    source=JOB,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=LIVES * JOBS * SHOTS + 2 * SHOTS + 20,
    jobs=LIVES * JOBS + 3,
)
def life_cycle(trial: Trial) -> None:
    """Draw sequences of steps, and tell the shortest one that goes wrong."""
    lives = _Lives(trial)
    asked_of(trial, submitted(trial, [lives.circuit], trial.shots(SHOTS)), "status")
    machine = hypothesis.seed(trial.seed())(type("Life", (_Life,), {"lives": lives}))
    with quietly():
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=LIVES,
                    stateful_step_count=STEPS,
                    database=None,
                    deadline=None,
                    phases=(Phase.generate, Phase.shrink),
                    suppress_health_check=list(HealthCheck),
                    print_blob=False,
                    report_multiple_bugs=False,
                    verbosity=hypothesis.Verbosity.quiet,
                ),
            )
        except Exception:  # Hypothesis has words of its own for failures that come and go
            if not lives.failures:
                raise
    if lives.failures:
        smallest = lives.smallest()
        assert smallest is not None
        raise smallest
    if lives.spent is not None:
        raise lives.spent
