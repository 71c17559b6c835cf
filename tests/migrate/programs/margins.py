"""Counts of some bits out of many, and of results of several registers."""

from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute
from qiskit.result import marginal_counts

q = QuantumRegister(3, "q")
left = ClassicalRegister(2, "left")
right = ClassicalRegister(1, "right")
circuit = QuantumCircuit(q, left, right)
circuit.h(q[0])
circuit.cnot(q[0], q[1])
circuit.x(q[2])
circuit.measure(q[0], left[1])
circuit.measure(q[1], left[0])
circuit.measure(q[2], right[0])
counts = execute(circuit, Aer.get_backend("aer_simulator"), shots=1000).result().get_counts()
answer = {
    "counts": counts,
    "left": marginal_counts(counts, [0, 1]),
    "right": dict(marginal_counts(counts, indices=[2])),
    "width": [len(key) for key in sorted(counts)],
}
