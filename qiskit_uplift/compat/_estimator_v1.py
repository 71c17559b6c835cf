"""``Estimator``, the first version's, for Qiskit 2: exact, or with the noise of shots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BaseEstimatorV1, EstimatorResult, PrimitiveJob
from qiskit.quantum_info import SparsePauliOp, Statevector


class Estimator(BaseEstimatorV1):
    """Expectation values of observables on an ideal device.

    Args:
        options: Defaults of the options of ``run``: ``shots`` (None for exact values; else values
            are drawn from the normal distribution that many shots have) and ``seed``.

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
        **run_options: Any,
    ) -> PrimitiveJob:
        bound = [
            circuit.assign_parameters(values)
            for circuit, values in zip(circuits, parameter_values, strict=True)
        ]
        job = PrimitiveJob(self._call, bound, list(observables), **run_options)
        job._submit()
        return job

    def _call(
        self,
        circuits: Sequence[QuantumCircuit],
        observables: Sequence[SparsePauliOp],
        shots: int | None = None,
        seed: int | np.random.Generator | None = None,
        **ignored: Any,
    ) -> EstimatorResult:
        del ignored  # as in Qiskit 1: what the ideal device doesn't know changes nothing
        generator = np.random.default_rng(seed)
        values: list[Any] = []
        metadata: list[dict[str, Any]] = []
        for circuit, observable in zip(circuits, observables, strict=True):
            state = Statevector.from_int(0, 2**circuit.num_qubits)
            state.seed(generator)  # for resets, which draw
            state = state.evolve(circuit)
            mean = np.real_if_close(state.expectation_value(observable)).item()
            if shots is None:
                values.append(mean)
                metadata.append({})
                continue
            square = (observable @ observable).simplify(atol=0)
            second = np.real_if_close(state.expectation_value(square)).item()
            variance = np.abs(second - mean**2)
            values.append(generator.normal(mean, np.sqrt(variance / shots)))
            metadata.append({"variance": variance, "shots": shots})
        return EstimatorResult(np.array(values), metadata)
