"""Grover's search for one of eight, with the gates of several controls of old."""

from qiskit import BasicAer, QuantumCircuit, execute


def oracle(circuit, marked):
    for qubit, bit in enumerate(reversed(marked)):
        if bit == "0":
            circuit.x(qubit)
    circuit.h(2)
    circuit.mct([0, 1], 2)
    circuit.h(2)
    for qubit, bit in enumerate(reversed(marked)):
        if bit == "0":
            circuit.x(qubit)


def diffuser(circuit):
    circuit.h(range(3))
    circuit.x(range(3))
    circuit.h(2)
    circuit.toffoli(0, 1, 2)
    circuit.h(2)
    circuit.x(range(3))
    circuit.h(range(3))


backend = BasicAer.get_backend("qasm_simulator")
found = {}
for marked in ["101", "010"]:
    circuit = QuantumCircuit(3, 3)
    circuit.h([0, 1, 2])
    for _ in range(2):
        oracle(circuit, marked)
        diffuser(circuit)
    circuit.measure([0, 1, 2], [0, 1, 2])
    found[marked] = execute(circuit, backend, shots=1500).result().get_counts()
answer = {
    "counts": [found["101"], found["010"]],
    "best": [max(counts, key=counts.get) for counts in found.values()],
}
