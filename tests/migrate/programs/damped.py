"""A density matrix under noise, exactly."""

import numpy as np
from qiskit import QuantumCircuit, execute
from qiskit.providers.aer import Aer
from qiskit.providers.aer.noise import NoiseModel, amplitude_damping_error, depolarizing_error
from qiskit.quantum_info import DensityMatrix, state_fidelity

model = NoiseModel()
model.add_all_qubit_quantum_error(depolarizing_error(0.02, 1), ["x", "h"])
model.add_all_qubit_quantum_error(depolarizing_error(0.1, 2), ["cx"])
model.add_quantum_error(amplitude_damping_error(0.3), ["id"], [1])

circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cnot(0, 1)
circuit.id(1)
circuit.save_density_matrix()
backend = Aer.get_backend("aer_simulator_density_matrix")
result = execute(circuit, backend, noise_model=model, optimization_level=0).result()
matrix = np.asarray(result.data(0)["density_matrix"])
bell = DensityMatrix.from_label("00").evolve(QuantumCircuit(2))
answer = {
    "matrix": matrix,
    "purity": float(np.real(np.trace(matrix @ matrix))),
    "fidelity": float(state_fidelity(DensityMatrix(matrix), bell)),
}
