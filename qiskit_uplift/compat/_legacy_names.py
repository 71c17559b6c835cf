"""Which old module paths and attributes come back, from where, and what is modern instead."""

from __future__ import annotations

from dataclasses import replace

from qiskit_uplift.compat import (
    _further_names,
    _gate_names,
    _more_names,
    _pulse_gone,
    _pulse_names,
)
from qiskit_uplift.compat._name import Name
from qiskit_uplift.compat._name import named as _names
from qiskit_uplift.compat._pulse_names import PULSE as _PULSE

_HERE = "qiskit_uplift.compat."


_V1, _V2 = (1, 0), (2, 0)
_TARGET = "BackendV2 and its Target"
_BACKEND = Name(_HERE + "providers", _V2, "qiskit.providers.BackendV2; uplift() makes one")
_PROVIDER = Name(_HERE + "providers", _V2, "a plain class: providers need no base any more")
_CONVERTER = Name(_HERE + "conversion", _V2, "qiskit_uplift.uplift()")
_MODEL = Name(_HERE + "models", _V2, _TARGET)
_QOBJ = Name(_HERE + "qobj", _V2, "circuits, passed to run() as they are")
_ASSEMBLE = Name(_HERE + "qobj", _V2, "circuits, passed to run() as they are", migratable=True)
_RUN_CONFIG = {"RunConfig": Name(_HERE + "qobj", _V2, "options, passed to run() by name")}
_MEAS = Name(_HERE + "qobj", _V2, "qiskit.result.models", migratable=True)
_EXECUTE = Name(_HERE + "execution", _V1, "backend.run(transpile(circuits, backend))", True)
_MONITOR = Name(_HERE + "execution", _V1, "job.wait_for_final_state()", True)
_AER = Name("qiskit_aer", _V1, "from qiskit_aer import Aer", migratable=True)
_MONITORS = {"job_monitor": _MONITOR, **_more_names.MODULES["qiskit.tools.monitor.overview"]}

_PROVIDERS = {"Provider": _PROVIDER, "ProviderV1": _PROVIDER}
_CONVERSIONS = {
    "BackendV2Converter": replace(_CONVERTER, migratable=True),
    "convert_to_target": _CONVERTER,
}
_CONFIGURATIONS = _names(
    (
        *("BackendConfiguration", "GateConfig", "PulseBackendConfiguration"),
        *("QasmBackendConfiguration", "UchannelLO"),
    ),
    _MODEL,
)
_PROPERTIES = _names(("BackendProperties", "GateProperties", "Gate", "Nduv"), _MODEL)
_STATUS = _names(("BackendStatus",), _MODEL)
_JOB_STATUS = _names(("JobStatus",), _MODEL)
_DEFAULTS = _names(("Command", "Discriminator", "MeasurementKernel", "PulseDefaults"), _PULSE)
_HEADERS = _names(("QobjExperimentHeader", "QobjHeader"), _QOBJ)
_LEVELS = _names(("MeasLevel", "MeasReturnType"), _MEAS)
_QASM_QOBJ = _names(
    (
        *("QasmQobj", "QasmQobjConfig", "QasmQobjExperiment"),
        *("QasmQobjExperimentConfig", "QasmQobjInstruction"),
    ),
    _QOBJ,
)
_PULSE_QOBJ = _names(_pulse_gone.QOBJ, _PULSE)

