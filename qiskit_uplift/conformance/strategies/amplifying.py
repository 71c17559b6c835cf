"""Circuits that make small coherent faults large: fixed families, a few for every gate and place.

A gate that turns by ``(1 + e)`` times its angle ``a`` is off by ``e * a``, after ``n`` repetitions
by ``n`` times that. Between a state and a basis across the axis of the turn, an outcome's chance
changes by about ``n * e * a / 2``: by 0.4 for 25 turns by pi that are one per cent too far. State
and basis are made of the device's own gates, and are those of all that there are in which the
outcomes change most.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise, product
from typing import Any

import numpy as np
from qiskit.circuit import Gate, QuantumCircuit
from qiskit.quantum_info import Operator
from qiskit.transpiler import Target

from qiskit_uplift.conformance.strategies.angles import KNOWN_ANGLES, Domain
from qiskit_uplift.conformance.strategies.frames import Frames, Matrix, Word, Words
from qiskit_uplift.conformance.strategies.native import NativeGate, NativeSet

REPETITIONS = 25
"""How many times a gate is repeated, about."""

LONGEST_CHAIN = 5
"""The most qubits of a chain."""

ERROR = 0.01
"""The relative error of an angle for which circuits are chosen."""

_VISIBLE = 0.02  # a total variation below it is not worth a circuit
_SWAP = np.eye(4, dtype=complex)[[0, 2, 1, 3]]
_SOME = 4  # qubits of a device on which gates act anywhere


@dataclass(frozen=True)
class Amplifying:
    """A circuit that shows faults of one gate in one place, or of several gates along a chain.

    Attributes:
        kind: ``repeated`` (an angle is wrong), ``direction`` (the gate's qubits are swapped) or
            ``chain`` (any fault of the entangling gates: the outcomes are all 0 or all 1).
        gate: The gate's name.
        qubits: Where it acts; for a chain all of its qubits.
        circuit: The circuit, which ends with measurements of these qubits, in order.
        change: By how much the fault changes the outcomes, as a total variation: an angle that is
            one per cent too large, or swapped qubits. 0 for a chain, which is for any fault.
    """

    kind: str
    gate: str
    qubits: tuple[int, ...]
    circuit: QuantumCircuit
    change: float = 0.0


def amplifying_circuits(
    target: Target, *, repetitions: int = REPETITIONS, places: int | None = None
) -> Iterator[Amplifying]:
    """The circuits of all families, in a fixed order: nothing is drawn.

    Args:
        target: The device. Gates without a known matrix are left out.
        repetitions: About how many times a gate is repeated.
        places: The most places of each gate, and the most chains; None for all.

    Example:
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance.strategies import amplifying_circuits
        >>> target = reference_device(ideal=True).target
        >>> for each in amplifying_circuits(target, places=1):
        ...     print(each.kind, each.gate, each.qubits, round(each.change, 2))
        repeated x (0,) 0.39
        repeated sx (0,) 0.21
        repeated rz (0,) 0.39
        repeated cx (0, 1) 0.39
        direction cx (0, 1) 1.0
        chain cx (0, 1) 0.0
    """
    device = _Device(NativeSet.of(target))
    for gate in device.native.gates:
        for place in islice(device.places(gate), places):
            yield from _repeated(device, gate, place, repetitions)
    for gate in device.native.gates:
        if gate.num_qubits == 2:
            for place in islice(device.places(gate), places):
                yield from _direction(device, gate, place)
    for gate in device.native.gates:
        if gate.num_qubits == 2:
            yield from islice(_chains(device, gate), places)


class _Device:
    """A device's gates, and the words that its qubits have."""

    def __init__(self, native: NativeSet) -> None:
        self.native = native
        self._words = Words(native)
        self.best: dict[Any, Any] = {}
        """What was found to be best for a gate with given words: the same on all such qubits."""

    @cached_property
    def measurable(self) -> tuple[int, ...]:
        """The qubits that count: those that can be measured."""
        native = self.native
        width = _SOME if native.num_qubits is None else min(_SOME, native.num_qubits)
        qubits = tuple(range(width)) if native.qubits is None else native.qubits
        return tuple(q for q in qubits if native.measures is None or (q,) in native.measures)

    def places(self, gate: NativeGate) -> Iterator[tuple[int, ...]]:
        """Where a gate acts on qubits that can all be measured."""
        if gate.num_qubits > 2:
            return
        if gate.places is None:
            yield from gate.within(self.measurable)
        else:
            inside = set(self.measurable)
            yield from (place for place in sorted(gate.places) if inside.issuperset(place))

    def key(self, qubit: int) -> tuple[str, ...]:
        """What the words of a qubit depend on."""
        return tuple(gate.name for gate in self.native.on(qubit))

    def frames(self, qubit: int) -> Frames:
        """The words of a qubit."""
        return self._words.of(qubit)


@dataclass(frozen=True)
class _Choice:
    """How a circuit begins and ends on each qubit, and what that makes visible."""

    states: tuple[Word, ...]
    bases: tuple[Word, ...]
    change: float


def _most_visible(all_frames: Sequence[Frames], right: Matrix, wrong: Matrix) -> _Choice:
    """The words between which two unitaries differ most."""
    states = list(product(*(each.states for each in all_frames)))
    bases = list(product(*(each.bases for each in all_frames)))
    starts = np.stack([_together([word.matrix for word in words])[:, 0] for words in states], 1)
    ends = np.stack([_together([word.matrix for word in words]) for words in bases])
    changes = np.abs(np.abs(ends @ (right @ starts)) ** 2 - np.abs(ends @ (wrong @ starts)) ** 2)
    totals = np.round(changes.sum(axis=1) / 2, 9)  # so that the shortest of equals is chosen
    basis, state = np.unravel_index(int(np.argmax(totals)), totals.shape)
    return _Choice(states[int(state)], bases[int(basis)], float(totals[basis, state]))


def _together(matrices: Sequence[Matrix]) -> Matrix:
    """The Kronecker product, the first matrix on the lowest qubit."""
    whole: Any = np.eye(1, dtype=complex)
    for matrix in matrices:
        whole = np.kron(matrix, whole)
    joined: Matrix = whole
    return joined


def _repeated(
    device: _Device, native: NativeGate, place: tuple[int, ...], repetitions: int
) -> Iterator[Amplifying]:
    values = [_largest(domain) for domain in native.domains]
    gate = native.at(values)
    key = ("repeated", native.name, *map(device.key, place))
    if key not in device.best:
        device.best[key] = list(_best_repeated(device, native, values, place, repetitions))
    for times, choice in device.best[key]:
        circuit = _between(choice, [(gate, place)] * times, place)
        yield Amplifying("repeated", native.name, place, circuit, choice.change)


def _best_repeated(
    device: _Device,
    native: NativeGate,
    values: Sequence[float],
    place: tuple[int, ...],
    repetitions: int,
) -> Iterator[tuple[int, _Choice]]:
    """For each angle of a gate, how often to repeat it and between which words."""
    right = Operator(native.at(values)).data
    if native.domains:
        faulty = []
        for index, value in enumerate(values):
            scaled = [*values[:index], value * (1 + ERROR), *values[index + 1 :]]
            faulty.append(Operator(native.at(scaled)).data)
    else:
        faulty = [_power(right, 1 + ERROR)]
    all_frames = [device.frames(qubit) for qubit in place]
    for wrong in faulty:
        ways = [
            (times, _most_visible(all_frames, _power(right, times), _power(wrong, times)))
            for times in range(repetitions, repetitions + 4)
        ]
        times, choice = max(ways, key=lambda way: round(way[1].change, 6))
        if choice.change > _VISIBLE:
            yield times, choice


def _power(matrix: Matrix, exponent: float) -> Matrix:
    """A power of a unitary; that of a broken number turns less or more about the same axis."""
    values, vectors = np.linalg.eig(matrix)
    # eigenvectors of equal eigenvalues needn't be orthogonal, so the inverse, not the adjoint
    phases = np.angle(values)
    # a global phase turns nothing: count the angles from the middle
    phases = phases - phases[0]
    phases = np.where(phases > math.pi + 1e-9, phases - 2 * math.pi, phases)
    phases = np.where(phases < -math.pi - 1e-9, phases + 2 * math.pi, phases)
    whole: Matrix = vectors @ np.diag(np.exp(1j * phases * exponent)) @ np.linalg.inv(vectors)
    return whole


def _largest(domain: Domain) -> float:
    """The largest known angle up to pi; the middle of a domain that has none."""
    known = [angle for angle in KNOWN_ANGLES if domain[0] <= angle <= domain[1]]
    best = max((angle for angle in known if abs(angle) <= math.pi), key=abs, default=0.0)
    return best or sum(domain) / 2


def _direction(device: _Device, native: NativeGate, place: tuple[int, ...]) -> Iterator[Amplifying]:
    gate = native.at([_quarter(domain) for domain in native.domains])
    key = ("direction", native.name, *map(device.key, place))
    if key not in device.best:
        right = Operator(gate).data
        all_frames = [device.frames(qubit) for qubit in place]
        device.best[key] = _most_visible(all_frames, right, _SWAP @ right @ _SWAP)
    choice = device.best[key]
    if choice.change > _VISIBLE:
        circuit = _between(choice, [(gate, place)], place)
        yield Amplifying("direction", native.name, place, circuit, choice.change)


def _quarter(domain: Domain) -> float:
    return math.pi / 2 if domain[0] <= math.pi / 2 <= domain[1] else _largest(domain)


@dataclass(frozen=True)
class _FanOut:
    """Words around a gate that copy a qubit's 0 and 1 to another qubit in its ground state."""

    before: tuple[Word, Word]
    after: tuple[Word, Word]


def _fan_out(
    device: _Device, native: NativeGate, gate: Gate, link: tuple[int, int], *, flipped: bool
) -> Any:
    key = ("fan-out", native.name, *map(device.key, link), flipped)
    if key not in device.best:
        matrix = Operator(gate).data
        if flipped:
            matrix = _SWAP @ matrix @ _SWAP
        device.best[key] = _search_fan_out(matrix, *map(device.frames, link))
    return device.best[key]


def _search_fan_out(matrix: Matrix, control: Frames, target: Frames) -> _FanOut | None:
    for before in product(control.states, target.states):
        inner = matrix @ _together([word.matrix for word in before])
        for after in product(control.bases, target.bases):
            whole = _together([word.matrix for word in after]) @ inner
            # the control is the lower qubit: 00 stays, 01 becomes 11
            if abs(whole[0, 0]) > 1 - 1e-9 and abs(whole[3, 1]) > 1 - 1e-9:
                return _FanOut(before, after)
    return None


def _chains(device: _Device, native: NativeGate) -> Iterator[Amplifying]:
    """Pairs over every edge, then chains that together go over every edge."""
    gate = native.at([_quarter(domain) for domain in native.domains])
    places = set(device.places(native))
    edges = sorted({(min(place), max(place)) for place in places})
    links: dict[tuple[int, int], tuple[tuple[int, ...], _FanOut]] = {}
    for a, b in edges:
        for control, target in ((a, b), (b, a)):
            for flipped, place in ((False, (control, target)), (True, (target, control))):
                if place in places and (control, target) not in links:
                    found = _fan_out(device, native, gate, (control, target), flipped=flipped)
                    if found is not None:
                        links[control, target] = (place, found)
    for path in _paths(links):
        start = _even(device.frames(path[0]))
        if start is None:
            continue
        circuit = QuantumCircuit(max(path) + 1, len(path), name="chain")
        _write(circuit, start, path[0])
        for joined in pairwise(path):
            where, fan = links[joined]
            for word, qubit in zip(fan.before, joined, strict=True):
                _write(circuit, word, qubit)
            circuit.append(gate, list(where))
            for word, qubit in zip(fan.after, joined, strict=True):
                _write(circuit, word, qubit)
        circuit.measure(list(path), list(range(len(path))))
        yield Amplifying("chain", native.name, path, circuit)


def _even(found: Frames) -> Word | None:
    """A word after which 0 and 1 are equally likely."""
    chances = ((word, abs(word.matrix[0, 0]) ** 2) for word in found.states)
    return next((word for word, chance in chances if abs(chance - 0.5) < 1e-9), None)


def _paths(links: dict[tuple[int, int], Any]) -> Iterator[tuple[int, ...]]:
    pairs = sorted({min((a, b), (b, a), key=lambda way: way not in links) for a, b in links})
    yield from pairs
    left = {frozenset(pair) for pair in pairs}
    for first in pairs:
        if frozenset(first) not in left:
            continue
        path: list[int] = list(first)
        while len(path) < LONGEST_CHAIN:
            ahead = [b for a, b in sorted(links) if a == path[-1] and b not in path]
            new = [b for b in ahead if frozenset((path[-1], b)) in left]
            if not (new or ahead):
                break
            path.append((new or ahead)[0])
        left -= {frozenset(pair) for pair in pairwise(path)}
        if len(path) > 2:
            yield tuple(path)


def _between(
    choice: _Choice, gates: Sequence[tuple[Gate, tuple[int, ...]]], place: tuple[int, ...]
) -> QuantumCircuit:
    circuit = QuantumCircuit(max(place) + 1, len(place), name="amplifying")
    for word, qubit in zip(choice.states, place, strict=True):
        _write(circuit, word, qubit)
    for gate, qubits in gates:
        circuit.append(gate, list(qubits))
    for word, qubit in zip(choice.bases, place, strict=True):
        _write(circuit, word, qubit)
    circuit.measure(list(place), list(range(len(place))))
    return circuit


def _write(circuit: QuantumCircuit, word: Word, qubit: int) -> None:
    for gate in word.gates:
        circuit.append(gate, [qubit])
