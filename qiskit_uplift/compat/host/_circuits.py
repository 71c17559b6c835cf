"""Circuits in a form that the other Qiskit reads: QPY, else OpenQASM 3, else OpenQASM 2."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, qasm2, qasm3, qpy
from qiskit.circuit import ControlFlowOp
from qiskit.exceptions import QiskitError
from qiskit.qpy import common

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.compat.host import _remote
from qiskit_uplift.exceptions import InvalidCircuitError

OLDEST = common.QPY_COMPATIBILITY_VERSION
NEWEST = common.QPY_VERSION


def packed(circuits: Sequence[QuantumCircuit], other: Mapping[str, Any]) -> tuple[str, Any]:
    """Circuits as they are sent.

    Args:
        circuits: Their registers, names and the order of their clbits arrive.
        other: What the other side tells of itself: its version of QPY, and whether it reads
            OpenQASM 3.

    Returns:
        The form, and the data.

    Raises:
        InvalidCircuitError: No form that both sides know can say it.
    """
    common_version = min(NEWEST, other["qpy"])
    refused = f"its Qiskit {other['qiskit']} reads QPY of no version that this one writes"
    if common_version >= OLDEST:
        buffer = io.BytesIO()
        try:
            qpy.dump(list(circuits), buffer, version=common_version)
            return "qpy", buffer.getvalue()
        except QiskitError as error:
            refused = f"QPY {common_version} can't hold it ({error.message})"
    form = "qasm3" if other["qasm3"] else "qasm2"
    return form, [_written(circuit, form, refused) for circuit in circuits]


def _written(circuit: QuantumCircuit, form: str, refused: str) -> dict[str, Any]:
    try:
        with quiet():
            flat = _flat(circuit)
            text = qasm3.dumps(flat) if form == "qasm3" else qasm2.dumps(flat)
    except (QiskitError, _NoWords) as error:
        language = f"OpenQASM {form[-1]}"
        raise InvalidCircuitError(
            f"Circuit {circuit.name!r} can't be sent to the other interpreter: {refused}, and "
            f"{language} can't say it: {getattr(error, 'message', error)}"
        ) from error
    return {
        "text": text,
        "name": circuit.name,
        "metadata": _remote.plain(circuit.metadata, str),
        "sizes": (circuit.num_qubits, circuit.num_clbits),
        "ops": sorted((str(name), int(n)) for name, n in flat.count_ops().items()),
        "qregs": [_register(circuit, register) for register in circuit.qregs],
        "cregs": [_register(circuit, register) for register in circuit.cregs],
    }


class _NoWords(ValueError):
    """What a language lacks."""


def _register(circuit: QuantumCircuit, register: Any) -> tuple[str, list[int]]:
    return register.name, [circuit.find_bit(bit).index for bit in register]


def _flat(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit over one register of qubits and one of clbits, as texts know only whole ones."""
    flat = QuantumCircuit(QuantumRegister(circuit.num_qubits, "q"))
    if circuit.num_clbits:
        flat.add_register(ClassicalRegister(circuit.num_clbits, "c"))
    for instruction in circuit.data:
        operation = instruction.operation
        if isinstance(operation, ControlFlowOp) or getattr(operation, "condition", None):
            raise _NoWords(f"it has control flow ({operation.name}) over registers of its own")
        if operation.name in ("delay", "store"):
            raise _NoWords(f"it has the instruction {operation.name}")
        flat.append(
            operation,
            [circuit.find_bit(bit).index for bit in instruction.qubits],
            [circuit.find_bit(bit).index for bit in instruction.clbits],
        )
    return flat


def unpacked(data: bytes) -> list[QuantumCircuit]:
    """Circuits that the other side wrote, which may have the newer Qiskit."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The qiskit version used to generate")
        return list(qpy.load(io.BytesIO(data)))
