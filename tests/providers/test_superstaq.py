"""Superstaq, with what its client sends over the network answered here.

The two stand-ins are the package's own clients but for the requests themselves. They answer in the
server's format: one character for each measured clbit, the lowest first. The outcomes are drawn
from the exact distribution of the circuit that was sent.
"""

import json
import uuid

import numpy as np
import pytest
import qiskit_superstaq as qss
from common import (
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    bell,
    labelled,
    logged_in,
    outcomes,
)
from general_superstaq import SuperstaqUnsuccessfulJobException
from general_superstaq.models import CircuitType
from general_superstaq.superstaq_client import _SuperstaqClient, _SuperstaqClientV3
from qiskit import QuantumCircuit

from qiskit_uplift import uplift
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.backends.exact import exact_distribution
from qiskit_uplift.exceptions import ExecutionError, InvalidCircuitError, LimitError, OptionError

INFO = {
    "target": "ss_stand-in_simulator",
    "num_qubits": 6,
    "native_gate_set": ["cz", "rz", "sx", "x"],
    "coupling_map": [[i, i + 1] for i in range(5)],
    "max_circuits": 4,
}


class Server:
    """What both interfaces share; ``requests`` holds what arrives, in the order of arrival."""

    def __init__(self):
        self.rng = np.random.default_rng(5)
        self.requests = []
        self.jobs = {}
        self.fails = False

    def samples(self, circuit, shots):
        exact = exact_distribution(circuit)
        measured = sorted(ClassicalLayout.of(circuit).written)
        seen = self.rng.multinomial(shots, np.array([*exact.values()]) / sum(exact.values()))
        keys = ["".join(str(value >> clbit & 1) for clbit in measured) for value in exact]
        return {key: int(n) for key, n in zip(keys, seen, strict=True) if n}


class StandInV2(_SuperstaqClient):
    def post_request(self, endpoint, json_dict, **credentials):
        return getattr(self, endpoint.strip("/"))(json_dict)

    def target_info(self, target, **kwargs):
        return {"target_info": INFO}

    def jobs(self, request):
        self.server.requests.append(request)
        ids = []
        for circuit in qss.deserialize_circuits(request["qiskit_circuits"]):
            ids.append(str(uuid.uuid4()))
            self.server.jobs[ids[-1]] = {
                "status": "Failed" if self.server.fails else "Done",
                "samples": self.server.samples(circuit, request["shots"]),
                "shots": request["shots"],
                "input_circuit": qss.serialize_circuits(circuit),
                "target": request["target"],
            }
        return {"job_ids": ids, "status": "Submitted"}

    def fetch_jobs(self, job_ids, **kwargs):
        return {job_id: self.server.jobs[job_id] for job_id in job_ids}


class StandInV3(_SuperstaqClientV3):
    def post_request(self, endpoint, json_dict, **credentials):
        self.server.requests.append(json_dict)
        circuits = qss.deserialize_circuits(json_dict["circuits"])
        job_id, many = str(uuid.uuid4()), len(circuits)
        self.server.jobs[job_id] = {
            "job_type": json_dict["job_type"],
            "statuses": ["failed" if self.server.fails else "completed"] * many,
            "status_messages": [None] * many,
            "user_email": "user@example.com",
            "target": json_dict["target"],
            "provider_id": [None] * many,
            "num_circuits": many,
            "compiled_circuits": [None] * many,
            "input_circuits": [qss.serialize_circuits(circuit) for circuit in circuits],
            "circuit_type": "qiskit",
            "counts": [self.server.samples(circuit, json_dict["shots"]) for circuit in circuits],
            "results_dicts": [None] * many,
            "shots": [json_dict["shots"]] * many,
            "dry_run": json_dict["dry_run"],
            "submission_timestamp": "2026-01-01T00:00:00Z",
            "last_updated_timestamp": [None] * many,
            "initial_logical_to_physicals": [None] * many,
            "final_logical_to_physicals": [None] * many,
            "logical_qubits": [None] * many,
            "physical_qubits": [None] * many,
        }
        return {"job_id": job_id, "num_circuits": many}

    def get_request(self, endpoint, query=None, **credentials):
        return {str(job_id): self.server.jobs[str(job_id)] for job_id in query["job_id"]}

    def target_info(self, target, **kwargs):
        return {"target_info": INFO}


def made(client, api_version):
    provider = qss.SuperstaqProvider("no key", api_version=api_version)
    provider._client = client(
        "qiskit-superstaq",
        api_key="no key",
        api_version=api_version,
        circuit_type=CircuitType.QISKIT,
    )
    provider._client.server = Server()
    return provider.get_backend(INFO["target"])


