"""A job that is watched, on a backend that says its name."""

from qiskit import Aer, QuantumCircuit, execute
from qiskit.tools.monitor import job_monitor
from qiskit.tools.visualization import plot_histogram

assert callable(plot_histogram)
simulator = Aer.get_backend("qasm_simulator")
circuit = QuantumCircuit(1)
circuit.x(0)
circuit.measure_all()
job = execute(circuit, simulator, shots=8)
job.result()
job_monitor(job)
answer = {"backend": simulator.name(), "counts": job.result().get_counts()}
