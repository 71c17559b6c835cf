"""Names of ``qiskit.pulse`` for imports and annotations: Qiskit's own on 1.4.

On 2.x the channels are names that a configuration answers with; every other class can be imported,
annotated and asked about with ``isinstance``, and making one, or calling a function, raises
:class:`PulseError`. The Qobj of pulses and ``PulseDefaults`` are here, too.

Example:
    >>> from qiskit_uplift.compat.pulse import DriveChannel, Schedule
    >>> isinstance(3, Schedule), DriveChannel.__name__
    (False, 'DriveChannel')
"""

from __future__ import annotations

import importlib
from typing import Any

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import _pulse_gone

_MODULES = (
    "qiskit.compiler", "qiskit.pulse", "qiskit.pulse.channels", "qiskit.pulse.transforms",
    "qiskit.pulse.builder", "qiskit.pulse.calibration_entries", "qiskit.pulse.filters",
    "qiskit.pulse.instructions", "qiskit.pulse.library", "qiskit.pulse.parameter_manager",
    "qiskit.pulse.parser", "qiskit.pulse.reference_manager", "qiskit.pulse.utils", "qiskit.qobj",
    "qiskit.qobj.converters", "qiskit.providers.models", "qiskit.providers.models.pulsedefaults",
    "qiskit.assembler", "qiskit.scheduler.lowering", "qiskit.scheduler.methods",
    "qiskit.scheduler.schedule_circuit", "qiskit.scheduler", "qiskit.transpiler.passes",
)  # fmt: skip

__all__ = sorted(  # noqa: PLE0605 - the tables are the list
    _pulse_gone.CHANNELS | _pulse_gone.CLASSES | _pulse_gone.ERRORS | _pulse_gone.FUNCTIONS
)


def __getattr__(name: str) -> Any:
    """Qiskit's own where it still has it, else ours."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = _qiskits_own(name) if HAS_LEGACY_CLASSES else _ours(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _ours(name: str) -> Any:
    if name in _pulse_gone.CHANNELS:
        return getattr(importlib.import_module("qiskit_uplift.compat._channels"), name)
    return _pulse_gone.make(name, __name__)


def _qiskits_own(name: str) -> Any:
    from qiskit_uplift._qiskit import legacy

    for module in _MODULES:
        try:
            return legacy.load(module, name)
        except AttributeError:
            continue
    raise AttributeError(f"Qiskit's pulse modules have no {name!r}.")
