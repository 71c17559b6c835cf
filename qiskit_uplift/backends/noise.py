"""A device's noise for Aer: depolarization, relaxation and readout confusion.

Each gate gets relaxation for its duration and as much depolarization as makes the average gate
infidelity of both together the error that the device reports; where relaxation alone is worse
than that, it stands alone. The readout has its two asymmetric flip probabilities, a delay the
relaxation of its length.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qiskit.circuit import Delay

from qiskit_uplift.backends.coherence import coherence_times, relaxation_infidelity
from qiskit_uplift.backends.device import Device, Operation

if TYPE_CHECKING:
    from qiskit_aer.noise import NoiseModel, QuantumError, ReadoutError


def depolarizing_probability(error: float, relaxation: float, num_qubits: int) -> float:
    """How strong depolarization must be so that, with relaxation, the infidelity is ``error``.

    Args:
        error: The average gate infidelity of both together.
        relaxation: The average gate infidelity of relaxation alone.
        num_qubits: The number of qubits of the gate.

    Returns:
        Aer's parameter of ``depolarizing_error``, from 0 to ``4**n / (4**n - 1)``.
    """
    dimension = 2**num_qubits
    # Nothing is worse than the average fidelity of an orthogonal unitary.
    error = min(error, dimension / (dimension + 1))
    if error <= relaxation:
        return 0.0
    probability = dimension * (error - relaxation) / (dimension * (1 - relaxation) - 1)
    return min(probability, 4**num_qubits / (4**num_qubits - 1))


class DeviceNoise:
    """The noise of one device.

    Aer's objects are costly, so an error is made once, when a circuit first needs it, and the
    noise model of a set of active qubits is kept.

    Args:
        device: Whose noise it is.
    """

    def __init__(self, device: Device) -> None:
        self._device = device
        self._errors: dict[Operation, QuantumError | None] = {}
        self._models: dict[tuple[int, ...], NoiseModel] = {}

    def gate_error(self, operation: Operation) -> QuantumError | None:
        """The error that follows an operation; None where it is perfect."""
        if operation not in self._errors:
            self._errors[operation] = self._make_error(operation)
        return self._errors[operation]

    def readout_error(self, qubit: int) -> ReadoutError | None:
        """The confusion of a qubit's readout; None where it is perfect."""
        from qiskit_aer.noise import ReadoutError

        data = self._device.qubits[qubit]
        mean = data.readout_error or 0.0
        p10 = mean if data.prob_meas1_prep0 is None else data.prob_meas1_prep0
        p01 = mean if data.prob_meas0_prep1 is None else data.prob_meas0_prep1
        if not p10 and not p01:
            return None
        return ReadoutError([[1 - p10, p10], [p01, 1 - p01]])

    def model(self, active: Sequence[int] | None = None) -> NoiseModel:
        """The noise model of some qubits; the device's qubit ``active[k]`` is its qubit ``k``.

        Args:
            active: Distinct qubits of the device; None for all of them.
        """
        chosen = tuple(range(self._device.num_qubits)) if active is None else tuple(active)
        if chosen not in self._models:
            self._models[chosen] = self._make_model(chosen)
        return self._models[chosen]

    def _make_model(self, active: tuple[int, ...]) -> NoiseModel:
        from qiskit_aer.noise import NoiseModel, RelaxationNoisePass

        index = {qubit: k for k, qubit in enumerate(active)}
        model = NoiseModel()
        for operation in self._device.operations:
            if not all(qubit in index for qubit in operation.qubits):
                continue
            error = self.gate_error(operation)
            if error is not None:
                placed = [index[qubit] for qubit in operation.qubits]
                model.add_quantum_error(error, operation.name, placed, warnings=False)
        for qubit, k in index.items():
            readout = self.readout_error(qubit)
            if readout is not None:
                model.add_readout_error(readout, [k], warnings=False)
        times = [coherence_times(self._device.qubits[qubit]) for qubit in active]
        if any(math.isfinite(t) for pair in times for t in pair):
            # Aer has no public way to hand a pass to a model made by hand, only this one.
            model._custom_noise_passes.append(
                RelaxationNoisePass(
                    [t1 for t1, _ in times],
                    [t2 for _, t2 in times],
                    dt=self._device.dt,
                    op_types=Delay,
                )
            )
        return model

    def _make_error(self, operation: Operation) -> QuantumError | None:
        from qiskit_aer.noise import depolarizing_error, thermal_relaxation_error

        qubits = [self._device.qubits[index] for index in operation.qubits]
        duration = operation.duration or 0.0
        relaxation = relaxation_infidelity(qubits, duration)
        probability = depolarizing_probability(operation.error or 0.0, relaxation, len(qubits))
        parts: list[Any] = []
        if operation.name != "reset" and probability > 0:
            parts.append(depolarizing_error(probability, len(qubits)))
        if relaxation > 0:
            each = [thermal_relaxation_error(*coherence_times(q), duration) for q in qubits]
            parts.append(functools.reduce(lambda low, high: low.expand(high), each))
        return functools.reduce(lambda first, then: first.compose(then), parts) if parts else None
