"""OpenQASM with conditions, by a file and back."""

import os
import tempfile

from qiskit import Aer, QuantumCircuit, execute

TEXT = """OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
creg a[1];
creg b[1];
x q[0];
measure q[0] -> a[0];
if(a==1) x q[1];
measure q[1] -> b[0];
"""
circuit = QuantumCircuit.from_qasm_str(TEXT)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "circuit.qasm")
    plain = QuantumCircuit(2, 2)
    plain.h(0)
    plain.cnot(0, 1)
    plain.measure([0, 1], [0, 1])
    plain.qasm(filename=path)
    back = QuantumCircuit.from_qasm_file(path)
backend = Aer.get_backend("qasm_simulator")
answer = {
    "conditional": execute(circuit, backend, shots=20).result().get_counts(),
    "back": execute(back, backend, shots=2000).result().get_counts(),
    "gates": dict(back.count_ops()),
}
