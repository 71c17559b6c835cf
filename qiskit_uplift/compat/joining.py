"""``+``, ``+=``, ``combine`` and ``extend`` of circuits, by registers as they were.

Example:
    >>> from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
    >>> from qiskit_uplift.compat.joining import combine
    >>> measured = QuantumCircuit(QuantumRegister(1, "q"), ClassicalRegister(1, "c"))
    >>> combine(QuantumCircuit(QuantumRegister(1, "q")), measured).num_clbits
    1
"""

from __future__ import annotations

from qiskit.circuit import QuantumCircuit
from qiskit.exceptions import QiskitError

__all__ = ["add", "combine", "extend", "iadd"]


def combine(circuit: QuantumCircuit, rhs: QuantumCircuit) -> QuantumCircuit:
    """A circuit with the registers of both, and the instructions of the second after the first's.

    Args:
        circuit: The first.
        rhs: The second; a register that it shares with the first is the same one.

    Raises:
        QiskitError: The circuits have registers of one name and different sizes.
    """
    return extend(circuit.copy(), rhs)


def extend(circuit: QuantumCircuit, rhs: QuantumCircuit) -> QuantumCircuit:
    """As :func:`combine`, but the first circuit is changed, and returned."""
    for old, new, kind in ((circuit.qregs, rhs.qregs, "quantum"), (circuit.cregs, rhs.cregs,
                                                                  "classical")):  # fmt: skip
        sizes = {register.name: register.size for register in old}
        for register in new:
            if register.name not in sizes:
                circuit.add_register(register)
            elif sizes[register.name] != register.size:
                raise QiskitError(
                    f"Both circuits have a {kind} register {register.name!r}, of "
                    f"{sizes[register.name]} and of {register.size} bits; compose() can join them."
                )
    qregs = {register.name: register for register in circuit.qregs}
    cregs = {register.name: register for register in circuit.cregs}
    qubits = [qregs[each.name][k] for each in rhs.qregs for k in range(each.size)]
    clbits = [cregs[each.name][k] for each in rhs.cregs for k in range(each.size)]
    if len(qubits) != rhs.num_qubits or len(clbits) != rhs.num_clbits:
        raise QiskitError("Each bit of the second circuit must be in one register; use compose().")
    circuit.compose(rhs, qubits, clbits, inplace=True)
    return circuit


def add(circuit: QuantumCircuit, rhs: QuantumCircuit) -> QuantumCircuit:
    """``circuit + rhs``: see :func:`combine`."""
    return combine(circuit, rhs)


def iadd(circuit: QuantumCircuit, rhs: QuantumCircuit) -> QuantumCircuit:
    """``circuit += rhs``: see :func:`extend`."""
    return extend(circuit, rhs)
