"""The names of Qiskit's pulse module, for code that only imports or annotates with them."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, NoReturn

from qiskit_uplift.compat._channels import PulseError

CHANNELS = frozenset({
    "AcquireChannel", "Channel", "ClassicalIOChannel", "ControlChannel", "DriveChannel",
    "MeasureChannel", "MemorySlot", "PulseChannel", "PulseError", "RegisterSlot",
    "SnapshotChannel",
})  # fmt: skip
"""What works: channels are names, and a configuration answers with them."""

QOBJ = frozenset({
    "GateCalibration", "PulseLibraryItem", "PulseQobj", "PulseQobjConfig",
    "PulseQobjExperiment", "PulseQobjExperimentConfig", "PulseQobjInstruction",
    "QasmExperimentCalibrations", "QobjMeasurementOption",
})  # fmt: skip
"""The classes that were in ``qiskit.qobj``."""

CONVERTERS = frozenset({
    "InstructionToQobjConverter", "LoConfigConverter", "QobjToInstructionConverter",
})  # fmt: skip

PASSES = frozenset({
    "EchoRZXWeylDecomposition", "NormalizeRXAngle", "PulseGates", "RXCalibrationBuilder",
    "RZXCalibrationBuilder", "RZXCalibrationBuilderNoEcho", "ValidatePulseGates",
})  # fmt: skip
"""The classes that were in ``qiskit.transpiler.passes``."""

CLASSES = QOBJ | CONVERTERS | PASSES | frozenset({
    "Acquire", "AlignEquispaced", "AlignFunc", "AlignLeft", "AlignRight", "AlignSequential",
    "AlignmentKind", "CalibrationEntry", "CalibrationPublisher", "CallableDef", "Command",
    "Constant", "Cos", "Delay", "Directive", "Discriminator", "Drag", "Gaussian",
    "GaussianDeriv", "GaussianSquare", "GaussianSquareDrag", "Instruction",
    "InstructionScheduleMap", "Kernel", "LoConfig", "LoRange", "MeasurementKernel",
    "ParameterManager", "Play", "Pulse", "PulseDefaults", "PulseExpression", "PulseQobjDef",
    "Reference", "ReferenceManager", "RelativeBarrier", "Sawtooth", "ScalableSymbolicPulse",
    "Schedule", "ScheduleBlock", "ScheduleConfig", "ScheduleDef", "Sech", "SechDeriv",
    "SetFrequency", "SetPhase", "ShiftFrequency", "ShiftPhase", "Sin", "Snapshot", "Square",
    "SymbolicPulse", "TimeBlockade", "Triangle", "Waveform",
})  # fmt: skip

ERRORS = frozenset({
    "BackendNotSet", "NoActiveBuilder", "UnassignedDurationError", "UnassignedReferenceError",
})  # fmt: skip

TRANSFORMS = frozenset({
    "add_implicit_acquires", "align_measures", "block_to_dag", "block_to_schedule",
    "compress_pulses", "flatten", "inline_subroutines", "pad", "remove_directives",
    "remove_trivial_barriers", "target_qobj_transform",
})  # fmt: skip
"""The functions that were in ``qiskit.pulse.transforms``."""

FUNCTIONS = TRANSFORMS | frozenset({
    "acquire", "acquire_channel", "active_backend", "align_equispaced", "align_func",
    "align_left", "align_right", "align_sequential", "append_instruction", "append_schedule",
    "as_late_as_possible", "as_soon_as_possible", "assemble_schedules", "barrier", "build",
    "call", "composite_filter", "control_channels", "delay", "delay_qubits", "drive_channel",
    "filter_instructions", "format_meas_map", "format_parameter_value", "frequency_offset",
    "functional_pulse", "gaussian_square_echo", "instruction_duration_validation",
    "lower_gates", "macro", "measure", "measure_all", "measure_channel", "num_qubits",
    "parse_string_expr", "phase_offset", "play", "qubit_channels", "reference",
    "samples_to_seconds", "schedule", "schedule_circuit", "seconds_to_samples", "sequence",
    "set_frequency", "set_phase", "shift_frequency", "shift_phase", "snapshot", "with_channels",
    "with_instruction_types", "with_intervals",
})  # fmt: skip


def refuse(name: str) -> NoReturn:
    """Say that ``name`` can't be used.

    Raises:
        PulseError: Always.
    """
    raise PulseError(
        f"{name} can't be used: Qiskit 2.0 removed pulse schedules. Code that builds them needs "
        "qiskit<2; fractional gates (rx, rzz) do some of their work."
    )


class PulseObject:
    """The base of the classes: they can be named, but none of them can be made.

    Raises:
        PulseError: When one is made.
    """

    def __new__(cls, *arguments: Any, **fields: Any) -> Any:
        """Refuse; see :func:`refuse`."""
        del arguments, fields
        refuse(cls.__name__)

    @classmethod
    def from_dict(cls, data: Any) -> NoReturn:
        """Refuse; see :func:`refuse`."""
        del data
        refuse(cls.__name__)


def make(name: str, module: str) -> Any:
    """The class or function called ``name``.

    Raises:
        AttributeError: The pulse module had no such name.
    """
    if name in CLASSES or name in ERRORS:
        base: type = PulseError if name in ERRORS else PulseObject
        text = f"A name that was in Qiskit's pulse module; see :mod:`{module}`."
        fields = {"__module__": module, "__doc__": text}
        return types.new_class(name, (base,), exec_body=lambda body: body.update(fields))
    if name in FUNCTIONS:
        return _function(name, module)
    raise AttributeError(f"module {module!r} has no attribute {name!r}")


def _function(name: str, module: str) -> Callable[..., NoReturn]:
    def refusing(*arguments: Any, **options: Any) -> NoReturn:
        del arguments, options
        refuse(f"{name}()")

    refusing.__name__ = refusing.__qualname__ = name
    refusing.__module__ = module
    refusing.__doc__ = f"Refuse; see :mod:`{module}`."
    return refusing
