"""Quasi-probabilities and expectation values by the primitives of the first version."""

from qiskit import QuantumCircuit
from qiskit.primitives import Estimator, Sampler
from qiskit.quantum_info import SparsePauliOp

circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cnot(0, 1)
measured = circuit.copy()
measured.measure_all()

job = Sampler().run([measured, measured])
estimator = Estimator()
values = estimator.run([circuit, circuit], [SparsePauliOp("ZZ"), SparsePauliOp("ZI")]).result()
answer = {
    "quasi": [
        {state: round(p, 6) for state, p in found.items()} for found in job.result().quasi_dists
    ],
    "values": [round(float(value), 6) for value in values.values],
}
