"""States, operators and channels, without a backend."""

import numpy as np
from qiskit import QuantumCircuit
from qiskit.extensions import HamiltonianGate, UnitaryGate
from qiskit.quantum_info import (
    Kraus,
    Operator,
    Pauli,
    Statevector,
    SuperOp,
    partial_trace,
    process_fidelity,
    state_fidelity,
)

circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cnot(0, 1)
circuit.append(HamiltonianGate(np.array([[1, 0], [0, -1]]), 0.3), [1])
circuit.append(UnitaryGate(Operator(Pauli("XY"))), [0, 1])
state = Statevector.from_instruction(circuit)
damping = Kraus([np.diag([1, np.sqrt(0.6)]), np.array([[0, np.sqrt(0.4)], [0, 0]])])
answer = {
    "amplitudes": state.data,
    "probabilities": state.probabilities_dict(decimals=9),
    "reduced": np.asarray(partial_trace(state, [1])),
    "fidelity": float(state_fidelity(state, Statevector.from_label("00"))),
    "process": float(process_fidelity(SuperOp(damping))),
    "commutes": bool((Pauli("XX") @ Pauli("ZZ")) == (Pauli("ZZ") @ Pauli("XX"))),
    "unitary": Operator(circuit).data,
}
