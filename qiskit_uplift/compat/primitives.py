"""The primitives of the first version: Qiskit's own on 1.4, ours on 2.x, over the second's.

``LegacySampler`` and ``LegacyEstimator``, ours on both, are the first version's over any primitive
of the second that is given to them, such as a service's.

Their successors give error bars that can be relied on: see :func:`qiskit_uplift.uplift`.

Example:
    >>> from qiskit_uplift.compat.primitives import Estimator, Sampler
    >>> Sampler.__name__, Estimator.__name__
    ('Sampler', 'Estimator')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat._legacy_estimator import LegacyEstimator
from qiskit_uplift.compat._legacy_sampler import LegacySampler

if TYPE_CHECKING or not HAS_LEGACY_CLASSES:
    from qiskit_uplift.compat._backend_estimator import BackendEstimator
    from qiskit_uplift.compat._backend_sampler import BackendSampler
    from qiskit_uplift.compat._estimator_v1 import Estimator
    from qiskit_uplift.compat._sampler_v1 import Sampler
else:
    from qiskit_uplift._qiskit import legacy

    BackendEstimator = legacy.load("qiskit.primitives", "BackendEstimator")
    BackendSampler = legacy.load("qiskit.primitives", "BackendSampler")
    Estimator = legacy.load("qiskit.primitives", "Estimator")
    Sampler = legacy.load("qiskit.primitives", "Sampler")

__all__ = [
    "BackendEstimator",
    "BackendSampler",
    "Estimator",
    "LegacyEstimator",
    "LegacySampler",
    "Sampler",
]
