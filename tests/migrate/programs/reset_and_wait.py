"""Delays, resets, barriers, and a bit that decides by itself."""

from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute

q = QuantumRegister(2)
c = ClassicalRegister(3, "c")
circuit = QuantumCircuit(q, c)
circuit.x(q[0])
circuit.delay(100, q[0], unit="ns")
circuit.measure(q[0], c[0])
circuit.reset(q[0])
circuit.barrier(q)
circuit.measure(q[0], c[1])
circuit.x(q[1]).c_if(c[0], 1)
circuit.h(q[0]).c_if(c[1], True)
circuit.y(q[0]).c_if(c, 1)
circuit.measure(q[1], c[2])
backend = Aer.get_backend("qasm_simulator")
shots = 250
counts = execute(circuit, backend, shots=shots).result().get_counts(circuit)
answer = {"counts": counts, "all": counts["101"] == shots}
