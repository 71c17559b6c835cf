"""Where the names of Qiskit's pulse module come back: for imports and annotations."""

from __future__ import annotations

from qiskit_uplift.compat import _pulse_gone
from qiskit_uplift.compat._name import Name, named

PULSE = Name("qiskit_uplift.compat.pulse", (2, 0), "fractional gates")
_ALL = named(
    _pulse_gone.CHANNELS | _pulse_gone.CLASSES | _pulse_gone.ERRORS | _pulse_gone.FUNCTIONS, PULSE
)
_PASSES = named(_pulse_gone.PASSES, PULSE)
_TRANSFORMS = named(
    {
        *_pulse_gone.TRANSFORMS,
        *("AlignEquispaced", "AlignFunc", "AlignLeft", "AlignRight", "AlignSequential"),
        "AlignmentKind",
    },
    PULSE,
)
_METHODS = named(("as_late_as_possible", "as_soon_as_possible"), PULSE)

_PLACES = (
    "builder", "calibration_entries", "channels", "configuration", "exceptions", "filters",
    "instruction_schedule_map", "instructions", "instructions.acquire", "instructions.delay",
    "instructions.directives", "instructions.frequency", "instructions.instruction",
    "instructions.phase", "instructions.play", "instructions.reference", "instructions.snapshot",
    "library", "library.pulse", "library.symbolic_pulses", "library.waveform", "macros",
    "parameter_manager", "parser", "reference_manager", "schedule", "utils",
)  # fmt: skip

MODULES: dict[str, dict[str, Name]] = {
    "qiskit.compiler.scheduler": {"schedule": PULSE},
    "qiskit.compiler.sequencer": {"sequence": PULSE},
    "qiskit.pulse": _ALL,
    **{f"qiskit.pulse.{place}": _ALL for place in _PLACES},
    "qiskit.pulse.transforms": _TRANSFORMS,
    "qiskit.pulse.transforms.alignments": _TRANSFORMS,
    "qiskit.pulse.transforms.base_transforms": _TRANSFORMS,
    "qiskit.pulse.transforms.canonicalization": _TRANSFORMS,
    "qiskit.pulse.transforms.dag": _TRANSFORMS,
    "qiskit.scheduler": {"ScheduleConfig": PULSE},
    "qiskit.scheduler.config": {"ScheduleConfig": PULSE},
    "qiskit.scheduler.lowering": {"lower_gates": PULSE},
    "qiskit.scheduler.methods": _METHODS,
    "qiskit.scheduler.methods.basic": _METHODS,
    "qiskit.scheduler.schedule_circuit": {"schedule_circuit": PULSE},
    "qiskit.scheduler.sequence": {"sequence": PULSE},
    "qiskit.transpiler.passes.calibration": _PASSES,
}

ATTRIBUTES: dict[str, dict[str, Name]] = {
    "qiskit": {"schedule": PULSE, "sequence": PULSE},
    "qiskit.transpiler.passes.optimization": named(
        ("EchoRZXWeylDecomposition", "NormalizeRXAngle"), PULSE
    ),
}
