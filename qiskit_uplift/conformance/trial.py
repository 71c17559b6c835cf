"""`Trial`: what a check is given. It runs, draws, judges, and raises what it finds.

Chance is paid for: a trial holds the check's share of the false-alarm rate and hands it out, the
``i``-th part being ``1 / (i (i + 1))`` of it, so that all parts together never exceed the whole,
however many there are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase, settings
from hypothesis.strategies import SearchStrategy
from qiskit import qpy
from qiskit.circuit import QuantumCircuit
from qiskit.transpiler import Target

from qiskit_uplift.backends.exact import exact_distribution
from qiskit_uplift.conformance.access import Answer, EstimatorAccess, RunAccess, SamplerAccess
from qiskit_uplift.conformance.checking import Check
from qiskit_uplift.conformance.findings import (
    BackendRaised,
    BudgetSpent,
    Finding,
    Histogram,
    NotApplicable,
    Violation,
)
from qiskit_uplift.conformance.noise import NoiseMode, noise_tolerance
from qiskit_uplift.conformance.outcomes import Outcome
from qiskit_uplift.conformance.statistics import CountsTest, FalseAlarmBudget, detectable_error
from qiskit_uplift.conformance.subject import Subject

Value = TypeVar("Value")

MOST_SHRINKS = 100
"""Smaller examples of one failure that are tried."""

FEW = 3
"""Values that Hypothesis draws for one that is tried."""

MOST_HISTOGRAMS = 4
"""Histograms that a check keeps."""


class _Enough(BaseException):
    """Ends the search for smaller examples; no ``Exception``, which would be taken for one."""


class Trial:
    """One check at work on one subject.

    Attributes:
        check: The check.
        subject: The subject.
        alpha: The probability of a false alarm that this check may have in all.
        scale: What the check's shots are multiplied by, for a budget other than the default.
        noise: How the device's own errors are allowed for.
        rng: What is drawn at random, decided by the run's seed and the check's id.
        notes: What was noticed on the way.
        histograms: Outcomes beside what they should be.
    """

    def __init__(
        self,
        check: Check,
        subject: Subject,
        *,
        alpha: float,
        rng: np.random.Generator,
        noise: NoiseMode,
        scale: float = 1.0,
    ) -> None:
        self.check = check
        self.subject = subject
        self.alpha = alpha
        self.scale = scale
        self.noise = noise
        self.rng = rng
        self.notes: list[str] = []
        self.histograms: list[Histogram] = []
        self._parts = 0
        self._shrinking = False

    def begin(self) -> None:
        """Do what the check does.

        Raises:
            Violation: The demand isn't met.
            NotApplicable: It doesn't concern this subject.
            BudgetSpent: There are no shots or jobs left for it.
        """
        missing = self.subject.lacks(self.check.needs)
        if missing is not None:
            self.not_applicable(missing)
        self.check.body(self)

    # ---- what there is

    @property
    def run_access(self) -> RunAccess:
        """The subject's ``run``; for checks that need it."""
        assert self.subject.run is not None, "the check must declare Need.RUN"
        return self.subject.run

    @property
    def sampler(self) -> SamplerAccess:
        """The subject's Sampler; for checks that need it."""
        assert self.subject.sampler is not None, "the check must declare Need.SAMPLER"
        return self.subject.sampler

    @property
    def estimator(self) -> EstimatorAccess:
        """The subject's Estimator; for checks that need it."""
        assert self.subject.estimator is not None, "the check must declare Need.ESTIMATOR"
        return self.subject.estimator

    @property
    def target(self) -> Target:
        """What the subject says that it can do; for checks that need it."""
        assert self.subject.target is not None, "the check must declare Need.TARGET"
        return self.subject.target

    # ---- chance

    def next_alpha(self) -> float:
        """The next part of the check's false-alarm rate."""
        if self._shrinking:
            return self.alpha / 2  # the alarm has been given: no further one can be false
        self._parts += 1
        return FalseAlarmBudget.look(self.alpha, self._parts)

    def seed(self) -> int:
        """A seed for the subject, a new one at each call."""
        return int(self.rng.integers(1, 2**31 - 1))

    def shots(self, number: int) -> int:
        """A number of shots, scaled to the budget and within what the backend declares."""
        scaled = max(1, round(number * self.scale))
        access = self.subject.run
        if access is None:
            return scaled
        least, most = access.limits.min_shots or 1, access.limits.max_shots or scaled
        return min(max(scaled, least), most)

    def tolerance(self, circuit: QuantumCircuit) -> float:
        """How far, in total variation, the device's own errors may take a circuit's outcomes."""
        if self.subject.target is None:
            return 0.0
        return noise_tolerance(self.subject.target, circuit, self.noise)

    def detectable(self) -> float | None:
        """The total variation that is found with 99 % on the outcomes that were kept.

        None where no outcomes were compared with a distribution; else the largest of them.
        """
        return max(
            (
                detectable_error(
                    kept.expected, kept.shots, FalseAlarmBudget.look(self.alpha, index),
                    kept.tolerance,
                )
                for index, kept in enumerate(self.histograms, 1)
                if kept.shots
            ),
            default=None,
        )  # fmt: skip

    def precision(self, value: float) -> float:
        """A precision of estimates, scaled to the budget: half of the shots, 1.4 times as wide."""
        return float(value / np.sqrt(self.scale))

    # ---- running

    def run(
        self,
        circuits: QuantumCircuit | Sequence[QuantumCircuit],
        shots: int,
        *,
        memory: bool = False,
        **options: Any,
    ) -> Answer:
        """Run circuits by ``run``, with a seed of the trial's where the backend takes one."""
        several = [circuits] if isinstance(circuits, QuantumCircuit) else list(circuits)
        access = self.run_access
        seed = self.seed() if access.contract.seed is not None else None
        return access.run(several, shots, seed=seed, memory=memory, **options)

    def sample(
        self, circuits: Sequence[QuantumCircuit], shots: int, via: str
    ) -> tuple[Outcome, ...]:
        """The outcomes of circuits, by ``"run"`` or by ``"sampler"``."""
        if via == "sampler":
            return self.sampler.run(circuits, shots)
        return self.run(circuits, shots).outcomes

    # ---- judging

    def judge(
        self,
        circuits: QuantumCircuit | Sequence[QuantumCircuit],
        shots: int,
        *,
        via: str = "run",
        expected: Sequence[Mapping[int, float]] | None = None,
        message: str = "The outcomes aren't those of the circuit.",
    ) -> tuple[Outcome, ...]:
        """Run circuits in one call and judge the outcomes of each.

        Args:
            circuits: The circuits, which the subject can run as they are.
            shots: How often each is run, for the default budget.
            via: ``"run"`` or ``"sampler"``.
            expected: The distribution of each over its clbits; the exact one by default.
            message: What is wrong if one is refused.

        Raises:
            Violation: With the first circuit whose outcomes can't have come from it.
        """
        several = [circuits] if isinstance(circuits, QuantumCircuit) else list(circuits)
        outcomes = self.sample(several, self.shots(shots), via)
        for index, outcome in enumerate(outcomes):
            wanted = None if expected is None else expected[index]
            self.judge_outcome(outcome, wanted, message=message)
        return outcomes

    def judge_outcome(
        self,
        outcome: Outcome,
        expected: Mapping[int, float] | None = None,
        *,
        tolerance: float | None = None,
        message: str = "The outcomes aren't those of the circuit.",
    ) -> None:
        """Judge outcomes that are there already; as `judge`.

        ``tolerance`` is that of the circuit by default, which only a circuit in the Target's own
        instructions has.
        """
        circuit = outcome.circuit
        wanted = outcome.seen(exact_distribution(circuit) if expected is None else expected)
        if tolerance is None:
            tolerance = self.tolerance(circuit)
        test = CountsTest(wanted, alpha=self.next_alpha(), tolerance=tolerance, rng=self.rng)
        refused = test.update(outcome.counts)
        histogram = Histogram(
            circuit.name, circuit.num_clbits, wanted, dict(outcome.counts), tolerance
        )
        if len(self.histograms) < MOST_HISTOGRAMS:
            self.histograms.append(histogram)
        if refused:
            raise Violation(
                Finding(
                    message,
                    expected=_told(wanted, histogram),
                    observed=_told(
                        {k: n / max(1, histogram.shots) for k, n in outcome.counts.items()},
                        histogram,
                    ),
                    circuit=circuit,
                    options=dict(outcome.options),
                    histogram=histogram,
                    chance=test.p_value,
                )
            )

    def require(self, holds: bool, message: str, **evidence: Any) -> None:
        """Raise a `Violation` unless something holds; ``evidence`` are fields of `Finding`."""
        if not holds:
            raise Violation(Finding(message, **evidence))

    def refuses(self, call: Callable[[], Any], what: str, **evidence: Any) -> BaseException:
        """Require that a call is refused with an error; return what was raised.

        Args:
            call: A call of ``run_access``, ``sampler`` or ``estimator``, with its result.
            what: What has to be refused, such as ``"shots=0"``.
            **evidence: Fields of `Finding`.
        """
        try:
            call()
        except BackendRaised as raised:
            if raised.original is not None:
                return raised.original
            raise Violation(Finding(f"{what} was neither refused nor answered.", **evidence)) from (
                raised
            )
        raise Violation(
            Finding(
                f"{what} was accepted.",
                **{"expected": "an error", "observed": "an answer", **evidence},
            )
        )

    def not_applicable(self, reason: str) -> NoReturn:
        """End the check: there is nothing to judge.

        Raises:
            NotApplicable: Always.
        """
        raise NotApplicable(reason)

    def note(self, text: str) -> None:
        """Put down what was noticed."""
        if text not in self.notes:
            self.notes.append(text)

    # ---- drawing

    def forall(
        self, strategy: SearchStrategy[Value], body: Callable[[Value], None], *, examples: int
    ) -> None:
        """Require that ``body`` raises no `Violation` for whatever a strategy draws.

        Each value is tried once: where Hypothesis asks again, it is told what came the first time.
        So a failure that is rare isn't lost while a smaller example is looked for, and what was
        judged is never judged anew. Smaller examples are new evidence, each judged by itself.

        Args:
            strategy: What to draw from.
            body: Runs one value, and raises `Violation` where it finds something.
            examples: How many values are tried, if nothing is found: the simplest one, and others
                that have nothing to do with each other.

        Raises:
            Violation: The one of the smallest value that was found.
        """
        verdicts: dict[bytes, Violation | None] = {}
        for number in range(examples):
            seed = self.seed()
            drawn = _drawn(strategy, seed)
            value = drawn[-1] if number else drawn[0]
            key = _key(value)
            if key in verdicts:
                continue
            verdicts[key] = verdict = self._verdict(body, value)
            if verdict is not None:
                with self._searching():
                    self._search(strategy, seed, body, verdicts)
                raise verdict

    def _search(
        self,
        strategy: SearchStrategy[Value],
        seed: int,
        body: Callable[[Value], None],
        verdicts: dict[bytes, Violation | None],
    ) -> None:
        """Look for a smaller value that fails; the same seed draws the one that did."""
        smaller = 0
        smallest: Violation | None = None

        def attempt(value: Value) -> None:
            nonlocal smaller, smallest
            key = _key(value)
            if key not in verdicts:
                smaller += 1
                if smaller > MOST_SHRINKS:
                    raise _Enough
                verdicts[key] = self._verdict(body, value)
            verdict = verdicts[key]
            if verdict is not None:
                smallest = verdict
                raise verdict

        try:
            _draw(strategy, seed, attempt, shrink=True)
        except _Enough:
            if smallest is not None:
                raise smallest from None

    def _verdict(self, body: Callable[[Value], None], value: Value) -> Violation | None:
        try:
            body(value)
        except Violation as violation:
            return violation.on(value) if isinstance(value, QuantumCircuit) else violation
        except BudgetSpent:
            if not self._shrinking:
                raise
        return None

    @contextmanager
    def _searching(self) -> Iterator[None]:
        self._shrinking = True
        try:
            yield
        finally:
            self._shrinking = False


