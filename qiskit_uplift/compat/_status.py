"""``BackendStatus`` for Qiskit 2."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from qiskit.exceptions import QiskitError

from qiskit_uplift.compat._model import Model


class BackendStatus(Model):
    """Whether a backend accepts jobs, and how many wait.

    Args:
        backend_name: The backend's name.
        backend_version: Its version, ``X.Y.Z``.
        operational: Whether it accepts jobs.
        pending_jobs: Jobs that wait, zero or more.
        status_msg: What the operator says.

    Raises:
        QiskitError: ``pending_jobs`` is negative.
    """

    def __init__(
        self,
        backend_name: str,
        backend_version: str,
        operational: bool,
        pending_jobs: int,
        status_msg: str,
    ) -> None:
        if pending_jobs < 0:
            raise QiskitError(f"Pending jobs must be >= 0, got {pending_jobs}.")
        self.backend_name = backend_name
        self.backend_version = backend_version
        self.operational = operational
        self.pending_jobs = pending_jobs
        self.status_msg = status_msg

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> BackendStatus:
        """The status that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """The fields as a new dictionary."""
        return dict(vars(self))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        rows = "".join(
            f"<tr><th>{k}</th><td>{html.escape(str(v))}</td></tr>" for k, v in vars(self).items()
        )
        return f"<table>{rows}</table>"
