"""`uplift` takes any backend, and what it makes is a ``BackendV2`` like any other."""

from types import SimpleNamespace

import pytest
from qiskit import transpile
from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.primitives import BackendSamplerV2, StatevectorSampler
from qiskit.providers import BackendV2, Options
from qiskit_aer import AerSimulator

from qiskit_uplift import (
    BackendAdapter,
    Dialect,
    EstimatorAdapter,
    Notation,
    SamplerAdapter,
    uplift,
)
from qiskit_uplift.adapters.target import assumed_target
from qiskit_uplift.exceptions import OptionError, UnsupportedBackendError
from tests.adapters.fakes import Talker, sample, unequal


def two_registers() -> QuantumCircuit:
    circuit = QuantumCircuit(
        QuantumRegister(3, "q"), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
    )
    circuit.x(2)
    circuit.measure([0, 1, 2], [0, 1, 2])
    return circuit


def as_function(circuits, shots):
    """What a person writes in an evening: counts with binary keys, one for each circuit."""
    found = []
    for circuit in circuits:
        counts = sample(circuit, shots).to_counts()
        found.append({f"{value:0{circuit.num_clbits}b}": n for value, n in counts.items()})
    return found


class RunOnly:
    """An object with ``run`` alone."""

    def run(self, circuits, **options):
        return SimpleNamespace(result=lambda: as_function(circuits, options["shots"]))


class BareOnly:
    """Refuses lists, as some providers do."""

    def __init__(self):
        self.calls = 0

    def run(self, circuit, shots):
        self.calls += 1
        return as_function([circuit.copy()], shots)[0]


class Configured(RunOnly):
    """A ``BackendV1`` in all but its base class."""

    def name(self):
        return "configured"

    def configuration(self):
        return {
            "backend_name": "configured",
            "n_qubits": 3,
            "basis_gates": ["rz", "sx", "x", "cx"],
            "coupling_map": [[0, 1], [1, 2]],
            "gates": [],
            "max_shots": 500,
            "max_experiments": 2,
            "memory": False,
        }


@pytest.mark.parametrize(
    ("backend", "route"),
    [
        (Talker(), "BackendV2"),
        (Configured(), "BackendV1"),
        (RunOnly(), "object with run"),
        (BareOnly(), "object with run"),
        (as_function, "function"),
        (lambda circuits, shots: as_function(circuits, shots)[0], "function"),
    ],
    ids=["v2", "v1", "run-only", "bare-only", "function", "lambda"],
)
def test_every_kind_of_backend(backend, route):
    adapter = uplift(backend)
    assert isinstance(adapter, BackendV2)
    assert adapter.route == route
    result = adapter.sampler().run([two_registers()], shots=20).result()[0]
    assert result.data.a.get_counts() == {"0": 20}
    assert result.data.b.get_counts() == {"10": 20}
    estimate = adapter.estimator(transpile="off").run([(two_registers(), "ZIZ")], precision=0.1)
    assert estimate.result()[0].data.evs == -1


def test_the_result_of_run_is_in_qiskits_own_notation():
    job = uplift(RunOnly()).run([two_registers(), two_registers()], shots=5, memory=True)
    assert job.result().get_counts() == [{"10 0": 5}, {"10 0": 5}]
    assert job.result().get_memory(1) == ["10 0"] * 5
    assert job.result() is job.result()
    stock = BackendSamplerV2(backend=uplift(RunOnly()), options={"seed_simulator": None})
    assert stock.run([two_registers()], shots=5).result()[0].data.b.get_counts() == {"10": 5}


def test_run_takes_the_shots_that_the_backend_takes_by_default():
    backend = Talker(options=Options(shots=33, memory=False))
    assert sum(uplift(backend).run(two_registers()).result().get_counts().values()) == 33


def test_run_takes_the_shots_that_were_set():
    backend = uplift(Talker(options=Options(shots=33, memory=False)))
    backend.set_options(shots=21)
    assert sum(backend.run(two_registers()).result().get_counts().values()) == 21
    assert sum(backend.run(two_registers(), shots=5).result().get_counts().values()) == 5


def test_a_refused_list_is_sent_circuit_by_circuit():
    backend = BareOnly()
    adapter = uplift(backend)
    adapter.sampler().run(unequal(two_registers(), 3), shots=5).result()
    assert backend.calls == 4  # the refused list, then each circuit
    adapter.sampler().run(unequal(two_registers(), 3), shots=5).result()
    assert backend.calls == 7  # lists aren't tried again


