"""Noise models of several kinds, and counts that show them."""

from qiskit import Aer, QuantumCircuit, execute
from qiskit.providers.aer.noise import (
    NoiseModel,
    ReadoutError,
    pauli_error,
    thermal_relaxation_error,
)


def model(p_gate, p_read):
    noise = NoiseModel()
    flip = pauli_error([("X", p_gate), ("I", 1 - p_gate)])
    noise.add_all_qubit_quantum_error(flip, ["u1", "u2", "u3"])
    noise.add_all_qubit_quantum_error(flip.tensor(flip), ["cx"])
    noise.add_all_qubit_readout_error(ReadoutError([[1 - p_read, p_read], [p_read, 1 - p_read]]))
    return noise


relaxing = NoiseModel()
relaxing.add_all_qubit_quantum_error(thermal_relaxation_error(50e3, 70e3, 2e4), ["id"])
simulator = Aer.get_backend("qasm_simulator")
ghz = QuantumCircuit(3, 3)
ghz.h(0)
ghz.cnot(0, 1)
ghz.cnot(1, 2)
ghz.measure(range(3), range(3))
counts = []
for p_gate, p_read in ((0.0, 0.1), (0.05, 0.0), (0.03, 0.02)):
    noise = model(p_gate, p_read)
    job = execute(
        ghz,
        simulator,
        basis_gates=noise.basis_gates,
        noise_model=noise,
        optimization_level=0,
        shots=4000,
    )
    counts.append(job.result().get_counts(0))
waiting = QuantumCircuit(1, 1)
waiting.x(0)
waiting.id(0)
waiting.measure(0, 0)
job = execute(waiting, simulator, noise_model=relaxing, optimization_level=0, shots=4000)
answer = {"counts": counts, "waiting": job.result().get_counts()}
