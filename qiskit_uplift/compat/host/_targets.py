"""The Target of a backend in another interpreter, made again from plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qiskit.circuit import Gate, Instruction, Parameter
from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping
from qiskit.providers import QubitProperties
from qiskit.transpiler import InstructionProperties, Target

from qiskit_uplift.compat._convert_to_target import CONTROL_FLOW

_TIMING = ("granularity", "min_length", "pulse_alignment", "acquire_alignment")


def read_target(told: Mapping[str, Any]) -> Target:
    """The Target: gates of Qiskit's library by their names, others as opaque gates.

    Args:
        told: What the other side tells of its own; times in seconds.
    """
    qubits = told["qubits"]
    target = Target(
        num_qubits=told["num_qubits"],
        dt=told["dt"],
        qubit_properties=None if qubits is None else [
            None if each is None else QubitProperties(**each) for each in qubits
        ],
        **{name: told[name] for name in _TIMING if told[name] is not None},
    )  # fmt: skip
    for name, operation, places in told["operations"]:
        if "class" in operation:
            # a class that isn't known here can't be in a circuit of this side
            if name in CONTROL_FLOW:
                target.add_instruction(CONTROL_FLOW[name], name=name)
            continue
        instruction = _instruction(operation)
        if any(qargs is None for qargs, _, _ in places):
            target.add_instruction(instruction, name=name)
            continue
        properties = {
            tuple(qargs): None
            if error is None and duration is None
            else InstructionProperties(error=error, duration=duration)
            for qargs, error, duration in places
        }
        target.add_instruction(instruction, properties, name=name)
    return target


def _instruction(told: Mapping[str, Any]) -> Instruction:
    params = [
        Parameter(each["parameter"]) if isinstance(each, Mapping) else each
        for each in told["params"]
    ]
    known = get_standard_gate_name_mapping().get(told["name"])
    if (
        known is not None
        and known.num_qubits == told["num_qubits"]
        and len(known.params) == len(params)
    ):
        return type(known)(*params) if params else known
    if told["gate"]:
        return Gate(told["name"], told["num_qubits"], params)
    return Instruction(told["name"], told["num_qubits"], told["num_clbits"], params)
