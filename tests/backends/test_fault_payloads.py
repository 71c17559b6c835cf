"""Faults of what a result holds, one by one."""

import numpy as np
import pytest

from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.faults import (
    Duplicated,
    FailedExperiment,
    Malformed,
    MissingExperiment,
    NoResult,
    OutOfOrder,
    Overwritten,
    ShortShots,
)
from tests.backends.faulty import coin, device, flips


def data_of(*faults, values=(0, 1, 2), seed=0, **options):
    circuits = [flips(value) for value in values]
    result = device(*faults, seed=seed).run(circuits, **{"shots": 10, **options}).result()
    return [one.data.to_dict() for one in result.results]


def test_a_failed_experiment():
    result = device(FailedExperiment(at=(1,))).run([flips(0), flips(1)], shots=5).result()
    assert [one.success for one in result.results] == [True, False]
    assert "lost their lock" in result.results[1].status
    assert result.results[1].data.to_dict() == {}
    assert result.success


@pytest.mark.parametrize("memory", [True, False])
def test_short_shots(memory):
    backend = device(ShortShots(fraction=0.37))
    job = backend.run(coin("coin"), shots=101, memory=memory, seed_simulator=3)
    (experiment,) = job.result().results
    assert experiment.shots == 101  # it claims what was asked for
    assert sum(experiment.data.counts.values()) == 37
    assert len(experiment.data.counts) == 2  # one side alone: 1 in 10^10; the seed is fixed
    whole = reference_device("modern", 3, ideal=True).run(
        coin("coin"), shots=101, memory=True, seed_simulator=3
    )
    if memory:
        assert experiment.data.memory == whole.result().results[0].data.memory[:37]
    else:
        seen = whole.result().results[0].data.counts
        assert all(seen[key] >= n for key, n in experiment.data.counts.items())


def test_short_shots_of_a_matrix_leave_out_the_counts_and_keep_a_shot():
    backend = device(ShortShots(), face="run-only", memory="ndarray")
    for shots, kept in ((5, 2), (1, 1)):
        data = backend.run(flips(1), shots=shots, memory=True).result().results[0].data.to_dict()
        assert np.array_equal(data["memory"], [[1, 0]] * kept)
        assert "counts" not in data


@pytest.mark.parametrize("seed", range(5))
def test_out_of_order_is_never_the_order(seed):
    data = data_of(OutOfOrder(), seed=seed)
    assert data != (right := data_of())
    assert sorted(data, key=str) == sorted(right, key=str)


def test_duplicated_overwritten_and_missing():
    right = data_of()
    doubled, overwritten, missing = (
        data_of(fault) for fault in (Duplicated(), Overwritten(), MissingExperiment())
    )
    assert len(doubled) == 4
    assert all(one in doubled for one in right)
    assert len(overwritten) == 3
    assert sum(one in overwritten for one in right) == 2
    assert len(missing) == 2
    assert all(one in right for one in missing)
    for fault in (OutOfOrder(), Overwritten()):
        assert data_of(fault, values=(1,)) == right[1:2]  # there is nothing to take its place


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("garbage", {"counts": {"<html>": 10}, "memory": ["<html>"] * 10}),
        ("empty", {}),
        ("negative", {"counts": {"0x1": -1}, "memory": ["0x1"] * 10}),
        ("disagreeing", {"counts": {"0x1": 11}, "memory": ["0x1"] * 10}),
    ],
)
def test_malformed_data(kind, expected):
    assert data_of(Malformed(kind=kind), values=(1,), memory=True) == [expected]


def test_malformed_data_of_any_kind_and_no_result():
    kinds = {str(one) for one in data_of(Malformed(), values=[1] * 12)}
    assert len(kinds) == 3
    assert data_of(Malformed(kind="disagreeing"), values=(1,)) == data_of(values=(1,))
    assert device(NoResult()).run(flips(1)).result().startswith("<html>")


def test_the_answer_stays_the_same():
    job = device(OutOfOrder(), ShortShots(), Malformed(probability=0.5)).run([flips(0), flips(1)])
    assert job.result() is job.result()
