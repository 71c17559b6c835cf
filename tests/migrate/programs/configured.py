"""Simulators by name and class, with options that stay."""

from qiskit import Aer, QuantumCircuit, execute
from qiskit.providers.aer import AerSimulator, QasmSimulator, StatevectorSimulator

circuit = QuantumCircuit(3)
circuit.h(0)
circuit.cnot(0, 1)
circuit.cnot(1, 2)
measured = circuit.measure_all(inplace=False)

counts = []
for backend in (
    AerSimulator(method="matrix_product_state"),
    AerSimulator(method="stabilizer"),
    QasmSimulator(method="density_matrix"),
    Aer.get_backend("aer_simulator_statevector"),
):
    backend.set_options(shots=1500)
    counts.append(execute(measured, backend).result().get_counts())
state = execute(circuit, StatevectorSimulator(precision="double")).result().get_statevector()
answer = {
    "counts": counts,
    "probabilities": [round(float(p), 9) for p in abs(state.data) ** 2],
    "some": len(Aer.backends("aer_simulator")),
}
