"""IQM's noisy simulator, and its computers with a stand-in for their server.

The simulator takes no seed and has noise. What it gives is compared with Aer under the very noise
model that it declares, circuit by circuit, by an exact test of two samples.
"""

import math
from collections import Counter
from types import SimpleNamespace
from uuid import uuid4

import pytest
from common import (
    ALPHA,
    SHOTS,
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    ShortShots,
    Suite,
    bell,
    logged_in,
    lopsided,
    outcomes,
)
from iqm.iqm_client import (
    CircuitCompilationOptions,
    CircuitJobTracker,
    CircuitValidationError,
    HeraldingMode,
)
from iqm.qiskit_iqm import IQMFakeAdonis
from iqm.qiskit_iqm import IQMProvider as TheirProvider
from iqm.qiskit_iqm.iqm_job import IQMJob
from iqm.qiskit_iqm.iqm_provider import IQMBackend, IQMFacadeBackend
from iqm.qiskit_iqm.qiskit_to_iqm import MeasurementKey
from iqm_server import Server, client
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit_aer import AerSimulator
from scipy.stats import fisher_exact

from qiskit_uplift import uplift
from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.providers.iqm import IQMProvider
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.exceptions import DecodingError, InvalidCircuitError, OptionError

REFERENCE_SHOTS = 20_000


@pytest.fixture(scope="module")
def backend():
    return IQMFakeAdonis()


@pytest.fixture
def computer(backend):
    server = Server(backend.architecture)
    computer = IQMBackend(client(server))
    computer.stand_in = server
    return computer


def reference(backend, circuit):
    """Outcomes of the circuit as it is, by Aer with the backend's own noise model."""
    simulator = AerSimulator(noise_model=backend.noise_model)
    counts = simulator.run(circuit, shots=REFERENCE_SHOTS).result().data(0)["counts"]
    return Counter({int(key, 16): seen for key, seen in counts.items()})


class Noisy(Suite):
    provider = "iqm"
    transpile = "check"

    def prepared(self, backend, circuit):
        return transpile(circuit, backend, optimization_level=1, seed_transpiler=3)

    def check(self, backend, circuit, expected, seen):
        """Fisher's exact test of each outcome; together they fail by chance once in 1/ALPHA."""
        other = reference(backend, circuit)
        values = sorted(set(seen) | set(other))
        for value in values:
            table = [
                [seen[value], sum(seen.values()) - seen[value]],
                [other[value], REFERENCE_SHOTS - other[value]],
            ]
            assert fisher_exact(table).pvalue > ALPHA / len(values), (value, seen, other)
        # and the noise has not drowned what was to be seen
        likely = max(expected, key=expected.get)
        assert seen[likely] > 0.6 * expected[likely] * SHOTS


