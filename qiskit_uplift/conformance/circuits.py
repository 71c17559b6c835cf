"""Circuits of known outcome for any Target: where they fit on it, and how they are said natively.

A check writes an abstract circuit with the gates that a person reads, and `prepared` makes of it
one that the subject runs as it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import combinations

from qiskit import transpile
from qiskit.circuit import ClassicalRegister, QuantumCircuit
from qiskit.exceptions import QiskitError
from qiskit.transpiler import Target

from qiskit_uplift.conformance.findings import NotApplicable

MOST_FREE = 24
"""Qubits that are looked at on a device where every gate acts everywhere."""

UNSTATED = 4
"""Qubits that a device is taken to have where its Target doesn't say."""


def prepared(
    target: Target,
    circuit: QuantumCircuit,
    *,
    on: Sequence[int] | None = None,
    optimization_level: int = 1,
) -> QuantumCircuit:
    """The circuit as the device runs it, with the same clbits, registers, name and metadata.

    Args:
        target: The device.
        circuit: The circuit, in any gates.
        on: The device's qubit for each of the circuit's; chosen by the transpiler by default.
        optimization_level: The transpiler's; 0 leaves every gate in its place.

    Raises:
        NotApplicable: The device's gates or qubits don't allow for it.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance.circuits import prepared
        >>> circuit = QuantumCircuit(1, 1)
        >>> circuit.x(0), circuit.measure(0, 0)  # doctest: +ELLIPSIS
        (...)
        >>> ready = prepared(reference_device(ideal=True).target, circuit, on=[3])
        >>> ready.find_bit(ready.get_instructions("measure")[0].qubits[0]).index
        3
    """
    if on is None:
        on = qubits_of(target, circuit.num_qubits) if circuit.num_qubits else ()
    layout = None
    if _is_free(target):
        circuit = _moved(circuit, on)
    else:
        layout = list(on)
    try:
        return transpile(
            circuit,
            target=target,
            initial_layout=layout,
            optimization_level=optimization_level,
            seed_transpiler=0,
        )
    except QiskitError as error:
        raise NotApplicable(
            f"circuit {circuit.name!r} can't be said in the Target's instructions: "
            f"{str(error).splitlines()[0]}"
        ) from error


def _is_free(target: Target) -> bool:
    """Whether no coupling is declared, so that a transpiler has no places to choose."""
    try:
        return target.build_coupling_map() is None
    except AttributeError:  # Qiskit stumbles over an instruction that is a class, such as Aer's
        return True


def _moved(circuit: QuantumCircuit, on: Sequence[int]) -> QuantumCircuit:
    """The circuit on other qubits, for a device where all gates act everywhere."""
    if list(on) == list(range(circuit.num_qubits)):
        return circuit
    wider = QuantumCircuit(max(on) + 1, name=circuit.name, metadata=circuit.metadata)
    wider.add_bits(circuit.clbits)
    for register in circuit.cregs:
        wider.add_register(register)
    wider.compose(circuit, qubits=list(on), clbits=circuit.clbits, inplace=True)
    return wider


def measurable(target: Target) -> tuple[int, ...]:
    """The qubits that can be measured, sorted; the lowest ones where all of very many can."""
    if "measure" not in target.operation_names:
        return ()
    places = target.qargs_for_operation_name("measure")
    if places is None:
        width = target.num_qubits
        return tuple(range(UNSTATED if width is None else min(width, MOST_FREE)))
    return tuple(sorted(qubits[0] for qubits in places))


def couples(target: Target) -> tuple[tuple[int, int], ...]:
    """The pairs of qubits that a gate joins and that can be measured, each once and sorted."""
    there = measurable(target)
    found: set[tuple[int, int]] = set()
    for name in target.operation_names:
        operation = target.operation_from_name(name)
        if getattr(operation, "num_qubits", None) != 2 or isinstance(operation, type):
            continue
        places = target.qargs_for_operation_name(name)
        every = combinations(there, 2) if places is None else places
        found |= {(min(pair), max(pair)) for pair in every}
    return tuple(sorted(pair for pair in found if set(pair) <= set(there)))


