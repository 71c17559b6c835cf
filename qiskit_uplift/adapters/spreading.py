"""Batches of a simulator that are computed elsewhere: in other processes, or on a cluster."""

from __future__ import annotations

import importlib
import io
import os
import pickle
import random
import threading
import uuid
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.providers import JobError, JobStatus

from qiskit_uplift.adapters.channel import REFUSALS
from qiskit_uplift.exceptions import (
    ExecutionError,
    ExecutorWarning,
    InvalidCircuitError,
    OptionError,
    UnsupportedBackendError,
    warn,
)

BATCHES = 64
"""A run without a limit of circuits a job is cut into at most as many batches. The number doesn't
depend on that of the workers, as the seeds, and so the numbers, follow from the batches."""

_GENERATORS = (np.random.Generator, np.random.RandomState, np.random.BitGenerator, random.Random)
_STANDARD = frozenset(get_standard_gate_name_mapping()) | {"barrier", "initialize", "unitary"}
_UNPACKING = threading.Lock()  # filters of warnings belong to all threads
_PROCESSES = threading.BoundedSemaphore(os.cpu_count() or 1)


class Spreading:
    """Hands the calls of one backend's ``run`` to an executor.

    An executor whose workers share this process's memory is given the backend itself; any other
    pickles it for each batch, so that the workers begin with the same copy.

    Args:
        executor: Any.
        backend: Whose ``run`` is called, or a function that is itself called.
        where: The backend, as messages name it.
        takes_seed: Whether ``run`` takes a seed.
        may_be_bare: Whether it is unknown if ``run`` takes lists.

    Raises:
        UnsupportedBackendError: The backend has to be pickled and can't be, or would repeat its
            random numbers in every batch.
    """

    def __init__(
        self, executor: Executor, backend: Any, *, where: str, takes_seed: bool, may_be_bare: bool
    ) -> None:
        self.executor = executor
        self._where = where
        self._may_be_bare = may_be_bare
        self.travels = not isinstance(executor, ThreadPoolExecutor)
        if not self.travels:
            return
        try:
            held = self._pickled(backend)
        except Exception as error:  # a backend's own way to be pickled may raise anything
            raise UnsupportedBackendError(
                f"{where} can't be pickled ({type(error).__name__}: {error}), as a "
                f"{type(executor).__name__} has to do. Use a ThreadPoolExecutor, or keep out of "
                "the backend what can't be pickled."
            ) from error
        if held and not takes_seed:
            raise UnsupportedBackendError(
                f"{where} takes no seed and holds a {held[0]} of its own: each worker would get a "
                "copy, and every batch the same random numbers. Use a ThreadPoolExecutor, or let "
                "the backend make a generator in each call."
            )

    def _pickled(self, value: Any) -> list[str]:
        """Pickle a value as the executor does; the kinds of random generators in it."""
        # Dask, loky and others fall back on cloudpickle, which takes functions of a notebook
        plain = isinstance(self.executor, ProcessPoolExecutor)
        base: Any = pickle.Pickler if plain else _widest_pickler()
        held: list[str] = []

        class Finder(base):
            def persistent_id(self, each: Any) -> None:
                if isinstance(each, _GENERATORS):
                    held.append(type(each).__name__)

        Finder(io.BytesIO(), pickle.HIGHEST_PROTOCOL).dump(value)
        return held

    def check(self, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any]) -> None:
        """See that circuits and options can travel, before any of them does.

        Raises:
            OptionError: An option can't be pickled.
            InvalidCircuitError: A circuit can't.
        """
        if not self.travels:
            return
        for name, value in sent.items():
            self._check(value, OptionError, f"option {name!r}")
        for circuit in circuits:
            # to pickle a circuit takes as long as to send it, and Qiskit's own gates always can be
            risky = circuit.metadata if _STANDARD.issuperset(circuit.count_ops()) else circuit
            self._check(risky, InvalidCircuitError, f"circuit {circuit.name!r}")

    def _check(self, value: Any, kind: type[Exception], what: str) -> None:
        try:
            self._pickled(value)
        except Exception as error:  # an object's own way to be pickled may raise anything
            raise kind(
                f"{self._where}: {what} can't be pickled ({type(error).__name__}: {error}), as a "
                f"{type(self.executor).__name__} has to do. Nothing was sent."
            ) from error

    def submit(
        self,
        run: Callable[..., Any],
        circuits: Any,
        sent: Mapping[str, Any],
        waiting: Mapping[str, Any],
    ) -> SpreadJob:
        """Hand over one call of ``run``.

        Args:
            run: The backend's own.
            circuits: Its argument.
            sent: Its keyword arguments.
            waiting: Those of the ``result`` of its job.
        """
        refused = None
        if self._may_be_bare and isinstance(circuits, list):
            refused = (
                f"{self._where} refused a list of circuits. If it takes one at a time, pass "
                "max_circuits=1 to uplift()."
            )
        compute = _packed if self.travels else _computed
        call = (compute, str(uuid.uuid4()), run, circuits, dict(sent), dict(waiting))
        return SpreadJob(self.executor, call, refused)


