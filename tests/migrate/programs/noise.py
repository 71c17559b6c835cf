"""A noise model that flips each outcome, with its basis gates."""

from qiskit import QuantumCircuit, execute
from qiskit.providers.aer import AerSimulator
from qiskit.providers.aer.noise import NoiseModel, ReadoutError

model = NoiseModel()
model.add_all_qubit_readout_error(ReadoutError([[0, 1], [1, 0]]))
circuit = QuantumCircuit(2, 2)
circuit.x(0)
circuit.measure([0, 1], [0, 1])


def run(backend):
    job = execute(circuit, backend, noise_model=model, basis_gates=model.basis_gates, shots=64)
    return job.result().get_counts()


answer = {"counts": run(AerSimulator())}
