"""Counts that are written out by need are a `BitArray` in everything that can be asked of one."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.primitives import BitArray

from qiskit_uplift import SamplerAdapter
from qiskit_uplift.adapters.counted import CountedBitArray, Shots
from qiskit_uplift.adapters.rewriting import shuffler
from qiskit_uplift.adapters.samples import Samples
from tests.adapters.fakes import Talker


@st.composite
def counted(draw):
    """Outcomes with weights, a seed and some clbits, with at least one shot."""
    num_bits = draw(st.sampled_from([1, 3, 8, 9, 70]))
    values = st.integers(0, 2**num_bits - 1)
    counts = draw(st.dictionaries(values, st.integers(1, 9), min_size=1, max_size=8))
    clbits = draw(
        st.lists(st.integers(0, num_bits - 1), min_size=1, max_size=num_bits, unique=True)
    )
    return Samples.from_counts(counts, num_bits), draw(st.integers(0, 99)), clbits


def pair(case):
    """The same outcomes not written out, and as a plain `BitArray`."""
    samples, seed, clbits = case
    plain = samples.shots(np.random.default_rng(seed)).register(clbits)
    return Shots(samples, np.random.default_rng(seed)).register(clbits), plain


QUESTIONS = {
    "array": lambda bits: bits.array.tolist(),
    "num_shots": lambda bits: bits.num_shots,
    "num_bits": lambda bits: bits.num_bits,
    "shape": lambda bits: (bits.shape, bits.ndim, bits.size),
    "repr": repr,
    "bitcount": lambda bits: bits.bitcount().tolist(),
    "get_counts": lambda bits: bits.get_counts(),
    "get_counts at": lambda bits: bits.get_counts(()),
    "get_int_counts": lambda bits: bits.get_int_counts(),
    "get_int_counts at": lambda bits: bits.get_int_counts(loc=()),
    "get_bitstrings": lambda bits: bits.get_bitstrings(),
    "expectation_values": lambda bits: bits.expectation_values("Z" * bits.num_bits).tolist(),
    "reshape": lambda bits: bits.reshape(bits.num_shots, 1),
    "transpose": lambda bits: bits.transpose(),
    "index": lambda bits: bits[...],
    "slice_bits": lambda bits: bits.slice_bits([bits.num_bits - 1, 0]),
    "slice_shots": lambda bits: bits.slice_shots([bits.num_shots - 1, 0]),
    "postselect": lambda bits: bits.postselect(0, 1),
    "and": lambda bits: bits & ~bits,
    "or": lambda bits: bits | bits,
    "xor": lambda bits: bits ^ ~bits,
    "concatenate_shots": lambda bits: BitArray.concatenate_shots([bits, bits]),
    "concatenate_bits": lambda bits: BitArray.concatenate_bits([bits, bits]),
    "from_counts": lambda bits: type(bits).from_counts({0: 2}, bits.num_bits),
    "from_samples": lambda bits: type(bits).from_samples([0, 1], bits.num_bits),
    "from_bool_array": lambda bits: type(bits).from_bool_array(bits.array > 99),
    "made from an array": lambda bits: type(bits)(bits.array, bits.num_bits),
    "pickle": lambda bits: pickle.loads(pickle.dumps(bits)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
if hasattr(BitArray, "to_bool_array"):  # not on Qiskit 1.4
    QUESTIONS["to_bool_array"] = lambda bits: bits.to_bool_array("little").tolist()
STATIC = {"concatenate"}  # refuses what has no dimension, whatever it is


def test_no_public_method_is_forgotten():
    named = {name for name in vars(BitArray) if not name.startswith("_")}
    assert named - STATIC <= QUESTIONS.keys()


@pytest.mark.parametrize("question", QUESTIONS)
@given(case=counted())
def test_it_answers_as_a_bit_array_of_its_shots(question, case):
    ours, plain = pair(case)
    found, expected = QUESTIONS[question](ours), QUESTIONS[question](plain)
    assert found == expected
    # once more, when the shots are there
    assert len(ours.array) == len(plain.array)
    again = QUESTIONS[question](ours)
    assert again == expected
    if isinstance(expected, BitArray):
        assert found.array.tobytes() == expected.array.tobytes()
        assert found.shape == expected.shape


@given(counted())
def test_it_is_equal_from_either_side(case):
    ours, plain = pair(case)
    assert isinstance(ours, BitArray)
    assert ours == plain
    assert pair(case)[0] == ours
    assert plain == pair(case)[0]
    assert pair(case)[0] != ~plain


@pytest.mark.parametrize("loc", [7, (0, 0, 0)])
def test_a_place_that_is_not_there_is_refused_as_by_bit_array(loc):
    samples = Samples.from_counts({1: 2}, 1)
    for bits in pair((samples, 0, [0])):
        with pytest.raises(IndexError):
            bits.get_counts(loc)
        with pytest.raises(IndexError):
            bits.get_int_counts(loc)


def test_rows_that_are_changed_show_in_the_counts():
    bits, _ = pair((Samples.from_counts({0: 3}, 2), 0, [0, 1]))
    bits.array[0] = 3
    assert bits.get_counts() == {"00": 2, "11": 1}


def test_a_sampler_writes_no_shot_for_counts():
    one, two = ClassicalRegister(1, "one"), ClassicalRegister(1, "two")
    circuit = QuantumCircuit(QuantumRegister(2), one, two)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [0, 1])
    result = SamplerAdapter(backend=Talker(memory=None)).run([circuit], shots=1000).result()[0]
    for bits in (result.data.one, result.data.two):
        assert isinstance(bits, CountedBitArray)
        assert sum(bits.get_counts().values()) == bits.num_shots == 1000
        assert bits._rows is None
    # the order is made up once for all registers
    assert result.data.one == result.data.two
    joined = result.join_data()
    assert set(joined.get_counts()) == {"00", "11"}


def test_the_seed_decides_on_the_order():
    samples = Samples.from_counts({0: 50, 1: 50}, 1)
    bits = [Shots(samples, shuffler(5, 0, 0)).register([0]) for _ in range(2)]
    other = Shots(samples, shuffler(6, 0, 0)).register([0])
    assert bits[0] == bits[1]
    assert bits[0] != other  # equal by chance: 1 in 10^29
