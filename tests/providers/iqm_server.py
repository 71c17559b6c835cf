"""IQM's server without its network: jobs are run without noise and answered in its own format.

`client` is the package's own client; what is replaced is what sends its requests.
"""

from itertools import count
from types import SimpleNamespace
from uuid import UUID

from iqm.iqm_client import CircuitJobTracker, IQMClient
from iqm.station_control.interface.models import HeraldingMode
from iqm.station_control.interface.models.jobs_new import JobData, JobStatus
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator


def read(operations, names):
    """The circuit of a request, with a clbit for each measurement, and the keys of these."""
    keys = [operation.args["key"] for operation in operations if operation.name == "measure"]
    circuit = QuantumCircuit(len(names), len(keys))
    measured = count()
    for operation in operations:
        qubits = [names.index(name) for name in operation.locus]
        if operation.name == "prx":
            circuit.r(operation.args["angle"], operation.args["phase"], *qubits)
        elif operation.name == "cz":
            circuit.cz(*qubits)
        elif operation.name == "measure":
            circuit.measure(*qubits, next(measured))
        else:
            assert operation.name in ("barrier", "delay")
    return circuit, keys


class Server:
    """Takes the client's requests, in place of both its executor and its storage.

    Attributes:
        rows: The values of the qubits, a row a shot, with which all circuits are answered; None
            to run them.
    """

    def __init__(self, architecture):
        self.client = SimpleNamespace(quantum_computer="adonis")
        self.architecture = architecture
        self.jobs = {}
        self.requests = []
        self.rows = None
        self._ids = count(1)

    def get_dynamic_quantum_architecture(self, calibration_set):
        return self.architecture

    def submit_job(self, definition, *, use_timeslot):
        job_id = UUID(int=next(self._ids))
        self.requests.append((definition, use_timeslot))
        self.jobs[job_id] = definition
        data = JobData(id=job_id, type="circuit", status=JobStatus.WAITING)
        return CircuitJobTracker(job_data=data, _executor=self, _payload=definition)

    def get_job(self, job_id):
        return JobData(id=job_id, type="circuit", status=JobStatus.COMPLETED)

    def get_job_payload(self, job_id, *, job_type):
        assert job_type == "circuit"
        return self.jobs[job_id]

    def get_artifact_measurements(self, job_id):
        definition = self.jobs[job_id]
        # without heralding a job has all of its shots
        rows = self.rows
        assert rows is None or len(rows) == definition.shots or heralded(definition)
        return [
            self._measured(circuit.instructions, definition.shots)
            for circuit in definition.circuits
        ]

    def _measured(self, operations, shots):
        names = self.architecture.qubits
        circuit, keys = read(operations, names)
        if self.rows is None:
            memory = AerSimulator().run(circuit, shots=shots, memory=True).result().get_memory()
            columns = zip(*(map(int, reversed(bits)) for bits in memory), strict=True)
        else:
            measures = [operation for operation in operations if operation.name == "measure"]
            places = [names.index(*operation.locus) for operation in measures]
            columns = [[row[place] for row in self.rows] for place in places]
        return {key: [[bit] for bit in column] for key, column in zip(keys, columns, strict=True)}


def heralded(definition):
    return definition.heralding_mode is not HeraldingMode.NONE


def client(server):
    return IQMClient(executor=server, storage=server)
