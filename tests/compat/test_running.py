"""``run`` and ``LegacyRun``: a backend's ``run`` over a Sampler."""

import copy
import pickle
import sys
import types
from collections import Counter
from concurrent.futures import Future

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, Clbit, Parameter, QuantumCircuit, QuantumRegister
from qiskit.primitives import (
    BackendSamplerV2,
    BasePrimitiveJob,
    BaseSamplerV2,
    BitArray,
    DataBin,
    PrimitiveResult,
    SamplerPubResult,
    StatevectorSampler,
)
from qiskit.providers import JobError, JobStatus, JobTimeoutError
from qiskit.result import Result
from qiskit.result.models import MeasLevel
from qiskit_aer import AerSimulator
from qiskit_aer.primitives import SamplerV2 as AerSampler

from qiskit_uplift import uplift
from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.backends import load_backend
from qiskit_uplift.compat import LegacyRun, execute, run
from qiskit_uplift.exceptions import (
    DecodingError,
    InvalidCircuitError,
    OptionError,
    UnsupportedBackendError,
)

AER = AerSimulator()
SAMPLERS = {
    "statevector": StatevectorSampler(),
    "backend": BackendSamplerV2(backend=AER),
    "aer": AerSampler(),
    "ours": uplift(AER).sampler(),
}


def two_registers():
    a, b = ClassicalRegister(2, "a"), ClassicalRegister(1, "b")
    circuit = QuantumCircuit(QuantumRegister(2, "q"), a, b, name="two", metadata={"day": 1})
    circuit.x(0)
    circuit.measure([0, 1], [a[0], b[0]])
    return circuit


@st.composite
def known_circuits(draw):
    """A circuit with one outcome, whose registers are in every arrangement.

    They may be empty, share bits, interleave, list bits in any order, leave some out, and have
    names that are no names in Python.
    """
    width = draw(st.integers(1, 10))
    bits = [Clbit() for _ in range(width)]
    circuit = QuantumCircuit(QuantumRegister(width, "q"), bits)
    if draw(st.booleans()):
        chosen = draw(st.lists(st.lists(st.sampled_from(bits), unique=True), max_size=4))
    else:
        order = draw(st.permutations(bits) | st.just(bits))
        cuts = sorted(draw(st.lists(st.integers(0, width), max_size=3)))
        chosen = [order[start:stop] for start, stop in zip([0, *cuts], [*cuts, width], strict=True)]
    names = draw(st.permutations(["c", "meas", "shape", "my-bits", "data"]))
    for name, members in zip(names, chosen, strict=False):
        circuit.add_register(ClassicalRegister(bits=members, name=name))
    for qubit in draw(st.sets(st.integers(0, width - 1))):
        circuit.x(qubit)
    written = draw(st.sets(st.integers(0, width - 1), min_size=1))
    for qubit, bit in zip(draw(st.permutations(range(width))), sorted(written), strict=False):
        circuit.measure(qubit, bit)
    return circuit


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
@settings(max_examples=40, deadline=None)
@given(circuits=st.lists(known_circuits(), min_size=1, max_size=3))
def test_results_are_those_of_a_backend(sampler, circuits):
    """Every outcome is certain, so there are no false alarms."""
    theirs = AER.run(circuits, shots=3, memory=True).result()
    ours = run(sampler, circuits, shots=3, memory=True).result()
    for index, (mine, other) in enumerate(zip(ours.results, theirs.results, strict=True)):
        assert mine.data.to_dict() == other.data.to_dict()
        header = other.header if isinstance(other.header, dict) else other.header.to_dict()
        assert mine.header.to_dict() == header
        assert mine.header["memory_slots"] == mine.header.memory_slots
        assert ours.get_counts(index) == theirs.get_counts(index)
        assert ours.get_memory(index) == theirs.get_memory(index)


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
def test_counts_are_those_of_the_memory(sampler):
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [1, 0])
    result = run(sampler, circuit, shots=100, memory=True).result()
    assert result.get_counts() == Counter(result.get_memory())
    assert set(result.get_counts()) <= {"00", "11"}


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
def test_a_result_is_asked_by_index_name_and_circuit(sampler):
    first, second = two_registers(), QuantumCircuit(1, 1, name="one")
    second.measure(0, 0)
    job = run(sampler, [first, second], shots=5, memory=True)
    result = job.result()
    assert isinstance(result, Result)
    assert job.result() is result
    assert result.success
    assert result.job_id == job.job_id()
    for key in (0, "two", first):
        assert result.get_counts(key) == {"0 01": 5}
        assert result.get_memory(key) == ["0 01"] * 5
    assert result.get_counts() == [{"0 01": 5}, {"0": 5}]
    assert result.results[0].header.metadata == {"day": 1}
    assert result.results[0].shots == 5
    assert Result.from_dict(result.to_dict()).get_counts("one") == {"0": 5}


