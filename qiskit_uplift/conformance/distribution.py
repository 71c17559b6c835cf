"""Checks on the workers of an executor, such as that of a Dask cluster: the same report.

Each worker process loads the subject once and runs one check at a time. What a check may spend is
taken out of the budget before it begins, and what it leaves is put back when it has ended.
"""

from __future__ import annotations

import pickle
import threading
import uuid
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from qiskit_uplift import __version__
from qiskit_uplift._qiskit.versions import QISKIT
from qiskit_uplift.adapters.backend import uplift
from qiskit_uplift.backends.specs import load_backend
from qiskit_uplift.conformance.checking import Check
from qiskit_uplift.conformance.results import CheckResult, Status
from qiskit_uplift.exceptions import ConformanceError, UpliftError

if TYPE_CHECKING:
    from distributed import Client  # type: ignore[import-not-found]  # an extra

    from qiskit_uplift.conformance.engine import Examination, Watcher

CONNECTING = 10
"""Seconds that a scheduler may take to answer."""


@dataclass(frozen=True)
class Loader:
    """A backend that is loaded where it is examined; calling it loads it.

    Attributes:
        spec: Its specification; see `qiskit_uplift.backends.specs.load_backend`.
        arguments: Keyword arguments for what that names; never shown, as there may be a credential
            among them.
        uplifted: Whether it is examined as ``uplift()`` makes it.
    """

    spec: str
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    uplifted: bool = False

    def __call__(self) -> Any:
        """The backend.

        Raises:
            BackendLoadError: Nothing of that name can be loaded.
        """
        backend = load_backend(self.spec, self.arguments)
        return uplift(backend) if self.uplifted else backend


@dataclass(frozen=True)
class Plan:
    """What a worker needs to examine the same subject in the same way.

    Attributes:
        key: Tells it from the plans of other runs.
        subject: The backend, the Sampler and the Estimator, or what loads the first; pickled
            where the workers are other processes.
        settings: The keyword arguments of `Examination`.
    """

    key: str
    subject: Any = field(repr=False)
    settings: Mapping[str, Any] = field(repr=False)


_LOCK = threading.Lock()
_EXAMINATIONS: dict[str, Examination] = {}


@contextmanager
def cluster(address: str) -> Iterator[Client]:
    """A Dask cluster that is there already.

    Args:
        address: That of its scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises:
        ConformanceError: Dask isn't installed, nobody answers, or there are no workers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ConformanceError(
            "A Dask cluster needs distributed: pip install 'qiskit-uplift[distributed]'."
        ) from error
    try:
        client = Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ConformanceError(f"No Dask scheduler answers at {address!r}: {told}") from error
    with client:
        if not client.nthreads():
            raise ConformanceError(f"The Dask cluster at {address!r} has no workers.")
        yield client


def spread(
    examination: Examination,
    subject: tuple[Any, Any, Any],
    executor: Executor,
    workers: int,
    watcher: Watcher | None = None,
) -> list[CheckResult]:
    """Run the checks of an examination on an executor's workers.

    Args:
        examination: The examination; its own subject isn't asked anything.
        subject: The backend, or a `Loader`; the Sampler and the Estimator, or None.
        executor: Any.
        workers: How many checks may run at a time.
        watcher: Is told of the progress.

    Returns:
        What came of each check, in the order of the checks.

    Raises:
        ConformanceError: The workers have other versions, or the subject can't be sent there.
        UpliftError: A worker can't load the subject.
    """
    shared = isinstance(executor, ThreadPoolExecutor)
    if not shared:
        _require_versions(executor)
    sent = subject if shared else _packed(subject)
    plan = Plan(str(uuid.uuid4()), sent, examination.settings)
    results: dict[int, CheckResult] = {}
    purse = _Purse(examination)
    waiting = list(enumerate(examination.checks))[::-1]
    running: dict[Future[Any], tuple[int, tuple[int | None, int | None]]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                index, one = waiting[-1]
                if running and purse.lacks(one):
                    break  # what runs may leave enough
                waiting.pop()
                allowance = purse.take(one, workers - len(running))
                future = executor.submit(_examined, plan, one.id, *allowance)
                running[future] = index, allowance
                if watcher is not None:
                    watcher.begun(one)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                index, allowance = running.pop(future)
                result = _result(examination.checks[index], future)
                purse.put_back(allowance, result)
                results[index] = result
                if watcher is not None:
                    watcher.ended(result)
    finally:
        for future in running:
            future.cancel()
        _EXAMINATIONS.pop(plan.key, None)
    return [results[index] for index in range(len(examination.checks))]


class _Purse:
    """What is left of the budget."""

    def __init__(self, examination: Examination) -> None:
        meter = examination.subject.meter
        self._scale: float = examination.settings["scale"]
        self._left = [meter.most_shots, meter.most_jobs]

    def take(self, check: Check, idle: int) -> tuple[int | None, int | None]:
        """What a check may spend: what it declares, or its part of what is left if that is more."""
        wanted = (ceil(check.shots * self._scale), check.jobs)
        taken: list[int | None] = []
        for place, (left, declared) in enumerate(zip(self._left, wanted, strict=True)):
            amount = None if left is None else min(left, max(declared, left // max(1, idle)))
            taken.append(amount)
            if left is not None and amount is not None:
                self._left[place] = left - amount
        return taken[0], taken[1]

    def lacks(self, check: Check) -> bool:
        """Whether less is left than a check declares."""
        wanted = (ceil(check.shots * self._scale), check.jobs)
        return any(
            left is not None and left < declared
            for left, declared in zip(self._left, wanted, strict=True)
        )

    def put_back(self, taken: tuple[int | None, int | None], result: CheckResult) -> None:
        """What a check didn't spend."""
        for place, (amount, spent) in enumerate(
            zip(taken, (result.shots, result.jobs), strict=True)
        ):
            left = self._left[place]
            if left is not None and amount is not None:
                self._left[place] = left + amount - spent


