"""Transpiler stages of a provider's own, which may change what a circuit means."""

import pytest
from qiskit.circuit import ClassicalRegister, Clbit, QuantumCircuit
from qiskit.converters import circuit_to_dag, dag_to_circuit
from qiskit.dagcircuit import DAGCircuit
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit.transpiler import generate_preset_pass_manager
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.adapters import rotations, transpilation
from qiskit_uplift.exceptions import InvalidCircuitError

# Qiskit 1.4.0's own converter reads what Qiskit itself deprecates; later patches don't.
pytestmark = pytest.mark.filterwarnings(
    "ignore:The property ``qiskit.dagcircuit:DeprecationWarning"
)

SIGMAS = 6  # a normal estimate is off by more less than once in 5 * 10^8


class Stages:
    """Qiskit's own stages, and then one of a provider."""

    def __init__(self, stage, **options):
        self.manager = generate_preset_pass_manager(**options)
        self.stage = stage

    def run(self, circuit):
        transpiled = self.manager.run(circuit)
        changed = self.stage(transpiled)
        changed._layout = transpiled.layout
        return changed


def active(circuit):
    return [q for q in circuit.qubits if any(q in item.qubits for item in circuit.data)]


def prepared(circuit):
    """With each qubit prepared before its first gate, as for a qubit that is lost when idle."""
    changed = circuit.copy_empty_like()
    changed.reset(active(circuit))
    changed.barrier()
    for instruction in circuit.data:
        changed.append(instruction)
    return changed


def prepared_otherwise(circuit):
    """A state instead of the gates that lead to it."""
    changed = circuit.copy_empty_like()
    for qubit in active(circuit):
        changed.initialize("+", [qubit])
    return changed


def measured(circuit):
    changed = prepared(circuit)
    changed.add_register(ClassicalRegister(1, "more"))
    changed.measure(0, 0)
    return changed


def rebuilt(circuit):
    """From its registers alone."""
    old = circuit_to_dag(circuit)
    new = DAGCircuit()
    for register in (*old.qregs.values(), *old.cregs.values()):
        (new.add_creg if isinstance(register, ClassicalRegister) else new.add_qreg)(register)
    for node in old.topological_op_nodes():
        new.apply_operation_back(node.op, node.qargs, node.cargs)
    return dag_to_circuit(new)


def stages(monkeypatch, module, stage):
    def compiler(backend, *, wraps_angles, **options):
        return Stages(stage, backend=backend, **options).run

    monkeypatch.setattr(module, "compiler", compiler)


OBSERVABLE = SparsePauliOp(["XI", "IY", "ZZ"], [0.5, -0.25, 1])


def rotated():
    circuit = QuantumCircuit(2)
    circuit.ry(0.7, 0)
    circuit.rx(1.9, 0)
    circuit.cx(0, 1)
    circuit.ry(1.1, 1)
    return circuit


def test_a_preparation_in_front_of_a_rotation_does_not_erase_the_state(monkeypatch):
    stages(monkeypatch, rotations, prepared)
    estimator = uplift(AerSimulator()).estimator(seed_simulator=5, default_precision=0.02)
    evs = estimator.run([(rotated(), OBSERVABLE)]).result()[0].data.evs
    exact = Statevector(rotated()).expectation_value(OBSERVABLE).real
    assert abs(float(evs) - exact) < SIGMAS * 0.02 * sum(abs(OBSERVABLE.coeffs))


@pytest.mark.parametrize(
    ("stage", "message"),
    [(prepared_otherwise, "another preparation of it"), (measured, "'measure' of it")],
)
def test_a_rotation_that_is_none_any_more_is_refused(monkeypatch, stage, message):
    stages(monkeypatch, rotations, stage)
    estimator = uplift(AerSimulator()).estimator()
    with pytest.raises(InvalidCircuitError, match=message):
        estimator.run([(rotated(), OBSERVABLE)])


def reversed_register():
    bits = [Clbit(), Clbit()]
    circuit = QuantumCircuit(2)
    circuit.add_bits(bits)
    circuit.add_register(ClassicalRegister(name="backwards", bits=bits[::-1]))
    circuit.rzx(0, 0, 1)  # so that there is something to transpile
    circuit.x(0)
    circuit.measure([0, 1], [0, 1])
    return circuit


def test_clbits_that_a_stage_renumbers_come_out_right(monkeypatch):
    stages(monkeypatch, transpilation, rebuilt)
    circuit = reversed_register()
    assert rebuilt(circuit).clbits == circuit.clbits[::-1]
    sampler = uplift(AerSimulator(basis_gates=["x", "cx", "rz", "sx"])).sampler(transpile="auto")
    result = sampler.run([circuit], shots=10).result()[0]
    # clbit 0, which is 1, is the last bit of the register
    assert result.data.backwards.get_counts() == {"10": 10}


def test_clbits_that_a_stage_renumbers_and_control_flow_reads_are_refused(monkeypatch):
    stages(monkeypatch, transpilation, rebuilt)
    circuit = reversed_register()
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(1)
    backend = AerSimulator(basis_gates=["x", "cx", "rz", "sx", "if_else"])
    with pytest.raises(InvalidCircuitError, match="into one register"):
        uplift(backend).sampler(transpile="auto").run([circuit])