_FAKE = Name("qiskit_uplift.backends.fakes", _V1, "the fakes of qiskit-ibm-runtime", True)
_DEVICES = (
    "Almaden", "Armonk", "Athens", "Auckland", "Belem", "Boeblingen", "Bogota", "Brooklyn",
    "Burlington", "Cairo", "Cambridge", "Casablanca", "Essex", "Geneva", "Guadalupe", "Hanoi",
    "Jakarta", "Johannesburg", "Kolkata", "Lagos", "Lima", "London", "Manhattan", "Manila",
    "Melbourne", "Montreal", "Mumbai", "Nairobi", "Oslo", "Ourense", "Paris", "Perth",
    "Poughkeepsie", "Prague", "Quito", "Rochester", "Rome", "Santiago", "Sherbrooke", "Singapore",
    "Sydney", "Toronto", "Valencia", "Vigo", "Washington", "Yorktown",
)  # fmt: skip
_FAKES = {
    **_names((f"Fake{device}{version}" for device in _DEVICES for version in ("", "V2")), _FAKE),
    "FakeProviderForBackendV2": _FAKE,
    # its backends are of the first version, and those of its successor are not
    "FakeProvider": replace(_FAKE, migratable=False),
    **_names(
        ("FakeBackend", "FakeBackendV2"),
        Name("qiskit_uplift.backends.fakes", _V2, "the fakes of qiskit-ibm-runtime"),
    ),
    **_names(
        (
            *("Fake1Q", "FakeOpenPulse2Q", "FakeOpenPulse3Q", "FakeQasmSimulator"),
            *("FakeTenerife", "FakeTokyo", "Fake5QV1", "Fake20QV1", "Fake7QPulseV1"),
            *("Fake27QPulseV1", "Fake127QPulseV1"),
        ),
        Name(_HERE + "refused", _V2, "another of qiskit_uplift.backends.fakes"),
    ),
}

MODULES: dict[str, dict[str, Name]] = {
    **_further_names.MODULES,
    **_more_names.MODULES,
    **_pulse_names.MODULES,
    "qiskit.assembler": {
        "assemble_circuits": _QOBJ,
        "assemble_schedules": _PULSE,
        "disassemble": _QOBJ,
        **_RUN_CONFIG,
    },
    "qiskit.assembler.assemble_circuits": {"assemble_circuits": _QOBJ},
    "qiskit.assembler.assemble_schedules": {"assemble_schedules": _PULSE},
    "qiskit.assembler.disassemble": {"disassemble": _QOBJ},
    "qiskit.assembler.run_config": _RUN_CONFIG,
    "qiskit.compiler.assembler": {"assemble": _ASSEMBLE},
    "qiskit.execute_function": {"execute": _EXECUTE},
    "qiskit.providers.backend_compat": _CONVERSIONS,
    "qiskit.providers.models": {
        **_CONFIGURATIONS,
        **_PROPERTIES,
        **_STATUS,
        **_JOB_STATUS,
        **_DEFAULTS,
    },
    "qiskit.providers.models.backendconfiguration": _CONFIGURATIONS,
    "qiskit.providers.models.backendproperties": _PROPERTIES,
    "qiskit.providers.models.backendstatus": _STATUS,
    "qiskit.providers.models.jobstatus": _JOB_STATUS,
    "qiskit.providers.models.pulsedefaults": _DEFAULTS,
    "qiskit.providers.provider": _PROVIDERS,
    "qiskit.qobj": {**_QASM_QOBJ, **_HEADERS, **_PULSE_QOBJ},
    "qiskit.qobj.common": {**_HEADERS, "QobjDictField": _QOBJ},
    "qiskit.qobj.converters": _names(_pulse_gone.CONVERTERS, _PULSE),
    "qiskit.qobj.pulse_qobj": _PULSE_QOBJ,
    "qiskit.qobj.qasm_qobj": _QASM_QOBJ,
    "qiskit.qobj.utils": _LEVELS,
    "qiskit.test.mock": _FAKES,
    "qiskit.tools": {**_MONITORS, **_further_names.MODULES["qiskit.tools.parallel"]},
    "qiskit.tools.monitor": _MONITORS,
    "qiskit.tools.monitor.job_monitor": {"job_monitor": _MONITOR},
}
"""Modules that come back where Qiskit has none of that path, with what they hold."""

