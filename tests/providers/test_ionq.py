"""IonQ's backends by the package for Qiskit 2, with a stand-in for its API."""

import pytest
from common import (
    SHOTS,
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    Seeded,
    ShortShots,
    assert_drawn_from,
    bell,
    ghz,
    ideal,
    logged_in,
    lopsided,
    measured_between,
    outcomes,
    permuted,
)
from ionq_api import StandIn, registers
from qiskit import ClassicalRegister, QuantumCircuit
from qiskit.circuit import Clbit
from qiskit_ionq import ErrorMitigation, IonQProvider, ionq_backend
from qiskit_ionq.constants import ResultFormat
from qiskit_ionq.exceptions import IonQJobError, IonQRetriableError

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError

pytestmark = pytest.mark.filterwarnings("ignore:Transpiler default optimization_level")


class Api(StandIn):
    """Version 0.4 of the API."""

    def answer(self, request, job):
        job["type"] = request["type"]
        if request["type"] == "ionq.qasm3.v1":
            job["results"] = self._artifacts(request, job["id"])
        elif request["type"] == "ionq.multi-circuit.v1":
            self._answer_all(request, job)
        else:
            job["results"] = self._results(request, request["input"]["circuit"], job["id"])

    def _artifacts(self, request, job_id):
        if request.get("noise", {}).get("model") == "ideal":
            return {}
        seed = int(self._rng.integers(2**31))
        self.files[job_id, "shots"] = {
            "shots": registers(request["input"]["data"], request["shots"], seed)
        }
        return {ResultFormat.SHOTS_V2.value: {"id": "shots"}}

    def _results(self, request, instructions, job_id):
        found, shots = self.measured(request, instructions)
        self.files[f"/v0.4/{job_id}/probabilities"] = found
        self.files[f"/v0.4/{job_id}/shots"] = shots
        results = {"probabilities": {"url": f"/v0.4/{job_id}/probabilities"}}
        return results if shots is None else {**results, "shots": {"url": f"/v0.4/{job_id}/shots"}}

    def _answer_all(self, request, job):
        together = {}
        for index, circuit in enumerate(request["input"]["circuits"]):
            child = f"{job['id']}.{index}"
            results = self._results(request, circuit["circuit"], child)
            self.jobs[child] = {"id": child, "status": "completed", "results": results}
            together[child] = self.files[results["probabilities"]["url"]]
        self.files[f"/v0.4/{job['id']}/aggregated"] = together
        job["child_job_ids"] = list(together)
        job["results"] = {"probabilities": {"url": f"/v0.4/{job['id']}/aggregated"}}

    def get_results(self, results_url, sharpen=None, extra_query_params=None):
        return self.files[results_url]

    def get_artifact(self, job_id, artifact_id, extra_query_params=None):
        return self.files[job_id, artifact_id]


@pytest.fixture
def make(monkeypatch):
    # the constructors ask the API for the number of qubits
    monkeypatch.setattr(ionq_backend, "get_n_qubits", lambda name: 8)

    def make(kind, *arguments, **options):
        backend = kind(None, *arguments, **options)
        backend._client = Api()
        return backend

    return make


