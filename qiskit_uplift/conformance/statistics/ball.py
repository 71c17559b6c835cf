"""Bets against every distribution within a total variation of one: for devices with noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qiskit_uplift.conformance.statistics.evidence import Array

MARGINS = np.array([0.0, 1.0, 2.0])
"""An outcome is in the event if it was seen so many standard deviations more than expected."""

STAKES = np.array([0.25, 0.5, 0.75, 1.0])
"""How far the bet goes from the largest probability that is allowed to what was seen."""

STRATEGIES = len(MARGINS) * len(STAKES)


def log_bets(
    past: NDArray[np.int64], part: NDArray[np.int64], expected: Array, tolerance: float
) -> Array:
    """The logarithm of what each strategy's wealth is multiplied by.

    Args:
        past: Counts before this part, ``(rows, outcomes)``.
        part: Counts of this part, ``(rows, outcomes)``.
        expected: Probabilities of the outcomes, which may be 0.
        tolerance: The total variation that is allowed, above 0.

    Returns:
        Shape ``(rows, STRATEGIES)``; 0 where no bet is made.
    """
    rows = len(past)
    shots = past.sum(axis=-1).astype(np.float64)
    if not shots.any():
        return np.zeros((rows, STRATEGIES))
    mean = shots[:, None] * expected
    deviation = np.sqrt(mean * (1 - expected))
    # axes: margin, row, outcome
    event = (past - mean > MARGINS[:, None, None] * deviation) & (past > 0)
    allowed = np.minimum(1.0, event @ expected + tolerance)
    seen = ((past * event).sum(axis=-1) + 0.5) / (shots + 1)
    hits = (part * event).sum(axis=-1)
    misses = part.sum(axis=-1) - hits
    bet = (shots > 0) & (allowed < 1) & (seen > allowed)
    base = np.where(bet, allowed, 0.5)[..., None]
    claim = base + STAKES * np.where(bet, seen - allowed, 0.0)[..., None]
    logs = hits[..., None] * np.log(claim / base)
    logs += misses[..., None] * np.log((1 - claim) / (1 - base))
    return np.moveaxis(logs, 0, 1).reshape(rows, STRATEGIES)