def test_memory_is_there_only_where_it_is_asked_for():
    result = run(StatevectorSampler(), two_registers()).result()
    assert result.get_counts() == {"0 01": 1024}
    with pytest.raises(Exception, match="No memory"):
        result.get_memory()


def test_a_condition_on_one_of_several_registers():
    bits = [Clbit() for _ in range(4)]
    circuit = QuantumCircuit(QuantumRegister(2, "q"), bits)
    odd = ClassicalRegister(bits=[bits[3], bits[1]], name="odd")
    circuit.add_register(odd)
    circuit.x(0)
    circuit.measure(0, bits[3])
    with circuit.if_test((odd, 1)):
        circuit.x(1)
    circuit.measure(1, bits[0])
    for name in ("backend", "ours"):
        result = run(SAMPLERS[name], circuit, shots=3).result()
        assert result.get_counts() == AER.run(circuit, shots=3).result().get_counts()
        assert result.data()["counts"] == {"0x9": 3}
    circuit.add_register(ClassicalRegister(bits=[bits[3]], name="again"))
    with pytest.raises(InvalidCircuitError, match="share bits, and a condition"):
        run(SAMPLERS["backend"], circuit)


class Slow(BasePrimitiveJob):
    """A service's job, which answers with words."""

    def __init__(self, data, metadata=None):
        super().__init__("far-1")
        self.data = data
        self.word = "QUEUED"
        self.answer = None

    def result(self):
        return PrimitiveResult([SamplerPubResult(data) for data in self.data])

    def status(self):
        return self.word

    def done(self):
        return self.word == "DONE"

    def running(self):
        return self.word == "RUNNING"

    def cancelled(self):
        return self.word == "CANCELLED"

    def in_final_state(self):
        return self.done() or self.cancelled()

    def cancel(self):
        self.word = "CANCELLED"
        return self.answer


class Service(BaseSamplerV2):
    def __init__(self, *data):
        self.job = Slow(data)
        self.calls = []
        self.mode = load_backend("reference")

    def backend(self):
        return self.mode

    def run(self, pubs, *, shots=None):
        self.calls.append((len(pubs), shots))
        return self.job


def measured(bits, shots=2):
    return BitArray.from_samples([bits] * shots, num_bits=len(bits))


def test_a_job_is_that_of_old():
    service = Service(DataBin(a=measured("01"), b=measured("1")))
    job = run(service, two_registers(), shots=2)
    assert service.calls == [(1, 2)]
    assert job.job_id() == "far-1"
    assert job.backend() is service.mode
    assert job.status() is JobStatus.QUEUED
    assert not job.done()
    with pytest.raises(JobTimeoutError):
        job.result(timeout=0)
    service.job.word = "RUNNING"
    assert job.running()
    service.job.word = "DONE"
    assert job.done()
    assert job.in_final_state()
    result = job.result(timeout=1)
    assert result.backend_name == service.mode.name
    assert result.get_counts() == {"1 01": 2}
    assert result.time_taken > 0
    assert job.result().time_taken == result.time_taken
    with pytest.raises(JobError, match="submitted already"):
        job.submit()


@pytest.mark.parametrize(("answer", "told"), [(None, True), (True, True), (False, False)])
def test_cancel_says_what_the_service_says(answer, told):
    service = Service()
    service.job.answer = answer
    job = run(service, two_registers())
    assert service.calls == [(1, None)]
    assert job.cancel() is told
    assert job.cancelled()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([], "0 results for 1 circuits"),
        ([DataBin(a=measured("01"))], "returned no 'b'"),
        ([DataBin(a=measured("01"), b=measured("1", 3))], r"\[2, 3\] shots"),
        ([DataBin()], r"\[\] shots"),
        ([DataBin(a=measured("011"), b=measured("1"))], "a BitArray of 2 bits"),
        ([DataBin(a="01", b=measured("1"))], "expected a BitArray"),
    ],
)
def test_what_can_not_be_read_is_refused(data, text):
    with pytest.raises(DecodingError, match=text):
        run(Service(*data), two_registers()).result()


def test_a_register_that_nothing_writes_may_be_missing():
    circuit = two_registers()
    circuit.add_register(ClassicalRegister(2, "idle"))
    service = Service(DataBin(a=measured("01"), b=measured("1")))
    assert run(service, circuit).result().get_counts() == {"00 1 01": 2}


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"meas_level": 1}, r"meas_level=1 \(a Sampler classifies"),
        ({"meas_return": "single"}, "meas_return"),
        ({"seed_simulator": 3}, r"StatevectorSampler\(seed="),
        ({"rep_delay": 1e-4, "job_name": "x"}, "job_name='x'; rep_delay=0.0001"),
        ({"init_qubits": False}, "init_qubits=False"),
        ({"parameter_binds": [{}]}, "assign_parameters"),
        ({"shots": 0}, "shots=0; it has to be"),
        ({"shots": True}, "shots=True"),
        ({"shots": 1.5}, "shots=1.5"),
        ({"memory": "yes"}, "memory='yes'"),
    ],
)
def test_options_that_a_sampler_has_no_place_for(options, text):
    with pytest.raises(OptionError, match=text):
        run(StatevectorSampler(), two_registers(), **options)


