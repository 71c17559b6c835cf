"""Devices that say of themselves what isn't so, or don't do what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qiskit.circuit import Measure, QuantumCircuit
from qiskit.circuit.library import CXGate, SXdgGate, XGate
from qiskit.providers import QubitProperties
from qiskit.transpiler import CouplingMap, InstructionDurations, InstructionProperties, Target

from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.legacy import LegacyDevice
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.conformance.zoo.base import FaultyDevice
from qiskit_uplift.exceptions import InvalidCircuitError


class _Ideal(ModernDevice):
    """The reference device without noise; it takes any circuit."""

    def __init__(self) -> None:
        super().__init__(Device.generate(5, ideal=True), accepts="anything")


class OperationsRaise(_Ideal):
    """An attribute of every BackendV2 can't be read."""

    @property
    def operations(self) -> list[Any]:
        """Raise."""
        raise KeyError("operations")


class NoRoomForCircuits(_Ideal):
    """``max_circuits`` is 0."""

    @property
    def max_circuits(self) -> int | None:
        """0."""
        return 0


class OneQubitTooMany(_Ideal):
    """``num_qubits`` is one more than the Target's."""

    @property
    def num_qubits(self) -> int:
        """6."""
        return int(self.target.num_qubits) + 1


class OutdatedOperationNames(_Ideal):
    """``operation_names`` has a gate that the Target hasn't."""

    @property
    def operation_names(self) -> list[str]:
        """With h."""
        return [*self.target.operation_names, "h"]


class EdgeTooMany(_Ideal):
    """The coupling map has a pair without any gate."""

    @property
    def coupling_map(self) -> CouplingMap:
        """With one pair more."""
        return CouplingMap([*self.target.build_coupling_map().get_edges(), (0, 4)])


class StaleDurations(_Ideal):
    """``instruction_durations`` are half of the Target's."""

    @property
    def instruction_durations(self) -> InstructionDurations:
        """Halved."""
        return InstructionDurations(
            [
                (name, list(qubits), entry.duration / 2, "s")
                for name in self.target.operation_names
                for qubits, entry in (self.target[name] or {}).items()
                if entry is not None and entry.duration is not None
            ],
            dt=self.target.dt,
        )


class TranspilerStageMissing(_Ideal):
    """It names a stage of the transpiler that isn't installed."""

    def get_translation_stage_plugin(self) -> str:
        """A name that no plugin has."""
        return "a_plugin_that_nobody_has"


class TargetShrinksByRun(_Ideal):
    """After a run, the Target has lost an instruction."""

    def run(self, run_input: Any, **options: Any) -> Any:
        """Run, and describe itself anew."""
        smaller = Target(num_qubits=5, dt=self._target.dt)
        for name in sorted(set(self._target.operation_names) - {"id"}):
            operation = self._target.operation_from_name(name)
            if not isinstance(operation, type):
                smaller.add_instruction(operation, dict(self._target[name].items()))
        self._target = smaller
        return super().run(run_input, **options)


Change = Callable[[Target], Target]


def _told(change: Change, *, ideal: bool = True) -> Callable[[], ModernDevice]:
    """A device whose Target is changed."""

    def make() -> ModernDevice:
        backend = ModernDevice(Device.generate(5, ideal=ideal, seed=2), accepts="anything")
        backend._target = change(backend._target)
        return backend

    return make


def _rebuilt(
    target: Target,
    *,
    width: int | None = None,
    dt: float | None = None,
    entry: Callable[[Any], Any] = lambda entry: entry,
    qubit: Callable[[Any], Any] = lambda qubit: qubit,
    leave_out: Sequence[str] = (),
) -> Target:
    """The Target with other numbers."""
    known = target.qubit_properties
    made = Target(
        num_qubits=width or target.num_qubits,
        dt=target.dt if dt is None else dt,
        qubit_properties=None if known is None or width else [qubit(one) for one in known],
    )
    for name in sorted(set(target.operation_names) - set(leave_out)):
        operation = target.operation_from_name(name)
        if isinstance(operation, type):
            made.add_instruction(operation, name=name)
        else:
            made.add_instruction(
                operation, {place: entry(one) for place, one in target[name].items()}
            )
    return made


def _entry(**factors: float) -> Callable[[Any], Any]:
    def change(entry: Any) -> Any:
        if entry is None:
            return None
        values = {"duration": entry.duration, "error": entry.error}
        for name, factor in factors.items():
            values[name] = None if values[name] is None else values[name] * factor
        return InstructionProperties(**values)

    return change


def _qubit(**factors: float) -> Callable[[Any], Any]:
    def change(known: Any) -> Any:
        values = {name: getattr(known, name) for name in ("t1", "t2", "frequency")}
        for name, factor in factors.items():
            values[name] = None if values[name] is None else values[name] * factor
        return QubitProperties(**values)

    return change


def _t2_above(known: Any) -> Any:
    return QubitProperties(t1=known.t1, t2=3 * known.t1, frequency=known.frequency)