def neighbours(target: Target) -> dict[int, tuple[int, ...]]:
    """For each qubit that can be measured, those that a gate joins it to."""
    found: dict[int, set[int]] = {qubit: set() for qubit in measurable(target)}
    for one, other in couples(target):
        found[one].add(other)
        found[other].add(one)
    return {qubit: tuple(sorted(others)) for qubit, others in found.items()}


def qubits_of(target: Target, number: int, first: int | None = None) -> tuple[int, ...]:
    """Some qubits that can be measured, each joined by a gate to an earlier one where possible.

    Args:
        target: The device.
        number: How many.
        first: The one to begin with; by default one from which enough others can be reached.

    Raises:
        NotApplicable: There aren't so many.
    """
    near = neighbours(target)
    if len(near) < number:
        raise NotApplicable(
            f"{number} qubits that can be measured are needed, there are {len(near)}"
        )
    best: list[int] = []
    for start in near if first is None else (first,):
        reached = _reached(near, start, number)
        if len(reached) > len(best):
            best = reached
        if len(best) == number:
            break
    rest = [qubit for qubit in near if qubit not in best]
    return tuple([*best, *rest][:number])


def most_joined(target: Target, most: int) -> tuple[int, ...]:
    """The largest set of qubits that are joined by gates, ``most`` at most."""
    near = neighbours(target)
    best: list[int] = []
    for start in near:
        reached = _reached(near, start, most)
        best = reached if len(reached) > len(best) else best
    return tuple(best)


def _reached(near: dict[int, tuple[int, ...]], start: int, most: int) -> list[int]:
    """Qubits in the order in which a walk from ``start`` finds them."""
    found, waiting = [start], deque([start])
    while waiting and len(found) < most:
        for qubit in near[waiting.popleft()]:
            if qubit not in found and len(found) < most:
                found.append(qubit)
                waiting.append(qubit)
    return found


def ghz(target: Target, qubits: Sequence[int], name: str | None = None) -> QuantumCircuit:
    """All of some joined qubits in one state of Greenberger, Horne and Zeilinger, measured.

    Clbit ``i`` is qubit ``qubits[i]``. The entangling gates go along the device's own couples,
    so nothing is routed.

    Raises:
        NotApplicable: The device's gates don't allow for it.

    Example:
        >>> from qiskit_uplift.backends import exact_distribution, reference_device
        >>> from qiskit_uplift.conformance.circuits import ghz
        >>> {k: round(p, 9) for k, p in exact_distribution(
        ...     ghz(reference_device(ideal=True).target, [2, 1, 3])).items()}
        {0: 0.5, 7: 0.5}
    """
    near = neighbours(target)
    circuit = QuantumCircuit(len(qubits), len(qubits), name=name or f"ghz_{len(qubits)}")
    circuit.h(0)
    for index in range(1, len(qubits)):
        known = [k for k in range(index) if qubits[k] in near[qubits[index]]]
        circuit.cx(known[0] if known else index - 1, index)
    circuit.measure(range(len(qubits)), range(len(qubits)))
    return prepared(target, circuit, on=qubits)


def reading(
    target: Target,
    ones: Iterable[int],
    num_clbits: int,
    registers: Sequence[ClassicalRegister] | None = None,
    name: str | None = None,
) -> QuantumCircuit:
    """A circuit that measures one qubit into each clbit, and always reads the same.

    Args:
        target: The device.
        ones: The clbits that read 1.
        num_clbits: How many clbits there are.
        registers: Registers over all the clbits, where it isn't one called ``c``. They may share
            bits; a bit's number is that by which it comes first.
        name: Its name.

    Raises:
        NotApplicable: The device has too few qubits or no gate that flips one.

    Example:
        >>> from qiskit_uplift.backends import exact_distribution, reference_device
        >>> from qiskit_uplift.conformance.circuits import reading
        >>> exact_distribution(reading(reference_device(ideal=True).target, [2], 4))
        {4: 1.0}
    """
    circuit = QuantumCircuit(num_clbits, name=name or "reading")
    for register in registers or (ClassicalRegister(num_clbits, "c"),):
        circuit.add_register(register)
    if circuit.num_clbits != num_clbits:
        raise ValueError(f"The registers have {circuit.num_clbits} clbits, not {num_clbits}.")
    for clbit in ones:
        circuit.x(clbit)
    circuit.measure(range(num_clbits), range(num_clbits))
    return prepared(target, circuit)
