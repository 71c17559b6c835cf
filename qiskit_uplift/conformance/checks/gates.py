"""Right gates: each gate of the Target does what its matrix says, wherever the Target has it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import measurable, prepared, qubits_of
from qiskit_uplift.conformance.documents import TARGET
from qiskit_uplift.conformance.strategies.angles import Domain
from qiskit_uplift.conformance.strategies.native import NativeGate, NativeSet
from qiskit_uplift.conformance.trial import Trial

MOST_PLACES = 64
"""Places of gates of which each is tried; of more, so many are drawn."""

REPETITIONS = 32
"""How often a gate is repeated, so that an error of its angle is so many times as large."""

TRIED = (math.pi / 2, -math.pi / 2, math.pi / 4, 1.0)
"""Angles to repeat: after 32 of the first three a circle is full, and an error stands out."""


@dataclass(frozen=True)
class Placed:
    """A gate on the qubits where the Target has it."""

    gate: NativeGate
    qubits: tuple[int, ...]

    @property
    def name(self) -> str:
        """It as the name of a circuit."""
        return f"{self.gate.name}_{'_'.join(map(str, self.qubits))}"


@check(
    "counts.gates",
    demands="Each gate does to its qubits what its matrix says, in the order of the qubits.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=MOST_PLACES * 600,
    jobs=MOST_PLACES,
)
def gates(trial: Trial) -> None:
    """Each gate once, between turns of its qubits that leave no part of its matrix unseen."""
    ready = []
    for placed in _places(trial):
        angles = [_between(trial.rng, domain) for domain in placed.gate.domains]
        around = [_random_turns(trial.rng, len(placed.qubits)) for _ in range(2)]
        ready.append(_between_turns(trial, placed, angles, 1, around))
    trial.judge(ready, 600, message="A gate doesn't do what its matrix says.")


@check(
    "counts.angles",
    demands="The angle of a gate is exact: many repetitions add up to what they should.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=MOST_PLACES * 600,
    jobs=MOST_PLACES,
)
def angles(trial: Trial) -> None:
    """Each gate 32 times in a row, between turns there and back."""
    ready = []
    for placed in _places(trial):
        chosen = [_known(domain) for domain in placed.gate.domains]
        # a state that no axis of a rotation leaves as it is: the same distance from x, y and z
        there = [(math.acos(1 / math.sqrt(3)), math.pi / 4, 0.0)] * len(placed.qubits)
        back = [(-theta, -lam, -phi) for theta, phi, lam in there]
        ready.append(_between_turns(trial, placed, chosen, REPETITIONS, (there, back)))
    trial.judge(ready, 600, message=f"A gate's angle is off: {REPETITIONS} of them show it.")


def _places(trial: Trial) -> list[Placed]:
    """Every place of every gate, or each gate at one place and then as many as may be."""
    target = trial.target
    native = NativeSet.of(target)
    near = qubits_of(target, min(5, len(measurable(target))))
    first, rest = [], []
    for gate in native.gates:
        found = _within(gate, near) if gate.places is None else sorted(gate.places)
        found = [place for place in found if set(place) <= set(measurable(target))]
        if not found:
            continue
        order = [found[index] for index in trial.rng.permutation(len(found))]
        first.append(Placed(gate, order[0]))
        rest += [Placed(gate, place) for place in order[1:]]
    if not first:
        trial.not_applicable("the Target has no gate with a known matrix")
    # the couplings of a device are many and differ most
    rest.sort(key=lambda placed: -len(placed.qubits))
    chosen = [*first, *rest][:MOST_PLACES]
    if len(chosen) < len(first) + len(rest):
        trial.note(f"{len(chosen)} of {len(first) + len(rest)} places of gates were drawn.")
    return chosen


def _within(gate: NativeGate, near: Sequence[int]) -> list[tuple[int, ...]]:
    """A few places of a gate that acts everywhere, both ways round."""
    return gate.within(near[: gate.num_qubits + 1])


def _between_turns(
    trial: Trial,
    placed: Placed,
    angles: Sequence[float],
    times: int,
    around: Sequence[Sequence[tuple[float, float, float]]],
) -> QuantumCircuit:
    """The gate some times over, with turns of its qubits before and after, and measured."""
    start, end = (_turns(trial, placed.qubits, turns) for turns in around)
    width = max(start.num_qubits, end.num_qubits)
    number = len(placed.qubits)
    circuit = QuantumCircuit(width, number, name=f"{placed.name}_x{times}")
    circuit.compose(start, range(start.num_qubits), inplace=True)
    for _ in range(times):
        circuit.append(placed.gate.at(angles), placed.qubits)
    circuit.compose(end, range(end.num_qubits), inplace=True)
    circuit.measure(placed.qubits, range(number))
    return circuit


def _turns(
    trial: Trial, qubits: Sequence[int], turns: Sequence[tuple[float, float, float]]
) -> QuantumCircuit:
    circuit = QuantumCircuit(len(qubits), name="turns")
    for index, (theta, phi, lam) in enumerate(turns):
        circuit.u(theta, phi, lam, index)
    return prepared(trial.target, circuit, on=qubits)


def _random_turns(rng: np.random.Generator, number: int) -> list[tuple[float, float, float]]:
    """Turns that are near to no axis: the angle from the pole is 0.8 to 2.3."""

    def drawn() -> Iterator[float]:
        yield float(rng.uniform(0.8, 2.3))
        yield from map(float, rng.uniform(0, 2 * math.pi, 2))

    return [tuple(drawn()) for _ in range(number)]  # type: ignore[misc]  # three each


def _between(rng: np.random.Generator, domain: Domain) -> float:
    return float(rng.uniform(*domain))


def _known(domain: Domain) -> float:
    low, high = domain
    return next((angle for angle in TRIED if low <= angle <= high), (low + high) / 2)
