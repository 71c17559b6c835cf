"""AQT's two services without their network: jobs are run without noise.

Requests come in by the packages' own HTTP clients and are answered in the services' own format:
the values of all ions, ion 0 first, one row a shot.
"""

import json
import math
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import httpx
from aqt_connector import ArnicaConfig
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator
from qiskit_aqt_provider._cloud.provider import CloudProvider
from qiskit_aqt_provider._direct.provider import DirectAccessProvider

IONS = 6
RESOURCE = {"id": "pine", "name": "Pine", "type": "device"}


def read(operations, num_qubits):
    """The circuit of a request; angles are in units of pi."""
    circuit = QuantumCircuit(num_qubits)
    for operation in operations:
        kind = operation["operation"]
        if kind == "RZ":
            circuit.rz(math.pi * operation["phi"], operation["qubit"])
        elif kind == "R":
            angles = math.pi * operation["theta"], math.pi * operation["phi"]
            circuit.r(*angles, operation["qubit"])
        elif kind == "RXX":
            circuit.rxx(math.pi * operation["theta"], *operation["qubits"])
        else:
            assert kind == "MEASURE"
            circuit.measure_all()
    return circuit


class Service:
    """Answers requests.

    Attributes:
        rows: The values of the ions, a row a shot, with which all circuits are answered; None to
            run them.
        failing: Whether jobs end with an error.
    """

    def __init__(self):
        self.requests = []
        self.rows = None
        self.failing = False
        self._jobs = {}
        self._ids = count(1)

    def __call__(self, request):
        path = request.url.path
        body = json.loads(request.content) if request.content else None
        return httpx.Response(200, json=self.answer(request.method, path, body))

    def client(self):
        return httpx.Client(base_url="https://aqt.example", transport=httpx.MockTransport(self))

    def new_job(self, circuits):
        self.requests.append(circuits)
        job_id = str(UUID(int=next(self._ids)))
        self._jobs[job_id] = [self._measured(circuit) for circuit in circuits]
        return job_id

    def job(self, path):
        job_id = path.rsplit("/", 1)[-1]
        return job_id, self._jobs[job_id]

    def _measured(self, request):
        if self.rows is not None:
            return self.rows
        circuit = read(request["quantum_circuit"], request["number_of_qubits"])
        job = AerSimulator().run(circuit, shots=request["repetitions"], memory=True)
        return [[int(bit) for bit in reversed(shot)] for shot in job.result().get_memory()]


class DirectAccess(Service):
    """The service of a device in one's own rooms."""

    def answer(self, method, path, body):
        if path == "/status/ions":
            return {"num_ions": IONS}
        if path == "/system/name":
            return "pine"
        if (method, path) == ("PUT", "/circuit"):
            return self.new_job([body])
        job_id, (result,) = self.job(path)
        finished = {"status": "finished", "result": result}
        return {"job_id": job_id, "payload": {"status": "error"} if self.failing else finished}

    def backend(self):
        provider = DirectAccessProvider(http_client_factory=lambda *_: self.client())
        return provider.get_resource("https://aqt.example", "token")


class Cloud(Service):
    """The service in the cloud."""

    def answer(self, method, path, body):
        if path == "/v1/workspaces":
            return [
                {
                    "id": "mine", "accepting_job_submissions": True,
                    "jobs_being_processed": True, "resources": [RESOURCE],
                }
            ]  # fmt: skip
        if path == "/v1/resources/pine":
            changed = "2026-01-01T00:00:00Z"
            details = {"status": "online", "available_qubits": IONS, "status_updated_at": changed}
            return {**RESOURCE, **details}
        if method == "POST":
            assert path == "/v1/submit/mine/pine"
            job_id = self.new_job(body["payload"]["circuits"])
            return {"job": self._about(job_id), "response": {"status": "queued"}}
        job_id, results = self.job(path)
        response = {"status": "finished", "result": dict(enumerate(results))}
        if self.failing:
            response = {"status": "error", "message": "the ions are gone"}
        return {"job": self._about(job_id), "response": response}

    def backend(self, folder: Path):
        provider = CloudProvider(ArnicaConfig(folder), http_client_factory=lambda _: self.client())
        # the state of a job is asked for by another client, with a token from the log-in
        app = provider._arnica
        app._arnica_adapter._http_client.close()
        app._arnica_adapter._http_client = self.client()
        app.auth_service = SimpleNamespace(get_or_refresh_access_token=lambda store: "token")
        (workspace,) = provider.fetch_workspaces()
        return workspace.get_backend("pine")

    def _about(self, job_id):
        return {
            "job_id": job_id, "job_type": "quantum_circuit", "label": "qiskit",
            "resource_id": "pine", "workspace_id": "mine",
        }  # fmt: skip
