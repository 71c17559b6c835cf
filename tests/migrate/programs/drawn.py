"""Pictures of counts and states, for nobody to see."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from qiskit import Aer, QuantumCircuit, execute
from qiskit.tools.visualization import circuit_drawer, plot_bloch_multivector, plot_histogram
from qiskit.visualization import plot_state_city

circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cnot(0, 1)
state = execute(circuit, Aer.get_backend("statevector_simulator")).result().get_statevector()
measured = circuit.copy()
measured.measure_all()
counts = execute(measured, Aer.get_backend("qasm_simulator"), shots=200).result().get_counts()
figures = [plot_histogram(counts), plot_bloch_multivector(state), plot_state_city(state)]
text = str(circuit_drawer(circuit, output="text"))
plt.close("all")
answer = {
    "counts": counts,
    "axes": [len(figure.axes) for figure in figures[:2]],
    "drawn": "H" in text and len(figures) == 3,
}
