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
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel
from qiskit_ibm_runtime import IBMBackend
from qiskit_ibm_runtime.exceptions import IBMBackendError
from qiskit_ibm_runtime.fake_provider import FakeManilaV2, FakeSherbrooke
from qiskit_ibm_runtime.fake_provider.local_service import QiskitRuntimeLocalService
from qiskit_ibm_runtime.models import QasmBackendConfiguration

from qiskit_uplift import compat, uplift
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


class Service(QiskitRuntimeLocalService):
    """Runs what is sent to a device on a simulation of it."""

    def _run_executor(self, backend, *arguments, **options):
        self.asked = backend
        return super()._run_executor(FakeManilaV2(), *arguments, **options)


@pytest.fixture
def device():
    """A backend on a server, but for the server."""
    fake = FakeManilaV2()
    configuration = QasmBackendConfiguration.from_dict(fake.configuration().to_dict())
    backend = IBMBackend(configuration, Service(), None)
    backend._target, backend._properties = fake.target, fake.properties()
    return backend


def two_registers():
    first, second = ClassicalRegister(2, "a"), ClassicalRegister(1, "b")
    circuit = QuantumCircuit(QuantumRegister(2, "q"), first, second, name="two")
    circuit.x(0)
    circuit.measure([0, 1], [first[1], second[0]])
    return circuit


@pytest.mark.parametrize("execute", [False, True])
def test_a_backend_whose_run_raises_is_run_by_its_sampler(device, execute):
    with pytest.raises(IBMBackendError, match="removed"):
        device.run(two_registers())
    if execute:
        job = compat.execute(two_registers(), device, shots=50, memory=True)
    else:
        job = compat.run(device, transpile(two_registers(), device), shots=50, memory=True)
    assert device.service.asked is device
    result = job.result()
    # readout of 1 is right in more than nine of ten shots; 25 of 50 wrong is out of reach
    assert result.get_counts("two")["0 10"] > 25
    assert len(result.get_memory("two")) == 50
    assert result.backend_name == "fake_manila"
    assert job.backend() is device
    with pytest.raises(OptionError, match="noise_model"):
        compat.run(device, two_registers(), noise_model=3)
