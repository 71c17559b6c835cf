"""Methods that circuits had, by what they do to a state."""

import math

import numpy as np
import pytest
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit.library import HGate, XGate
from qiskit.exceptions import QiskitError
from qiskit.quantum_info import Operator
from qiskit_aer import AerSimulator

from qiskit_uplift.compat import _gate_names, gates
from qiskit_uplift.compat.conditions import c_if
from qiskit_uplift.compat.joining import add, combine, extend, iadd

pytestmark = [
    pytest.mark.filterwarnings("ignore:The (method|property) ``qiskit:DeprecationWarning"),
    # Qiskit 1.4's own synthesis of a multiplexer uses it
    pytest.mark.filterwarnings("ignore:The class .*Diagonal`` is:PendingDeprecationWarning"),
]
SWAPPED = np.array([[0, 1], [1, 0]])

# An old method's call, and today's of the same effect.
SAME = {
    "cnot": ((0, 1), lambda c: c.cx(0, 1)),
    "cu1": ((0.3, 0, 1), lambda c: c.cp(0.3, 0, 1)),
    "cu3": ((0.3, 0.2, 0.1, 0, 1), lambda c: c.cu(0.3, 0.2, 0.1, 0, 0, 1)),
    "diagonal": (([1, -1, 1j, 1], [0, 1]), lambda c: c.unitary(np.diag([1, -1, 1j, 1]), [0, 1])),
    "fredkin": ((0, 1, 2), lambda c: c.cswap(0, 1, 2)),
    "hamiltonian": ((SWAPPED, 0.4, 0), lambda c: c.rx(0.8, 0)),
    "i": ((0,), lambda c: c.id(0)),
    "iden": ((0,), lambda c: c.id(0)),
    "iso": ((SWAPPED, [0], []), lambda c: c.x(0)),
    "isometry": ((SWAPPED, [0], []), lambda c: c.x(0)),
    "mct": (([0, 1], 2), lambda c: c.ccx(0, 1, 2)),
    "mcu1": ((0.3, [0, 1], 2), lambda c: c.mcp(0.3, [0, 1], 2)),
    "toffoli": ((0, 1, 2), lambda c: c.ccx(0, 1, 2)),
    "u1": ((0.3, 0), lambda c: c.p(0.3, 0)),
    "u2": ((0.3, 0.2, 0), lambda c: c.u(math.pi / 2, 0.3, 0.2, 0)),
    "u3": ((0.3, 0.2, 0.1, 0), lambda c: c.u(0.3, 0.2, 0.1, 0)),
    "uc": (
        ([HGate().to_matrix(), SWAPPED], [1], 0),
        lambda c: (c.ch(1, 0, ctrl_state=0), c.cx(1, 0)),
    ),
    "squ": (([[0, 1j], [1, 0]], 1), lambda c: c.unitary([[0, 1j], [1, 0]], [1])),
    "ucrx": (([0.3, 0.8], [1], 0), lambda c: (c.rx(0.3, 0), c.crx(0.5, 1, 0))),
    "ucry": (([0.3, 0.8], [1], 0), lambda c: (c.ry(0.3, 0), c.cry(0.5, 1, 0))),
    "ucrz": (([0.3, 0.8], [1], 0), lambda c: (c.rz(0.3, 0), c.crz(0.5, 1, 0))),
}


def test_all_of_them_are_here():
    methods = set(gates.__all__) - {"SingleQubitUnitary"}
    assert set(SAME) == methods
    others = {"__add__", "__iadd__", "combine", "extend", "snapshot"}
    assert methods | others == set(_gate_names.METHODS)


@pytest.mark.parametrize("name", SAME)
def test_a_method_does_what_todays_does(name):
    arguments, modern = SAME[name]
    old, new = QuantumCircuit(3), QuantumCircuit(3)
    getattr(gates, name)(old, *arguments)
    modern(new)
    assert Operator(old).equiv(Operator(new))


def registers(*sizes, clbits=0):
    qregs = [QuantumRegister(size, name) for name, size in sizes]
    cregs = [ClassicalRegister(clbits, "c")] if clbits else []
    return QuantumCircuit(*qregs, *cregs)


@pytest.mark.parametrize("join", [add, combine])
def test_joined_by_registers_and_not_by_indices(join):
    first, second = registers(("a", 1), ("b", 1)), registers(("b", 1), ("d", 2), clbits=1)
    first.x(0)
    second.cx(0, 2)
    second.measure(0, 0)
    both = join(first, second)
    assert [register.name for register in both.qregs] == ["a", "b", "d"]
    assert [[both.find_bit(q).index for q in item.qubits] for item in both.data] == [
        [0], [1, 3], [1],
    ]  # fmt: skip
    assert (first.num_qubits, len(first.data)) == (2, 1)


@pytest.mark.parametrize("join", [extend, iadd])
def test_joined_in_place(join):
    first, second = registers(("q", 1)), registers(("q", 1), clbits=1)
    second.measure(0, 0)
    assert join(first, second) is first
    assert (first.num_clbits, first.count_ops()) == (1, {"measure": 1})


def test_registers_of_one_name_and_two_sizes_are_refused():
    with pytest.raises(QiskitError, match="quantum register 'q', of 1 and of 2 bits"):
        combine(registers(("q", 1)), registers(("q", 2)))
    with pytest.raises(QiskitError, match="classical register 'c', of 1 and of 3 bits"):
        combine(registers(clbits=1), registers(clbits=3))


@pytest.mark.parametrize("value", [0, 1, 2])
@pytest.mark.parametrize("whole", [False, True])
def test_a_condition_on_a_gate_in_no_circuit(value, whole):
    circuit = QuantumCircuit(QuantumRegister(2), ClassicalRegister(2, "a"))
    circuit.x(0)
    circuit.measure(0, 0)
    what = circuit.cregs[0] if whole else circuit.clbits[0]
    if not whole and value > 1:
        return
    circuit.append(c_if(XGate(), what, value), [1])
    circuit.measure(1, 1)
    expected = "11" if value == 1 else "01"
    assert AerSimulator().run(circuit, shots=9).result().get_counts() == {expected: 9}


def test_conditions_that_cannot_be():
    register = ClassicalRegister(1)
    with pytest.raises(QiskitError, match="an index needs a circuit"):
        c_if(XGate(), 0, 1)
    with pytest.raises(QiskitError, match="a number from 0, got -1"):
        c_if(XGate(), register, -1)


def test_a_gate_of_one_qubit_by_its_matrix():
    gate = gates.SingleQubitUnitary([[0, 1], [1, 0]], up_to_diagonal=True)
    assert Operator(gate) == Operator(XGate())
    assert gate.diag == [1, 1]
    for wrong in (([[1, 0], [0, 2]],), (np.eye(4),), (np.eye(2), "XYX")):
        with pytest.raises((QiskitError, ValueError)):
            gates.SingleQubitUnitary(*wrong)
