"""Circuits that are fitted to a line of qubits, and what they do there."""

from qiskit import Aer, QuantumCircuit, execute, transpile
from qiskit.transpiler import CouplingMap

line = CouplingMap.from_line(4)
circuit = QuantumCircuit(4, 4)
circuit.x(0)
circuit.cnot(0, 3)
circuit.toffoli(0, 3, 1)
circuit.measure(range(4), range(4))
fitted = transpile(
    circuit,
    basis_gates=["u1", "u2", "u3", "cx"],
    coupling_map=line,
    initial_layout=[0, 1, 2, 3],
    optimization_level=1,
    seed_transpiler=5,
)
pairs = set()
for instruction, qubits, _ in fitted.data:
    if instruction.name == "cx":
        pairs.add(tuple(sorted(fitted.find_bit(q).index for q in qubits)))
backend = Aer.get_backend("qasm_simulator")
job = execute(
    circuit,
    backend,
    coupling_map=line,
    basis_gates=["u1", "u2", "u3", "cx"],
    optimization_level=0,
    seed_transpiler=3,
    shots=40,
)
answer = {
    "neighbours": all(b - a == 1 for a, b in pairs),
    "counts": [job.result().get_counts(), backend.run(fitted, shots=40).result().get_counts()],
}