class TestFakeAdonis(Noisy, Basics, PartialMeasurement, MidCircuit):
    def test_it_is_transpiled_on_demand(self, backend):
        # on "check" the same circuit is refused, so this is no test of a circuit that fits
        circuit = QuantumCircuit(3)
        circuit.x([0, 2])
        circuit.measure_all()
        with pytest.raises(ValueError, match="Nothing was sent"):
            uplift(backend).sampler(transpile="check").run([circuit])
        result = uplift(backend).sampler(transpile="auto").run([circuit], shots=SHOTS).result()[0]
        # three readouts and two gates, of errors below 0.06 and 0.02 each
        floor = 1 - 3 * 0.06 - 2 * 0.02
        margin = math.sqrt(math.log(1 / ALPHA) / (2 * SHOTS))  # Hoeffding
        assert outcomes(circuit, result)[0b101] / SHOTS > floor - margin

    def test_seed_and_memory_are_refused_as_they_would_be_dropped(self, backend):
        sampler = uplift(backend).sampler(transpile="off", seed_simulator=1)
        with pytest.raises(OptionError, match="takes no seed"):
            sampler.run([bell()])
        sampler = uplift(backend).sampler(transpile="off", run_options={"memory": True})
        with pytest.raises(OptionError, match="no option 'memory'"):
            sampler.run([bell()])

    def test_what_the_provider_file_says_it_cannot(self, backend):
        assert {"seed", "reset", "control flow"} <= set(IQMProvider.cannot)
        sampler = uplift(backend).sampler(transpile="auto")
        circuit = QuantumCircuit(1, 1)
        circuit.reset(0)
        circuit.measure(0, 0)
        with pytest.raises(InvalidCircuitError, match="reset"):
            sampler.run([circuit])
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(0)
        with pytest.raises(InvalidCircuitError, match="if_else"):
            sampler.run([circuit])

    def test_four_terms(self, backend):
        circuit = lopsided(3)
        observable = SparsePauliOp.from_list(
            [("IIZ", 0.7), ("IZI", -0.5), ("XII", 0.9), ("ZZI", 0.4)]
        )
        estimator = uplift(backend).estimator(transpile="auto", default_precision=0.025)
        result = estimator.run([(circuit, observable)]).result()[0]
        shots = result.metadata["shots"]
        exact = allowed = 0.0
        for term in observable:
            coefficient = float(term.coeffs[0].real)
            mean = Statevector(circuit).expectation_value(SparsePauliOp(term.paulis)).real
            log = math.log(2 * len(observable) / ALPHA)
            exact += coefficient * mean
            # Hoeffding for the shots. For the noise: a Pauli's mean moves by at most twice the
            # sum of all error probabilities, here one cz (0.06), six gates on each of three
            # qubits (0.015 at most, by relaxation) and readout (0.056) of one or two qubits.
            weight = sum(letter != "I" for letter in term.paulis[0].to_label())
            noise = 2 * (0.06 + 18 * 0.006 + 0.056 * weight)
            allowed += abs(coefficient) * (math.sqrt(2 * log / shots) + noise)
        assert abs(float(result.data.evs) - exact) < allowed


def two_registers_and_an_unused_one():
    circuit = QuantumCircuit(
        QuantumRegister(2), ClassicalRegister(2, "a"), ClassicalRegister(3, "unused"),
        ClassicalRegister(2, "b"),
    )  # fmt: skip
    circuit.measure([0, 1], [0, 6])
    return circuit


def test_a_computers_memory_is_read_as_its_package_writes_it():
    circuit = two_registers_and_an_unused_one()
    measured = {
        str(MeasurementKey("a", 2, 0, 0)): [[1], [0], [1]],
        str(MeasurementKey("b", 2, 2, 1)): [[0], [1], [1]],
    }
    memory = IQMJob._iqm_format_measurement_results(measured, 3)
    assert memory == ["00 01", "10 00", "10 01"]
    samples = decode(
        RawOutcome(memory=memory, counts=Counter(memory)),
        ClassicalLayout.of(circuit),
        shots=3,
        dialect=IQMProvider.dialect,
    )
    assert samples.to_ints() == [0b1, 0b1000000, 0b1000001]


