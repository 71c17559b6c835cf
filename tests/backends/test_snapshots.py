"""Real devices, read from their configuration and properties in JSON."""

import json

import pytest
from qiskit import QuantumCircuit

from qiskit_uplift.backends import Device, reference_device
from qiskit_uplift.backends.engine import Engine
from qiskit_uplift.backends.legacy import LegacyDevice
from qiskit_uplift.exceptions import TargetError
from tests.backends import snapshots

# Not Qiskit's converter: the test must not share the code's idea of a unit.
UNITS = {"": 1, "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "GHz": 1e9}


def values(entries):
    return {entry["name"]: entry["value"] * UNITS[entry["unit"]] for entry in entries}


@pytest.mark.parametrize("name", snapshots.names())
def test_snapshot(name):
    conf, props = snapshots.read(name)
    device = Device.from_properties(conf, props)
    target = device.to_target()
    assert target.num_qubits == conf["n_qubits"]
    assert set(conf["basis_gates"]) <= set(target.operation_names)
    assert (target.dt is None) == (conf.get("dt") is None)
    if target.dt is not None:
        assert target.dt == pytest.approx(conf["dt"] * 1e-9)
    faulty = set()
    for index, entry in enumerate(props["qubits"]):
        expected = values(entry)
        known = target.qubit_properties[index]
        for field, key in [("t1", "T1"), ("t2", "T2"), ("frequency", "frequency")]:
            assert getattr(known, field) == (
                pytest.approx(expected[key]) if key in expected else None
            )
        if not expected.get("operational", 1):
            faulty.add(index)
            continue
        readout = target["measure"][index,]
        assert readout.error == pytest.approx(expected["readout_error"])
        if "readout_length" in expected:
            assert readout.duration == pytest.approx(expected["readout_length"])
    for gate in props["gates"]:
        if gate["gate"] not in conf["basis_gates"]:
            continue
        expected, qubits = values(gate["parameters"]), tuple(gate["qubits"])
        if faulty & set(qubits) or not expected.get("operational", 1):
            assert qubits not in target[gate["gate"]]
            continue
        entry = target[gate["gate"]][qubits]
        assert entry.error == pytest.approx(expected.get("gate_error"))
        assert entry.duration == pytest.approx(expected.get("gate_length"))
    assert device.configuration() == conf
    assert device.properties() == props
    legacy = LegacyDevice(device)
    assert legacy.name() == conf["backend_name"]
    assert legacy.configuration().n_qubits == conf["n_qubits"]
    assert legacy.properties().readout_error(0) == pytest.approx(device.qubits[0].readout_error)
    check_a_run(device)


def check_a_run(device):
    good = [(q.readout_error, i) for i, q in enumerate(device.qubits) if q.operational]
    error, best = min(good)
    flip = QuantumCircuit(device.num_qubits, 1)
    if "x" in device.basis_gates:
        flip.x(best)
    else:
        from qiskit.circuit.library import U3Gate

        flip.append(U3Gate(3.141592653589793, 0, 3.141592653589793), [best])
    flip.measure(best, 0)
    engine = Engine(device)
    engine.check(flip)
    ones = engine.sample(flip, 400, seed=1).to_counts().get(1, 0)
    # The seed is fixed. Over seeds: the best readouts err by less than 6 % for a 1, and 320 of
    # 400 or fewer has probability 1e-20 at 6 %.
    assert error < 0.06
    assert ones > 320


def test_paths_are_read(tmp_path):
    conf, props = snapshots.own_snapshot()
    (tmp_path / "conf_own.json").write_text(json.dumps(conf))
    (tmp_path / "props_own.json").write_text(json.dumps(props))
    for path in (tmp_path, tmp_path / "conf_own.json"):
        backend = reference_device("modern", snapshot=path)
        assert backend.device == Device.from_properties(conf, props)
    with pytest.raises(TargetError, match="leave out qubits"):
        reference_device("modern", 4, snapshot=tmp_path)


def test_timing_constraints_reach_the_target():
    target = Device.from_properties(*snapshots.own_snapshot()).to_target()
    assert (target.granularity, target.min_length) == (16, 64)


def test_a_configuration_alone_leaves_errors_unknown():
    conf, _ = snapshots.own_snapshot()
    target = Device.from_properties(conf).to_target()
    assert target["cx"][0, 1].error is None
    assert target.qubit_properties[0].t1 is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c, p: c.pop("n_qubits"), "lacks the field 'n_qubits'"),
        (lambda c, p: c.update(n_qubits="five"), "wrong kind"),
        (lambda c, p: c.update(n_qubits=0), "1 to 156"),
        (lambda c, p: c.update(n_qubits=2), "acts on"),
        (lambda c, p: p["qubits"].pop(), "5 qubits, the properties 4"),
        (lambda c, p: p["qubits"][0][0].update(unit="hour"), "unknown unit 'hour'"),
    ],
)
def test_bad_data_is_one_clear_error(change, message):
    conf, props = snapshots.own_snapshot()
    change(conf, props)
    with pytest.raises(TargetError, match=message):
        Device.from_properties(conf, props)


def test_bad_files_are_one_clear_error(tmp_path):
    with pytest.raises(TargetError, match="Can't read"):
        Device.from_properties(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(TargetError, match="is no JSON"):
        Device.from_properties(tmp_path / "bad.json")
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(TargetError, match="JSON object"):
        Device.from_properties(tmp_path / "list.json")
    with pytest.raises(TargetError, match="no configuration file"):
        reference_device(snapshot=tmp_path / "conf_none.json")
    with pytest.raises(TargetError, match="should have one file"):
        reference_device(snapshot=tmp_path)
