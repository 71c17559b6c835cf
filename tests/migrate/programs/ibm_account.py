"""An account, a choice among devices, and a job on the one with the shortest queue."""

from qiskit import IBMQ, ClassicalRegister, QuantumCircuit, QuantumRegister, execute
from qiskit.providers.ibmq import least_busy
from qiskit.tools.monitor import job_monitor

IBMQ.save_account("not a token", overwrite=True)
IBMQ.load_account()
provider = IBMQ.get_provider(hub="ibm-q")
devices = provider.backends(
    filters=lambda b: b.configuration().n_qubits >= 5 and not b.configuration().simulator
)
device = least_busy(devices)
backend = provider.get_backend("ibmq_qasm_simulator")

q = QuantumRegister(2)
c = ClassicalRegister(2)
circuit = QuantumCircuit(q, c)
circuit.h(q[0])
circuit.cnot(q[0], q[1])
circuit.measure(q, c)
job = execute(circuit, backend=backend, shots=1024)
job_monitor(job, interval=1)
answer = {
    "enough": device.configuration().n_qubits >= 5,
    "counts": job.result().get_counts(circuit),
}
