"""Orders for outcomes of which only the counts are known."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from qiskit_uplift.adapters import ordering
from qiskit_uplift.adapters.ordering import random_order


@given(st.lists(st.integers(0, 9), min_size=1, max_size=300), st.integers(0, 9))
def test_each_kind_as_often_as_it_was_seen(weights, seed):
    order = random_order(np.array(weights), np.random.default_rng(seed))
    assert np.bincount(order, minlength=len(weights)).tolist() == weights


@pytest.mark.parametrize("weights", [[70_000, 30_000], [40_000] * 40, [100_000, 1], [65_536, 0]])
def test_the_same_of_many_shots(weights):
    weights = np.array(weights)
    order = random_order(weights, np.random.default_rng(1))
    assert np.bincount(order, minlength=len(weights)).tolist() == weights.tolist()
    assert np.array_equal(order, random_order(weights, np.random.default_rng(1)))


@pytest.mark.parametrize("make", [random_order, None], ids=["few shots", "many shots"])
def test_all_orders_are_alike_likely(make):
    """A chi-square test over the 60 orders of six shots; false alarms: 1 in 10**6."""
    if make is None:  # what many shots go through, on few, so that every order can be counted

        def make(weights, rng):
            return ordering._drawn_and_mended(np.arange(3, dtype=np.uint8), weights, rng)

    rng = np.random.default_rng(2)
    weights = np.array([3, 1, 2])
    seen = Counter(tuple(make(weights, rng).tolist()) for _ in range(6000))
    orders = set(itertools.permutations([0, 0, 0, 1, 2, 2]))
    assert len(orders) == 60
    assert chisquare([seen[order] for order in orders]).pvalue > 1e-6
    assert sum(seen[order] for order in orders) == 6000
