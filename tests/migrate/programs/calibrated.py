"""Readout errors, corrected by hand with a matrix of calibrations."""

import numpy as np
from qiskit import QuantumCircuit, execute
from qiskit.providers.aer import QasmSimulator
from qiskit.providers.aer.noise import NoiseModel
from qiskit.providers.aer.noise.errors import ReadoutError

backend = QasmSimulator()
noise = NoiseModel()
for qubit in range(2):
    noise.add_readout_error(ReadoutError([[0.95, 0.05], [0.1, 0.9]]), [qubit])
labels = ["00", "01", "10", "11"]


def prepared(label):
    circuit = QuantumCircuit(2, 2)
    for index, bit in enumerate(reversed(label)):
        if bit == "1":
            circuit.x(index)
    circuit.measure([0, 1], [0, 1])
    return circuit


SHOTS = 8000
jobs = execute([prepared(label) for label in labels], backend, noise_model=noise, shots=SHOTS)
calibrations = jobs.result().get_counts()
matrix = np.array([[c.get(row, 0) / SHOTS for c in calibrations] for row in labels])

bell = QuantumCircuit(2, 2)
bell.h(0)
bell.cnot(0, 1)
bell.measure([0, 1], [0, 1])
raw = execute(bell, backend, noise_model=noise, shots=SHOTS).result().get_counts()
corrected = np.linalg.solve(matrix, [raw.get(label, 0) / SHOTS for label in labels])
answer = {
    "calibrations": calibrations,
    "raw": raw,
    "one": round(float(corrected.sum()), 9),
    # by ten times the standard deviation
    "near": bool(np.all(np.abs(corrected - [0.5, 0, 0, 0.5]) < 0.08)),
}
