"""Hypothesis strategies for whoever tests a Qiskit backend: what to run on it, and with what.

``circuits`` draws what a Target runs (from ``native``, ``steps`` and ``dynamic``); ``registers``,
``measurements`` and ``angles`` are parts of that.
"""

from qiskit_uplift.conformance.strategies.angles import angles
from qiskit_uplift.conformance.strategies.circuits import circuits
from qiskit_uplift.conformance.strategies.measurements import measurement_maps
from qiskit_uplift.conformance.strategies.native import NativeGate, NativeSet
from qiskit_uplift.conformance.strategies.registers import (
    RegisterLayout,
    register_names,
    registers,
)

__all__ = [
    "NativeGate",
    "NativeSet",
    "RegisterLayout",
    "angles",
    "circuits",
    "measurement_maps",
    "register_names",
    "registers",
]
