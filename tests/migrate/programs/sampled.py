"""Quasi-probabilities by a Sampler of the first version, with shots."""

from qiskit import QuantumCircuit
from qiskit.primitives import Sampler

circuit = QuantumCircuit(2)
circuit.ry(0.9, 0)
circuit.cnot(0, 1)
circuit.measure_all()
sampler = Sampler(options={"shots": 2000, "seed": 7})
quasi = sampler.run(circuit).result().quasi_dists[0]
exact = Sampler().run([circuit]).result().quasi_dists[0]
answer = {
    "counts": {key: round(p * 2000) for key, p in quasi.binary_probabilities(2).items()},
    "exact": [exact[0], exact[3]],
}
