"""The ``JobStatus`` model for Qiskit 2: what a server says of a job, no enumeration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qiskit_uplift.compat._model import Model


class JobStatus(Model):
    """The status of a job in Qiskit's JSON schema.

    Args:
        job_id: The job's id.
        status: Its status, such as ``RUNNING``.
        status_msg: What the operator says of it.
        fields: Other fields, as attributes.

    Example:
        >>> JobStatus("a1", "QUEUED", "waits", position=3).position
        3
    """

    def __init__(self, job_id: str, status: str, status_msg: str, **fields: Any) -> None:
        self._data = fields
        self.job_id = job_id
        self.status = status
        self.status_msg = status_msg

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> JobStatus:
        """The status that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """The fields as a new dictionary."""
        named = {"job_id": self.job_id, "status": self.status, "status_msg": self.status_msg}
        return {**named, **self._data}