@pytest.mark.parametrize(
    "options",
    [{"meas_level": MeasLevel.CLASSIFIED}, {"init_qubits": True}, {"seed_simulator": None}],
)
def test_options_that_say_what_a_sampler_does_anyway(options):
    job = run(StatevectorSampler(), two_registers(), shots=1, **options)
    assert job.result().get_counts() == {"0 01": 1}


def free():
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("angle"), 0)
    circuit.measure_all()
    return circuit


@pytest.mark.parametrize(
    ("circuits", "text"),
    [
        ([], "no circuit"),
        (QuantumCircuit(1, name="bare"), "'bare' measures nothing"),
        (QuantumCircuit(1, 1), "measures nothing"),
        ([two_registers(), "qasm"], "Item 1 is a str"),
        (free(), "free parameters: angle"),
    ],
)
def test_circuits_that_a_sampler_can_not_run(circuits, text):
    with pytest.raises(InvalidCircuitError, match=text):
        run(StatevectorSampler(), circuits)


def test_a_backend_that_runs_gets_everything():
    class Old:
        def run(self, circuits, **options):
            return circuits, options

    assert run(Old(), "circuits") == ("circuits", {})
    assert run(Old(), "circuits", 3, memory=False, own=1) == (
        "circuits",
        {"shots": 3, "memory": False, "own": 1},
    )
    with quiet():
        job = run(load_backend("reference:legacy"), still(), shots=4)
        assert sum(job.result().get_counts().values()) == 4


def still():
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    return circuit


@pytest.mark.parametrize("thing", [object(), Future(), "ibm_kyiv"])
def test_what_is_no_backend(thing):
    with pytest.raises(UnsupportedBackendError, match="neither a Sampler"):
        run(thing, two_registers())
    with pytest.raises(UnsupportedBackendError, match="no Sampler"):
        LegacyRun(thing)


def test_a_backend_over_a_sampler_answers_for_its_backend():
    backend = LegacyRun(BackendSamplerV2(backend=AER))
    assert set(backend.target.operation_names) == set(AER.target.operation_names)
    assert backend.name == AER.name
    assert "BackendSamplerV2" in repr(backend)
    job = backend.run(two_registers())
    assert job.backend() is AER
    result = job.result()
    assert (result.backend_name, result.backend_version) == (AER.name, AER.backend_version)
    assert execute(two_registers(), backend, shots=2).result().get_counts() == {"0 01": 2}
    other = LegacyRun(StatevectorSampler(), AER)
    assert other.num_qubits == AER.num_qubits


def test_a_sampler_of_no_backend():
    backend = LegacyRun(StatevectorSampler(seed=1))
    with pytest.raises(AttributeError, match="over a StatevectorSampler has no 'target'"):
        _ = backend.target
    assert backend.run(two_registers()).backend() is backend
    assert backend.run(two_registers()).result().backend_name == "LegacyRun"
    assert copy.copy(backend).sampler is backend.sampler
    again = pickle.loads(pickle.dumps(backend))
    assert again.run(two_registers(), shots=1).result().get_counts() == {"0 01": 1}


@pytest.mark.parametrize("newest", [True, False])
def test_backends_that_only_sample_are_run_by_the_sampler_of_their_package(monkeypatch, newest):
    """As IBM's: their class has a ``run`` that only raises."""

    class IBMBackend:
        def run(self, *arguments, **options):
            raise NotImplementedError

    made = []

    def sampler(mode):
        made.append(mode)
        return StatevectorSampler()

    package = types.ModuleType("qiskit_ibm_runtime")
    package.SamplerV2 = sampler
    monkeypatch.setitem(sys.modules, "qiskit_ibm_runtime", package)
    if newest:
        module = types.ModuleType("qiskit_ibm_runtime.executor_sampler")
        module.Sampler = sampler
        del package.SamplerV2
        monkeypatch.setitem(sys.modules, module.__name__, module)
    IBMBackend.__module__ = "qiskit_ibm_runtime.ibm_backend"
    backend = type("IBMRetiredBackend", (IBMBackend,), {})()
    assert run(backend, two_registers(), shots=3).result().get_counts() == {"0 01": 3}
    assert made == [backend]
    IBMBackend.__module__ = "mine"
    with pytest.raises(NotImplementedError):
        run(backend, two_registers())
