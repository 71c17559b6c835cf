"""Read a `Device` from a configuration and properties in Qiskit's JSON schema."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.utils.units import apply_prefix

from qiskit_uplift.backends.device import CONTROL_FLOW, Device, Operation, Qubit
from qiskit_uplift.backends.topology import MAX_QUBITS
from qiskit_uplift.exceptions import TargetError

Json = Mapping[str, Any]
Placed = dict[tuple[int, ...], dict[str, float]]

_TIMING = ("granularity", "min_length", "pulse_alignment", "acquire_alignment")
_NOT_GATES = frozenset({"measure", "delay"})


def snapshot_files(path: str | Path) -> tuple[Path, Path | None]:
    """The configuration and the properties of a snapshot in files.

    Args:
        path: A folder with one ``conf_*.json``, or that file. The properties are the file
            ``props_*.json`` of the same name beside it, if there is one.

    Raises:
        TargetError: There is no such file, or the folder has several.
    """
    path = Path(path)
    if path.is_dir():
        found = sorted(path.glob("conf_*.json"))
        if len(found) != 1:
            names = ", ".join(file.name for file in found) or "none"
            raise TargetError(f"{path} should have one file conf_*.json, it has {names}.")
        path = found[0]
    if not path.is_file():
        raise TargetError(f"There is no configuration file {path}.")
    properties = path.with_name(path.name.replace("conf_", "props_", 1))
    return path, properties if properties != path and properties.is_file() else None


def read_device(
    configuration: str | Path | Json, properties: str | Path | Json | None = None
) -> Device:
    """See :meth:`qiskit_uplift.backends.Device.from_properties`."""
    conf = _load(configuration, "configuration")
    props = None if properties is None else _load(properties, "properties")
    try:
        return _device(conf, props)
    except KeyError as error:
        raise TargetError(f"The device's JSON data lacks the field {error}.") from error
    except (TypeError, AttributeError) as error:
        raise TargetError(f"The device's JSON data has a value of a wrong kind: {error}") from error


def _load(source: str | Path | Json, what: str) -> Json:
    if isinstance(source, Mapping):
        return copy.deepcopy(dict(source))
    try:
        data = json.loads(Path(source).read_text(encoding="utf-8"))
    except OSError as error:
        raise TargetError(f"Can't read the {what} {source}: {error.strerror}.") from error
    except ValueError as error:
        raise TargetError(f"The {what} {source} is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise TargetError(f"The {what} {source} should hold a JSON object.")
    return data


def _device(conf: Json, props: Json | None) -> Device:
    num_qubits = conf["n_qubits"]
    if not 1 <= num_qubits <= MAX_QUBITS:
        raise TargetError(f"A device has 1 to {MAX_QUBITS} qubits, n_qubits is {num_qubits}.")
    measured = _measured_gates(props)
    pairs = _pairs(conf, measured)
    operations = tuple(_operations(conf, measured, pairs))
    for operation in operations:
        if not set(operation.qubits) <= set(range(num_qubits)):
            raise TargetError(
                f"Gate {operation.name!r} acts on {operation.qubits}, but the device has "
                f"{num_qubits} qubits."
            )
    constraints = conf.get("timing_constraints") or {}
    dt = conf.get("dt")
    return Device(
        name=conf["backend_name"],
        qubits=tuple(_qubits(num_qubits, props, measured.get("measure", {}))),
        operations=operations,
        basis_gates=tuple(name for name in conf["basis_gates"] if name != "reset"),
        edges=tuple(sorted(pairs)),
        dt=None if dt is None else dt * 1e-9,
        control_flow=tuple(
            name for name in conf.get("supported_instructions") or () if name in CONTROL_FLOW
        ),
        timing=tuple((key, constraints[key]) for key in _TIMING if key in constraints),
        source=(conf, props),
    )


def _values(items: Iterable[Json], where: str) -> dict[str, float]:
    """The values of name-date-unit-value entries in SI units."""
    found = {}
    for item in items:
        if item["value"] is None:
            continue
        try:
            found[item["name"]] = float(apply_prefix(item["value"], item["unit"]))
        except ValueError as error:
            msg = f"{item['name']} of {where} has the unknown unit {item['unit']!r}."
            raise TargetError(msg) from error
    return found


def _measured_gates(props: Json | None) -> dict[str, Placed]:
    gates: dict[str, Placed] = {}
    for gate in props["gates"] if props else ():
        qubits = tuple(gate["qubits"])
        values = _values(gate["parameters"], f"{gate['gate']} on {qubits}")
        gates.setdefault(gate["gate"], {})[qubits] = values
    return gates


def _qubits(num_qubits: int, props: Json | None, measure: Placed) -> Iterator[Qubit]:
    entries = props["qubits"] if props else [[]] * num_qubits
    if len(entries) != num_qubits:
        msg = f"The configuration has {num_qubits} qubits, the properties {len(entries)}."
        raise TargetError(msg)
    for index, entry in enumerate(entries):
        values = _values(entry, f"qubit {index}")
        readout = measure.get((index,), {})
        yield Qubit(
            t1=values.get("T1"),
            t2=values.get("T2"),
            frequency=values.get("frequency"),
            readout_error=values.get("readout_error", readout.get("gate_error")),
            prob_meas1_prep0=values.get("prob_meas1_prep0"),
            prob_meas0_prep1=values.get("prob_meas0_prep1"),
            readout_duration=values.get("readout_length", readout.get("gate_length")),
            operational=bool(values.get("operational", True)),
        )


def _pairs(conf: Json, measured: Mapping[str, Placed]) -> set[tuple[int, int]]:
    if conf["coupling_map"]:
        return {(a, b) for a, b in conf["coupling_map"]}
    listed = [tuple(q) for gate in conf["gates"] for q in gate.get("coupling_map") or ()]
    listed += [qubits for placed in measured.values() for qubits in placed]
    pairs = {(qubits[0], qubits[1]) for qubits in listed if len(qubits) == 2}
    if pairs:
        return pairs
    # No coupling map is the schema's way to say "all to all".
    size = range(conf["n_qubits"])
    return {(a, b) for a in size for b in size if a != b}


def _operations(
    conf: Json, measured: Mapping[str, Placed], pairs: set[tuple[int, int]]
) -> Iterator[Operation]:
    library = get_standard_gate_name_mapping()
    gates = {gate["name"]: gate for gate in conf["gates"]}
    names = list(dict.fromkeys([*conf["basis_gates"], *gates]))
    supported = conf.get("supported_instructions") or ()
    if "reset" not in names and ("reset" in measured or "reset" in supported):
        names.append("reset")
    for name in names:
        if name not in library or name in _NOT_GATES:
            continue  # a device's own instruction, such as a second kind of measurement
        placed: Iterable[tuple[int, ...]]
        if coupling := gates.get(name, {}).get("coupling_map"):
            placed = [tuple(qubits) for qubits in coupling]
        elif name in measured:
            placed = measured[name]
        elif library[name].num_qubits == 1:
            placed = [(index,) for index in range(conf["n_qubits"])]
        else:
            placed = sorted(pairs)
        for qubits in placed:
            values = measured.get(name, {}).get(qubits, {})
            yield Operation(
                name,
                qubits,
                values.get("gate_error"),
                values.get("gate_length"),
                bool(values.get("operational", True)),
            )
