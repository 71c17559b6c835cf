"""Cut a circuit to the qubits that can influence its outcomes.

A qubit that no operation touches stays in its ground state and in product with the rest, so
leaving it out changes no distribution. Delays and barriers alone don't make a qubit active.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qiskit.circuit import (
    CircuitInstruction,
    ControlFlowOp,
    QuantumCircuit,
    Qubit,
)
from qiskit.circuit.controlflow import BreakLoopOp, ContinueLoopOp

PASSIVE = frozenset({"barrier", "delay", "break_loop", "continue_loop"})
"""Operations that leave a qubit in its ground state there."""


def active_qubits(circuit: QuantumCircuit) -> tuple[int, ...]:
    """The indices of the qubits that an operation touches, in control-flow bodies too, sorted."""
    touched = _touched(circuit)
    return tuple(i for i, qubit in enumerate(circuit.qubits) if qubit in touched)


def cut(circuit: QuantumCircuit, active: Sequence[int]) -> QuantumCircuit:
    """The circuit on the qubits ``active`` alone: qubit ``active[k]`` becomes qubit ``k``.

    Classical bits, registers and variables stay as they are. Barriers go: they order what the
    simulator doesn't reorder.
    """
    return _restrict(circuit, {circuit.qubits[index] for index in active})


def _touched(circuit: QuantumCircuit) -> set[Qubit]:
    touched: set[Qubit] = set()
    for item in circuit.data:
        if item.name in PASSIVE:
            continue
        if isinstance(item.operation, ControlFlowOp):
            for block in item.operation.blocks:
                inside = _touched(block)
                pairs = zip(item.qubits, block.qubits, strict=True)
                touched.update(outer for outer, inner in pairs if inner in inside)
        else:
            touched.update(item.qubits)
    return touched


def _restrict(circuit: QuantumCircuit, kept: set[Qubit]) -> QuantumCircuit:
    smaller = QuantumCircuit(
        [qubit for qubit in circuit.qubits if qubit in kept],
        circuit.clbits,
        *circuit.cregs,
        name=circuit.name,
        global_phase=circuit.global_phase,
        metadata=circuit.metadata,
        inputs=tuple(circuit.iter_input_vars()),
        captures=tuple(circuit.iter_captured_vars()),
    )
    for variable in circuit.iter_declared_vars():
        smaller.add_uninitialized_var(variable)
    for item in circuit.data:
        if item.name == "barrier" or (item.name == "delay" and item.qubits[0] not in kept):
            continue
        smaller.append(_restricted(item, kept), copy=False)
    return smaller


def _restricted(item: CircuitInstruction, kept: set[Qubit]) -> CircuitInstruction:
    operation = item.operation
    qubits = [qubit for qubit in item.qubits if qubit in kept]
    if isinstance(operation, ControlFlowOp):
        blocks = [_restrict(block, _inner(item.qubits, block, kept)) for block in operation.blocks]
        return item.replace(operation=operation.replace_blocks(blocks), qubits=qubits)
    if isinstance(operation, (BreakLoopOp, ContinueLoopOp)):
        resized = type(operation)(len(qubits), len(item.clbits))
        return item.replace(operation=resized, qubits=qubits)
    return item


def _inner(outer: Sequence[Qubit], block: QuantumCircuit, kept: set[Qubit]) -> set[Qubit]:
    mapping: Mapping[Qubit, Qubit] = dict(zip(outer, block.qubits, strict=True))
    return {inner for qubit, inner in mapping.items() if qubit in kept}
