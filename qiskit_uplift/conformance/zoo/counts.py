"""Devices whose outcomes are wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from qiskit.circuit import CircuitInstruction, QuantumCircuit
from qiskit.circuit.library import CRXGate, RXGate, RZGate

from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.backends.cutting import active_qubits
from qiskit_uplift.conformance.zoo.altered import (
    AlteredDevice,
    bits_of,
    mapped,
    measurements,
    number_of,
    rewritten,
    without_measurements,
)
from qiskit_uplift.conformance.zoo.base import FaultyDevice, faulty

ONE_PERCENT = 1.01


def reversed_bits() -> AlteredDevice:
    """Clbit 0 comes first in an outcome, not last."""
    return AlteredDevice(after=mapped(lambda c, v: number_of(bits_of(v, c.num_clbits)[::-1])))


def flips(probability: float, clbit: int = 1) -> AlteredDevice:
    """A clbit is read wrong with some probability."""
    rng = np.random.default_rng(5)

    def after(circuit: QuantumCircuit, samples: Samples) -> Samples:
        if circuit.num_clbits <= clbit:
            return samples
        wrong = rng.random(samples.num_shots) < probability
        values = [
            value ^ (1 << clbit) if flipped else value
            for value, flipped in zip(samples.to_ints(), wrong, strict=True)
        ]
        return Samples.from_memory(values, samples.num_bits)

    return AlteredDevice(after=after)


def gate_replaced(name: str, *gates: Any, only: tuple[int, ...] | None = None) -> AlteredDevice:
    """A gate does something else, on all qubits or on some; ``gates`` may be functions of it."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        places = tuple(changed.find_bit(qubit).index for qubit in item.qubits)
        if item.name != name or (only is not None and sorted(places) != sorted(only)):
            return False
        for gate in gates:
            made = gate(item.operation) if callable(gate) else gate
            changed.append(made, item.qubits[: made.num_qubits])
        return True

    return AlteredDevice(before=lambda circuit: rewritten(circuit, step))


def sx_off() -> AlteredDevice:
    """The angle of ``sx`` is wrong by 1 %."""
    return gate_replaced("sx", RXGate(math.pi / 2 * ONE_PERCENT))


def x_off() -> AlteredDevice:
    """The angle of ``x`` is wrong by 1 %."""
    return gate_replaced("x", RXGate(math.pi * ONE_PERCENT))


def rz_off() -> AlteredDevice:
    """The angle of ``rz`` is wrong by 1 %."""
    return gate_replaced("rz", lambda gate: RZGate(gate.params[0] * ONE_PERCENT))


def cx_off() -> AlteredDevice:
    """The angle by which ``cx`` turns its target is wrong by 1 %."""
    return gate_replaced("cx", RZGate(math.pi / 2), CRXGate(math.pi * ONE_PERCENT))


def cx_turned_around() -> AlteredDevice:
    """The qubits of ``cx`` are exchanged."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name == "cx":
            changed.cx(item.qubits[1], item.qubits[0])
        return item.name == "cx"

    return AlteredDevice(before=lambda circuit: rewritten(circuit, step))


def cx_with_a_phase() -> AlteredDevice:
    """Each ``cx`` leaves a wrong phase on its first qubit."""
    return gate_replaced("cx", lambda gate: gate, RZGate(0.5))


def one_edge() -> AlteredDevice:
    """``cx`` turns too little on one couple of qubits."""
    return gate_replaced("cx", RZGate(math.pi / 2), CRXGate(math.pi * 0.8), only=(2, 3))


def one_qubit() -> AlteredDevice:
    """``sx`` turns too far on one qubit."""
    return gate_replaced("sx", RXGate(math.pi / 2 + 0.2), only=(3,))


def fifth_gate_lost() -> AlteredDevice:
    """The fifth gate of a circuit isn't run."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        seen = 0

        def step(_: QuantumCircuit, item: CircuitInstruction) -> bool:
            nonlocal seen
            seen += item.name not in ("measure", "barrier")
            return seen == 5 and item.name not in ("measure", "barrier")

        return rewritten(circuit, step)

    return AlteredDevice(before=before)


