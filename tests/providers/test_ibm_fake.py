"""qiskit-ibm-runtime's fake backends, without their noise where outcomes are compared."""

import pytest
from common import (
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    Seeded,
    bell,
    outcomes,
    spy_on,
)
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel
from qiskit_ibm_runtime.fake_provider import FakeManilaV2, FakeSherbrooke

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError


class TestManila(Basics, PartialMeasurement, MidCircuit, Seeded, Estimates, NeverWrong):
    provider = "ibm_fake"
    shot_order = ""
    seed = "seed_simulator"
    seeds = (0, 7, 2**63 - 1)
    run_options = {"noise_model": NoiseModel()}  # noqa: RUF012 - nothing changes it
    num_circuits = 30

    @pytest.fixture
    def backend(self):
        return FakeManilaV2()

    def test_an_option_that_would_be_dropped_is_refused(self, backend):
        assert backend.run(bell(), shots=3, nonsense=1).result().success
        with pytest.raises(OptionError, match="no option 'nonsense'"):
            self.sampler(backend, run_options={"nonsense": 1}).run([bell()])

    def test_every_option_of_the_simulator_is_known(self, backend):
        known = {option.name for option in uplift(backend).contract.options}
        assert known == {name for name, _ in AerSimulator().options.items()}

    def test_options_arrive(self, backend, monkeypatch):
        calls = spy_on(backend, monkeypatch)
        options = {"method": "density_matrix", "fusion_enable": False}
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        assert calls == [{"shots": 7, "memory": True, **options}]

    def test_feed_forward(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        result = self.sampler(backend).run([circuit], shots=30).result()[0]
        assert outcomes(circuit, result) == {0b11: 30}

    def test_a_circuit_outside_of_the_target_is_refused_though_it_would_be_run(self, backend):
        # without the noise of the gates that the device would need for it
        assert backend.run(bell(), shots=3).result().success
        with pytest.raises(InvalidCircuitError, match="'h'"):
            self.sampler(backend, transpile="check").run([bell()])


def test_noise_is_that_of_the_device():
    backend = FakeManilaV2()
    circuit = QuantumCircuit(5)
    circuit.x(range(5))
    circuit.measure_all()
    target = backend.target
    expected = 1.0
    for qubit in range(5):
        expected *= (1 - target["measure"][qubit,].error) * (1 - target["x"][qubit,].error)
    sampler = uplift(backend).sampler(transpile="auto", seed_simulator=2)
    result = sampler.run([circuit], shots=4000).result()[0]
    seen = outcomes(circuit, result)[0b11111] / 4000
    # the seed is fixed; 1 is read as 0 more often than the mean error of the readout
    assert 0.5 < seen < 1
    assert abs(seen - expected) < 0.15


def test_a_large_device():
    backend = FakeSherbrooke()
    circuit = QuantumCircuit(3, 127)
    circuit.x([0, 2])
    circuit.measure([0, 1, 2], [126, 5, 64])
    options = {"noise_model": NoiseModel()}
    sampler = uplift(backend).sampler(transpile="auto", run_options=options)
    result = sampler.run([circuit], shots=10).result()[0]
    assert outcomes(circuit, result) == {1 << 126 | 1 << 64: 10}
