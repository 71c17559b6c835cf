"""IonQ's own format of circuits, as it is read by those who answer in IonQ's place."""

from qiskit import QuantumCircuit
from qiskit.circuit import library as gates
from qiskit.quantum_info import Statevector

FIXED = {
    "x": gates.XGate, "y": gates.YGate, "z": gates.ZGate, "h": gates.HGate, "s": gates.SGate,
    "si": gates.SdgGate, "t": gates.TGate, "ti": gates.TdgGate, "v": gates.SXGate,
    "vi": gates.SXdgGate, "swap": gates.SwapGate,
}  # fmt: skip
ROTATIONS = {
    "rx": gates.RXGate, "ry": gates.RYGate, "rz": gates.RZGate, "z": gates.PhaseGate,
    "xx": gates.RXXGate, "yy": gates.RYYGate, "zz": gates.RZZGate,
}  # fmt: skip


def probabilities(instructions, num_qubits):
    """What the API calls probabilities: decimal outcomes of all qubits, qubit 0 lowest."""
    circuit = QuantumCircuit(num_qubits)
    for each in instructions:
        turned = "rotation" in each
        gate = ROTATIONS[each["gate"]](each["rotation"]) if turned else FIXED[each["gate"]]()
        controls = each.get("controls", [])
        gate = gate.control(len(controls)) if controls else gate
        circuit.append(gate, [*controls, *each["targets"]])
    found = Statevector(circuit).probabilities()
    return {str(outcome): float(p) for outcome, p in enumerate(found) if p > 1e-12}
