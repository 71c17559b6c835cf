"""What circuits once did themselves, as functions of the circuit.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit_uplift.compat.circuits import c_if, qasm
    >>> circuit = QuantumCircuit(1, 1)
    >>> instructions = c_if(circuit.x(0), circuit.cregs[0], 1)
    >>> print(qasm(QuantumCircuit(1)))
    OPENQASM 2.0;
    include "qelib1.inc";
    qreg q[1];
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qiskit.circuit import (
    CircuitInstruction,
    ClassicalRegister,
    Clbit,
    IfElseOp,
    InstructionSet,
    QuantumCircuit,
)
from qiskit.circuit.controlflow.builder import InstructionPlaceholder
from qiskit.exceptions import QiskitError

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat._conditional_qasm import written

__all__ = ["bind_parameters", "c_if", "qasm"]


def bind_parameters(
    circuit: QuantumCircuit, values: Mapping[Any, float] | Sequence[float]
) -> QuantumCircuit:
    """A copy of a circuit with numbers for its parameters.

    Args:
        circuit: A circuit with parameters.
        values: A number for each parameter, or numbers in the order of the parameters' names.

    Raises:
        TypeError: A value is itself a parameter or an expression.
    """
    numbers = values.values() if isinstance(values, Mapping) else values
    for number in numbers:
        if hasattr(number, "parameters") and number.parameters:
            raise TypeError(
                f"bind_parameters takes numbers only, got {number}; see assign_parameters."
            )
    return circuit.assign_parameters(values)


def qasm(
    circuit: QuantumCircuit,
    formatted: bool = False,
    filename: str | Path | None = None,
    encoding: str | None = None,
) -> str | None:
    """A circuit in OpenQASM 2.

    Args:
        circuit: The circuit.
        formatted: Whether it is printed, too; then nothing is returned.
        filename: A file that it is written to, too.
        encoding: The file's encoding.

    Raises:
        QASM2ExportError: OpenQASM 2, or Qiskit's exporter of it, can't say the circuit.
    """
    text = written(circuit)
    if filename is not None:
        Path(filename).write_text(text, encoding=encoding)
    if formatted:
        print(text)
        return None
    return text


def c_if(instructions: InstructionSet, classical: Any, value: int) -> InstructionSet:
    """Let instructions that were just appended happen only where classical data has a value.

    Args:
        instructions: What a method such as ``circuit.x(0)`` returned.
        classical: A classical register, a bit, or a bit's index.
        value: The value, from zero.

    Returns:
        The same instructions; on Qiskit 2 each is an ``if_test`` now, on 1.4 it has Qiskit's own
        condition.

    Raises:
        QiskitError: ``value`` is negative, the instructions belong to no circuit, or one leaves a
            loop that is still being built.
    """
    if int(value) < 0:
        raise QiskitError(f"c_if compares with a number from 0, got {value}.")
    if HAS_LEGACY_CLASSES:
        with quiet():
            return instructions.c_if(classical, value)
    resolve = instructions._requester
    if resolve is None:
        raise QiskitError("c_if needs instructions that a circuit's method returned.")
    condition = resolve(classical), int(value)
    for entry in instructions._instructions:
        if isinstance(entry, CircuitInstruction):
            raise QiskitError("c_if needs instructions that a circuit's method returned.")
        data, index = entry
        if isinstance(data[index].operation, InstructionPlaceholder):
            raise QiskitError(
                f"c_if can't make {data[index].operation.name!r} conditional while the loop around "
                "it is being built. Write it in `with circuit.if_test(...):`."
            )
        data[index] = _conditional(data[index], condition)
    return instructions


def _conditional(
    item: CircuitInstruction, condition: tuple[ClassicalRegister | Clbit, int]
) -> CircuitInstruction:
    what, value = condition
    read = list(what) if isinstance(what, ClassicalRegister) else [what]
    clbits = list(dict.fromkeys([*item.clbits, *read]))
    body = QuantumCircuit(list(item.qubits), clbits)
    if isinstance(what, ClassicalRegister):
        body.add_register(what)
    body.append(item.operation, item.qubits, item.clbits)
    operation = IfElseOp((what, int(value)), body, label=None)
    return CircuitInstruction(operation, item.qubits, clbits)
