"""What calls and attributes of Qiskit give: the facts that the flow of values rests on."""

from __future__ import annotations

from qiskit_uplift.migrate.values import (
    NONE,
    OTHER,
    UNKNOWN,
    Family,
    Kind,
    Value,
    Values,
    join,
    listed,
    of,
    one,
)

# Old paths of the same thing, longest first; a name is known by the right-hand side.
_SAME = {
    "qiskit.providers.aer": "qiskit_aer",
    "qiskit.Aer": "qiskit_aer.Aer",
    "qiskit.providers.basicaer.BasicAer": "qiskit.BasicAer",
    "qiskit.providers.ibmq.IBMQ": "qiskit.IBMQ",
    "qiskit_ibm_provider.ibm_provider.IBMProvider": "qiskit_ibm_provider.IBMProvider",
    "qiskit_ibm_runtime.IBMRuntimeService": "qiskit_ibm_runtime.QiskitRuntimeService",
    "qiskit.compiler.transpile": "qiskit.transpile",
    "qiskit.compiler.transpiler.transpile": "qiskit.transpile",
    "qiskit.compiler.assemble": "qiskit.assemble",
    "qiskit.compiler.assembler.assemble": "qiskit.assemble",
    "qiskit.execute_function.execute": "qiskit.execute",
    "qiskit.tools.compiler.execute": "qiskit.execute",
    "qiskit.circuit.QuantumCircuit": "qiskit.QuantumCircuit",
    "qiskit.circuit.quantumcircuit.QuantumCircuit": "qiskit.QuantumCircuit",
    "qiskit.circuit.QuantumRegister": "qiskit.QuantumRegister",
    "qiskit.circuit.quantumregister.QuantumRegister": "qiskit.QuantumRegister",
    "qiskit.circuit.ClassicalRegister": "qiskit.ClassicalRegister",
    "qiskit.circuit.classicalregister.ClassicalRegister": "qiskit.ClassicalRegister",
}

STARS: dict[str, frozenset[str]] = {
    "qiskit": frozenset(
        "Aer BasicAer IBMQ QuantumCircuit QuantumRegister ClassicalRegister AncillaRegister "
        "QiskitError execute transpile assemble schedule sequence compile".split()
    ),
    "qiskit.tools.visualization": frozenset(
        "plot_histogram plot_state_city plot_bloch_multivector plot_bloch_vector "
        "plot_state_qsphere plot_state_hinton plot_state_paulivec plot_gate_map plot_error_map "
        "circuit_drawer "
        "dag_drawer plot_state iplot_histogram matplotlib_circuit_drawer".split()
    ),
    "qiskit.visualization": frozenset(
        "plot_histogram plot_state_city plot_bloch_multivector plot_bloch_vector "
        "plot_state_qsphere plot_state_hinton plot_state_paulivec plot_gate_map plot_error_map "
        "circuit_drawer "
        "dag_drawer array_to_latex".split()
    ),
    "qiskit.circuit": frozenset(
        "QuantumCircuit QuantumRegister ClassicalRegister AncillaRegister Parameter "
        "ParameterVector Gate Instruction Qubit Clbit".split()
    ),
    "qiskit.providers.aer": frozenset(
        "Aer AerSimulator QasmSimulator StatevectorSimulator UnitarySimulator noise".split()
    ),
    "qiskit_aer": frozenset(
        "Aer AerSimulator QasmSimulator StatevectorSimulator UnitarySimulator noise".split()
    ),
    "qiskit.tools.monitor": frozenset("job_monitor backend_monitor backend_overview".split()),
    "qiskit.providers.ibmq": frozenset("IBMQ least_busy".split()),
}
"""The names that ``from module import *`` brings in, as far as rules or the flow know them."""

BUILTINS = frozenset(
    "len range str int float print open dict list tuple set sorted reversed enumerate zip min "
    "max".split()
)
"""The builtin functions whose results matter."""

_LIBRARY_CIRCUITS = frozenset(
    "QFT TwoLocal RealAmplitudes EfficientSU2 ExcitationPreserving NLocal ZZFeatureMap ZFeatureMap "
    "PauliFeatureMap QAOAAnsatz EvolvedOperatorAnsatz QuantumVolume FourierChecking GraphState "
    "HiddenLinearFunction IQP PhaseEstimation GroverOperator PhaseOracle Permutation Diagonal "
    "WeightedAdder IntegerComparator LinearPauliRotations PolynomialPauliRotations "
    "LinearAmplitudeFunction QuadraticForm CDKMRippleCarryAdder DraperQFTAdder "
    "VBERippleCarryAdder AND OR XOR InnerProduct".split()
)
_FAKES = ("qiskit.test.mock", "qiskit.providers.fake_provider", "qiskit_ibm_runtime.fake_provider")
_AER = frozenset("AerSimulator QasmSimulator StatevectorSimulator UnitarySimulator".split())

