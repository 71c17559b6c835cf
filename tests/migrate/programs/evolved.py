"""Trotter steps beside an exact evolution."""

import numpy as np
from qiskit import Aer, QuantumCircuit, execute
from qiskit.circuit.library import PauliEvolutionGate
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit.synthesis import SuzukiTrotter

operator = SparsePauliOp.from_list([("ZZ", 1.0), ("XI", 0.4), ("IX", 0.4)])
backend = Aer.get_backend("aer_simulator_statevector")


def evolved(steps):
    gate = PauliEvolutionGate(operator, time=0.9, synthesis=SuzukiTrotter(order=2, reps=steps))
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.append(gate, range(2))
    circuit.save_statevector()
    return execute(circuit, backend).result().get_statevector(circuit)


values, vectors = np.linalg.eigh(operator.to_matrix())
start = np.array([1, 1, 0, 0]) / np.sqrt(2)
exact = vectors @ (np.exp(-0.9j * values) * (vectors.conj().T @ start))
fidelities = [abs(np.vdot(exact, np.asarray(evolved(steps)))) ** 2 for steps in (1, 4, 16)]
answer = {
    "fidelities": fidelities,
    "value": float(np.real(Statevector(exact).expectation_value(operator))),
}