def above_eight() -> AlteredDevice:
    """The ninth qubit and those after it read as 0 where more than 8 are used."""

    def change(circuit: QuantumCircuit, value: int) -> int:
        return value & 0xFF if len(active_qubits(circuit)) > 8 else value

    return AlteredDevice(after=mapped(change), qubits=12)


def phase_turns() -> AlteredDevice:
    """A global phase turns the first qubit."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        changed = circuit.copy_empty_like()
        changed.rx(float(circuit.global_phase), 0)
        for item in circuit.data:
            changed.append(item)
        return changed

    return AlteredDevice(before=before)


def excited() -> AlteredDevice:
    """Qubit 0 begins in its excited state."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        changed = circuit.copy_empty_like()
        changed.x(0)
        for item in circuit.data:
            changed.append(item)
        return changed

    return AlteredDevice(before=before)


def measured_in_order() -> AlteredDevice:
    """The measured qubits are written into the measured clbits in their own order."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        pairs = measurements(circuit)
        changed = without_measurements(circuit)
        qubits, clbits = ({pair[side] for pair in pairs} for side in (0, 1))
        for qubit, clbit in zip(sorted(qubits), sorted(clbits), strict=False):
            changed.measure(qubit, clbit)
        return changed

    return AlteredDevice(before=before)


def everything_measured() -> AlteredDevice:
    """Qubit ``i`` is read into clbit ``i``, whatever is measured."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        changed = without_measurements(circuit)
        for index in range(min(circuit.num_qubits, circuit.num_clbits)):
            changed.measure(index, index)
        return changed

    return AlteredDevice(before=before)


def gaps_closed() -> AlteredDevice:
    """Clbits that nothing is measured into are left out, and the others move down."""

    def change(circuit: QuantumCircuit, value: int) -> int:
        written = sorted({clbit for _, clbit in measurements(circuit)})
        return number_of([value >> clbit & 1 for clbit in written])

    return AlteredDevice(after=mapped(change))


def first_wins() -> AlteredDevice:
    """A clbit keeps the first outcome that is measured into it."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        seen: set[Any] = set()

        def step(_: QuantumCircuit, item: CircuitInstruction) -> bool:
            if item.name != "measure":
                return False
            known = item.clbits[0] in seen
            seen.add(item.clbits[0])
            return known

        return rewritten(circuit, step)

    return AlteredDevice(before=before)


def measured_at_the_end() -> AlteredDevice:
    """All measurements are put off to the end."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        changed = without_measurements(circuit)
        for qubit, clbit in measurements(circuit):
            changed.measure(qubit, clbit)
        return changed

    return AlteredDevice(before=before)


def tossed_by_measuring() -> AlteredDevice:
    """A measured qubit is left in a superposition."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name != "measure":
            return False
        changed.append(item)
        changed.h(item.qubits[0])
        return True

    return AlteredDevice(before=lambda circuit: rewritten(circuit, step))


def registers_exchanged() -> AlteredDevice:
    """The registers follow each other the other way round."""

    def change(circuit: QuantumCircuit, value: int) -> int:
        order = [
            circuit.find_bit(clbit).index
            for register in reversed(circuit.cregs)
            for clbit in register
        ]
        if sorted(order) != list(range(circuit.num_clbits)) or _is_special(circuit):
            return value
        return number_of([value >> clbit & 1 for clbit in order])

    return AlteredDevice(after=mapped(change))


def registers_by_name() -> AlteredDevice:
    """The registers are sorted by their names."""

    def change(circuit: QuantumCircuit, value: int) -> int:
        order = [
            circuit.find_bit(clbit).index
            for register in sorted(circuit.cregs, key=lambda one: str(one.name))
            for clbit in register
        ]
        if sorted(order) != list(range(circuit.num_clbits)) or _is_special(circuit):
            return value
        return number_of([value >> clbit & 1 for clbit in order])

    return AlteredDevice(after=mapped(change))


def registers_one_after_another() -> AlteredDevice:
    """Clbits are numbered as the registers list them, not as the circuit has them."""

    def change(circuit: QuantumCircuit, value: int) -> int:
        order = [circuit.find_bit(clbit).index for register in circuit.cregs for clbit in register]
        return number_of([value >> clbit & 1 for clbit in order][: circuit.num_clbits])

    return AlteredDevice(after=mapped(change))


def _is_special(circuit: QuantumCircuit) -> bool:
    """Whether the registers don't follow each other as the clbits do."""
    order = [circuit.find_bit(clbit).index for register in circuit.cregs for clbit in register]
    return order != list(range(circuit.num_clbits))


