from qiskit.circuit import ClassicalRegister, Clbit, QuantumCircuit, QuantumRegister
from qiskit.circuit.classical import expr, types

from qiskit_uplift.adapters.registers import ClassicalLayout, Register


def test_interleaved_and_reversed_registers_are_read_bit_by_bit():
    bits = [Clbit() for _ in range(4)]
    circuit = QuantumCircuit(QuantumRegister(1), bits)
    circuit.add_register(ClassicalRegister(bits=bits[::2], name="a"))
    circuit.add_register(ClassicalRegister(bits=bits[::-1], name="all"))
    layout = ClassicalLayout.of(circuit)
    assert layout.registers == (Register("a", (0, 2)), Register("all", (3, 2, 1, 0)))
    assert layout.written == frozenset()


def test_a_bit_written_in_a_branch_is_written():
    circuit = QuantumCircuit(1, 3)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.measure(0, 2)
    # the condition's own bit counts as well: a branch may hold a write to any bit it touches
    assert 2 in ClassicalLayout.of(circuit).written


def test_a_body_with_its_own_bits_is_mapped_to_the_circuit():
    body = QuantumCircuit(1, 1)
    body.measure(0, 0)
    circuit = QuantumCircuit(1, 3)
    circuit.for_loop(range(2), None, body, [0], [2])
    assert ClassicalLayout.of(circuit).written == {2}


def test_a_store_writes_the_register_it_names():
    register = ClassicalRegister(2, "c")
    circuit = QuantumCircuit(QuantumRegister(1), register, [Clbit()])
    circuit.store(register, expr.lift(3, types.Uint(2)))
    assert ClassicalLayout.of(circuit).written == {0, 1}
    circuit.store(circuit.clbits[2], expr.lift(True))
    assert ClassicalLayout.of(circuit).written == {0, 1, 2}


def test_a_barrier_writes_nothing():
    circuit = QuantumCircuit(2, 2)
    circuit.barrier()
    assert ClassicalLayout.of(circuit).written == frozenset()
    assert ClassicalLayout.of(circuit).written_registers == ()
