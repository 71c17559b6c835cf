"""``PulseBackendConfiguration``, against Qiskit's own where there is one."""

import copy

import pytest
from qiskit.exceptions import QiskitError

from qiskit_uplift._qiskit.legacy import load, quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import _channels, _job_status, models
from qiskit_uplift.compat._configuration import BackendConfigurationError, QasmBackendConfiguration
from qiskit_uplift.compat._pulse_configuration import PulseBackendConfiguration, UchannelLO
from tests.backends import snapshots

# Qiskit 1.4 warns of its own classes that are compared with.
pytestmark = pytest.mark.filterwarnings("ignore:The .*qiskit.pulse:DeprecationWarning")

PULSE = {
    "n_uchannels": 2,
    "u_channel_lo": [[{"q": 1, "scale": [1.0, 0.0]}], [{"q": 0, "scale": [1.0, 0.0]}]],
    "meas_levels": [1, 2],
    "qubit_lo_range": [[4.5, 5.5]] * 5,
    "meas_lo_range": [[6.5, 7.5]] * 5,
    "dt": 0.2222222222222222,
    "dtm": 0.2222222222222222,
    "rep_times": [1000.0],
    "meas_kernels": ["boxcar"],
    "discriminators": ["linear"],
    "hamiltonian": {"h_str": ["wq0*Z0"], "vars": {"wq0": 31.4, "jq0q1": 0.008}},
    "channels": {
        **{
            f"{prefix}{qubit}": {"operates": {"qubits": [qubit]}, "type": kind}
            for prefix, kind in (("acquire", "acquire"), ("d", "drive"), ("m", "measure"))
            for qubit in range(5)
        },
        "u0": {"operates": {"qubits": [0, 1]}, "type": "control"},
        "u1": {"operates": {"qubits": [1, 0]}, "type": "control"},
    },
}
FIELDS = set(PULSE) - {"hamiltonian", "channels"}


def own():
    return {**snapshots.own_snapshot()[0], **copy.deepcopy(PULSE)}


def both(data):
    """Ours, and Qiskit's own where there is one."""
    made = [PulseBackendConfiguration.from_dict(copy.deepcopy(data))]
    if HAS_LEGACY_CLASSES:
        with quiet():
            made.append(models.PulseBackendConfiguration.from_dict(copy.deepcopy(data)))
    return made


def names(channels):
    """The channels by name, as ours and Qiskit's are different classes."""
    return {channel.name for channel in channels}


SNAPSHOTS = [name for name in snapshots.names() if set(snapshots.read(name)[0]) >= FIELDS]


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_snapshot_comes_back_exactly(name):
    data = snapshots.read(name)[0]
    configuration = PulseBackendConfiguration.from_dict(copy.deepcopy(data))
    assert configuration.to_dict() == {"dynamic_reprate_enabled": False, **data}


WITH_VARIABLES = [name for name in SNAPSHOTS if "vars" in snapshots.read(name)[0]["hamiltonian"]]


def comparable(name):
    return own() if name is None else snapshots.read(name)[0]


@pytest.mark.parametrize("name", [None, *WITH_VARIABLES])
def test_the_attributes(name):
    data = comparable(name)
    for made in both(data):
        assert made.dt == data["dt"] * 1e-9
        assert made.sample_rate == pytest.approx(1e9 / data["dt"])
        assert made.rep_times == pytest.approx([value * 1e-6 for value in data["rep_times"]])
        assert made.qubit_lo_range[0] == pytest.approx([1e9 * v for v in data["qubit_lo_range"][0]])
        assert made.hamiltonian["vars"] == {
            key: value * 1e9 for key, value in data["hamiltonian"]["vars"].items()
        }
        if data["u_channel_lo"]:
            first = data["u_channel_lo"][0][0]
            assert made.u_channel_lo[0][0].to_dict() == first
        assert made.drive(0).name == "d0"
        assert made.measure(0).name == "m0"
        assert made.acquire(0).name == "a0"


