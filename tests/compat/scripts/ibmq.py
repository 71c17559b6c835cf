from qiskit import IBMQ, QuantumCircuit, assemble, execute, transpile
from qiskit.providers.ibmq import least_busy
from qiskit.tools.monitor import job_monitor

IBMQ.save_account("0123", overwrite=True)
provider = IBMQ.load_account()
small = provider.backends(
    filters=lambda x: (
        x.configuration().n_qubits >= 5
        and not x.configuration().simulator
        and x.status().operational is True
    )
)
backend = least_busy(small)
circuit = QuantumCircuit(2, 2)
circuit.measure([0, 1], [0, 1])
job = execute(circuit, backend, shots=100)
job_monitor(job, interval=0)
again = backend.run(assemble(transpile(circuit, backend), shots=50))
named = IBMQ.get_provider(hub="ibm-q").get_backend("ibmq_16_melbourne")
print(backend.configuration().n_qubits, sum(job.result().get_counts().values()))
print(sum(again.result().get_counts().values()), named.name())
