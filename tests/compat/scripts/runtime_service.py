from qiskit import QuantumCircuit, transpile
from qiskit_ibm_runtime import QiskitRuntimeService

service = QiskitRuntimeService(channel="ibm_quantum", token="0123")
backend = service.least_busy(min_num_qubits=5, operational=True)
circuit = QuantumCircuit(1, 1)
circuit.measure(0, 0)
job = service.backend(backend.name).run(transpile(circuit, backend), shots=40)
print(backend.name, sum(job.result().get_counts().values()))
