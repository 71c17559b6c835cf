"""One qubit in three bases, by circuits that are found by their names."""

from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, assemble, transpile

q = QuantumRegister(1, "q")
c = ClassicalRegister(1, "c")
prepared = QuantumCircuit(q, c, name="prepared")
prepared.ry(0.8, q[0])
prepared.rz(0.5, q[0])
circuits = []
for basis in "xyz":
    circuit = prepared.copy(name=basis)
    if basis == "y":
        circuit.sdg(q[0])
    if basis in "xy":
        circuit.h(q[0])
    circuit.measure(q, c)
    circuits.append(circuit)
backend = Aer.get_backend("qasm_simulator")
qobj = assemble(transpile(circuits, backend), backend, shots=3000)
result = backend.run(qobj).result()
counts = [result.get_counts(name) for name in "xyz"]
answer = {"counts": counts, "shots": [sum(each.values()) for each in counts]}
