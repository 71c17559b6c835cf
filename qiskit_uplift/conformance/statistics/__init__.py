"""Statistical tests whose false-alarm rates are stated and hold, at whatever moment one looks.

``evidence`` has what the sequential tests share; ``counts`` judges counts against a distribution
(with ``mixture``, and ``ball`` for devices with noise), ``means`` bounded observations against a
mean, ``spread`` error bars against errors, ``sources`` two sets of counts against each other,
``ordering`` the order of shots, ``events`` one event. ``budget`` shares the rate of false alarms
of a run, ``power`` says how small an error is found.
"""

from qiskit_uplift.conformance.statistics.budget import FalseAlarmBudget
from qiskit_uplift.conformance.statistics.counts import CountsTest
from qiskit_uplift.conformance.statistics.events import binomial_bounds, binomial_p_value
from qiskit_uplift.conformance.statistics.evidence import SequentialTest
from qiskit_uplift.conformance.statistics.means import MeanTest
from qiskit_uplift.conformance.statistics.ordering import OrderTest, duplicate_probability
from qiskit_uplift.conformance.statistics.power import (
    detectable_error,
    detectable_shift,
    repetitions_needed,
)
from qiskit_uplift.conformance.statistics.sources import SameSourceTest
from qiskit_uplift.conformance.statistics.spread import SpreadTest, near_normal

__all__ = [
    "CountsTest",
    "FalseAlarmBudget",
    "MeanTest",
    "OrderTest",
    "SameSourceTest",
    "SequentialTest",
    "SpreadTest",
    "binomial_bounds",
    "binomial_p_value",
    "detectable_error",
    "detectable_shift",
    "duplicate_probability",
    "near_normal",
    "repetitions_needed",
]
