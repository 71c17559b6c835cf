"""Deutsch and Jozsa, whose verdict is a word."""

from qiskit import QuantumCircuit, QuantumRegister, ClassicalRegister
from qiskit import Aer, execute

SIMULATOR = Aer.get_backend("qasm_simulator")


def verdict(oracle, backend=SIMULATOR):
    q = QuantumRegister(3, "q")
    c = ClassicalRegister(2, "c")
    circuit = QuantumCircuit(q, c)
    circuit.x(q[2])
    circuit.h(q)
    circuit.append(oracle.to_instruction(), q)
    circuit.h(q[:2])
    circuit.measure(q[:2], c)
    counts = execute(circuit, backend, shots=100).result().get_counts(circuit)
    return ("constant" if "00" in counts else "balanced"), counts


constant = QuantumCircuit(3)
constant.x(2)
mixed = QuantumCircuit(3)
mixed.cnot(0, 2)
mixed.cnot(1, 2)
words, all_counts = zip(*(verdict(each) for each in (constant, mixed)))
answer = {"balanced": [word == "balanced" for word in words], "counts": list(all_counts)}
