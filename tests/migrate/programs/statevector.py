"""The state of a circuit of u1, u2 and u3."""

import numpy as np
from qiskit import BasicAer, QuantumCircuit, execute

circuit = QuantumCircuit(2)
circuit.u2(0.3, 0.4, 0)
circuit.u3(0.5, 0.6, 0.7, 1)
circuit.cu1(0.8, 0, 1)
circuit.cu3(0.9, 1.0, 1.1, 0, 1)
circuit.u1(1.2, 1)
backend = BasicAer.get_backend("statevector_simulator")
state = execute(circuit, backend).result().get_statevector(circuit)
answer = {"probabilities": [round(float(p), 6) for p in np.abs(np.asarray(state)) ** 2]}
