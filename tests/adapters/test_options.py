import numpy as np
import pytest
from qiskit.circuit import QuantumCircuit
from qiskit.providers import Options

from qiskit_uplift import uplift
from qiskit_uplift.adapters.introspection import read_options
from qiskit_uplift.adapters.options import UNSET, Limits, OptionContract, RunOption
from qiskit_uplift.adapters.providers.generic import GenericProvider
from qiskit_uplift.exceptions import LimitError, OptionError, OptionWarning
from tests.adapters.fakes import GuideBackend, StrictBackend, Talker

CONTRACT = OptionContract(
    options=(
        RunOption("count", int, "shots", minimum=1, maximum=2000),
        RunOption("seed", int, "seed"),
        RunOption("memory", bool, "one outcome a shot"),
        RunOption("noise", str, "noise model", "ideal", choices=("ideal", "aria")),
        RunOption("wait", float, "seconds between polls"),
    ),
    shots="count",
    seed="seed",
    memory="memory",
)


def test_shots_and_seed_are_translated_to_the_names_of_the_provider():
    sent = CONTRACT.arguments(shots=np.int64(10), seed=3, memory=True)
    assert sent == {"count": 10, "seed": 3, "memory": True}
    assert type(sent["count"]) is int


def test_none_is_never_sent():
    sent = CONTRACT.arguments(shots=1, seed=None, run_options={"noise": None, "wait": 2})
    assert sent == {"count": 1, "wait": 2.0}


def test_memory_that_the_user_refuses_is_refused_to_the_backend():
    sent = CONTRACT.arguments(shots=1, memory=True, run_options={"memory": False})
    assert sent == {"count": 1, "memory": False}


def test_an_unknown_option_is_refused_with_the_closest_name():
    with pytest.raises(OptionError, match=r"no option 'niose'\. Did you mean 'noise'") as caught:
        CONTRACT.arguments(shots=1, run_options={"niose": "aria"}, where="backend 'b'")
    assert "backend 'b'" in str(caught.value)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"noise": "loud"}, OptionError, "'loud' is not one of 'ideal', 'aria'"),
        ({"noise": 3}, OptionError, "noise takes str, got 3"),
        ({"wait": "long"}, OptionError, "wait takes float"),
        ({"memory": 1}, OptionError, "memory takes bool"),
        ({"count": 5}, OptionError, "already set"),
        ({"seed": 5}, OptionError, "already set"),
    ],
    ids=str,
)
def test_bad_values(options, error, message):
    with pytest.raises(error, match=message):
        CONTRACT.arguments(shots=1, seed=1, run_options=options)


@pytest.mark.parametrize("shots", [0, 2001])
def test_shots_outside_of_the_option_limits(shots):
    with pytest.raises(LimitError):
        CONTRACT.arguments(shots=shots)


@pytest.mark.parametrize("shots", ["10", 10.0, True])
def test_shots_are_integers(shots):
    with pytest.raises(OptionError, match="count takes int"):
        CONTRACT.arguments(shots=shots)


def test_a_seed_that_can_not_be_honoured_is_refused():
    with pytest.raises(OptionError, match="takes no seed"):
        OptionContract().arguments(shots=1, seed=4)


def test_a_run_without_shots_is_refused():
    with pytest.raises(OptionError, match="takes no number of shots"):
        OptionContract(shots=None).arguments(shots=1)
    assert OptionContract(shots=None).arguments(shots=1, asked=False) == {}


def fixed(circuits):
    return [{"1": 50} for _ in circuits]


def test_a_backend_that_decides_the_shots_is_left_to_it_with_one_warning():
    circuit = QuantumCircuit(1)
    circuit.measure_all()
    with pytest.warns(OptionWarning, match="takes no number of shots") as caught:
        job = uplift(fixed).sampler().run([circuit, circuit])  # not joined: their shots can't be
    assert len(caught) == 1
    assert caught[0].filename == __file__
    result = job.result()[1]
    assert result.data.meas.get_counts() == {"1": 50}
    assert result.metadata["requested_shots"] == 1024
    with pytest.warns(OptionWarning, match="takes no number of shots"):
        job = uplift(fixed).estimator().run([(QuantumCircuit(1), "Z")])
    assert job.result()[0].metadata["shots"] == 50


def test_shots_that_were_asked_for_are_not_left_out():
    circuit = QuantumCircuit(1)
    circuit.measure_all()
    for run in (
        lambda: uplift(fixed).sampler().run([circuit], shots=1024),
        lambda: uplift(fixed).sampler(default_shots=10).run([circuit]),
        lambda: uplift(fixed).estimator().run([(QuantumCircuit(1), "Z")], precision=0.1),
        lambda: uplift(fixed).run(circuit, shots=3),
    ):
        with pytest.raises(OptionError, match="takes no number of shots"):
            run()


def test_an_option_that_nobody_declares_is_forwarded_where_that_may_be_right():
    open_ended = OptionContract(forwards_unknown=True)
    sent = open_ended.arguments(shots=1, run_options={"meas_level": 1})
    assert sent == {"shots": 1, "meas_level": 1}


def test_limits():
    limits = Limits(min_shots=100, max_shots=2000)
    limits.check_shots(100, "b")
    for shots in (99, 2001):
        with pytest.raises(LimitError, match=f"100 to 2000 shots a circuit, asked for {shots}"):
            limits.check_shots(shots, "b")


def test_options_are_read_from_the_signature_and_from_the_options():
    def run(circuits, shots=100, *, seed=None, **more):
        raise AssertionError("only its signature is read")

    declared = Options(shots=1024, level=2, mode="a")
    declared.set_validator("level", (0, 3))
    declared.set_validator("mode", ["a", "b"])
    read = read_options(run, declared)
    assert read.open_ended
    options = {option.name: option for option in read.options}
    assert set(options) == {"shots", "level", "mode", "seed"}
    assert (options["level"].minimum, options["level"].maximum) == (0, 3)
    assert options["mode"].choices == ("a", "b")
    assert options["shots"].default == 1024


def test_a_run_whose_signature_is_hidden_takes_anything():
    read = read_options(max, None)
    assert read.options == ()
    assert read.open_ended


@pytest.mark.parametrize(
    ("backend", "seed", "memory", "unknown"),
    [
        (Talker(), "seed_simulator", "memory", True),
        (GuideBackend(), "seed_simulator", None, True),
        (StrictBackend(options=Options(shots=1)), None, None, False),
        (lambda circuits, shots, seed: None, "seed", None, False),
    ],
    ids=["options", "guide", "strict", "function"],
)
def test_the_generic_contract(backend, seed, memory, unknown):
    contract = GenericProvider().contract(backend)
    assert contract.shots == "shots"
    assert (contract.seed, contract.memory) == (seed, memory)
    assert contract.forwards_unknown is unknown


def test_unset_is_not_none():
    assert UNSET is not None
    assert RunOption("x").default is UNSET
    assert repr(UNSET) == "UNSET"
