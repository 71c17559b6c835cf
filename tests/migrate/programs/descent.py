"""A variational loop without libraries: energies from states, angles by gradients."""

import numpy as np
from qiskit import Aer, QuantumCircuit, execute
from qiskit.circuit import ParameterVector
from qiskit.quantum_info import SparsePauliOp

hamiltonian = SparsePauliOp.from_list([("ZZ", 0.7), ("XI", 0.3), ("IX", -0.2)])
theta = ParameterVector("t", 4)
ansatz = QuantumCircuit(2)
ansatz.ry(theta[0], 0)
ansatz.ry(theta[1], 1)
ansatz.cnot(0, 1)
ansatz.ry(theta[2], 0)
ansatz.ry(theta[3], 1)
backend = Aer.get_backend("statevector_simulator")


def energy(values):
    bound = ansatz.bind_parameters(dict(zip(theta, values)))
    state = execute(bound, backend).result().get_statevector(bound)
    vector = np.asarray(state)
    return float(np.real(vector.conj() @ hamiltonian.to_matrix() @ vector))


values = np.array([0.1, 0.2, 0.3, 0.4])
energies = [energy(values)]
for _ in range(2):
    slope = np.zeros(4)
    for k in range(4):
        shift = np.zeros(4)
        shift[k] = np.pi / 2
        slope[k] = (energy(values + shift) - energy(values - shift)) / 2
    values = values - 0.4 * slope
    energies.append(energy(values))
answer = {"energies": energies, "values": values}
