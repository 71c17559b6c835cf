"""Jobs as a service lists them: those of the journal, and those that only the provider knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus, JobV1
from qiskit.result import Result

from qiskit_uplift.adapters.backend import BackendAdapter
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.inputs import circuits_of
from qiskit_uplift.adapters.jobs import BackendJob, submit
from qiskit_uplift.adapters.planning import Batch
from qiskit_uplift.adapters.records import RunRecord
from qiskit_uplift.adapters.rewriting import as_result
from qiskit_uplift.adapters.submission import known_status
from qiskit_uplift.exceptions import InvalidCircuitError, RetrievalError


class StoredJob:
    """A run of the journal, as `ProviderService.jobs` lists it.

    Nothing is asked of the provider until it has to be, and nothing is ever submitted; for what
    never was there is :func:`~qiskit_uplift.resume`.

    Args:
        record: The run.
        fetched: Makes the job of it.

    Attributes:
        backend_name: Where it ran.
        kind: ``"sampler"`` or ``"estimator"``.
        session_id: The session or batch that it belonged to, or None.
    """

    def __init__(self, record: RunRecord, fetched: Callable[[], Any]) -> None:
        self._record, self._fetched = record, fetched
        self._job: Any = None
        self.backend_name = record.backend
        self.kind = record.kind
        self.session_id: str | None = record.settings.get("session_id")

    @property
    def created(self) -> float:
        """When it began, in seconds since 1970."""
        return self._record.created

    @property
    def creation_date(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self._record.created, timezone.utc)

    @property
    def provider_job_ids(self) -> list[str]:
        """The provider's own job ids."""
        return [job_id for stage in self._record.batches.values() for each in stage
                for job_id in each.job_ids]  # fmt: skip

    def job_id(self) -> str:
        """The run's id."""
        return self._record.run_id

    def job(self) -> Any:
        """The job itself, with all its methods; the same one each time."""
        if self._job is None:
            self._job = self._fetched()
        return self._job

    def status(self) -> JobStatus:
        """By the journal, where that has the outcomes of all batches; else by the provider."""
        if self._job is None and set(self._record.states) == {"done"}:
            return JobStatus.DONE
        return self.job().status()

    def done(self) -> bool:
        """Whether the result is there."""
        return self.status() is JobStatus.DONE

    def result(self, timeout: float | None = None) -> Any:
        """What came of it; see `AdapterJob.result`."""
        return self.job().result(timeout)

    def cancel(self) -> bool:
        """Ask the provider to cancel it."""
        return self.job().cancel()

    def __repr__(self) -> str:
        return f"<StoredJob {self.job_id()} ({self.kind} on {self.backend_name})>"


class ProviderJob(JobV1):
    """A job that the provider knows and the journal doesn't.

    What its outcomes mean depends on the circuits that were sent, which no provider gives back in
    one way, so `result` asks for them.

    Args:
        job: The provider's own.
        backend: Where it ran, uplifted; None where that isn't known.

    Attributes:
        wrapped: The provider's own job.
    """

    def __init__(self, job: Any, backend: BackendAdapter | None) -> None:
        getter = getattr(job, "job_id", None)
        super().__init__(backend, str(getter() if callable(getter) else getter))
        self.wrapped = job

    @property
    def provider_job_ids(self) -> list[str]:
        """Its id."""
        return [self.job_id()]

    def submit(self) -> None:
        """Do nothing: it was submitted."""

    def status(self) -> JobStatus:
        """What the provider says of it, as one of Qiskit's."""
        return known_status(self.wrapped.status())

    def cancel(self) -> bool:
        """Ask the provider to cancel it; whether it didn't refuse."""
        return self.wrapped.cancel() is not False

    def result(
        self,
        circuits: QuantumCircuit | Sequence[QuantumCircuit] | None = None,
        *,
        memory: bool = False,
    ) -> Result:
        """Wait for its outcomes, in Qiskit's own notation.

        Args:
            circuits: The circuits that were sent, in that order.
            memory: Whether the result is to hold one outcome a shot.

        Raises:
            RetrievalError: The circuits, or the backend, are missing.
            InvalidCircuitError: What was passed is no circuit.
            DecodingError: The outcomes can't be read with certainty.
            ExecutionError: The provider reports that a circuit failed.
        """
        adapter = self.backend()
        if circuits is None or adapter is None:
            raise RetrievalError(
                f"Job {self.job_id()} isn't in the journal, so its outcomes can't be read without "
                "the circuits that were sent: pass result(circuits), of a job that was asked for "
                "by job(id, backend=...). The provider's own answer, as it is, is "
                ".wrapped.result()."
            )
        try:
            sent = circuits_of(circuits)
        except InvalidCircuitError:
            raise InvalidCircuitError(
                f"result() of job {self.job_id()}, which isn't in the journal, takes the circuits "
                f"that were sent, and no timeout; it was given {circuits!r}."
            ) from None
        return _reread(adapter, self.wrapped, sent, memory=memory).result()


def _reread(
    adapter: BackendAdapter, handle: Any, circuits: list[QuantumCircuit], *, memory: bool
) -> BackendJob:
    least = adapter.limits.min_shots  # how many there were is told by the outcomes
    execution = Execution(
        adapter.channel, circuits, [least] * len(circuits), memory=memory, asked=False
    )
    planned = sorted({index for each in execution.plan.batches for index in each.indices})
    if planned:
        (submission,) = execution.take_over([Batch(tuple(planned), least, least)])
        submission.adopt(handle)

    def finish(job_id: str) -> Result:
        return as_result(execution.samples(), circuits, adapter, job_id, memory=memory, seed=None)

    return submit(BackendJob(adapter, execution, finish))
