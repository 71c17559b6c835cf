"""Superdense coding, by a table of messages."""

from qiskit import BasicAer, QuantumCircuit, QuantumRegister, ClassicalRegister, execute
from qiskit.tools.monitor import job_monitor

backend = BasicAer.get_backend("qasm_simulator")
ENCODING = {"00": [], "01": ["x"], "10": ["z"], "11": ["x", "z"]}
received = {}
for message, gates in ENCODING.items():
    q, c = QuantumRegister(2), ClassicalRegister(2)
    circuit = QuantumCircuit(q, c)
    circuit.h(q[0])
    circuit.cx(q[0], q[1])
    for gate in gates:
        getattr(circuit, gate)(q[0])
    circuit.cx(q[0], q[1])
    circuit.h(q[0])
    circuit.measure(q[0], c[1])
    circuit.measure(q[1], c[0])
    job = execute(circuit, backend, shots=64)
    job_monitor(job, quiet=True)
    received[message] = job.result().get_counts(circuit)
answer = {"received": [received[message] for message in sorted(received)]}
