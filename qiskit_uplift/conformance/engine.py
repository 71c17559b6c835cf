"""`check`: run the checks on a subject, and say what came of each."""

from __future__ import annotations

import datetime
import os
import platform
import time
import traceback
import warnings
import zlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Protocol, get_args

import numpy as np

from qiskit_uplift import __version__
from qiskit_uplift._qiskit.versions import QISKIT, installed
from qiskit_uplift.conformance.access import DEFAULT_TIMEOUT
from qiskit_uplift.conformance.checking import Check, Level
from qiskit_uplift.conformance.claims import PREFIX, Claim, claim_named
from qiskit_uplift.conformance.distribution import Loader, spread
from qiskit_uplift.conformance.drawing import steadily
from qiskit_uplift.conformance.findings import (
    BudgetSpent,
    NotApplicable,
    NotInRecord,
    Violation,
)
from qiskit_uplift.conformance.hearing import hearing
from qiskit_uplift.conformance.known import KnownFailure, apply_known, read_known
from qiskit_uplift.conformance.manners import learned
from qiskit_uplift.conformance.meter import Meter
from qiskit_uplift.conformance.noise import NoiseMode
from qiskit_uplift.conformance.recording.tapes import Recorder, Replayer
from qiskit_uplift.conformance.registry import all_checks, select
from qiskit_uplift.conformance.results import CheckResult, Report, Status
from qiskit_uplift.conformance.statistics import FalseAlarmBudget
from qiskit_uplift.conformance.subject import Subject
from qiskit_uplift.conformance.trial import Trial
from qiskit_uplift.exceptions import ConformanceError

FALSE_ALARMS = 1e-6
"""The probability that a right backend fails any check of a whole run, at most."""

LEAST_SCALE = 0.05
"""Below this part of their shots the checks find too little to be worth their jobs."""


class Watcher(Protocol):
    """What is told of the progress of a run."""

    def planned(self, checks: Sequence[Check]) -> None:
        """Before the first check."""

    def begun(self, check: Check) -> None:
        """Before each check."""

    def ended(self, result: CheckResult) -> None:
        """After each check."""


def check(
    backend: Any = None,
    *,
    sampler: Any = None,
    estimator: Any = None,
    level: Level | str | None = None,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    budget_shots: int | None = None,
    budget_jobs: int | None = None,
    seed: int | None = None,
    noise: NoiseMode | None = None,
    known: str | Path | None = None,
    timeout: float | None = None,
    spec: str | None = None,
    record: str | Path | None = None,
    replay: str | Path | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    watcher: Watcher | None = None,
) -> Report:
    """Prove that a backend is right, or find where it is wrong.

    Args:
        backend: A backend of any kind (``BackendV2``, ``BackendV1``, an object with ``run``, a
            function), a ``BaseSamplerV2`` or ``BaseEstimatorV2``, or a
            `qiskit_uplift.conformance.distribution.Loader` of one.
        sampler: The Sampler to test with the backend. By default that of an uplifted backend, and
            Qiskit's ``BackendSamplerV2`` for another ``BackendV2``.
        estimator: The Estimator to test with it; as ``sampler``.
        level: ``"smoke"``, ``"bronze"`` (right counts), ``"silver"`` (options, jobs and limits) or
            ``"gold"`` (primitives and dynamic circuits), which is the default.
        only: Ids, groups or patterns of checks; no others are run then.
        skip: Ids, groups or patterns of checks that aren't run.
        budget_shots: The most shots to use; checks use fewer each, and find less, where theirs are
            more in all.
        budget_jobs: The most jobs to submit; checks that don't fit in are ``not run``.
        seed: Decides everything that the kit draws; 0 by default. Whether the backend answers the
            same again is its own affair, so far as it takes no seed.
        noise: What is allowed for the device's own errors: ``"strict"``, what its Target says
            (the default); ``"tolerant"``, a multiple of that; ``"none"``, nothing.
        known: A file of known failures; see `qiskit_uplift.conformance.known`.
        timeout: Seconds that one call of the backend may take; 300 by default.
        spec: The specification that loads it, for reports and for tests that reproduce a failure.
        record: A new folder, into which everything is written that the backend is asked and
            answers.
        replay: A folder of that kind. The answers come from it, and there must be no backend;
            level, checks, seed, noise, budgets and timeout are those of the record by default.
        executor: Runs the checks on its workers, such as ``dask.distributed``'s
            ``Client.get_executor()`` or a ``ProcessPoolExecutor``. The backend is pickled for
            them, or loaded there by a `qiskit_uplift.conformance.distribution.Loader`.
        workers: How many checks may run at a time there; by default as many as there are
            processors here.
        watcher: Is told of the progress.

    Returns:
        What came of each check.

    Raises:
        ConformanceError: There is no such level, check or way of noise, or the file of known
            failures or the record is wrong.
        UnsupportedBackendError: It is neither a backend nor a primitive.

    Example:
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance import check
        >>> check(reference_device(ideal=True), level="smoke").passed
        True
    """
    examination = Examination(
        backend, sampler=sampler, estimator=estimator, level=level, only=only, skip=skip,
        budget_shots=budget_shots, budget_jobs=budget_jobs, seed=seed, noise=noise, known=known,
        timeout=timeout, spec=spec, record=record, replay=replay,
    )  # fmt: skip
    if watcher is not None:
        watcher.planned(examination.checks)
    if executor is not None:
        if record is not None or replay is not None:
            raise ConformanceError("A run on an executor can't be recorded or replayed.")
        return examination.report(
            spread(
                examination, (backend, sampler, estimator), executor,
                workers or os.cpu_count() or 1, watcher,
            )
        )  # fmt: skip
    results = []
    for one in examination.checks:
        if watcher is not None:
            watcher.begun(one)
        results.append(examination.run(one))
        if watcher is not None:
            watcher.ended(results[-1])
    return examination.report(results)


