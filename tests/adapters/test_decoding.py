"""Decoding is the inverse of encoding, or it is refused: never another outcome."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister

from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.encoding import encode_counts, encode_memory
from qiskit_uplift.adapters.notations import UNPROVABLE
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.exceptions import DecodingError
from tests.strategies import classical_circuits, outcomes

MATRICES = (Notation.BIT_MATRIX, Notation.BIT_MATRIX_REVERSED)
PROVABLE = [notation for notation in Notation if notation not in UNPROVABLE]
GROUPED = (Notation.REGISTERS, Notation.MEASURED_REGISTERS)


def loses_bits(notation: Notation, layout: ClassicalLayout) -> bool:
    """Whether the notation can't hold every outcome of the circuit."""
    registers = layout.written_registers if notation is GROUPED[1] else layout.registers
    held = {bit for register in registers for bit in register.clbits}
    return notation in GROUPED and not layout.written <= held


@given(st.data(), classical_circuits(), st.sampled_from(Notation))
def test_memory_in_a_declared_notation(data, circuit, notation):
    samples = data.draw(outcomes(circuit))
    layout = ClassicalLayout.of(circuit)
    outcome = RawOutcome(memory=encode_memory(samples, notation, circuit))
    dialect = Dialect(memory=notation)
    if loses_bits(notation, layout):
        with pytest.raises(DecodingError):
            decode(outcome, layout, shots=samples.num_shots, dialect=dialect)
    else:
        decoded = decode(outcome, layout, shots=samples.num_shots, dialect=dialect)
        assert decoded.to_ints() == samples.to_ints()


@given(st.data(), classical_circuits(), st.sampled_from(PROVABLE))
def test_memory_in_an_unknown_notation_is_right_or_refused(data, circuit, notation):
    samples = data.draw(outcomes(circuit))
    outcome = RawOutcome(memory=encode_memory(samples, notation, circuit))
    layout = ClassicalLayout.of(circuit)
    if loses_bits(notation, layout):
        return  # what was never written down can't be read
    try:
        decoded = decode(outcome, layout, shots=samples.num_shots)
    except DecodingError:
        assert notation is not Notation.HEX
        assert notation is not Notation.INTEGERS
    else:
        assert decoded.to_ints() == samples.to_ints()


@given(st.data(), classical_circuits(), st.sampled_from([n for n in Notation if n not in MATRICES]))
def test_counts_in_any_notation(data, circuit, notation):
    samples = data.draw(outcomes(circuit))
    layout = ClassicalLayout.of(circuit)
    if loses_bits(notation, layout):
        return
    outcome = RawOutcome(counts=encode_counts(samples, notation, circuit))
    known = decode(outcome, layout, shots=1, dialect=Dialect(counts=notation))
    assert known.to_counts() == samples.to_counts()
    if notation not in PROVABLE:
        return
    try:
        assert decode(outcome, layout, shots=1).to_counts() == samples.to_counts()
    except DecodingError:
        assert notation not in (Notation.HEX, Notation.INTEGERS)


@given(st.data(), classical_circuits(), st.sampled_from(PROVABLE))
def test_counts_settle_what_the_memory_means(data, circuit, notation):
    samples = data.draw(outcomes(circuit))
    layout = ClassicalLayout.of(circuit)
    if loses_bits(notation, layout):
        return
    both = RawOutcome(
        memory=encode_memory(samples, notation, circuit),
        counts=encode_counts(samples, Notation.HEX, circuit),
    )
    try:
        decoded = decode(both, layout, shots=samples.num_shots)
    except DecodingError:
        # two readings with the same totals: only the order of the shots would differ
        assert len(set(samples.to_ints())) > 1
    else:
        assert decoded.to_ints() == samples.to_ints()


def test_a_notation_that_nothing_proves_is_read_only_where_it_is_declared():
    circuit = QuantumCircuit(1, 4)
    circuit.measure([0, 0], [1, 3])
    layout = ClassicalLayout.of(circuit)
    # the second of the measured bits, which is clbit 3, and would as plain hex be clbit 1
    outcome = RawOutcome(memory=["0x2"])
    dialect = Dialect(memory=Notation.MEASURED_HEX)
    assert decode(outcome, layout, shots=1, dialect=dialect).to_ints() == [0b1000]
    assert decode(outcome, layout, shots=1).to_ints() == [0b0010]
    both = RawOutcome(memory=["0x2"], counts={"10": 1})
    with pytest.raises(DecodingError, match="don't describe the same shots"):
        decode(RawOutcome(memory=["0x2"], counts={"0x8": 1}), layout, shots=1)
    assert decode(both, layout, shots=1, dialect=dialect).to_ints() == [0b1000]


