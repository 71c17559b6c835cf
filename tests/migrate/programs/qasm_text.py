"""OpenQASM there and back, with a gate of the library."""

import numpy as np
from qiskit import QuantumCircuit
from qiskit.extensions import UnitaryGate
from qiskit.quantum_info import Operator

circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cnot(0, 1)
text = circuit.qasm()
back = QuantumCircuit.from_qasm_str(text)
back.append(UnitaryGate(np.eye(2)), [0])
same = Operator(circuit).equiv(Operator(back))
answer = {"same": bool(same), "lines": len(text.strip().splitlines())}
