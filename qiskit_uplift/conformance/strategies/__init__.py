"""Hypothesis strategies for whoever tests a Qiskit backend: what to run on it, and with what.

``circuits`` draws what a Target runs (from ``native``, ``steps`` and ``dynamic``); ``registers``,
``measurements`` and ``angles`` are parts of that. ``pubs`` has what primitives take, with
``parameters`` and ``observables``. ``limits`` has shots and run options inside and outside of what
is declared. ``amplifying`` draws nothing: it has fixed families of circuits that make coherent
faults large, between the short words of gates that ``frames`` finds.
"""

from qiskit_uplift.conformance.strategies.amplifying import Amplifying, amplifying_circuits
from qiskit_uplift.conformance.strategies.angles import angles
from qiskit_uplift.conformance.strategies.circuits import circuits
from qiskit_uplift.conformance.strategies.limits import illegal_shots, legal_shots, options
from qiskit_uplift.conformance.strategies.measurements import measurement_maps
from qiskit_uplift.conformance.strategies.native import NativeGate, NativeSet
from qiskit_uplift.conformance.strategies.observables import DrawnObservable, observables
from qiskit_uplift.conformance.strategies.parameters import parameter_shapes
from qiskit_uplift.conformance.strategies.pubs import DrawnPub, estimator_pubs, sampler_pubs
from qiskit_uplift.conformance.strategies.registers import (
    RegisterLayout,
    register_names,
    registers,
)

__all__ = [
    "Amplifying",
    "DrawnObservable",
    "DrawnPub",
    "NativeGate",
    "NativeSet",
    "RegisterLayout",
    "amplifying_circuits",
    "angles",
    "circuits",
    "estimator_pubs",
    "illegal_shots",
    "legal_shots",
    "measurement_maps",
    "observables",
    "options",
    "parameter_shapes",
    "register_names",
    "registers",
    "sampler_pubs",
]
