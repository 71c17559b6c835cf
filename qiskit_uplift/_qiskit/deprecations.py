"""The warnings that Qiskit 1.4 gives about what 2.0 removed."""

from __future__ import annotations

import warnings

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES


def warn_of_backend_v1(backend: object, parent: str) -> None:
    """Warn as Qiskit 1.4 does where a primitive is made on one of its own ``BackendV1``.

    On 2.x there is no such class in Qiskit, and so nothing to warn of. The adapters go on taking
    these backends: ``uplift(backend).sampler()`` and ``.estimator()`` don't warn.
    """
    if not HAS_LEGACY_CLASSES:
        return
    from qiskit.providers import BackendV1

    if isinstance(backend, BackendV1):
        warnings.warn(
            f"Qiskit's {parent} will stop supporting inputs of type `BackendV1` in 2.0. This class "
            "goes on taking them; uplift(backend) makes a BackendV2 of one and does not warn.",
            DeprecationWarning,
            stacklevel=3,
        )
