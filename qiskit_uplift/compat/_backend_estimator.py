"""``BackendEstimator`` for Qiskit 2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import ClassicalRegister, QuantumCircuit
from qiskit.primitives import BaseEstimatorV1, EstimatorResult, PrimitiveJob
from qiskit.quantum_info import Pauli, SparsePauliOp
from qiskit.transpiler import PassManager

from qiskit_uplift.compat._backend_primitive import BackendPrimitive
from qiskit_uplift.compat._runs import counts


class BackendEstimator(BackendPrimitive, BaseEstimatorV1):
    """An Estimator of the first version over a backend's counts.

    Args:
        backend: A backend of either version.
        options: Defaults of the options of ``run``, which go to the backend's own.
        abelian_grouping: Whether terms that are measured alike share a circuit.
        bound_pass_manager: What runs over circuits after their parameters are bound.
        skip_transpilation: Whether circuits are sent as they are.

    Example:
        >>> import warnings
        >>> from qiskit_uplift.backends import load_backend
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # on 1.4, Qiskit's own
        ...     estimator = BackendEstimator(load_backend("reference:legacy"))
        ...     estimator.run(QuantumCircuit(1), "Z", shots=10).result().metadata[0]["shots"]
        10
    """

    def __init__(
        self,
        backend: Any,
        options: Mapping[str, Any] | None = None,
        abelian_grouping: bool = True,
        bound_pass_manager: PassManager | None = None,
        skip_transpilation: bool = False,
    ) -> None:
        BaseEstimatorV1.__init__(self, options=options)
        BackendPrimitive.__init__(self, backend, bound_pass_manager, skip_transpilation)
        self._abelian_grouping = abelian_grouping

    def _run(
        self,
        circuits: Sequence[QuantumCircuit],
        observables: Sequence[SparsePauliOp],
        parameter_values: Sequence[Sequence[float]],
        **run_options: Any,
    ) -> PrimitiveJob:
        groups = [self._groups(observable) for observable in observables]
        measured, values = [], []
        for circuit, found, value in zip(circuits, groups, parameter_values, strict=True):
            measured += [with_measurements(circuit, _basis(group)) for group in found]
            values += [value] * len(found)
        job = PrimitiveJob(self._call, self._prepare(measured, values), groups, **run_options)
        job._submit()
        return job

    def _groups(self, observable: SparsePauliOp) -> list[SparsePauliOp]:
        if self._abelian_grouping:
            return list(observable.group_commuting(qubit_wise=True))
        return [observable[index] for index in range(len(observable))]

    def _call(
        self,
        circuits: Sequence[QuantumCircuit],
        groups: Sequence[Sequence[SparsePauliOp]],
        **run_options: Any,
    ) -> EstimatorResult:
        outcomes = counts(self._backend, circuits, **run_options)
        values, metadata = [], []
        for found in groups:
            total, variance, shots = 0, 0, 0
            for group in found:
                outcome = _last_bits(next(outcomes), len(_support(_basis(group))))
                shots = sum(outcome.values())
                for pauli, coefficient in zip(group.paulis, group.coeffs, strict=True):
                    mean = _mean(outcome, pauli, _support(_basis(group)))
                    total += coefficient * mean
                    variance += coefficient**2 * (1 - mean**2)
            values.append(np.real_if_close(total))
            metadata.append({"variance": np.real_if_close(variance).item(), "shots": shots})
        return EstimatorResult(np.array(values), metadata)


def _basis(group: SparsePauliOp) -> Pauli:
    """The Pauli that has the factor of every term; terms of a group agree where they have one."""
    return Pauli((np.any(group.paulis.z, axis=0), np.any(group.paulis.x, axis=0)))


def _support(basis: Pauli) -> list[int]:
    """The qubits that are measured; one is where no term has a factor, as jobs need a bit."""
    return [int(qubit) for qubit in np.flatnonzero(basis.z | basis.x)] or [0]


def with_measurements(circuit: QuantumCircuit, basis: Pauli) -> QuantumCircuit:
    """A copy with rotations and measurements at its end, whose outcomes are the leftmost bits."""
    qubits = _support(basis)
    register = ClassicalRegister(len(qubits))  # of a name that the circuit has not
    measured = circuit.copy()
    measured.add_register(register)
    for clbit, qubit in enumerate(qubits):
        if basis.x[qubit]:
            if basis.z[qubit]:
                measured.sdg(circuit.qubits[qubit])
            measured.h(circuit.qubits[qubit])
        measured.measure(circuit.qubits[qubit], register[clbit])
    return measured


def _last_bits(outcome: Mapping[str, int], width: int) -> dict[str, int]:
    """The counts of the bits that were measured last, of which there are ``width``."""
    found: dict[str, int] = {}
    for key, count in outcome.items():
        found[key[:width]] = found.get(key[:width], 0) + count
    return found


def _mean(outcome: Mapping[str, int], pauli: Pauli, qubits: Iterable[int]) -> float:
    mask = sum(1 << i for i, q in enumerate(qubits) if pauli.z[q] or pauli.x[q])
    shots = sum(outcome.values())
    odd = sum(count for key, count in outcome.items() if (int(key, 2) & mask).bit_count() % 2)
    return (shots - 2 * odd) / shots
