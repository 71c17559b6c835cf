"""A `Device` as configuration and properties in Qiskit's JSON schema, in its units."""

from __future__ import annotations

import copy
from typing import Any

from qiskit.circuit.library import get_standard_gate_name_mapping

from qiskit_uplift.backends.device import Device, Operation, Qubit

DATE = "2024-01-01T00:00:00+00:00"
"""When a generated device was "measured"; fixed, so that the same device gives the same data."""

MAX_SHOTS = 100_000
MAX_EXPERIMENTS = 300


def configuration(device: Device) -> dict[str, Any]:
    """See :meth:`qiskit_uplift.backends.Device.configuration`."""
    if device.source is not None:
        return copy.deepcopy(dict(device.source[0]))
    data: dict[str, Any] = {
        "backend_name": device.name,
        "backend_version": "1.0.0",
        "n_qubits": device.num_qubits,
        "basis_gates": list(device.basis_gates),
        "gates": [_gate_config(device, name) for name in device.table],
        "local": True,
        "simulator": False,
        "conditional": bool(device.control_flow),
        "open_pulse": False,
        "memory": True,
        "max_shots": MAX_SHOTS,
        "max_experiments": MAX_EXPERIMENTS,
        "coupling_map": [list(edge) for edge in device.edges] or None,
        "dynamic_reprate_enabled": False,
        "description": f"Simulated device with {device.num_qubits} qubits",
        "supported_instructions": [
            *device.basis_gates,
            "measure",
            "delay",
            "reset",
            *device.control_flow,
        ],
    }
    if device.dt is not None:
        data["dt"] = device.dt * 1e9
    if device.timing:
        data["timing_constraints"] = dict(device.timing)
    return data


def properties(device: Device) -> dict[str, Any] | None:
    """See :meth:`qiskit_uplift.backends.Device.properties`."""
    if device.source is not None:
        props = device.source[1]
        return None if props is None else copy.deepcopy(dict(props))
    return {
        "backend_name": device.name,
        "backend_version": "1.0.0",
        "last_update_date": DATE,
        "qubits": [_qubit(qubit) for qubit in device.qubits],
        "gates": [_gate(operation) for operation in device.operations],
        "general": [],
    }


def _gate_config(device: Device, name: str) -> dict[str, Any]:
    operation = get_standard_gate_name_mapping()[name]
    parameters = [str(parameter) for parameter in operation.params]
    operands = ", ".join(f"q{index}" for index in range(operation.num_qubits))
    arguments = f"({', '.join(parameters)})" if parameters else ""
    return {
        "name": name,
        "parameters": parameters,
        "qasm_def": f"gate {name}{arguments} {operands} {{ }}",
        "coupling_map": [list(qubits) for qubits in device.table[name]],
    }


def _nduv(name: str, value: float | None, unit: str = "", scale: float = 1) -> list[dict[str, Any]]:
    if value is None:
        return []
    return [{"date": DATE, "name": name, "unit": unit, "value": value * scale}]


def _qubit(qubit: Qubit) -> list[dict[str, Any]]:
    return [
        *_nduv("T1", qubit.t1, "us", 1e6),
        *_nduv("T2", qubit.t2, "us", 1e6),
        *_nduv("frequency", qubit.frequency, "GHz", 1e-9),
        *_nduv("readout_error", qubit.readout_error),
        *_nduv("prob_meas0_prep1", qubit.prob_meas0_prep1),
        *_nduv("prob_meas1_prep0", qubit.prob_meas1_prep0),
        *_nduv("readout_length", qubit.readout_duration, "ns", 1e9),
        *([] if qubit.operational else _nduv("operational", 0)),
    ]


def _gate(operation: Operation) -> dict[str, Any]:
    return {
        "qubits": list(operation.qubits),
        "gate": operation.name,
        "parameters": [
            *_nduv("gate_error", operation.error),
            *_nduv("gate_length", operation.duration, "ns", 1e9),
            *([] if operation.operational else _nduv("operational", 0)),
        ],
        "name": operation.name + "_".join(map(str, operation.qubits)),
    }
