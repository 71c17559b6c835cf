"""AQT's offline simulators by the package for Qiskit 2, and direct access with its server replaced.

``Server`` answers the requests of direct access: it runs the circuits that it is sent on Aer, and
writes a row of bits for each shot, the first ion first.
"""

import json
import math
import uuid

import httpx
import pytest
from common import Basics, Estimates, NeverWrong, PartialMeasurement, Seeded, bell, measured_between
from qiskit import QuantumCircuit, transpile
from qiskit_aer import AerSimulator
from qiskit_aqt_provider import AQTProvider
from qiskit_aqt_provider._direct.api_client import DirectAccessAPIClient
from qiskit_aqt_provider._direct.resource import DirectAccessResource, DirectAccessResourceConfig
from qiskit_aqt_provider.exceptions import AQTJobNotFoundError

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError


class TestIdeal(Basics, PartialMeasurement, Seeded, Estimates, NeverWrong):
    provider = "aqt"
    shot_order = ""
    seed = "seed_simulator"
    seeds = (0, 7, 2**63 - 1)
    reset = False
    go_on = False
    num_circuits = 30

    @pytest.fixture
    def backend(self):
        return AQTProvider().offline.ideal()

    def test_memory_is_asked_for(self, backend):
        result = self.sampler(backend).run([bell()], shots=20).result()[0]
        assert result.metadata["sent"] == {"shots": 20, "memory": True}

    def test_limits(self, backend):
        adapter = uplift(backend)
        assert (adapter.limits.max_circuits, adapter.limits.max_shots) == (50, 2000)
        result = self.sampler(backend).run([bell()], shots=2001).result()[0]
        assert result.metadata["shots"] == result.data.meas.num_shots == 2001
        assert result.metadata["shots_per_job"] == [1001, 1000]

    def test_more_circuits_than_a_job_holds(self, backend, monkeypatch):
        sizes = []
        run = backend.run
        monkeypatch.setattr(
            backend,
            "run",
            lambda circuits, **sent: sizes.append(len(circuits)) or run(circuits, **sent),
        )
        self.sampler(backend).run([bell()] * 53, shots=1).result()
        assert sizes == [50, 3]

    def test_a_measurement_that_its_transpiler_drops_is_not_lost_in_silence(self, backend):
        circuit = QuantumCircuit(1, 2)
        circuit.x(0)
        circuit.measure([0, 0], [0, 1])
        # the reason for the check after transpiling: the second measurement is gone
        assert transpile(circuit, backend).count_ops()["measure"] == 1
        with pytest.raises(InvalidCircuitError, match="of 2 measurements its transpiler leaves 1"):
            self.sampler(backend).run([circuit])

    def test_what_the_provider_file_says_it_cannot(self, backend):
        cannot = uplift(backend).provider_file.cannot
        assert {"mid-circuit measurement", "reset", "control flow"} <= set(cannot)
        sampler = self.sampler(backend)
        with pytest.raises(InvalidCircuitError, match="end of the circuit"):
            sampler.run([measured_between()])
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


class Server:
    """What direct access asks its device for."""

    def __init__(self):
        self.jobs = {}

    def __call__(self, request):
        if request.method == "PUT":
            job_id = str(uuid.uuid4())
            self.jobs[job_id] = self.run(json.loads(request.content))
            return httpx.Response(200, json=job_id)
        job_id = request.url.path.rsplit("/", 1)[-1]
        payload = {"status": "finished", "result": self.jobs[job_id]}
        return httpx.Response(200, json={"job_id": job_id, "payload": payload})

    def run(self, sent):
        circuit = QuantumCircuit(sent["number_of_qubits"])
        for each in sent["quantum_circuit"]:
            angles = {name: each[name] * math.pi for name in ("theta", "phi") if name in each}
            if each["operation"] == "RZ":
                circuit.rz(angles["phi"], each["qubit"])
            elif each["operation"] == "R":
                circuit.r(angles["theta"], angles["phi"], each["qubit"])
            elif each["operation"] == "RXX":
                circuit.rxx(angles["theta"], *each["qubits"])
        circuit.measure_all()
        job = AerSimulator().run(circuit, shots=sent["repetitions"], memory=True)
        return [[int(bit) for bit in shot[::-1]] for shot in job.result().get_memory()]


class TestDirectAccess(Basics, PartialMeasurement, Estimates, NeverWrong):
    provider = "aqt"
    shot_order = ""
    reset = False
    go_on = False
    num_circuits = 30

    @pytest.fixture
    def server(self):
        return Server()

    @pytest.fixture
    def backend(self, server):
        client = httpx.Client(
            transport=httpx.MockTransport(server), base_url="https://device.example"
        )
        api = DirectAccessAPIClient(client)
        yield DirectAccessResource(DirectAccessResourceConfig("device", 5, api))
        api.close()

    def test_each_circuit_has_a_job_that_the_device_knows(self, backend, server):
        # several at once have an id of the package's own, and wait until they are asked for
        circuit = transpile(bell(), backend)
        assert backend.run([circuit, circuit]).job_id() not in server.jobs
        assert server.jobs == {}
        job = self.sampler(backend).run([bell(), bell()], shots=5)
        assert list(job.provider_job_ids) == list(server.jobs)

    def test_a_job_that_was_kept_is_fetched(self, backend, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        file = uplift(backend).provider_file
        assert not file.is_local(backend)
        job = backend.run(transpile(bell(), backend), shots=20, memory=True)
        with pytest.raises(AQTJobNotFoundError):
            file.retrieve(backend, job.job_id())
        job.persist()
        again = file.retrieve(backend, job.job_id())
        assert again.job_id() == job.job_id()
        assert again.result().get_memory() == job.result().get_memory()
