"""Exact outcomes of small circuits, without sampling and without Aer: the oracle of tests.

The state is followed through every outcome of every measurement, each with its probability.
Measurements at the end, after which neither qubit nor clbit is used, are read off at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from qiskit.circuit import CircuitInstruction, Clbit, QuantumCircuit
from qiskit.circuit.controlflow import (
    CASE_DEFAULT,
    ForLoopOp,
    IfElseOp,
    SwitchCaseOp,
    WhileLoopOp,
)
from qiskit.circuit.library import XGate
from qiskit.quantum_info import Operator, SparsePauliOp, Statevector

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.backends.conditions import evaluate
from qiskit_uplift.backends.cutting import active_qubits, cut
from qiskit_uplift.exceptions import InvalidCircuitError, LimitError

MAX_ACTIVE_QUBITS = 20
MAX_LOOPS = 1000

NEGLIGIBLE = 1e-14
"""Branches less probable than this are rounding errors."""


@dataclass(frozen=True)
class Branch:
    """One history of the outcomes: its probability, state and clbits (clbit 0 lowest)."""

    probability: float
    state: Statevector
    clbits: int = 0


def exact_distribution(circuit: QuantumCircuit) -> dict[int, float]:
    """The probability of each outcome of a circuit without noise.

    Args:
        circuit: At most 20 active qubits; measurement and reset anywhere, ``if_test``, ``switch``
            and loops (without ``break`` and ``continue``) are followed.

    Returns:
        The probabilities by the outcome as an integer over ``circuit.clbits``, clbit 0 lowest.
        Impossible outcomes are left out.

    Raises:
        InvalidCircuitError: Unbound parameters, or an operation with no exact meaning here.
        LimitError: Too many active qubits.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.backends import exact_distribution
        >>> circuit = QuantumCircuit(2, 2)
        >>> circuit.x(0), circuit.measure([0, 1], [0, 1])  # doctest: +ELLIPSIS
        (...)
        >>> exact_distribution(circuit)
        {1: 1.0}
    """
    # An operation-free qubit is in its ground state, but its measurement still counts as one.
    smaller = cut(circuit, active_qubits(circuit))
    final = _final_measurements(smaller)
    body = [item for index, item in enumerate(smaller.data) if index not in final]
    branches = list(_run(smaller, body, [_start(smaller)], *_positions(smaller)))
    qubits, clbits = _positions(smaller)
    ends = [smaller.data[index] for index in sorted(final)]
    measured = [qubits[smaller.qubits.index(item.qubits[0])] for item in ends]
    written = [clbits[item.clbits[0]] for item in ends]
    distribution: dict[int, float] = {}
    for branch in branches:
        likely = branch.state.probabilities(measured) if measured else np.ones(1)
        for outcome in np.flatnonzero(likely * branch.probability > NEGLIGIBLE):
            key = branch.clbits
            for k, clbit in enumerate(written):
                key = _with_bit(key, clbit, int(outcome) >> k & 1)
            weight = float(likely[outcome]) * branch.probability
            distribution[key] = distribution.get(key, 0.0) + weight
    total = sum(distribution.values())
    return {key: value / total for key, value in sorted(distribution.items())}


def exact_expectation(circuit: QuantumCircuit, observable: Any) -> float:
    """The expectation value of an observable at the end of a circuit without noise.

    Args:
        circuit: As for :func:`exact_distribution`; where it measures, the value is the mean over
            the outcomes. All of its qubits count, at most 20.
        observable: What ``SparsePauliOp`` takes (a label, a ``Pauli``, a list), a
            ``SparsePauliOp`` or a ``SparseObservable``, as wide as the circuit.

    Raises:
        InvalidCircuitError: As above, or the widths differ.
        LimitError: Too many qubits.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.backends import exact_expectation
        >>> circuit = QuantumCircuit(2)
        >>> circuit.h(0), circuit.cx(0, 1)  # doctest: +ELLIPSIS
        (...)
        >>> round(exact_expectation(circuit, "ZZ"), 12)
        1.0
    """
    if hasattr(observable, "bit_terms"):  # SparseObservable, on the Qiskits that have it
        operator = SparsePauliOp.from_sparse_observable(observable)
    else:
        operator = SparsePauliOp(observable)
    if operator.num_qubits != circuit.num_qubits:
        raise InvalidCircuitError(
            f"The observable has {operator.num_qubits} qubits, the circuit {circuit.num_qubits}."
        )
    branches = _run(circuit, circuit.data, [_start(circuit)], *_positions(circuit))
    return float(
        sum(
            branch.probability * np.real(branch.state.expectation_value(operator))
            for branch in branches
        )
    )


def _start(circuit: QuantumCircuit) -> Branch:
    if circuit.num_qubits > MAX_ACTIVE_QUBITS:
        raise LimitError(
            f"Exact values take {MAX_ACTIVE_QUBITS} active qubits at most, "
            f"circuit {circuit.name!r} has {circuit.num_qubits}."
        )
    if circuit.parameters:
        names = ", ".join(parameter.name for parameter in circuit.parameters)
        raise InvalidCircuitError(f"Circuit {circuit.name!r} has unbound parameters: {names}.")
    return Branch(1.0, Statevector.from_int(0, 2**circuit.num_qubits))


def _positions(circuit: QuantumCircuit) -> tuple[list[int], dict[Clbit, int]]:
    clbits = {clbit: index for index, clbit in enumerate(circuit.clbits)}
    return list(range(circuit.num_qubits)), clbits


def _final_measurements(circuit: QuantumCircuit) -> set[int]:
    used: set[Any] = set()
    final = set()
    for index in reversed(range(len(circuit.data))):
        item = circuit.data[index]
        bits = {*item.qubits, *item.clbits, *_condition_bits(item)}
        if item.name == "measure" and not used & bits and not _condition_bits(item):
            final.add(index)
        if item.name not in ("barrier", "delay"):
            used |= bits
    return final


def _condition(item: CircuitInstruction) -> Any:
    """What ``c_if`` put on an instruction; Qiskit 2 has no such thing."""
    if isinstance(item.operation, (IfElseOp, WhileLoopOp)):
        return None
    return getattr(item.operation, "_condition", None)


def _condition_bits(item: CircuitInstruction) -> tuple[Clbit, ...]:
    if (condition := _condition(item)) is None:
        return ()
    return (condition[0],) if isinstance(condition[0], Clbit) else tuple(condition[0])


def _run(
    circuit: QuantumCircuit,
    items: Iterable[CircuitInstruction],
    branches: Iterable[Branch],
    qubits: list[int],
    clbits: dict[Clbit, int],
) -> list[Branch]:
    """Follow instructions; ``qubits`` and ``clbits`` say where the circuit's bits are."""
    where = {qubit: qubits[index] for index, qubit in enumerate(circuit.qubits)}
    branches = list(branches)
    for item in items:
        on = [where[qubit] for qubit in item.qubits]
        condition = _condition(item)
        after: list[Branch] = []
        for branch in branches:
            if condition is not None and not evaluate(condition, branch.clbits, clbits):
                after.append(branch)
            else:
                after.extend(_step(item, branch, on, clbits))
        branches = [branch for branch in after if branch.probability > NEGLIGIBLE]
    return branches


