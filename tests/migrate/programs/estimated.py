"""Expectation values by an Estimator of the first version, with parameters."""

from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives import Estimator
from qiskit.quantum_info import SparsePauliOp

angle = Parameter("a")
circuit = QuantumCircuit(2)
circuit.ry(angle, 0)
circuit.cnot(0, 1)
observables = [SparsePauliOp("ZZ"), SparsePauliOp.from_list([("XX", 0.5), ("IZ", 2.0)])]
estimator = Estimator()
sweep = [[0.0], [0.5], [1.0]]
job = estimator.run([circuit] * 6, [o for o in observables for _ in sweep], sweep * 2)
result = job.result()
answer = {"values": list(result.values), "how many": len(result.metadata)}