def _drawn(strategy: SearchStrategy[Value], seed: int) -> list[Value]:
    """A few values: the first is the simplest that there is, the last is drawn at random."""
    values: list[Value] = []
    _draw(strategy, seed, values.append, shrink=False)
    return values


def _draw(
    strategy: SearchStrategy[Value], seed: int, body: Callable[[Value], None], *, shrink: bool
) -> None:
    """Give a few values to ``body``, always the same for a seed.

    Of many values that Hypothesis draws in one go, most are variants of a few: it tries small ones
    first, and then changes what it has. How it does so differs from release to release.
    """

    @hypothesis.seed(seed)
    @settings(
        max_examples=FEW,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(strategy)
    def attempt(value: Value) -> None:
        body(value)

    attempt()


def _key(value: Any) -> bytes:
    """The same for values that are alike."""
    if isinstance(value, QuantumCircuit):
        buffer = io.BytesIO()
        named = value.copy(name="drawn")
        qpy.dump(named, buffer)
        return buffer.getvalue()
    if isinstance(value, tuple | list):
        return b"|".join(_key(item) for item in value)
    return repr(value).encode()


def _told(distribution: Mapping[int, float], histogram: Histogram) -> str:
    """The likeliest outcomes, as a person reads them."""
    ranked = sorted(distribution.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{histogram.key(key)}: {value:.4g}" for key, value in ranked[:8])
    return shown + (f", and {len(ranked) - 8} more" if len(ranked) > 8 else "")
