"""The oracle, against states that are known and against an independent simulator."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import Parameter
from qiskit.circuit.classical import expr
from qiskit.circuit.random import random_circuit
from qiskit.quantum_info import SparsePauliOp, Statevector

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES, has
from qiskit_uplift.backends import exact_distribution, exact_expectation
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 4), st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_unitary_circuits_agree_with_the_statevector(num_qubits, seed, random):
    circuit = random_circuit(num_qubits, 4, max_operands=2, seed=seed)
    state = Statevector(circuit)
    order = list(range(num_qubits))
    random.shuffle(order)
    measured = circuit.copy()
    measured.add_register(ClassicalRegister(num_qubits, "c"))
    for qubit, clbit in enumerate(order):
        measured.measure(qubit, clbit)
    expected = np.zeros(2**num_qubits)
    for outcome, probability in enumerate(state.probabilities()):
        key = sum((outcome >> qubit & 1) << clbit for qubit, clbit in enumerate(order))
        expected[key] = probability
    got = exact_distribution(measured)
    assert [got.get(key, 0) for key in range(2**num_qubits)] == pytest.approx(list(expected))
    observable = SparsePauliOp.from_list([("Z" * num_qubits, 1.5), ("X" * num_qubits, -0.5)])
    value = state.expectation_value(observable).real
    assert exact_expectation(circuit, observable) == pytest.approx(value)


def test_teleportation():
    q, c, out = QuantumRegister(3), ClassicalRegister(2), ClassicalRegister(1)
    circuit = QuantumCircuit(q, c, out)
    circuit.ry(0.7, 0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 1)
    circuit.h(0)
    circuit.measure([0, 1], c)
    with circuit.if_test((c[1], 1)):
        circuit.x(2)
    with circuit.if_test((c[0], 1)):
        circuit.z(2)
    assert exact_expectation(circuit, "ZII") == pytest.approx(np.cos(0.7))
    assert exact_expectation(circuit, "XII") == pytest.approx(np.sin(0.7))
    circuit.measure(2, out)
    got = exact_distribution(circuit)
    assert sum(p for key, p in got.items() if key >> 2) == pytest.approx(np.sin(0.35) ** 2)
    assert len(got) == 8


def test_reset_and_measuring_again():
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.reset(0)
    circuit.measure([0, 1], [0, 1])
    assert exact_distribution(circuit) == pytest.approx({0: 0.5, 2: 0.5})
    circuit.x(0)
    circuit.measure(0, 1)
    assert exact_distribution(circuit) == pytest.approx({2: 1.0})


def test_else_switch_and_loops():
    c = ClassicalRegister(2, "c")
    circuit = QuantumCircuit(QuantumRegister(2), c, ClassicalRegister(2, "d"))
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.if_test((c, 1)) as otherwise:
        circuit.x(1)
    with otherwise:
        circuit.id(1)
    circuit.measure(1, 1)
    with circuit.switch(c) as case:
        with case(3):
            circuit.x(0)  # 1 -> 0
        with case(case.DEFAULT):
            circuit.x(0)  # 0 -> 1
    circuit.measure(0, 2)
    with circuit.for_loop(range(3)):
        circuit.x(1)
    circuit.measure(1, 3)
    assert exact_distribution(circuit) == pytest.approx({0b1100: 0.5, 0b0011: 0.5})


def test_a_loop_until_success():
    circuit = QuantumCircuit(1, 1)
    circuit.x(0)
    circuit.measure(0, 0)
    with circuit.while_loop((circuit.clbits[0], 1)):
        circuit.h(0)
        circuit.measure(0, 0)
    assert exact_distribution(circuit) == pytest.approx({0: 1.0})


def test_expressions():
    c = ClassicalRegister(3, "c")
    circuit = QuantumCircuit(QuantumRegister(3), c, ClassicalRegister(1, "d"))
    circuit.x([0, 2])
    circuit.measure([0, 1, 2], c)
    right = expr.logic_and(
        expr.equal(expr.bit_and(c, 0b110), 0b100),
        expr.logic_and(expr.less(c, 6), expr.logic_not(expr.lift(c[1]))),
    )
    with circuit.if_test(right):
        circuit.x(1)
    circuit.measure(1, 3)
    assert exact_distribution(circuit) == pytest.approx({0b1101: 1.0})


@pytest.mark.parametrize("value", [0, 1])
def test_conditions_of_the_old_kind(value):
    circuit = QuantumCircuit(2, 2)
    circuit.x(0)
    circuit.measure(0, 0)
    if HAS_LEGACY_CLASSES:
        with pytest.warns(DeprecationWarning, match="c_if"):
            circuit.x(1).c_if(circuit.clbits[0], value)
    else:
        with circuit.if_test((circuit.clbits[0], value)):
            circuit.x(1)
    circuit.measure(1, 1)
    assert exact_distribution(circuit) == pytest.approx({1 + 2 * value: 1.0})


def test_projectors():
    circuit = QuantumCircuit(1)
    circuit.ry(1.0, 0)
    if has("SparseObservable as an observable of a PUB"):
        from qiskit.quantum_info import SparseObservable

        value = exact_expectation(circuit, SparseObservable("0"))
    else:
        value = exact_expectation(circuit, SparsePauliOp(["I", "Z"], [0.5, 0.5]))
    assert value == pytest.approx(np.cos(0.5) ** 2)


def test_idle_qubits_cost_nothing():
    circuit = QuantumCircuit(150, 1)
    circuit.x(149)
    circuit.measure(149, 0)
    assert exact_distribution(circuit) == {1: 1.0}


def test_what_can_not_be_followed_is_refused():
    wide = QuantumCircuit(21, 1)
    wide.h(range(21))
    with pytest.raises(LimitError, match="20 active qubits"):
        exact_distribution(wide)
    unbound = QuantumCircuit(1, 1)
    unbound.rx(Parameter("angle"), 0)
    with pytest.raises(InvalidCircuitError, match="unbound parameters: angle"):
        exact_distribution(unbound)
    with pytest.raises(InvalidCircuitError, match="observable has 2 qubits"):
        exact_expectation(QuantumCircuit(1), "ZZ")
    endless = QuantumCircuit(1, 1)
    with endless.while_loop((endless.clbits[0], 0)):
        endless.measure(0, 0)
    with pytest.raises(InvalidCircuitError, match="still runs"):
        exact_distribution(endless)
    broken = QuantumCircuit(1, 1)
    with broken.for_loop(range(2)):
        broken.h(0)
        broken.break_loop()
    with pytest.raises(InvalidCircuitError, match="'break_loop'"):
        exact_distribution(broken)
