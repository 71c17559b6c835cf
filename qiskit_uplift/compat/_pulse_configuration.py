"""``PulseBackendConfiguration`` and ``UchannelLO`` for Qiskit 2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from qiskit.exceptions import QiskitError

from qiskit_uplift.compat._channels import (
    AcquireChannel,
    Channel,
    ControlChannel,
    DriveChannel,
    MeasureChannel,
)
from qiskit_uplift.compat._configuration import (
    BackendConfigurationError,
    QasmBackendConfiguration,
)
from qiskit_uplift.compat._model import Model

_KINDS: dict[str, type[Channel]] = {
    "acquire": AcquireChannel,
    "a": AcquireChannel,
    "d": DriveChannel,
    "m": MeasureChannel,
    "u": ControlChannel,
}
_SHARED = 12
_PULSE_FIELDS = (
    "n_uchannels",
    "u_channel_lo",
    "meas_levels",
    "qubit_lo_range",
    "meas_lo_range",
    "dt",
    "dtm",
    "rep_times",
    "meas_kernels",
    "discriminators",
)


class UchannelLO(Model):
    """The share of one qubit's LO in the LO of a control channel.

    Args:
        q: The qubit.
        scale: Its factor, a complex number or the pair of its parts.

    Raises:
        QiskitError: ``q`` is negative.
    """

    def __init__(self, q: int, scale: Any) -> None:
        if q < 0:
            raise QiskitError(f"q must be >=0, got {q}.")
        self.q = q
        self.scale = scale

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> UchannelLO:
        """The share that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """Both fields as a new dictionary."""
        return dict(vars(self))

    def __repr__(self) -> str:
        return f"UchannelLO({self.q}, {self.scale})"


