"""What circuits once did themselves."""

import pytest
from qiskit import qasm2, transpile
from qiskit.circuit import (
    ClassicalRegister,
    InstructionSet,
    Parameter,
    QuantumCircuit,
    QuantumRegister,
)
from qiskit.circuit.library import XGate
from qiskit.exceptions import QiskitError
from qiskit_aer import AerSimulator

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat.circuits import bind_parameters, c_if, qasm


def counts(circuit):
    return AerSimulator().run(circuit, shots=10).result().get_counts()


@pytest.mark.parametrize(("value", "expected"), [(2, "1 10"), (1, "0 10"), (3, "0 10")])
def test_a_condition_on_a_register(value, expected):
    circuit = QuantumCircuit(3)
    for size, name in ((2, "c"), (1, "d")):
        circuit.add_register(type(QuantumCircuit(0, 1).cregs[0])(size, name))
    circuit.x(1)
    circuit.measure([0, 1], [0, 1])
    c_if(circuit.x(2), circuit.cregs[0], value)
    circuit.measure(2, 2)
    assert counts(circuit) == {expected: 10}


@pytest.mark.parametrize("by_index", [True, False])
@pytest.mark.parametrize("value", [0, 1])
def test_a_condition_on_a_bit(by_index, value):
    circuit = QuantumCircuit(3, 3)
    circuit.x(0)
    circuit.measure(0, 0)
    instructions = c_if(circuit.x([1, 2]), 0 if by_index else circuit.clbits[0], value)
    assert isinstance(instructions, InstructionSet)
    circuit.measure([1, 2], [1, 2])
    assert counts(circuit) == {"111" if value else "001": 10}


def test_a_measurement_may_be_conditional():
    circuit = QuantumCircuit(1, 2)
    c_if(circuit.measure(0, 0), circuit.clbits[1], 1)
    operation = circuit.data[0].operation
    with quiet():
        assert operation.condition == (circuit.clbits[1], 1)
    if not HAS_LEGACY_CLASSES:
        assert list(circuit.data[0].clbits) == circuit.clbits
        (inner,) = operation.params[0].data
        assert (inner.operation.name, list(inner.clbits)) == ("measure", circuit.clbits[:1])


def test_conditions_that_can_not_be():
    circuit = QuantumCircuit(1, 1)
    with pytest.raises(QiskitError, match="-1"):
        c_if(circuit.x(0), 0, -1)
    with pytest.raises(QiskitError):
        c_if(circuit.x(0), 5, 1)
    if not HAS_LEGACY_CLASSES:
        loose = InstructionSet()
        with pytest.raises(QiskitError, match="circuit's method"):
            c_if(loose, 0, 1)
        owned = InstructionSet(resource_requester=lambda bit: circuit.clbits[0])
        owned.add(XGate(), [circuit.qubits[0]], [])
        with pytest.raises(QiskitError, match="circuit's method"):
            c_if(owned, 0, 1)
        with circuit.for_loop(range(2)), pytest.raises(QiskitError, match=r"circuit.if_test"):
            c_if(circuit.break_loop(), 0, 1)


def test_numbers_for_parameters():
    a, b = Parameter("a"), Parameter("b")
    circuit = QuantumCircuit(1)
    circuit.rx(a, 0)
    circuit.rz(b, 0)
    for values in ({a: 1.0, b: 2.0}, [1.0, 2.0]):
        bound = bind_parameters(circuit, values)
        assert [item.operation.params for item in bound] == [[1.0], [2.0]]
    assert len(circuit.parameters) == 2
    with pytest.raises(TypeError, match="numbers only"):
        bind_parameters(circuit, {a: b})


def test_openqasm(tmp_path, capsys):
    circuit = QuantumCircuit(2, 1)
    circuit.h(0)
    circuit.measure(0, 0)
    text = qasm(circuit)
    assert qasm2.loads(text) == circuit
    file = tmp_path / "circuit.qasm"
    assert qasm(circuit, formatted=True, filename=file, encoding="utf-8") is None
    assert capsys.readouterr().out == text + "\n"
    assert file.read_text("utf-8") == text


def conditional():
    """Its outcome is certain: ``d`` = 1, ``c`` = 01."""
    c, d = ClassicalRegister(2, "c"), ClassicalRegister(1, "d")
    circuit = QuantumCircuit(QuantumRegister(3, "q"), c, d)
    definition = QuantumCircuit(2, name="both")
    definition.x([0, 1])
    circuit.x(0)
    circuit.measure(0, c[0])
    c_if(circuit.append(definition.to_gate(), [2, 1]), c, 1)
    c_if(circuit.x(1), c, 1)
    c_if(circuit.x(2), c, 2)
    circuit.measure(1, c[1])
    circuit.measure(2, d[0])
    return circuit


@pytest.mark.filterwarnings("ignore:Conditioned gates in qasm2:FutureWarning")  # on 1.4
def test_openqasm_with_conditions_does_what_the_circuit_does():
    text = qasm(conditional())
    with quiet():
        loaded = qasm2.loads(text)
        assert counts(transpile(loaded, AerSimulator(), optimization_level=0)) == {"1 01": 10}
    assert text.count("if") == 3


def test_openqasm_of_what_it_can_not_say():
    on_a_bit = QuantumCircuit(1, 2)
    c_if(on_a_bit.x(0), 0, 1)
    loop = conditional()
    with loop.for_loop(range(2)):
        loop.x(0)
    for circuit in (on_a_bit, loop):
        with pytest.raises(qasm2.QASM2ExportError, match=r"registers|for_loop"):
            qasm(circuit)


@pytest.mark.parametrize("name", ["measure", "reset"])
def test_a_condition_is_not_forgotten_in_openqasm(name):
    circuit = QuantumCircuit(1, 1)
    c_if(circuit.reset(0) if name == "reset" else circuit.measure(0, 0), circuit.cregs[0], 1)
    if HAS_LEGACY_CLASSES:
        with pytest.raises(qasm2.QASM2ExportError, match=f"conditional '{name}' without"):
            qasm(circuit)
    else:
        assert f"if (c == 1) {name} q[0]" in qasm(circuit)
