"""A Bell state, by the oldest of patterns."""

from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute

q = QuantumRegister(2)
c = ClassicalRegister(2)
circuit = QuantumCircuit(q, c)
circuit.h(q[0])
circuit.cnot(q[0], q[1])
circuit.measure(q, c)

backend = Aer.get_backend("qasm_simulator")
job = execute(circuit, backend, shots=2000, max_credits=3, seed_simulator=1)
counts = job.result().get_counts(circuit)
answer = {"keys": sorted(counts), "shots": sum(counts.values())}
