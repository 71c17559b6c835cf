"""A circuit written as source is the same circuit again, and its test demands the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qiskit.circuit import Parameter, ParameterVector, QuantumCircuit
from qiskit.circuit.library import UnitaryGate

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.conformance.rebuilding import circuit_source, run_source, same_circuit
from qiskit_uplift.conformance.reproduction import drawing, qasm, test_source
from qiskit_uplift.conformance.strategies import circuits, sampler_pubs
from qiskit_uplift.conformance.strategies.registers import KINDS
from qiskit_uplift.exceptions import OptionError
from tests.conformance.common import backends

BACKENDS = backends()
IDEAL = BACKENDS["reference"].target
thorough = settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
flip = QuantumCircuit(1, 1, name="flip")
flip.x(0)
flip.measure(0, 0)
BODY = """
counts = backend.run(circuit, shots=shots).result().get_counts()
assert counts == expected
"""


def names_of(source):
    with quiet():
        names = {}
        exec(compile(source, "<source>", "exec"), names)
    return names


@thorough
@given(circuits(IDEAL, dynamic=True, expressions=True, quantum_registers=KINDS))
def test_dynamic_circuits_are_written_as_calls(circuit):
    source = circuit_source(circuit)
    assert "qpy" not in source
    assert same_circuit(run_source(source), circuit)
    assert drawing(circuit)


@pytest.mark.parametrize("name", ["basic", "127", "aer"])
def test_circuits_of_any_gates_are_written_as_calls(name):
    @thorough
    @given(circuits(BACKENDS[name].target, dynamic=name == "aer"))
    def write(circuit):
        source = circuit_source(circuit)
        assert "qpy" not in source
        assert same_circuit(run_source(source), circuit)

    write()


@thorough
@given(sampler_pubs(IDEAL))
def test_circuits_with_parameters_are_written(drawn):
    source = circuit_source(drawn.circuit)
    assert "qpy" not in source
    assert same_circuit(run_source(source), drawn.circuit)


def test_parameters_are_written_by_their_names():
    angle, vector = Parameter("θ"), ParameterVector("v", 3)
    circuit = QuantumCircuit(1, name="angles")
    circuit.rx(vector[2], 0)
    circuit.rz(angle, 0)
    circuit.ry(vector[0], 0)
    source = circuit_source(circuit)
    assert "v = ParameterVector('v', 3)" in source
    assert "circuit.rx(v[2], 0)" in source
    assert "circuit.rz(parameter, 0)" in source
    built = run_source(source)
    assert same_circuit(built, circuit)
    assert not same_circuit(built.assign_parameters({"θ": Parameter("φ")}), circuit)


def test_what_has_no_call_is_written_in_qpy():
    circuit = QuantumCircuit(1, name="matrix")
    circuit.append(UnitaryGate([[0, 1], [1, 0]]), [0])
    source = circuit_source(circuit)
    assert "qpy.load" in source
    assert same_circuit(run_source(source), circuit)


def test_long_circuits_are_written_in_qpy():
    circuit = QuantumCircuit(1, name="long")
    for _ in range(300):
        circuit.x(0)
    assert "qpy.load" in circuit_source(circuit)


def test_circuits_are_told_apart():
    one, other = flip.copy(), flip.copy()
    other.name = "flop"
    assert not same_circuit(one, other)
    other.name = "flip"
    other.x(0)
    assert not same_circuit(one, other)


def test_a_test_passes_and_fails_as_it_should():
    def made(count):
        return test_source(
            flip,
            spec="reference?ideal=true",
            name="test_flip",
            values={"shots": 10, "expected": {"1": count}},
            body=BODY,
        )

    assert made(10).count("def test_flip():") == 1
    names_of(made(10))["test_flip"]()
    with pytest.raises(AssertionError):
        names_of(made(9))["test_flip"]()


def test_the_whole_of_a_test_is_readable():
    circuit = QuantumCircuit(1, 1, name="turn")
    circuit.rz(0.5, 0)
    circuit.measure(0, 0)
    source = test_source(circuit, spec="reference", name="test_turn", body="assert backend")
    assert source.splitlines() == [
        '"""A circuit on which a backend was found to be wrong."""',
        "",
        "from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister",
        "",
        "from qiskit_uplift.backends import load_backend",
        "",
        "",
        "#      ┌─────────┐┌─┐",
        "#   q: ┤ Rz(0.5) ├┤M├",
        "#      └─────────┘└╥┘",
        "# c: 1/════════════╩═",
        "#                  0",
        "def make_circuit():",
        "    q = QuantumRegister(1, 'q')",
        "    c = ClassicalRegister(1, 'c')",
        "    circuit = QuantumCircuit(q, c, name='turn')",
        "    circuit.rz(0.5, 0)",
        "    circuit.measure(0, 0)",
        "    return circuit",
        "",
        "",
        "def test_turn():",
        "    circuit = make_circuit()",
        "    backend = load_backend('reference')",
        "    assert backend",
    ]


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_gets_out_of_its_quotes(spec, title):
    circuit = QuantumCircuit(1, name=spec)
    source = test_source(circuit, spec=spec, name="test_a", body="assert True", title=title)
    names = names_of(source)
    assert names["make_circuit"]().name == spec
    assert set(names) - {"__builtins__", "__doc__"} == {
        "QuantumCircuit", "QuantumRegister", "load_backend", "make_circuit", "test_a"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "flip"}, "starts with 'test_'"),
        ({"name": "test a"}, "starts with 'test_'"),
        ({"values": {"a": object()}}, "no Python literal"),
        ({"values": {"a b": 1}}, "no name of a variable"),
        ({"values": {"a": float("nan")}}, "no Python literal"),
        ({"body": "assert ("}, "no Python"),
    ],
)
def test_what_can_not_be_written_is_refused(changes, words):
    arguments = {"spec": "reference", "name": "test_flip", "body": "assert True", **changes}
    with pytest.raises(OptionError, match=words):
        test_source(flip, **arguments)


def test_qasm_of_plain_and_of_strange_circuits():
    assert qasm(flip).startswith("OPENQASM 3")
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("θ"), 0)
    assert "θ" in qasm(circuit)


@pytest.mark.parametrize("angle", [float("nan"), float("inf"), -float("inf")])
def test_angles_that_are_no_numbers(angle):
    circuit = QuantumCircuit(2, 1)
    circuit.rx(angle, 0)
    circuit.rzz(0.5, 0, 1)
    circuit.measure(0, 0)
    assert str(angle).lstrip("-") in drawing(circuit)
    assert same_circuit(run_source(circuit_source(circuit)), circuit)
    other = QuantumCircuit(2, 1, name=circuit.name)
    other.rx(0.25, 0)
    other.rzz(0.5, 0, 1)
    other.measure(0, 0)
    assert not same_circuit(other, circuit)
