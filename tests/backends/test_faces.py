"""The three faces: one simulation, three ways to be spoken to."""

import copy
import pickle
import threading

import numpy as np
import pytest
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit import Parameter
from qiskit.providers import BackendV2, JobError, JobStatus, JobTimeoutError, JobV1
from scipy.stats import chisquare

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.backends import Device, exact_distribution, reference_device
from qiskit_uplift.backends.engine import Engine
from qiskit_uplift.compat.providers import BackendV1
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError, TargetError

FACES = ["modern", "legacy", "run-only"]


def two_registers():
    """Register ``a`` reads 1, register ``b`` reads 10, with a random clbit in between."""
    circuit = QuantumCircuit(QuantumRegister(4), ClassicalRegister(1, "a"))
    circuit.add_register(ClassicalRegister(2, "b"))
    circuit.x([0, 2])
    circuit.measure(0, 0)
    circuit.measure([1, 2], [1, 2])
    return circuit


def counts_of(backend, circuit, **options):
    data = backend.run(circuit, **options).result().data(0)
    return {int(key, 16): seen for key, seen in data["counts"].items()}


@pytest.mark.parametrize("face", FACES)
def test_outcomes_follow_the_exact_distribution(face):
    circuit = QuantumCircuit(3, 3)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.ry(0.8, 1)
    circuit.measure(0, 2)
    with circuit.if_test((circuit.clbits[2], 1)):
        circuit.h(2)
    circuit.measure([1, 2], [0, 1])
    counts = counts_of(reference_device(face, 3, ideal=True), circuit, shots=4000, seed_simulator=1)
    exact = exact_distribution(circuit)
    assert set(counts) <= set(exact)
    seen = [counts.get(key, 0) for key in exact]
    # False alarms: 1 in a million over seeds; the seed is fixed.
    assert chisquare(seen, np.array(list(exact.values())) * 4000).pvalue > 1e-6


@pytest.mark.parametrize("face", FACES)
def test_results_say_how_long_it_took(face):
    result = reference_device(face, ideal=True).run(two_registers(), shots=2).result()
    assert result.time_taken > 0


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("ideal", [True, False])
def test_the_seed_decides_the_numbers(face, ideal):
    backend = reference_device(face, 4, seed=2, ideal=ideal)
    first, second = QuantumCircuit(2, 2), QuantumCircuit(4, 4)
    for circuit in (first, second):
        circuit.sx(range(circuit.num_qubits))
        circuit.measure(range(circuit.num_qubits), range(circuit.num_qubits))
    both = backend.run([first, second], shots=50, seed_simulator=7, memory=True).result()
    again = backend.run([first, second], shots=50, seed_simulator=7, memory=True).result()
    other = backend.run([first, second], shots=50, seed_simulator=70, memory=True).result()
    seed = both.results[1].seed_simulator
    alone = backend.run(second, shots=50, seed_simulator=seed, memory=True).result()
    for index in (0, 1):
        assert both.data(index)["memory"] == again.data(index)["memory"]
        assert both.data(index)["memory"] != other.data(index)["memory"]
    assert both.data(1)["memory"] == alone.data(0)["memory"]


def test_the_classes_are_what_they_say():
    modern, legacy, bare = (reference_device(face, 3, seed=1) for face in FACES)
    assert isinstance(modern, BackendV2)
    assert isinstance(legacy, BackendV1)
    if HAS_LEGACY_CLASSES:
        from qiskit.providers import BackendV1 as TheirBackendV1

        assert isinstance(legacy, TheirBackendV1)
    assert [name for name in dir(bare) if not name.startswith("_")] == ["run"]


def test_the_modern_face():
    backend = reference_device("modern", 5, "ring", seed=1, max_circuits=2)
    assert backend.max_circuits == 2
    assert reference_device().max_circuits is None
    assert backend.num_qubits == 5
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 2)
    circuit.measure_all()
    routed = transpile(circuit, backend, seed_transpiler=1)
    backend.set_options(shots=200)
    counts = backend.run(routed, seed_simulator=3).result().get_counts()
    assert sum(counts.values()) == 200
    assert counts["000"] + counts["101"] > 150


