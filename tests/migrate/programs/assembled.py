"""A Qobj between transpile and run, with the shots in it."""

from qiskit import QuantumCircuit, assemble, transpile
from qiskit.providers.aer import QasmSimulator


class Experiment:
    def __init__(self):
        self.backend = QasmSimulator()

    def run(self, circuit, shots):
        qobj = assemble(transpile(circuit, self.backend), shots=shots, memory=True)
        return self.backend.run(qobj).result()


circuit = QuantumCircuit(1, 1)
circuit.x(0)
circuit.measure(0, 0)
result = Experiment().run(circuit, 37)
answer = {"counts": result.get_counts(), "memory": len(result.get_memory())}
