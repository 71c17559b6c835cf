"""Old names outside of backends and circuits' servers: what moved, and what is gone for good."""

from __future__ import annotations

from dataclasses import replace

from qiskit_uplift.compat._name import Name, named

_HERE = "qiskit_uplift.compat."
_V1, _V2 = (1, 0), (2, 0)

_BASIC_AER = Name(_HERE + "basic_aer", _V1, "qiskit_aer, or qiskit.providers.basic_provider", True)
_MULTIPROCESSING = Name("qiskit.utils", _V2, "qiskit.utils", True)
_PARALLEL = Name("qiskit.utils", _V1, "qiskit.utils.parallel_map", True)
_DEPRECATION = Name(_HERE + "utilities", _V2, "qiskit.utils.deprecate_arg")
_EXTENSION_ERROR = Name(_HERE + "utilities", _V1, "qiskit.circuit.CircuitError")
_CIRCUIT = Name("qiskit.circuit", _V2, "qiskit.circuit", True)
_GATE = Name("qiskit.circuit.library", _V1, "qiskit.circuit.library", True)
_UNITARY = Name(
    "qiskit.transpiler.passes.synthesis.default_unitary_synth_plugin",
    _V2,
    "the plugin 'default' of UnitarySynthesis",
)
_SEED = Name(_HERE + "seeds", _V1, "qiskit_algorithms.utils", True)
_PI = Name("math", _V1, "math.pi", True)
_REFUSED = Name(_HERE + "refused", _V1, "primitives: uplift(...).sampler() or .estimator()")
_AST = Name(_HERE + "refused", _V1, "QuantumCircuit.from_qasm_str and circuit_to_dag")
_FAKE = Name("qiskit_uplift.backends.fakes", _V2, "qiskit.providers.fake_provider")

_BASIC_AER_NAMES = {
    **named(
        ("BasicAer", "QasmSimulatorPy", "StatevectorSimulatorPy", "UnitarySimulatorPy"), _BASIC_AER
    ),
    # what get_backend() is asked for decides which provider comes in its place
    "BasicAerProvider": replace(_BASIC_AER, migratable=False),
}

MODULES: dict[str, dict[str, Name]] = {
    "qiskit.providers.basicaer": _BASIC_AER_NAMES,
    "qiskit.tools.jupyter": {},
    "qiskit.tools.parallel": {"parallel_map": _PARALLEL},
    "qiskit.tools.qi": {},
    "qiskit.extensions.exceptions": {"ExtensionError": _EXTENSION_ERROR},
    "qiskit.extensions.unitary": named(("UnitaryGate",), _GATE),
    "qiskit.extensions.hamiltonian_gate": named(("HamiltonianGate",), _GATE),
    "qiskit.circuit.bit": {"Bit": _CIRCUIT},
    "qiskit.circuit.classicalregister": named(("ClassicalRegister", "Clbit"), _CIRCUIT),
    "qiskit.circuit.quantumregister": named(
        ("AncillaQubit", "AncillaRegister", "QuantumRegister", "Qubit"), _CIRCUIT
    ),
    "qiskit.circuit.register": {"Register": _CIRCUIT},
    "qiskit.providers.fake_provider.fake_backend": named(("FakeBackend", "FakeBackendV2"), _FAKE),
    "qiskit.utils.multiprocessing": named(
        ("is_main_process", "local_hardware_info"), _MULTIPROCESSING
    ),
    "qiskit.converters.ast_to_dag": {"ast_to_dag": _AST},
    "qiskit.utils.quantum_instance": {"QuantumInstance": _REFUSED},
}

ALIASES: dict[str, Name] = {
    "qiskit.algorithms": Name("qiskit_algorithms", _V1, "qiskit_algorithms", True),
    "qiskit.circuit.qpy_serialization": Name("qiskit.qpy", _V1, "qiskit.qpy", True),
    "qiskit.extensions.quantum_initializer": Name(
        "qiskit.circuit.library", _V1, "qiskit.circuit.library", True
    ),
    "qiskit.extensions.quantum_initializer.initializer": Name(
        "qiskit.circuit.library", _V1, "qiskit.circuit.library", True
    ),
    "qiskit.extensions.standard": Name(
        "qiskit.circuit.library.standard_gates", _V1, "qiskit.circuit.library", True
    ),
    "qiskit.quantum_info.synthesis": Name("qiskit.synthesis", _V1, "qiskit.synthesis", True),
    "qiskit.quantum_info.synthesis.one_qubit_decompose": Name(
        "qiskit.synthesis", _V1, "qiskit.synthesis", True
    ),
    "qiskit.quantum_info.synthesis.two_qubit_decompose": Name(
        "qiskit.synthesis", _V1, "qiskit.synthesis", True
    ),
    "qiskit.tools.qi.qi": Name("qiskit.quantum_info", _V1, "qiskit.quantum_info", True),
}

ATTRIBUTES: dict[str, dict[str, Name]] = {
    "qiskit": {"BasicAer": _BASIC_AER},
    "qiskit.converters": {"ast_to_dag": _AST},
    "qiskit.qasm": {"pi": _PI},
    "qiskit.transpiler.passes.synthesis.unitary_synthesis": {"DefaultUnitarySynthesis": _UNITARY},
    "qiskit.utils": {
        "QuantumInstance": _REFUSED,
        "algorithm_globals": _SEED,
        "deprecate_arguments": _DEPRECATION,
        "deprecate_function": _DEPRECATION,
    },
}

GONE: dict[str, str] = {
    "qiskit.aqua": "Its parts are qiskit_algorithms, qiskit_nature and qiskit_optimization now.",
    "qiskit.chemistry": "It is qiskit_nature now.",
    "qiskit.circuit.classicalfunction": "Use PhaseOracleGate or BitFlipOracleGate of "
    "qiskit.circuit.library.",
    "qiskit.finance": "It is qiskit_finance now.",
    "qiskit.ignis": "Its experiments are in qiskit_experiments, its mitigation in mthree.",
    "qiskit.ml": "It is qiskit_machine_learning now.",
    "qiskit.opflow": "Use SparsePauliOp of qiskit.quantum_info.",
    "qiskit.optimization": "It is qiskit_optimization now.",
    "qiskit.tools.events": "Use a progress bar of rich or tqdm.",
    "qiskit.utils.mitigation": "Use mthree, or the primitives' own mitigation.",
    "qiskit.validation": "Use dataclasses: it checked fields by marshmallow.",
}
"""Packages whose interface nothing of today has, with what does their work now."""
