from qiskit import Aer, ClassicalRegister, QuantumCircuit, QuantumRegister, execute
from qiskit.circuit import Parameter
from qiskit.extensions import UnitaryGate
from qiskit.providers.aer.noise import NoiseModel

q, c = QuantumRegister(2, "q"), ClassicalRegister(2, "c")
angle = Parameter("angle")
rotated = QuantumCircuit(q)
rotated.rx(angle, 0)
rotated.append(UnitaryGate([[0, 1], [1, 0]]), [1])
measured = QuantumCircuit(q, c)
measured.measure(q, c)
both = rotated + measured
both += QuantumCircuit(QuantumRegister(1, "more"))
bound = both.bind_parameters({angle: 3.141592653589793})
noiseless = NoiseModel()
simulator = Aer.get_backend("qasm_simulator")
counts = execute(bound, simulator, noise_model=noiseless, shots=25).result().get_counts()
print(both.num_qubits, counts)
