"""A program as it was written in 2019; `qiskit-uplift exec` runs it on today's Qiskit."""

import argparse

from qiskit import IBMQ, Aer, QuantumCircuit, execute
from qiskit.tools.monitor import job_monitor

parser = argparse.ArgumentParser()
parser.add_argument("--device", help="a device of IBM's, instead of a simulator")
device = parser.parse_args().device

circuit = QuantumCircuit(2, 2)
circuit.u2(0, 3.141592653589793, 0)
circuit.cnot(0, 1)
circuit.measure([0, 1], [0, 1])

provider = IBMQ.load_account() if device else Aer
backend = provider.get_backend(device or "qasm_simulator")
job = execute(circuit, backend, shots=1000)
job_monitor(job)
print(job.result().get_counts(circuit))
