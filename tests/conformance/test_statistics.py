"""Means, error bars, order, sources, single events, and the budget that they share."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from qiskit_uplift.conformance.statistics import (
    FalseAlarmBudget,
    MeanTest,
    OrderTest,
    SameSourceTest,
    SpreadTest,
    binomial_bounds,
    binomial_p_value,
    duplicate_probability,
    near_normal,
)
from qiskit_uplift.conformance.statistics.sources import log_bets
from qiskit_uplift.conformance.statistics.spread import RATIOS
from qiskit_uplift.exceptions import StatisticsError

seeds = st.integers(0, 2**32)


class TestMean:
    @given(st.lists(st.floats(-1, 2), max_size=10), st.floats(0.01, 0.99), seeds)
    def test_a_bet_on_the_next_observation_is_fair(self, past, weight, seed):
        """The exact mean over an observation of two values, whose mean is what is expected."""
        low, high = np.sort(np.random.default_rng(seed).uniform(-1, 2, size=2))
        test = MeanTest(weight * high + (1 - weight) * low, low=-1, high=2, alpha=0.5)
        test.update(past)
        before = test.e_value
        after = 0.0
        for value, likely in ((low, 1 - weight), (high, weight)):
            again = MeanTest(test.mean, low=-1, high=2, alpha=0.5)
            again.update([*past, value])
            after += likely * again.e_value
        # 2e-9 are kept back in each bet for rounding
        assert before * (1 - 1e-7) <= after <= before * (1 + 1e-12)

    @pytest.mark.parametrize("sign", [1, -1])
    def test_at_the_end_of_the_tolerance_the_game_is_fair(self, sign):
        """After a run of luck on that side; further out, the bets pay."""
        mean, tolerance = 0.2, 0.1

        def evidence(*values):
            test = MeanTest(mean, low=-1, high=1, alpha=0.5, tolerance=tolerance)
            test.update([sign] * 30)
            test.update(values)
            return test.e_value

        def gain(off):
            likely = (1 + mean + sign * off) / 2
            return (likely * evidence(1) + (1 - likely) * evidence(-1)) / evidence()

        assert gain(tolerance) == pytest.approx(1, abs=1e-4)
        assert gain(tolerance) < 1
        assert gain(tolerance + 0.01) > 1.001

    @pytest.mark.parametrize("tolerance", [0.0, 0.05])
    def test_both_sides_are_found_and_the_tolerance_is_kept(self, tolerance):
        for off, wanted in ((0.2, True), (-0.2, True), (tolerance, False)):
            test = MeanTest(0.3, low=-1, high=1, alpha=1e-8, tolerance=tolerance)
            ones = round(4000 * (1 + 0.3 + off) / 2)
            assert test.update([1, -1], [ones, 4000 - ones]) is wanted

    def test_order_and_batches_do_not_matter(self):
        values = np.random.default_rng(1).uniform(0, 1, 50)
        one, many = (MeanTest(0.5, low=0, high=1, alpha=0.01) for _ in range(2))
        one.update(values)
        for part in np.split(values[::-1], 10):
            many.update(part)
        assert one.log_e_value == pytest.approx(many.log_e_value)
        assert one.observations == many.observations == 50

    @pytest.mark.parametrize("value", [1.1, -0.1, float("nan")])
    def test_what_cannot_be_is_rejected_for_good(self, value):
        test = MeanTest(0.5, low=0, high=1, alpha=1e-12)
        assert test.update([value])
        assert test.update([0.5] * 1000)
        assert test.e_value == math.inf

    def test_a_mean_at_the_end_of_its_range(self):
        test = MeanTest(1.0, low=-1, high=1, alpha=1e-8)
        assert not test.update([1, 1 - 1e-12] * 500)
        assert test.update([-1])

    @pytest.mark.parametrize(("mean", "low", "high"), [(2, 0, 1), (-1, 0, 1), (0, 0, 0)])
    def test_nonsense_is_refused(self, mean, low, high):
        with pytest.raises(StatisticsError, match="low <= mean <= high"):
            MeanTest(mean, low=low, high=high, alpha=0.1)

    def test_counts_fit_to_values(self):
        with pytest.raises(StatisticsError, match="2 values"):
            MeanTest(0.5, low=0, high=1, alpha=0.1).update([0, 1], [1])


class TestSpread:
    @pytest.mark.parametrize("shots", [1000, 1024, 4000, 20_000])
    @pytest.mark.parametrize("variance", [25, 25.7, 30, 40, 75, 150, 1e9])
    @pytest.mark.parametrize("tolerance", [0.0, 0.1, 0.3])
    def test_one_repetition_does_not_pay(self, shots, variance, tolerance):
        """The exact mean over all counts of a bit, with the standard error from the same counts.

        At both ends of what is allowed, and of the smallest variance that is judged.
        """
        probability = (1 - math.sqrt(max(0, 1 - 4 * variance / shots))) / 2
        assert near_normal(shots, max(probability * (1 - probability), 25 / shots), span=1)
        ones = np.arange(shots + 1)
        likely = binom.pmf(ones, shots, probability)
        keep = likely > 1e-18
        ones, likely = ones[keep], likely[keep]
        reported = np.sqrt(ones * (shots - ones) / shots**3)
        for side, claim in ((0, 1 / (1 + tolerance)), (1, 1 / (1 - tolerance))):
            mean = np.zeros(len(RATIOS))
            for error, bar, weight in zip(
                ones / shots - probability, reported * claim, likely, strict=True
            ):
                test = SpreadTest(alpha=0.5, tolerance=tolerance)
                test.update(error, bar)
                mean += weight * np.exp(test._wealth[side])
            assert (mean <= 1).all()

    @pytest.mark.parametrize("wrong", [2 / 3, 1.5])
    def test_error_bars_that_are_wrong_by_half_are_found(self, wrong):
        """Misses one with a probability far below 1e-9, by the power table."""
        errors = np.random.default_rng(1).normal(0, 0.01, size=2000)
        test = SpreadTest(alpha=1e-8)
        assert test.update(errors, 0.01 * wrong)
        assert test.ratio == pytest.approx(1 / wrong, rel=0.1)
        assert test.repetitions == 2000

    def test_no_error_bar_is_an_error(self):
        assert SpreadTest(alpha=1e-8).update([0.01] * 60, 0)
        assert not SpreadTest(alpha=1e-8).update([0.0] * 60, 0)

    def test_no_error_is_one_too(self):
        assert SpreadTest(alpha=1e-8).update([0.0] * 60, 0.01)

    @pytest.mark.parametrize(
        ("error", "reported"), [(0.1, math.nan), (math.nan, 0.1), (0.1, -0.1), (0.1, math.inf)]
    )
    def test_what_is_no_error_bar_rejects(self, error, reported):
        test = SpreadTest(alpha=1e-12)
        assert test.update([error, 0.1], [reported, 0.1])
        assert test.update([0.1], [0.1])

    def test_where_nothing_is_random_nothing_may_differ(self):
        test = SpreadTest(alpha=1e-12)
        assert not test.update_certain([1e-12, 0], [0, 1e-15])
        assert test.log_e_value == 0
        assert test.update_certain([0.0], [0.01])
        assert SpreadTest(alpha=1e-12).update_certain([0.01], [0.0])

    @pytest.mark.parametrize("tolerance", [-0.1, 1.0])
    def test_nonsense_is_refused(self, tolerance):
        with pytest.raises(StatisticsError, match="tolerance"):
            SpreadTest(alpha=0.1, tolerance=tolerance)

    def test_which_means_are_near_normal(self):
        assert near_normal(1000, 1.0)
        assert not near_normal(999, 1.0)
        assert not near_normal(1000, 0.0999)
        assert near_normal(1000, 0.025, span=1)


class TestSameSource:
    @given(seeds, st.integers(2, 3), st.integers(1, 2), st.integers(1, 3))
    def test_a_block_does_not_pay_whatever_the_distribution(self, seed, size, first, second):
        rng = np.random.default_rng(seed)
        likely = rng.dirichlet(np.ones(size))
        past = [rng.multinomial(20, rng.dirichlet(np.ones(size))) for _ in range(2)]
        mean = 0.0
        for shots in itertools.product(range(size), repeat=first + second):
            block = [np.bincount(part, minlength=size) for part in (shots[:first], shots[first:])]
            mean += np.prod(likely[list(shots)]) * np.exp(log_bets(past, block))
        assert (mean <= 1 + 1e-9).all()

    def test_two_sources_are_found_in_one_update(self):
        test = SameSourceTest(alpha=1e-8)
        assert test.update({0: 2000, 3: 2000}, {0: 2600, 3: 1400})

    def test_an_outcome_that_one_alone_has_is_found(self):
        assert SameSourceTest(alpha=1e-8).update({0: 5000}, {0: 4700, 7: 300})

    def test_one_series_alone_is_no_evidence(self):
        test = SameSourceTest(alpha=1e-8)
        assert not test.update({}, {})
        assert not test.update({0: 1000}, {})
        assert not test.update({}, {1: 1000})
        assert test.e_value == pytest.approx(1)


class TestOrder:
    @given(
        st.lists(st.integers(0, 2), min_size=2, max_size=5),
        st.lists(st.integers(1, 4), min_size=1, max_size=3),
    )
    def test_all_orders_together_are_a_fair_game(self, memory, lags):
        orders = list(itertools.permutations(memory))
        total = 0.0
        for order in orders:
            test = OrderTest(alpha=0.5, lags=lags)
            test.update(order)
            total += test.e_value
        assert total / len(orders) == pytest.approx(1)

    @pytest.mark.parametrize(
        "memory",
        [
            ["00"] * 60 + ["11"] * 60,
            ["11"] * 60 + ["00"] * 60,
            ["00", "11"] * 60,
            ["01", "10", "00"] * 40,
            [7] * 40 + [1] * 80 + [7] * 40,
        ],
    )
    def test_order_is_found(self, memory):
        assert OrderTest(alpha=1e-8).update(memory)

    def test_repeated_parts_are_found_by_their_length(self):
        part = np.random.default_rng(3).integers(0, 4, size=100)
        assert OrderTest(alpha=1e-8, lags=(1, 100)).update(np.tile(part, 5))
        assert not OrderTest(alpha=1e-8).update(np.tile(part, 5))

    @pytest.mark.parametrize("memory", [[], ["0"], ["0"] * 100])
    def test_one_outcome_has_no_order(self, memory):
        test = OrderTest(alpha=0.5)
        assert not test.update(memory)
        assert test.e_value == pytest.approx(1)

    @pytest.mark.parametrize("lags", [(), (0,), (1, -1)])
    def test_nonsense_is_refused(self, lags):
        with pytest.raises(StatisticsError, match="Lags"):
            OrderTest(alpha=0.5, lags=lags)


class TestDuplicates:
    @given(seeds, st.integers(1, 3), st.integers(0, 4))
    def test_it_is_the_sum_over_all_runs(self, seed, size, shots):
        likely = np.random.default_rng(seed).dirichlet(np.ones(size))
        runs = list(itertools.product(range(size), repeat=shots))
        by_counts = {}
        memory = 0.0
        for run in runs:
            p = float(np.prod(likely[list(run)]))
            memory += p * p
            key = tuple(np.bincount(run, minlength=size)) if run else ()
            by_counts[key] = by_counts.get(key, 0.0) + p
        counts = sum(p * p for p in by_counts.values())
        expected = dict(enumerate(likely))
        assert duplicate_probability(expected, shots) == pytest.approx(memory)
        assert duplicate_probability(expected, shots, memory=False) == pytest.approx(counts)

    def test_many_outcomes_give_an_upper_bound(self):
        likely = np.random.default_rng(2).dirichlet(np.ones(60))
        pairs = np.outer(likely, likely) ** 2
        two_shots = pairs.trace() + 2 * (pairs.sum() - pairs.trace())
        bound = duplicate_probability(dict(enumerate(likely)), 2, memory=False)
        assert two_shots <= bound < 3 * two_shots

    def test_more_shots_than_are_followed_give_an_upper_bound(self):
        coin = {0: 0.5, 1: 0.5}
        # two binomial numbers agree with a probability near to this (Stirling)
        known = duplicate_probability(coin, 2048, memory=False)
        assert known == pytest.approx(1 / math.sqrt(math.pi * 2048), rel=1e-3)
        assert duplicate_probability(coin, 10**6, memory=False) == known
        assert duplicate_probability(coin, 100) == 2.0**-100

    def test_shots_are_not_negative(self):
        with pytest.raises(StatisticsError, match="shots"):
            duplicate_probability({0: 1.0}, -1)


class TestEvents:
    @pytest.mark.parametrize("probability", [0.0, 0.03, 0.5, 1.0])
    def test_tails_are_those_of_the_binomial_distribution(self, probability):
        for hits in range(21):
            more = binom.sf(hits - 1, 20, probability)
            fewer = binom.cdf(hits, 20, probability)
            both = min(1, 2 * more, 2 * fewer)
            for side, tail in (("more", more), ("fewer", fewer), ("both", both)):
                known = binomial_p_value(hits, 20, probability, side=side)
                assert known == pytest.approx(tail, abs=1e-14)

    @given(st.integers(0, 50), st.integers(0, 50), st.floats(1e-9, 0.5))
    def test_bounds_are_where_a_tail_is_half_of_alpha(self, hits, misses, alpha):
        trials = hits + misses
        low, high = binomial_bounds(hits, trials, alpha=alpha)
        assert 0 <= low <= high <= 1
        if hits:
            assert binomial_p_value(hits, trials, low, side="more") == pytest.approx(alpha / 2)
        if misses:
            assert binomial_p_value(hits, trials, high, side="fewer") == pytest.approx(
                alpha / 2, rel=1e-4
            )

    def test_nonsense_is_refused(self):
        for call in (
            lambda: binomial_p_value(3, 2, 0.5),
            lambda: binomial_p_value(-1, 2, 0.5),
            lambda: binomial_p_value(1, 2, 1.5),
            lambda: binomial_bounds(3, 2, alpha=0.1),
            lambda: binomial_bounds(1, 2, alpha=0),
        ):
            with pytest.raises(StatisticsError):
                call()


class TestBudget:
    @given(st.dictionaries(st.text(max_size=3), st.floats(0.1, 10), min_size=1), st.integers(1, 9))
    def test_shares_sum_to_the_whole_and_can_be_spent_once(self, weights, number):
        budget = FalseAlarmBudget(weights, total=1e-6)
        for name in weights:
            for _ in range(number):
                budget.spend(name, budget.split(budget.share(name), number))
            with pytest.raises(StatisticsError, match="can't spend"):
                budget.spend(name, budget.share(name) / number)
            assert budget.spent(name) == pytest.approx(budget.share(name))
        assert budget.spent() == pytest.approx(1e-6)
        assert math.fsum(budget.share(name) for name in weights) == pytest.approx(1e-6)

    def test_names_alone_share_alike(self):
        assert FalseAlarmBudget(["a", "b"]).share("a") == 5e-7

    def test_a_name_that_is_nearly_right(self):
        budget = FalseAlarmBudget(["run.counts"])
        with pytest.raises(StatisticsError, match="Did you mean 'run"):
            budget.share("run.count")
        with pytest.raises(StatisticsError, match="no check"):
            budget.spent("run.count")

    def test_looks_without_end_sum_to_alpha(self):
        assert sum(FalseAlarmBudget.look(0.01, k) for k in range(1, 10_000)) < 0.01
        assert FalseAlarmBudget.look(0.01, 1) == 0.005

    def test_nonsense_is_refused(self):
        for call in (
            lambda: FalseAlarmBudget([]),
            lambda: FalseAlarmBudget({"a": 0}),
            lambda: FalseAlarmBudget(["a"], total=0),
            lambda: FalseAlarmBudget(["a"]).spend("a", 0),
            lambda: FalseAlarmBudget.split(0.1, 0),
            lambda: FalseAlarmBudget.look(0.1, 0),
        ):
            with pytest.raises(StatisticsError):
                call()
