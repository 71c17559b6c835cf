"""Circuits of one job share no random numbers, where Aer gives them overlapping ones.

Shots have 12 random bits. Two streams that have nothing to do with each other agree in one shot of
4,096: of 4,000 shots in fewer than 15, at every of 4,000 offsets, but for one run in 10 ** 9.
"""

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, depolarizing_error

from qiskit_uplift import uplift
from qiskit_uplift.adapters.spacing import is_sampled, spaced
from qiskit_uplift.backends import reference_device

SHOTS = 4000
SHARED = SHOTS - 2113


def shot_by_shot(mark):
    """Six qubits measured twice; different marks change nothing but the circuit itself."""
    circuit = QuantumCircuit(6, 12)
    circuit.h(range(6))
    circuit.measure(range(6), range(6))
    circuit.h(range(6))
    circuit.measure(range(6), range(6, 12))
    circuit.rz(mark, 0)
    return circuit


def most_shared(first, second):
    """In how many shots two streams agree at the offset where they agree most."""
    first, second = np.asarray(first), np.asarray(second)
    count = len(first)
    return max(
        max(np.count_nonzero(first[offset:] == second[: count - offset]),
            np.count_nonzero(second[offset:] == first[: count - offset]))
        for offset in range(count)
    )  # fmt: skip


def outcomes(result):
    return np.array([int(text, 2) for text in result.join_data().get_bitstrings()])


def test_aer_shares_random_numbers_among_circuits_of_a_job():
    """What the rest of this module is about; with a step that has grown it would be needless."""
    circuits = [shot_by_shot(0.1), shot_by_shot(0.2)]
    raw = AerSimulator().run(circuits, shots=SHOTS, seed_simulator=5, memory=True).result()
    first, second = ([int(word, 16) for word in raw.get_memory(i)] for i in range(2))
    assert first[2113:] == second[:SHARED]


@pytest.mark.parametrize("seed", [None, 5])
def test_circuits_of_a_run_share_none(seed):
    sampler = uplift(AerSimulator()).sampler(seed_simulator=seed, transpile="off")
    pubs = [shot_by_shot(0.1), shot_by_shot(0.2), shot_by_shot(0.3)]
    job = sampler.run(pubs, shots=SHOTS)
    assert job.plan.num_jobs == 1
    first, second, third = map(outcomes, job.result())
    assert most_shared(first, second) < 15
    assert most_shared(second, third) < 15


def test_where_a_job_has_no_room_for_blank_circuits_each_goes_by_itself():
    sampler = uplift(AerSimulator(), max_circuits=3).sampler(seed_simulator=5, transpile="off")
    job = sampler.run([shot_by_shot(0.1), shot_by_shot(0.2)], shots=2 * SHOTS)
    assert job.plan.num_jobs == 2
    first, second = map(outcomes, job.result())
    assert most_shared(first[:SHOTS], second[:SHOTS]) < 15
    fits = uplift(AerSimulator(), max_circuits=3).sampler(transpile="off")
    assert fits.run([shot_by_shot(0.1), shot_by_shot(0.2)], shots=SHOTS).plan.num_jobs == 1


def test_points_of_a_sweep_share_none():
    template = shot_by_shot(Parameter("a"))
    sampler = uplift(AerSimulator()).sampler(transpile="off")
    (result,) = sampler.run([(template, [[0.1], [0.2]])], shots=SHOTS).result()
    first, second = result.data.c.get_bitstrings(0), result.data.c.get_bitstrings(1)
    assert len(first) == SHOTS
    assert most_shared(first, second) < 15


def test_noisy_circuits_share_none():
    noise = NoiseModel()
    noise.add_all_qubit_quantum_error(depolarizing_error(0.01, 1), ["h"])
    circuits = []
    for mark in (0.1, 0.2):
        circuit = QuantumCircuit(12, 12)
        circuit.h(range(12))
        circuit.rz(mark, 0)
        circuit.measure(range(12), range(12))
        circuits.append(circuit)
    backend = AerSimulator(noise_model=noise, method="statevector")
    raw = backend.run(circuits, shots=2500, memory=True, seed_simulator=5).result()
    assert raw.get_memory(0)[2113:] == raw.get_memory(1)[: 2500 - 2113]
    sampler = uplift(backend).sampler(transpile="off", seed_simulator=5)
    first, second = map(outcomes, sampler.run(circuits, shots=2500).result())
    assert most_shared(first, second) < 15


@pytest.mark.parametrize("face", ["modern", "legacy", "run-only"])
def test_circuits_and_near_seeds_of_the_reference_device_share_none(face):
    backend = reference_device(face, 6, ideal=True)
    memories = [
        backend.run([shot_by_shot(0.1), shot_by_shot(0.2)], shots=500, seed_simulator=seed,
                    memory=True).result()
        for seed in (5, 6)
    ]  # fmt: skip
    streams = [result.get_memory(index) for result in memories for index in (0, 1)]
    for i, first in enumerate(streams):
        for second in streams[:i]:
            assert most_shared(first, second) < 15


def test_blank_circuits_stand_between():
    first, second = shot_by_shot(0.1), shot_by_shot(0.2)
    assert spaced([first, second], 1) == [first, second]
    placed = spaced([first, second], 3)
    assert [circuit.name for circuit in placed] == [first.name, "blank", "blank", second.name]
    assert not placed[1].data


def test_what_can_be_drawn_from_one_state():
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.barrier()
    circuit.measure(0, 0)
    circuit.h(1)
    circuit.measure(1, 1)
    circuit.barrier()
    assert is_sampled(circuit)
    for follow in (
        lambda circuit: circuit.measure(0, 1),
        lambda circuit: circuit.x(0),
        lambda circuit: circuit.reset(1),
        lambda circuit: circuit.initialize([1, 0], 1),
    ):
        longer = circuit.copy()
        follow(longer)
        assert not is_sampled(longer)
    with circuit.if_test((0, 1)):
        circuit.x(1)
    assert not is_sampled(circuit)