class Examination:
    """A subject and the checks that are chosen for it.

    Its arguments are those of `check`, and ``scale``, which multiplies the shots of every check.

    Args:
        scale: What the checks' shots are multiplied by; by default what fits into the budget.

    Attributes:
        subject: The subject.
        checks: The checks, in the order in which they are run.
        settings: The arguments with which another one examines alike.
    """

    def __init__(
        self,
        backend: Any = None,
        *,
        sampler: Any = None,
        estimator: Any = None,
        level: Level | str | None = None,
        only: Iterable[str] = (),
        skip: Iterable[str] = (),
        budget_shots: int | None = None,
        budget_jobs: int | None = None,
        seed: int | None = None,
        noise: NoiseMode | None = None,
        known: str | Path | None = None,
        timeout: float | None = None,
        spec: str | None = None,
        record: str | Path | None = None,
        replay: str | Path | None = None,
        scale: float | None = None,
    ) -> None:
        self._began = datetime.datetime.now().astimezone()
        self._started = time.monotonic()
        self._tape: Recorder | Replayer | None = None
        told: Mapping[str, Any] = {}
        if replay is not None:
            given = {"a backend": backend, "a Sampler": sampler, "an Estimator": estimator,
                     "record": record, "seed": seed, "budget_shots": budget_shots,
                     "budget_jobs": budget_jobs, "timeout": timeout, "spec": spec}  # fmt: skip
            self._tape = _replayer(replay, given)
            told = self._tape.run
            budget_shots, budget_jobs = told["budget_shots"], told["budget_jobs"]
        chosen = told.get("level", "gold") if level is None else level
        try:
            self._level = chosen if isinstance(chosen, Level) else Level.named(chosen)
        except ValueError as error:
            raise ConformanceError(str(error)) from error
        noise = told.get("noise", "strict") if noise is None else noise
        if noise not in get_args(NoiseMode):
            known_modes = ", ".join(get_args(NoiseMode))
            raise ConformanceError(f"noise is one of {known_modes}, not {noise!r}.")
        self._noise: NoiseMode = noise
        every = all_checks()
        only, skip = tuple(only), tuple(skip)
        if told and level is None and not only and not skip:
            self.checks = tuple(one for one in every if one.id in told["checks"])
        else:
            self.checks = select(self._level, only, skip)
        self._known = () if known is None else read_known(known, (one.id for one in every))
        self._disproofs: dict[str, str | None] = {}
        self._learned = replay is not None  # what was learned is in the record
        self._budget = FalseAlarmBudget([one.id for one in every if one.stochastic], FALSE_ALARMS)
        if scale is None:
            scale = told["scale"] if told else _scale(self.checks, budget_shots)
        self._scale: float = scale
        self._seed = told["seed"] if told else seed or 0
        timeout = told["timeout"] if told else DEFAULT_TIMEOUT if timeout is None else timeout
        meter = Meter(most_shots=budget_shots, most_jobs=budget_jobs)
        if isinstance(self._tape, Replayer):
            self.subject = self._tape.subject(meter, timeout)
            self._versions = _versions_then(told)
            return
        self.settings: Mapping[str, Any] = {
            "level": self._level, "only": only, "skip": skip, "seed": self._seed,
            "noise": self._noise, "timeout": timeout, "spec": spec, "scale": scale,
        }  # fmt: skip
        secrets: Mapping[str, Any] = {}
        if isinstance(backend, Loader):
            secrets, backend = backend.arguments, backend()
        self.subject = Subject.of(
            backend, sampler=sampler, estimator=estimator, spec=spec, meter=meter, timeout=timeout
        )
        self._versions = _versions(self.subject)
        if record is not None:
            self.subject = learned(self.subject)  # so that the record's header has it
            self._learned = True
            run = {
                "started": self._began.isoformat(timespec="seconds"), "versions": self._versions,
                "level": self._level.label, "seed": self._seed, "noise": self._noise,
                "scale": self._scale, "budget_shots": budget_shots, "budget_jobs": budget_jobs,
                "timeout": timeout, "checks": [one.id for one in self.checks],
            }  # fmt: skip
            self._tape = Recorder(record, self.subject, run, [secrets])
            self.subject = self._tape.subject

    def run(self, one: Check) -> CheckResult:
        """Run one check; whatever goes wrong is in the result. No failure is known yet."""
        if not self._learned:
            self._learned = True
            self.subject = learned(self.subject)
        trial = self._trial(one)
        for line in self._known:
            claim = claim_named(line.id.removeprefix(PREFIX))
            if claim is None or not claim.covers(one.id):
                continue
            try:
                disproof = self._disproof(line, claim, trial)
            except NotInRecord as told:
                return CheckResult(one, Status.NOT_RUN, str(told))
            if disproof is None:
                reason = f"it is claimed, and was found out, that {claim.about}: {line.reason}"
                return CheckResult(one, Status.NOT_APPLICABLE, reason)
        return _run(trial, self._tape)

    def _trial(self, one: Check) -> Trial:
        return Trial(
            one,
            self.subject,
            alpha=self._budget.share(one.id) if one.stochastic else 0.0,
            rng=np.random.default_rng([self._seed, zlib.crc32(one.id.encode())]),
            noise=self._noise,
            scale=self._scale,
        )

    def _disproof(self, line: KnownFailure, claim: Claim, trial: Trial) -> str | None:
        """Why a claim isn't true; it is found out once, by the first check that needs it."""
        if line.id not in self._disproofs:
            past = line.until is not None and line.until < self._began.date()
            self._disproofs[line.id] = (
                f"was claimed until {line.until} only" if past else self._probed(claim, trial)
            )
        return self._disproofs[line.id]

    def _probed(self, claim: Claim, trial: Trial) -> str | None:
        with hearing(), steadily():
            if self._tape is None:
                return claim.disproof(trial)
            name = f"claim-{claim.name}"
            self._tape.begin(name)
            try:
                return claim.disproof(trial)
            finally:
                self._tape.end(name, [])

    def marked(
        self, results: Iterable[CheckResult]
    ) -> tuple[tuple[CheckResult, ...], tuple[str, ...]]:
        """The results with the failures that are known marked, and which lines are stale."""
        marked, stale = apply_known(results, self._known, self._began.date())
        untrue = tuple(
            f"line {line.line}: {line.id}: {self._disproofs[line.id]}"
            for line in self._known
            if self._disproofs.get(line.id) is not None
        )
        return marked, (*stale, *untrue)

    def report(self, results: Iterable[CheckResult]) -> Report:
        """The report of results of `run`."""
        marked, stale = self.marked(results)
        return Report(
            subject=self.subject.name,
            kind=self.subject.kind,
            spec=self.subject.spec,
            asked=self._level,
            seed=self._seed,
            noise=self._noise,
            alpha=FALSE_ALARMS,
            results=marked,
            stale=stale,
            versions=self._versions,
            started=self._began.isoformat(timespec="seconds"),
            seconds=time.monotonic() - self._started,
        )


