"""Multiplexers that Aer can't read: those without matrices, or with matrices up to a diagonal.

What undoes a prepared state (`StatePreparation.inverse()`, `Initialize.gates_to_uncompute()`) holds
gates named ``multiplexer``, and as Aer lists an instruction of that name, ``transpile`` leaves them
as they are. In newer releases of Qiskit 2 they have no parameters: Aer reads their matrices from
where there are none, and the process ends with a segmentation fault. In older ones their matrices
are right up to a diagonal that the next one makes up for, and that Aer leaves out: other outcomes.
"""

from __future__ import annotations

from typing import Any

from qiskit.circuit import CONTROL_FLOW_OP_NAMES, QuantumCircuit

_LOOKED_AT = frozenset({"multiplexer", *CONTROL_FLOW_OP_NAMES})


def with_matrices(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit with what such gates are made of in their place; itself where it has none.

    Args:
        circuit: The circuit; it is not changed.

    Example:
        >>> from qiskit import transpile
        >>> from qiskit.circuit.library import StatePreparation
        >>> from qiskit.quantum_info import Operator
        >>> from qiskit_aer import AerSimulator
        >>> circuit = QuantumCircuit(1)
        >>> _ = circuit.append(StatePreparation([0.6, 0.8j]).inverse(), [0])
        >>> ready = with_matrices(transpile(circuit, AerSimulator()))
        >>> bool(Operator(ready).equiv(circuit))
        True
    """
    if not _has_any(circuit):
        return circuit
    written = circuit.copy_empty_like()
    for item in circuit.data:
        operation = item.operation
        if _is_unreadable(operation):
            inside = with_matrices(operation.definition)
            written.compose(inside, item.qubits, item.clbits, inplace=True)
        elif blocks := getattr(operation, "blocks", ()):
            replaced = operation.replace_blocks(map(with_matrices, blocks))
            written.append(item.replace(operation=replaced))
        else:
            written.append(item)
    return written


def _has_any(circuit: QuantumCircuit) -> bool:
    if _LOOKED_AT.isdisjoint(circuit.count_ops()):
        return False
    operations = [item.operation for item in circuit.data if item.name in _LOOKED_AT]
    return any(
        _is_unreadable(each) or any(map(_has_any, getattr(each, "blocks", ())))
        for each in operations
    )


def _is_unreadable(operation: Any) -> bool:
    if operation.name != "multiplexer" or operation.definition is None:
        return False
    return not operation.params or bool(getattr(operation, "up_to_diagonal", False))
