"""Equal circuits are sent once, and each gets outcomes of its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from scipy.stats import chi2, hypergeom

from qiskit_uplift import uplift
from qiskit_uplift.adapters.estimation import plan_pubs
from qiskit_uplift.adapters.merging import deal, slots_of, templates_of
from qiskit_uplift.adapters.rotations import BasisChanges, Measurements
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.adapters.transpilation import Prepared
from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.faults import ShortShots, device_log, with_faults
from tests.adapters.fakes import unequal


def coin(name="coin"):
    circuit = QuantumCircuit(1, name=name)
    circuit.h(0)
    circuit.measure_all()
    return circuit


def seen(run, *faults, **limits):
    """What a device was sent for ``run``, and the results."""
    device = with_faults(
        reference_device("modern", 3, ideal=True, accepts="anything", **limits), *faults
    )
    result = run(uplift(device)).result()
    return [(len(each.circuits), each.shots) for each in device_log(device).submissions], result


memories = st.lists(st.integers(0, 7), max_size=200)
wants = st.lists(st.integers(1, 50), min_size=1, max_size=6)


@given(memories, wants, st.booleans(), st.integers(0, 2**32))
def test_all_outcomes_are_dealt_out_and_none_twice(memory, shots, counted, seed):
    samples = Samples.from_memory(memory, 3)
    if counted:
        samples = samples.distinct()
    dealt = deal(samples, shots, np.random.default_rng(seed))
    together = {}
    for one in dealt:
        for value, number in one.to_counts().items():
            together[value] = together.get(value, 0) + number
    assert together == samples.to_counts()
    share = [len(memory) * each / sum(shots) for each in shots]
    assert all(abs(one.num_shots - due) < 1 for one, due in zip(dealt, share, strict=True))
    assert all(one.ordered is not counted for one in dealt)


@pytest.mark.parametrize("counted", [False, True])
def test_a_sorted_memory_is_dealt_without_bias(counted):
    # Of 20 zeros and 20 ones, 10 are dealt: their number of ones is hypergeometric. A chi-square
    # of 4,000 deals over 7 classes is above the 1 - 1e-9 quantile for right code once in 10^9.
    samples = Samples.from_memory([0] * 20 + [1] * 20, 1)
    if counted:
        samples = samples.distinct()
    rng = np.random.default_rng(1)
    ones = [deal(samples, [10, 30], rng)[0].to_counts().get(1, 0) for _ in range(4000)]
    classes = np.clip(ones, 2, 8)
    exact = hypergeom(40, 20, 10)
    expected = np.array([exact.cdf(2), *exact.pmf(range(3, 8)), exact.sf(7)]) * 4000
    found = np.array([np.count_nonzero(classes == each) for each in range(2, 9)])
    assert ((found - expected) ** 2 / expected).sum() < chi2(6).isf(1e-9)


def test_ordered_outcomes_keep_their_order():
    samples = Samples.from_memory(list(range(100)), 7)
    for one in deal(samples, [30, 70], np.random.default_rng(3)):
        assert one.to_ints() == sorted(one.to_ints())


def test_circuits_are_joined_as_long_as_one_job_can_hold_their_shots():
    keys = ["a", "b", "a", "a", "b"]
    joined = slots_of([1, 2, 3, 4, 5], keys, 7)
    assert [slot.members for slot in joined] == [(0,), (1, 4), (2,), (3,)]
    assert [slot.members for slot in slots_of([1, 2, 3, 4, 5], keys, None)] == [(0, 2, 3), (1, 4)]
    assert [slot.total for slot in slots_of([1, 2, 3, 4, 5], keys, None)] == [8, 7]
    assert len(slots_of([1, 1], None, None)) == 2


def test_equal_circuits_are_found_whatever_their_names():
    one, other = unequal(coin(), 2)
    same = coin("another name")
    labelled = coin()
    labelled.metadata = {"experiment": 3}
    assert templates_of([one, other, same, one, labelled]) == [0, 1, 0, 0, 4]


def test_a_sampler_sends_equal_circuits_once():
    sent, result = seen(
        lambda b: b.sampler(transpile="off").run([coin(), (coin("b"), None, 30), coin()], shots=500)
    )
    assert sent == [(1, 1030)]
    assert [pub.data.meas.num_shots for pub in result] == [500, 30, 500]
    bits = [pub.data.meas.get_bitstrings() for pub in (result[0], result[2])]
    assert bits[0] != bits[1]  # equal by chance: 1 in 10^150
    assert result[0].metadata["shared_circuit"]
    assert result[0].metadata["sent"]["shots"] == 1030


def test_points_of_a_sweep_that_are_equal_are_sent_once():
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("a"), 0)
    circuit.measure_all()
    points = [[0.0], [np.pi], [0.0]]
    sent, result = seen(lambda b: b.sampler(transpile="off").run([(circuit, points)], shots=10))
    assert sent == [(1, 20), (1, 10)]
    counts = [result[0].data.meas[i].get_counts() for i in range(3)]
    assert counts == [{"0": 10}, {"1": 10}, {"0": 10}]


def test_an_estimator_measures_a_basis_once_for_all_pubs():
    circuit = QuantumCircuit(2)
    circuit.x(0)
    pubs = [(circuit, ["ZI", "XX"]), (circuit.copy(), "IZ"), (circuit, "ZZ")]
    sent, result = seen(lambda b: b.estimator(transpile="off").run(pubs, precision=0.1))
    # ZI and IZ, measured alone, are other circuits than ZZ
    assert sum(circuits * shots for circuits, shots in sent) == 400
    assert result[0].data.evs[0] == 1
    assert (result[1].data.evs, result[2].data.evs) == (-1, -1)
    pubs = [(circuit, "ZZ"), (circuit.copy(), "ZZ")]
    sent, _ = seen(lambda b: b.estimator(transpile="off").run(pubs, precision=0.1))
    assert sent == [(1, 200)]


def test_circuits_that_the_transpiler_makes_equal_are_not_for_the_same_qubits():
    """Their qubits are where the transpiler put them, which may be the other way round."""
    circuit = QuantumCircuit(2)
    pubs = [EstimatorPub.coerce((circuit, "ZI", None, 0.1))] * 3
    prepared = [Prepared(circuit.copy(), qubits) for qubits in ((0, 1), (1, 0), (0, 1))]
    changes = BasisChanges(uplift(reference_device("modern", 2)), "here")
    plans = plan_pubs(pubs, prepared, changes, abelian_grouping=True, shares=True)
    circuits = [plan.circuits[0].circuit for plan in plans]
    measured = [each.data[-1].qubits[0] for each in circuits]
    places = [each.find_bit(bit).index for each, bit in zip(circuits, measured, strict=True)]
    assert places == [1, 0, 1]
    keys = [plan.keys[0] for plan in plans]
    assert keys[0] == keys[2] != keys[1]


def test_an_estimator_makes_an_equal_circuit_once(monkeypatch):
    made = []
    measuring = Measurements.measuring
    monkeypatch.setattr(
        Measurements,
        "measuring",
        lambda self, group: made.append(group.basis) or measuring(self, group),
    )
    pubs = [(QuantumCircuit(2, name=name), ["ZI", "XX"]) for name in ("one", "other")]
    backend = reference_device("modern", 3, ideal=True, accepts="anything")
    estimator = uplift(backend, journal=False).estimator(transpile="off")
    job = estimator.run(pubs, precision=0.1)
    job.result()
    assert made == [("X", "X"), ("I", "Z")]
    assert job.plan.names == ("one_0", "one_1")


def test_shots_that_no_job_can_hold_together_stay_apart():
    sent, _ = seen(
        lambda b: b.sampler(transpile="off").run([coin(), coin()], shots=60), max_shots=100
    )
    assert sent == [(2, 60)]


def test_shots_that_a_backend_refuses_together_are_sent_apart():
    def run(circuits, shots):
        if shots > 100:
            raise ValueError("too many shots")
        return [{"1": shots} for _ in circuits]

    job = uplift(run).sampler().run([coin(), coin(), (coin(), None, 90)], shots=60)
    assert [pub.data.meas.get_counts() for pub in job.result()] == [{"1": 60}, {"1": 60}, {"1": 90}]
    assert [(batch.indices, batch.shots) for batch in job.plan.batches] == [
        ((0, 1), 60),
        ((2,), 90),
    ]
    with pytest.raises(ValueError, match="too many shots"):
        uplift(run).sampler().run([coin(), coin()], shots=101)


def test_short_shots_are_shared():
    sent, result = seen(
        lambda b: b.sampler(transpile="off").run([coin(), (coin(), None, 30)], shots=10),
        ShortShots(fraction=0.5),
    )
    assert sent == [(1, 40)]
    assert [pub.data.meas.num_shots for pub in result] == [5, 15]
    assert [pub.metadata["requested_shots"] for pub in result] == [10, 30]


def test_a_seed_decides_who_gets_what():
    def run(backend):
        return backend.sampler(transpile="off", seed_simulator=3).run([coin(), coin()], shots=200)

    arrays = [[pub.data.meas.array for pub in seen(run)[1]] for _ in range(2)]
    assert np.array_equal(arrays[0], arrays[1])
    assert not np.array_equal(arrays[0][0], arrays[0][1])  # equal by chance: 1 in 10^60
