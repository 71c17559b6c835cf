"""The provider that came between IBMQ and the runtime service."""

from qiskit import QuantumCircuit, transpile
from qiskit_ibm_provider import IBMProvider

provider = IBMProvider(instance="ibm-q/open/main")
backend = provider.get_backend("ibmq_qasm_simulator")
circuit = QuantumCircuit(3)
circuit.x(0)
circuit.x(2)
circuit.measure_all()
job = backend.run(transpile(circuit, backend), shots=100)
answer = {"counts": job.result().get_counts()}
