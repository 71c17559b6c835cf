"""Teleportation, with corrections that depend on two registers of one bit."""

from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute

message = QuantumRegister(1, "message")
pair = QuantumRegister(2, "pair")
zed = ClassicalRegister(1, "zed")
ex = ClassicalRegister(1, "ex")
out = ClassicalRegister(1, "out")
teleport = QuantumCircuit(message, pair, zed, ex, out)
teleport.ry(1.2, message)
teleport.barrier()
teleport.h(pair[0])
teleport.cnot(pair[0], pair[1])
teleport.cx(message[0], pair[0])
teleport.h(message)
teleport.measure(message, zed)
teleport.measure(pair[0], ex)
teleport.x(pair[1]).c_if(ex, 1)
teleport.z(pair[1]).c_if(zed, 1)
teleport.ry(-1.2, pair[1])
teleport.measure(pair[1], out)

backend = Aer.get_backend("qasm_simulator")
counts = execute(teleport, backend=backend, shots=4000).result().get_counts(teleport)
bob = {}
for key, number in counts.items():
    bit = key.split(" ")[0]
    bob[bit] = bob.get(bit, 0) + number
answer = {"counts": counts, "bob": bob}
