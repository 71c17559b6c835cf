"""`HostedJob`: a job of a backend in another interpreter."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from qiskit.providers import JobStatus, JobV1

from qiskit_uplift.compat.host._connection import Connection
from qiskit_uplift.compat.host._results import read_result


class HostedJob(JobV1):  # type: ignore[misc, unused-ignore]
    """A job whose methods are called where it is, the provider's own with arguments by name.

    Args:
        backend: Where it was submitted.
        connection: The way there.
        number: Which of the other side's jobs it is.
        job_id: The provider's id; None where it has none.
        methods: The names of the methods that it has there.
    """

    def __init__(
        self,
        backend: Any,
        connection: Connection,
        number: int,
        job_id: str | None,
        methods: Sequence[str],
    ) -> None:
        super().__init__(backend, f"hosted-{number}" if job_id is None else job_id)
        self._connection = connection
        self._number = number
        self._methods = frozenset(methods)
        self._result: Any = None
        weakref.finalize(self, connection.forgotten.append, number).atexit = False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._methods:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

        def method(**arguments: Any) -> Any:
            return self._ask(name, **arguments)

        method.__name__ = name
        return method

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
