"""Memory: numbers out of single shots, as random number generators make them."""

from qiskit import Aer, QuantumCircuit, QuantumRegister, ClassicalRegister, execute

BITS = 4


def generator(bits):
    q = QuantumRegister(bits)
    c = ClassicalRegister(bits)
    circuit = QuantumCircuit(q, c)
    circuit.h(q)
    circuit.measure(q, c)
    return circuit


circuit = generator(BITS)
backend = Aer.get_backend("qasm_simulator")
job = execute(circuit, backend, shots=600, memory=True, seed_simulator=11)
memory = job.result().get_memory(circuit)
numbers = [int(shot, 2) for shot in memory]
answer = {
    "memory": memory,
    "how many": len(numbers),
    "in range": all(0 <= number < 2**BITS for number in numbers),
}