class PulseBackendConfiguration(QasmBackendConfiguration):
    """What a ``BackendV1`` that takes pulse schedules is.

    Args:
        arguments: The twelve first arguments of :class:`QasmBackendConfiguration`; behind them may
            follow the required fields below, in their order.
        fields: Its other fields; of these ``n_uchannels``, ``u_channel_lo`` (for each control
            channel its :class:`UchannelLO`), ``meas_levels``, ``qubit_lo_range``,
            ``meas_lo_range``, ``dt``, ``dtm``, ``rep_times``, ``meas_kernels`` and
            ``discriminators`` have to be there. The variables of ``hamiltonian`` are given in GHz
            and read in Hz.

    Raises:
        TypeError: A field that has to be there is not.
    """

    def __init__(self, *arguments: Any, **fields: Any) -> None:
        fields = {**dict(zip(_PULSE_FIELDS, arguments[_SHARED:], strict=False)), **fields}
        missing = [name for name in _PULSE_FIELDS if name not in fields]
        if missing:
            raise TypeError(f"A configuration for pulses needs {', '.join(missing)}.")
        super().__init__(*arguments[:_SHARED], **fields)
        if "hamiltonian" in self._data:
            self._written["hamiltonian"] = (
                _scaled(self.hamiltonian, 1e9),
                self.hamiltonian,
            )
            self._data["hamiltonian"] = self._written["hamiltonian"][0]
        self._channel_qubits: dict[Channel, list[int]] = {}
        for name, channel in (fields.get("channels") or {}).items():
            if (parsed := _channel(name)) is not None:
                self._channel_qubits[parsed] = list(channel["operates"]["qubits"])

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PulseBackendConfiguration:
        """The configuration that ``data``, in the JSON schema, describes."""
        fields = dict(data)
        fields["u_channel_lo"] = [
            [UchannelLO.from_dict(share) for share in channel] for channel in data["u_channel_lo"]
        ]
        made = super().from_dict(fields)
        assert isinstance(made, cls)
        return made

    def to_dict(self) -> dict[str, Any]:
        """The configuration in the JSON schema; what :meth:`from_dict` got, unless changed."""
        fields = super().to_dict()
        fields["u_channel_lo"] = [
            [share.to_dict() for share in channel] for channel in self.u_channel_lo
        ]
        if "hamiltonian" in self._data:
            si, written = self._written["hamiltonian"]
            changed = self.hamiltonian != si
            fields["hamiltonian"] = _scaled(self.hamiltonian, 1e-9) if changed else written
        return fields

    @property
    def sample_rate(self) -> float:
        """Samples per second."""
        return float(1 / self.dt)

    @property
    def control_channels(self) -> dict[tuple[int, ...], list[ControlChannel]]:
        """The control channels by the qubits that they act on."""
        found: dict[tuple[int, ...], list[ControlChannel]] = {}
        for channel, qubits in self._channel_qubits.items():
            if isinstance(channel, ControlChannel):
                found.setdefault(tuple(qubits), []).append(channel)
        return found

    def drive(self, qubit: int) -> DriveChannel:
        """The drive of a qubit.

        Raises:
            BackendConfigurationError: There is no such qubit.
        """
        return DriveChannel(self._checked(qubit))

    def measure(self, qubit: int) -> MeasureChannel:
        """The stimulus of a qubit's readout.

        Raises:
            BackendConfigurationError: There is no such qubit.
        """
        return MeasureChannel(self._checked(qubit))

    def acquire(self, qubit: int) -> AcquireChannel:
        """The acquisition of a qubit's readout.

        Raises:
            BackendConfigurationError: There is no such qubit.
        """
        return AcquireChannel(self._checked(qubit))

    def control(self, qubits: Iterable[int] | None = None) -> list[ControlChannel]:
        """The control channels that act on ``qubits``, in that order.

        Raises:
            BackendConfigurationError: There are none, or ``qubits`` is missing.
        """
        wanted = tuple(qubits or ())
        if not wanted or wanted not in self.control_channels:
            raise BackendConfigurationError(
                f"Couldn't find the ControlChannel operating on qubits {wanted} on "
                f"{self.n_qubits}-qubit system."
            )
        return self.control_channels[wanted]

    def describe(self, channel: ControlChannel) -> dict[DriveChannel, Any]:
        """The drives whose LO a control channel's LO is made of, with their factors.

        Raises:
            BackendConfigurationError: It is no control channel of this backend.
        """
        if not isinstance(channel, ControlChannel):
            raise BackendConfigurationError("Can only describe ControlChannels.")
        if channel.index >= len(self.u_channel_lo):
            raise BackendConfigurationError(f"Couldn't find the Channel - {channel}")
        return {DriveChannel(share.q): share.scale for share in self.u_channel_lo[channel.index]}

    def get_channel_qubits(self, channel: Channel) -> list[int]:
        """The qubits that a channel acts on.

        Raises:
            BackendConfigurationError: The backend has no such channel, or names none.
        """
        self._need_channels()
        if channel not in self._channel_qubits:
            raise BackendConfigurationError(f"Couldn't find the Channel - {channel}")
        return list(self._channel_qubits[channel])

    def get_qubit_channels(self, qubit: int | Iterable[int]) -> list[Channel]:
        """The channels of a qubit, or those that act on exactly the given qubits in their order.

        Raises:
            BackendConfigurationError: There are none, or the backend names no channels.
        """
        self._need_channels()
        if isinstance(qubit, int):
            found = [c for c, qubits in self._channel_qubits.items() if qubit in qubits]
        else:
            qubit = tuple(qubit)
            found = [c for c, qubits in self._channel_qubits.items() if tuple(qubits) == qubit]
        if not found:
            raise BackendConfigurationError(f"Couldn't find the qubit - {qubit}")
        return found

    def _checked(self, qubit: int) -> int:
        if not 0 <= qubit < self.n_qubits:
            msg = f"There is no qubit {qubit}. Invalid index for {self.n_qubits}-qubit system."
            raise BackendConfigurationError(msg)
        return qubit

    def _need_channels(self) -> None:
        if not self._channel_qubits:
            raise BackendConfigurationError(
                f"This backend - '{self.backend_name}' does not provide channel information."
            )


def _scaled(hamiltonian: Any, factor: float) -> Any:
    """A copy with its variables times ``factor``; the text that holds their names stays."""
    if not hamiltonian or "vars" not in hamiltonian:
        return hamiltonian
    scaled = {name: value * factor for name, value in hamiltonian["vars"].items()}
    return {**hamiltonian, "vars": scaled}


def _channel(name: str) -> Channel | None:
    match = re.fullmatch(r"([a-z]+)(\d+)", name)
    if match is None or match[1] not in _KINDS:
        return None
    return _KINDS[match[1]](int(match[2]))
