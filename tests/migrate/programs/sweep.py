"""Bound parameters, a list of circuits, and the expectation value of each."""

from math import pi

from qiskit import BasicAer, QuantumCircuit, execute
from qiskit.circuit import Parameter

theta = Parameter("theta")
template = QuantumCircuit(1, 1)
template.ry(theta, 0)
template.measure(0, 0)
circuits = [template.bind_parameters({theta: k * pi}) for k in range(3)]
backend = BasicAer.get_backend("qasm_simulator")
counts = execute(circuits, backend=backend, shots=50).result().get_counts()
answer = {"counts": counts}