def _run(trial: Trial, tape: Recorder | Replayer | None) -> CheckResult:
    one, meter = trial.check, trial.subject.meter
    shots, jobs, started = meter.shots, meter.jobs, time.monotonic()
    status, reason = Status.PASSED, ""
    warned: list[warnings.WarningMessage] = []
    findings = []
    try:
        with hearing() as warned, steadily():
            if tape is not None:
                tape.begin(one.id)
            trial.begin()
    except NotApplicable as told:
        status, reason = Status.NOT_APPLICABLE, str(told)
    except (BudgetSpent, NotInRecord) as told:
        status, reason = Status.NOT_RUN, str(told)
    except Violation as violation:
        status, reason = Status.FAILED, violation.finding.message
        findings.append(violation.finding)
    except Exception:
        status, reason = Status.ERROR, traceback.format_exc()
    if tape is not None:
        warned = tape.end(one.id, warned)
        if tape.missing is not None:  # whatever the check made of it
            status, reason, findings = Status.NOT_RUN, str(tape.missing), []
    for text in dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in warned):
        trial.note(f"There was a warning, {text.splitlines()[0]}")
    return CheckResult(
        check=one,
        status=status,
        reason=reason,
        findings=tuple(findings),
        histograms=tuple(trial.histograms),
        notes=tuple(trial.notes),
        seconds=time.monotonic() - started,
        shots=meter.shots - shots,
        jobs=meter.jobs - jobs,
        alpha=trial.alpha,
        detectable=trial.detectable() if status is Status.PASSED else None,
    )


