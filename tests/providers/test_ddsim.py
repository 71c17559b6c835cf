"""MQT DDSIM: all simulators that sample, and the circuits that they would answer wrongly."""

import pytest
from common import (
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    Seeded,
    Suite,
    bell,
    lopsided,
    outcomes,
    spy_on,
)
from mqt.ddsim import DDSIMProvider
from mqt.ddsim.primitives import Estimator, Sampler
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import Clbit

from qiskit_uplift import primitives_for, uplift
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError, OptionError


@pytest.fixture
def backend():
    return DDSIMProvider().get_backend("qasm_simulator")


class TestQasmSimulator(Basics, PartialMeasurement, MidCircuit, Seeded, Estimates, NeverWrong):
    provider = "ddsim"
    seed = "seed_simulator"
    seeds = (0, 1, 2**63 - 1)

    def test_the_packages_own_primitives_know_no_backend_and_no_precision(self, backend):
        with pytest.raises(TypeError, match="backend"):
            Sampler(backend=backend)
        circuit = QuantumCircuit(1)
        circuit.h(0)
        data = Estimator().run([(circuit, "Z")], precision=0.1).result()[0].data
        assert data.stds == 0
        _, chosen = primitives_for(backend)
        assert chosen.run([(circuit, "Z")], precision=0.1).result()[0].data.stds > 0

    def test_feed_forward(self, backend):
        # run() takes it, though the Target doesn't list control flow
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        result = uplift(backend).sampler(transpile="off").run([circuit], shots=30).result()[0]
        assert outcomes(circuit, result) == {0b11: 30}

    def test_more_than_64_bits(self, backend):
        circuit = QuantumCircuit(70)
        circuit.x([0, 69])
        circuit.measure_all()
        result = self.sampler(backend, default_shots=5).run([circuit]).result()[0]
        assert outcomes(circuit, result) == {1 | 1 << 69: 5}

    def test_a_negative_seed_would_be_no_seed(self, backend):
        with pytest.raises(LimitError, match="seed_simulator=-1"):
            self.sampler(backend, seed_simulator=-1).run([bell()])

    def test_an_option_without_effect_is_refused(self, backend):
        with pytest.raises(OptionError, match="no option 'parameter_binds'"):
            self.sampler(backend, run_options={"parameter_binds": []}).run([bell()])

    def test_options_arrive(self, backend, monkeypatch):
        calls = spy_on(backend, monkeypatch)
        options = {"approximation_step_fidelity": 0.9, "approximation_steps": 2}
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        assert calls == [{"shots": 7, **options}]


def test_one_qubit_into_two_clbits_comes_out_right_only_here(backend):
    circuit = QuantumCircuit(2, 2)
    circuit.x(0)
    circuit.measure([0, 0], [0, 1])
    # the reason for the reset that is added; without this the provider file could do less
    assert backend.run(circuit, shots=10).result().data(0)["counts"] != {"0x3": 10}
    result = uplift(backend).sampler().run([circuit], shots=10).result()[0]
    assert outcomes(circuit, result) == {0b11: 10}
    assert circuit.count_ops() == {"x": 1, "measure": 2}


def test_a_reordered_register_with_feed_forward_is_refused(backend):
    bits = [Clbit(), Clbit()]
    circuit = QuantumCircuit(2)
    circuit.add_bits(bits)
    circuit.add_register(ClassicalRegister(name="swapped", bits=bits[::-1]))
    circuit.x(0)
    circuit.measure([0, 1], [0, 1])
    assert backend.run(circuit, shots=10).result().data(0)["counts"] == {"0x2": 10}
    with circuit.if_test((bits[0], 1)):
        circuit.x(1)
    with pytest.raises(InvalidCircuitError, match=r"by their registers.* Nothing was sent"):
        uplift(backend).sampler(transpile="off").run([circuit])


class Narrow(Suite):
    """A simulator that always samples qubit i into clbit i."""

    provider = "ddsim"

    def test_bell(self, backend):
        self.sample(backend, bell())

    def test_two_registers(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(3), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
        )
        circuit.x(1)
        circuit.measure(range(3), range(3))
        self.sample(backend, circuit)

    def test_another_map_is_refused_as_it_comes_out_wrong(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure([0, 1], [1, 0])
        assert backend.run(circuit, shots=10).result().data(0)["counts"] == {"0x1": 10}
        with pytest.raises(InvalidCircuitError, match="qubit i into clbit i"):
            self.sampler(backend).run([circuit])

    def test_dynamic_circuits_are_refused_by_the_package(self, backend):
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        circuit.x(0)
        circuit.measure(0, 0)
        job = uplift(backend).sampler(transpile="off").run([circuit])
        with pytest.raises(ValueError, match="Dynamic quantum circuits"):
            job.result()


class TestHybridSimulator(Narrow, Seeded):
    seed = "seed"
    seeds = (0, 1)

    @pytest.fixture
    def backend(self):
        return DDSIMProvider().get_backend("hybrid_qasm_simulator")


class TestPathSimulator(Narrow):
    @pytest.fixture
    def backend(self):
        return DDSIMProvider().get_backend("path_qasm_simulator")

    def test_a_seed_is_refused_as_every_seed_gives_the_same_outcomes(self, backend):
        circuit = lopsided(4)
        circuit.measure_all()
        jobs = [backend.run(circuit, shots=500, seed=seed) for seed in (1, 2)]
        first, second = (job.result().data(0)["counts"] for job in jobs)
        assert first == second
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])


class Noisy(PartialMeasurement, MidCircuit, Seeded):
    """A simulator of noise, with its noise turned off where outcomes are compared."""

    provider = "ddsim"
    seeds = (0, 1)
    # one effect of probability 0, as the package wants at least one
    run_options = {  # noqa: RUF012 - nothing changes it
        "noise_effects": "D",
        "noise_probability": 0.0,
        "amp_damping_probability": 0.0,
    }


class TestStochasticNoise(Noisy):
    seed = "seed_simulator"

    @pytest.fixture
    def backend(self):
        return DDSIMProvider().get_backend("stochastic_noise_simulator")


class TestDeterministicNoise(Noisy):
    seed = "simulator_seed"

    @pytest.fixture
    def backend(self):
        return DDSIMProvider().get_backend("deterministic_noise_simulator")
