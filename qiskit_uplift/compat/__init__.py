"""What Qiskit removed, for code that still needs it.

Every name is here and in the module of its subject: ``providers`` (backends and where they come
from), ``models`` (configuration, properties, status), ``conversion`` (to ``BackendV2``), ``qobj``
(circuits as servers once took them), ``primitives`` (the first version's, over the second's),
``execution`` (``execute``, ``job_monitor``), ``running`` (``backend.run`` over a Sampler),
``views`` (an old view of a new backend), ``circuits`` (methods that circuits had) and ``pulse``
(names for imports). ``hook`` makes the old import paths work. Where the installed Qiskit still has
a class, the name is Qiskit's own class, so ``isinstance`` holds in both directions; the private
modules are our own for Qiskit 2.

>>> from qiskit_uplift.compat import BackendV1
>>> BackendV1.version
1
"""

from __future__ import annotations

import importlib
from typing import Any

_MODULES = {
    "conversion": ("BackendV2Converter", "convert_to_target", "target_to_backend_properties"),
    "circuits": ("bind_parameters", "c_if", "qasm"),
    "execution": ("execute", "job_monitor"),
    "hook": ("install", "legacy_imports", "uninstall"),
    "models": (
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
    ),
    "running": ("LegacyRun", "run"),
    "views": ("legacy_view",),
    "primitives": (
        "BackendEstimator",
        "BackendSampler",
        "Estimator",
        "LegacyEstimator",
        "LegacySampler",
        "Sampler",
    ),
    "providers": (
        "Backend",
        "BackendV1",
        "Provider",
        "ProviderV1",
        "filter_backends",
        "resolve_backend_name",
    ),
    "qobj": (
        "MeasLevel",
        "MeasReturnType",
        "QasmQobj",
        "QasmQobjConfig",
        "QasmQobjExperiment",
        "QasmQobjExperimentConfig",
        "QasmQobjInstruction",
        "QobjExperimentHeader",
        "QobjHeader",
        "RunConfig",
        "assemble",
        "disassemble",
    ),
    "unrolling": ("Unroller",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: the modules of one subject don't bring the others."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
