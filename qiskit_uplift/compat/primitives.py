"""The primitives of the first version: Qiskit's own on 1.4, ours on 2.x, over the second's.

``LegacySampler`` and ``LegacyEstimator``, ours on both, are the first version's over any primitive
of the second that is given to them, such as a service's.

Their successors give error bars that can be relied on: see :func:`qiskit_uplift.uplift`.

Example:
    >>> from qiskit_uplift.compat.primitives import Estimator, Sampler
    >>> Sampler.__name__, Estimator.__name__
    ('Sampler', 'Estimator')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qiskit.circuit import QuantumCircuit
from qiskit.exceptions import QiskitError
from qiskit.quantum_info import Pauli, SparsePauliOp, Statevector

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat._legacy_estimator import LegacyEstimator
from qiskit_uplift.compat._legacy_sampler import LegacySampler

if TYPE_CHECKING or not HAS_LEGACY_CLASSES:
    from qiskit.primitives import BaseEstimatorV1 as BaseEstimator
    from qiskit.primitives import BaseSamplerV1 as BaseSampler

    from qiskit_uplift.compat._backend_estimator import BackendEstimator
    from qiskit_uplift.compat._backend_sampler import BackendSampler
    from qiskit_uplift.compat._estimator_v1 import Estimator
    from qiskit_uplift.compat._sampler_v1 import Sampler
else:
    from qiskit_uplift._qiskit import legacy

    BackendEstimator = legacy.load("qiskit.primitives", "BackendEstimator")
    BackendSampler = legacy.load("qiskit.primitives", "BackendSampler")
    BaseEstimator = legacy.load("qiskit.primitives", "BaseEstimator")
    BaseSampler = legacy.load("qiskit.primitives", "BaseSampler")
    Estimator = legacy.load("qiskit.primitives", "Estimator")
    Sampler = legacy.load("qiskit.primitives", "Sampler")

__all__ = [
    "BackendEstimator",
    "BackendSampler",
    "BaseEstimator",
    "BaseSampler",
    "Estimator",
    "LegacyEstimator",
    "LegacySampler",
    "Sampler",
    "init_circuit",
    "init_observable",
]


def init_circuit(state: Any) -> QuantumCircuit:
    """A circuit as it is, or one that prepares a state.

    Args:
        state: A circuit, a ``Statevector`` or what one is made of.
    """
    if isinstance(state, QuantumCircuit):
        return state
    vector = Statevector(state)
    circuit = QuantumCircuit(vector.num_qubits)
    circuit.prepare_state(vector)
    return circuit


def init_observable(observable: Any) -> SparsePauliOp:
    """The sum of Paulis that a sum of Paulis, a Pauli or its label is.

    Raises:
        QiskitError: It is none of these.
    """
    if isinstance(observable, SparsePauliOp):
        return observable
    if isinstance(observable, (str, Pauli)):
        return SparsePauliOp(observable)
    raise QiskitError(f"An observable is a sum of Paulis, got a {type(observable).__name__}.")