_CALLS: dict[str, Values] = {
    "qiskit.QuantumCircuit": one(Kind.CIRCUIT),
    "qiskit.QuantumCircuit.from_qasm_str": one(Kind.CIRCUIT),
    "qiskit.QuantumCircuit.from_qasm_file": one(Kind.CIRCUIT),
    "qiskit.qasm2.loads": one(Kind.CIRCUIT),
    "qiskit.qasm2.load": one(Kind.CIRCUIT),
    "qiskit.circuit.random.random_circuit": one(Kind.CIRCUIT),
    "qiskit.quantum_info.random_circuit": one(Kind.CIRCUIT),
    **{
        f"qiskit.primitives.{file}Sampler": one(Kind.PRIMITIVE, "sampler")
        for file in ("", "sampler.")
    },
    **{
        f"qiskit.primitives.{file}Estimator": one(Kind.PRIMITIVE, "estimator")
        for file in ("", "estimator.")
    },
    "qiskit.QuantumRegister": one(Kind.REGISTER, "quantum"),
    "qiskit.AncillaRegister": one(Kind.REGISTER, "quantum"),
    "qiskit.circuit.AncillaRegister": one(Kind.REGISTER, "quantum"),
    "qiskit.ClassicalRegister": one(Kind.REGISTER, "classical"),
    "qiskit.circuit.Qubit": one(Kind.BIT, "quantum"),
    "qiskit.circuit.Clbit": one(Kind.BIT, "classical"),
    "qiskit.assemble": one(Kind.QOBJ),
    "qiskit_aer.Aer.get_backend": one(Kind.BACKEND, Family.AER),
    "qiskit_aer.AerProvider": one(Kind.PROVIDER, Family.AER),
    "qiskit.BasicAer.get_backend": one(Kind.BACKEND, Family.BASIC),
    "qiskit.providers.basic_provider.BasicProvider": one(Kind.PROVIDER, Family.BASIC),
    "qiskit.providers.basic_provider.BasicSimulator": one(Kind.BACKEND, Family.BASIC),
    "qiskit.providers.fake_provider.GenericBackendV2": one(Kind.BACKEND, Family.FAKE),
    "qiskit.IBMQ.load_account": one(Kind.PROVIDER, Family.IBM),
    "qiskit.IBMQ.enable_account": one(Kind.PROVIDER, Family.IBM),
    "qiskit.IBMQ.get_provider": one(Kind.PROVIDER, Family.IBM),
    "qiskit.IBMQ.get_backend": one(Kind.BACKEND, Family.IBM),
    "qiskit.IBMQ.backends": listed(one(Kind.BACKEND, Family.IBM)),
    "qiskit.IBMQ.providers": listed(one(Kind.PROVIDER, Family.IBM)),
    "qiskit.providers.ibmq.least_busy": one(Kind.BACKEND, Family.IBM),
    "qiskit.backends.ibmq.least_busy": one(Kind.BACKEND, Family.IBM),
    "qiskit.tools.qi.least_busy": one(Kind.BACKEND, Family.IBM),
    "qiskit_ibm_provider.least_busy": one(Kind.BACKEND, Family.IBM),
    "qiskit_ibm_provider.IBMProvider": one(Kind.PROVIDER, Family.IBM),
    "qiskit_ibm_runtime.QiskitRuntimeService": one(Kind.SERVICE),
    "qiskit_ibm_runtime.IBMQuantumComputeService": one(Kind.SERVICE),
    "len": OTHER,
    "range": OTHER,
    "str": one(Kind.STRING),
    "int": OTHER,
    "float": OTHER,
    "print": NONE,
    "open": OTHER,
    "dict": OTHER,
}

CIRCUIT_ONLY = frozenset(
    "h cx cy cz ch rx ry rz rzz rxx ryy crx cry crz cp swap cswap ccx mcx mcp sx sdg tdg measure "
    "measure_all measure_active barrier add_register qregs cregs initialize u1 u2 u3 cu1 cu3 cnot "
    "toffoli fredkin mct mcrx mcry mcrz mcu1 iden remove_final_measurements "
    "count_ops decompose to_gate to_instruction bind_parameters if_test".split()
)
"""Methods that nothing but a circuit has, in a file that uses Qiskit and no other framework."""

