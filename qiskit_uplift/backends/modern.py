"""The face of a modern device: a ``BackendV2`` with a full Target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import BackendV2, Options
from qiskit.transpiler import Target

from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.engine import Accepts, Engine
from qiskit_uplift.backends.jobs import DEFAULT_SHOTS, DeviceJob, Queue
from qiskit_uplift.backends.plain import submit_plain


class ModernDevice(BackendV2):  # type: ignore[misc, unused-ignore]
    """The reference device as a ``BackendV2``.

    Args:
        device: What is simulated.
        max_shots: The most shots of a job; None for no limit.
        max_circuits: The most circuits of a job; None for no limit.
        accepts: Whether circuits outside the Target are refused; see :class:`Engine`.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.backends import Device
        >>> from qiskit_uplift.backends.modern import ModernDevice
        >>> backend = ModernDevice(Device.generate(2, ideal=True))
        >>> circuit = QuantumCircuit(1, 1)
        >>> circuit.x(0), circuit.measure(0, 0)  # doctest: +ELLIPSIS
        (...)
        >>> backend.run(circuit, shots=10).result().get_counts()
        {'1': 10}
    """

    def __init__(
        self,
        device: Device,
        *,
        max_shots: int | None = None,
        max_circuits: int | None = None,
        accepts: Accepts | None = None,
    ) -> None:
        super().__init__(
            name=device.name,
            description=f"Simulated device with {device.num_qubits} qubits",
            backend_version="1.0.0",
        )
        self.device = device
        self._target = device.to_target()
        self._queue = Queue(Engine(device, accepts), max_shots, max_circuits)
        self.set_options(shots=self._queue.default_shots)

    @classmethod
    def _default_options(cls) -> Options:
        return Options(shots=DEFAULT_SHOTS, memory=False, seed_simulator=None)

    @property
    def target(self) -> Target:
        """All that is known of the device."""
        return self._target

    @property
    def max_shots(self) -> int | None:
        """The most shots of a job, or None."""
        return self._queue.max_shots

    @property
    def max_circuits(self) -> int | None:
        """The most circuits of a job; None for no limit."""
        return self._queue.max_circuits

    def run(
        self, run_input: QuantumCircuit | Sequence[QuantumCircuit], **options: Any
    ) -> DeviceJob:
        """Run circuits whose qubit ``i`` is the device's qubit ``i``.

        Args:
            run_input: One circuit or several.
            options: ``shots``, ``memory`` (whether to return each shot) and ``seed_simulator``;
                another one has no effect but a warning.

        Raises:
            LimitError: Too many shots or circuits.
            InvalidCircuitError: The device can't run a circuit.
        """
        return submit_plain(self._queue, self, run_input, options)

    def retrieve_job(self, job_id: str) -> DeviceJob:
        """A job by the id that it had when it was submitted; see :meth:`Queue.retrieve`.

        Raises:
            JobError: The device has no such job, or not any more.
        """
        return self._queue.retrieve(job_id)
