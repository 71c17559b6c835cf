"""``Estimator``, the first version's, for Qiskit 2: exact, or with the noise of shots."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import (
    BaseEstimatorV1,
    BasePrimitiveJob,
    EstimatorResult,
    PrimitiveJob,
    StatevectorEstimator,
)
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.compat._legacy_estimator import estimated


class Estimator(BaseEstimatorV1):
    """Expectation values of observables on an ideal device, by ``StatevectorEstimator``.

    Args:
        options: Defaults of the options of ``run``: ``shots`` (None for exact values; else values
            are drawn from the normal distribution that many shots have) and ``seed``, with which
            the values are those of Qiskit 1.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # on 1.4, Qiskit's own
        ...     Estimator().run(QuantumCircuit(1), "Z").result().values
        array([1.])
    """

    def _run(
        self,
        circuits: Sequence[QuantumCircuit],
        observables: Sequence[SparsePauliOp],
        parameter_values: Sequence[Sequence[float]],
        shots: int | None = None,
        seed: int | np.random.Generator | None = None,
        **ignored: Any,
    ) -> BasePrimitiveJob[EstimatorResult, Any]:
        del ignored  # as in Qiskit 1: what the ideal device doesn't know changes nothing
        generator = np.random.default_rng(seed)
        if shots is None:
            exact = StatevectorEstimator(seed=generator)
            return estimated(exact, circuits, observables, parameter_values, 0.0)
        job = PrimitiveJob(_noisy, circuits, observables, parameter_values, shots, generator)
        job._submit()
        return job


def _noisy(
    circuits: Sequence[QuantumCircuit],
    observables: Sequence[SparsePauliOp],
    parameter_values: Sequence[Sequence[float]],
    shots: int,
    generator: np.random.Generator,
) -> EstimatorResult:
    """Values with the noise of shots: the second version's has that of a precision."""
    values: list[Any] = []
    metadata: list[dict[str, Any]] = []
    for circuit, observable, row in zip(circuits, observables, parameter_values, strict=True):
        same = copy.deepcopy(generator)  # resets draw, and both values are of one state
        mean = _exact(circuit, observable, row, generator)
        second = _exact(circuit, (observable @ observable).simplify(atol=0), row, same)
        variance = np.abs(second - mean**2)
        values.append(generator.normal(mean, np.sqrt(variance / shots)))
        metadata.append({"variance": variance, "shots": shots})
    return EstimatorResult(np.array(values), metadata)


def _exact(
    circuit: QuantumCircuit,
    observable: SparsePauliOp,
    row: Sequence[float],
    generator: np.random.Generator,
) -> Any:
    estimator = StatevectorEstimator(seed=generator)
    result: EstimatorResult = estimated(estimator, [circuit], [observable], [row], 0.0).result()
    return result.values[0]
