"""What Qiskit's own classes still take, which 2.0 narrowed."""

from __future__ import annotations

from qiskit.providers import BackendV2

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES


def parent_takes(backend: object) -> bool:
    """Whether Qiskit's backend primitives take ``backend`` as it is.

    On 1.4 they take a ``BackendV1`` with a deprecation warning of their own, on 2.x a ``BackendV2``
    alone.
    """
    if isinstance(backend, BackendV2):
        return True
    if not HAS_LEGACY_CLASSES:
        return False
    from qiskit.providers import BackendV1

    return isinstance(backend, BackendV1)
