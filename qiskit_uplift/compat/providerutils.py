"""``filter_backends`` and ``resolve_backend_name``: Qiskit's own on every version.

Example:
    >>> from qiskit_uplift.compat.providerutils import filter_backends
    >>> filter_backends([], simulator=True)
    []
"""

from __future__ import annotations

from qiskit.providers.providerutils import filter_backends, resolve_backend_name

__all__ = ["filter_backends", "resolve_backend_name"]