def test_the_legacy_face():
    backend = reference_device("legacy", 5, seed=4, max_shots=500, max_experiments=3)
    device = backend.device
    configuration, properties, status = (
        backend.configuration(),
        backend.properties(),
        backend.status(),
    )
    assert (configuration.n_qubits, configuration.max_shots) == (5, 500)
    assert configuration.max_experiments == 3
    assert configuration.dt == pytest.approx(device.dt)
    assert properties.t1(2) == pytest.approx(device.qubits[2].t1)
    assert properties.gate_error("cx", [0, 1]) == pytest.approx(device.table["cx"][0, 1].error)
    assert properties.gate_length("cx", [0, 1]) == pytest.approx(device.table["cx"][0, 1].duration)
    assert (status.operational, status.pending_jobs) == (True, 0)
    assert str(backend) == backend.name() == "reference_line_5"
    assert backend.options.shots == 500
    assert sum(backend.run(_measured()).result().get_counts().values()) == 500
    with pytest.raises(LimitError, match="500 shots at most, got 501"):
        backend.run(QuantumCircuit(1), shots=501)
    with pytest.raises(LimitError, match="3 circuits a job, got 4"):
        backend.run([QuantumCircuit(1)] * 4, shots=1)


@pytest.mark.parametrize("face", ["modern", "legacy"])
def test_a_job_by_its_id(face, monkeypatch):
    monkeypatch.setattr("qiskit_uplift.backends.jobs.KEPT_JOBS", 2)
    backend = reference_device(face, 2, ideal=True)
    first, second, third = (backend.run(QuantumCircuit(1, 1), shots=n) for n in (1, 2, 3))
    assert backend.retrieve_job(second.job_id()) is second
    assert backend.retrieve_job(third.job_id()) is third
    for unknown in ("made-up", first.job_id()):
        with pytest.raises(JobError, match=f"reference_line_2 has no job '{unknown}'"):
            backend.retrieve_job(unknown)
    with pytest.raises(JobError, match="has no job"):
        copy.deepcopy(backend).retrieve_job(third.job_id())


@pytest.mark.parametrize("face", ["modern", "legacy"])
def test_an_unknown_option_is_a_warning_at_the_callers_line(face):
    backend = reference_device(face, 2, ideal=True)
    with pytest.warns(UserWarning, match="Option qubit_lo_freq is not used") as caught:
        backend.run(QuantumCircuit(1, 1), qubit_lo_freq=[1.0]).result()
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("memory", "entry"),
    [
        ("hex", "0x5"),
        ("bare-hex", "5"),
        ("binary", "101"),
        ("binary-registers", "10 1"),
        ("registers", "10 1"),
        ("integers", 5),
        ("decimal", "5"),
        ("ndarray", [1, 0, 1]),
        ("bit-matrix-reversed", [1, 0, 1]),
    ],
)
def test_memory_in_any_notation(memory, entry):
    backend = reference_device("run-only", 4, ideal=True, memory=memory)
    got = backend.run(two_registers(), shots=3, memory=True).result().data(0)["memory"]
    assert np.array_equal(got, [entry] * 3)
    assert "memory" not in backend.run(two_registers(), shots=3).result().data(0)


def test_counts_in_any_notation_and_no_memory():
    backend = reference_device("run-only", 4, ideal=True, memory="none", counts="registers")
    data = backend.run(two_registers(), shots=3, memory=True).result().data(0)
    assert data == {"counts": {"10 1": 3}}
    always = reference_device("run-only", 4, ideal=True, memory_always=True)
    assert always.run(two_registers(), shots=2).result().data(0)["memory"] == ["0x5"] * 2


@pytest.mark.parametrize("header", ["full", "name", "absent"])
def test_headers(header):
    backend = reference_device("run-only", 4, ideal=True, header=header)
    circuit = two_registers()
    experiment = backend.run(circuit, shots=1).result().results[0]
    if header == "absent":
        assert not hasattr(experiment, "header") or experiment.header is None
        return
    found = experiment.header if isinstance(experiment.header, dict) else vars(experiment.header)
    assert found["name"] == circuit.name
    assert ("creg_sizes" in found) == (header == "full")
    if header == "full":
        assert found["creg_sizes"] == [["a", 1], ["b", 2]]


