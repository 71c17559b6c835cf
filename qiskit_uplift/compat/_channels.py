"""The channels of pulse schedules as names: what a configuration answers with on Qiskit 2."""

from __future__ import annotations

from typing import ClassVar

from qiskit.exceptions import QiskitError


class PulseError(QiskitError):
    """Something of Qiskit's pulse module was asked for that can't be given."""


class Channel:
    """A line of the device that pulses or data travel on.

    Args:
        index: Which of the lines of this kind, from zero.

    Raises:
        PulseError: ``index`` is no integer from zero.

    Example:
        >>> DriveChannel(3).name
        'd3'
    """

    prefix: ClassVar[str] = ""

    def __init__(self, index: int) -> None:
        if not isinstance(index, int) or index < 0:
            raise PulseError(f"A channel's index is an integer from 0, got {index!r}.")
        self._index = index

    @property
    def index(self) -> int:
        """Which of the lines of this kind."""
        return self._index

    @property
    def name(self) -> str:
        """The prefix of the kind and the index."""
        return f"{self.prefix}{self._index}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._index})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._index == other._index

    def __hash__(self) -> int:
        return hash((type(self), self._index))


class PulseChannel(Channel):
    """A channel that pulses are played on."""


class ClassicalIOChannel(Channel):
    """A channel of classical data."""


class DriveChannel(PulseChannel):
    """The drive of a qubit."""

    prefix = "d"


class MeasureChannel(PulseChannel):
    """The stimulus of a qubit's readout."""

    prefix = "m"


class ControlChannel(PulseChannel):
    """A further drive, such as of a cross-resonance gate."""

    prefix = "u"


class AcquireChannel(Channel):
    """The acquisition of a qubit's readout."""

    prefix = "a"


class MemorySlot(ClassicalIOChannel):
    """A bit of the memory that outcomes go to."""

    prefix = "m"


class RegisterSlot(ClassicalIOChannel):
    """A bit that later operations may be conditioned on."""

    prefix = "c"


class SnapshotChannel(ClassicalIOChannel):
    """Where a simulator's snapshots go."""

    prefix = "s"

    def __init__(self) -> None:
        super().__init__(0)
