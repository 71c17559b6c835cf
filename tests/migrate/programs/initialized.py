"""Amplitudes that a circuit begins with."""

from math import sqrt

import numpy as np
from qiskit import Aer, QuantumCircuit, QuantumRegister, ClassicalRegister, execute
from qiskit.extensions import Initialize

wanted = np.array([1, 2j, -3, 4]) / sqrt(30)
q = QuantumRegister(2, "q")
c = ClassicalRegister(2, "c")
circuit = QuantumCircuit(q, c)
circuit.initialize(wanted, [q[0], q[1]])
state = execute(circuit, Aer.get_backend("statevector_simulator")).result().get_statevector()

second = QuantumCircuit(1, 1)
second.append(Initialize([1 / sqrt(2), -1 / sqrt(2)]), [0])
second.h(0)
second.measure(0, 0)
circuit.measure(q, c)
backend = Aer.get_backend("qasm_simulator")
answer = {
    "state": np.asarray(state),
    "counts": execute(circuit, backend, shots=3000).result().get_counts(),
    "minus": execute(second, backend, shots=50).result().get_counts(),
}
