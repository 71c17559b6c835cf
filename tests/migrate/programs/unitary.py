"""The unitary of joined circuits."""

import numpy as np
import qiskit

first = qiskit.QuantumCircuit(3)
first.toffoli(0, 1, 2)
second = qiskit.QuantumCircuit(3)
second.mct([0, 1], 2)
second.i(0)
both = first + second
both += first
backend = qiskit.Aer.get_backend("unitary_simulator")
unitary = np.asarray(qiskit.execute(both, backend).result().get_unitary(both, decimals=3))
answer = {"moved": [int(np.argmax(np.abs(unitary[:, k]))) for k in range(8)]}