def _step(  # noqa: PLR0911 - one return a kind of instruction
    item: CircuitInstruction, branch: Branch, on: list[int], clbits: dict[Clbit, int]
) -> Iterable[Branch]:
    operation = item.operation
    if item.name in ("barrier", "delay"):
        return [branch]
    if item.name == "measure":
        return list(_measure(branch, on[0], clbits[item.clbits[0]]))
    if item.name == "reset":
        return list(_reset(branch, on[0]))
    outer = [clbits[clbit] for clbit in item.clbits]
    if isinstance(operation, IfElseOp):
        taken = evaluate(operation.condition, branch.clbits, clbits)
        chosen = operation.params[0 if taken else 1]
        return [branch] if chosen is None else _block(chosen, branch, on, outer)
    if isinstance(operation, SwitchCaseOp):
        return _switch(operation, branch, on, outer, clbits)
    if isinstance(operation, ForLoopOp):
        return _for_loop(operation, branch, on, outer)
    if isinstance(operation, WhileLoopOp):
        return _while_loop(operation, branch, on, outer, clbits)
    return [Branch(branch.probability, _evolve(item, branch.state, on), branch.clbits)]


def _evolve(item: CircuitInstruction, state: Statevector, on: list[int]) -> Statevector:
    operation = item.operation
    if getattr(operation, "_condition", None) is not None:
        operation = operation.to_mutable()
        with quiet():
            operation.condition = None
    if item.clbits or not hasattr(operation, "definition") or item.name in _NO_MEANING:
        raise InvalidCircuitError(f"Exact values can't follow the operation {item.name!r}.")
    return state.evolve(Operator(operation), on)