def test_what_a_strict_run_refuses():
    circuit = QuantumCircuit(1, 1)
    with pytest.raises(TypeError, match="unexpected keyword argument 'seed'"):
        reference_device("run-only", 2).run(circuit, seed=1)
    lenient = reference_device("run-only", 2, unknown_options="lenient")
    assert lenient.run(circuit, seed=1).result().success
    with pytest.raises(TypeError, match="None for the argument 'seed_simulator'"):
        reference_device("run-only", 2, refuses_none=True).run(circuit, seed_simulator=None)
    with pytest.raises(TypeError, match="one circuit, not a list"):
        reference_device("run-only", 2, refuses_lists=True).run([circuit])
    with pytest.raises(TypeError, match="'memory'"):
        reference_device("run-only", 2, options=["shots"]).run(circuit, memory=True)
    limited = reference_device("run-only", 2, max_shots=10, max_circuits=1)
    with pytest.raises(LimitError, match="10 shots"):
        limited.run(circuit, shots=11)
    with pytest.raises(LimitError, match="1 circuits a job, got 2"):
        limited.run([circuit, circuit], shots=1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"memory": "hexx"}, "Did you mean 'hex'"),
        ({"counts": "ndarray"}, "can't be the key"),
        ({"header": "half"}, "header is"),
        ({"unknown_options": "loud"}, "strict"),
        ({"accepts": "some"}, "accepts is"),
    ],
)
def test_a_dialect_that_does_not_exist(options, message):
    with pytest.raises(ValueError, match=message):
        reference_device("run-only", **options)


def _measured():
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    return circuit


@pytest.mark.parametrize("face", ["modern", "legacy", "run-only"])
def test_default_shots_are_within_the_limit(face):
    for most, wanted in ((300, 300), (5000, 1024)):
        backend = reference_device(face, 2, ideal=True, max_shots=most)
        assert backend.run(_measured()).result().get_counts() == {"0": wanted}


@pytest.mark.parametrize("shots", [0, -1, 1.5, True, None, "10", float("nan"), float("inf")])
def test_bad_shots(shots):
    with pytest.raises(LimitError, match="positive number of shots"):
        reference_device("modern", 2).run(QuantumCircuit(1, 1), shots=shots)


def test_circuits_that_the_device_can_not_run():
    backend = reference_device("modern", 3)
    coupled = QuantumCircuit(3, 1, name="far")
    coupled.cx(0, 2)
    with pytest.raises(InvalidCircuitError, match=r"'far' has 'cx' on qubits \[0, 2\]"):
        backend.run(coupled)
    inside = QuantumCircuit(3, 1)
    with inside.if_test((inside.clbits[0], 1)):
        inside.h(1)
    with pytest.raises(InvalidCircuitError, match=r"'h' on qubits \[1\]"):
        backend.run(inside)
    with pytest.raises(InvalidCircuitError, match="has 4 qubits"):
        backend.run(QuantumCircuit(4))
    unbound = QuantumCircuit(1)
    unbound.rz(Parameter("angle"), 0)
    with pytest.raises(InvalidCircuitError, match="unbound parameters: angle"):
        backend.run(unbound)
    with pytest.raises(InvalidCircuitError, match="runs QuantumCircuit, got str"):
        backend.run(["circuit"])
    with pytest.raises(LimitError, match="no circuit"):
        backend.run([])
    broken = Engine(Device.generate(3, faulty_qubits=[1]))
    reading = QuantumCircuit(3, 1)
    reading.measure(1, 0)
    with pytest.raises(InvalidCircuitError, match="'measure' on qubits"):
        broken.check(reading)
    anything = reference_device("modern", 3, accepts="anything")
    assert anything.run(inside, shots=1).result().success


def test_composite_gates_are_unrolled_on_an_ideal_device():
    part = QuantumCircuit(2, 2, name="part")
    part.h(0)
    part.cx(0, 1)
    part.measure([0, 1], [0, 1])
    whole = QuantumCircuit(3, 2)
    whole.append(part.to_instruction(), [2, 0], [0, 1])
    counts = counts_of(reference_device("modern", 3, ideal=True), whole, shots=100)
    assert set(counts) == {0, 3}  # one of them missing: 2 ** -99


def test_registers_that_share_interleave_and_reverse_bits():
    circuit = QuantumCircuit(2, 3)
    bits = circuit.clbits
    circuit.add_register(ClassicalRegister(name="r", bits=[bits[2], bits[0]]))
    circuit.x(0)
    circuit.measure([0, 1], [2, 1])
    assert counts_of(reference_device("modern", 2, ideal=True), circuit, shots=5) == {4: 5}


