"""A Target as the configuration and properties of an old backend."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from qiskit.transpiler import Target

from qiskit_uplift.compat.models import (
    BackendProperties,
    GateConfig,
    GateProperties,
    Nduv,
    QasmBackendConfiguration,
)

_CONTROL_FLOW = frozenset(
    {"box", "break_loop", "continue_loop", "for_loop", "if_else", "switch_case", "while_loop"}
)
_NO_GATES = frozenset({"barrier", "delay", "measure", *_CONTROL_FLOW})
_TIMING = ("granularity", "min_length", "pulse_alignment", "acquire_alignment")
_GATE_VALUES = {"error": ("gate_error", "", 1.0), "duration": ("gate_length", "ns", 1e9)}
_QUBIT_VALUES = {"t1": ("T1", "us", 1e6), "t2": ("T2", "us", 1e6),
                 "frequency": ("frequency", "GHz", 1e-9)}  # fmt: skip
_READOUT_VALUES = {"error": ("readout_error", "", 1.0), "duration": ("readout_length", "ns", 1e9)}


def configuration_of(
    target: Target,
    *,
    name: str,
    version: str,
    max_shots: int | None = None,
    max_experiments: int | None = None,
    fields: Mapping[str, Any] | None = None,
) -> QasmBackendConfiguration:
    """The configuration that says what ``target`` says.

    Args:
        target: The Target.
        name: The backend's name.
        version: The backend's version.
        max_shots: The most shots of a job; None where that is unknown.
        max_experiments: The most circuits of a job; None where there is no limit.
        fields: Further fields.
    """
    names = list(target.operation_names)
    coupling = target.build_coupling_map()
    optional: dict[str, Any] = {
        "max_experiments": max_experiments,
        "dt": None if target.dt is None else target.dt * 1e9,
        "meas_map": target.concurrent_measurements or None,
        **(fields or {}),
    }
    return QasmBackendConfiguration(
        backend_name=name,
        backend_version=version,
        n_qubits=target.num_qubits or 0,
        basis_gates=[each for each in names if each not in _NO_GATES],
        gates=[_gate_config(target, each) for each in names if each not in _NO_GATES],
        local=False,
        simulator=False,
        conditional="if_else" in names,
        open_pulse=False,
        memory=True,
        max_shots=max_shots,  # type: ignore[arg-type]
        coupling_map=None if coupling is None else sorted(map(list, coupling.get_edges())),
        supported_instructions=names,
        timing_constraints={each: getattr(target, each) for each in _TIMING},
        **{key: value for key, value in optional.items() if value is not None},
    )


def properties_of(target: Target, *, name: str, version: str) -> BackendProperties | None:
    """The properties that say what ``target`` says; None where it says nothing of that kind.

    Args:
        target: The Target.
        name: The backend's name.
        version: The backend's version.
    """
    now = datetime.datetime.now(datetime.timezone.utc)
    gates = list(_gates(target, now))
    qubits = list(_qubits(target, now))
    if not gates and not any(qubits):
        return None
    return BackendProperties(
        backend_name=name,
        backend_version=version,
        last_update_date=now,
        qubits=qubits,
        gates=gates,
        general=[],
    )


def target_to_backend_properties(target: Target) -> BackendProperties | None:
    """The properties that say what ``target`` says; None where it says nothing of that kind.

    Args:
        target: The Target. It knows no name or version of its device, so these are empty.
    """
    return properties_of(target, name="", version="")


def _gate_config(target: Target, name: str) -> GateConfig:
    operation = target.operation_from_name(name)
    # one of any width is a class, without parameters to name
    parameters = [] if isinstance(operation, type) else [str(each) for each in operation.params]
    return GateConfig(name, parameters, "", coupling_map=_places(target, name))


def _places(target: Target, name: str) -> list[list[int]] | None:
    """Where an operation is possible; None for anywhere."""
    found = target[name]
    return None if None in found else sorted(map(list, found))


def _gates(target: Target, now: datetime.datetime) -> Iterator[GateProperties]:
    for name in target.operation_names:
        if name in _NO_GATES:
            continue
        for qubits, properties in target[name].items():
            values = _values(properties, _GATE_VALUES, now)
            if qubits is not None and values:
                label = f"{name}{'_'.join(map(str, qubits))}"
                yield GateProperties(list(qubits), name, values, name=label)


def _qubits(target: Target, now: datetime.datetime) -> Iterator[list[Nduv]]:
    known = target.qubit_properties
    readout = dict(target["measure"]) if "measure" in target.operation_names else {}
    places = [qubits for name in target.operation_names for qubits in target[name] if qubits]
    working = {qubit for qubits in places for qubit in qubits}
    for qubit in range(target.num_qubits or 0):
        values = [
            *(_values(known[qubit], _QUBIT_VALUES, now) if known else ()),
            *_values(readout.get((qubit,)), _READOUT_VALUES, now),
        ]
        if working and qubit not in working:  # as one that was left out as faulty
            values.append(Nduv(now, "operational", "", 0))
        yield values


def _values(
    source: Any, names: Mapping[str, tuple[str, str, float]], now: datetime.datetime
) -> list[Nduv]:
    return [
        Nduv(now, name, unit, value * factor)
        for attribute, (name, unit, factor) in names.items()
        if (value := getattr(source, attribute, None)) is not None
    ]
