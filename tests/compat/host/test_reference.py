"""The reference device in another interpreter gives the numbers that it gives in this one."""

import numpy as np
import pytest
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit import Clbit, Qubit

from qiskit_uplift import uplift
from qiskit_uplift.backends import load_backend
from qiskit_uplift.compat.host import _circuits, host
from qiskit_uplift.compat.providers import BackendV1
from qiskit_uplift.exceptions import InvalidCircuitError
from tests.compat.host.common import HERE
from tests.compat.targets import differences

SPECS = {
    "modern": "reference:modern?qubits=3&seed=1",
    "legacy": "reference:legacy?qubits=3&seed=1",
    "run-only": "reference:run-only?qubits=3&seed=1&memory=bit-matrix&counts=binary",
}


def start(spec):
    return host("qiskit_uplift.backends:load_backend", {"spec": spec}, **HERE)


@pytest.fixture(scope="module", params=SPECS)
def pair(request):
    spec = SPECS[request.param]
    with start(spec) as hosted:
        yield hosted, load_backend(spec)


@pytest.fixture(scope="module")
def modern():
    with start(SPECS["modern"]) as hosted:
        yield hosted


def awkward():
    """Registers with odd names, out of order and sharing bits, and a clbit in none of them."""
    bits = [Clbit() for _ in range(4)]
    circuit = QuantumCircuit([Qubit() for _ in range(3)], bits, name="a name; with more")
    circuit.add_register(QuantumRegister(bits=circuit.qubits[1:], name="Two"))
    circuit.add_register(ClassicalRegister(name="B-last", bits=[bits[2], bits[0]]))
    circuit.add_register(ClassicalRegister(name="A", bits=[bits[1], bits[2]]))
    circuit.rx(1.1, 0)
    circuit.ry(0.3, 1)
    circuit.cx(0, 1)
    circuit.cx(1, 2)
    for qubit, clbit in ((0, 3), (1, 0), (2, 2)):
        circuit.measure(qubit, clbit)
    return circuit


def lifted(backend):
    """Uplifted; a device with nothing but ``run`` has the Target that it has with another face."""
    known = hasattr(backend, "target") or hasattr(backend, "configuration")
    return uplift(backend, target=None if known else load_backend(SPECS["modern"]).target)


def sampled(backend, circuit):
    data = lifted(backend).sampler(seed_simulator=11).run([circuit], shots=200).result()[0].data
    return {name: np.asarray(bits.array).tolist() for name, bits in data.items()}


def test_the_same_numbers_for_the_same_seed(pair):
    hosted, local = pair
    circuit = transpile(awkward(), target=lifted(local).target, seed_transpiler=1)
    assert sampled(hosted, circuit) == sampled(local, circuit)


def test_it_is_found_as_what_it_is(pair):
    hosted, local = pair
    ours, theirs = uplift(hosted), uplift(local)
    assert (ours.route, ours.provider_file.name) == (theirs.route, theirs.provider_file.name)
    assert isinstance(hosted, BackendV1) == isinstance(local, BackendV1)
    assert type(hosted).__name__ == type(local).__name__
    assert type(hosted).__module__ == type(local).__module__
    # the jobs of a simulator end with its interpreter, which ends with this one
    assert ours.channel.is_local
    assert ours.journal is None
    assert ours.contract == theirs.contract
    assert ours.limits == theirs.limits


def test_the_same_expectation_values(pair):
    circuit = QuantumCircuit(2)
    circuit.sx(0)
    circuit.cx(0, 1)
    values = [
        lifted(backend).estimator(seed_simulator=3, transpile="auto")
        .run([(circuit, ["ZZ", "XX"])], precision=0.05).result()[0].data.evs.tolist()
        for backend in pair
    ]  # fmt: skip
    assert values[0] == values[1]


def test_configuration_and_properties_come_over():
    with start(SPECS["legacy"]) as hosted:
        local = load_backend(SPECS["legacy"])
        assert hosted.configuration().to_dict() == local.configuration().to_dict()
        assert hosted.properties().to_dict() == local.properties().to_dict()
        assert hosted.status().to_dict() == local.status().to_dict()
        assert hosted.name() == local.name()
        assert hosted.defaults() is None
        assert hosted.provider() is None
        assert not list(differences(uplift(hosted).target, uplift(local).target))


def test_the_target_comes_over(modern):
    assert not list(differences(modern.target, load_backend(SPECS["modern"]).target))
    assert modern.max_circuits is None
    assert modern.provider is None


@pytest.mark.parametrize("form", ["qpy", "qasm3", "qasm2"])
def test_registers_and_names_survive_in_every_form(modern, monkeypatch, form):
    circuit = transpile(awkward(), target=modern.target, seed_transpiler=1)
    other = modern._connection.other
    expected = load_backend(SPECS["modern"]).run(circuit, shots=300, seed_simulator=5).result()
    if form != "qpy":
        monkeypatch.setitem(other, "qpy", _circuits.OLDEST - 1)
    monkeypatch.setitem(other, "qasm3", form == "qasm3")
    assert _circuits.packed([circuit], other)[0] == form
    found = modern.run(circuit, shots=300, seed_simulator=5).result()
    assert found.data(0) == expected.data(0)
    ours, theirs = found.results[0].header, expected.results[0].header
    for name in ("name", "memory_slots", "creg_sizes", "qreg_sizes"):
        assert read(ours, name) == read(theirs, name)


def read(header, name):
    fields = header if isinstance(header, dict) else header.to_dict()
    return [list(each) for each in fields[name]] if isinstance(fields[name], list) else fields[name]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda circuit: circuit.delay(10, 0), "delay"),
        (
            lambda circuit: circuit.if_test((0, True), circuit.copy_empty_like(), [0], [0]),
            "if_else",
        ),
    ],
)
def test_what_a_text_cannot_say_is_refused(modern, monkeypatch, spoil, told):
    circuit = QuantumCircuit(1, 1, name="spoilt")
    spoil(circuit)
    monkeypatch.setitem(modern._connection.other, "qpy", _circuits.OLDEST - 1)
    monkeypatch.setitem(modern._connection.other, "qasm3", False)
    with pytest.raises(InvalidCircuitError, match=f"'spoilt'.*OpenQASM 2 can't say it.*{told}"):
        modern.run(circuit)


def test_transpiling_there(modern):
    circuit = awkward()
    found = modern.transpile(circuit, seed_transpiler=1)
    assert found == transpile(circuit, load_backend(SPECS["modern"]), seed_transpiler=1)
    assert found.layout is not None
    assert [each.name for each in modern.transpile([circuit, circuit])] == [circuit.name] * 2


def test_a_fault_of_the_device_is_an_error_here():
    with start("reference:legacy?qubits=2&faults=failed-experiment&fault_seed=3") as hosted:
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        job = uplift(hosted).sampler().run([circuit], shots=10)
        with pytest.raises(RuntimeError, match="failed"):
            job.result()


def test_retrieving_a_job(modern):
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    job = modern.run(circuit, shots=10, seed_simulator=1)
    again = modern.retrieve_job(job.job_id())
    assert again.job_id() == job.job_id()
    assert again.result().get_counts() == job.result().get_counts()
    assert job.status().name == "DONE"
