"""Devices that are wrong about control flow, and devices that take garbage for circuits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from qiskit.circuit import (
    CircuitInstruction,
    IfElseOp,
    ParameterExpression,
    QuantumCircuit,
    SwitchCaseOp,
)
from qiskit.circuit.controlflow import CASE_DEFAULT

from qiskit_uplift.backends.jobs import DeviceJob
from qiskit_uplift.conformance.zoo.altered import AlteredDevice, Step, measurements, rewritten
from qiskit_uplift.conformance.zoo.base import FaultyDevice, faulty
from qiskit_uplift.exceptions import ExecutionError

Input = Any


def _with(step: Step) -> AlteredDevice:
    return AlteredDevice(before=lambda circuit: rewritten(circuit, step))


def _inline(changed: QuantumCircuit, item: CircuitInstruction, block: QuantumCircuit) -> None:
    changed.compose(block, item.qubits, item.clbits, inplace=True)


def _replaced(item: CircuitInstruction, operation: Any) -> CircuitInstruction:
    return CircuitInstruction(operation, item.qubits, item.clbits)


def block_always_run() -> AlteredDevice:
    """The block of a condition is always run."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name == "if_else":
            _inline(changed, item, item.operation.blocks[0])
        return item.name == "if_else"

    return _with(step)


def else_never_run() -> AlteredDevice:
    """The second block of a condition is never run."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name != "if_else" or len(item.operation.blocks) < 2:
            return False
        kept = IfElseOp(item.operation.condition, item.operation.blocks[0])
        changed.append(_replaced(item, kept))
        return True

    return _with(step)


def register_compared_backwards() -> AlteredDevice:
    """A register is compared with its first clbit as the highest."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        condition = getattr(item.operation, "condition", None)
        if item.name != "if_else" or not isinstance(condition, tuple):
            return False
        bits, value = condition
        if not isinstance(bits, Sequence) and not hasattr(bits, "size"):
            return False
        turned = int(format(value, f"0{len(bits)}b")[::-1], 2)
        changed.append(_replaced(item, IfElseOp((bits, turned), *item.operation.blocks)))
        return True

    return _with(step)