def test_nothing_measured_reads_zero():
    circuit = QuantumCircuit(1, 70)
    circuit.x(0)
    assert counts_of(reference_device("modern", 1, ideal=True), circuit, shots=5) == {0: 5}
    assert counts_of(reference_device("modern", 1), QuantumCircuit(1), shots=5) == {0: 5}


def test_more_clbits_than_a_machine_word():
    circuit = QuantumCircuit(1, 70)
    circuit.x(0)
    circuit.measure(0, 69)
    assert counts_of(reference_device("modern", 1, ideal=True), circuit, shots=5) == {1 << 69: 5}


@pytest.mark.parametrize("first", ["h", "t"])
def test_wide_circuits_find_a_method_that_can(first):
    circuit = QuantumCircuit(40, 40)
    circuit.h(0)
    getattr(circuit, first)(1)  # `t` makes it no Clifford circuit, `h` changes nothing below
    circuit.reset(1)
    for qubit in range(39):
        circuit.cx(qubit, qubit + 1)
    circuit.measure(range(40), range(40))
    counts = counts_of(reference_device("modern", 40, ideal=True), circuit, shots=50)
    assert set(counts) == {0, 2**40 - 1}  # one of them missing: 2 ** -49


def test_wide_noisy_circuits_find_one_too():
    circuit = QuantumCircuit(30, 30)
    circuit.x(0)
    for qubit in range(29):
        circuit.cx(qubit, qubit + 1)
    circuit.measure(range(30), range(30))
    counts = counts_of(reference_device("modern", 30, seed=1), circuit, shots=20, seed_simulator=1)
    ones = sum(key.bit_count() * seen for key, seen in counts.items())
    # Of 600 bits, fewer than half right would need an error in nearly every shot; seed fixed.
    assert 300 < ones < 600


@pytest.fixture
def held(monkeypatch):
    """A device whose simulation waits until the event is set."""
    go, started = threading.Event(), threading.Event()
    sample = Engine.sample

    def wait(self, *args):
        started.set()
        assert go.wait(30)
        return sample(self, *args)

    monkeypatch.setattr(Engine, "sample", wait)
    yield reference_device("legacy", 2, ideal=True), go, started
    go.set()


def test_jobs_are_asynchronous(held):
    backend, go, started = held
    circuit = QuantumCircuit(1, 1)
    first, second = backend.run(circuit), backend.run(circuit)
    assert isinstance(first, JobV1)
    assert first.job_id() != second.job_id()
    assert first.backend() is backend
    assert started.wait(30)
    assert first.status() is JobStatus.RUNNING
    assert second.status() is JobStatus.QUEUED
    with pytest.raises(JobTimeoutError, match="not done after"):
        first.result(timeout=0.01)
    assert second.cancel()
    assert second.status() is JobStatus.CANCELLED
    with pytest.raises(JobError, match="was cancelled"):
        second.result()
    go.set()
    assert first.result().job_id == first.job_id()
    assert first.status() is JobStatus.DONE
    assert not first.cancel()


def test_a_running_job_stops_at_its_next_circuit(held):
    backend, go, started = held
    job = backend.run([QuantumCircuit(1, 1)] * 2)
    assert started.wait(30)
    assert job.cancel()
    go.set()
    with pytest.raises(JobError, match="was cancelled"):
        job.result()
    assert job.status() is JobStatus.CANCELLED


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("way", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_device_can_be_copied_and_pickled(face, way):
    backend = reference_device(face, 2, seed=5)
    circuit = QuantumCircuit(1, 1)
    circuit.sx(0)
    circuit.measure(0, 0)
    options = {"shots": 100, "seed_simulator": 3}
    assert counts_of(way(backend), circuit, **options) == counts_of(backend, circuit, **options)


def test_unknown_faces_and_presets():
    with pytest.raises(TargetError, match="Did you mean 'legacy'"):
        reference_device("legaci")
    assert reference_device(preset="ring-8").num_qubits == 8
    assert reference_device(preset="ring-8", qubits=4, seed=2).num_qubits == 4


def test_a_branch_on_a_qubit_that_is_not_measured():
    circuit = QuantumCircuit(2, 1)
    with circuit.if_test((circuit.clbits[0], 0)):
        circuit.x(0)
    circuit.measure(1, 0)
    counts = reference_device(ideal=True).run(circuit, shots=5).result().get_counts()
    assert counts == {"0": 5}
