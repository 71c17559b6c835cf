"""The job of an old backend, over that of a Sampler."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobError, JobStatus, JobV1
from qiskit.result import Result

from qiskit_uplift.compat._plain_registers import Sent
from qiskit_uplift.compat._sampler_result import legacy_result


class SamplerRunJob(JobV1):
    """What ``backend.run`` returned, over a Sampler's job.

    Args:
        job: The Sampler's job.
        backend: What :meth:`backend` answers.
        circuits: The circuits as the user gave them.
        sent: The same as the Sampler got them.
        memory: Whether the result has the outcomes of single shots.

    Attributes:
        primitive_job: The Sampler's job.
    """

    def __init__(
        self,
        job: Any,
        backend: Any,
        circuits: Sequence[QuantumCircuit],
        sent: Sequence[Sent],
        *,
        memory: bool,
    ) -> None:
        super().__init__(backend, job.job_id())
        self.primitive_job = job
        self._circuits = circuits
        self._sent = sent
        self._memory = memory
        self._began = time.monotonic()
        self._found: Result | None = None

    def submit(self) -> None:
        """Refused: the job was submitted when it was made.

        Raises:
            JobError: Always.
        """
        raise JobError(f"Job {self.job_id()} has been submitted already.")

    def status(self) -> JobStatus:
        """Where the job stands; services that answer with a word are understood."""
        status = self.primitive_job.status()
        return status if isinstance(status, JobStatus) else JobStatus[str(status).upper()]

    def result(self, timeout: float | None = None, wait: float = 0.1) -> Result:
        """The result, once it is there.

        Args:
            timeout: The most seconds to wait; None for no limit.
            wait: Seconds between two questions whether it is there, where there is a limit.

        Returns:
            The result: counts and memory in the order of the circuit's classical bits, which
            ``get_counts`` and ``get_memory`` show with a space between registers, the last first.
            Its ``time_taken`` is the seconds from the submission until it was first here.

        Raises:
            JobTimeoutError: The time is up; the job goes on.
            DecodingError: What the Sampler returned can't be read with certainty.
        """
        if self._found is None:
            if timeout is not None:
                self.wait_for_final_state(timeout, wait)
            backend = self.backend()
            found = self.primitive_job.result()
            self._found = legacy_result(
                found,
                self._circuits,
                self._sent,
                memory=self._memory,
                seconds=time.monotonic() - self._began,
                job_id=self.job_id(),
                backend_name=_text(backend, "name") or type(backend).__name__,
                backend_version=_text(backend, "backend_version") or "0.0.0",
            )
        return self._found

    def cancel(self) -> bool:
        """Cancel the job, and say whether that was possible as far as the service tells."""
        return self.primitive_job.cancel() is not False


def _text(source: Any, name: str) -> str | None:
    value = getattr(source, name, None)
    value = value() if callable(value) else value
    return value if isinstance(value, str) else None