class TestIdealSimulator(Basics, PartialMeasurement, Seeded, Estimates, NeverWrong):
    provider = "ionq"
    seed = "sampler_seed"
    seeds = (0, 7, 2**32 - 1)
    reset = False
    go_on = False

    @pytest.fixture
    def backend(self, make):
        return make(ionq_backend.IonQSimulatorBackend)

    def test_a_job_is_fetched_by_its_id(self, backend):
        file = uplift(backend).provider_file
        assert not file.is_local(backend)
        job = self.sampler(backend, seed_simulator=3).run([bell()], shots=50)
        (job_id,) = job.provider_job_ids
        again = file.retrieve(backend, job_id)
        assert again.job_id() == job_id
        # the job remembers the seed by which the package draws
        found = {int(key, 2): n for key, n in again.result().get_counts().items()}
        assert found == job.result()[0].data.meas.get_int_counts()

    def test_what_the_package_would_try_again_may_pass(self, backend):
        file = uplift(backend).provider_file
        assert file.is_transient(IonQRetriableError(OSError("cut off"))) is True
        assert file.is_transient(IonQJobError("wrong")) is None

    def test_limits(self, backend):
        assert uplift(backend).limits.max_shots is None
        result = self.sampler(backend).run([bell()], shots=20_000).result()[0]
        assert result.metadata["shots"] == 20_000

    def test_the_noise_model_is_the_backends_own(self, backend):
        # with a model of its own for one run, the package would draw from outcomes once more
        sampler = self.sampler(backend, run_options={"noise_model": "aria-1"})
        with pytest.raises(OptionError, match="counting as for 'ideal', the backend's own"):
            sampler.run([bell()])
        sampler = self.sampler(backend, run_options={"noise_model": "ideal"})
        assert sampler.run([bell()]).result()[0].metadata["sent"]["noise_model"] == "ideal"

    def test_an_exact_distribution_is_drawn_from_not_rounded(self, backend):
        circuit = QuantumCircuit(1)
        circuit.h(0)
        circuit.measure_all()
        seen = {
            self.sampler(backend).run([circuit], shots=1000).result()[0].data.meas.get_counts()["0"]
            for _ in range(12)
        }
        # twelve equal numbers: (0.025)**11 at most, less than 1e-17
        assert len(seen) > 1

    def test_a_measurement_between_is_refused_by_the_package(self, backend):
        job = self.sampler(backend).run([measured_between()])
        with pytest.raises(IonQJobError, match="ideal simulator returns only"):
            job.result()

    def test_a_dry_run_has_no_result(self, backend):
        job = self.sampler(backend, run_options={"dry_run": True}).run([bell()])
        with pytest.raises(IonQJobError, match="dry_run=True"):
            job.result()


class Sampled(Basics, PartialMeasurement, MidCircuit, Estimates, NeverWrong, ShortShots):
    provider = "ionq"
    shot_order = ""
    num_circuits = 40

    def plant(self, backend, rows):
        # shots, and probabilities with decimal keys
        backend._client.rows = rows

    def test_a_seed_is_refused_as_the_package_would_not_send_it(self, backend):
        backend.run(bell(), shots=5, sampler_seed=7)
        (request,) = backend._client.requests
        assert request.get("noise", {}).get("seed") is None
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=7).run([bell()])

    def test_the_order_of_the_shots_is_that_of_the_api(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.h(0)
        circuit.cx(0, 1)
        circuit.measure([0, 1], [1, 0])
        result = self.sampler(backend).run([circuit], shots=40).result()[0]
        assert result.metadata["sent"] == {"shots": 40, "memory": True}
        drawn = backend._client.files["/v0.4/job-0/shots"]
        assert set(drawn) == {0, 3}
        assert [int(shot, 2) for shot in result.data.c.get_bitstrings()] == drawn

    def test_circuits_travel_together_where_the_caller_says_so(self, backend):
        adapter = uplift(backend, max_circuits=5)
        circuits = [ghz(3), permuted(), bell()]
        results = adapter.sampler(transpile="auto").run(circuits, shots=SHOTS).result()
        (request,) = backend._client.requests
        assert len(request["input"]["circuits"]) == 3
        for circuit, result in zip(circuits, results, strict=True):
            assert "shot_order" not in result.metadata
            assert_drawn_from(ideal(circuit), outcomes(circuit, result))

    def test_registers_in_another_order_are_read_by_their_bits(self, backend):
        bits = [Clbit(), Clbit()]
        circuit = QuantumCircuit(1)
        circuit.add_bits(bits)
        circuit.add_register(ClassicalRegister(name="swapped", bits=bits[::-1]))
        circuit.x(0)
        circuit.measure(0, 0)
        circuit.x(0)
        circuit.measure(0, 1)
        # the reason for the one register that is sent
        raw = backend.run(circuit, shots=5).result().data(0)["counts"]
        assert raw == {"10": 5}
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b01: 5}


class TestNoisySimulator(Sampled):
    @pytest.fixture
    def backend(self, make):
        return make(ionq_backend.IonQSimulatorBackend, noise_model="aria-1")


