"""Circuits of known outcome on any Target."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, Clbit, QuantumCircuit
from qiskit.circuit.library import Measure, RZGate, XGate
from qiskit.transpiler import Target

from qiskit_uplift.backends import exact_distribution, reference_device
from qiskit_uplift.conformance.circuits import (
    couples,
    ghz,
    measurable,
    most_joined,
    neighbours,
    prepared,
    qubits_of,
    reading,
)
from qiskit_uplift.conformance.findings import NotApplicable
from qiskit_uplift.conformance.strategies import registers

LINE = reference_device(ideal=True).target
RING = reference_device(ideal=True, qubits=8, topology="ring").target


def free_target(width):
    """All gates everywhere."""
    target = Target(num_qubits=width)
    target.add_instruction(XGate(), name="x")
    target.add_instruction(Measure(), name="measure")
    return target


@given(layout=registers(4), ones=st.sets(st.integers(0, 3)))
@settings(max_examples=30, deadline=None)
def test_registers_stay_and_the_pattern_is_read(layout, ones):
    bits, made = layout.classical()
    circuit = QuantumCircuit(4, name="pattern", metadata={"kept": 1})
    circuit.add_bits(bits)
    for register in made:
        circuit.add_register(register)
    for one in ones:
        circuit.x(one)
    circuit.measure(range(4), bits)
    ready = prepared(LINE, circuit)
    assert ready.cregs == circuit.cregs
    assert ready.clbits == circuit.clbits
    assert (ready.name, ready.metadata) == ("pattern", {"kept": 1})
    assert exact_distribution(ready) == {sum(1 << one for one in ones): 1.0}
    for item in ready.data:
        places = tuple(ready.find_bit(qubit).index for qubit in item.qubits)
        assert LINE.instruction_supported(item.name, places)


@given(qubits=st.permutations(range(8)), width=st.integers(2, 5))
@settings(max_examples=20, deadline=None)
def test_a_chosen_place_is_kept(qubits, width):
    chosen = qubits_of(RING, width, first=qubits[0])
    near = neighbours(RING)
    assert all(set(near[q]) & set(chosen[:i]) for i, q in enumerate(chosen) if i)
    ready = ghz(RING, chosen)
    assert {round(p, 9) for p in exact_distribution(ready).values()} == {0.5}
    assert {0, 2**width - 1} == set(exact_distribution(ready))


def test_the_largest_joined_set_leaves_an_island_out():
    target = Target(num_qubits=5)
    target.add_instruction(XGate(), {(q,): None for q in range(5)})
    target.add_instruction(Measure(), {(q,): None for q in range(4)})
    from qiskit.circuit.library import CXGate

    target.add_instruction(CXGate(), {(0, 1): None, (2, 1): None, (3, 4): None})
    assert measurable(target) == (0, 1, 2, 3)
    assert couples(target) == ((0, 1), (1, 2))
    assert set(most_joined(target, 12)) == {0, 1, 2}


def test_what_the_device_lacks_is_not_applicable():
    target = Target(num_qubits=1)
    target.add_instruction(RZGate(0.5), {(0,): None})
    target.add_instruction(Measure(), {(0,): None})
    with pytest.raises(NotApplicable, match="can't be said"):
        reading(target, [0], 1)
    with pytest.raises(NotApplicable, match="2 qubits"):
        qubits_of(target, 2)


def test_a_device_without_couplings_is_used_where_it_is_asked():
    ready = prepared(free_target(6), reading(free_target(6), [0], 1), on=[4])
    (item,) = [one for one in ready.data if one.name == "measure"]
    assert ready.find_bit(item.qubits[0]).index == 4
    assert exact_distribution(ready) == {1: 1.0}


def test_a_width_that_is_not_stated_is_taken_to_be_small():
    assert measurable(free_target(None)) == (0, 1, 2, 3)


def test_registers_that_share_bits_can_be_read():
    bits = [Clbit() for _ in range(3)]
    shared = [ClassicalRegister(bits=bits[:2], name="a"), ClassicalRegister(bits=bits[1:])]
    assert exact_distribution(reading(LINE, [1], 3, shared)) == {2: 1.0}
    with pytest.raises(ValueError, match="3 clbits"):
        reading(LINE, [1], 4, shared)
