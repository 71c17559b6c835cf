"""Correct devices, simulated without a device: each draws what one gives and has it judged.

Each function returns the smallest p-value that a test has had at any of its looks, which is what
somebody reports who stops at the worst moment on purpose.
"""

import math

import numpy as np

from qiskit_uplift.conformance.statistics import (
    CountsTest,
    MeanTest,
    OrderTest,
    SameSourceTest,
    SpreadTest,
    binomial_p_value,
)

ALPHA = 1e-6  # p-values don't depend on it
LOOKS = 8


def distribution(rng, size, concentration=1.0):
    return rng.dirichlet(np.full(size, concentration))


def counts(rng, shots, probabilities):
    return dict(enumerate(rng.multinomial(shots, probabilities).tolist()))


def exact_counts(size, concentration=1.0):
    def judge(rng):
        likely = distribution(rng, size, concentration)
        test = CountsTest(dict(enumerate(likely)), alpha=ALPHA)
        likely = np.array(list(test.expected.values()))
        for _ in range(LOOKS):
            test.update(counts(rng, int(rng.integers(1, 100)), likely / likely.sum()))
        return test.p_value

    return judge


def at_the_edge(likely, wanted, rng):
    """A distribution that is off by ``wanted`` at most, and by that wherever it is possible."""
    order = rng.permutation(len(likely))
    gain = order[: rng.integers(1, len(likely))]
    lose = np.setdiff1d(order, gain)
    moved = min(wanted, likely[lose].sum())
    off = likely.copy()
    off[lose] *= 1 - moved / likely[lose].sum()
    off[gain] += moved * distribution(rng, len(gain))
    off = off.clip(0.0)
    return off / off.sum()


def noisy_counts(size, tolerance):
    """The distribution is off by all that is allowed, now in one direction and now in another."""

    def judge(rng):
        likely = distribution(rng, size)
        test = CountsTest(dict(enumerate(likely)), alpha=ALPHA, tolerance=tolerance, rng=rng)
        off = at_the_edge(likely, tolerance, rng)
        for _ in range(LOOKS // 2):
            test.update(counts(rng, int(rng.integers(1, 400)), off))
        return test.p_value

    return judge


def mean(probability, tolerance=0.0):
    def judge(rng):
        off = probability + tolerance * rng.choice([-1, 1])
        test = MeanTest(2 * probability - 1, low=-1, high=1, alpha=ALPHA, tolerance=2 * tolerance)
        for _ in range(LOOKS):
            shots = int(rng.integers(1, 200))
            ones = int(rng.binomial(shots, off))
            test.update([1, -1], [ones, shots - ones])
        return test.p_value

    return judge


def spread(shots, probability, claim=1.0):
    """Estimates of a bit, with standard errors from the same counts, times ``claim``."""

    def judge(rng):
        test = SpreadTest(alpha=ALPHA, tolerance=0.1)
        for _ in range(LOOKS):
            ones = rng.binomial(shots, probability, size=20)
            reported = np.sqrt(ones * (shots - ones) / shots**3)
            test.update(ones / shots - probability, claim * reported)
        return test.p_value

    return judge


def same_source(size):
    def judge(rng):
        likely = distribution(rng, size)
        test = SameSourceTest(alpha=ALPHA, rng=rng)
        for _ in range(LOOKS // 2):
            test.update(
                counts(rng, int(rng.integers(0, 200)), likely),
                counts(rng, int(rng.integers(0, 400)), likely),
            )
        return test.p_value

    return judge


def order(size, lags):
    def judge(rng):
        likely = distribution(rng, size)
        test = OrderTest(alpha=ALPHA, lags=lags)
        for _ in range(LOOKS // 2):
            test.update(rng.choice(size, size=int(rng.integers(2, 200)), p=likely))
        return test.p_value

    return judge


def event(trials, probability):
    def judge(rng):
        return binomial_p_value(int(rng.binomial(trials, probability)), trials, probability)

    return judge


RARE = (1 - math.sqrt(1 - 4 * 25 / 1000)) / 2  # the most skewed bit that is judged at 1000 shots

DEVICES = {
    "counts of 2 outcomes": exact_counts(2),
    "counts of 8 outcomes": exact_counts(8),
    "counts of 40 outcomes, most rare": exact_counts(40, 0.1),
    "noisy counts of 2 outcomes": noisy_counts(2, 0.05),
    "noisy counts of 8 outcomes": noisy_counts(8, 0.02),
    "noisy counts of 40 outcomes": noisy_counts(40, 0.1),
    "mean of fair shots": mean(0.5),
    "mean of skewed shots": mean(0.01),
    "mean within a tolerance": mean(0.3, 0.05),
    "spread, normal": spread(4000, 0.5),
    "spread, skewed, reported too small": spread(1000, RARE, 1 / 1.1),
    "spread, skewed, reported too large": spread(1000, RARE, 1 / 0.9),
    "two series of 2 outcomes": same_source(2),
    "two series of 12 outcomes": same_source(12),
    "order of 2 outcomes": order(2, (1,)),
    "order of 12 outcomes, lags": order(12, (1, 2, 25)),
    "one event": event(400, 0.07),
}
