"""Where a circuit keeps its classical bits: registers, and which bits are ever written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qiskit.circuit import (
    ClassicalRegister,
    Clbit,
    ControlFlowOp,
    QuantumCircuit,
    Store,
)
from qiskit.circuit.classical import expr


@dataclass(frozen=True)
class Register:
    """A classical register: its name and the index of each of its bits in the circuit."""

    name: str
    clbits: tuple[int, ...]


@dataclass(frozen=True)
class ClassicalLayout:
    """The classical side of a circuit, read from the circuit and from nothing else.

    Attributes:
        num_clbits: The number of classical bits.
        registers: The registers in the circuit's order. They may share bits and leave some out.
        written: The bits that some instruction may write; every other bit is 0 in each shot.
    """

    num_clbits: int
    registers: tuple[Register, ...]
    written: frozenset[int]

    @classmethod
    def of(cls, circuit: QuantumCircuit) -> ClassicalLayout:
        """Read the layout of ``circuit``."""
        index = {bit: i for i, bit in enumerate(circuit.clbits)}
        registers = tuple(
            Register(register.name, tuple(index[bit] for bit in register))
            for register in circuit.cregs
        )
        written = frozenset(index[bit] for bit in _written(circuit) if bit in index)
        return cls(circuit.num_clbits, registers, written)

    @property
    def written_registers(self) -> tuple[Register, ...]:
        """The registers with at least one bit that may be written."""
        return tuple(r for r in self.registers if not self.written.isdisjoint(r.clbits))


def _written(circuit: QuantumCircuit) -> Iterable[Clbit]:
    # to look at an operation makes an object, which standard gates and measurements need not
    for instruction in [each for each in circuit.data if not each.is_standard_gate()]:
        if instruction.name == "measure":
            yield from instruction.clbits
            continue
        operation = instruction.operation
        if isinstance(operation, ControlFlowOp):
            for block in operation.blocks:
                inner = dict(zip(block.clbits, instruction.clbits, strict=True))
                yield from (inner.get(bit, bit) for bit in _written(block))
        elif isinstance(operation, Store):
            yield from _stored(operation)
        else:
            yield from instruction.clbits


def _stored(operation: Store) -> Iterable[Clbit]:
    target = operation.lvalue
    if isinstance(target, expr.Index):  # one bit of a register, perhaps known only at run time
        target = target.target
    if isinstance(target, expr.Var):
        if isinstance(target.var, Clbit):
            yield target.var
        elif isinstance(target.var, ClassicalRegister):
            yield from target.var
