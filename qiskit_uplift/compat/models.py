"""The models of ``BackendV1``: configuration, properties and status.

On Qiskit 1.4 these names are the classes of ``qiskit.providers.models``; on 2.x, where that
module is gone, they are our own with the same dictionaries, attributes and SI units.

Example:
    >>> from qiskit_uplift.compat.models import BackendProperties
    >>> from qiskit_uplift.backends import load_backend
    >>> isinstance(load_backend("reference:legacy").properties(), BackendProperties)
    True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES

if TYPE_CHECKING or not HAS_LEGACY_CLASSES:
    from qiskit_uplift.compat._configuration import (
        BackendConfiguration,
        BackendConfigurationError,
        GateConfig,
        QasmBackendConfiguration,
    )
    from qiskit_uplift.compat._job_status import JobStatus
    from qiskit_uplift.compat._properties import (
        BackendProperties,
        BackendPropertyError,
        GateProperties,
        Nduv,
    )
    from qiskit_uplift.compat._pulse_configuration import PulseBackendConfiguration, UchannelLO
    from qiskit_uplift.compat._status import BackendStatus
else:
    from qiskit_uplift._qiskit import legacy

    BackendConfigurationError = legacy.load("qiskit.providers", "BackendConfigurationError")
    BackendPropertyError = legacy.load("qiskit.providers", "BackendPropertyError")
    BackendConfiguration = legacy.load("qiskit.providers.models", "BackendConfiguration")
    BackendProperties = legacy.load("qiskit.providers.models", "BackendProperties")
    BackendStatus = legacy.load("qiskit.providers.models", "BackendStatus")
    GateConfig = legacy.load("qiskit.providers.models", "GateConfig")
    GateProperties = legacy.load("qiskit.providers.models", "GateProperties")
    JobStatus = legacy.load("qiskit.providers.models", "JobStatus")
    Nduv = legacy.load("qiskit.providers.models", "Nduv")
    PulseBackendConfiguration = legacy.load("qiskit.providers.models", "PulseBackendConfiguration")
    QasmBackendConfiguration = legacy.load("qiskit.providers.models", "QasmBackendConfiguration")
    UchannelLO = legacy.load("qiskit.providers.models", "UchannelLO")

Gate = GateProperties
"""The older name of :class:`GateProperties`."""

__all__ = [
    "BackendConfiguration",
    "BackendConfigurationError",
    "BackendProperties",
    "BackendPropertyError",
    "BackendStatus",
    "Gate",
    "GateConfig",
    "GateProperties",
    "JobStatus",
    "Nduv",
    "PulseBackendConfiguration",
    "QasmBackendConfiguration",
    "UchannelLO",
]