def _inverse_sx(target: Target) -> Target:
    made = _rebuilt(target, leave_out=["sx"])
    made.add_instruction(SXdgGate(), dict(target["sx"].items()), name="sx")
    return made


class PropertyMissing(_Ideal):
    """``qubit_properties()`` gives those of all qubits but one."""

    def qubit_properties(self, qubit: Any) -> Any:
        """Without the last."""
        known = self.target.qubit_properties
        return known[qubit] if isinstance(qubit, int) else [known[q] for q in qubit[:-1]]


class Rewriting(_Ideal):
    """It runs another circuit than the one that it is given.

    Args:
        change: Makes the one that is run.
    """

    def __init__(self, change: Callable[[QuantumCircuit], QuantumCircuit]) -> None:
        super().__init__()
        self._change = change

    def run(self, run_input: Any, **options: Any) -> Any:
        """Run what is made of the circuits."""
        several = [run_input] if isinstance(run_input, QuantumCircuit) else run_input
        return super().run([self._change(circuit) for circuit in several], **options)


Step = Callable[[Any, tuple[int, ...]], tuple[Any, Sequence[int]] | None]


def _each(step: Step) -> Callable[[], ModernDevice]:
    """A device that replaces instructions: ``step`` gives the other and its qubits, or None."""

    def change(circuit: QuantumCircuit) -> QuantumCircuit:
        made = circuit.copy_empty_like()
        for item in circuit.data:
            place = tuple(circuit.find_bit(qubit).index for qubit in item.qubits)
            other = step(item.operation, place)
            if other is not None:
                made.append(other[0], list(other[1]), item.clbits)
        return made

    return lambda: Rewriting(change)


def _refused(operation: Any, place: tuple[int, ...]) -> tuple[Any, Sequence[int]]:
    if operation.name == "sx" and place == (3,):
        raise InvalidCircuitError("There is no sx on qubit 3.")
    return operation, place


def _x_for_sx(operation: Any, place: tuple[int, ...]) -> tuple[Any, Sequence[int]]:
    return (XGate() if operation.name == "sx" and place == (2,) else operation), place


def _no_reset(operation: Any, place: tuple[int, ...]) -> tuple[Any, Sequence[int]] | None:
    return None if operation.name == "reset" and place == (4,) else (operation, place)


def _turned(operation: Any, place: tuple[int, ...]) -> tuple[Any, Sequence[int]]:
    return operation, place[::-1] if place == (1, 2) and operation.name == "cx" else place


def _cx_left_out(operation: Any, place: tuple[int, ...]) -> tuple[Any, Sequence[int]] | None:
    return None if operation.name == "cx" and place == (3, 4) else (operation, place)


_NATIVE = {"id", "rz", "sx", "x", "cx", "measure", "reset", "delay", "barrier"}


def _foreign_left_out(operation: Any, place: tuple[int, ...]) -> tuple[Any, Sequence[int]] | None:
    return (operation, place) if operation.name in _NATIVE else None


def _apart_left_out(operation: Any, place: tuple[int, ...]) -> tuple[Any, Sequence[int]] | None:
    apart = isinstance(operation, CXGate) and abs(place[0] - place[1]) > 1
    return None if apart else (operation, place)


def _last_qubit_lost() -> ModernDevice:
    def change(circuit: QuantumCircuit) -> QuantumCircuit:
        if circuit.num_qubits <= 5:
            return circuit
        made = QuantumCircuit(5, name=circuit.name)
        made.add_bits(circuit.clbits)
        for register in circuit.cregs:
            made.add_register(register)
        for item in circuit.data:
            place = [circuit.find_bit(qubit).index for qubit in item.qubits]
            if isinstance(item.operation, Measure) or max(place) < 5:
                made.append(item.operation, [min(index, 4) for index in place], item.clbits)
        return made

    return Rewriting(change)


class LegacyOfAnother(LegacyDevice):
    """The configuration is that of another backend."""

    def name(self) -> str:
        """A name of its own."""
        return "renamed"


def _legacy(change: Callable[[Any], None]) -> Callable[[], Any]:
    """An old device whose properties are changed."""

    def make() -> Any:
        backend = LegacyDevice(Device.generate(5, seed=2))
        change(backend.properties())
        return backend

    return make


def _last_qubit_unknown(measured: Any) -> None:
    del measured.qubits[-1]


def _gate_elsewhere(measured: Any) -> None:
    next(gate for gate in measured.gates if len(gate.qubits) == 2).qubits = [0, 4]


def _of(name: str, make: Callable[[], Any], about: str, *found_by: str) -> FaultyDevice:
    ids = tuple(one if "." in one else f"target.{one}" for one in found_by)
    return FaultyDevice(name, make, ids, about)


