"""Counts against a distribution: what the e-value is, and what it finds."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiskit_uplift.conformance.statistics import CountsTest
from qiskit_uplift.conformance.statistics.ball import STRATEGIES, log_bets
from qiskit_uplift.conformance.statistics.evidence import parts, split_at_random
from qiskit_uplift.exceptions import StatisticsError
from tests.conformance.simulated import at_the_edge

weights = st.lists(st.floats(0.01, 1), min_size=2, max_size=4)
distributions = weights.map(lambda each: {k: w / math.fsum(each) for k, w in enumerate(each)})
numbers = st.lists(st.integers(0, 30), min_size=4, max_size=4)


def batch_of(distribution, number):
    return dict(zip(distribution, number, strict=False))


def evidence(distribution, batches, **options):
    test = CountsTest(distribution, alpha=1e-6, **options)
    for batch in batches:
        test.update(batch)
    return test.log_e_value


@given(distributions, st.lists(numbers, max_size=3), st.booleans())
def test_a_bet_on_the_next_shot_is_fair(distribution, past, tolerant):
    """The mean over all next outcomes is what it was: exactly without a tolerance, else at most."""
    batches = [batch_of(distribution, number) for number in past]
    tolerance = {"tolerance": 0.1} if tolerant else {}
    before = math.exp(evidence(distribution, batches, **tolerance))
    after = math.fsum(
        p * math.exp(evidence(distribution, [*batches, {key: 1}], **tolerance))
        for key, p in CountsTest(distribution, alpha=0.5).expected.items()
    )
    if tolerant:
        assert after <= before * (1 + 1e-9)
    else:
        # what is staked on impossible outcomes is lost, as there is none
        assert before * 0.95 - 0.03 <= after <= before * (1 + 1e-9)


@given(distributions, numbers)
def test_the_mixture_is_a_martingale(distribution, number):
    batch = batch_of(distribution, number)

    def mixture(*batches):
        test = CountsTest(distribution, alpha=0.5)
        for each in batches:
            test.update(each)
        return math.exp(test._mixture())

    expected = CountsTest(distribution, alpha=0.5).expected
    after = math.fsum(p * mixture(batch, {key: 1}) for key, p in expected.items())
    assert after == pytest.approx(mixture(batch), rel=1e-7)


@given(st.data())
def test_no_distribution_in_the_ball_pays(data):
    """The exact mean of what every strategy's wealth is multiplied by, over all next shots."""
    size = data.draw(st.integers(2, 4))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    tolerance = data.draw(st.floats(0.01, 0.3))
    likely = rng.dirichlet(np.ones(size))
    past = rng.multinomial(data.draw(st.integers(0, 200)), rng.dirichlet(np.ones(size)))
    off = at_the_edge(likely, tolerance, rng)
    assert abs(off - likely).sum() / 2 <= tolerance + 1e-9
    mean = np.zeros(STRATEGIES)
    shots = data.draw(st.integers(1, 3))
    for outcomes in itertools.product(range(size), repeat=shots):
        part = np.bincount(outcomes, minlength=size)
        factor = np.exp(log_bets(past[None], part[None], likely, tolerance)[0])
        mean += np.prod(off[list(outcomes)]) * factor
    assert (mean <= 1 + 1e-9).all()


def test_some_distribution_in_the_ball_is_a_fair_game():
    """So the bound above can't be had for nothing: at the far end of the event the mean is 1."""
    likely, past = np.array([0.5, 0.5]), np.array([[90, 10]])
    means = sum(
        p * np.exp(log_bets(past, np.array([part]), likely, 0.1)[0])
        for p, part in ((0.6, [1, 0]), (0.4, [0, 1]))
    )
    assert means == pytest.approx(np.ones(STRATEGIES))
    assert not np.allclose(log_bets(past, np.array([[1, 0]]), likely, 0.1), 0)


@given(distributions, st.lists(numbers, min_size=1, max_size=4), st.randoms())
def test_neither_batches_nor_names_of_outcomes_matter(distribution, past, random):
    batches = [batch_of(distribution, number) for number in past]
    known = evidence(distribution, batches)
    shuffled = random.sample(batches, len(batches))
    # the stake on impossible outcomes is lost by the shot
    assert evidence(distribution, shuffled) == pytest.approx(known, abs=1e-9)
    whole = {key: sum(batch.get(key, 0) for batch in batches) for key in distribution}
    assert evidence(distribution, [whole]) == pytest.approx(known, abs=1e-9)
    other = dict(zip(distribution, random.sample(range(10**6), len(distribution)), strict=True))
    renamed = [{other[key]: count for key, count in batch.items()} for batch in batches]
    names = {other[key]: p for key, p in distribution.items()}
    assert evidence(names, renamed) == pytest.approx(known, abs=1e-9)


