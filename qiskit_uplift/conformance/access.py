"""The ways to a subject, each call counted by a `Meter`: its ``run``, a Sampler, an Estimator.

Whatever a subject raises or doesn't answer comes out as `BackendRaised`, so that an error of a
check is never taken for one of the backend, nor the other way round.
"""

from __future__ import annotations

import contextvars
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.channel import REFUSALS
from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.options import Limits, OptionContract
from qiskit_uplift.conformance.findings import (
    BackendRaised,
    BudgetSpent,
    Finding,
    NotInRecord,
    Violation,
)
from qiskit_uplift.conformance.meter import Meter
from qiskit_uplift.conformance.outcomes import Outcome, of_pub, of_result

Found = TypeVar("Found")

DEFAULT_TIMEOUT = 300.0
"""Seconds that one call of a subject may take."""


class Waiting:
    """Whether the answer of a call is still waited for."""

    over = False


WAITING: contextvars.ContextVar[Waiting | None] = contextvars.ContextVar("waiting", default=None)
"""Who waits for what this thread asks the subject."""


class NeverAnswered(BaseException):
    """Raised by a record in the place of an answer that never came."""


def asked(call: Callable[[], Found], what: str, timeout: float) -> Found:
    """What a call of the subject answers, within a time.

    Args:
        call: The call.
        what: The call as a user would write it.
        timeout: Seconds; the call goes on in its thread after that, and is waited for no more.

    Raises:
        BackendRaised: It raised, or gave no answer in time.
    """
    answer: list[Found] = []
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            answer.append(call())
        except BaseException as error:
            raised.append(error)

    waiting = Waiting()
    context = contextvars.copy_context()  # a session that is open here is open there
    context.run(WAITING.set, waiting)
    thread = threading.Thread(target=lambda: context.run(ask), name=f"asks {what}", daemon=True)
    thread.start()
    thread.join(timeout)
    if answer:
        return answer[0]
    waiting.over = True
    if not raised or isinstance(raised[0], NeverAnswered):
        raise BackendRaised(
            Finding(
                f"{what} gave no answer within {timeout:g} s.",
                expected="an answer",
                observed="none",
                call=what,
            )
        )
    error = raised[0]
    if isinstance(error, Violation | BudgetSpent | NotInRecord):
        raise error
    told = str(error).splitlines() or [""]
    raise BackendRaised(
        Finding(
            f"{what} raised {type(error).__name__}.",
            expected="an answer",
            observed=f"{type(error).__name__}: {told[0]}",
            call=what,
            error=getattr(error, "recorded_traceback", None)
            or "".join(traceback.format_exception(error)),
        ),
        error,
    ) from error


@dataclass(frozen=True)
class Answer:
    """What came of one call of ``run``.

    Attributes:
        jobs: What ``run`` returned, one a call of it.
        results: What their ``result()`` returned.
        outcomes: The outcomes of each circuit.
        options: The options that were sent with each call.
    """

    jobs: tuple[Any, ...]
    results: tuple[Any, ...]
    outcomes: tuple[Outcome, ...]
    options: Mapping[str, Any]


@dataclass(frozen=True)
class RunFacts:
    """What is known of a ``run`` before it is called.

    Attributes:
        where: Its backend, as messages name it.
        route: How it is reached; see `qiskit_uplift.adapters.backend.BackendAdapter`.
        contract: The options that it takes, by the names that it knows them by.
        limits: What a job may hold, as declared.
        dialect: How outcomes are written, as far as that is known.
        waiting: The arguments of a job's ``result``.
        as_job: Makes of what it returns what can be asked.
        decide: Decides what depends on the clock.
    """

    where: str
    route: str
    contract: OptionContract
    limits: Limits
    dialect: Dialect
    waiting: Mapping[str, Any]
    as_job: Callable[[Any], Any]
    decide: Callable[[Callable[[], bool]], bool] = field(default=lambda decision: decision())

    @classmethod
    def of(cls, backend: Any) -> RunFacts:
        """What is known of a backend's ``run``."""
        adapter = uplift(backend)
        channel, contract = adapter.channel, adapter.contract
        if not isinstance(backend, BackendAdapter):
            return cls(
                channel.where, adapter.route, contract, adapter.limits, channel.dialect,
                channel.waiting, channel.job,
            )  # fmt: skip
        known = OptionContract(
            contract.options,
            shots="shots",
            seed=None if contract.seed is None else "seed_simulator",
            memory="memory",
        )
        # its job hides the provider's own ways, whatever is below it
        return cls(channel.where, "BackendV2", known, Limits(), Dialect(), {}, lambda job: job)


