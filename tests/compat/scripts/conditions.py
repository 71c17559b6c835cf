from qiskit import Aer, BasicAer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute
from qiskit.circuit.library import XGate

q, a, b = QuantumRegister(3), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
circuit = QuantumCircuit(q, a, b)
circuit.x(0)
circuit.measure(0, a[0])
circuit.x(1).c_if(a, 1)
circuit.x(2).c_if(a, 0)
circuit.append(XGate().c_if(a, 1), [2])
circuit.measure([1, 2], b)
for provider in (Aer, BasicAer):
    backend = provider.get_backend("qasm_simulator")
    print(execute(circuit, backend, shots=30).result().get_counts())
