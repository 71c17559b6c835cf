import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from qiskit.primitives import BitArray

from qiskit_uplift.adapters.samples import Samples, concatenate
from tests.strategies import MAX_BITS


@st.composite
def values_and_width(draw):
    width = draw(st.integers(0, MAX_BITS))
    return draw(st.lists(st.integers(0, (1 << width) - 1), max_size=10)), width


@given(values_and_width())
def test_packing_loses_nothing(case):
    values, width = case
    assert Samples.from_memory(values, width).to_ints() == values


@given(values_and_width())
def test_packing_is_that_of_bit_array(case):
    values, width = case
    assume(values and width)  # Qiskit's from_samples takes neither no samples nor no bits
    ours = Samples.from_memory(values, width).register(range(width))
    expected = BitArray.from_samples(values, width)
    assert np.array_equal(ours.array, expected.array)


@given(values_and_width(), st.data())
def test_gather_takes_each_bit_by_its_index(case, data):
    values, width = case
    bits = st.integers(0, width - 1)
    chosen = data.draw(st.lists(bits, unique=True)) if width else []
    rows = Samples.from_memory(values, width).gather(chosen)
    expected = [sum((value >> bit & 1) << i for i, bit in enumerate(chosen)) for value in values]
    assert Samples(rows, len(chosen)).to_ints() == expected


@given(values_and_width(), st.integers(0, 2**32))
def test_expanded_counts_are_the_counts(case, seed):
    values, width = case
    counts = Samples.from_memory(values, width).to_counts()
    samples = Samples.from_counts(counts, width)
    expanded = samples.shots(np.random.default_rng(seed))
    assert expanded.ordered
    assert not samples.ordered
    assert sorted(expanded.to_ints()) == sorted(values)
    assert samples.num_shots == expanded.num_shots == len(values)
    assert samples.to_counts() == counts


def test_expanded_counts_are_shuffled_by_the_seed_alone():
    samples = Samples.from_counts({0: 500, 1: 500}, 1)
    first, again, other = (
        samples.shots(np.random.default_rng(seed)).to_ints() for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
    # Sorted shots would change value once. In a fair shuffle of 500 zeros and 500 ones the number
    # of changes has mean 500 and standard deviation below 16; below 300 it is never by chance.
    assert sum(a != b for a, b in itertools.pairwise(first)) > 300


def test_bits_have_a_column_a_clbit():
    assert Samples.from_memory([0b1_0000_0010], 9).bits().tolist() == [[0, 1, 0, 0, 0, 0, 0, 0, 1]]


def test_concatenation_keeps_order_where_there_is_one():
    ordered = Samples.from_memory([1, 0], 1)
    counted = Samples.from_counts({1: 3}, 1)
    assert concatenate([ordered, ordered]).to_ints() == [1, 0, 1, 0]
    mixed = concatenate([ordered, counted])
    assert not mixed.ordered
    assert mixed.to_counts() == {0: 1, 1: 4}


def test_rows_of_the_wrong_width_are_refused():
    with pytest.raises(ValueError, match="9 bits need rows of 2 bytes"):
        Samples(np.zeros((3, 1), dtype=np.uint8), 9)
    with pytest.raises(ValueError, match="weights of shape"):
        Samples(np.zeros((3, 1), dtype=np.uint8), 8, np.ones(2, dtype=np.int64))


@given(values_and_width(), st.data())
def test_equal_outcomes_have_equal_fingerprints_and_others_have_not(case, data):
    """False alarms: two multisets share a fingerprint once in 2**64."""
    values, width = case
    shuffled = Samples.from_memory(data.draw(st.permutations(values)), width)
    counted = Samples.from_counts(Counter(values), width)
    fingerprint = Samples.from_memory(values, width).fingerprint()
    assert fingerprint == shuffled.fingerprint() == counted.fingerprint()
    others = data.draw(st.lists(st.integers(0, (1 << width) - 1), max_size=10))
    same = Counter(others) == Counter(values)
    assert (Samples.from_memory(others, width).fingerprint() == fingerprint) is same
