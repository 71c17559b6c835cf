"""``BackendV1``: Qiskit's own on 1.4, ours on 2.x, where Qiskit has none.

Example:
    >>> from qiskit_uplift.compat.providers import BackendV1
    >>> BackendV1.version
    1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES

if TYPE_CHECKING or not HAS_LEGACY_CLASSES:
    from qiskit_uplift.compat._backend_v1 import BackendV1
else:
    from qiskit_uplift._qiskit import legacy

    BackendV1 = legacy.load("BackendV1")

__all__ = ["BackendV1"]
