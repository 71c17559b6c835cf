from qiskit import Aer, QuantumCircuit, assemble, transpile
from qiskit.qobj import QasmQobj

circuit = QuantumCircuit(2, 2)
circuit.x(1)
circuit.measure([0, 1], [0, 1])
simulator = Aer.get_backend("aer_simulator")
qobj = assemble(transpile(circuit, simulator), shots=20, memory=True)
result = simulator.run(qobj).result()
print(isinstance(qobj, QasmQobj), result.get_counts(), set(result.get_memory()))
