"""``Sampler``, the first version's, for Qiskit 2: exact, or sampled from exact probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import QuantumCircuit
from qiskit.exceptions import QiskitError
from qiskit.primitives import BaseSamplerV1, PrimitiveJob, SamplerResult
from qiskit.quantum_info import Statevector
from qiskit.result import QuasiDistribution

_DIGITS = 15


class Sampler(BaseSamplerV1):
    """Quasi-distributions of circuits on an ideal device.

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
        **run_options: Any,
    ) -> PrimitiveJob:
        bound = [
            circuit.assign_parameters(values)
            for circuit, values in zip(circuits, parameter_values, strict=True)
        ]
        job = PrimitiveJob(self._call, bound, **run_options)
        job._submit()
        return job

    def _call(
        self,
        circuits: Sequence[QuantumCircuit],
        shots: int | None = None,
        seed: int | np.random.Generator | None = None,
        **ignored: Any,
    ) -> SamplerResult:
        del ignored  # as in Qiskit 1: what the ideal device doesn't know changes nothing
        generator = np.random.default_rng(seed)
        found = []
        for circuit in circuits:
            weights = probabilities(circuit)
            outcomes = np.flatnonzero(weights)
            chances = weights[outcomes]
            if shots is not None:
                # Over what can happen alone, so that a seed gives what it gave in Qiskit 1.
                chances = generator.multinomial(shots, chances / chances.sum()) / shots
            pairs = zip(outcomes, np.round(chances, _DIGITS), strict=True)
            values = {int(outcome): chance for outcome, chance in pairs if chance}
            found.append(QuasiDistribution(values, shots=shots))
        metadata: list[dict[str, Any]] = [{} if shots is None else {"shots": shots}] * len(found)
        return SamplerResult(found, [dict(item) for item in metadata])


def probabilities(circuit: QuantumCircuit) -> NDArray[np.float64]:
    """The probability of every outcome; bit ``i`` of its index is the clbit ``i``.

    Raises:
        QiskitError: A clbit isn't written by a measurement at the circuit's end.
    """
    unitary, qubits = _split(circuit)
    missing = [clbit for clbit in range(circuit.num_clbits) if clbit not in qubits]
    if missing:
        raise QiskitError(
            "Some classical bits are not used for measurements at the circuit's end: "
            f"{missing} of {circuit.num_clbits}."
        )
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
    """What comes before the last measurements, and for each clbit the qubit that it reads."""
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
    before = QuantumCircuit(circuit.qubits, circuit.clbits, global_phase=circuit.global_phase)
    for position, item in enumerate(circuit.data):
        if position not in final:
            before.append(item)
    return before, qubits
