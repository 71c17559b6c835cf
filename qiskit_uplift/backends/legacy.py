"""The face of an old device: a ``BackendV1`` with configuration and properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import Options

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.engine import Accepts, Engine
from qiskit_uplift.backends.jobs import DEFAULT_SHOTS, DeviceJob, Queue
from qiskit_uplift.backends.plain import submit_plain
from qiskit_uplift.compat._qobj_runs import circuits_and_options
from qiskit_uplift.compat.models import BackendProperties, BackendStatus, QasmBackendConfiguration
from qiskit_uplift.compat.providers import BackendV1
from qiskit_uplift.compat.qobj import QasmQobj


class LegacyDevice(BackendV1):
    """The reference device as a ``BackendV1``: on Qiskit 1.4 its own class, on 2.x ours.

    Args:
        device: What is simulated.
        max_shots: The most shots of a job; by default what the device's configuration says.
        max_experiments: The most circuits of a job; likewise.
        accepts: Whether circuits outside the Target are refused; see :class:`Engine`.

    Example:
        >>> from qiskit_uplift.backends import Device
        >>> from qiskit_uplift.backends.legacy import LegacyDevice
        >>> backend = LegacyDevice(Device.generate(5, seed=1))
        >>> backend.name(), backend.configuration().n_qubits
        ('reference_line_5', 5)
    """

    def __init__(
        self,
        device: Device,
        *,
        max_shots: int | None = None,
        max_experiments: int | None = None,
        accepts: Accepts | None = None,
    ) -> None:
        data = device.configuration()
        if max_shots is not None:
            data["max_shots"] = max_shots
        if max_experiments is not None:
            data["max_experiments"] = max_experiments
        with quiet():
            super().__init__(QasmBackendConfiguration.from_dict(data))
        self.device = device
        self._queue = Queue(
            Engine(device, accepts), data.get("max_shots"), data.get("max_experiments")
        )
        self.set_options(shots=self._queue.default_shots)
        self._properties: BackendProperties | None = None
        most = data.get("max_shots")
        if most is not None and most < self.options.shots:
            self.set_options(shots=most)  # what is taken by default has to be allowed

    @classmethod
    def _default_options(cls) -> Options:
        return Options(shots=DEFAULT_SHOTS, memory=False, seed_simulator=None)

    def properties(self) -> BackendProperties | None:
        """What was measured of the device; None where nothing was."""
        if self._properties is None and (data := self.device.properties()) is not None:
            with quiet():
                self._properties = BackendProperties.from_dict(data)
        return self._properties

    def defaults(self) -> None:
        """There are no pulse defaults."""
        return

    def status(self) -> BackendStatus:
        """The device always works, and its queue is its own."""
        with quiet():
            return BackendStatus(
                backend_name=self.name(),
                backend_version="1.0.0",
                operational=True,
                pending_jobs=0,
                status_msg="active",
            )

    def run(
        self, run_input: QuantumCircuit | Sequence[QuantumCircuit] | QasmQobj, **options: Any
    ) -> DeviceJob:
        """Run circuits whose qubit ``i`` is the device's qubit ``i``.

        Args:
            run_input: One circuit or several, or what ``assemble`` makes of them.
            options: ``shots``, ``memory`` (whether to return each shot) and ``seed_simulator``;
                another one has no effect but a warning.

        Raises:
            LimitError: Too many shots or circuits.
            InvalidCircuitError: The device can't run a circuit.
        """
        if isinstance(run_input, QasmQobj):
            known = dict(self.options.items())
            run_input, options = circuits_and_options(run_input, known, options)
        return submit_plain(self._queue, self, run_input, options)

    def retrieve_job(self, job_id: str) -> DeviceJob:
        """A job by the id that it had when it was submitted; see :meth:`Queue.retrieve`.

        Raises:
            JobError: The device has no such job, or not any more.
        """
        return self._queue.retrieve(job_id)
