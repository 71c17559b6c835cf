"""What a provider file changes about how circuits are prepared and sent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp
from qiskit.transpiler import TranspilerError
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.adapters import compilers, transpilation
from qiskit_uplift.adapters.options import OptionContract, RunOption
from qiskit_uplift.adapters.providers.aer import AerProvider
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError
from tests.adapters.fakes import unequal

CONTRACT = OptionContract(
    options=(RunOption("shots", int), RunOption("seed", int, minimum=1, maximum=9)),
    seed="seed",
    shares_seed=True,
)


class SharesSeed(AerProvider):
    """Aer, as if all circuits of a job drew from one seed."""

    def contract(self, backend):
        declared = super().contract(backend)
        return OptionContract(
            options=declared.options, seed="seed_simulator", memory="memory", shares_seed=True
        )


class WrapsAngles(AerProvider):
    """Aer, as if its transpiler took no parameters."""

    wraps_angles = True


def spied(monkeypatch):
    backend = AerSimulator()
    calls = []
    run = backend.run

    def record(circuits, **sent):
        calls.append((circuits, sent))
        return run(circuits, **sent)

    monkeypatch.setattr(backend, "run", record)
    return backend, calls


def coin():
    circuit = QuantumCircuit(1)
    circuit.h(0)
    circuit.measure_all()
    return circuit


@given(st.integers(0, 2**64), st.integers(1, 1000))
def test_a_seed_of_a_later_job_is_within_the_limits_and_made_from_both(seed, index):
    made = CONTRACT.seed_of(seed, index)
    assert 1 <= made <= 9
    assert type(made) is int
    assert made == CONTRACT.seed_of(seed, index)


def test_the_first_job_gets_the_users_own_seed_and_others_get_others():
    wide = OptionContract(options=(RunOption("seed", int),), seed="seed", shares_seed=True)
    seeds = [wide.seed_of(np.int64(7), index) for index in range(1000)]
    assert seeds[0] == 7
    # by chance two of these 31-bit numbers are equal for one seed in 4000, but not for this one
    assert len(set(seeds)) == 1000
    assert wide.seed_of(None, 3) is None


@given(st.integers(1, 2**64 - 2))
def test_a_seed_whose_shots_overlap_with_its_neighbours_is_sent_as_one_far_away(seed):
    option = RunOption("seed", int, minimum=1, maximum=2**64 - 1)
    contract = OptionContract(options=(option,), seed="seed", seeds_overlap=True)
    near = [contract.arguments(shots=1, seed=each)["seed"] for each in (seed, seed, seed + 1)]
    assert near[0] == near[1]
    assert 1 <= near[0] <= option.maximum
    # of 100 pairs two are as near as this once in 10 ** 9 runs
    assert abs(near[0] - near[2]) > 10**8
    with pytest.raises(LimitError, match="seed=0"):
        contract.arguments(shots=1, seed=0)


def test_circuits_that_would_share_a_seed_are_sent_one_by_one(monkeypatch):
    backend, calls = spied(monkeypatch)
    adapter = uplift(backend, provider=SharesSeed)
    adapter.sampler(seed_simulator=5).run(unequal(coin(), 3), shots=4).result()
    assert [len(circuits) for circuits, _ in calls] == [1, 1, 1]
    seeds = [sent["seed_simulator"] for _, sent in calls]
    assert seeds[0] == 5
    assert len(set(seeds)) == 3


def test_without_a_seed_they_travel_together(monkeypatch):
    backend, calls = spied(monkeypatch)
    uplift(backend, provider=SharesSeed).sampler().run(unequal(coin(), 3), shots=4).result()
    assert [len(circuits) for circuits, _ in calls] == [3]


def test_other_jobs_have_the_users_seed_as_with_qiskits_own_class(monkeypatch):
    backend, calls = spied(monkeypatch)
    one, other = unequal(coin(), 2)
    uplift(backend).sampler(seed_simulator=5).run([(one, None, 4), (other, None, 3)]).result()
    assert [sent["seed_simulator"] for _, sent in calls] == [5, 5]


@pytest.fixture
def transpiled(monkeypatch):
    """The circuits that came to the transpiler."""
    seen = []
    make = compilers.generate_preset_pass_manager

    def spy(**options):
        manager = make(**options)
        run = manager.run

        def record(circuit):
            seen.append(circuit)
            return run(circuit)

        monkeypatch.setattr(manager, "run", record)
        return manager

    monkeypatch.setattr(compilers, "generate_preset_pass_manager", spy)
    return seen


def swept():
    angle = Parameter("angle")
    circuit = QuantumCircuit(2, name="swept")
    circuit.rx(angle, 0)
    circuit.cx(0, 1)
    return circuit


def test_parameters_are_bound_before_a_transpiler_that_wraps_angles(transpiled):
    adapter = uplift(AerSimulator(), provider=WrapsAngles)
    circuit = swept()
    circuit.measure_all()
    values = [[0.0], [np.pi], [0.0]]
    data = adapter.sampler(transpile="auto").run([(circuit, values)], shots=9).result()[0].data
    assert [data.meas[i].get_counts() for i in range(3)] == [{"00": 9}, {"11": 9}, {"00": 9}]
    # the third point is the first again, and comes from the cache
    assert [len(each.parameters) for each in transpiled] == [0, 0]


def test_the_estimator_binds_first_as_well(transpiled):
    adapter = uplift(AerSimulator(), provider=WrapsAngles)
    pub = (swept(), SparsePauliOp("IZ"), [[0.0], [np.pi]])
    values = adapter.estimator(transpile="auto").run([pub]).result()[0].data.evs
    assert values.tolist() == [1.0, -1.0]
    assert all(not each.parameters for each in transpiled)


def test_by_default_parameters_stay(transpiled):
    circuit = QuantumCircuit(2)
    circuit.compose(swept(), inplace=True)
    circuit.measure_all()
    target_of_two = AerSimulator(basis_gates=["rz", "sx", "cx"])
    uplift(target_of_two).sampler(transpile="auto").run([(circuit, [[0.1], [0.2]])]).result()
    assert [len(each.parameters) for each in transpiled] == [1]


class Stage:
    """A pass manager that does what a provider's stage may do."""

    def __init__(self, outcome):
        self.outcome = outcome

    def run(self, circuit):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (QuantumCircuit(1, 1), "of 1 measurements its transpiler leaves 0"),
        (TranspilerError("no such gate"), "no such gate"),
        (TranspilerError(""), "gives no reason"),
    ],
)
def test_what_a_transpiler_loses_or_refuses(monkeypatch, outcome, message):
    monkeypatch.setattr(compilers, "generate_preset_pass_manager", lambda **_: Stage(outcome))
    backend = AerSimulator(basis_gates=["rz", "sx"])
    with pytest.raises(InvalidCircuitError, match=message):
        uplift(backend).sampler(transpile="auto").run([coin()])


def test_measurements_in_control_flow_are_counted():
    circuit = QuantumCircuit(2, 2)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)) as otherwise:
        circuit.measure(1, 1)
    with otherwise:
        circuit.measure(0, 1)
    assert transpilation._num_measurements(circuit) == 3


@pytest.mark.parametrize("seed", [np.int64(3), 2**63, -1])
def test_any_seed_will_do_for_the_transpiler(seed):
    preparation = uplift(AerSimulator(basis_gates=["rz", "sx"])).preparation
    (ready,) = preparation.prepare([coin()], "auto", seed_transpiler=seed)
    assert set(ready.circuit.count_ops()) <= {"rz", "sx", "measure", "barrier"}


def test_all_basis_changes_come_before_the_first_measurement(monkeypatch):
    backend, calls = spied(monkeypatch)
    circuit = QuantumCircuit(3)
    circuit.h([0, 1, 2])
    uplift(backend).estimator().run([(circuit, SparsePauliOp("XYX"))]).result()
    (((sent,), _),) = calls
    names = [instruction.operation.name for instruction in sent.data]
    assert names[-3:] == ["measure"] * 3
    assert "measure" not in names[:-3]
