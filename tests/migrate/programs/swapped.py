"""The swap test, and the overlap that follows from its counts."""

from math import cos

from qiskit import Aer, QuantumCircuit, execute


def swap_test(angle, backend=None, shots=5000):
    circuit = QuantumCircuit(3, 1)
    circuit.ry(angle, 1)
    circuit.h(0)
    circuit.fredkin(0, 1, 2)
    circuit.h(0)
    circuit.measure(0, 0)
    backend = backend or Aer.get_backend("qasm_simulator")
    return execute(circuit, backend, shots=shots).result().get_counts()


counts = [swap_test(angle) for angle in (0.0, 1.0, 2.0)]
overlaps = [2 * c.get("0", 0) / 5000 - 1 for c in counts]
expected = [cos(angle / 2) ** 2 for angle in (0.0, 1.0, 2.0)]
answer = {
    "counts": counts,
    # by ten times the standard deviation
    "near": all(abs(a - b) < 0.142 for a, b in zip(overlaps, expected)),
}
