"""States and expectation values that Aer saves on the way."""

import numpy as np
from qiskit import QuantumCircuit, transpile
from qiskit.providers.aer import AerSimulator
from qiskit.quantum_info import Pauli, SparsePauliOp

simulator = AerSimulator(method="statevector")
circuit = QuantumCircuit(2)
circuit.h(0)
circuit.save_statevector(label="early")
circuit.cnot(0, 1)
circuit.rz(0.4, 1)
circuit.save_expectation_value(SparsePauliOp(["XX", "ZZ"], [1.0, 0.5]), [0, 1], label="value")
circuit.save_probabilities(label="chances")
data = simulator.run(transpile(circuit, simulator)).result().data(0)
answer = {
    "early": [round(abs(complex(a)) ** 2, 9) for a in np.asarray(data["early"])],
    "value": round(float(data["value"]), 9),
    "chances": [round(float(p), 9) for p in data["chances"]],
    "label": Pauli("XZ").to_label(),
}