def keys_without_padding() -> AlteredDevice:
    """The result doesn't say how many clbits there are."""
    return _header_without("memory_slots", "creg_sizes")


def keys_without_spaces() -> AlteredDevice:
    """The result doesn't say which registers there are."""
    return _header_without("creg_sizes")


def _header_without(*names: str) -> AlteredDevice:
    def change(result: Any) -> None:
        for experiment in result.results:
            header = experiment.header
            for name in names:
                if isinstance(header, dict):
                    header.pop(name, None)
                elif hasattr(header, name):
                    delattr(header, name)

    return AlteredDevice(result=change)


def sorted_memory() -> AlteredDevice:
    """Memory comes sorted."""

    def change(result: Any) -> None:
        for experiment in result.results:
            if getattr(experiment.data, "memory", None):
                experiment.data.memory = sorted(experiment.data.memory)

    return AlteredDevice(result=change)


def memory_of_other_shots() -> AlteredDevice:
    """One shot differs between memory and counts."""

    def change(result: Any) -> None:
        for experiment in result.results:
            memory = getattr(experiment.data, "memory", None)
            if memory:
                memory[0] = "0x0" if memory[0] != "0x0" else "0x1"

    return AlteredDevice(result=change)


FAULTS: tuple[FaultyDevice, ...] = (
    faulty(reversed_bits, "counts.bit-order"),
    FaultyDevice(
        "flips-1-percent", lambda: flips(0.01), ("counts.bit-flips",), "A clbit is flipped by 1 %."
    ),
    FaultyDevice(
        "flips-0.3-percent",
        lambda: flips(0.003),
        ("counts.bit-flips",),
        "A clbit is flipped by 0.3 %.",
    ),
    faulty(sx_off, "counts.angles"),
    faulty(x_off, "counts.angles"),
    faulty(rz_off, "counts.angles"),
    faulty(cx_off, "counts.angles"),
    faulty(cx_turned_around, "counts.gates"),
    faulty(cx_with_a_phase, "counts.bell", "counts.edges", "counts.gates"),
    faulty(one_edge, "counts.edges", "counts.angles"),
    faulty(one_qubit, "counts.angles"),
    faulty(fifth_gate_lost, "counts.distribution"),
    faulty(above_eight, "counts.wide"),
    faulty(phase_turns, "counts.global-phase"),
    faulty(excited, "counts.ground-state"),
    faulty(measured_in_order, "counts.permuted-measurement"),
    faulty(everything_measured, "counts.partial-measurement", "counts.unmeasured-clbits"),
    faulty(gaps_closed, "counts.unmeasured-clbits"),
    faulty(first_wins, "counts.overwritten-clbit"),
    faulty(measured_at_the_end, "counts.mid-circuit"),
    faulty(tossed_by_measuring, "counts.repeated-measurement"),
    faulty(registers_exchanged, "counts.register-order"),
    faulty(registers_by_name, "counts.register-order"),
    faulty(
        registers_one_after_another,
        "counts.interleaved-registers",
        "counts.reversed-registers",
        "counts.aliased-registers",
        "counts.loose-clbits",
    ),
    faulty(keys_without_padding, "counts.keys"),
    faulty(keys_without_spaces, "counts.keys"),
    faulty(sorted_memory, "counts.memory-order"),
    faulty(memory_of_other_shots, "counts.memory", "counts.memory-keys"),
)
