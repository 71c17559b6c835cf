"""``LegacyEstimator``: the first version's Estimator over one of the second."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BaseEstimatorV1, BaseEstimatorV2, EstimatorResult, PrimitiveResult
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.compat._front_job import FrontJob
from qiskit_uplift.compat._front_options import only_shots, precision_of
from qiskit_uplift.exceptions import DecodingError, UnsupportedBackendError

_SMALL = 1e-3


class LegacyEstimator(BaseEstimatorV1):
    """The first version's Estimator over any of the second version, such as a service's.

    The metadata have ``shots`` where the second version's Estimator says them, and ``variance``:
    that of the value times the shots, with the covariance of terms that are measured together.

    Args:
        estimator: An Estimator of the second version.
        options: Defaults of the options of ``run``, which are just ``shots`` (a precision of one
            over their square root): what else there is to say, the second version's Estimator is
            told itself.

    Raises:
        UnsupportedBackendError: It is no Estimator of the second version.

    Example:
        >>> import warnings
        >>> from qiskit.primitives import StatevectorEstimator
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # on 1.4, of the first version as such
        ...     LegacyEstimator(StatevectorEstimator()).run(QuantumCircuit(1), "Z").result().values
        array([1.])
    """

    def __init__(
        self, estimator: BaseEstimatorV2, options: Mapping[str, Any] | None = None
    ) -> None:
        if not isinstance(estimator, BaseEstimatorV2):
            raise UnsupportedBackendError(
                f"{estimator!r} ({type(estimator).__name__}) is no Estimator of the second version."
            )
        super().__init__(options=options)
        self.estimator = estimator

    def _run(
        self,
        circuits: Sequence[QuantumCircuit],
        observables: Sequence[SparsePauliOp],
        parameter_values: Sequence[Sequence[float]],
        **run_options: Any,
    ) -> FrontJob:
        shots = only_shots(run_options, "Estimator")
        precision = None if shots is None else precision_of(shots)
        return estimated(self.estimator, circuits, observables, parameter_values, precision)


def estimated(
    estimator: BaseEstimatorV2,
    circuits: Sequence[QuantumCircuit],
    observables: Sequence[SparsePauliOp],
    values: Sequence[Sequence[float]],
    precision: float | None,
) -> FrontJob:
    """Run on an Estimator of the second version what one of the first was asked for.

    Args:
        estimator: The Estimator.
        circuits: The circuits.
        observables: For each the observable, which may be no Hermitian one.
        values: For each circuit its parameters' values.
        precision: The precision of each value; None for the Estimator's default.

    Returns:
        A job whose result is an ``EstimatorResult``.
    """
    parts = [_parts(observable) for observable in observables]
    pubs = [
        (circuit, [each for _, each in part], *([list(row)] if len(row) else []))
        for circuit, part, row in zip(circuits, parts, values, strict=True)
    ]
    factors = [[factor for factor, _ in part] for part in parts]
    amount: dict[str, Any] = {} if precision is None else {"precision": precision}
    return FrontJob(estimator.run(pubs, **amount), lambda found: _translated(found, factors))


def _parts(observable: SparsePauliOp) -> list[tuple[complex, SparsePauliOp]]:
    """Observables of the second version, and the factors with which their values are summed.

    The second version takes observables, which are Hermitian, not zero, and lose terms below 1e-8;
    the first took any sum.
    """
    parts: list[tuple[complex, SparsePauliOp]] = []
    for unit, coefficients in ((1, observable.coeffs.real), (1j, observable.coeffs.imag)):
        largest = np.max(np.abs(coefficients))
        # a power of two changes no digit
        scale = 2.0 ** math.floor(math.log2(largest)) if 0 < largest < _SMALL else 1.0
        part = SparsePauliOp(observable.paulis, coefficients / scale)
        if np.any(part.simplify().coeffs):
            parts.append((unit * scale, part))
    return parts or [(0, SparsePauliOp("I" * observable.num_qubits))]


def _translated(
    found: PrimitiveResult[Any], factors: Sequence[Sequence[complex]]
) -> EstimatorResult:
    if len(found) != len(factors):
        raise DecodingError(
            f"The Estimator returned {len(found)} results for {len(factors)} circuits."
        )
    values, metadata = [], []
    for pub, row in zip(found, factors, strict=True):
        values.append(np.real_if_close(np.dot(row, np.atleast_1d(pub.data.evs)), tol=1).item())
        variance = np.dot(np.abs(row) ** 2, np.atleast_1d(pub.data.stds) ** 2)
        shots = pub.metadata.get("shots")
        known = {} if shots is None else {"variance": float(variance * shots), "shots": int(shots)}
        metadata.append(known)
    return EstimatorResult(np.array(values), metadata)
