"""Qobj: circuits there and back, and as Qiskit's own wrote them where it still can."""

import copy
import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, Parameter, QuantumCircuit, QuantumRegister
from qiskit.circuit.library import XGate
from qiskit.exceptions import QiskitError
from qiskit.result import Result

from qiskit_uplift import compat
from qiskit_uplift._qiskit.legacy import load, quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.backends import load_backend
from qiskit_uplift.compat import _qobj
from qiskit_uplift.compat._assemble import assemble
from qiskit_uplift.compat._disassemble import disassemble
from qiskit_uplift.compat._header import QobjExperimentHeader, QobjHeader
from qiskit_uplift.compat._run_config import RunConfig

ANGLES = st.floats(-7, 7, allow_nan=False)
GATES = [("h", 1, 0), ("x", 1, 0), ("rz", 1, 1), ("u", 1, 3), ("cx", 2, 0), ("rzz", 2, 1),
         ("ccx", 3, 0), ("reset", 1, 0)]  # fmt: skip


@st.composite
def circuits(draw):
    """Circuits of gates, measurements, barriers and conditions on registers and bits."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
    circuit = QuantumCircuit(
        QuantumRegister(3, "q"),
        QuantumRegister(1, "r"),
        *(ClassicalRegister(size, f"c{i}") for i, size in enumerate(sizes)),
        global_phase=draw(st.floats(0, 6)),  # a copy of just below 2 pi would have 0
        metadata=draw(st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)),
    )

    def append_gate():
        name, width, angles = draw(st.sampled_from(GATES))
        qubits = draw(st.permutations(range(4)))[:width]
        getattr(circuit, name)(*(draw(ANGLES) for _ in range(angles)), *qubits)

    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(["gate", "gate", "measure", "barrier", "register", "bit"]))
        if kind == "gate":
            append_gate()
        elif kind == "measure":
            clbit = draw(st.integers(0, circuit.num_clbits - 1))
            circuit.measure(draw(st.integers(0, 3)), clbit)
        elif kind == "barrier":
            circuit.barrier(*draw(st.permutations(range(4)))[: draw(st.integers(1, 4))])
        else:
            register = draw(st.sampled_from(circuit.cregs))
            bit = draw(st.sampled_from(circuit.clbits))
            value = draw(st.integers(0, 2**register.size - 1))
            # A register of one bit and that bit are the same to a Qobj.
            condition = (register, value) if kind == "register" or register.size == 1 else None
            if condition is None and circuit.find_bit(bit).registers[0][0].size > 1:
                condition = (bit, draw(st.integers(0, 1)))
            if condition is not None:
                with circuit.if_test(condition):
                    append_gate()
    return circuit


@given(circuits())
def test_circuits_come_back(circuit):
    qobj = assemble(circuit, shots=7, seed_simulator=3, memory=True, qobj_header={"k": "v"})
    (back,), config, header = disassemble(qobj)
    assert back == circuit
    assert back.name == circuit.name
    assert back.metadata == circuit.metadata
    assert (config["shots"], config["seed_simulator"], config["memory"]) == (7, 3, True)
    assert header == {"k": "v"}
    again = _qobj.QasmQobj.from_dict(copy.deepcopy(qobj.to_dict()))
    assert again == qobj
    assert disassemble(again).circuits == [circuit]
    assert pickle.loads(pickle.dumps(qobj)) == qobj


def old_condition(circuit):
    """The same circuit with conditions as Qiskit 1 wrote them."""
    old = circuit.copy_empty_like()
    for item in circuit.data:
        if item.operation.name != "if_else":
            old._append(item)
            continue
        (inner,) = item.operation.params[0].data
        operation = inner.operation.to_mutable().c_if(*item.operation.condition)
        qubits = [item.qubits[item.operation.params[0].find_bit(q).index] for q in inner.qubits]
        old.append(operation, qubits, [])
    return old


@given(circuits())
def test_a_qobj_is_what_qiskits_own_was(circuit):
    ours = assemble(circuit, shots=7, qobj_id="id", extra=1).to_dict()
    assert ours["type"] == "QASM"
    assert ours["config"]["n_qubits"] == circuit.num_qubits
    if HAS_LEGACY_CLASSES:
        with quiet():
            old = old_condition(circuit)
            theirs = load("qiskit.compiler", "assemble")(old, shots=7, qobj_id="id", extra=1)
        assert ours == theirs.to_dict()
        assert assemble(old, shots=7, qobj_id="id", extra=1).to_dict() == theirs.to_dict()
        with quiet():
            read = _qobj.QasmQobj.from_dict(theirs.to_dict())
        assert disassemble(read).circuits[0] == circuit


def test_what_is_no_standard_gate():
    circuit = QuantumCircuit(2, 1)
    circuit.initialize([1, 0], 0)
    circuit.initialize("01", [0, 1])
    circuit.unitary(np.eye(4)[::-1], [0, 1], label="flip")
    circuit.append(XGate(label="mine"), [0])
    circuit.delay(100, 0)
    circuit.append(QuantumCircuit(2, name="own").to_instruction(), [0, 1])
    (back,), _, _ = disassemble(assemble(circuit))
    assert [item.operation.name for item in back] == [item.operation.name for item in circuit]
    assert back[:5] == circuit[:5]
    assert [back.data[i].operation.label for i in (2, 3)] == ["flip", "mine"]


def test_parameters():
    a = Parameter("a")
    circuit = QuantumCircuit(1)
    circuit.rx(a, 0)
    found = disassemble(assemble([circuit, circuit], parameter_binds=[{a: 1.0}, {a: 2.0}])).circuits
    assert [item.data[0].operation.params for item in found] == [[1.0], [2.0], [1.0], [2.0]]
    with pytest.raises(QiskitError, match=r"without a value: a"):
        assemble(circuit)


def test_the_backend_sets_limits_and_the_header():
    backend = load_backend("reference:legacy")
    most = backend.configuration().max_shots
    qobj = assemble(QuantumCircuit(1), backend)
    assert qobj.config.shots == min(1024, most)
    assert qobj.header.backend_name == backend.name()
    with pytest.raises(QiskitError, match="at most"):
        assemble(QuantumCircuit(1), backend, shots=most + 1)


@pytest.mark.parametrize("circuits", [[], 3.5, [QuantumCircuit(1), 1]])
def test_no_circuits(circuits):
    with pytest.raises((QiskitError, TypeError)):
        assemble(circuits)


def test_what_a_qobj_can_not_say():
    with pytest.raises(QiskitError, match="type 'int'"):
        assemble(QuantumCircuit(1), shots=1.5)
    otherwise = QuantumCircuit(1, 1)
    with otherwise.if_test((0, 1)) as else_:
        otherwise.x(0)
    with else_:
        otherwise.z(0)
    with pytest.raises(QiskitError, match="no else"):
        assemble(otherwise)
    loop = QuantumCircuit(1, 1)
    with loop.for_loop(range(3)):
        loop.x(0)
    with pytest.raises(QiskitError, match="'for_loop'"):
        assemble(loop)
    nested = QuantumCircuit(1, 1)
    with nested.if_test((0, 1)), nested.if_test((0, 0)):
        nested.x(0)
    with pytest.raises(QiskitError, match="within a branch"):
        assemble(nested)


def test_a_condition_on_nothing_known():
    circuit = QuantumCircuit(QuantumRegister(1), ClassicalRegister(3, "c"))
    with circuit.if_test((circuit.cregs[0], 1)):
        circuit.x(0)
    qobj = assemble(circuit)
    qobj.experiments[0].instructions[0].mask = "0x3"
    with pytest.raises(QiskitError, match="0x3 is on no register"):
        disassemble(qobj)
    qobj.type = "PULSE"
    with pytest.raises(QiskitError, match="pulse"):
        disassemble(qobj)


def test_parts():
    instruction = _qobj.QasmQobjInstruction("u1", [0.1], [0], condition=(1, 2))
    assert instruction.to_dict() == {
        "name": "u1", "params": [0.1], "qubits": [0], "_condition": (1, 2),
    }  # fmt: skip
    assert _qobj.QasmQobjInstruction.from_dict(instruction.to_dict()) == instruction
    assert not hasattr(instruction, "memory")
    assert _qobj.QasmQobjConfig(shots=3, foo=1).to_dict() == {"shots": 3, "foo": 1}
    empty = _qobj.QasmQobj(qobj_id="x")
    assert empty.to_dict() == {
        "config": {}, "experiments": [], "header": {}, "qobj_id": "x",
        "schema_version": "1.3.0", "type": "QASM",
    }  # fmt: skip
    assert empty != _qobj.QasmQobj(qobj_id="y")


def test_a_header_is_an_object_and_a_dictionary():
    header = QobjExperimentHeader(name="a", memory_slots=2, creg_sizes=[["c", 2]])
    assert header.name == header["name"] == "a"
    header.name = "b"
    assert {**header} == header.to_dict() == dict(header.items())
    assert header == QobjHeader.from_dict(header.to_dict())
    assert pickle.loads(pickle.dumps(header)) == copy.deepcopy(header) == header
    assert repr(QobjHeader(a=1)) == "QobjHeader(a=1)"
    del header.memory_slots
    for name in ("memory_slots", "nothing"):
        with pytest.raises(AttributeError, match=name):
            getattr(header, name)
        with pytest.raises(AttributeError, match=name):
            delattr(header, name)


def test_a_header_serves_qiskits_result():
    experiment = {
        "shots": 1, "success": True, "data": {"counts": {"0x1": 1}},
        "header": QobjExperimentHeader(name="c", memory_slots=3, creg_sizes=[["a", 2], ["b", 1]]),
    }  # fmt: skip
    fields = {
        "backend_name": "b", "backend_version": "1", "qobj_id": "q", "job_id": "j",
        "success": True, "results": [experiment],
    }  # fmt: skip
    with quiet():
        result = Result.from_dict(fields)
        assert result.get_counts() == result.get_counts("c") == {"0 01": 1}


class _Delaying:
    def __init__(self, **fields):
        self.fields = {"max_shots": 100, "backend_name": "b", "backend_version": "1", **fields}

    def configuration(self):
        return SimpleNamespace(conditional=False, open_pulse=False, memory=True, **self.fields)


@pytest.mark.parametrize(("given", "expected"), [(2e-6, 2), (0, 0), (None, 1)])
def test_a_delay_between_shots_is_written_in_microseconds(given, expected):
    limits = {"rep_delay_range": [0, 3e-6], "default_rep_delay": 1e-6}
    backend = _Delaying(dynamic_reprate_enabled=True, **limits)
    assert assemble(QuantumCircuit(1), backend, rep_delay=given).config.rep_delay == expected
    with pytest.raises(QiskitError, match="takes 0 to 3e-06 s"):
        assemble(QuantumCircuit(1), backend, rep_delay=5e-6)


@pytest.mark.parametrize("backend", [None, _Delaying(dynamic_reprate_enabled=False)])
def test_a_delay_that_has_no_effect(backend):
    with pytest.warns(RuntimeWarning, match="rep_delay has no effect"):
        qobj = assemble(QuantumCircuit(1), backend, rep_delay=2e-6)
    assert not hasattr(qobj.config, "rep_delay")


def test_what_is_no_circuit_and_what_is_a_number_of_shots():
    with pytest.raises(QiskitError, match="takes a QuantumCircuit"):
        assemble(load_backend("reference:legacy"))
    assert assemble(QuantumCircuit(1), shots=np.int64(7)).config.shots == 7


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # Qiskit 1.4's, of its own gate
def test_gates_with_any_number_of_controls():
    circuit = QuantumCircuit(5)
    circuit.mcx([0, 1, 2], 4)
    circuit.mcx([0, 1, 2, 4], 3)
    assert disassemble(assemble(circuit)).circuits == [circuit]


def test_options_of_a_run():
    for kind in {RunConfig, compat.RunConfig}:
        config = kind.from_dict({"shots": 5, "memory": None, "meas_level": 2})
        assert config.to_dict() == {"shots": 5, "meas_level": 2}
        assert config == kind(5, meas_level=2)


def test_values_for_other_parameters():
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("a"), 0)
    for values in ({"a": 1, "b": 2}, {}):
        with pytest.raises(QiskitError, match="to no others"):
            assemble(circuit, parameter_binds=[values])
