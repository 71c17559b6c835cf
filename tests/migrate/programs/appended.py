"""Gates of matrices, diagonals and angles, by the methods that appended them."""

import numpy
from qiskit import Aer, QuantumCircuit, QuantumRegister, execute

flip = numpy.array([[0, 1], [1, 0]])
register = QuantumRegister(3, "q")
circuit = QuantumCircuit(register)
circuit.h(register)
circuit.diagonal([1, -1, 1j, -1j], [register[0], register[1]])
circuit.ucry([0.1, 0.2, 0.3, 0.4], [register[0], register[1]], register[2])
circuit.uc([flip, numpy.eye(2)], [register[0]], register[1])
circuit.iso(flip, [register[2]], [])
circuit.squ(flip, register[0])
circuit.hamiltonian(flip, 0.7, [register[1]])

names = [instruction[0].num_qubits for instruction in circuit.data]
backend = Aer.get_backend("statevector_simulator")
state = execute(circuit, backend).result().get_statevector()
answer = {
    "probabilities": [round(float(p), 6) for p in state.probabilities()],
    "qubits": names,
}