def inner_condition_ignored() -> AlteredDevice:
    """A condition inside of a condition always holds."""

    def inner(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name == "if_else":
            _inline(changed, item, item.operation.blocks[0])
        return item.name == "if_else"

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name != "if_else":
            return False
        blocks = [rewritten(block, inner) for block in item.operation.blocks]
        changed.append(_replaced(item, IfElseOp(item.operation.condition, *blocks)))
        return True

    return _with(step)


def conditions_come_late() -> AlteredDevice:
    """A condition that follows a measurement sees what was there before it: always 0."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        condition = getattr(item.operation, "condition", None)
        if item.name != "if_else" or not isinstance(condition, tuple):
            return False
        blocks = item.operation.blocks
        taken = blocks[0] if condition[1] == 0 else blocks[1] if len(blocks) > 1 else None
        if taken is not None:
            _inline(changed, item, taken)
        return True

    return _with(step)


def idle_branches_fail() -> AlteredDevice:
    """A condition on a qubit that is never measured makes the job fail."""

    def before(circuit: QuantumCircuit) -> QuantumCircuit:
        measured = {qubit for qubit, _ in measurements(circuit)}
        for item in circuit.data:
            places = {circuit.find_bit(qubit).index for qubit in item.qubits}
            if item.name == "if_else" and not places & measured:
                raise ExecutionError("A branch is on no measured qubit.")
        return circuit

    return AlteredDevice(before=before)


def loop_once_too_few() -> AlteredDevice:
    """A loop leaves its last round out."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name != "for_loop":
            return False
        rounds, parameter, body = item.operation.params
        kept = tuple(rounds)[:-1]
        changed.append(_replaced(item, type(item.operation)(kept, parameter, body)))
        return True

    return _with(step)


def while_once() -> AlteredDevice:
    """A loop with a condition is run once, whatever the condition says."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name == "while_loop":
            _inline(changed, item, item.operation.blocks[0])
        return item.name == "while_loop"

    return _with(step)


def switch_takes_the_default() -> AlteredDevice:
    """A switch always takes its default."""

    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if not isinstance(item.operation, SwitchCaseOp):
            return False
        for values, block in item.operation.cases_specifier():
            if CASE_DEFAULT in values:
                _inline(changed, item, block)
        return True

    return _with(step)


def resets_ignored() -> AlteredDevice:
    """A reset does nothing."""
    return _with(lambda _, item: item.name == "reset")


def last_gates_of_blocks_lost() -> AlteredDevice:
    """Blocks of conditions, switches and counted loops are run without their last gate."""

    # without the gate that ends it, a loop with a condition may run for ever
    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if item.name not in ("if_else", "for_loop", "switch_case"):
            return False
        blocks = [_shortened(block) for block in item.operation.blocks]
        changed.append(_replaced(item, item.operation.replace_blocks(blocks)))
        return True

    return _with(step)


def _shortened(block: QuantumCircuit) -> QuantumCircuit:
    gates = sum(item.name not in ("measure", "barrier") for item in block.data)
    seen = 0

    def step(_: QuantumCircuit, item: CircuitInstruction) -> bool:
        nonlocal seen
        if item.name in ("measure", "barrier"):
            return False
        seen += 1
        return seen == gates

    return rewritten(block, step)


class Careless(AlteredDevice):
    """A device that makes something of whatever it is given.

    Args:
        mend: Makes a circuit of it that can be run.
    """

    def __init__(self, mend: Callable[[Any], Any]) -> None:
        super().__init__()
        self._mend = mend

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Mend what is given, and run it."""
        several = run_input if isinstance(run_input, list | tuple) else [run_input]
        return super().run([self._mend(one) for one in several], **options)


def takes_anything() -> AlteredDevice:
    """What isn't a circuit is taken for an empty one."""

    def mend(thing: Any) -> QuantumCircuit:
        if isinstance(thing, QuantumCircuit):
            return thing
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        return circuit

    return Careless(mend)


def _with_angles(change: Callable[[Any], Any]) -> AlteredDevice:
    def step(changed: QuantumCircuit, item: CircuitInstruction) -> bool:
        if not item.operation.params or hasattr(item.operation, "blocks"):
            return False
        operation = item.operation.to_mutable()
        operation.params = [change(value) for value in operation.params]
        changed.append(_replaced(item, operation))
        return True

    return Careless(lambda circuit: rewritten(circuit, step))


def parameters_are_zero() -> AlteredDevice:
    """A parameter without a value is taken for 0."""

    def change(value: Any) -> Any:
        unbound = isinstance(value, ParameterExpression) and bool(value.parameters)
        return 0.0 if unbound else value

    return _with_angles(change)


def nan_is_zero() -> AlteredDevice:
    """An angle that is no number, or infinite, is taken for 0."""

    def change(value: Any) -> Any:
        return 0.0 if isinstance(value, float) and not math.isfinite(value) else value

    return _with_angles(change)


def surplus_qubits_cut_off() -> AlteredDevice:
    """Instructions on qubits that the device hasn't are left out."""

    def mend(circuit: Any) -> Any:
        if not isinstance(circuit, QuantumCircuit) or circuit.num_qubits <= 5:
            return circuit
        changed = QuantumCircuit(circuit.qubits[:5], circuit.clbits, *circuit.cregs)
        for item in circuit.data:
            if all(circuit.find_bit(qubit).index < 5 for qubit in item.qubits):
                changed.append(item)
        return changed

    return Careless(mend)


def unknown_gates_skipped() -> AlteredDevice:
    """A gate that isn't known is left out."""
    return _with(lambda _, item: item.name == "uplift_nonsense")


def measures_unasked() -> AlteredDevice:
    """A circuit without measurements is measured as far as there are clbits."""

    def mend(circuit: Any) -> Any:
        if not isinstance(circuit, QuantumCircuit) or "measure" in circuit.count_ops():
            return circuit
        changed = circuit.copy()
        for index in range(min(circuit.num_qubits, circuit.num_clbits)):
            changed.measure(index, index)
        return changed

    return Careless(mend)


class BrokenByAnError(AlteredDevice):
    """After a call that was refused, every clbit reads 0."""

    def __init__(self) -> None:
        super().__init__()
        self._broken = False

    def run(self, run_input: Input, **options: Any) -> DeviceJob:
        """Remember that something was refused."""
        given = run_input
        if self._broken and isinstance(run_input, list | tuple):
            given = [rewritten(one, lambda _, item: item.name != "measure") for one in run_input]
        try:
            return super().run(given, **options)
        except Exception:
            self._broken = True
            raise


FAULTS: tuple[FaultyDevice, ...] = (
    faulty(block_always_run, "dynamic.if-bit", "dynamic.if-register"),
    faulty(else_never_run, "dynamic.if-else"),
    faulty(register_compared_backwards, "dynamic.if-register"),
    faulty(inner_condition_ignored, "dynamic.nested"),
    faulty(conditions_come_late, "dynamic.reuse", "dynamic.if-bit"),
    faulty(idle_branches_fail, "dynamic.idle-branch"),
    faulty(loop_once_too_few, "dynamic.for"),
    faulty(while_once, "dynamic.while"),
    faulty(switch_takes_the_default, "dynamic.switch"),
    faulty(resets_ignored, "dynamic.reset"),
    faulty(last_gates_of_blocks_lost, "dynamic.distribution"),
    faulty(takes_anything, "robust.not-a-circuit"),
    faulty(parameters_are_zero, "robust.unbound-parameters"),
    faulty(nan_is_zero, "robust.not-a-number"),
    faulty(surplus_qubits_cut_off, "robust.too-wide"),
    faulty(unknown_gates_skipped, "robust.unknown-gate"),
    faulty(measures_unasked, "robust.no-measurement"),
    FaultyDevice(
        "broken-by-an-error",
        BrokenByAnError,
        ("robust.not-a-circuit", "robust.unbound-parameters"),
        "After a call that was refused, every clbit reads 0.",
    ),
)