@pytest.mark.parametrize("tolerance", [0.0, 0.1])
def test_it_starts_with_no_evidence(tolerance):
    test = CountsTest({0: 0.5, 1: 0.5}, alpha=1e-6, tolerance=tolerance)
    assert (test.e_value, test.log_e_value, test.p_value) == (1.0, 0.0, 1.0)
    assert (test.rejected, test.shots, test.observed, test.distance) == (False, 0, {}, 0.0)
    assert not test.update({})
    assert not test.update({0: 0})
    assert test.e_value == 1.0


def test_it_tells_what_it_saw():
    test = CountsTest({0: 0.5, 1: 0.5}, alpha=1e-6)
    test.update({1: 30})
    test.update({0: 10, 2: 10})
    assert test.shots == 50
    assert test.observed == {0: 10, 1: 30, 2: 10}
    assert test.distance == pytest.approx(0.3)


@pytest.mark.parametrize("shots", [0, 100, 10_000, 1_000_000])
def test_one_impossible_outcome_rejects_at_once(shots):
    test = CountsTest({0: 0.5, 1: 0.5}, alpha=1e-8)
    assert not test.update({0: shots // 2, 1: shots // 2})
    assert test.update({0: 50, 1: 49, 2: 1})


def test_an_outcome_below_the_floor_is_impossible():
    assert CountsTest({0: 1 - 1e-13, 1: 1e-13}, alpha=1e-8).update({0: 5, 1: 1})
    assert not CountsTest({0: 1 - 1e-3, 1: 1e-3}, alpha=1e-8).update({0: 5, 1: 1})


def test_the_bet_on_impossible_outcomes_is_fair():
    """A device that gives them as rarely as is granted: the exact mean over the first shots."""
    distribution = {0: 1 - 4e-13, 1: 4e-13}
    granted = CountsTest(distribution, alpha=0.5)._impossible
    mean = 0.0
    for shots in itertools.product((0, 1), repeat=8):
        test = CountsTest(distribution, alpha=0.5)
        for shot in shots:
            test._bet_on_impossible({shot: 1})
        mean += math.exp(test._surprise) * granted ** sum(shots) * (1 - granted) ** (8 - sum(shots))
    assert mean <= 1 + 1e-9
    assert mean == pytest.approx(0.97, abs=0.05)  # of a stake that pays half, some is given away


def test_a_rejection_stays():
    test = CountsTest({0: 0.5, 1: 0.5}, alpha=1e-3)
    assert test.update({0: 100, 1: 30})
    assert test.update({0: 10_000, 1: 10_070})
    assert test.e_value < 1
    assert test.rejected
    assert test.p_value <= 1e-3


def test_evidence_beyond_a_float_is_infinite():
    test = CountsTest({0: 0.5, 1: 0.5}, alpha=1e-3)
    assert test.update({0: 100_000})
    assert test.e_value == math.inf
    assert test.log_e_value < math.inf
    assert test.p_value == 0


def test_what_is_within_the_tolerance_passes_and_what_is_not_is_found():
    rng = np.random.default_rng(5)
    far, near = ({0: 0.5 + off, 1: 0.5 - off} for off in (0.1, 0.04))
    for likely, wanted in ((far, True), (near, False)):
        test = CountsTest({0: 0.5, 1: 0.5}, alpha=1e-8, tolerance=0.04)
        test.update(dict(enumerate(rng.multinomial(20_000, list(likely.values())).tolist())))
        assert test.rejected is wanted


def test_a_tolerance_of_one_allows_everything():
    test = CountsTest({0: 1.0}, alpha=0.01, tolerance=1.0)
    assert not test.update({1: 10_000})
    assert test.e_value == pytest.approx(1)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=5), st.integers(0, 2**32))
def test_dealing_out_loses_no_shot(number, seed):
    counts = np.array(number)
    sizes = parts(int(counts.sum()))
    assert sum(sizes) == counts.sum()
    assert all(sizes)
    dealt = split_at_random(counts, sizes, np.random.default_rng(seed))
    assert [part.sum() for part in dealt] == sizes
    assert (np.sum(dealt, axis=0) == counts).all() if dealt else not counts.sum()


@pytest.mark.parametrize(
    ("expected", "options", "words"),
    [
        ({0: 0.5}, {}, "sum to"),
        ({0: 1.5, 1: -0.5}, {}, "outcome 1 has -0.5"),
        ({0: float("nan"), 1: 1.0}, {}, "outcome 0"),
        ({}, {}, "sum to"),
        ({0: 1.0}, {"alpha": 0}, "alpha"),
        ({0: 1.0}, {"alpha": 1.0}, "alpha"),
        ({0: 1.0}, {"tolerance": -0.1}, "tolerance"),
        ({0: 1.0}, {"tolerance": float("nan")}, "tolerance"),
    ],
)
def test_nonsense_is_refused(expected, options, words):
    with pytest.raises(StatisticsError, match=words):
        CountsTest(expected, **{"alpha": 0.01, **options})


@pytest.mark.parametrize("counts", [{0: -1}, {0: 1.5}])
def test_counts_are_numbers_of_shots(counts):
    test = CountsTest({0: 1.0}, alpha=0.01)
    with pytest.raises(StatisticsError, match="outcome 0 has the count"):
        test.update(counts)
    assert test.shots == 0