APPENDING = frozenset(
    "h x y z s t i id sx sxdg sdg tdg p r u u1 u2 u3 rx ry rz rv cx cy cz ch cp cu cu1 cu3 crx cry "
    "crz csx cs csdg cnot toffoli fredkin ccx ccz swap cswap iswap dcx ecr rxx ryy rzz rzx rccx "
    "rcccx mcx mct mcp mcu1 mcrx mcry mcrz ms pauli iden measure reset barrier append unitary "
    "initialize diagonal hamiltonian isometry iso squ ucrx ucry ucrz delay snapshot".split()
)
"""Circuit methods that give back a handle on what they append."""

_SAME_CIRCUIT = frozenset(
    "copy copy_empty_like inverse mirror reverse_ops reverse_bits power repeat tensor control "
    "decompose assign_parameters bind_parameters remove_final_measurements measure_all "
    "measure_active combine extend compose".split()
)
_IN_PLACE = frozenset(
    "remove_final_measurements measure_all measure_active compose assign_parameters".split()
)
_METHODS: dict[tuple[Kind, str], Values] = {
    (Kind.CIRCUIT, "to_gate"): one(Kind.GATE),
    (Kind.CIRCUIT, "to_instruction"): one(Kind.GATE),
    (Kind.CIRCUIT, "qasm"): one(Kind.STRING),
    (Kind.CIRCUIT, "draw"): OTHER,
    (Kind.GATE, "c_if"): one(Kind.GATE),
    (Kind.GATE, "inverse"): one(Kind.GATE),
    (Kind.GATE, "control"): one(Kind.GATE),
    (Kind.PRIMITIVE, "run"): one(Kind.JOB, Family.OTHER),
    (Kind.SERVICE, "backend"): one(Kind.BACKEND, Family.IBM),
    (Kind.SERVICE, "get_backend"): one(Kind.BACKEND, Family.IBM),
    (Kind.SERVICE, "least_busy"): one(Kind.BACKEND, Family.IBM),
    (Kind.SERVICE, "backends"): listed(one(Kind.BACKEND, Family.IBM)),
    (Kind.SERVICE, "job"): one(Kind.JOB, Family.IBM),
    (Kind.JOB, "result"): one(Kind.RESULT),
    (Kind.JOB, "job_id"): one(Kind.STRING),
    (Kind.RESULT, "get_counts"): one(Kind.COUNTS),
    (Kind.BACKEND, "configuration"): one(Kind.CONFIGURATION),
    (Kind.BACKEND, "properties"): one(Kind.PROPERTIES),
}
_ATTRIBUTES: dict[tuple[Kind, str], Values] = {
    (Kind.CIRCUIT, "qubits"): listed(one(Kind.BIT, "quantum")),
    (Kind.CIRCUIT, "clbits"): listed(one(Kind.BIT, "classical")),
    (Kind.CIRCUIT, "ancillas"): listed(one(Kind.BIT, "quantum")),
    (Kind.CIRCUIT, "qregs"): listed(one(Kind.REGISTER, "quantum")),
    (Kind.CIRCUIT, "cregs"): listed(one(Kind.REGISTER, "classical")),
    (Kind.CIRCUIT, "data"): listed(one(Kind.INSTRUCTION)),
    (Kind.CIRCUIT, "name"): one(Kind.STRING),
    (Kind.INSTRUCTION, "qubits"): listed(one(Kind.BIT, "quantum")),
    (Kind.INSTRUCTION, "clbits"): listed(one(Kind.BIT, "classical")),
    (Kind.REGISTER, "name"): one(Kind.STRING),
    (Kind.RESULT, "results"): listed(one(Kind.EXPERIMENT)),
    (Kind.RESULT, "header"): one(Kind.HEADER),
    (Kind.EXPERIMENT, "header"): one(Kind.HEADER),
}


def canonical(name: str) -> str:
    """The one name by which a thing with several import paths is known.

    Example:
        >>> canonical("qiskit.providers.aer.noise.NoiseModel")
        'qiskit_aer.noise.NoiseModel'
    """
    for old, known in _SAME.items():
        if name == old or name.startswith(f"{old}."):
            return canonical(known + name[len(old) :])
    return name


