"""Two registers and a correction: counts keep the space between them."""

from qiskit import *

qubits = QuantumRegister(2, "q")
first = ClassicalRegister(1, "first")
second = ClassicalRegister(1, "second")
circuit = QuantumCircuit(qubits, first, second)
circuit.x(qubits[0])
circuit.measure(qubits[0], first[0])
circuit.x(qubits[1]).c_if(first, 1)
circuit.z(qubits[1]).c_if(first, 0)
circuit.measure(qubits[1], second[0])
result = execute(circuit, Aer.get_backend("qasm_simulator"), shots=100, memory=True).result()
answer = {"counts": result.get_counts(), "memory": sorted(set(result.get_memory()))}