def _widest_pickler() -> Any:
    try:
        return importlib.import_module("cloudpickle").Pickler
    except ImportError:
        return pickle.Pickler


def _computed(
    job_id: str, run: Callable[..., Any], circuits: Any, sent: dict[str, Any], waiting: Any
) -> Any:
    """What the backend returns for a batch, in the process of the worker.

    The id tells equal calls apart: Dask would compute them once, and their shots would be the same.
    """
    del job_id
    handle = run(circuits, **sent)
    result = getattr(handle, "result", None)
    return result(**waiting) if callable(result) else handle


def _like(executor: Executor) -> ProcessPoolExecutor:
    """One process, made as the user had those of the pool made that broke, as far as it tells."""
    return ProcessPoolExecutor(
        1,
        mp_context=getattr(executor, "_mp_context", None),
        initializer=getattr(executor, "_initializer", None),
        initargs=getattr(executor, "_initargs", ()),
    )


def _packed(*call: Any) -> bytes:
    """The same as bytes: an executor may wait for ever for a result that it fails to read."""
    outcome = _computed(*call)
    try:
        return pickle.dumps(outcome)
    except (pickle.PicklingError, AttributeError, TypeError):
        buffer = io.BytesIO()
        _widest_pickler()(buffer).dump(outcome)
        return buffer.getvalue()


def _unpacked(outcome: Any) -> Any:
    if not isinstance(outcome, bytes):
        return outcome
    with _UNPACKING, warnings.catch_warnings():
        # Qiskit 1.4 warns of the header that it puts into its own results
        warnings.simplefilter("ignore", DeprecationWarning)
        return pickle.loads(outcome)


class SpreadJob:
    """The job of a batch that an executor computes.

    Args:
        executor: Which.
        call: A function, the job's id, and its other arguments.
        refused: What to say where ``run`` seems to take no list; None where it does.
    """

    def __init__(self, executor: Executor, call: tuple[Any, ...], refused: str | None) -> None:
        self._executor = executor
        self._call = call
        self._job_id: str = call[1]
        self._refused = refused
        self._was_cancelled = False
        self._future: Future[Any]
        try:
            self._future = executor.submit(*self._call)
        except BrokenExecutor as error:
            self._future = Future()
            self._future.set_exception(error)
            warn(
                f"The {type(executor).__name__} is broken ({str(error).rstrip('.')}); each batch "
                "is computed in a process of its own. Make a new executor for the next run.",
                ExecutorWarning,
            )

    def job_id(self) -> str:
        """An id of our own."""
        return self._job_id

    def result(self) -> Any:
        """Wait for what the backend's job returned.

        Where a worker died and took the pool with it, the batch is computed once more, in a process
        of its own: a batch that ends any process that computes it can't end this one.

        Raises:
            JobError: The job was cancelled.
            ExecutionError: The second process died as well, or ``run`` takes no lists.
        """
        try:
            return _unpacked(self._future.result())
        except CancelledError:
            raise JobError(f"Job {self._job_id} was cancelled.") from None
        except BrokenProcessPool:
            return self._computed_again()
        except REFUSALS as error:
            if self._refused is None:
                raise
            told = f"{type(error).__name__}: {str(error).rstrip('.')}"
            raise ExecutionError(f"{self._refused} It said: {told}.") from error

    def _computed_again(self) -> Any:
        with _PROCESSES:
            if self._was_cancelled:
                raise JobError(f"Job {self._job_id} was cancelled.")
            with _like(self._executor) as alone:
                future = alone.submit(*self._call)
                try:
                    outcome = future.result()
                except BrokenProcessPool as error:
                    raise ExecutionError(
                        "The process that computed this batch died, and so did one that had "
                        "nothing else to do. Has it enough memory?"
                    ) from error
        self._future = future
        return _unpacked(outcome)

    def status(self) -> JobStatus:
        """Where the batch is; some executors don't say when they begin it."""
        future = self._future
        if self._was_cancelled and (future.cancelled() or self._is_broken):
            return JobStatus.CANCELLED
        if not future.done():
            return JobStatus.RUNNING if future.running() else JobStatus.QUEUED
        if self._is_broken:
            return JobStatus.RUNNING
        return JobStatus.ERROR if future.exception() is not None else JobStatus.DONE

    @property
    def _is_broken(self) -> bool:
        future = self._future
        if not future.done() or future.cancelled():
            return False
        return isinstance(future.exception(), BrokenProcessPool)

    def cancel(self) -> bool:
        """Cancel the batch, if no worker has begun it."""
        self._was_cancelled = self._future.cancel() or self._is_broken
        return self._was_cancelled