_NO_MEANING = frozenset({"break_loop", "continue_loop", "store", "box"})


def _block(block: QuantumCircuit, branch: Branch, on: list[int], outer: list[int]) -> list[Branch]:
    clbits = dict(zip(block.clbits, outer, strict=True))
    return _run(block, block.data, [branch], on, clbits)


def _switch(
    operation: SwitchCaseOp,
    branch: Branch,
    on: list[int],
    outer: list[int],
    clbits: dict[Clbit, int],
) -> list[Branch]:
    value = evaluate(operation.target, branch.clbits, clbits)
    for labels, block in operation.cases_specifier():
        if any(label is CASE_DEFAULT or label == value for label in labels):
            return _block(block, branch, on, outer)
    return [branch]


def _for_loop(
    operation: ForLoopOp, branch: Branch, on: list[int], outer: list[int]
) -> list[Branch]:
    values, parameter, body = operation.params
    branches = [branch]
    for value in values:
        bound = body if parameter is None else body.assign_parameters({parameter: value})
        branches = [end for each in branches for end in _block(bound, each, on, outer)]
    return branches


def _while_loop(
    operation: WhileLoopOp,
    branch: Branch,
    on: list[int],
    outer: list[int],
    clbits: dict[Clbit, int],
) -> list[Branch]:
    done, going = [], [branch]
    for _ in range(MAX_LOOPS):
        done += [b for b in going if not evaluate(operation.condition, b.clbits, clbits)]
        going = [b for b in going if evaluate(operation.condition, b.clbits, clbits)]
        if not going:
            return done
        going = [end for each in going for end in _block(operation.params[0], each, on, outer)]
    raise InvalidCircuitError(f"A while loop still runs after {MAX_LOOPS} rounds.")


def _collapse(branch: Branch, qubit: int) -> Iterator[tuple[int, float, Statevector]]:
    likely = branch.state.probabilities([qubit])
    tensor = branch.state.data.reshape((2,) * branch.state.num_qubits)
    axis = branch.state.num_qubits - 1 - qubit
    for outcome in (0, 1):
        if likely[outcome] * branch.probability > NEGLIGIBLE:
            kept = np.zeros_like(tensor)
            index = (slice(None),) * axis + (outcome,)
            kept[index] = tensor[index] / np.sqrt(likely[outcome])
            yield outcome, float(likely[outcome]), Statevector(kept.ravel())


def _measure(branch: Branch, qubit: int, clbit: int) -> Iterator[Branch]:
    for outcome, likely, state in _collapse(branch, qubit):
        clbits = _with_bit(branch.clbits, clbit, outcome)
        yield Branch(branch.probability * likely, state, clbits)


def _reset(branch: Branch, qubit: int) -> Iterator[Branch]:
    for outcome, likely, state in _collapse(branch, qubit):
        ground = state.evolve(XGate(), [qubit]) if outcome else state
        yield Branch(branch.probability * likely, ground, branch.clbits)


def _with_bit(value: int, bit: int, outcome: int) -> int:
    return value & ~(1 << bit) | outcome << bit
