"""``BackendV1``, ``ProviderV1`` and their bases: Qiskit's own on 1.4, ours on 2.x.

``Backend``, ``filter_backends`` and ``resolve_backend_name`` are Qiskit's own on both.

Example:
    >>> from qiskit_uplift.compat.providers import BackendV1, ProviderV1
    >>> BackendV1.version, ProviderV1.version
    (1, 1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qiskit.providers import Backend
from qiskit.providers.providerutils import filter_backends, resolve_backend_name

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES

if TYPE_CHECKING or not HAS_LEGACY_CLASSES:
    from qiskit_uplift.compat._backend_v1 import BackendV1
    from qiskit_uplift.compat._provider_v1 import Provider, ProviderV1
else:
    from qiskit_uplift._qiskit import legacy

    BackendV1 = legacy.load("qiskit.providers", "BackendV1")
    Provider = legacy.load("qiskit.providers", "Provider")
    ProviderV1 = legacy.load("qiskit.providers", "ProviderV1")

__all__ = [
    "Backend",
    "BackendV1",
    "Provider",
    "ProviderV1",
    "filter_backends",
    "resolve_backend_name",
]
