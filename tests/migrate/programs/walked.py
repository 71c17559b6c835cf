"""A quantum walk on a circle of eight places."""

import numpy as np
from qiskit import *


class Walk:
    def __init__(self, steps):
        self.position = QuantumRegister(3, "p")
        self.coin = QuantumRegister(1, "c")
        self.circuit = QuantumCircuit(self.position, self.coin)
        for _ in range(steps):
            self.step()

    def step(self):
        p, c = self.position, self.coin
        self.circuit.h(c[0])
        self.circuit.mct([c[0], p[0], p[1]], p[2])
        self.circuit.toffoli(c[0], p[0], p[1])
        self.circuit.cnot(c[0], p[0])
        self.circuit.x(c[0])
        self.circuit.x(p[0])
        self.circuit.x(p[1])
        self.circuit.mct([c[0], p[0], p[1]], p[2])
        self.circuit.x(p[1])
        self.circuit.toffoli(c[0], p[0], p[1])
        self.circuit.x(p[0])
        self.circuit.cnot(c[0], p[0])
        self.circuit.x(c[0])

    def probabilities(self, backend):
        state = execute(self.circuit, backend).result().get_statevector(self.circuit, decimals=6)
        chances = np.abs(np.asarray(state)) ** 2
        return chances.reshape(2, 8).sum(axis=0)


backend = Aer.get_backend("statevector_simulator")
answer = {"places": [Walk(steps).probabilities(backend).round(4) for steps in (1, 3, 5)]}
