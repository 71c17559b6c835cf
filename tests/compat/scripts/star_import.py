from qiskit import *
from qiskit.tools.monitor import job_monitor

circuit = QuantumCircuit(3, 3)
circuit.x(0)
circuit.toffoli(0, 1, 2)
circuit.fredkin(0, 1, 2)
circuit.iden(1)
circuit.mct([0, 1], 2)
circuit.measure(range(3), range(3))
job = execute([circuit, circuit], BasicAer.get_backend("qasm_simulator"), shots=10)
job_monitor(job, interval=0)
print(job.result().get_counts())
