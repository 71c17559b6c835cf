"""``Sampler``, the first version's, for Qiskit 2: exact, or by ``StatevectorSampler``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import QuantumCircuit
from qiskit.exceptions import QiskitError
from qiskit.primitives import (
    BasePrimitiveJob,
    BaseSamplerV1,
    PrimitiveJob,
    SamplerResult,
    StatevectorSampler,
)
from qiskit.quantum_info import Statevector
from qiskit.result import QuasiDistribution

from qiskit_uplift.compat._legacy_sampler import sampled

_DIGITS = 15


class Sampler(BaseSamplerV1):
    """Quasi-distributions of circuits on an ideal device.

    With shots they are those of ``StatevectorSampler``: a seed decides them, but gives other
    samples of the same distribution than Qiskit 1 did. Without shots they are exact, which the
    second version's Samplers can't be, so they are computed here.

    Args:
        options: Defaults of the options of ``run``: ``shots`` (None for exact probabilities) and
            ``seed``.

    Example:
        >>> import warnings
        >>> circuit = QuantumCircuit(1)
        >>> circuit.x(0)  # doctest: +ELLIPSIS
        <...
        >>> circuit.measure_all()
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # on 1.4, Qiskit's own
        ...     Sampler().run(circuit).result().quasi_dists[0].binary_probabilities().keys()
        dict_keys(['1'])
    """

    def _run(
        self,
        circuits: Sequence[QuantumCircuit],
        parameter_values: Sequence[Sequence[float]],
        shots: int | None = None,
        seed: int | np.random.Generator | None = None,
        **ignored: Any,
    ) -> BasePrimitiveJob[SamplerResult, Any]:
        del ignored  # as in Qiskit 1: what the ideal device doesn't know changes nothing
        for circuit in circuits:
            _split(circuit)
        if shots is not None:
            sampler = StatevectorSampler(seed=np.random.default_rng(seed))
            return sampled(sampler, circuits, parameter_values, shots)
        job = PrimitiveJob(_exact, circuits, parameter_values)
        job._submit()
        return job


def _exact(
    circuits: Sequence[QuantumCircuit], parameter_values: Sequence[Sequence[float]]
) -> SamplerResult:
    found = []
    for circuit, row in zip(circuits, parameter_values, strict=True):
        weights = probabilities(circuit.assign_parameters(row))
        outcomes = np.flatnonzero(weights)
        pairs = zip(outcomes, np.round(weights[outcomes], _DIGITS), strict=True)
        found.append(QuasiDistribution({int(key): weight for key, weight in pairs if weight}))
    return SamplerResult(found, [{} for _ in found])


def probabilities(circuit: QuantumCircuit) -> NDArray[np.float64]:
    """The probability of every outcome; bit ``i`` of its index is the clbit ``i``.

    Raises:
        QiskitError: A clbit isn't written by a measurement at the circuit's end.
    """
    unitary, qubits = _split(circuit)
    measured = sorted(set(qubits.values()))
    marginal = Statevector(unitary).probabilities(measured)
    outcomes = np.arange(marginal.size)
    spread = np.zeros_like(outcomes)
    for clbit, qubit in qubits.items():
        spread |= (outcomes >> measured.index(qubit) & 1) << clbit
    weights = np.zeros(1 << circuit.num_clbits)
    weights[spread] = np.where(marginal < 10.0**-_DIGITS, 0, marginal)
    return weights


def _split(circuit: QuantumCircuit) -> tuple[QuantumCircuit, dict[int, int]]:
    """What comes before the last measurements, and for each clbit the qubit that it reads.

    Raises:
        QiskitError: A clbit isn't written by a measurement at the circuit's end.
    """
    qubits: dict[int, int] = {}
    final: set[int] = set()
    touched: set[Any] = set()
    for position in range(len(circuit.data) - 1, -1, -1):
        item = circuit.data[position]
        if item.operation.name == "measure" and touched.isdisjoint(item.qubits):
            clbit = circuit.find_bit(item.clbits[0]).index
            qubits.setdefault(clbit, circuit.find_bit(item.qubits[0]).index)
            final.add(position)
        elif item.operation.name != "barrier":
            touched.update(item.qubits)
    missing = [clbit for clbit in range(circuit.num_clbits) if clbit not in qubits]
    if missing:
        raise QiskitError(
            "Some classical bits are not used for measurements at the circuit's end: "
            f"{missing} of {circuit.num_clbits}."
        )
    before = QuantumCircuit(circuit.qubits, circuit.clbits, global_phase=circuit.global_phase)
    for position, item in enumerate(circuit.data):
        if position not in final:
            before.append(item)
    return before, qubits
