"""``Unroller``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.circuit.library import (
    CRXGate,
    CXGate,
    ECRGate,
    RXGate,
    RYYGate,
    XGate,
    get_standard_gate_name_mapping,
)
from qiskit.exceptions import QiskitError
from qiskit.quantum_info import Operator
from qiskit.transpiler import PassManager, Target

from qiskit_uplift.compat import Unroller

GATES = (XGate(), RXGate(0.3), CXGate(), CRXGate(0.7), CRXGate(0.7, ctrl_state=0), ECRGate(),
         RYYGate(0.4), CXGate(ctrl_state=0), XGate().control(2, ctrl_state=1))  # fmt: skip
COUNTS = {  # of Qiskit 0.46.3
    "cswap": {"u3": 9, "cx": 8},
    "cz": {"u3": 2, "cx": 1},
    "ecr": {"u3": 7, "cx": 4},
    "crx": {"u3": 3, "cx": 2},
    "ryy": {"u3": 5, "cx": 2},
    "swap": {"cx": 3},
}


BY_U1_AND_U2 = {  # likewise
    "ccx": {"u1": 7, "u2": 2, "cx": 6},
    "crx": {"u1": 1, "u3": 2, "cx": 2},
    "ecr": {"u1": 2, "u2": 4, "u3": 1, "cx": 4},
    "h": {"u2": 1},
    "ryy": {"u1": 1, "u3": 4, "cx": 2},
    "rz": {"u1": 1},
    "sx": {"u1": 2, "u2": 1},
    "x": {"u3": 1},
}


def unrolled(circuit, *arguments, **options):
    return PassManager(Unroller(*arguments, **options)).run(circuit)


@given(st.lists(st.tuples(st.sampled_from(GATES), st.permutations(range(3))), max_size=6))
def test_circuits_do_what_they_did(moves):
    circuit = QuantumCircuit(3)
    for gate, qubits in moves:
        circuit.append(gate, qubits[: gate.num_qubits])
    found = unrolled(circuit, ["u3", "cx"])
    assert set(found.count_ops()) <= {"u3", "cx"}
    assert Operator(found).equiv(Operator(circuit))


@pytest.mark.parametrize(
    ("name", "basis", "expected"),
    [(name, ["u3", "cx"], counts) for name, counts in COUNTS.items()]
    + [(name, ["u1", "u2", "u3", "cx"], counts) for name, counts in BY_U1_AND_U2.items()],
)
def test_gates_have_as_many_parts_as_they_had(name, basis, expected):
    gate = get_standard_gate_name_mapping()[name]
    circuit = QuantumCircuit(gate.num_qubits)
    circuit.append(type(gate)(*[0.3] * len(gate.params)), range(gate.num_qubits))
    assert unrolled(circuit, basis).count_ops() == expected
    assert Operator(unrolled(circuit, basis)).equiv(Operator(circuit))


def test_parameters_measurements_and_blocks():
    angle = Parameter("a")
    circuit = QuantumCircuit(2, 1)
    circuit.rx(angle, 0)
    circuit.crx(angle, 0, 1)
    circuit.barrier()
    circuit.reset(1)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.h(1)
    found = unrolled(circuit, ["u3", "cx"])
    assert set(found.count_ops()) == {"u3", "cx", "barrier", "reset", "measure", "if_else"}
    assert found.parameters == {angle}
    assert set(found.data[-1].operation.blocks[0].count_ops()) == {"u3"}


def test_the_names_are_those_of_a_target_or_all():
    circuit = QuantumCircuit(2)
    circuit.swap(0, 1)
    target = Target(num_qubits=2)
    target.add_instruction(CXGate(), dict.fromkeys([(0, 1), (1, 0)]))
    assert unrolled(circuit, target=target).count_ops() == {"cx": 3}
    assert unrolled(circuit) == circuit


def test_gates_without_a_definition_are_named():
    circuit = QuantumCircuit(1)
    circuit.id(0)
    with pytest.raises(QiskitError, match=r"can't replace 'id'.* isn't one of cx, u3"):
        unrolled(circuit, ["u3", "cx"])
