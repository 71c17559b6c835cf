"""`Device`: what a quantum processor is, apart from how it is spoken to."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qiskit.transpiler import Target

if TYPE_CHECKING:
    from qiskit_uplift.backends.noise import DeviceNoise

DEFAULT_BASIS = ("id", "rz", "sx", "x", "cx")
CONTROL_FLOW = ("if_else", "for_loop", "while_loop", "switch_case")


@dataclass(frozen=True)
class Qubit:
    """One qubit; a value that is None is not known (or, for T1 and T2, infinite).

    Attributes:
        t1: Relaxation time in seconds.
        t2: Dephasing time in seconds, at most twice ``t1``.
        frequency: In Hz.
        readout_error: The mean of the next two, where those are known.
        prob_meas1_prep0: Probability to read 1 where the qubit is 0.
        prob_meas0_prep1: Probability to read 0 where the qubit is 1.
        readout_duration: In seconds.
        operational: False where the qubit is broken.
    """

    t1: float | None = None
    t2: float | None = None
    frequency: float | None = None
    readout_error: float | None = None
    prob_meas1_prep0: float | None = None
    prob_meas0_prep1: float | None = None
    readout_duration: float | None = None
    operational: bool = True


@dataclass(frozen=True)
class Operation:
    """One gate, or reset, on certain qubits.

    Attributes:
        name: Its name in Qiskit's standard library.
        qubits: The qubits in the gate's order.
        error: One minus the average gate fidelity; None where not known.
        duration: In seconds; None where not known.
        operational: False where it is broken there.
    """

    name: str
    qubits: tuple[int, ...]
    error: float | None = None
    duration: float | None = None
    operational: bool = True


@dataclass(frozen=True)
class Device:
    """A quantum processor of 1 to 156 qubits: coupling, coherence, errors and durations.

    Make one by :meth:`generate` or :meth:`from_properties`; it never changes afterwards.

    Attributes:
        name: The device's name.
        qubits: Its qubits.
        operations: Its gates and resets on the qubits where it has them.
        basis_gates: The names of its gates.
        edges: The coupled pairs, in the directions in which it has a two-qubit gate.
        dt: The time step of its controls in seconds; None where not known.
        control_flow: The names of the control-flow operations that it runs.
        timing: Timing constraints in units of ``dt``, by the names that ``Target`` has for them.
        source: The configuration and properties it was read from, if any.

    Example:
        >>> from qiskit_uplift.backends import Device
        >>> device = Device.generate(5, "ring", seed=1)
        >>> device.num_qubits, len(device.edges)
        (5, 10)
        >>> sorted(device.to_target().operation_names)[:3]
        ['cx', 'delay', 'for_loop']
    """

    name: str
    qubits: tuple[Qubit, ...]
    operations: tuple[Operation, ...]
    basis_gates: tuple[str, ...]
    edges: tuple[tuple[int, int], ...]
    dt: float | None = None
    control_flow: tuple[str, ...] = ()
    timing: tuple[tuple[str, int], ...] = ()
    source: tuple[Mapping[str, Any], Mapping[str, Any] | None] | None = field(
        default=None, compare=False, repr=False
    )

    @classmethod
    def generate(
        cls,
        num_qubits: int,
        topology: str = "line",
        *,
        seed: int = 0,
        ideal: bool = False,
        basis_gates: Sequence[str] = DEFAULT_BASIS,
        control_flow: bool = True,
        faulty_qubits: Sequence[int] = (),
        faulty_edges: Sequence[tuple[int, int]] = (),
        name: str | None = None,
    ) -> Device:
        """A device with values like those of today's superconducting processors.

        Args:
            num_qubits: 1 to 156.
            topology: ``line``, ``ring``, ``grid``, ``heavy-hex`` or ``all-to-all``.
            seed: Decides every drawn value; the same seed gives the same device.
            ideal: No errors and no decoherence; durations stay.
            basis_gates: Names of one- and two-qubit gates of Qiskit's standard library.
            control_flow: Whether it branches and loops as it runs (``CONTROL_FLOW``).
            faulty_qubits: Qubits that are broken.
            faulty_edges: Coupled pairs whose two-qubit gates are broken, in both directions.
            name: The device's name; made from topology and size by default.

        Raises:
            TargetError: A number, name, qubit or pair that the device can't have.
        """
        from qiskit_uplift.backends.generation import generate

        return generate(
            num_qubits,
            topology,
            seed=seed,
            ideal=ideal,
            basis_gates=tuple(basis_gates),
            control_flow=CONTROL_FLOW if control_flow else (),
            faulty_qubits=tuple(faulty_qubits),
            faulty_edges=tuple((a, b) for a, b in faulty_edges),
            name=name,
        )

    @classmethod
    def from_properties(
        cls,
        configuration: str | Path | Mapping[str, Any],
        properties: str | Path | Mapping[str, Any] | None = None,
    ) -> Device:
        """The device that a configuration and properties in Qiskit's JSON schema describe.

        Args:
            configuration: The dictionary, or the path of a JSON file that holds it.
            properties: Likewise; None where nothing was measured.

        Raises:
            TargetError: A file can't be read, or a field is missing or of the wrong kind.
        """
        from qiskit_uplift.backends.snapshots import read_device

        return read_device(configuration, properties)

    @property
    def num_qubits(self) -> int:
        """How many qubits the device has, broken ones included."""
        return len(self.qubits)

    @functools.cached_property
    def ideal(self) -> bool:
        """Whether nothing about the device is noisy."""
        return all(
            not any((q.t1, q.t2, q.readout_error, q.prob_meas1_prep0, q.prob_meas0_prep1))
            for q in self.qubits
        ) and not any(operation.error for operation in self.operations)

    @functools.cached_property
    def table(self) -> dict[str, dict[tuple[int, ...], Operation]]:
        """The operations by name and qubits."""
        found: dict[str, dict[tuple[int, ...], Operation]] = {}
        for operation in self.operations:
            found.setdefault(operation.name, {})[operation.qubits] = operation
        return found

    @functools.cached_property
    def noise(self) -> DeviceNoise:
        """The device's noise as Aer wants it; each error is made once, when first needed."""
        from qiskit_uplift.backends.noise import DeviceNoise

        return DeviceNoise(self)

    def works(self, operation: Operation) -> bool:
        """Whether an operation and all of its qubits are operational."""
        return operation.operational and all(self.qubits[q].operational for q in operation.qubits)

    def to_target(self) -> Target:
        """A new ``Target`` with all that is known; what is broken is left out."""
        from qiskit_uplift.backends.target import to_target

        return to_target(self)

    def configuration(self) -> dict[str, Any]:
        """The configuration in Qiskit's JSON schema; as it was read, where it was."""
        from qiskit_uplift.backends.legacy_data import configuration

        return configuration(self)

    def properties(self) -> dict[str, Any] | None:
        """The properties in Qiskit's JSON schema; None where nothing was measured."""
        from qiskit_uplift.backends.legacy_data import properties

        return properties(self)
