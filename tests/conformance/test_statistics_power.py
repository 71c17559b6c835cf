"""How small an error is found: what is stated against simulation of the test itself."""

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiskit_uplift.conformance.statistics import CountsTest, binomial_p_value, detectable_error
from qiskit_uplift.exceptions import StatisticsError

ALPHA = 1e-8
RUNS = 300


def found(expected, wrong, shots, tolerance=0.0):
    """In how many of the runs the test itself finds a device that is wrong."""
    rng = np.random.default_rng(11)
    alarms = 0
    for _ in range(RUNS):
        test = CountsTest(dict(enumerate(expected)), alpha=ALPHA, tolerance=tolerance, rng=rng)
        test.update(dict(enumerate(rng.multinomial(shots, wrong).tolist())))
        alarms += test.rejected
    return alarms


@pytest.mark.parametrize("tolerance", [0.0, 0.05])
@pytest.mark.parametrize("expected", [[0.5, 0.5], [0.9, 0.1], [0.4, 0.3, 0.2, 0.1], [1 / 16] * 16])
def test_what_is_stated_is_found(expected, tolerance):
    """A right statement fails with probability 1e-6 at most: 99% is what 400 runs have shown.

    Half of the error is found seldom enough, so that the statement isn't empty.
    """
    shots = 4000
    size = detectable_error(dict(enumerate(expected)), shots, ALPHA, tolerance)
    likely = np.array(expected)
    half = len(likely) // 2
    direction = np.zeros(len(likely))
    direction[half:] = likely[half:] / likely[half:].sum()
    reach = np.abs(direction - likely).sum() / 2
    wrong = likely + size / reach * (direction - likely)
    # 96%, as the 400 simulated devices that gave the number are a sample, too
    assert binomial_p_value(found(likely, wrong, shots, tolerance), RUNS, 0.96, side="fewer") > 1e-6
    smaller = tolerance + (size - tolerance) / 2
    wrong = likely + smaller / reach * (direction - likely)
    assert found(likely, wrong, shots, tolerance) < RUNS / 2


def test_an_angle_that_is_wrong_by_a_hundredth_is_found_by_repeating_it():
    """Forty quarter turns by 1.01 of their angle: the error is 40 times as large as in one."""
    off = 40 * 0.01 * math.pi / 2 / 2
    expected, wrong = [1.0, 0.0], [math.cos(off) ** 2, math.sin(off) ** 2]
    assert found(expected, wrong, 1000) == RUNS
    # an odd eighth of a turn more, where the error is of the first order, needs no zeros
    wrong = [0.5 + math.sin(2 * off) / 2, 0.5 - math.sin(2 * off) / 2]
    assert found([0.5, 0.5], wrong, 1000) == RUNS


def test_flips_of_three_in_a_thousand_are_found_where_they_are_impossible():
    """Missed by a right test with probability exp(-12) in a run, thrice in 300 with 1e-9."""
    expected, wrong = [0.5, 0.5, 0, 0], [0.4985, 0.4985, 0.0015, 0.0015]
    assert found(expected, wrong, 4000) >= RUNS - 2


def test_one_outcome_needs_one_other():
    assert detectable_error({5: 1.0}, 1000, ALPHA) == pytest.approx(1 - 0.01 ** (1 / 1000))


def test_more_shots_find_less_and_a_tolerance_hides_more():
    coin = {0: 0.5, 1: 0.5}
    sizes = [detectable_error(coin, shots, ALPHA) for shots in (100, 1000, 10_000)]
    assert sizes == sorted(sizes, reverse=True)
    tolerant = [detectable_error(coin, 1000, ALPHA, tolerance) for tolerance in (0, 0.05, 0.2)]
    assert tolerant == sorted(tolerant)
    assert all(size > tolerance for size, tolerance in zip(tolerant, (0, 0.05, 0.2), strict=True))


def test_what_shots_cannot_find_is_told_as_such():
    assert detectable_error({0: 0.5, 1: 0.5}, 5, ALPHA) == pytest.approx(0.5)
    assert detectable_error({0: 0.5, 1: 0.5}, 1000, ALPHA, tolerance=1.0) == 1.0


@settings(max_examples=10)
@given(st.permutations(range(5)))
def test_names_of_outcomes_do_not_matter(order):
    weights = [0.1, 0.15, 0.2, 0.25, 0.3]
    known = detectable_error(dict(enumerate(weights)), 2000, ALPHA)
    assert detectable_error(dict(zip(order, weights, strict=True)), 2000, ALPHA) == known


@pytest.mark.parametrize(
    "wrong", [{"alpha": 0}, {"power": 1.0}, {"shots": 0}, {"tolerance": -1}, {"expected": {0: 0.5}}]
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(StatisticsError):
        detectable_error(**{"expected": {0: 1.0}, "shots": 10, "alpha": 0.1, **wrong})


PAGE = Path(__file__).resolve().parents[2] / "docs" / "conformance-statistics.md"


@pytest.mark.newest
def test_the_page_has_the_tables_that_the_command_prints():
    """To within a sixth, as other releases of numpy may draw other numbers from the seed."""
    command = [sys.executable, "-m", "qiskit_uplift.conformance.statistics"]
    printed = rows(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    shown = [
        row for row in rows(PAGE.read_text(encoding="utf-8")) if row[0] in {r[0] for r in printed}
    ]
    assert len(printed) == 19
    assert [row[0] for row in shown] == [row[0] for row in printed]
    for known, row in zip(shown, printed, strict=True):
        assert [float(cell) for cell in known[1:]] == pytest.approx(
            [float(cell) for cell in row[1:]], rel=0.16
        )


def rows(text):
    """The rows of tables whose cells, but for the first, are numbers."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > 2 and all(re.fullmatch(r"\d[\d.e-]*", cell) for cell in cells[1:]):
            found.append(cells)
    return found
