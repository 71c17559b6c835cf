"""What an object with nothing but ``run`` does, found out by running one circuit.

Nobody documents which options such an object refuses, nor how it writes outcomes. A ``Backend`` of
Qiskit's has promised both, so nothing is learned of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import ClassicalRegister, Clbit, QuantumCircuit

from qiskit_uplift.adapters.channel import REFUSALS
from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome, read_result
from qiskit_uplift.conformance.access import RunAccess
from qiskit_uplift.conformance.circuits import prepared
from qiskit_uplift.conformance.findings import (
    BackendRaised,
    BudgetSpent,
    NotApplicable,
    Violation,
)
from qiskit_uplift.conformance.subject import Subject
from qiskit_uplift.exceptions import UpliftError

SHOTS = 100

READS = 0b0010010
"""What the circuit reads: a number that no two notations write alike."""

UNDOCUMENTED = ("object with run", "function")


def learned(subject: Subject) -> Subject:
    """The subject with what could be learned of its ``run``, and that among its assumptions.

    Nothing is learned, and nothing goes wrong, where the circuit can't be run or doesn't read what
    it should: the checks will find out why.
    """
    access = subject.run
    if subject.kind not in UNDOCUMENTED or access is None or subject.target is None:
        return subject
    notes: list[str] = []
    try:
        circuit = prepared(subject.target, _circuit())
        result = _first_answer(access, circuit, notes)
        raw = None if result is None else read_result(result, [circuit], access.where)[0]
    except (NotApplicable, BudgetSpent, Violation, UpliftError):
        return subject
    if raw is not None:
        access.dialect = _dialect(raw, circuit, access.dialect, notes)
    access.facts = dataclasses.replace(
        access.facts, contract=access.contract, dialect=access.dialect
    )
    return dataclasses.replace(subject, assumptions=(*subject.assumptions, *notes))


def _circuit() -> QuantumCircuit:
    """Two qubits, flipped and measured into clbits 1 and 4 of 7, with registers in disorder."""
    bits = [Clbit() for _ in range(7)]
    circuit = QuantumCircuit(2, name="manners")
    circuit.add_bits(bits)
    for name, members in (("a", (0, 2)), ("b", (1, 3, 4)), ("c", (5,)), ("d", (6,))):
        circuit.add_register(ClassicalRegister(bits=[bits[i] for i in members], name=name))
    circuit.x([0, 1])
    circuit.measure([0, 1], [bits[1], bits[4]])
    return circuit


def _first_answer(access: RunAccess, circuit: QuantumCircuit, notes: list[str]) -> Any:
    """Run it with fewer and fewer options until it isn't refused; None if it always is."""
    full, lists = access.contract, access.lists
    for dropped in ((), ("seed",), ("memory",), ("seed", "memory")):
        names = [getattr(full, name) for name in dropped]
        if None in names:
            continue
        access.lists = lists  # it was an option that was refused, not the list
        access.contract = dataclasses.replace(
            full,
            seed=None if "seed" in dropped else full.seed,
            memory=None if "memory" in dropped else full.memory,
        )
        seed = 1 if access.contract.seed is not None else None
        try:
            answer = access.run([circuit], SHOTS, seed=seed, memory=True)
        except BackendRaised as raised:
            if not isinstance(raised.original, REFUSALS):
                break
            continue
        except Violation:  # it can't be read yet, but it wasn't refused
            sent = access.arguments(SHOTS, seed, True, {})
            given = [circuit] if access.lists else circuit
            result = access.result(access.submit(given, sent, cost=SHOTS))
        else:
            result = answer.results[0]
        notes += [f"Its run refuses {name!r}, so that isn't sent." for name in names]
        return result
    access.contract = full
    return None


def _dialect(raw: RawOutcome, circuit: QuantumCircuit, known: Dialect, notes: list[str]) -> Dialect:
    """The notations in which the outcomes are what the circuit reads."""
    memory = known.memory or _notation(RawOutcome(memory=raw.memory), circuit)
    counts = known.counts or _notation(RawOutcome(counts=raw.counts), circuit)
    for what, notation in (("memory", memory), ("counts", counts)):
        if notation is not None and notation is not Notation.HEX:
            notes.append(f"It is taken to write {what} as {notation.value}, as it did once.")
    return dataclasses.replace(known, memory=memory, counts=counts)


def _notation(raw: RawOutcome, circuit: QuantumCircuit) -> Notation | None:
    layout = ClassicalLayout.of(circuit)
    if _is_empty(raw.memory) and _is_empty(raw.counts):
        return None
    for notation in Notation:
        dialect = Dialect(memory=notation, counts=notation)
        try:
            counts = decode(raw, layout, shots=SHOTS, dialect=dialect).to_counts()
        except UpliftError:
            continue
        if max(counts, key=lambda value: counts[value]) == READS:
            return notation
    return None


def _is_empty(data: Any) -> bool:
    return data is None or (isinstance(data, Sequence | dict) and not data)
