from qiskit import QuantumCircuit
from qiskit.circuit.qpy_serialization import dump
from qiskit.quantum_info.synthesis import OneQubitEulerDecomposer
from qiskit.utils.multiprocessing import local_hardware_info

circuit = QuantumCircuit(1)
circuit.cu1 if False else circuit.h(0)
print(circuit.qasm().splitlines()[0], callable(dump), "cpus" in local_hardware_info())
print(OneQubitEulerDecomposer.__name__)
