"""OpenQASM 2 with conditions, which Qiskit's exporter of 2.0 to 2.2 refuses."""

from __future__ import annotations

from qiskit import qasm2
from qiskit.circuit import ClassicalRegister, IfElseOp, QuantumCircuit
from qiskit.qasm2 import QASM2ExportError

_LOOPS = ("box", "break_loop", "continue_loop", "for_loop", "switch_case", "while_loop")
_DROPPED = ("barrier", "measure", "reset")


def written(circuit: QuantumCircuit) -> str:
    """A circuit in OpenQASM 2.

    Args:
        circuit: One whose conditions are on whole registers and of one instruction each.

    Raises:
        QASM2ExportError: OpenQASM 2, or Qiskit's exporter of it, can't say the circuit.
    """
    for item in circuit.data:
        if item.operation.name in _LOOPS:
            raise QASM2ExportError(
                f"OpenQASM 2 can't say {item.operation.name!r}. Write the circuit in OpenQASM 3."
            )
        # Qiskit 1.4 keeps a condition in the instruction, and forgets it in these as it writes
        condition = getattr(item.operation, "_condition", None)
        if item.operation.name in _DROPPED and condition is not None:
            raise QASM2ExportError(
                f"Qiskit 1.4 would write a conditional {item.operation.name!r} without its "
                "condition. Write it in OpenQASM 3, or on Qiskit 2."
            )
    try:
        return qasm2.dumps(circuit)
    except QASM2ExportError:
        flat, prefixes = _inlined(circuit)
        if not any(prefixes):
            raise
    # Declarations and definitions come first, then each instruction has a line.
    lines = qasm2.dumps(flat).splitlines()
    first = len(lines) - len(prefixes)
    told = [prefix + line for prefix, line in zip(prefixes, lines[first:], strict=True)]
    return "\n".join([*lines[:first], *told])


def _inlined(circuit: QuantumCircuit) -> tuple[QuantumCircuit, list[str]]:
    """The circuit without its conditions, and what is to be before each of its instructions."""
    flat = circuit.copy_empty_like()
    prefixes = []
    for item in circuit.data:
        operation = item.operation
        prefix = _prefix(operation)
        if prefix:
            (inner,) = operation.blocks[0].data
            body = operation.blocks[0]
            flat.append(
                inner.operation,
                [item.qubits[body.find_bit(bit).index] for bit in inner.qubits],
                [item.clbits[body.find_bit(bit).index] for bit in inner.clbits],
            )
        else:
            flat.append(item)
        prefixes.append(prefix)
    return flat, prefixes


def _prefix(operation: object) -> str:
    if not isinstance(operation, IfElseOp) or len(operation.blocks) != 1:
        return ""
    if len(operation.blocks[0].data) != 1 or not isinstance(operation.condition, tuple):
        return ""  # a second one might read what the first has written
    what, value = operation.condition
    if not isinstance(what, ClassicalRegister):
        raise QASM2ExportError(
            f"OpenQASM 2 compares whole registers alone, and a condition is on the bit {what}. "
            "Write the circuit in OpenQASM 3, or give the bit a register of its own."
        )
    return f"if ({what.name} == {int(value)}) "