def _is_fake(name: str) -> bool:
    module, _, last = name.rpartition(".")
    return last.startswith("Fake") and (module.startswith(_FAKES))


def called(name: str) -> Values:
    """What calling an imported name gives."""
    known = canonical(name)
    if known in _CALLS:
        return _CALLS[known]
    if _is_fake(known):
        return one(Kind.PROVIDER if "Provider" in known else Kind.BACKEND, Family.FAKE)
    parts = known.split(".")
    if parts[0] == "qiskit_aer" and _AER.intersection(parts[1:]):
        return one(Kind.BACKEND, Family.AER) if parts[-1] in {*_AER, "from_backend"} else UNKNOWN
    if known.startswith(("qiskit.circuit.library.", "qiskit.extensions.")):
        if parts[-1] in _LIBRARY_CIRCUITS:
            return one(Kind.CIRCUIT)
        return one(Kind.GATE) if parts[-1].endswith("Gate") else UNKNOWN
    if parts[0] in {"numpy", "np", "math", "time", "random", "matplotlib", "pandas", "os", "sys"}:
        return OTHER
    return UNKNOWN


def instance(name: str) -> Values:
    """What a parameter annotated with an imported name is."""
    known = canonical(name)
    last = known.rpartition(".")[2]
    if known.startswith("qiskit") and last in {"Backend", "BackendV1", "BackendV2", "BaseBackend"}:
        return one(Kind.BACKEND, Family.UNKNOWN)
    if last in {"IBMBackend", "IBMQBackend"}:
        return one(Kind.BACKEND, Family.IBM)
    if known in {"qiskit.result.Result", "qiskit.result.result.Result"}:
        return one(Kind.RESULT)
    return called(name)


def method(value: Value, name: str, in_place: bool | None) -> Values:
    """What a method of a value gives.

    Args:
        value: What it is called on.
        name: The method.
        in_place: The literal argument ``inplace``; None where it isn't given.
    """
    found = _METHODS.get((value.kind, name))
    if found is not None:
        if value.kind is Kind.BACKEND:
            return frozenset(Value(other.kind, value.detail) for other in found)
        if (value.kind, name) == (Kind.JOB, "result"):
            return frozenset(Value(Kind.RESULT, made=value.made) for _ in found)
        return found
    match value.kind:
        case Kind.CIRCUIT if name in _SAME_CIRCUIT:
            if name == "copy":
                return frozenset({value})
            return _in_place(name, in_place)
        case Kind.CIRCUIT if name in APPENDING:
            return one(Kind.GATE)
        case Kind.PROVIDER:
            if name in {"get_backend", "backend", "least_busy"}:
                return one(Kind.BACKEND, value.detail)
            if name == "backends":
                return listed(one(Kind.BACKEND, value.detail))
            if name in {"retrieve_job", "job"}:
                return one(Kind.JOB, value.detail)
        case Kind.BACKEND if name == "run":
            return one(Kind.JOB, value.detail)
        case Kind.BACKEND if name in {"retrieve_job", "job"}:
            return one(Kind.JOB, value.detail)
        case Kind.COUNTS | Kind.OTHER | Kind.STRING | Kind.RESULT | Kind.NONE:
            return OTHER
        case Kind.LIST if name in {"copy", "pop"}:
            return frozenset({value}) if name == "copy" else (value.items or UNKNOWN)
        case _:
            pass
    return UNKNOWN


def _in_place(name: str, in_place: bool | None) -> Values:
    if name not in _IN_PLACE:
        return one(Kind.CIRCUIT)
    default = name in {"remove_final_measurements", "measure_all", "measure_active"}
    return NONE if (default if in_place is None else in_place) else one(Kind.CIRCUIT)


def attribute(value: Value, name: str) -> Values:
    """What an attribute of a value is, where it isn't called."""
    if value.kind is Kind.NAME:
        return one(Kind.NAME, f"{value.detail}.{name}")
    if value.kind in {Kind.COUNTS, Kind.OTHER}:
        return OTHER
    return _ATTRIBUTES.get((value.kind, name), UNKNOWN)


def executed(backend: Values) -> Values:
    """The job of running something on a backend."""
    found = of(backend, Kind.BACKEND)
    if not found or len(found) < len(backend):
        return join(
            frozenset(Value(Kind.JOB, value.detail) for value in found),
            one(Kind.JOB, Family.UNKNOWN),
        )
    return frozenset(Value(Kind.JOB, value.detail) for value in found)
