"""``BackendV2Converter`` for Qiskit 2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qiskit.circuit import Instruction
from qiskit.providers import BackendV2, Options
from qiskit.transpiler import Target

from qiskit_uplift.compat._convert_to_target import convert_to_target


class BackendV2Converter(BackendV2):
    """A ``BackendV1`` as a ``BackendV2``; :func:`qiskit_uplift.uplift` does more.

    Args:
        backend: What is converted.
        name_mapping: Instructions for gate names, before those of Qiskit's library.
        add_delay: Whether every qubit can wait.
        filter_faulty: Whether what the properties call not operational is left out.

    Example:
        >>> from qiskit_uplift.backends import load_backend
        >>> BackendV2Converter(load_backend("reference:legacy")).version
        2
    """

    def __init__(
        self,
        backend: Any,
        name_mapping: Mapping[str, Instruction] | None = None,
        add_delay: bool = True,
        filter_faulty: bool = True,
    ) -> None:
        self._backend = backend
        self._config = backend.configuration()
        super().__init__(
            provider=backend.provider,
            name=backend.name(),
            description=getattr(self._config, "description", None),
            online_date=getattr(self._config, "online_date", None),
            backend_version=self._config.backend_version,
        )
        self._options = backend.options
        self._conversion = (name_mapping, add_delay, filter_faulty)
        self._target: Target | None = None

    @classmethod
    def _default_options(cls) -> Options:
        return Options()

    @property
    def target(self) -> Target:
        """The Target, made when it is first asked for."""
        if self._target is None:
            self._target = convert_to_target(
                self._config, self._backend.properties(), None, *self._conversion
            )
        return self._target

    @property
    def max_circuits(self) -> int | None:
        """The most circuits of a job; None where the configuration doesn't say."""
        return getattr(self._config, "max_experiments", None)

    @property
    def dtm(self) -> float | None:
        """The sampling time of outcomes in seconds."""
        return getattr(self._config, "dtm", None)

    @property
    def meas_map(self) -> list[list[int]] | None:
        """Which qubits are measured together."""
        return getattr(self._config, "meas_map", None)

    def drive_channel(self, qubit: int) -> Any:
        """The drive of a qubit; see :class:`PulseBackendConfiguration`."""
        return self._config.drive(qubit)

    def measure_channel(self, qubit: int) -> Any:
        """The stimulus of a qubit's readout."""
        return self._config.measure(qubit)

    def acquire_channel(self, qubit: int) -> Any:
        """The acquisition of a qubit's readout."""
        return self._config.acquire(qubit)

    def control_channel(self, qubits: Iterable[int]) -> Any:
        """The control channels that act on qubits."""
        return self._config.control(qubits)

    def run(self, run_input: Any, **options: Any) -> Any:
        """What the backend's own ``run`` does."""
        return self._backend.run(run_input, **options)