ALIASES: dict[str, Name] = {
    **_further_names.ALIASES,
    "qiskit.extensions": Name("qiskit.circuit.library", _V1, "qiskit.circuit.library", True),
    "qiskit.providers.aer": _AER,
    "qiskit.providers.aer.library": Name("qiskit_aer.library", _V1, "qiskit_aer.library", True),
    "qiskit.providers.aer.noise": Name("qiskit_aer.noise", _V1, "qiskit_aer.noise", True),
    "qiskit.tools.visualization": Name("qiskit.visualization", _V1, "qiskit.visualization", True),
}
"""Paths that a module, which is still there elsewhere, had as well; and all modules below it."""

ATTRIBUTES: dict[str, dict[str, Name]] = {
    **_further_names.ATTRIBUTES,
    **_more_names.ATTRIBUTES,
    **_pulse_names.ATTRIBUTES,
    "qiskit": {
        **_further_names.ATTRIBUTES["qiskit"],
        **_pulse_names.ATTRIBUTES["qiskit"],
        "Aer": _AER,
        "assemble": _ASSEMBLE,
        "execute": _EXECUTE,
    },
    "qiskit.compiler": {"assemble": _ASSEMBLE, **_pulse_names.ATTRIBUTES["qiskit"]},
    "qiskit.providers": {
        **_more_names.ATTRIBUTES["qiskit.providers"],
        "BackendConfigurationError": _MODEL,
        "BackendPropertyError": _MODEL,
        "BackendV1": _BACKEND,
        **_PROVIDERS,
        **_CONVERSIONS,
    },
    "qiskit.providers.backend": {"BackendV1": _BACKEND},
    "qiskit.providers.fake_provider": _FAKES,
    "qiskit.providers.exceptions": _names(
        ("BackendConfigurationError", "BackendPropertyError"), _MODEL
    ),
    "qiskit.result.models": _HEADERS,
}
"""What comes back in modules that Qiskit still has."""

METHODS: dict[tuple[str, str], dict[str, Name]] = {
    ("qiskit.circuit", "QuantumCircuit"): {
        **_gate_names.METHODS,
        "bind_parameters": Name(_HERE + "circuits", _V1, "assign_parameters", migratable=True),
        "qasm": Name(_HERE + "circuits", _V1, "qiskit.qasm2.dumps", migratable=True),
    },
    ("qiskit.circuit", "InstructionSet"): {
        "c_if": Name(_HERE + "circuits", _V2, "with circuit.if_test(...)", migratable=True),
    },
    ("qiskit.circuit", "Instruction"): {
        "c_if": Name(_HERE + "conditions", _V2, "with circuit.if_test(...)"),
    },
}
"""What comes back in classes: functions of that name, or of the name without underscores."""

PROPERTIES: dict[tuple[str, str], dict[str, Name]] = {
    ("qiskit.transpiler.passmanager_config", "PassManagerConfig"): {
        "backend_properties": Name(_HERE + "utilities", _V2, "target")
    },
}
"""What comes back in classes as properties: functions of the object."""

_FIND = "circuit.find_bit(bit)"
_BITS = {
    "index": Name(_HERE + "bits", _V1, f"{_FIND}.index"),
    "register": Name(_HERE + "bits", _V1, f"{_FIND}.registers"),
}
BITS = {("qiskit.circuit", "Qubit"): _BITS, ("qiskit.circuit", "Clbit"): _BITS}
"""The same, of classes that take these names as arguments, too."""

GONE = _further_names.GONE

RUNS = (
    ("qiskit_aer.backends.aerbackend", "AerBackend"),
    ("qiskit.providers.basic_provider", "BasicSimulator"),
)
"""Classes whose ``run`` took what ``assemble`` makes, and whose name was a method."""

RESULTS = (("qiskit.result.models", "ExperimentResult"), ("qiskit.result", "Result"))
"""Classes whose header was an object."""

TRANSPILE = ("qiskit.compiler.transpiler", "qiskit.compiler", "qiskit")
"""Where ``transpile`` is found, first where it is defined."""
