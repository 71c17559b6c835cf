"""A device that is only faked: what it says of itself, and a circuit that is fitted to it."""

from qiskit import Aer, QuantumCircuit, execute, transpile
from qiskit.providers.fake_provider import FakeVigo

device = FakeVigo()
circuit = QuantumCircuit(5, 2)
circuit.x(0)
circuit.cnot(0, 4)
circuit.measure([0, 4], [0, 1])
fitted = transpile(circuit, device, seed_transpiler=1)
neighbours = {frozenset(pair) for pair in [(0, 1), (1, 2), (1, 3), (3, 4)]}
used = {
    frozenset(fitted.find_bit(q).index for q in item.qubits)
    for item in fitted.data
    if item.operation.name == "cx"
}
counts = execute(fitted, Aer.get_backend("qasm_simulator"), shots=50).result().get_counts()
answer = {
    "qubits": device.configuration().n_qubits,
    "coupled": used <= neighbours,
    "counts": counts,
    "t1": round(device.properties().t1(0) * 1e6, 3),
}
