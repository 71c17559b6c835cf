"""The bundled reference device: one physical model and the faces that backends wear.

``device`` describes qubits and gates, made by ``generation`` over a ``topology``, named in
``presets``, or read from JSON by ``snapshots``; ``target`` and ``legacy_data`` write it as a
``Target`` and as the old configuration and properties. ``engine`` samples circuits on Aer with
the noise of ``noise``, after ``cutting`` has taken away idle qubits; ``exact`` needs no sampling.
``modern``, ``legacy`` and ``run_only`` are the faces, ``specs`` finds any backend by its name, and
``faults`` makes any of them fail on demand.
"""

from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.exact import exact_distribution, exact_expectation
from qiskit_uplift.backends.reference import reference_device
from qiskit_uplift.backends.specs import load_backend

__all__ = [
    "Device",
    "exact_distribution",
    "exact_expectation",
    "load_backend",
    "reference_device",
]