FAULTS: tuple[FaultyDevice, ...] = (
    _of(
        "configuration-of-another",
        lambda: LegacyOfAnother(Device.generate(5, seed=2)),
        "The configuration names another backend.",
        "configuration",
    ),
    _of(
        "qubit-without-properties",
        _legacy(_last_qubit_unknown),
        "The properties have one qubit too few.",
        "properties",
    ),
    _of(
        "properties-of-another-pair",
        _legacy(_gate_elsewhere),
        "The properties have a gate on a pair that isn't coupled.",
        "properties",
    ),
    _of("attribute-raises", OperationsRaise, "An attribute can't be read.", "attributes"),
    _of("no-room-for-circuits", NoRoomForCircuits, "max_circuits is 0.", "attributes"),
    _of("one-qubit-too-many", OneQubitTooMany, "num_qubits is one too large.", "num-qubits"),
    _of(
        "qubits-without-instructions",
        _told(lambda target: _rebuilt(target, width=20)),
        "The Target counts 20 qubits, and 5 have instructions.",
        "num-qubits",
    ),
    _of(
        "outdated-operation-names",
        OutdatedOperationNames,
        "operation_names has a gate that the Target hasn't.",
        "operations",
    ),
    _of(
        "standard-name-for-another-gate",
        _told(_inverse_sx),
        "The instruction called sx is the inverse of sx.",
        "standard-names",
    ),
    _of("edge-too-many", EdgeTooMany, "The coupling map has a pair too many.", "coupling-map"),
    _of(
        "measure-not-advertised",
        _told(lambda target: _rebuilt(target, leave_out=["measure"])),
        "The Target has no measure.",
        "measure",
    ),
    _of(
        "durations-in-nanoseconds",
        _told(lambda target: _rebuilt(target, entry=_entry(duration=1e9))),
        "Durations are in nanoseconds.",
        "durations",
    ),
    _of(
        "durations-in-microseconds",
        _told(lambda target: _rebuilt(target, entry=_entry(duration=1e6)), ideal=False),
        "Durations are in microseconds.",
        "durations",
    ),
    _of(
        "errors-in-percent",
        _told(lambda target: _rebuilt(target, entry=_entry(error=100)), ideal=False),
        "Errors are in percent.",
        "errors",
    ),
    _of(
        "time-step-in-nanoseconds",
        _told(lambda target: _rebuilt(target, dt=0.222)),
        "dt is in nanoseconds.",
        "time-step",
    ),
    _of(
        "qubit-property-missing",
        PropertyMissing,
        "There is one entry of qubit properties too few.",
        "qubit-properties",
    ),
    _of(
        "coherence-in-microseconds",
        _told(lambda target: _rebuilt(target, qubit=_qubit(t1=1e6, t2=1e6)), ideal=False),
        "T1 and T2 are in microseconds.",
        "coherence",
    ),
    _of(
        "coherence-converted-twice",
        _told(lambda target: _rebuilt(target, qubit=_qubit(t1=1e-6, t2=1e-6)), ideal=False),
        "T1 and T2 were converted from microseconds to seconds twice.",
        "coherence",
    ),
    _of(
        "t2-above-twice-t1",
        _told(lambda target: _rebuilt(target, qubit=_t2_above), ideal=False),
        "T2 is three times T1.",
        "coherence",
    ),
    _of(
        "frequencies-in-gigahertz",
        _told(lambda target: _rebuilt(target, qubit=_qubit(frequency=1e-9))),
        "Frequencies are in GHz.",
        "frequencies",
    ),
    _of(
        "stale-instruction-durations",
        StaleDurations,
        "instruction_durations are half of the Target's.",
        "instruction-durations",
    ),
    _of(
        "advertised-gate-refused",
        _each(_refused),
        "A gate is refused on one qubit where it is advertised.",
        "one-qubit-instructions",
    ),
    _of(
        "gate-wrong-on-one-qubit",
        _each(_x_for_sx),
        "On one qubit, sx is x.",
        "one-qubit-instructions",
    ),
    _of(
        "reset-left-out-on-one-qubit",
        _each(_no_reset),
        "On one qubit, reset does nothing.",
        "one-qubit-instructions",
    ),
    _of(
        "gate-turned-on-one-edge",
        _each(_turned),
        "On one pair, in one direction, control and target of cx are swapped.",
        "many-qubit-instructions",
    ),
    _of(
        "gate-left-out-on-one-edge",
        _each(_cx_left_out),
        "On one pair, in one direction, cx does nothing.",
        "many-qubit-instructions",
    ),
    _of(
        "unadvertised-gate-left-out",
        _each(_foreign_left_out),
        "A gate that isn't advertised is accepted, and left out.",
        "unadvertised-gate",
    ),
    _of(
        "unadvertised-pair-left-out",
        _each(_apart_left_out),
        "A gate on qubits that aren't coupled is accepted, and left out.",
        "unadvertised-pair",
    ),
    _of(
        "wide-circuit-cut-off",
        _last_qubit_lost,
        "Of a circuit that is too wide, the last qubit is lost in silence.",
        "robust.too-wide",
    ),
    _of(
        "transpiler-stage-missing",
        TranspilerStageMissing,
        "transpile() for the backend looks for a plugin that isn't there.",
        "transpile",
    ),
    _of(
        "target-shrinks-by-run",
        TargetShrinksByRun,
        "A run changes the Target.",
        "unchanged",
    ),
)  # fmt: skip
