"""`HostedJob`: a job of a backend in another interpreter."""

from __future__ import annotations

import weakref
from typing import Any

from qiskit.providers import JobStatus, JobV1

from qiskit_uplift.compat.host._connection import Connection
from qiskit_uplift.compat.host._results import read_result


class HostedJob(JobV1):  # type: ignore[misc, unused-ignore]
    """A job whose methods are called where it is.

    Args:
        backend: Where it was submitted.
        connection: The way there.
        number: Which of the other side's jobs it is.
        job_id: The provider's id; None where it has none.
    """

    def __init__(
        self, backend: Any, connection: Connection, number: int, job_id: str | None
    ) -> None:
        super().__init__(backend, f"hosted-{number}" if job_id is None else job_id)
        self._connection = connection
        self._number = number
        self._result: Any = None
        weakref.finalize(self, connection.forgotten.append, number).atexit = False

    def _ask(self, method: str, **arguments: Any) -> Any:
        return self._connection.call("job", self._number, method, arguments)

    def submit(self) -> None:
        """Nothing: it was submitted by ``run``."""

    def status(self) -> JobStatus:
        """Where the job is; what isn't one of Qiskit's states counts as running."""
        told = str(self._ask("status")).rpartition(".")[2].upper()
        return JobStatus.__members__.get(told, JobStatus.RUNNING)

    def cancel(self) -> Any:
        """Ask the job to stop, and return what it answers."""
        return self._ask("cancel")

    def result(self, **arguments: Any) -> Any:
        """Wait for the result.

        Args:
            **arguments: What the provider's own ``result`` takes, such as ``timeout``.

        Returns:
            A ``Result`` in the provider's notation, or its counts.

        Raises:
            HostError: What its ``result`` raised, or the other interpreter has ended.
        """
        if self._result is None:
            self._result = read_result(*self._ask("result", **arguments))
        return self._result