def _examined(plan: Plan, check_id: str, most_shots: int | None, most_jobs: int | None) -> bytes:
    """The result of a check, or an error, as bytes; in the process of the worker.

    Nothing is raised, as Dask writes the arguments of a call that raised into its logs.
    """
    from qiskit_uplift.conformance.engine import Examination

    with _LOCK:
        try:
            examination = _EXAMINATIONS.get(plan.key)
            if examination is None:
                held = plan.subject
                parts = pickle.loads(held) if isinstance(held, bytes) else held
                backend, sampler, estimator = parts
                examination = Examination(
                    backend, sampler=sampler, estimator=estimator, **plan.settings
                )
                _EXAMINATIONS.clear()
                _EXAMINATIONS[plan.key] = examination
            meter = examination.subject.meter
            meter.most_shots = None if most_shots is None else meter.shots + most_shots
            meter.most_jobs = None if most_jobs is None else meter.jobs + most_jobs
            one = next(each for each in examination.checks if each.id == check_id)
            return _pickled(examination.run(one))
        except Exception as error:  # a backend may raise anything when it is made
            kept = error if isinstance(error, UpliftError) else None
            return pickle.dumps(kept or ConformanceError(f"{type(error).__name__}: {error}"))


def _pickled(result: CheckResult) -> bytes:
    try:
        return pickle.dumps(result)
    except Exception:  # what a backend answered may not travel; its evidence is text then
        findings = tuple(
            replace(one, circuit=None, options={k: repr(v) for k, v in one.options.items()})
            for one in result.findings
        )
        return pickle.dumps(replace(result, findings=findings))


def _result(check: Check, future: Future[Any]) -> CheckResult:
    try:
        found = future.result()
    except Exception as error:  # whatever the executor raises where a worker died
        told = str(error).splitlines()[0] if str(error) else ""
        return CheckResult(
            check, Status.NOT_RUN, f"its worker failed, {type(error).__name__}: {told}"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Qiskit 1.4 warns of its own classes
        read = pickle.loads(found)
    if isinstance(read, UpliftError):
        raise read
    assert isinstance(read, CheckResult), "a worker returns a result or an error"
    return read


def _packed(subject: tuple[Any, Any, Any]) -> bytes:
    try:
        return pickle.dumps(subject)
    except Exception as error:  # a backend's own way to be pickled may raise anything
        raise ConformanceError(
            f"The subject can't be pickled ({type(error).__name__}), so it can't be sent to the "
            "workers. Name it by a Loader, which loads it there."
        ) from error


def _versions_there() -> tuple[str, str]:
    return __version__, str(QISKIT)


def _require_versions(executor: Executor) -> None:
    try:
        there = executor.submit(_versions_there).result()
    except Exception as error:  # whatever the executor raises where a worker fails
        raise ConformanceError(
            f"The workers can't run the kit ({type(error).__name__}: {error}). Is "
            "qiskit-uplift[conformance] installed there?"
        ) from error
    if there != _versions_there():
        raise ConformanceError(
            f"The workers have qiskit-uplift {there[0]} with qiskit {there[1]}, and here are "
            f"{__version__} with {QISKIT}: their results wouldn't be the same."
        )
