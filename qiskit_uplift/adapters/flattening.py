"""A circuit with its clbits in one plain register, for providers that go by the registers.

Such a provider numbers the clbits by walking through the registers, so registers that share bits,
leave some out or list them in another order would change what is measured where.
"""

from __future__ import annotations

from qiskit.circuit import ClassicalRegister, ControlFlowOp, QuantumCircuit, QuantumRegister, Store

from qiskit_uplift.adapters.registers import ClassicalLayout


def is_plain(circuit: QuantumCircuit) -> bool:
    """Whether the registers, one after the other, are the clbits in their order, each once."""
    layout = ClassicalLayout.of(circuit)
    listed = [clbit for register in layout.registers for clbit in register.clbits]
    return listed == list(range(layout.num_clbits))


def can_flatten(circuit: QuantumCircuit) -> bool:
    """Whether nothing in the circuit reads a clbit, so that registers may be replaced."""
    return not any(
        isinstance(instruction.operation, (ControlFlowOp, Store))
        or getattr(instruction.operation, "_condition", None) is not None
        for instruction in circuit.data
    )


def flattened(circuit: QuantumCircuit, *, into_one: bool = False) -> QuantumCircuit:
    """The circuit itself if it is plain or can't be flattened, else a copy that is plain.

    Args:
        circuit: Any circuit; it is not changed.
        into_one: Whether several registers are too many, however plain.

    Example:
        >>> from qiskit.circuit import Clbit
        >>> bits = [Clbit(), Clbit()]
        >>> circuit = QuantumCircuit([*bits], ClassicalRegister(bits=bits[::-1], name="swapped"))
        >>> [register.name for register in flattened(circuit).cregs]
        ['c']
    """
    fine = is_plain(circuit) and not (into_one and len(circuit.cregs) > 1)
    return circuit if fine or not can_flatten(circuit) else in_one_register(circuit)


def in_one_register(circuit: QuantumCircuit) -> QuantumCircuit:
    """A copy with all qubits in one register and all clbits in another, with bits of its own.

    Nothing in the circuit may read a clbit; see `can_flatten`.
    """
    qubits = QuantumRegister(circuit.num_qubits, "q")
    clbits = ClassicalRegister(circuit.num_clbits, "c")
    flat = QuantumCircuit(
        qubits,
        clbits,
        name=circuit.name,
        global_phase=circuit.global_phase,
        metadata=circuit.metadata,
    )
    for instruction in circuit.data:
        flat.append(
            instruction.operation,
            [qubits[circuit.find_bit(bit).index] for bit in instruction.qubits],
            [clbits[circuit.find_bit(bit).index] for bit in instruction.clbits],
        )
    return flat
