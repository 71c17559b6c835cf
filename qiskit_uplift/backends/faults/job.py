"""`FaultyJob`: a job of a device with faults."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Sequence
from typing import Any

from qiskit.providers import JobError, JobStatus, JobTimeoutError, JobV1
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.backends.faults.base import ExperimentFault, Fault
from qiskit_uplift.backends.faults.log import DeviceLog
from qiskit_uplift.exceptions import UnsupportedBackendError


class FaultyJob(JobV1):
    """A provider's job between whose calls and their answers faults stand.

    Whatever else the provider's own job has is still there.

    Args:
        backend: The faulty backend.
        inner: The provider's own job.
        faults: All faults of the backend.
        seed: Of the backend.
        index: The number of the submission.
        first: The number of its first experiment.
        log: Where calls are noted.
    """

    def __init__(
        self,
        backend: Any,
        inner: Any,
        faults: Sequence[Fault],
        *,
        seed: int,
        index: int,
        first: int,
        log: DeviceLog,
    ) -> None:
        super().__init__(backend, str(inner.job_id()))
        self._inner = inner
        self._seed, self._index, self._first = seed, index, first
        self._on_experiments = [f for f in faults if isinstance(f, ExperimentFault)]
        self._struck = [
            f for f in faults if not isinstance(f, ExperimentFault) and f.strikes(seed, index)
        ]
        self._held = next((f.held for f in self._struck if f.held is not None), None)
        self._free = threading.Event()
        if self._held is None:
            self._free.set()
        self._log = log
        self._lock = threading.Lock()
        self._cancelled = False
        self._asked = self._answered = 0
        self._answer: Any = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._inner, name)

    def submit(self) -> None:
        """Nothing is left to do: the device has the job from the start."""

    def release(self) -> None:
        """Let go of a job that a fault keeps back; other jobs are left as they are."""
        self._free.set()

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the outcomes, or for what comes in their place.

        Args:
            timeout: How many seconds to wait; None for as long as it takes.

        Raises:
            JobTimeoutError: The job isn't done yet.
            JobError: The job failed or was cancelled.
            TransientDeviceError: The connection was cut.
            UnsupportedBackendError: A fault is about experiments, and the result has none.
        """
        self._log.called("result", self.job_id())
        start = time.monotonic()
        if not self._free.wait(timeout):
            raise JobTimeoutError(f"Job {self.job_id()} is not done after {timeout} s.")
        if self._cancelled:
            raise JobError(f"Job {self.job_id()} was cancelled.")
        if timeout is None:
            result = self._inner.result()
        else:
            result = self._inner.result(timeout=max(0.0, timeout - (time.monotonic() - start)))
        with self._lock:
            asked, self._asked = self._asked, self._asked + 1
            for fault in self._struck:
                fault.on_result(self.job_id(), asked)
            if self._answer is None:
                self._answer = self._changed(result)
            return self._answer

    def _changed(self, result: Any) -> Any:
        if isinstance(getattr(result, "results", None), Sequence):
            result = self._rewritten(result)
        else:
            self._refuse_idle(result)
        for fault in self._struck:
            result = fault.instead(result)
        return result

    def _rewritten(self, result: Any) -> Any:
        changed = copy.copy(result)
        experiments = [copy.copy(experiment) for experiment in result.results]
        for one in self._on_experiments:
            for number, experiment in enumerate(experiments, self._first):
                if one.strikes(self._seed, number):
                    one.on_experiment(experiment, one.rng(self._seed, number))
        for fault in self._struck:
            experiments = fault.on_answer(experiments, fault.rng(self._seed, self._index))
        changed.results = experiments
        return changed

    def _refuse_idle(self, result: Any) -> None:
        idle = [fault.name for fault in self._on_experiments]
        idle += [f.name for f in self._struck if type(f).on_answer is not Fault.on_answer]
        if idle:
            raise UnsupportedBackendError(
                f"The result is a {type(result).__name__} without experiments, which the faults "
                f"{', '.join(idle)} are about."
            )

    def status(self) -> JobStatus:
        """Where the job is said to be."""
        self._log.called("status", self.job_id())
        if not self._free.is_set():
            assert self._held is not None
            return self._held
        status = JobStatus.CANCELLED if self._cancelled else self._inner.status()
        with self._lock:
            answered = self._answered
            if status in JOB_FINAL_STATES:
                self._answered += 1
        if not self._cancelled:
            for fault in self._struck:
                status = fault.on_status(status, answered)
        return status

    def cancel(self) -> bool:
        """Ask for the job to end; whether the device says that it will."""
        self._log.called("cancel", self.job_id())
        for fault in self._struck:
            answer = fault.on_cancel()
            if answer is not None:
                return answer
        if self._free.is_set():
            return self._inner.cancel() is not False
        self._cancelled = True
        self._inner.cancel()
        self._free.set()
        return True

    def retrieved(self) -> FaultyJob:
        """The job as ``retrieve_job`` gives it.

        Raises:
            JobError: A fault hides it.
        """
        for fault in self._struck:
            fault.on_retrieval(self.job_id())
        return self
