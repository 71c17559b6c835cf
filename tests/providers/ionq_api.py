"""IonQ's API without its server: jobs are read, run exactly, and answered in its own format."""

import json
from collections import Counter
from itertools import count

import numpy as np
from ionq_circuits import probabilities
from qiskit import qasm3
from qiskit_aer import AerSimulator
from qiskit_ionq import ionq_client
from qiskit_ionq.helpers import qiskit_to_ionq


def registers(program, shots, seed):
    """The clbits of each shot by their register, clbit 0 first."""
    circuit = qasm3.loads(program)
    job = AerSimulator().run(circuit, shots=shots, memory=True, seed_simulator=seed)
    names = [register.name for register in reversed(circuit.cregs)]
    found = []
    for memory in job.result().get_memory():
        words = zip(names, memory.split(), strict=True)
        found.append(
            {"registers": {name: [int(bit) for bit in word[::-1]] for name, word in words}}
        )
    return found


class StandIn(ionq_client.IonQClient):
    """Answers each job at once; what is no ideal simulator draws shots, without noise.

    Where `rows` are given, the values of the qubits, a row a shot, all jobs are answered by them.

    Subclasses add `answer`, which puts the outcomes of a request where their package looks.
    """

    def __init__(self):
        super().__init__("token", "https://api.example/v0.4")
        self.rows = None
        self.requests = []
        self.jobs = {}
        self.files = {}
        self._ids = count()
        self._rng = np.random.default_rng()

    def submit_job(self, job):
        request = json.loads(
            qiskit_to_ionq(
                job.circuit,
                job.backend(),
                job._passed_args,
                job.extra_query_params,
                job.extra_metadata,
            )
        )
        self.requests.append(request)
        job_id = f"job-{next(self._ids)}"
        self.jobs[job_id] = {
            "id": job_id,
            "status": "completed",
            "metadata": request["metadata"],
            "dry_run": request.get("dry_run", False),
            "execution_duration_ms": 1,
            "execution_time": 1,
            "qubits": request["input"]["qubits"],
            "stats": {"qubits": request["input"]["qubits"]},
        }
        self.answer(request, self.jobs[job_id])
        return {"id": job_id, "status": "submitted"}

    def measured(self, request, instructions):
        """Probabilities, and the shots that they come from, if there are any."""
        if self.rows is not None:
            words = [sum(bit << qubit for qubit, bit in enumerate(row)) for row in self.rows]
            return {str(key): n / len(words) for key, n in Counter(words).items()}, words
        exact = probabilities(instructions, request["input"]["qubits"])
        if request.get("noise", {}).get("model") == "ideal":
            return exact, None
        weights = np.array(list(exact.values()))
        drawn = self._rng.choice(list(exact), request["shots"], p=weights / weights.sum())
        seen = Counter(drawn.tolist())
        return {key: n / request["shots"] for key, n in seen.items()}, [int(key) for key in drawn]

    def retrieve_job(self, job_id):
        return self.jobs[job_id]
