"""Circuits of circuits: composed, inverted, raised to powers, controlled."""

import numpy as np
from qiskit import Aer, QuantumCircuit, execute
from qiskit.extensions import UnitaryGate

inner = QuantumCircuit(2, name="inner")
inner.h(0)
inner.cnot(0, 1)
inner.rz(0.3, 1)
gate = inner.to_gate(label="block")

outer = QuantumCircuit(3)
outer.append(gate, [0, 1])
outer.append(gate.control(1), [2, 0, 1])
outer.append(gate.inverse(), [1, 2])
outer.append(gate.power(2), [0, 2])
outer.compose(inner, qubits=[2, 1], inplace=True)
outer.append(UnitaryGate(np.array([[0, 1], [1, 0]]), label="flip"), [1])
outer.unitary(np.diag([1, 1j]), [2])
unrolled = outer.decompose().decompose()
backend = Aer.get_backend("unitary_simulator")
first, second = (
    np.asarray(execute(each, backend).result().get_unitary(each)) for each in (outer, unrolled)
)
answer = {"unitary": first, "same": bool(np.allclose(first, second)), "width": outer.width()}