class Superstaq(Basics, PartialMeasurement, MidCircuit, Estimates, NeverWrong):
    provider = "superstaq"

    def test_what_comes_back_is_padded_to_all_clbits(self, backend):
        circuit = QuantumCircuit(3, 5)
        circuit.x([0, 2])
        circuit.measure([0, 1, 2], [4, 1, 2])
        data = backend.run(circuit, shots=10).result().data(0)
        assert data == {"counts": {"10100": 10}}
        result = uplift(backend).sampler().run([circuit], shots=10).result()[0]
        assert outcomes(circuit, result) == {0b10100: 10}

    def test_seed_and_memory_would_go_to_the_server(self, backend):
        backend.run(bell(), shots=3, memory=True, seed_simulator=1)
        assert self.extra(backend) == {"memory": True, "seed_simulator": 1}
        sampler = self.sampler(backend)
        assert sampler.run([bell()], shots=3).result()[0].metadata["sent"] == {"shots": 3}
        assert self.extra(backend) == {}
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])
        with pytest.raises(OptionError, match="no option 'memory'"):
            self.sampler(backend, run_options={"memory": True}).run([bell()])

    def test_shots_are_sent_even_where_nobody_asks_for_a_number(self, backend):
        with pytest.raises(TypeError, match="shots"):
            backend.run(bell())
        result = uplift(backend).run(bell()).result()
        assert sum(result.get_counts().values()) == backend.options.shots == 1000

    def test_a_job_holds_as_many_circuits_as_the_target_says(self, backend):
        assert uplift(backend).limits.max_circuits == 4
        job = self.sampler(backend).run(labelled(*[bell()] * 6), shots=5)
        job.result()
        assert len(backend._provider._client.server.requests) == 2
        assert len(job.provider_job_ids) == 2

    def test_a_job_is_fetched_by_its_id(self, backend):
        file = uplift(backend).provider_file
        assert not file.is_local(backend)
        job = self.sampler(backend).run(labelled(*[bell()] * 2), shots=20)
        (job_id,) = job.provider_job_ids
        again = file.retrieve(backend, job_id)
        assert str(again.job_id()) == job_id
        result = again.result()
        for index, pub_result in enumerate(job.result()):
            found = {int(key, 2): n for key, n in result.get_counts(index).items()}
            assert found == pub_result.data.meas.get_int_counts()

    def test_no_shots_are_refused_before_they_are_sent(self, backend):
        with pytest.raises(LimitError):
            uplift(backend).run(bell(), shots=0)
        assert backend._provider._client.server.requests == []

    def test_a_job_that_fails_is_an_error(self, backend):
        backend._provider._client.server.fails = True
        job = self.sampler(backend).run([bell()])
        with pytest.raises(self.failure):
            job.result()

    def test_what_is_measured_within_control_flow_is_refused(self, backend):
        circuit = QuantumCircuit(2, 2)
        circuit.x(0)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(1)
        assert uplift(backend).provider_file.refusal(circuit, backend) is None
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.measure(1, 1)
        with pytest.raises(InvalidCircuitError, match="Measure outside of it"):
            self.sampler(backend, transpile="off").run([circuit])


class TestInterface2(Superstaq):
    failure = ExecutionError

    @pytest.fixture
    def backend(self):
        return made(StandInV2, "v0.2.0")

    def extra(self, backend):
        options = json.loads(backend._provider._client.server.requests[-1]["options"])
        return {name: value for name, value in options.items() if name != "verbatim"}

    def test_options_arrive(self, backend):
        options = {"method": "sim", "verbatim": True}
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        (request,) = backend._provider._client.server.requests
        assert (request["method"], request["shots"]) == ("sim", 7)
        assert json.loads(request["options"])["verbatim"] is True


@pytest.mark.filterwarnings("ignore:Version v0.3.0 of the Superstaq endpoint:UserWarning")
class TestInterface3(Superstaq):
    failure = SuperstaqUnsuccessfulJobException

    @pytest.fixture
    def backend(self):
        return made(StandInV3, "v0.3.0")

    def extra(self, backend):
        options = backend._provider._client.server.requests[-1]["options_dict"]
        return {name: options[name] for name in options if name != "circuit_type"}

    def test_options_arrive(self, backend):
        options = {"method": "sim", "verbatim": True, "tag": ["ours"], "metadata": {"run": 3}}
        self.sampler(backend, run_options=options).run([bell()], shots=7).result()
        (request,) = backend._provider._client.server.requests
        assert (request["job_type"], request["sim_method"]) == ("simulate", "sim")
        assert (request["verbatim"], request["tags"]) == (True, ["ours"])
        assert (request["metadata"], request["shots"]) == ({"run": 3}, 7)


def test_an_account_reaches_the_providers_own_class(monkeypatch):
    made_with = logged_in(qss.SuperstaqProvider, monkeypatch, token="secret", url="https://x")
    assert made_with == {"api_key": "secret", "remote_host": "https://x"}
