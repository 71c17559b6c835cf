"""Jobs of the reference device: one queue a device, worked off by one thread."""

from __future__ import annotations

import operator
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from numbers import Real
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobError, JobStatus, JobTimeoutError, JobV1
from qiskit.result import Result

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.backends.engine import Engine
from qiskit_uplift.exceptions import LimitError

KEPT_JOBS = 500
"""How many jobs a device keeps for :meth:`Queue.retrieve`; the oldest are forgotten first."""

DEFAULT_SHOTS = 1024
"""Shots of a circuit where nobody says; fewer where a device doesn't take so many."""

Writer = Callable[[QuantumCircuit, Samples], Mapping[str, Any]]
"""Writes the outcomes of a circuit as the experiment's ``data`` and ``header``."""


class DeviceJob(JobV1):  # type: ignore[misc, unused-ignore]
    """A job in the queue of a reference device.

    Args:
        backend: The face that it was sent to.
        future: The work.
        stop: Set to end the work at the next circuit.
        job_id: Its identifier.
    """

    def __init__(
        self,
        backend: Any,
        future: futures.Future[Result],
        stop: threading.Event,
        job_id: str,
    ) -> None:
        super().__init__(backend, job_id)
        self._future = future
        self._stop = stop

    def submit(self) -> None:
        """Nothing is left to do: the job is in the queue from the start."""

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the outcomes.

        Args:
            timeout: How many seconds to wait; None for as long as it takes.

        Raises:
            JobTimeoutError: The job isn't done yet.
            JobError: The job was cancelled.
            ExecutionError: A circuit failed.
        """
        try:
            return self._future.result(timeout)
        except futures.TimeoutError:
            msg = f"Job {self.job_id()} is not done after {timeout} s."
            raise JobTimeoutError(msg) from None
        except futures.CancelledError:
            raise JobError(f"Job {self.job_id()} was cancelled.") from None

    def cancel(self) -> bool:
        """Cancel the job, or what is left of it; False where it is done already."""
        if self._future.done():
            return False
        self._stop.set()
        self._future.cancel()
        return True

    def status(self) -> JobStatus:
        """Where the job is."""
        if self._future.running():
            return JobStatus.RUNNING
        if not self._future.done():
            return JobStatus.QUEUED
        if self._future.cancelled():
            return JobStatus.CANCELLED
        error = self._future.exception()
        if error is None:
            return JobStatus.DONE
        return JobStatus.CANCELLED if isinstance(error, futures.CancelledError) else JobStatus.ERROR


class Queue:
    """Runs jobs one after the other on a thread of its own.

    Args:
        engine: What samples the circuits.
        max_shots: The most shots of a job; None for no limit.
        max_circuits: The most circuits of a job; None for no limit.
    """

    def __init__(
        self, engine: Engine, max_shots: int | None = None, max_circuits: int | None = None
    ) -> None:
        self.engine = engine
        self.max_shots = max_shots
        self.max_circuits = max_circuits
        self._open()

    @property
    def default_shots(self) -> int:
        """Shots of a circuit where nobody says."""
        return DEFAULT_SHOTS if self.max_shots is None else min(DEFAULT_SHOTS, self.max_shots)

    def _open(self) -> None:
        self._pool = futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="device")
        self._jobs: dict[str, DeviceJob] = {}
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        # A copied or unpickled device is another device: it has a thread and jobs of its own.
        own = ("_pool", "_jobs", "_lock")
        return {key: value for key, value in vars(self).items() if key not in own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._open()

    def submit(
        self,
        backend: Any,
        circuits: QuantumCircuit | Sequence[QuantumCircuit],
        shots: Any,
        seed: int | None,
        write: Writer,
    ) -> DeviceJob:
        """Check a job and put it in the queue.

        Args:
            backend: The face that it was sent to.
            circuits: One circuit or several.
            shots: Shots of each circuit.
            seed: Seeds the first circuit; each other one has a seed made from it, which the result
                tells. None for no seed.
            write: How the outcomes are written.

        Raises:
            LimitError: Too many shots or circuits, or none at all.
            InvalidCircuitError: The device can't run one of the circuits.
        """
        batch = [circuits] if isinstance(circuits, QuantumCircuit) else list(circuits)
        device = self.engine.device
        self._check_limits(len(batch), shots)
        for circuit in batch:
            self.engine.check(circuit)
        job_id, stop = str(uuid.uuid4()), threading.Event()

        def work() -> Result:
            began = time.perf_counter()
            experiments = []
            for index, circuit in enumerate(batch):
                if stop.is_set():
                    raise futures.CancelledError
                own_seed = None if seed is None else _seed_of(seed, index)
                samples = self.engine.sample(circuit, int(shots), own_seed)
                experiments.append(
                    {"shots": int(shots), "success": True, "status": "DONE", "meas_level": 2}
                    | ({} if own_seed is None else {"seed_simulator": own_seed})
                    | dict(write(circuit, samples))
                )
            return _result(device.name, job_id, experiments, time.perf_counter() - began)

        with self._lock:
            job = DeviceJob(backend, self._pool.submit(work), stop, job_id)
            self._jobs[job_id] = job
            while len(self._jobs) > KEPT_JOBS:
                del self._jobs[next(iter(self._jobs))]
        return job

    def retrieve(self, job_id: str) -> DeviceJob:
        """One of the last :data:`KEPT_JOBS` jobs by its id.

        Raises:
            JobError: There is no such job, or not any more.
        """
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None:
            raise JobError(f"{self.engine.device.name} has no job {job_id!r}.")
        return job

    def _check_limits(self, circuits: int, shots: Any) -> None:
        name = self.engine.device.name
        if circuits == 0:
            raise LimitError(f"{name} was given no circuit.")
        if self.max_circuits is not None and circuits > self.max_circuits:
            raise LimitError(f"{name} takes {self.max_circuits} circuits a job, got {circuits}.")
        number = isinstance(shots, Real) and not isinstance(shots, bool)
        # neither infinity nor what is no number at all is its own whole part
        if not number or shots // 1 != shots or shots < 1:
            raise LimitError(f"{name} takes a positive number of shots, got {shots!r}.")
        if self.max_shots is not None and shots > self.max_shots:
            raise LimitError(f"{name} takes {self.max_shots} shots at most, got {shots}.")


def _seed_of(seed: int, index: int) -> int:
    """The seed of a circuit of a job: far from those of the others, and of jobs with near seeds."""
    if index == 0:
        return seed
    words = np.random.SeedSequence([operator.index(seed) % 2**64, index]).generate_state(1)
    return int(words[0]) >> 1


def full_header(circuit: QuantumCircuit) -> dict[str, Any]:
    """The header that Qiskit's own simulators put beside the outcomes of a circuit."""
    return {
        "name": circuit.name,
        "n_qubits": circuit.num_qubits,
        "memory_slots": circuit.num_clbits,
        "creg_sizes": [[register.name, register.size] for register in circuit.cregs],
        "qreg_sizes": [[register.name, register.size] for register in circuit.qregs],
        "metadata": dict(circuit.metadata or {}),
    }


def _result(name: str, job_id: str, experiments: list[dict[str, Any]], seconds: float) -> Result:
    data: dict[str, Any] = {
        "backend_name": name,
        "backend_version": "1.0.0",
        "job_id": job_id,
        "success": True,
        "status": "COMPLETED",
        "results": experiments,
        "time_taken": seconds,
    }
    if HAS_LEGACY_CLASSES:
        from qiskit_uplift._qiskit.legacy import quiet

        with quiet():
            return Result.from_dict({**data, "qobj_id": job_id})
    return Result.from_dict(data)
