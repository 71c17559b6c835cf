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
    from qiskit_uplift.compat._properties import (
        BackendProperties,
        BackendPropertyError,
        GateProperties,
        Nduv,
    )
    from qiskit_uplift.compat._status import BackendStatus
else:
    from qiskit_uplift._qiskit import legacy

    BackendConfiguration = legacy.load("BackendConfiguration")
    BackendConfigurationError = legacy.load("BackendConfigurationError")
    GateConfig = legacy.load("GateConfig")
    QasmBackendConfiguration = legacy.load("QasmBackendConfiguration")
    BackendProperties = legacy.load("BackendProperties")
    BackendPropertyError = legacy.load("BackendPropertyError")
    GateProperties = legacy.load("GateProperties")
    Nduv = legacy.load("Nduv")
    BackendStatus = legacy.load("BackendStatus")

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
    "Nduv",
    "QasmBackendConfiguration",
]