@pytest.mark.parametrize("name", [None, *WITH_VARIABLES])
def test_the_channels(name):
    data = comparable(name)
    ours, *rest = both(data)
    if not data.get("channels"):
        with pytest.raises(BackendConfigurationError, match="channel information"):
            ours.get_qubit_channels(0)
        return
    for key, channel in data["channels"].items():
        if key.startswith("u"):
            qubits = channel["operates"]["qubits"]
            assert key in names(ours.control(qubits))
            assert ours.get_channel_qubits(_channels.ControlChannel(int(key[1:]))) == qubits
    for theirs in rest:
        assert {k: names(v) for k, v in ours.control_channels.items()} == {
            k: names(v) for k, v in theirs.control_channels.items()
        }
        for qubit in range(data["n_qubits"]):
            with quiet():
                assert names(ours.get_qubit_channels(qubit)) == names(
                    theirs.get_qubit_channels(qubit)
                )
                assert names(ours.get_qubit_channels([qubit])) == names(
                    theirs.get_qubit_channels([qubit])
                )
        for qubits in theirs.control_channels:
            channel = theirs.control(qubits)[0]
            if channel.index >= len(data["u_channel_lo"]):
                continue  # one snapshot names more channels than it describes
            assert {k.name: v for k, v in theirs.describe(channel).items()} == {
                k.name: v for k, v in ours.describe(ours.control(qubits)[0]).items()
            }


def test_what_is_not_there():
    (ours, *rest) = both(own())
    for made in (ours, *rest):
        error = BackendConfigurationError, models.BackendConfigurationError
        with quiet():
            for wrong in (
                lambda m=made: m.drive(99),
                lambda m=made: m.measure(-1),
                lambda m=made: m.acquire(5),
                lambda m=made: m.control([0, 9]),
                lambda m=made: m.control(),
                lambda m=made: m.describe(m.drive(0)),
                lambda m=made: m.get_qubit_channels(99),
                lambda m=made: m.get_qubit_channels([4, 3]),
            ):
                with pytest.raises(error):
                    wrong()
    with pytest.raises(BackendConfigurationError, match="DriveChannel"):
        ours.get_channel_qubits(_channels.DriveChannel(9))
    with pytest.raises(BackendConfigurationError, match="ControlChannel"):
        ours.describe(_channels.ControlChannel(9))
    data = own()
    del data["n_uchannels"]
    with pytest.raises(TypeError, match="n_uchannels"):
        PulseBackendConfiguration.from_dict(data)


def test_required_fields_may_be_positional():
    data = own()
    first = list(QasmBackendConfiguration.__init__.__code__.co_varnames[1:13])
    last = ["n_uchannels", "u_channel_lo", "meas_levels"]
    rest = {key: value for key, value in data.items() if key not in {*first, *last}}
    made = PulseBackendConfiguration(*(data[name] for name in [*first, *last]), **rest)
    assert (made.n_uchannels, made.meas_levels) == (2, [1, 2])


def test_a_change_is_written():
    made = PulseBackendConfiguration.from_dict(own())
    made.hamiltonian = {"vars": {"wq0": 5e9}}
    assert made.to_dict()["hamiltonian"] == {"vars": {"wq0": pytest.approx(5)}}
    made.hamiltonian = None
    assert made.to_dict()["hamiltonian"] is None


def test_channels():
    channel = _channels.ControlChannel(3)
    assert (channel.name, channel.index, repr(channel)) == ("u3", 3, "ControlChannel(3)")
    assert {channel, _channels.ControlChannel(3)} == {channel}
    assert channel != _channels.DriveChannel(3)
    assert _channels.SnapshotChannel().name == "s0"
    for index in (-1, 1.5):
        with pytest.raises(_channels.PulseError, match="integer from 0"):
            _channels.DriveChannel(index)


def test_small_models():
    for kind in {UchannelLO, models.UchannelLO}:
        with quiet():
            share = kind(0, 1 + 1j)
            assert repr(share) == "UchannelLO(0, (1+1j))"
            assert kind.from_dict(share.to_dict()) == share
            with pytest.raises(QiskitError, match="q must be >=0"):
                kind(-1, 1)
    for kind in {_job_status.JobStatus, models.JobStatus}:
        with quiet():
            status = kind("id", "RUNNING", "it runs", queue=3)
            assert status.queue == 3
            assert kind.from_dict(status.to_dict()).to_dict() == {
                "job_id": "id", "status": "RUNNING", "status_msg": "it runs", "queue": 3,
            }  # fmt: skip
            with pytest.raises(AttributeError, match="nothing"):
                _ = status.nothing


def test_the_restored_functions_are_loaded():
    if HAS_LEGACY_CLASSES:
        assert load("qiskit.providers.models", "UchannelLO") is models.UchannelLO
