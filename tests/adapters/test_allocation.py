"""Shots are shared out so that every observable has the precision, and few of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from qiskit_uplift.adapters.allocation import (
    Point,
    expected_variances,
    next_stage,
    optimal_shots,
    prior_moments,
)
from qiskit_uplift.adapters.observables import TermTable
from qiskit_uplift.adapters.samples import Samples

SLACK = 1 + 1e-9

sizes = st.tuples(st.integers(1, 5), st.integers(1, 6))
numbers = st.one_of(st.just(0.0), st.floats(1e-6, 1e3))
variances = sizes.flatmap(
    lambda size: st.lists(numbers, min_size=size[0] * size[1], max_size=size[0] * size[1]).map(
        lambda flat: np.array(flat).reshape(size)
    )
)
precisions = st.floats(1e-3, 1.0)


def none(table):
    return np.zeros(table.shape[1], dtype=np.int64)


def squared_errors(table, shots):
    return np.divide(table, shots, out=np.zeros_like(table), where=table > 0).sum(axis=1)


@given(variances, precisions, st.data())
def test_every_observable_has_the_precision(table, precision, data):
    there = np.array(data.draw(st.lists(st.integers(0, 10**6), min_size=table.shape[1],
                                        max_size=table.shape[1])))  # fmt: skip
    shots = optimal_shots(table, precision, at_least=there)
    assert (shots >= there).all()
    assert (squared_errors(table, shots) <= precision**2 * SLACK).all()


@given(variances, precisions)
def test_never_more_than_the_same_number_for_all(table, precision):
    needed = optimal_shots(table, precision, at_least=none(table)).sum()
    uniform = table.shape[1] * table.sum(axis=1).max() / precision**2
    assert needed <= uniform * SLACK


@given(variances, precisions)
def test_one_observable_has_a_closed_form(table, precision):
    roots = np.sqrt(table[:1])
    expected = roots[0] * roots.sum() / precision**2
    assert np.allclose(optimal_shots(table[:1], precision, at_least=none(table)), expected)


@given(variances, precisions, st.floats(0.1, 10))
def test_units_do_not_matter(table, precision, unit):
    shots = optimal_shots(table, precision, at_least=none(table))
    again = optimal_shots(table * unit**2, precision * unit, at_least=none(table))
    assert np.allclose(shots, again, rtol=1e-3)


@given(variances, precisions, st.floats(1.1, 10), st.integers(0, 1000))
def test_a_finer_precision_never_needs_fewer_shots(table, precision, factor, there):
    """For one observable, exactly; the others are only near the least."""
    there = np.full(table.shape[1], there)
    coarse = optimal_shots(table[:1], precision, at_least=there)
    fine = optimal_shots(table[:1], precision / factor, at_least=there)
    assert (fine * SLACK >= coarse).all()


@given(st.integers(0, 2**32 - 1), sizes)
def test_near_the_least_that_a_general_solver_finds(seed, size):
    table = np.random.default_rng(seed).gamma(0.7, size=size) + 1e-4
    ours = optimal_shots(table, 1.0, at_least=none(table))
    # convex in the logarithms of the shots
    found = minimize(
        lambda x: np.exp(x).sum(),
        np.log(ours * 1.5),
        jac=np.exp,
        method="SLSQP",
        constraints={
            "type": "ineq",
            "fun": lambda x: -np.log(table @ np.exp(-x)),
            "jac": lambda x: (table * np.exp(-x)) / (table @ np.exp(-x))[:, np.newaxis],
        },
        options={"maxiter": 500, "ftol": 1e-10},
    )
    feasible = np.exp(found.x) * max(1.0, (table @ np.exp(-found.x)).max())
    assert ours.sum() <= feasible.sum() * 1.005


@given(st.integers(0, 2**32 - 1), sizes, st.integers(1, 4))
def test_a_stage_is_enough_where_the_variances_are_right(seed, size, points):
    rng = np.random.default_rng(seed)
    known = [Point(rng.gamma(0.5, size=size), rng.integers(1, 200, size[1])) for _ in range(points)]
    precision = 0.1
    stage = next_stage(known, precision)
    assert not stage.capped
    for point, more in zip(known, stage.shots, strict=True):
        after = Point(point.variances, point.shots + more)
        assert (after.errors() <= precision * SLACK).all()
        assert (more == 0).all() or (point.errors() > precision).any()
        inflated = point.variances * (1 + np.sqrt(2 / point.shots))
        exact = optimal_shots(inflated, precision, at_least=point.shots) - point.shots
        assert (more <= exact * 1.125 + 1).all()
    assert stage.total == sum(more.sum() for more in stage.shots)


@given(st.integers(0, 2**32 - 1), sizes, st.integers(0, 3000), st.sampled_from([1, 100]))
def test_the_most_shots_are_kept_to(seed, size, most, least):
    rng = np.random.default_rng(seed)
    known = [Point(rng.gamma(0.5, size=size), np.full(size[1], 20)) for _ in range(3)]
    free = next_stage(known, 0.02, min_shots=least)
    stage = next_stage(known, 0.02, max_shots=most, min_shots=least)
    assert stage.total <= most
    assert stage.capped == (free.total > most)
    for shots in (*free.shots, *stage.shots):
        assert ((shots == 0) | (shots >= least)).all()


def test_too_few_shots_bring_all_points_as_near_as_each_other():
    known = [Point(np.array([[1.0, 4.0]]), np.array([10, 10])),
             Point(np.array([[9.0, 9.0]]), np.array([10, 10]))]  # fmt: skip
    stage = next_stage(known, 0.01, max_shots=20_000)
    after = [
        Point(p.variances, p.shots + s).errors()[0] for p, s in zip(known, stage.shots, strict=True)
    ]
    assert stage.capped
    assert stage.total > 18_000
    assert after[0] == pytest.approx(after[1], rel=0.1)


def test_nothing_is_left_to_do():
    known = Point(np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([1, 100]))
    assert next_stage([known], 0.1).total == 0
    assert next_stage([], 0.1).total == 0


@pytest.mark.parametrize("ones", [0, 1, 7, 50])
def test_a_single_pauli_follows_the_rule_of_succession(ones):
    shots = 50
    mean = 1 - 2 * ones / shots
    expected = expected_variances(
        np.array([mean]), np.array([1 - mean**2]), shots, prior_moments(["Z"], np.array([[1.0]]))
    )
    p = (ones + 1) / (shots + 2)
    assert expected[0] == pytest.approx(max(4 * p * (1 - p), 1 - mean**2))


def test_what_was_seen_is_never_lowered():
    seen = np.array([9.0])
    assert expected_variances(np.array([0.0]), seen, 3, (np.zeros(1), np.ones(1))) == seen


LETTERS = ("IZ01", "IX+-", "IYrl")


@given(
    st.lists(st.sampled_from(LETTERS), min_size=1, max_size=3), st.integers(0, 2**32 - 1), st.data()
)
def test_prior_moments_are_those_of_all_outcomes_alike(bases, seed, data):
    label = st.tuples(*map(st.sampled_from, bases)).map("".join).filter(lambda s: s.strip("I"))
    labels = data.draw(st.lists(label, min_size=1, max_size=4, unique=True))
    coefficients = np.random.default_rng(seed).normal(size=(2, len(labels)))
    outcomes = Samples.from_memory(range(2 ** len(bases)), len(bases))
    worth = coefficients @ TermTable(labels, range(len(bases))).values(outcomes)
    means, spreads = prior_moments(labels, coefficients)
    assert np.allclose(means, worth.mean(axis=1))
    assert np.allclose(spreads, worth.var(axis=1))
