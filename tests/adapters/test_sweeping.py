"""Sweeps that a backend binds itself: the same numbers as for circuits that were bound here."""

import numpy as np
import pytest
from qiskit.circuit import Parameter, ParameterVector, QuantumCircuit
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, depolarizing_error

from qiskit_uplift import EstimatorAdapter, SamplerAdapter


class Recording(AerSimulator):
    """Keeps what it is sent."""

    def run(self, circuits, parameter_binds=None, **options):
        self.__dict__.setdefault("calls", []).append((list(circuits), parameter_binds))
        return super().run(circuits, parameter_binds, **options)


def noise():
    model = NoiseModel()
    model.add_all_qubit_quantum_error(depolarizing_error(0.1, 1), ["rx", "ry"])
    return model


def swept():
    """Parameters alone, in expressions, out of order and twice, and a reset in the middle."""
    theta, a = ParameterVector("theta", 2), Parameter("a")
    circuit = QuantumCircuit(2, 3)
    circuit.rx(theta[1], 0)
    circuit.ry(2 * a + theta[0], 1)
    circuit.cx(0, 1)
    circuit.measure(0, 2)
    circuit.reset(0)
    circuit.rx(a, 0)
    circuit.measure([0, 1], [0, 1])
    return circuit


@pytest.mark.parametrize("noise_model", [None, noise()], ids=["ideal", "noisy"])
def test_the_numbers_are_those_of_circuits_bound_one_by_one(noise_model):
    backend, circuit = Recording(noise_model=noise_model), swept()
    values = np.linspace(0, 3, 18).reshape(2, 3, 3)
    sampler = SamplerAdapter(backend=backend, options={"seed_simulator": 5})
    found = sampler.run([(circuit, values)], shots=50).result()[0].data.c
    ((templates, binds),) = backend.calls
    assert len(templates) == len(binds) == 1
    assert {len(points) for points in binds[0].values()} == {6}
    bound = [circuit.assign_parameters(row) for row in values.reshape(6, 3)]
    plain = AerSimulator(noise_model=noise_model)
    result = plain.run(bound, shots=50, memory=True, seed_simulator=5).result()
    for place, index in enumerate(np.ndindex(2, 3)):
        assert found[index].get_bitstrings() == [
            f"{int(shot, 16):03b}" for shot in result.results[place].data.memory
        ]


def test_a_simulator_whose_run_takes_no_values_gets_bound_circuits():
    class Narrow(AerSimulator):
        def run(self, circuits, shots=None, memory=None, seed_simulator=None):
            assert not any(circuit.parameters for circuit in circuits)
            return super().run(circuits, shots=shots, memory=memory, seed_simulator=seed_simulator)

    data = SamplerAdapter(backend=Narrow()).run([(swept(), np.zeros((2, 3)))], shots=3).result()
    assert data[0].data.c.get_counts() == {"000": 6}


def test_equal_circuits_of_a_sweep_have_random_numbers_of_their_own():
    """False alarms: two circuits agree in all of 100 fair bits once in 2**100."""
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("a"), 0)
    circuit.measure_all()
    backend = Recording()
    sampler = SamplerAdapter(backend=backend, options={"seed_simulator": 1})
    # so near to each other that the probabilities are the same
    values = np.pi / 2 + np.array([[0], [1e-12]])
    data = sampler.run([(circuit, values)], shots=100).result()[0].data.meas
    assert backend.calls[0][1] is not None
    assert data[0].get_bitstrings() != data[1].get_bitstrings()


def test_each_outcome_belongs_to_its_point_and_its_observable():
    """Two swept circuits with two measurements each; the outcomes are certain but for one."""
    a, b = Parameter("a"), Parameter("b")
    flipped, turned = QuantumCircuit(2), QuantumCircuit(2)
    flipped.rx(a, 0)
    turned.ry(b, 0)
    turned.rx(2 * b, 1)
    backend = Recording()
    points = np.pi * np.arange(4)[:, None]
    quarters = [[0.0], [np.pi / 2], [-np.pi / 2]]
    estimator = EstimatorAdapter(backend=backend, options={"abelian_grouping": False})
    pubs = [(flipped, [["IZ"], ["ZI"]], points), (turned, [["IX"], ["ZI"]], quarters)]
    result = estimator.run(pubs).result()
    ((templates, binds),) = backend.calls
    assert len(templates) == len(binds) == 4
    assert result[0].data.evs.tolist() == [[1, -1, 1, -1], [1, 1, 1, 1]]
    # X is certain where b is a quarter turn; where it is 0, it is 0 but for chance
    assert result[1].data.evs[0, 1:].tolist() == [1, -1]
    assert result[1].data.evs[1].tolist() == [1, -1, -1]


def test_a_circuit_without_parameters_in_between_is_sent_bound_with_the_others():
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("a"), 0)
    circuit.measure_all()
    still = QuantumCircuit(1)
    still.x(0)
    still.measure_all()
    backend = Recording()
    pubs = [(circuit, [[0.0], [np.pi]]), still]
    result = SamplerAdapter(backend=backend).run(pubs, shots=3).result()
    ((circuits, binds),) = backend.calls
    assert len(circuits) == 3
    assert binds is None
    assert result[0].data.meas.array.ravel().tolist() == [0, 0, 0, 1, 1, 1]
    assert result[1].data.meas.array.ravel().tolist() == [1, 1, 1]


def controlled_flow(a):
    circuit = QuantumCircuit(1, 1)
    with circuit.if_test((circuit.clbits[0], 0)):
        circuit.rx(a, 0)
    circuit.measure(0, 0)
    return circuit


def global_phase(a):
    circuit = QuantumCircuit(1, 1, global_phase=a)
    circuit.rx(a, 0)
    circuit.measure(0, 0)
    return circuit


@pytest.mark.parametrize("make", [controlled_flow, global_phase])
def test_what_is_no_parameter_of_a_standard_gate_is_bound_here(make):
    backend = Recording()
    pub = (make(Parameter("a")), [[0.0], [np.pi]])
    sampler = SamplerAdapter(backend=backend, options={"transpile": "off"})
    data = sampler.run([pub], shots=3).result()[0].data.c
    assert backend.calls[0][1] is None
    assert data.array.ravel().tolist() == [0, 0, 0, 1, 1, 1]
