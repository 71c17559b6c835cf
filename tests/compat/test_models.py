"""The models, against Qiskit's own where Qiskit still has them."""

import copy
import datetime
import pickle

import pytest

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import _configuration, _properties, _status, models
from tests.backends import snapshots

CONFIGURATION = {
    "rep_times": [100.0],
    "rep_delay_range": [0.0, 500.0],
    "default_rep_delay": 250.0,
    "qubit_lo_range": [[4.5, 5.5]],
    "dtm": 10.0,
    "sample_name": "sample",
    "n_registers": 1,
    "local_extra": {"anything": [1, 2]},
    "tags": None,
}


def data():
    conf, props = snapshots.own_snapshot()
    return {**conf, **CONFIGURATION}, props


@pytest.mark.parametrize("name", snapshots.names())
def test_dictionaries_come_back_exactly(name):
    conf, props = snapshots.read(name)
    configuration = _configuration.QasmBackendConfiguration.from_dict(copy.deepcopy(conf))
    assert configuration.to_dict() == {"dynamic_reprate_enabled": False, **conf}
    properties = _properties.BackendProperties.from_dict(copy.deepcopy(props))
    again = properties.to_dict()
    assert isinstance(again["last_update_date"], datetime.datetime)
    assert {**again, "last_update_date": None} == {**props, "last_update_date": None}
    assert _properties.BackendProperties.from_dict(again) == properties


def both(kind, make):
    """Ours, and Qiskit's own where there is one."""
    ours = make(kind)
    if not HAS_LEGACY_CLASSES:
        return [ours]
    with quiet():
        return [ours, make(getattr(models, kind.__name__))]


def test_configuration_attributes_are_in_si_units():
    conf, _ = data()
    for config in both(_configuration.QasmBackendConfiguration, lambda k: k.from_dict(conf)):
        assert config.dt == pytest.approx(2e-9 / 9)
        assert config.dtm == pytest.approx(1e-8)
        assert config.rep_times == pytest.approx([1e-4])
        assert config.rep_delay_range == pytest.approx([0, 5e-4])
        assert config.default_rep_delay == pytest.approx(2.5e-4)
        assert config.qubit_lo_range[0] == pytest.approx([4.5e9, 5.5e9])
        assert config.local_extra == {"anything": [1, 2]}
        assert config.num_qubits == config.n_qubits == 5
        assert config.gates[0].coupling_map
        assert not hasattr(config, "tags")
        assert not hasattr(config.gates[0], "latency_map")
        assert "max_shots" in config
        with pytest.raises(AttributeError, match="nothing"):
            _ = config.nothing
        config.dt = 1e-9
        config.basis_gates = ["x"]
        assert config.to_dict()["dt"] == pytest.approx(1)
        assert config.to_dict()["basis_gates"] == ["x"]


def test_configurations_compare_copy_and_pickle():
    conf, _ = data()
    first = _configuration.BackendConfiguration.from_dict(conf)
    assert pickle.loads(pickle.dumps(first)) == first == copy.deepcopy(first)
    assert first != _configuration.BackendConfiguration.from_dict({**conf, "max_shots": 1})
    assert first != "configuration"


def test_the_accessors_of_properties():
    _, props = data()
    for properties in both(_properties.BackendProperties, lambda k: k.from_dict(props)):
        assert properties.t1(0) == pytest.approx(props["qubits"][0][0]["value"] * 1e-6)
        assert 0 < properties.t2(0) <= 2 * properties.t1(0)
        assert 4e9 < properties.frequency(0) < 6e9
        assert 0 < properties.readout_error(0) < 0.1
        assert properties.readout_length(0) == pytest.approx(1e-6, rel=0.01)
        assert 0 < properties.gate_error("cx", (1, 2)) < 0.1
        assert 1e-7 < properties.gate_length("cx", [1, 2]) < 1e-6
        assert properties.gate_length("rz", 0) == 0
        assert properties.faulty_qubits() == [3]
        assert [gate.qubits for gate in properties.faulty_gates()] == [[0, 1], [1, 0]]
        assert properties.is_qubit_operational(0)
        assert not properties.is_qubit_operational(3)
        assert properties.is_gate_operational("cx", [1, 2])
        assert not properties.is_gate_operational("cx", [0, 1])
        assert set(properties.gate_property("cx", [1, 2])) == {"gate_error", "gate_length"}
        assert (1, 2) in properties.gate_property("cx")
        assert properties.gates[0].name == "id0"
        for wrong in (
            lambda p=properties: p.t1(9),
            lambda p=properties: p.qubit_property(0, "T3"),
            lambda p=properties: p.gate_error("cy", [0, 1]),
            lambda p=properties: p.gate_property("cx", name="gate_error"),
        ):
            error = (_properties.BackendPropertyError, models.BackendPropertyError)
            with quiet(), pytest.raises(error):
                wrong()


