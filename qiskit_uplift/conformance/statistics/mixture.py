"""The e-value of counts against one distribution: a mixture of Dirichlet-multinomials over it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from qiskit_uplift.conformance.statistics.evidence import Array, log_mean_exp

CONCENTRATIONS = tuple(float(10**k) for k in range(8))
"""Of the alternatives that are centred on what is expected: from far away to a hair's breadth."""


def log_mixture(counts: NDArray[np.int64], expected: Array, support: int) -> Array:
    r"""The logarithm of the mixture's likelihood of the shots over that of ``expected``.

    With :math:`n_i` shots of outcome :math:`i`, :math:`N` in all, and a Dirichlet prior of
    parameters :math:`a_i` that sum to :math:`c`, the shots' likelihood in their order is
    :math:`\frac{\Gamma(c)}{\Gamma(c+N)} \prod_i \frac{\Gamma(a_i+n_i)}{\Gamma(a_i)}`, and
    :math:`\prod_i p_i^{n_i}` under :math:`p`. The ratio is a martingale from 1 where shots are
    independent draws from :math:`p`, and so is the mean of such ratios: over :math:`a = c p` with
    each ``c`` of :data:`CONCENTRATIONS`, and :math:`a_i = 1/2`, which knows nothing of :math:`p`.

    Args:
        counts: Of the outcomes along the last axis; those that nobody saw can be left out.
        expected: Their probabilities, all above 0.
        support: How many outcomes there are, with those that were left out.

    Returns:
        One value for each row of ``counts``.
    """
    seen = counts.astype(np.float64)
    shots = seen.sum(axis=-1)
    against = seen @ np.log(expected)
    logs = []
    for c in CONCENTRATIONS:
        prior = c * expected
        logs.append(
            math.lgamma(c) - gammaln(c + shots)
            + (gammaln(prior + seen) - gammaln(prior)).sum(axis=-1)
        )  # fmt: skip
    half = support / 2
    logs.append(
        math.lgamma(half) - gammaln(half + shots)
        + (gammaln(0.5 + seen) - math.lgamma(0.5)).sum(axis=-1)
    )  # fmt: skip
    return log_mean_exp(np.stack(logs, axis=-1) - np.asarray(against)[..., None])