class TestDevice(Sampled):
    @pytest.fixture
    def backend(self, make):
        return make(ionq_backend.IonQQPUBackend, "ionq_qpu.aria-1")

    def test_limits(self, backend):
        assert uplift(backend).limits.max_shots == 10_000
        result = self.sampler(backend).run([bell()], shots=10_001).result()[0]
        assert result.metadata["shots_per_job"] == [5001, 5000]

    def test_options_arrive(self, backend):
        options = {
            "error_mitigation": ErrorMitigation.NO_DEBIASING,
            "job_settings": {"compilation": {"opt": 1}},
            "extra_query_params": {"metering": "x"},
            "extra_metadata": {"project": "y"},
            "name": "mine",
        }
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        (request,) = backend._client.requests
        assert request["settings"] == {
            "compilation": {"opt": 1}, "error_mitigation": {"debiasing": False},
        }  # fmt: skip
        assert (request["metering"], request["name"], request["shots"]) == ("x", "mine", 7)
        assert request["metadata"]["project"] == "y"

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("noise_model", "aria-1", "no option 'noise_model'"),
            ("error_mitigation", True, "error_mitigation takes Enum"),
            ("error_mitigation", {"debiasing": True}, "error_mitigation takes Enum"),
            ("extra_query_params", {"shots": 3}, "can't set 'shots'"),
            ("extra_query_params", {"noise": {"model": "aria-1"}}, "can't set 'noise'"),
            ("extra_metadata", {"qiskit_header": ""}, "can't set 'qiskit_header'"),
        ],
    )
    def test_what_would_have_no_effect_or_a_wrong_one_is_refused(
        self, backend, name, value, message
    ):
        with pytest.raises(OptionError, match=message):
            self.sampler(backend, run_options={name: value}).run([bell()])

    def test_an_option_is_for_one_run(self, backend):
        adapter = uplift(backend)
        for options in ({"name": "first"}, {}):
            adapter.sampler(transpile="auto", run_options=options).run([bell()]).result()
        assert [request["name"] for request in backend._client.requests] == ["first", "bell"]


def test_a_noise_model_in_run_would_spread_the_counts_twice(make):
    # the reason for refusing it: on the simulator the package draws again from what was drawn
    backend = make(ionq_backend.IonQSimulatorBackend)
    circuit = QuantumCircuit(1)
    circuit.h(0)
    circuit.measure_all()
    same = []
    for index in range(7):
        counts = backend.run(circuit, shots=10_000, noise_model="aria-1").result().get_counts()
        drawn = backend._client.files[f"/v0.4/job-{index}/shots"].count(0)
        same.append(counts["0"] == drawn)
    # two such numbers agree by chance once in 125 times, all seven less than once in 1e14
    assert not all(same)


def test_backends_are_told_apart(make):
    ideal = uplift(make(ionq_backend.IonQSimulatorBackend))
    noisy = uplift(make(ionq_backend.IonQSimulatorBackend, noise_model="forte-1"))
    named = uplift(make(ionq_backend.IonQSimulatorBackend, "simulator.other"))
    device = uplift(make(ionq_backend.IonQQPUBackend))
    assert [each.contract.seed for each in (ideal, noisy, named, device)] == [
        "sampler_seed", None, None, None,
    ]  # fmt: skip
    assert "memory" not in [option.name for option in ideal.contract.options]


def test_a_reordered_register_with_feed_forward_is_refused(make):
    backend = make(ionq_backend.IonQQPUBackend)
    bits = [Clbit(), Clbit()]
    circuit = QuantumCircuit(2)
    circuit.add_bits(bits)
    circuit.add_register(ClassicalRegister(name="swapped", bits=bits[::-1]))
    circuit.measure(0, 0)
    with circuit.if_test((bits[0], 1)):
        circuit.x(1)
    with pytest.raises(InvalidCircuitError, match=r"by their registers.* Nothing was sent"):
        uplift(backend).sampler(transpile="off").run([circuit])
    assert backend._client.requests == []


def test_every_gate_of_the_target_is_read_back_by_the_stand_in(make):
    # so that the exact distributions of this module are those of what was sent
    backend = make(ionq_backend.IonQSimulatorBackend)
    circuit = lopsided(3)
    for name in ("h", "s", "sdg", "t", "tdg", "sx", "sxdg", "y", "z"):
        getattr(circuit, name)(0)
    for name in ("cx", "cy", "cz", "ch", "csx", "swap"):
        getattr(circuit, name)(0, 1)
    for name in ("crx", "cry", "crz", "cp", "rxx", "ryy", "rzz"):
        getattr(circuit, name)(0.7, 1, 2)
    circuit.ccx(0, 1, 2)
    circuit.measure_all()
    TestIdealSimulator().sample(backend, circuit)


def test_an_account_reaches_the_providers_own_class(monkeypatch):
    made_with = logged_in(IonQProvider, monkeypatch, token="secret", url="https://x")
    assert made_with == {"token": "secret", "url": "https://x"}
