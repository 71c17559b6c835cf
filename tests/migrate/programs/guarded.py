"""A helper that takes care of several versions, and old code beside it."""

try:
    from qiskit import Aer
except ImportError:
    from qiskit_aer import Aer
from qiskit import QuantumCircuit, execute
from qiskit.utils import local_hardware_info

assert local_hardware_info()["cpus"] >= 1


def sample(circuit, shots):
    backend = Aer.get_backend("qasm_simulator")
    return execute(circuit, backend, shots=shots).result().get_counts()


circuit = QuantumCircuit(2, 2)
circuit.sx(0)
circuit.cnot(0, 1)
circuit.measure([0, 1], [0, 1])
answer = {"counts": sample(circuit, shots=1000)}
