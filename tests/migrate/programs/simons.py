"""Simon's problem: equations out of counts, and a job that is asked how it is."""

from qiskit import Aer, QuantumCircuit, transpile
from qiskit.providers.jobstatus import JobStatus

HIDDEN = "110"


def circuit_for(hidden):
    n = len(hidden)
    circuit = QuantumCircuit(2 * n, n)
    circuit.h(range(n))
    for index in range(n):
        circuit.cnot(index, n + index)
    pivot = hidden[::-1].index("1")
    for index, bit in enumerate(reversed(hidden)):
        if bit == "1":
            circuit.cnot(pivot, n + index)
    circuit.h(range(n))
    circuit.measure(range(n), range(n))
    return circuit


backend = Aer.get_backend("aer_simulator")
job = backend.run(transpile(circuit_for(HIDDEN), backend), shots=1024)
counts = job.result().get_counts()
dots = [sum(int(a) * int(b) for a, b in zip(key, HIDDEN)) % 2 for key in counts]
answer = {"counts": counts, "dots": sum(dots), "done": job.status() == JobStatus.DONE}
