"""What a backend says of itself beside its Target, as far as it says anything."""

from __future__ import annotations

from typing import Any

from qiskit_uplift.adapters.backend import BackendAdapter
from qiskit_uplift.adapters.legacy_data import read
from qiskit_uplift.adapters.manifest import CONTROL_FLOW

_PENDING = ("pending_jobs", "queue_depth", "queue_size")


def is_simulator(adapter: BackendAdapter) -> bool:
    """Whether it is a simulator; a backend of which nothing says so is taken for a device."""
    if adapter.channel.is_local:
        return True
    for name in ("simulator", "is_simulator"):
        told = getattr(adapter.wrapped, name, None)
        if isinstance(told, bool):
            return told
    return read(_configuration(adapter), "simulator") is True


def is_operational(adapter: BackendAdapter) -> bool:
    """Whether it takes jobs; a backend that doesn't say, and is listed, is taken to do so."""
    told = getattr(adapter.wrapped, "operational", None)
    if isinstance(told, bool):
        return told
    return read(_status(adapter), "operational") is not False


def is_dynamic(adapter: BackendAdapter) -> bool:
    """Whether its Target has control flow, so that it runs dynamic circuits."""
    return not CONTROL_FLOW.isdisjoint(adapter.target.operation_names)


def pending_jobs(adapter: BackendAdapter) -> int | None:
    """How many jobs wait for it; None where nobody says."""
    if adapter.channel.is_local:
        return 0
    for source in (_status(adapter), adapter.wrapped):
        for name in _PENDING:
            told = read(source, name)
            told = told() if callable(told) else told
            if isinstance(told, int) and not isinstance(told, bool) and told >= 0:
                return told
    return None


def _configuration(adapter: BackendAdapter) -> Any:
    configuration = getattr(adapter.wrapped, "configuration", None)
    return configuration() if callable(configuration) else configuration


def _status(adapter: BackendAdapter) -> Any:
    status = getattr(adapter.wrapped, "status", None)
    return status() if callable(status) else status
