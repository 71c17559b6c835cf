"""``legacy_view``: the data of an old backend, made of a new one's Target."""

import copy
import json
import math
import pickle

import pytest
from qiskit import transpile
from qiskit.circuit import Gate, IfElseOp, Measure, Parameter, QuantumCircuit
from qiskit.circuit.library import RXGate, XGate
from qiskit.providers import BackendV2, Options, QubitProperties
from qiskit.transpiler import InstructionProperties, Target
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.backends import Device, load_backend
from qiskit_uplift.compat import legacy_view, models
from qiskit_uplift.compat.conversion import convert_to_target
from qiskit_uplift.exceptions import UnsupportedBackendError
from tests.backends import snapshots
from tests.compat.targets import differences, same

NOT_KNOWN = {"u0"}  # a gate of old that no library has
MORE_COUPLED = {"cairo"}  # two pairs of its coupling map have no gate in the snapshot
NEVER_GATES = {"delay", "measure", *NOT_KNOWN}


class Modern(BackendV2):
    """A backend of a Target and nothing else."""

    def __init__(self, target, **about):
        super().__init__(**about)
        self._target = target

    @property
    def target(self):
        return self._target

    @property
    def max_circuits(self):
        return 7

    @classmethod
    def _default_options(cls):
        options = Options(shots=10)
        options.set_validator("shots", (1, 5000))
        return options

    def run(self, run_input, **options):
        return run_input, options


def old(name):
    conf, props = snapshots.read(name)
    with quiet():
        return (
            models.QasmBackendConfiguration.from_dict(copy.deepcopy(conf)),
            models.BackendProperties.from_dict(copy.deepcopy(props)),
        )


def close(ours, theirs):
    return math.isclose(ours, theirs, rel_tol=1e-12)


@pytest.mark.parametrize("name", snapshots.names())
def test_a_snapshot_goes_there_and_back(name):
    configuration, properties = old(name)
    with quiet():
        target = convert_to_target(configuration, properties)
        view = legacy_view(Modern(target, name=name))
        conf, props = view.configuration(), view.properties()
    faulty = set(properties.faulty_qubits())
    left_out = {(gate.gate, tuple(gate.qubits)) for gate in properties.faulty_gates()}

    assert (conf.backend_name, conf.n_qubits) == (name, configuration.n_qubits)
    assert set(conf.basis_gates) == set(configuration.basis_gates) - NEVER_GATES
    assert set(conf.supported_instructions) == set(target.operation_names)
    assert same(getattr(conf, "dt", None), getattr(configuration, "dt", None))
    for key, value in getattr(configuration, "timing_constraints", {}).items():
        assert conf.timing_constraints[key] == value
    pairs = {
        tuple(qubits)
        for gate in configuration.gates
        if gate.name in conf.basis_gates
        for qubits in getattr(gate, "coupling_map", [])
        if len(qubits) == 2 and faulty.isdisjoint(qubits)
        if (gate.name, tuple(qubits)) not in left_out
    }
    coupled = {tuple(pair) for pair in conf.coupling_map or ()}
    assert coupled == pairs
    assert coupled <= {tuple(pair) for pair in configuration.coupling_map or ()}
    if not faulty and not left_out and name not in MORE_COUPLED:
        assert len(coupled) == len(configuration.coupling_map or ())

    assert set(props.faulty_qubits()) == faulty
    for qubit in range(configuration.n_qubits):
        theirs, ours = properties.qubit_property(qubit), props.qubit_property(qubit)
        readout = () if qubit in faulty else ("readout_error", "readout_length")
        for value in ("T1", "T2", "frequency", *readout):
            assert (value in ours) == (value in theirs)
            if value in ours:
                assert close(ours[value][0], theirs[value][0])
    found = {(gate.gate, tuple(gate.qubits)) for gate in props.gates}
    for gate in properties.gates:
        qubits = tuple(gate.qubits)
        theirs = properties.gate_property(gate.gate, qubits)
        kept = gate.gate in conf.basis_gates and qubits in set(target[gate.gate])
        told = {"gate_error", "gate_length"} & set(theirs)
        assert ((gate.gate, qubits) in found) == bool(kept and told)
        for value in told if kept else ():
            ours = props.gate_property(gate.gate, qubits, value)[0]
            assert close(ours, theirs[value][0])
    assert found <= {(gate.gate, tuple(gate.qubits)) for gate in properties.gates}


@pytest.mark.parametrize("name", snapshots.names())
def test_the_target_of_the_view_is_that_of_the_backend(name):
    with quiet():
        target = convert_to_target(*old(name))
        view = legacy_view(Modern(target, name=name))
        again = convert_to_target(view.configuration(), view.properties())
    assert list(differences(again, target)) == []


