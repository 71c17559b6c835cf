# As the first page of the old textbook did it.
from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute
from qiskit.tools.visualization import plot_histogram  # noqa: F401

q = QuantumRegister(2, "q")
c = ClassicalRegister(2, "c")
circuit = QuantumCircuit(q, c)
circuit.x(q[0])
circuit.cnot(q[0], q[1])
circuit.measure(q, c)
backend = Aer.get_backend("qasm_simulator")
job = execute(circuit, backend, shots=1000, max_credits=3)
print(job.result().get_counts(circuit))
