"""Values for the parameters of one circuit in the call, and a helper that takes a backend."""

from qiskit import Aer, QuantumCircuit
from qiskit import execute as run_it
from qiskit.circuit import Parameter


def totals(circuit, device, values):
    job = run_it(circuit, device, parameter_binds=values, shots=20)
    return [dict(c) for c in job.result().get_counts()]


angle = Parameter("a")
flip = QuantumCircuit(1, 1)
flip.rx(angle, 0)
flip.measure(0, 0)
binds = [{angle: 0.0}, {angle: 3.141592653589793}]
answer = {"counts": totals(flip, Aer.get_backend("qasm_simulator"), binds)}