def _scale(chosen: Sequence[Check], budget: int | None) -> float:
    total = sum(one.shots for one in chosen)
    if budget is None or total <= budget:
        return 1.0
    scale = budget / total
    if scale < LEAST_SCALE:
        raise ConformanceError(
            f"These {len(chosen)} checks take {total:,} shots; with the budget of {budget:,} "
            f"they would find next to nothing. Allow {int(total * LEAST_SCALE) + 1:,} or more, or "
            "choose fewer checks."
        )
    return scale


def _replayer(folder: str | Path, given: Mapping[str, Any]) -> Replayer:
    wrong = [name for name, value in given.items() if value is not None]
    if wrong:
        raise ConformanceError(
            f"With replay there can't be {' or '.join(wrong)}: the answers come from the record, "
            "and were given to what was asked then."
        )
    return Replayer(folder)


def _versions_then(told: Mapping[str, Any]) -> dict[str, str]:
    """The versions of what judges, and of what was recorded."""
    then, now = told["versions"], _versions_now()
    kit = ", ".join(f"{name} {then[name]}" for name in now if name in then)
    return {**then, **now, "recorded": f"{told['started']} with {kit}"}


def _versions_now() -> dict[str, str]:
    return {
        "qiskit-uplift": __version__,
        "qiskit": str(QISKIT),
        "qiskit-aer": str(installed("qiskit-aer")),
        "python": platform.python_version(),
    }


def _versions(subject: Subject) -> dict[str, str]:
    versions = _versions_now()
    under = subject.backend
    if under is None:
        under = None if subject.sampler is None else subject.sampler.sampler
    version = getattr(under, "backend_version", None)
    if version:
        versions[subject.name] = str(version)
    return versions
