from qiskit import QuantumCircuit, transpile
from qiskit_ibm_provider import IBMProvider, least_busy

provider = IBMProvider(token="0123")
backend = least_busy(provider.backends(min_num_qubits=7, simulator=False))
circuit = QuantumCircuit(1, 1)
circuit.measure(0, 0)
job = backend.run(transpile(circuit, backend), shots=60)
print(backend.num_qubits, backend.configuration().n_qubits, sum(job.result().get_counts().values()))