class TestComputer(Basics, PartialMeasurement, MidCircuit, Estimates, NeverWrong):
    provider = "iqm"
    shot_order = ""
    reset = False
    num_circuits = 30
    # of a clbit that is written twice, by the package
    refusals = (InvalidCircuitError, CircuitValidationError)

    @pytest.fixture
    def backend(self, computer):
        return computer

    def test_the_format_is_that_of_a_real_job(self, backend):
        circuit = two_registers_and_an_unused_one()
        raw = backend.run(circuit, shots=3).result()
        assert dict(raw.results[0].header) == {"name": circuit.name}
        assert raw.data(0)["memory"] == ["00 00"] * 3
        result = self.sampler(backend, transpile="check").run([circuit], shots=3).result()[0]
        assert outcomes(circuit, result) == {0: 3}

    def test_options_arrive(self, backend):
        seen = []
        options = {
            "use_timeslot": True,
            "circuit_compilation_options": CircuitCompilationOptions(
                heralding_mode=HeraldingMode.ZEROS
            ),
            "circuit_callback": seen.extend,
        }
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        ((definition, use_timeslot),) = backend.stand_in.requests
        assert (definition.shots, use_timeslot) == (7, True)
        assert definition.heralding_mode is HeraldingMode.ZEROS
        assert len(seen) == 1

    def test_the_qubits_of_the_device_may_be_named(self, backend):
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        options = {"qubit_index_to_name": {0: "QB4"}}
        sampler = self.sampler(backend, transpile="check", run_options=options)
        backend.stand_in.rows = [[0, 0, 0, 1, 0]] * 5
        result = sampler.run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {1: 5}

    def test_a_clbit_is_written_once(self, backend):
        assert "repeated measurement" in IQMProvider.cannot
        circuit = QuantumCircuit(2, 1)
        circuit.measure([0, 1], [0, 0])
        with pytest.raises(CircuitValidationError, match="non-unique measurement key"):
            self.sampler(backend, transpile="check").run([circuit])

    def test_it_waits_for_as_long_as_it_takes(self, backend):
        # the package gives up after three hours
        assert uplift(backend).provider_file.waiting(backend) == {"timeout": math.inf}

    def test_ids_are_the_servers(self, backend):
        job = self.sampler(backend).run([bell()], shots=5)
        assert list(job.provider_job_ids) == ["00000000-0000-0000-0000-000000000001"]


class TestHeralded(ShortShots):
    """With heralding, shots that began in a wrong state are left out."""

    shot_order = ""
    run_options = {  # noqa: RUF012 - nothing changes it
        "circuit_compilation_options": CircuitCompilationOptions(heralding_mode=HeraldingMode.ZEROS)
    }

    @pytest.fixture
    def backend(self, computer):
        return computer

    @pytest.mark.filterwarnings("ignore:Received measurement results containing zero shots")
    def test_no_shot_at_all_is_an_error(self, backend):
        self.plant(backend, [])
        with pytest.raises(DecodingError, match="neither memory nor counts"):
            self.sampler(backend).run([bell()], shots=100).result()


def test_computer_facade_and_simulator_are_told_apart(backend):
    provider = IQMProvider()
    # made without a server: the class alone decides
    computer, facade = object.__new__(IQMBackend), object.__new__(IQMFacadeBackend)
    assert all(provider.matches(each) for each in (computer, facade, backend))
    assert provider.dialect_of(computer) == IQMProvider.dialect
    assert provider.dialect_of(facade) == provider.dialect_of(backend)
    assert provider.dialect_of(backend) == IQMProvider.simulator_dialect
    assert provider.waiting(facade) == provider.waiting(backend) == {}
    assert "use_timeslot" in provider.contract(computer).names
    assert provider.contract(backend).names == ()


def test_a_computers_job_is_fetched_by_its_id(backend):
    computer = object.__new__(IQMBackend)
    job_id = uuid4()
    asked = []

    def get_job(wanted):
        asked.append(wanted)
        # it has no server, and knows nothing but its id
        return object.__new__(type("Tracker", (CircuitJobTracker,), {"job_id": wanted}))

    computer.client = SimpleNamespace(get_job=get_job)
    again = IQMProvider().retrieve(computer, str(job_id))
    assert asked == [job_id]
    assert (again.job_id(), again.backend()) == (str(job_id), computer)
    assert not IQMProvider().is_local(computer)
    assert IQMProvider().is_local(backend)


def test_an_account_reaches_the_providers_own_class(monkeypatch):
    made_with = logged_in(
        TheirProvider, monkeypatch, token="secret", url="https://x", instance="garnet"
    )
    assert made_with == {
        "url": "https://x",
        "quantum_computer": "garnet",
        "user_auth_args": {"token": "secret"},
    }
