"""What a provider file adds to the options changes the time that a run takes, and nothing else."""

import numpy as np
import pytest
from qiskit.circuit import QuantumCircuit
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, depolarizing_error

from qiskit_uplift import SamplerAdapter

SEARCH = "statevector_sample_measure_opt"


def scattered(num_qubits, used, seed):
    """Outcomes of many kinds on some of the qubits."""
    circuit = QuantumCircuit(num_qubits, num_qubits)
    angles = np.random.default_rng(seed).uniform(0, np.pi, (2, used))
    for layer in angles:
        for qubit, angle in enumerate(layer):
            circuit.ry(angle, qubit)
        for qubit in range(used - 1):
            circuit.cx(qubit, qubit + 1)
    circuit.measure(range(used), range(used))
    return circuit


def noise():
    model = NoiseModel()
    model.add_all_qubit_quantum_error(depolarizing_error(0.01, 1), ["ry"])
    return model


def run(backend, circuits, **options):
    sampler = SamplerAdapter(backend=backend, options={"seed_simulator": 7, **options})
    return sampler.run(circuits, shots=500).result()


def sent(backend, circuits, **options):
    return run(backend, circuits, **options)[0].metadata["sent"].get(SEARCH)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        ({}, [(10, 10), (12, 12), (19, 11)]),  # idle qubits are left out of the state
        ({"noise_model": noise()}, [(10, 10)]),
        ({"method": "density_matrix"}, [(10, 6)]),
        ({"method": "matrix_product_state"}, [(11, 11)]),
    ],
    ids=["ideal", "noisy", "density matrix", "matrix product state"],
)
def test_the_shots_are_those_without_them(seed, options, sizes):
    backend = AerSimulator(**options)
    circuits = [scattered(*size, seed) for size in sizes]
    result = run(backend, circuits)
    assert result[0].metadata["sent"][SEARCH] == max(width for width, _ in sizes) // 2
    plain = backend.run(circuits, shots=500, memory=True, seed_simulator=7).result()
    for pub, experiment in zip(result, plain.results, strict=True):
        expected = [int(word, 16) for word in experiment.data.memory]
        assert [int(word, 2) for word in pub.data.c.get_bitstrings()] == expected


@pytest.mark.parametrize("width", [2, 9, 20])
def test_what_gains_nothing_is_sent_as_it_is(width):
    assert sent(AerSimulator(), [scattered(width, 2, 0)]) is None
    assert sent(AerSimulator(), [scattered(12, 2, 0), scattered(width, 2, 0)]) is None


def test_what_the_user_says_stays():
    circuits = [scattered(12, 3, 0)]
    assert sent(AerSimulator(), circuits, run_options={SEARCH: 3}) == 3
    assert sent(AerSimulator(**{SEARCH: 3}), circuits) is None
    assert sent(AerSimulator(), circuits, run_options={"precision": "single"}) is None
    assert sent(AerSimulator(precision="single"), circuits) is None


def test_a_run_that_does_not_take_them_is_not_given_them():
    class Narrow(AerSimulator):
        def run(self, circuits, shots=None, memory=None, seed_simulator=None):
            return super().run(circuits, shots=shots, memory=memory, seed_simulator=seed_simulator)

    assert sent(Narrow(), [scattered(12, 3, 0)]) is None