def test_the_models_are_those_of_the_schema():
    view = legacy_view(load_backend("reference?qubits=5&topology=ring"))
    with quiet():
        conf, props = view.configuration(), view.properties()
        assert isinstance(conf, models.QasmBackendConfiguration)
        assert isinstance(props, models.BackendProperties)
        data = json.loads(json.dumps(conf.to_dict()))
        assert models.QasmBackendConfiguration.from_dict(data).to_dict() == conf.to_dict()
        assert models.BackendProperties.from_dict(props.to_dict()) == props
        gate = next(gate for gate in conf.gates if gate.name == "rz")
    assert len(gate.parameters) == 1
    assert gate.coupling_map == [[0], [1], [2], [3], [4]]
    assert conf.simulator is False
    assert next(gate for gate in props.gates if gate.gate == "cx").name.startswith("cx0_")


def small():
    target = Target(num_qubits=3, dt=2e-9, granularity=8)
    target.add_instruction(XGate(), {(0,): InstructionProperties(error=0.1), (1,): None})
    target.add_instruction(RXGate(Parameter("angle")), {(0,): None})
    target.add_instruction(Gate("ms", 2, []), name="ms")
    target.add_instruction(IfElseOp, name="if_else")
    target.add_instruction(Measure(), {(0,): InstructionProperties(duration=1e-6), (1,): None})
    return target


def test_what_a_target_says_and_does_not_say():
    view = legacy_view(Modern(small(), name="small", description="A small one."))
    with quiet():
        conf, props = view.configuration(), view.properties()
        assert (conf.max_experiments, conf.max_shots) == (7, 5000)
        assert conf.basis_gates == ["x", "rx", "ms"]
        assert conf.conditional
        assert conf.coupling_map is None
        assert conf.description == "A small one."
        assert conf.backend_version == "0.0.0"
        assert conf.timing_constraints["granularity"] == 8
        assert not hasattr(conf.gates[2], "coupling_map")
        assert conf.gates[1].parameters == ["angle"]
        assert [(gate.gate, gate.qubits) for gate in props.gates] == [("x", [0])]
        assert close(props.readout_length(0), 1e-6)
        assert props.qubits[1] == []
        assert props.faulty_qubits() == [2]


def test_properties_are_absent_where_nothing_was_measured():
    target = Target(num_qubits=2)
    target.add_instruction(XGate(), {(0,): None, (1,): None})
    assert legacy_view(Modern(target)).properties() is None
    assert legacy_view(Modern(Target(num_qubits=2))).properties() is None
    known = Target(num_qubits=1, qubit_properties=[QubitProperties(t1=1e-4)])
    with quiet():
        properties = legacy_view(Modern(known)).properties(refresh=True)
        assert close(properties.t1(0), 1e-4)
        assert properties.faulty_qubits() == []


def test_all_else_is_the_backends():
    modern = Modern(small(), name="small", provider="here")
    view = legacy_view(modern)
    assert view.wrapped is modern
    assert view.run("circuit", shots=1) == ("circuit", {"shots": 1})
    assert view.target is modern.target
    assert view.version == 2
    assert view.options is modern.options
    assert view.provider() == "here"
    assert view.defaults() is None
    assert view.defaults(refresh=True) is None
    assert view.name == view.name() == "small"
    assert type(view.name()) is str
    assert legacy_view(Modern(small())).name() == "Modern"
    assert repr(view).startswith("legacy_view(<")
    with pytest.raises(AttributeError, match="nonsense"):
        _ = view.nonsense
    with pytest.raises(AttributeError, match="no '_nonsense'"):
        _ = view._nonsense


def test_status_is_the_backends_where_it_has_one():
    modern = Modern(small(), name="small", backend_version="2.5.1")
    with quiet():
        status = legacy_view(modern).status()
        assert isinstance(status, models.BackendStatus)
        assert (status.backend_name, status.backend_version) == ("small", "2.5.1")
        assert (status.operational, status.pending_jobs) == (True, 0)
    modern.status = lambda: "busy"
    assert legacy_view(modern).status() == "busy"


def test_circuits_are_transpiled_and_run():
    view = legacy_view(load_backend("reference?qubits=3&seed=1"))
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    ready = transpile(circuit, view, seed_transpiler=1)
    assert set(ready.count_ops()) <= {*view.configuration().basis_gates, "measure", "barrier"}
    assert sum(view.run(ready, shots=20).result().get_counts().values()) == 20


@pytest.mark.parametrize(
    "backend", [AerSimulator(), uplift(AerSimulator())], ids=["aer", "uplifted"]
)
def test_other_backends(backend):
    with quiet():
        conf = legacy_view(backend).configuration()
        assert {"cx", "h"} <= set(conf.basis_gates)
        assert conf.backend_name == backend.name
        assert legacy_view(backend).properties() is None


def test_a_view_travels():
    view = legacy_view(load_backend("reference?qubits=3"))
    assert copy.copy(view).wrapped is view.wrapped
    assert pickle.loads(pickle.dumps(legacy_view(AerSimulator()))).name() == "aer_simulator"


@pytest.mark.parametrize("thing", [object(), Device.generate(2, seed=1), Modern])
def test_what_has_no_target(thing):
    with pytest.raises(UnsupportedBackendError, match="has no Target"):
        legacy_view(thing)
