"""IonQ's backends by the package for Qiskit 1, with a stand-in for its API."""

import pytest
from common import (
    Basics,
    Estimates,
    NeverWrong,
    PartialMeasurement,
    Planted,
    Seeded,
    bell,
    measured_between,
    outcomes,
    spy_on,
)
from ionq_api import StandIn
from qiskit import QuantumCircuit
from qiskit_ionq.exceptions import IonQRetriableError

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError

pytestmark = [
    # the package is built on what Qiskit 1.4 is about to remove
    pytest.mark.filterwarnings(
        r"ignore:qiskit\.providers\.models is deprecated:DeprecationWarning"
    ),
    pytest.mark.filterwarnings(
        r"ignore:The (abstract )?[Cc]lass ``qiskit\.providers\..*`` is deprecated"
        ":DeprecationWarning"
    ),
    pytest.mark.filterwarnings("ignore:Treating CircuitInstruction as an:DeprecationWarning"),
]


class Api(StandIn):
    """Version 0.3 of the API; it is sent one circuit at a time."""

    def answer(self, request, job):
        job["registers"] = request["registers"]
        found, _ = self.measured(request, request["input"]["circuit"])
        self.files[job["id"]] = found

    def get_results(self, job_id, sharpen=None, extra_query_params=None):
        return self.files[job_id]


@pytest.fixture
def make(monkeypatch):
    from qiskit_ionq import ionq_backend

    # the constructors ask the API for the number of qubits
    monkeypatch.setattr(ionq_backend, "get_n_qubits", lambda name: 8)

    def make(kind, *arguments, **options):
        backend = getattr(ionq_backend, kind)(None, *arguments)
        backend.set_options(**options)
        backend._client = Api()
        return backend

    return make


class TestIdealSimulator(Basics, PartialMeasurement, Seeded, Estimates, NeverWrong):
    provider = "ionq"
    route = "BackendV1"
    seed = "sampler_seed"
    seeds = (0, 7, 2**32 - 1)

    @pytest.fixture
    def backend(self, make):
        return make("IonQSimulatorBackend")

    def test_a_job_is_fetched_by_its_id(self, backend):
        job = self.sampler(backend, seed_simulator=3).run([bell()], shots=50)
        (job_id,) = job.provider_job_ids
        again = uplift(backend).provider_file.retrieve(backend, job_id)
        counts = again.result().data(0)["counts"]
        found = {int(key, 16): n for key, n in counts.items()}
        assert found == job.result()[0].data.meas.get_int_counts()

    def test_what_the_package_would_try_again_may_pass(self, backend):
        file = uplift(backend).provider_file
        assert file.is_transient(IonQRetriableError(OSError("cut off"))) is True

    def test_limits(self, backend):
        # what the package itself doesn't obey
        assert backend.configuration().max_shots == 1
        limits = uplift(backend).limits
        assert (limits.max_circuits, limits.max_shots) == (1, None)

    def test_the_noise_model_is_the_backends_own(self, backend):
        sampler = self.sampler(backend, run_options={"noise_model": "aria-1"})
        with pytest.raises(OptionError, match="counting as for 'ideal', the backend's own"):
            sampler.run([bell()])

    @pytest.mark.parametrize("name", ["error_mitigation", "memory"])
    def test_what_has_no_effect_is_refused(self, backend, name):
        with pytest.raises(OptionError, match=f"no option '{name}'"):
            self.sampler(backend, run_options={name: "ideal"}).run([bell()])

    def test_what_would_be_left_out_is_refused(self, backend):
        with pytest.raises(InvalidCircuitError, match="only measures the final state"):
            self.sampler(backend, transpile="off").run([measured_between()])

    @pytest.mark.filterwarnings("ignore:The method ``qiskit.circuit.*c_if:DeprecationWarning")
    @pytest.mark.filterwarnings("ignore:The property ``qiskit.*condition:DeprecationWarning")
    def test_a_condition_is_refused_as_it_would_be_ignored(self, backend):
        circuit = QuantumCircuit(1, 1)
        circuit.x(0).c_if(0, 1)
        circuit.measure(0, 0)
        assert backend.run(circuit, shots=5).result().data(0)["counts"] == {"0x1": 5}
        with pytest.raises(InvalidCircuitError, match="only measures the final state"):
            self.sampler(backend, transpile="off").run([circuit])


class Sampled(Basics, PartialMeasurement, Estimates, NeverWrong, Planted):
    provider = "ionq"
    route = "BackendV1"
    num_circuits = 30

    def plant(self, backend, rows):
        # all that the API gives is probabilities, with decimal keys
        backend._client.rows = rows

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=7).run([bell()])


class TestNoisySimulator(Sampled):
    @pytest.fixture
    def backend(self, make):
        return make("IonQSimulatorBackend", noise_model="aria-1")

    def test_the_noise_model_is_sent(self, backend):
        self.sampler(backend).run([bell()], shots=5).result()
        (request,) = backend._client.requests
        assert request["noise"]["model"] == "aria-1"


class TestDevice(Sampled):
    @pytest.fixture
    def backend(self, make):
        return make("IonQQPUBackend", "ionq_qpu.aria-1")

    def test_limits(self, backend):
        result = self.sampler(backend).run([bell()], shots=10_001).result()[0]
        assert result.metadata["shots_per_job"] == [5001, 5000]

    def test_options_arrive(self, backend, monkeypatch):
        from qiskit_ionq import ErrorMitigation

        calls = spy_on(backend, monkeypatch)
        options = {
            "error_mitigation": ErrorMitigation.DEBIASING,
            "job_settings": {"opt": 1},
            "extra_query_params": {"metering": "x"},
            "extra_metadata": {"project": "y"},
        }
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        (request,) = backend._client.requests
        assert len(calls) == 1
        assert request["error_mitigation"] == {"debias": True}
        assert (request["settings"], request["metering"]) == ({"opt": 1}, "x")
        assert request["metadata"]["project"] == "y"


def test_a_native_gate_after_a_measurement_would_come_before_it(make):
    # the reason for refusing what the package refuses of other gates
    from qiskit_ionq import GPIGate

    backend = make("IonQSimulatorBackend", "simulator", "native")
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    circuit.append(GPIGate(0), [0])
    backend._client.measured = lambda request, instructions: (
        {"1" if instructions else "0": 1.0}, None,
    )  # fmt: skip
    assert backend.run(circuit, shots=5).result().data(0)["counts"] == {"0x1": 5}
    with pytest.raises(InvalidCircuitError, match="only measures the final state"):
        uplift(backend).sampler(transpile="off").run([circuit])


def test_one_qubit_into_two_clbits(make):
    circuit = QuantumCircuit(2, 3)
    circuit.x(1)
    circuit.measure([0, 1, 1], [1, 0, 2])
    result = uplift(make("IonQQPUBackend")).sampler().run([circuit], shots=5).result()[0]
    assert outcomes(circuit, result) == {0b101: 5}