def answers(configuration, properties):
    """All that the accessors say of a device."""
    for qubit in range(configuration.n_qubits):
        yield properties.qubit_property(qubit)
        yield properties.is_qubit_operational(qubit)
        for value, name in (("t1", "T1"), ("t2", "T2"), ("frequency",) * 2,
                            ("readout_error",) * 2, ("readout_length",) * 2):  # fmt: skip
            if name in properties.qubit_property(qubit):
                yield getattr(properties, value)(qubit)
    for gate in properties.gates:
        yield properties.gate_property(gate.gate, gate.qubits)
        yield properties.is_gate_operational(gate.gate, gate.qubits)
        for value in ("gate_error", "gate_length"):
            if value in properties.gate_property(gate.gate, gate.qubits):
                yield getattr(properties, value)(gate.gate, gate.qubits)
    yield properties.faulty_qubits()
    yield [(gate.gate, gate.qubits) for gate in properties.faulty_gates()]
    yield properties.last_update_date
    yield configuration.num_qubits
    for name in sorted(snapshots_fields(configuration)):
        yield name, getattr(configuration, name, "absent")


def snapshots_fields(configuration):
    return set(configuration.to_dict()) - {"gates"}


@pytest.mark.parametrize("name", snapshots.names())
def test_the_accessors_on_a_snapshot(name):
    conf, props = snapshots.read(name)
    configurations = both(
        _configuration.QasmBackendConfiguration, lambda k: k.from_dict(copy.deepcopy(conf))
    )
    properties = both(_properties.BackendProperties, lambda k: k.from_dict(copy.deepcopy(props)))
    with quiet():
        said = [list(answers(*pair)) for pair in zip(configurations, properties, strict=True)]
    assert len(said[0]) > len(props["gates"]) + conf["n_qubits"]
    assert all(other == said[0] for other in said)


def test_ours_reads_all_that_qiskit_writes():
    conf, props = data()
    for kind, source in [
        (_configuration.QasmBackendConfiguration, conf),
        (_properties.BackendProperties, props),
    ]:
        first, *rest = both(kind, lambda k, source=source: k.from_dict(copy.deepcopy(source)))
        for other in rest:
            written = {**other.to_dict()}
            for key, value in first.to_dict().items():
                # Qiskit scales to SI units and back, which may change the last digit.
                same = pytest.approx(value) if isinstance(value, float) else value
                # It also leaves `rep_times` in seconds, which we don't imitate.
                assert written.get(key) == same or key in ("qubit_lo_range", "rep_times")


def test_an_unknown_unit():
    _, props = data()
    props["qubits"][0][0]["unit"] = "hour"
    with pytest.raises(_properties.BackendPropertyError, match="units: hour"):
        _properties.BackendProperties.from_dict(props)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-06T07:08:09Z", (0, 0)),
        ("2024-05-06T07:08:09.5Z", (500_000, 0)),
        ("2024-05-06T07:08:09.123456789+0000", (123_456, 0)),
        ("2024-05-06T07:08:09-04:00", (0, -4)),
        ("2024-05-06T07:08:09-04", (0, -4)),
        ("2024-05-06T07:08:09", (0, None)),
    ],
)
def test_dates(text, expected):
    date = _properties._parse_date(text)
    hours = date.utcoffset() and date.utcoffset().total_seconds() / 3600
    assert (date.hour, date.second) == (7, 9)
    assert date.microsecond == expected[0]
    assert hours == expected[1] or (expected[1] == 0 and date.utcoffset() == datetime.timedelta())


def test_status():
    fields = ("device", "1.0.0", True, 2, "active")
    for status in both(_status.BackendStatus, lambda kind: kind(*fields)):
        assert status.pending_jobs == 2
        with quiet():
            assert type(status).from_dict(status.to_dict()) == status
    with pytest.raises(Exception, match="Pending jobs"):
        _status.BackendStatus("device", "1.0.0", True, -1, "active")


def test_small_models():
    gate = _configuration.GateConfig("cx", [], "gate cx a,b { }", coupling_map=[[0, 1]])
    assert repr(gate) == "GateConfig(cx, [], gate cx a,b { }, [[0, 1]])"
    assert gate == _configuration.GateConfig.from_dict(gate.to_dict())
    nduv = _properties.Nduv("today", "T1", "us", 3.0)
    assert repr(nduv) == "Nduv('today', T1, us, 3.0)"
    assert nduv == _properties.Nduv.from_dict(nduv.to_dict())
    assert models.Gate is models.GateProperties


def test_fields_that_are_set_later_or_deleted():
    conf, _ = snapshots.own_snapshot()
    conf = {name: value for name, value in conf.items() if name not in CONFIGURATION}

    def changed(kind):
        made = kind.from_dict({**conf, "max_experiments": 3})
        made.rep_delay_range = [1e-4, 1e-3]
        made.default_rep_delay = 5e-4
        del made.max_experiments
        return made

    for config in both(_configuration.QasmBackendConfiguration, changed):
        written = config.to_dict()
        assert written["rep_delay_range"] == pytest.approx([100, 1000])
        assert written["default_rep_delay"] == pytest.approx(500)
        assert not hasattr(config, "max_experiments")
        with pytest.raises(AttributeError):
            del config.max_experiments
