"""Bernstein and Vazirani, by a class that is given a backend."""

import qiskit


class Game:
    def __init__(self, backend, shots=1):
        self.backend = backend
        self.shots = shots

    def circuit(self, secret):
        n = len(secret)
        circuit = qiskit.QuantumCircuit(n + 1, n)
        circuit.x(n)
        circuit.h(range(n + 1))
        for index, bit in enumerate(reversed(secret)):
            if bit == "1":
                circuit.cnot(index, n)
            else:
                circuit.i(index) if hasattr(circuit, "i") else circuit.id(index)
        circuit.h(range(n))
        circuit.measure(range(n), range(n))
        return circuit

    def play(self, secret):
        job = qiskit.execute(self.circuit(secret), self.backend, shots=self.shots)
        return list(job.result().get_counts())[0]


game = Game(qiskit.Aer.get_backend("qasm_simulator"))
answer = {"secrets": [game.play(secret) for secret in ("1011", "0001", "1111")]}