TWO = QuantumCircuit(QuantumRegister(1), ClassicalRegister(1, "a"), ClassicalRegister(2, "b"))
TWO.measure([0, 0, 0], [0, 1, 2])
LAYOUT = ClassicalLayout.of(TWO)


@pytest.mark.parametrize(
    "memory",
    [
        ["0x4", "0x1"],
        ["0X4", "0X1"],
        ["100", "001"],
        ["10 0", "00 1"],
        [4, 1],
        [np.int64(4), np.uint8(1)],
        np.array([4, 1]),
        np.array(["100", "001"]),
        np.array(["0x4", "0x1"], dtype=object),
        ("0x4", "0x1"),
    ],
    ids=str,
)
def test_examples_of_what_is_understood(memory):
    assert decode(RawOutcome(memory=memory), LAYOUT, shots=2).to_ints() == [4, 1]


@pytest.mark.parametrize(
    ("memory", "message"),
    [
        (["0x8"], "fits no notation"),  # wider than the circuit
        (["1000"], "fits no notation"),
        (["1 00"], "fits no notation|can be read"),  # groups in another order than the registers
        (["0x1", "001"], "fits no notation"),  # two notations at once
        ([-1], "fits no notation"),
        ([1.0], "neither text nor integers"),
        ([[0.1, 0.2], [0.3, 0.4]], "fits no notation"),
        ([None], "neither text nor integers"),
        ([[1, 0, 0]], "bit-matrix, bit-matrix-reversed"),
        ([[1, 0, 0], [1]], "fits no notation"),
        (["ghz"], "fits no notation"),
        (["0x1_0"], "fits no notation"),
    ],
    ids=str,
)
def test_examples_of_what_is_refused(memory, message):
    with pytest.raises(DecodingError, match=message) as caught:
        decode(RawOutcome(memory=memory), LAYOUT, shots=1, source="backend 'b', circuit 'c'")
    assert "backend 'b', circuit 'c'" in str(caught.value)


def test_memory_and_counts_have_to_agree():
    outcome = RawOutcome(memory=["0x1", "0x1"], counts={"0x1": 1, "0x0": 1})
    with pytest.raises(DecodingError, match="don't describe the same shots"):
        decode(outcome, LAYOUT, shots=2)


def test_nothing_at_all_is_refused_where_the_circuit_measures():
    for empty in (RawOutcome(), RawOutcome(memory=[], counts={}), RawOutcome(memory=np.array([]))):
        with pytest.raises(DecodingError, match="neither memory nor counts"):
            decode(empty, LAYOUT, shots=2)


def test_nothing_at_all_is_zeros_where_it_does_not():
    circuit = QuantumCircuit(1, 70)
    samples = decode(RawOutcome(), ClassicalLayout.of(circuit), shots=3)
    assert samples.to_ints() == [0, 0, 0]


def test_a_bit_that_is_never_written_can_not_be_one():
    circuit = QuantumCircuit(1, 2)
    circuit.measure(0, 0)
    with pytest.raises(DecodingError, match="fits no notation"):
        decode(RawOutcome(memory=["0x2"]), ClassicalLayout.of(circuit), shots=1)


@pytest.mark.parametrize("times", [0.5, -1, "3", None])
def test_counts_are_whole_numbers(times):
    with pytest.raises(DecodingError, match="whole numbers"):
        decode(RawOutcome(counts={"000": times}), LAYOUT, shots=1)


def test_counts_may_be_numpy_or_whole_floats():
    outcome = RawOutcome(counts={"000": np.int64(2), "111": 3.0, "001": 0})
    assert decode(outcome, LAYOUT, shots=5).to_counts() == {0: 2, 7: 3}


def test_a_declared_notation_is_held_to():
    with pytest.raises(DecodingError, match="fits no notation"):
        decode(RawOutcome(memory=["0x1"]), LAYOUT, shots=1, dialect=Dialect(memory=Notation.BINARY))


def test_a_number_below_zero_is_no_outcome_however_wide_the_circuit():
    circuit = QuantumCircuit(1, 64)
    circuit.measure([0] * 64, range(64))
    for memory in ([-1], [0, -1], np.array([-1])):
        with pytest.raises(DecodingError, match="fits no notation"):
            decode(RawOutcome(memory=memory), ClassicalLayout.of(circuit), shots=1)
