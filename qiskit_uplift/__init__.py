"""Any Qiskit backend, old or new, as a ``BackendV2`` with a Sampler and an Estimator to trust.

>>> import qiskit_uplift
>>> qiskit_uplift.uplift  # doctest: +ELLIPSIS
<function uplift at ...>
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qiskit_uplift.adapters.backend import BackendAdapter, uplift
    from qiskit_uplift.adapters.capabilities import Capabilities, capabilities
    from qiskit_uplift.adapters.dialects import Dialect, Notation
    from qiskit_uplift.adapters.estimator import EstimatorAdapter
    from qiskit_uplift.adapters.journal import Journal
    from qiskit_uplift.adapters.provider import Provider
    from qiskit_uplift.adapters.recovery import resume
    from qiskit_uplift.adapters.retry import RetryPolicy
    from qiskit_uplift.adapters.sampler import SamplerAdapter
    from qiskit_uplift.exceptions import UpliftError, UpliftWarning
    from qiskit_uplift.service.primitives import primitives_for

__version__ = "0.1.0"

_HOMES = {
    "BackendAdapter": "qiskit_uplift.adapters.backend",
    "Capabilities": "qiskit_uplift.adapters.capabilities",
    "Dialect": "qiskit_uplift.adapters.dialects",
    "EstimatorAdapter": "qiskit_uplift.adapters.estimator",
    "Journal": "qiskit_uplift.adapters.journal",
    "Notation": "qiskit_uplift.adapters.dialects",
    "Provider": "qiskit_uplift.adapters.provider",
    "RetryPolicy": "qiskit_uplift.adapters.retry",
    "SamplerAdapter": "qiskit_uplift.adapters.sampler",
    "UpliftError": "qiskit_uplift.exceptions",
    "UpliftWarning": "qiskit_uplift.exceptions",
    "capabilities": "qiskit_uplift.adapters.capabilities",
    "primitives_for": "qiskit_uplift.service.primitives",
    "resume": "qiskit_uplift.adapters.recovery",
    "uplift": "qiskit_uplift.adapters.backend",
}

__all__ = [
    "BackendAdapter",
    "Capabilities",
    "Dialect",
    "EstimatorAdapter",
    "Journal",
    "Notation",
    "Provider",
    "RetryPolicy",
    "SamplerAdapter",
    "UpliftError",
    "UpliftWarning",
    "__version__",
    "capabilities",
    "primitives_for",
    "resume",
    "uplift",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
