"""Each test's rate of false alarms, measured on correct devices, is at most what it states."""

import os

import numpy as np
import pytest

from qiskit_uplift.conformance.statistics import binomial_p_value
from tests.conformance.simulated import DEVICES

# `nox -s calibration` simulates 100,000 devices of each kind.
NUMBER = int(os.environ.get("UPLIFT_CALIBRATION", "400"))
ALPHAS = (0.05, 0.01, 1e-3, 1e-4)
SEED = 7_041


@pytest.mark.parametrize("kind", DEVICES)
def test_false_alarms_are_as_rare_as_stated(kind):
    """Fails for a right test with probability 1e-9 at most at each rate: 17 kinds, 4 rates."""
    judge = DEVICES[kind]
    seeds = np.random.SeedSequence((SEED, list(DEVICES).index(kind))).spawn(NUMBER)
    smallest = np.array([judge(np.random.default_rng(seed)) for seed in seeds])
    for alpha in ALPHAS:
        alarms = int((smallest <= alpha).sum())
        likely = binomial_p_value(alarms, NUMBER, alpha, side="more")
        assert likely > 1e-9, f"{alarms} false alarms in {NUMBER} at the rate {alpha}"
