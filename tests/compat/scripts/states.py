from qiskit import BasicAer, QuantumCircuit, execute

circuit = QuantumCircuit(1)
circuit.u3(3.141592653589793, 0, 3.141592653589793, 0)
circuit.u2(0, 3.141592653589793, 0)
circuit.u1(3.141592653589793, 0)
state = execute(circuit, BasicAer.get_backend("statevector_simulator")).result().get_statevector()
unitary = execute(circuit, BasicAer.get_backend("unitary_simulator")).result().get_unitary()
print([round(float(abs(x) ** 2), 6) for x in state], round(float(abs(unitary[0][1]) ** 2), 6))
print(state.probabilities_dict().keys() == {"0", "1"})