def test_an_error_of_the_backend_itself_is_not_taken_for_a_refused_list():
    def run(circuits, shots):
        raise TypeError("no such thing")

    with pytest.raises(TypeError, match="no such thing"):
        uplift(run).sampler().run([two_registers()])


def test_with_one_circuit_a_job_circuits_are_sent_bare():
    backend = BareOnly()
    uplift(backend, max_circuits=1).sampler().run(unequal(two_registers(), 3), shots=5).result()
    assert backend.calls == 3


def test_uplifting_twice_changes_nothing():
    adapter = uplift(RunOnly(), num_qubits=3)
    assert uplift(adapter) is adapter
    assert uplift(adapter, num_qubits=4).num_qubits == 4


def test_a_v1_backend_is_described_by_its_configuration():
    adapter = uplift(Configured())
    assert adapter.name == "configured"
    assert adapter.num_qubits == 3
    assert adapter.max_circuits == 2
    assert set(adapter.coupling_map.get_edges()) == {(0, 1), (1, 2)}
    assert adapter.configuration()["n_qubits"] == 3  # the wrapped backend shows through
    result = adapter.sampler().run([two_registers()], shots=501).result()[0]
    assert result.data.b.get_counts() == {"10": 501}
    assert result.metadata["shots_per_job"] == [251, 250]
    circuit = QuantumCircuit(3)
    circuit.cx(0, 2)
    assert transpile(circuit, adapter, optimization_level=1).num_qubits == 3


def test_a_backend_without_description_is_taken_at_its_word():
    adapter = uplift(
        RunOnly(), num_qubits=3, basis_gates=["x", "cx"], coupling_map=[(0, 1), (1, 2)]
    )
    assert set(adapter.operation_names) == {"x", "cx", "measure"}
    assert adapter.assumptions == ()
    assumed = uplift(RunOnly())
    assert assumed.num_qubits is None
    assert len(assumed.assumptions) == 3


def test_a_description_of_what_describes_itself_is_refused():
    with pytest.raises(OptionError, match="pass target="):
        uplift(Configured(), num_qubits=4)
    target = assumed_target(num_qubits=9).target
    assert uplift(Configured(), target=target).num_qubits == 9
    assert uplift(AerSimulator(), target=target).num_qubits == 9


def test_an_object_with_a_target_describes_itself():
    backend = RunOnly()
    backend.target = assumed_target(num_qubits=7).target
    assert uplift(backend).route == "object with run"
    assert uplift(backend).num_qubits == 7
    with pytest.raises(OptionError, match="pass target="):
        uplift(backend, num_qubits=8)


@pytest.mark.parametrize("limit", ["max_circuits", "max_shots"])
def test_limits_are_at_least_one(limit):
    with pytest.raises(OptionError, match=f"{limit}=0"):
        uplift(RunOnly(), **{limit: 0})
    job = uplift(RunOnly(), max_shots=5).run(two_registers(), shots=6)
    assert job.result().get_counts() == {"10 0": 6}


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (3, "no backend"),
        ("aer", "no backend"),
        (None, "no backend"),
        (AerSimulator, "is a class"),
        (StatevectorSampler(), "a primitive already"),
    ],
    ids=["number", "name", "none", "class", "primitive"],
)
def test_what_is_no_backend(thing, message):
    for take in (uplift, lambda it: SamplerAdapter(backend=it)):
        with pytest.raises(UnsupportedBackendError, match=message):
            take(thing)


def test_a_declared_dialect_settles_what_the_data_can_not():
    def run(circuits, shots):
        return [{"10": shots}]

    circuit = QuantumCircuit(5)
    circuit.measure_all()
    dialect = Dialect(counts=Notation.DECIMAL)
    result = uplift(run, dialect=dialect).sampler().run([circuit], shots=3).result()[0]
    assert result.data.meas.get_counts() == {"01010": 3}


def test_a_missing_attribute_names_both_classes():
    adapter = uplift(RunOnly())
    with pytest.raises(AttributeError, match="BackendAdapter nor the wrapped RunOnly"):
        adapter.nothing_of_the_kind  # noqa: B018 - reading it is the test


def test_unknown_options_of_the_primitives_are_refused():
    for adapter in (SamplerAdapter, EstimatorAdapter):
        with pytest.raises(OptionError, match="Did you mean 'seed_simulator'"):
            adapter(backend=AerSimulator(), options={"seed_simulater": 1})


def test_repr_says_what_it_is():
    assert repr(uplift(AerSimulator())) == "<BackendAdapter 'aer_simulator' (BackendV2, aer)>"
    assert isinstance(uplift(AerSimulator()), BackendAdapter)
