"""`with_faults`: any backend with faults, of the same class as before."""

from __future__ import annotations

import copy
import functools
import threading
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.backends.faults.base import ExperimentFault, Fault
from qiskit_uplift.backends.faults.calls import UnknownJob
from qiskit_uplift.backends.faults.job import FaultyJob
from qiskit_uplift.backends.faults.log import DeviceLog, SeenSubmission
from qiskit_uplift.exceptions import UnsupportedBackendError


def with_faults(backend: Any, *faults: Fault, seed: int = 0) -> Any:
    """A backend as before, but for its faults.

    It is a copy of the same class, so a ``BackendV2`` stays one, and so do a ``BackendV1`` and an
    object with nothing but ``run``; the backend that was given is left as it was. Where several
    faults are about the same call, they act in the order given, those on experiments first. A
    copied or unpickled faulty backend begins its counts and its log anew.

    Args:
        backend: Anything whose ``run`` returns a job with ``job_id``, ``result``, ``status`` and
            ``cancel``.
        faults: What goes wrong; none at all to log calls alone.
        seed: Decides when the faults with a probability strike, and what they do; from 0.

    Raises:
        UnsupportedBackendError: It has no ``run``, or faults already, or can't be changed.
        ValueError: It can't have one of these faults, or the seed is negative.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.backends.faults import LostAnswer, device_log, with_faults
        >>> backend = with_faults(reference_device(), LostAnswer())
        >>> try:
        ...     backend.run(QuantumCircuit(1, 1), shots=10)
        ... except ConnectionError as error:
        ...     print(error)
        The connection was cut while the job was handed over.
        >>> log = device_log(backend)
        >>> len(log.accepted), len(log.acknowledged)
        (1, 0)
    """
    if seed < 0:
        raise ValueError(f"seed is a number from 0, got {seed!r}.")
    if not callable(getattr(backend, "run", None)):
        raise UnsupportedBackendError(
            f"A {type(backend).__name__} has no run(), so it can't be given faults."
        )
    if isinstance(backend.run, FaultyRun):
        raise UnsupportedBackendError(
            f"The {type(backend).__name__} has faults already; give it all of them in one call."
        )
    retrieves = callable(getattr(backend, "retrieve_job", None))
    if not retrieves and any(isinstance(fault, UnknownJob) for fault in faults):
        raise ValueError(
            f"A {type(backend).__name__} has no retrieve_job(), so the fault {UnknownJob.name!r} "
            "can never strike it."
        )
    try:
        faulty = copy.copy(backend)
        run = FaultyRun(faulty, faults, seed)
        faulty.run = run
        if retrieves:
            faulty.retrieve_job = run.retrieve_job
    except (AttributeError, TypeError) as error:
        raise UnsupportedBackendError(
            f"A {type(backend).__name__} can't be copied and changed, so it can't be given faults: "
            f"{error}."
        ) from error
    if hasattr(faulty, "_options"):
        faulty._options = copy.copy(faulty._options)  # set_options must not reach the original
    return faulty


def device_log(backend: Any) -> DeviceLog:
    """What a backend made by :func:`with_faults` has seen.

    Raises:
        UnsupportedBackendError: The backend was not made by it.
    """
    run = getattr(backend, "run", None)
    if not isinstance(run, FaultyRun):
        raise UnsupportedBackendError(
            f"This {type(backend).__name__} keeps no log: see with_faults()."
        )
    return run.log


class FaultyRun:
    """The ``run`` of a backend with faults, in the place of its own.

    Args:
        backend: The copy whose ``run`` is replaced.
        faults: What goes wrong.
        seed: Decides when.

    Attributes:
        log: What the device saw.
    """

    def __init__(self, backend: Any, faults: Sequence[Fault], seed: int) -> None:
        functools.update_wrapper(self, backend.run)  # its signature says which options it takes
        self._backend = backend
        self._run = backend.run
        self._retrieve = getattr(backend, "retrieve_job", None)
        self._faults = tuple(faults)
        self._seed = seed
        self._begin()

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._submissions = self._experiments = 0
        self.log = DeviceLog()

    def __getstate__(self) -> dict[str, Any]:
        # A copied or unpickled device is another device: it has seen nothing yet.
        return {key: value for key, value in vars(self).items() if key not in ("_lock", "log")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._begin()

    def __call__(self, circuits: Any, *arguments: Any, **options: Any) -> FaultyJob:
        """Run circuits; what is raised is either the backend's own or by a fault.

        Raises:
            TransientDeviceError: The connection fails, before or after the job was accepted.
            PermanentDeviceError: The device refuses the job.
            UnsupportedBackendError: The backend's own ``run`` returns no job.
        """
        batch = [circuits] if isinstance(circuits, QuantumCircuit) else list(circuits)
        with self._lock:
            index, first = self._submissions, self._experiments
            self._submissions += 1
            self._experiments += len(batch)
        struck = [
            fault
            for fault in self._faults
            if any(
                fault.strikes(self._seed, occasion)
                for occasion in (
                    range(first, first + len(batch))
                    if isinstance(fault, ExperimentFault)
                    else (index,)
                )
            )
        ]
        seen: dict[str, Any] = {
            "index": index,
            "circuits": tuple(getattr(circuit, "name", None) for circuit in batch),
            "shots": options.get("shots"),
            "options": dict(options),
            "faults": tuple(fault.name for fault in struck),
        }
        job: FaultyJob | None = None
        acknowledged = False
        try:
            for fault in struck:
                fault.on_submit(accepted=False)
            job = self._accepted(self._run(circuits, *arguments, **options), index, first)
            for fault in struck:
                fault.on_submit(accepted=True)
            acknowledged = True
        finally:
            job_id = None if job is None else job.job_id()
            self.log.submitted(
                SeenSubmission(**seen, job_id=job_id, acknowledged=acknowledged), job
            )
        return job

    def _accepted(self, inner: Any, index: int, first: int) -> FaultyJob:
        missing = [
            name
            for name in ("job_id", "result", "status", "cancel")
            if not callable(getattr(inner, name, None))
        ]
        if missing:
            raise UnsupportedBackendError(
                f"run() returned a {type(inner).__name__} without {', '.join(missing)}; faults are "
                "for backends whose run() returns a job."
            )
        return FaultyJob(
            self._backend,
            inner,
            self._faults,
            seed=self._seed,
            index=index,
            first=first,
            log=self.log,
        )

    def retrieve_job(self, job_id: str) -> Any:
        """The job of an id that the device gave out.

        Raises:
            JobError: The device has no such job, or a fault hides it.
        """
        self.log.called("retrieve", job_id)
        job = self.log.job(job_id)
        if job is not None:
            return job.retrieved()
        assert self._retrieve is not None
        return self._retrieve(job_id)