class RunAccess:
    """The ``run`` of a backend as it is: nothing is split, merged, retried or mended on the way.

    Attributes:
        backend: The backend.
        contract: The options that its ``run`` takes, by the names that it knows them by.
        limits: What it declares that a job may hold.
        dialect: How it writes outcomes, as far as that is known.
        where: Its name.
        lists: Whether it takes lists of circuits; False once it has refused one that it needn't
            take.
    """

    def __init__(
        self,
        backend: Any,
        meter: Meter,
        timeout: float = DEFAULT_TIMEOUT,
        facts: RunFacts | None = None,
    ) -> None:
        self.facts = facts or RunFacts.of(backend)
        self.backend = backend
        self.where = self.facts.where
        self.limits = self.facts.limits
        self.contract = self.facts.contract
        self.dialect = self.facts.dialect
        self.lists = self.limits.max_circuits != 1
        self._may_be_bare = self.facts.route in ("object with run", "function")
        self._run = backend if self.facts.route == "function" else None
        self._meter = meter
        self._timeout = timeout

    @property
    def form(self) -> tuple[bool, bool]:
        """Whether it takes lists, and whether that isn't sure: what calls so far have shown."""
        return self.lists, self._may_be_bare

    @form.setter
    def form(self, shown: tuple[bool, bool]) -> None:
        self.lists, self._may_be_bare = shown

    def arguments(
        self, shots: int | None, seed: int | None, memory: bool, options: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The keyword arguments of a call, by the names that this backend knows."""
        sent: dict[str, Any] = dict(self.contract.presets)
        for name, value in (
            (self.contract.shots, shots),
            (self.contract.seed, seed),
            (self.contract.memory, memory or None),
        ):
            if name is not None and value is not None:
                sent[name] = value
        return {**sent, **options}

    @property
    def timeout(self) -> float:
        """Seconds that one call may take."""
        return self._timeout

    def is_late(self, began: float) -> bool:
        """Whether a call that ``began`` then (``time.monotonic()``) takes longer than it may."""
        return self.facts.decide(lambda: time.monotonic() - began > self._timeout)

    def ask(self, call: Callable[[], Found], what: str) -> Found:
        """What another call of the backend, or of one of its jobs, answers.

        Args:
            call: The call; it isn't counted.
            what: The call as a user would write it.

        Raises:
            BackendRaised: It raised, or gave no answer in time.
        """
        return asked(call, what, self._timeout)

    @property
    def unsure(self) -> bool:
        """Whether it isn't known yet if it takes lists of circuits."""
        return self.lists and self._may_be_bare

    def submit(
        self, circuits: Any, sent: Mapping[str, Any] | None = None, *, cost: int | None = None
    ) -> Any:
        """Call ``run`` once with just what is given; return the job.

        Args:
            circuits: A circuit or a list of circuits, handed on as it is.
            sent: The keyword arguments.
            cost: The shots of each circuit, for the meter, where they aren't in ``sent``.
        """
        sent = {} if sent is None else sent
        shots = sent.get(self.contract.shots or "", None) if cost is None else cost
        number = len(circuits) if isinstance(circuits, Sequence) else 1
        self._meter.spend(max(1, shots if isinstance(shots, int) else 1) * number)
        run = self._run or self.backend.run
        return asked(lambda: run(circuits, **sent), _written("run", circuits, sent), self._timeout)

    def result(self, job: Any) -> Any:
        """The result of a job, waited for as this kind of job is."""
        asking = self.facts.as_job(job)
        wait = getattr(asking, "result", None)
        if not callable(wait):
            return job  # a function that returned its result at once
        return asked(lambda: wait(**self.facts.waiting), "job.result()", self._timeout)

    def read(
        self, result: Any, circuits: Sequence[QuantumCircuit], shots: int
    ) -> tuple[Outcome, ...]:
        """The outcome of each circuit in a result."""
        return tuple(
            of_result(result, circuits, shots=shots, dialect=self.dialect, where=self.where)
        )

    def run(
        self,
        circuits: Sequence[QuantumCircuit],
        shots: int,
        *,
        seed: int | None = None,
        memory: bool = False,
        **options: Any,
    ) -> Answer:
        """Run circuits within the declared limits of a job, and read what comes.

        Args:
            circuits: Any number of circuits.
            shots: How often each is run.
            seed: The seed of the first job; each further one gets its own.
            memory: Whether to ask for the order of the shots.
            **options: Further keyword arguments.
        """
        jobs, results = [], []
        outcomes: list[Outcome] = []
        sent: dict[str, Any] = {}
        size = self.limits.max_circuits or len(circuits) or 1
        start, number = 0, 0
        while start < len(circuits):
            batch = list(circuits[start : start + (size if self.lists else 1)])
            sent = self.arguments(shots, self.contract.seed_of(seed, number), memory, options)
            job = self._submit_batch(batch, shots, sent)
            if job is None:
                continue  # lists are refused, so the same again, one by one
            result = self.result(job)
            outcomes += [replace(one, options=sent) for one in self.read(result, batch, shots)]
            jobs.append(job)
            results.append(result)
            start, number = start + len(batch), number + 1
        return Answer(tuple(jobs), tuple(results), tuple(outcomes), sent)

    def _submit_batch(
        self, batch: list[QuantumCircuit], shots: int, sent: Mapping[str, Any]
    ) -> Any | None:
        if not self.lists:
            return self.submit(batch[0], sent, cost=shots)
        try:
            job = self.submit(batch, sent, cost=shots)
        except BackendRaised as error:
            if not (self._may_be_bare and isinstance(error.original, REFUSALS)):
                raise
            self.lists = False
            return None
        self._may_be_bare = False
        return job


def _written(name: str, subject: Any, arguments: Mapping[str, Any]) -> str:
    """A call as a user would write it."""
    several = isinstance(subject, Sequence) and not isinstance(subject, str)
    first = f"[{len(subject)} circuits]" if several and len(subject) != 1 else "circuit"
    first = "[circuit]" if several and len(subject) == 1 else first
    return f"{name}({', '.join([first, *(f'{k}={v!r}' for k, v in arguments.items())])})"


class SamplerAccess:
    """Any ``BaseSamplerV2``.

    Attributes:
        sampler: The Sampler.
    """

    def __init__(self, sampler: Any, meter: Meter, timeout: float = DEFAULT_TIMEOUT) -> None:
        self.sampler = sampler
        self._meter = meter
        self._timeout = timeout

    @property
    def timeout(self) -> float:
        """Seconds that one call may take."""
        return self._timeout

    def submit(self, pubs: Any, *, shots: int | None = None, cost: int | None = None) -> Any:
        """Call ``run`` once with just what is given; return the job.

        Args:
            pubs: The PUBs.
            shots: The argument of ``run``; not sent where it is None.
            cost: The shots that it takes in all, where they can't be told from the PUBs.
        """
        self._meter.spend(_cost_of(pubs, shots) if cost is None else cost)
        sent = {} if shots is None else {"shots": shots}
        return asked(
            lambda: self.sampler.run(pubs, **sent),
            f"sampler.run(pubs{''.join(f', {k}={v!r}' for k, v in sent.items())})",
            self._timeout,
        )

    def result(self, job: Any) -> Any:
        """The ``PrimitiveResult`` of a job."""
        return asked(job.result, "job.result()", self._timeout)

    def run(self, circuits: Sequence[QuantumCircuit], shots: int) -> tuple[Outcome, ...]:
        """Sample circuits without parameters in one call."""
        result = self.result(self.submit([(circuit,) for circuit in circuits], shots=shots))
        if len(result) != len(circuits):
            raise Violation(
                Finding(
                    "The Sampler's result doesn't have one entry a PUB.",
                    expected=f"{len(circuits)} entries",
                    observed=f"{len(result)}",
                    call=f"sampler.run([{len(circuits)} PUBs])",
                )
            )
        return tuple(of_pub(result[i].data, circuit) for i, circuit in enumerate(circuits))


def _cost_of(pubs: Any, shots: int | None) -> int:
    """The shots of PUBs; those that no Sampler could take count as one."""
    total = 0
    for pub in pubs if isinstance(pubs, Sequence) else ():
        try:
            coerced = SamplerPub.coerce(pub, shots)
        except (TypeError, ValueError):  # meant to be refused
            total += 1
            continue
        total += (coerced.shots or 1024) * max(1, int(np.prod(coerced.shape)))
    return total


class EstimatorAccess:
    """Any ``BaseEstimatorV2``.

    Attributes:
        estimator: The Estimator.
    """

    def __init__(self, estimator: Any, meter: Meter, timeout: float = DEFAULT_TIMEOUT) -> None:
        self.estimator = estimator
        self._meter = meter
        self._timeout = timeout

    @property
    def timeout(self) -> float:
        """Seconds that one call may take."""
        return self._timeout

    def submit(self, pubs: Any, *, precision: float | None = None, cost: int | None = None) -> Any:
        """Call ``run`` once with just what is given; return the job.

        Args:
            pubs: The PUBs.
            precision: The argument of ``run``; not sent where it is None.
            cost: The shots that the meter counts. By default ``1 / precision**2`` for each entry
                of each PUB's shape, as nobody says how many circuits an Estimator measures.
        """
        self._meter.spend(_estimated_cost(pubs, precision) if cost is None else cost)
        sent = {} if precision is None else {"precision": precision}
        return asked(
            lambda: self.estimator.run(pubs, **sent),
            f"estimator.run(pubs{''.join(f', {k}={v!r}' for k, v in sent.items())})",
            self._timeout,
        )

    def result(self, job: Any) -> Any:
        """The ``PrimitiveResult`` of a job."""
        return asked(job.result, "job.result()", self._timeout)

    def run(self, pubs: Sequence[Any], precision: float | None = None) -> Any:
        """Estimate PUBs in one call; return the ``PrimitiveResult``."""
        return self.result(self.submit(pubs, precision=precision))


def _estimated_cost(pubs: Any, precision: float | None) -> int:
    total = 0
    for pub in pubs if isinstance(pubs, Sequence) else ():
        try:
            coerced = EstimatorPub.coerce(pub, precision)
        except (TypeError, ValueError):  # meant to be refused
            total += 1
            continue
        wanted = coerced.precision or precision or 1 / 64
        total += int(np.ceil(wanted**-2)) * max(1, int(np.prod(coerced.shape)))
    return total
