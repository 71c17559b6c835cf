"""Old names of primitives, bases of backends, tests and monitors."""

from __future__ import annotations

from qiskit_uplift.compat import _pulse_gone
from qiskit_uplift.compat._name import Name, named
from qiskit_uplift.compat._pulse_names import PULSE

_HERE = "qiskit_uplift.compat."
_V1, _V2 = (1, 0), (2, 0)

_PRIMITIVES = _HERE + "primitives"
_SAMPLER = Name(_PRIMITIVES, _V2, "StatevectorSampler or uplift(...).sampler()", True)
_ESTIMATOR = Name(_PRIMITIVES, _V2, "StatevectorEstimator or uplift(...).estimator()", True)
_SAMPLERS = {
    "BackendSampler": _SAMPLER,
    "BaseSampler": Name(_PRIMITIVES, _V2, "BaseSamplerV2 or, for now, BaseSamplerV1"),
    "Sampler": _SAMPLER,
}
_ESTIMATORS = {
    "BackendEstimator": _ESTIMATOR,
    "BaseEstimator": Name(_PRIMITIVES, _V2, "BaseEstimatorV2 or, for now, BaseEstimatorV1"),
    "Estimator": _ESTIMATOR,
}
_SPACES = Name("qiskit.primitives", _V2, "qiskit.primitives", True)

_BASES = {
    "BaseBackend": Name(_HERE + "base_backend", (0, 23), "qiskit.providers.BackendV2"),
    "BaseJob": Name(_HERE + "base_backend", (0, 23), "qiskit.providers.JobV1"),
    "BaseProvider": Name(
        _HERE + "base_backend", (0, 23), "a plain class: providers need no base any more"
    ),
}
_MONITORS = {
    "backend_monitor": Name(_HERE + "monitoring", _V1, "the backend's target"),
    "backend_overview": Name(_HERE + "refused", _V1, "QiskitRuntimeService().backends()"),
}
_CASE = {"QiskitTestCase": Name(_HERE + "testing", _V1, "unittest.TestCase")}
_PROPERTIES = Name(_HERE + "conversion", _V2, "the Target itself")
_SNAPSHOTS = named(
    ("Snapshot", "snapshot"), Name(_HERE + "refused", _V1, "save_statevector of qiskit_aer")
)
_SQU = {"SingleQubitUnitary": Name(_HERE + "gates", _V1, "qiskit.circuit.library.UnitaryGate")}
_UNROLLER = Name(_HERE + "unrolling", _V1, "BasisTranslator", True)
_CONDITIONS = Name(_HERE + "utilities", _V2, "nothing: conditions are if_test from the start")
_MITIGATORS = named(
    ("CorrelatedReadoutMitigator", "LocalReadoutMitigator"), Name(_HERE + "refused", _V2, "mthree")
)
_DECOMPOSERS = named(
    (
        *("OneQubitEulerDecomposer", "TwoQubitBasisDecomposer", "XXDecomposer"),
        "two_qubit_cnot_decompose",
    ),
    Name("qiskit.synthesis", _V1, "qiskit.synthesis", True),
)

MODULES: dict[str, dict[str, Name]] = {
    "qiskit.extensions.quantum_initializer.squ": _SQU,
    "qiskit.extensions.simulator": _SNAPSHOTS,
    "qiskit.extensions.simulator.snapshot": _SNAPSHOTS,
    "qiskit.primitives.backend_estimator": _ESTIMATORS,
    "qiskit.primitives.backend_sampler": _SAMPLERS,
    "qiskit.primitives.base.estimator_result": {"EstimatorResult": _SPACES},
    "qiskit.primitives.base.sampler_result": {"SamplerResult": _SPACES},
    "qiskit.primitives.estimator": _ESTIMATORS,
    "qiskit.primitives.sampler": _SAMPLERS,
    "qiskit.providers.basebackend": _BASES,
    "qiskit.providers.basejob": _BASES,
    "qiskit.providers.baseprovider": _BASES,
    "qiskit.result.mitigation": _MITIGATORS,
    "qiskit.test": _CASE,
    "qiskit.test.base": _CASE,
    "qiskit.tools.monitor.overview": _MONITORS,
    "qiskit.transpiler.passes.basis.unroller": {"Unroller": _UNROLLER},
    "qiskit.transpiler.passes.utils.convert_conditions_to_if_ops": {
        "ConvertConditionsToIfOps": _CONDITIONS
    },
}

ATTRIBUTES: dict[str, dict[str, Name]] = {
    "qiskit.circuit.library": {
        **_SNAPSHOTS,
        **_SQU,
        "ExtensionError": Name(_HERE + "utilities", _V1, "qiskit.circuit.CircuitError"),
    },
    "qiskit.primitives": {**_SAMPLERS, **_ESTIMATORS},
    "qiskit.primitives.base": {
        "BaseEstimator": _ESTIMATORS["BaseEstimator"],
        "BaseSampler": _SAMPLERS["BaseSampler"],
    },
    "qiskit.primitives.base.base_estimator": {"BaseEstimator": _ESTIMATORS["BaseEstimator"]},
    "qiskit.primitives.base.base_sampler": {"BaseSampler": _SAMPLERS["BaseSampler"]},
    "qiskit.primitives.utils": {
        "init_circuit": Name(_PRIMITIVES, _V2, "QuantumCircuit.prepare_state"),
        "init_observable": Name(_PRIMITIVES, _V2, "SparsePauliOp(...)"),
    },
    "qiskit.providers": _BASES,
    "qiskit.quantum_info": _DECOMPOSERS,
    "qiskit.result": _MITIGATORS,
    "qiskit.transpiler.passes": {
        "ConvertConditionsToIfOps": _CONDITIONS,
        "Unroller": _UNROLLER,
        **named(_pulse_gone.PASSES, PULSE),
    },
    "qiskit.transpiler.passes.basis": {"Unroller": _UNROLLER},
    "qiskit.transpiler.passes.utils": {"ConvertConditionsToIfOps": _CONDITIONS},
    "qiskit.transpiler.target": {"target_to_backend_properties": _PROPERTIES},
    "qiskit.utils.deprecation": named(
        ("deprecate_arguments", "deprecate_function"),
        Name(_HERE + "utilities", _V2, "qiskit.utils.deprecate_arg and deprecate_func"),
    ),
}
