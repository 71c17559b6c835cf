"""Packing many shots at once gives what the plain readers give one by one, or leaves it to them."""

import tracemalloc
from collections import Counter
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, QuantumCircuit

from qiskit_uplift.adapters import packing, reading, samples
from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.encoding import encode_memory
from qiskit_uplift.adapters.notations import FORMS, UNPROVABLE, read
from qiskit_uplift.adapters.packing import pack_text
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.exceptions import DecodingError
from tests.strategies import classical_circuits, outcomes

TEXTUAL = sorted(FORMS)


def one_by_one(texts, layout, known):
    """What every reader that can read all of the texts makes of them."""
    never = ~sum(1 << bit for bit in layout.written)
    readings = [
        read(notation, texts, layout)
        for notation in FORMS
        if known is notation or (known is None and notation not in UNPROVABLE)
    ]
    return {
        values
        for values in readings
        if values is not None and not any(value & never for value in values)
    }


@st.composite
def texts(draw, circuit):
    """Outcomes in some notation, as written or with characters changed, added or left out."""
    notation = draw(st.sampled_from(TEXTUAL))
    written = encode_memory(draw(outcomes(circuit)), notation, circuit)
    if draw(st.booleans()):
        index = draw(st.integers(0, len(written) - 1))
        place = draw(st.integers(0, len(written[index])))
        change = draw(st.text(" !01xX2fFg_\n\u0661\tO", max_size=2))
        cut = draw(st.integers(0, 2))
        written[index] = written[index][:place] + change + written[index][place + cut :]
    return written


@given(st.data(), classical_circuits(40), st.one_of(st.none(), st.sampled_from(TEXTUAL)))
def test_packed_text_is_what_the_readers_agree_on(data, circuit, known):
    given_texts = data.draw(texts(circuit))
    layout = ClassicalLayout.of(circuit)
    meanings = one_by_one(given_texts, layout, known)
    with mock.patch.object(packing, "_BLOCK", 3):
        packed = pack_text(given_texts, layout, known)
    if packed is not None:
        assert meanings == {tuple(Samples(packed[1], layout.num_clbits).to_ints())}
    outcome = RawOutcome(memory=given_texts)
    try:
        with mock.patch.object(reading, "_BLOCK", data.draw(st.integers(1, 3))):
            decoded = decode(outcome, layout, shots=1, dialect=Dialect(memory=known))
    except DecodingError:
        assert len(meanings) != 1
    else:
        assert meanings == {tuple(decoded.to_ints())}


@pytest.mark.parametrize("notation", [Notation.HEX, Notation.BINARY, Notation.REGISTERS])
@given(st.data())
def test_what_is_written_well_is_packed(notation, data):
    """Else the property above would hold for a packer that leaves everything to the readers."""
    circuit = QuantumCircuit(1)
    for number, size in enumerate(data.draw(st.lists(st.integers(1, 60), min_size=2, max_size=3))):
        circuit.add_register(ClassicalRegister(size, f"r{number}"))
    for clbit in range(circuit.num_clbits):
        circuit.measure(0, clbit)
    shots = data.draw(outcomes(circuit))
    written = encode_memory(shots, notation, circuit)
    with mock.patch.object(packing, "_BLOCK", 2):
        packed = pack_text(written, ClassicalLayout.of(circuit), None)
    assert packed is not None
    assert np.array_equal(packed[1], shots.packed)


@given(st.data(), st.integers(1, 70))
def test_integers_of_any_kind(data, width):
    values = data.draw(st.lists(st.integers(-1, 1 << width), min_size=1, max_size=8))
    circuit = QuantumCircuit(1, width)
    for clbit in range(width):
        circuit.measure(0, clbit)
    layout = ClassicalLayout.of(circuit)
    memories = [values, np.array(values, dtype=object)]
    if all(0 <= value < 1 << 63 for value in values):
        memories += [np.array(values), np.array(values, dtype=np.uint64)]
    for memory in memories:
        if all(0 <= value < 1 << width for value in values):
            assert decode(RawOutcome(memory=memory), layout, shots=1).to_ints() == values
        else:
            with pytest.raises(DecodingError):
                decode(RawOutcome(memory=memory), layout, shots=1)


@given(st.data(), st.integers(0, 140), st.integers(0, 8), st.booleans())
def test_distinct_outcomes_with_their_totals(data, width, size, weighted):
    """Rows that share their first word, or are alike, come out in order and added up."""
    value = st.one_of(st.integers(0, (1 << width) - 1), st.integers(0, min(2, (1 << width) - 1)))
    values = data.draw(st.lists(value, min_size=size, max_size=size))
    weights = data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    rows = samples.pack_ints(values, width)
    shots = Samples(rows, width, np.array(weights, dtype=np.int64) if weighted else None)
    expected = {}
    for seen, weight in sorted(zip(values, weights, strict=True)):
        expected[seen] = expected.get(seen, 0) + (weight if weighted else 1)
    expected = {seen: total for seen, total in expected.items() if total}
    for few in (0, 1 << 16):  # by sorting, or by counting where there are few bits
        with mock.patch.object(samples, "_FEW", few):
            distinct = shots.distinct()
        assert list(zip(distinct.to_ints(), distinct.weights, strict=True)) == list(
            expected.items()
        )


@given(st.data(), st.integers(1, 140))
def test_neighbouring_bits_are_gathered_by_bytes(data, width):
    values = data.draw(st.lists(st.integers(0, (1 << width) - 1), max_size=5))
    start = data.draw(st.integers(0, width - 1))
    length = data.draw(st.integers(1, width - start))
    rows = Samples.from_memory(values, width).gather(range(start, start + length))
    mask = (1 << length) - 1
    assert Samples(rows, length).to_ints() == [value >> start & mask for value in values]


def test_what_decoding_allocates_is_at_most_three_times_the_outcomes():
    """Wide outcomes as Aer has them, in memory and in counts, nearly all of them distinct."""
    layout, shots = ClassicalLayout(127, (), frozenset(range(127))), 400_000
    rng = np.random.default_rng(0)
    high, low = rng.integers(1 << 62, size=shots), rng.integers(1 << 62, size=shots)
    memory = [hex(a << 64 | b) for a, b in zip(high.tolist(), low.tolist(), strict=True)]
    outcome = RawOutcome(memory=memory, counts=Counter(memory))
    tracemalloc.start()
    try:
        samples = decode(outcome, layout, shots=shots)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert samples.packed.nbytes == 16 * shots
    assert peak <= 3 * samples.packed.nbytes


@pytest.mark.parametrize("notation", Notation)
def test_no_notation_takes_memory_for_every_shot_but_for_the_outcomes(notation):
    """Nearly all outcomes are distinct, and wider than any number of NumPy's."""
    circuit = QuantumCircuit(1, 127)
    circuit.measure([0] * 127, range(127))
    rows = np.random.default_rng(1).integers(0, 256, (20_000, 16), dtype=np.uint8)
    rows[:, 0] &= 127
    memory = encode_memory(Samples(rows, 127), notation, circuit)
    outcome, layout = RawOutcome(memory=memory), ClassicalLayout.of(circuit)
    with mock.patch.object(packing, "_BLOCK", 500), mock.patch.object(reading, "_BLOCK", 500):
        tracemalloc.start()
        try:
            found = decode(outcome, layout, shots=len(rows), dialect=Dialect(memory=notation))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert np.array_equal(found.packed, rows)
    assert peak <= 2 * rows.nbytes
