"""Right counts: the outcomes of a circuit are those of its exact distribution."""

from __future__ import annotations

import math

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import (
    couples,
    ghz,
    measurable,
    most_joined,
    prepared,
    qubits_of,
    reading,
)
from qiskit_uplift.conformance.contracts import register_kinds
from qiskit_uplift.conformance.documents import BACKEND_RUN, BIT_ORDER, TARGET
from qiskit_uplift.conformance.strategies import circuits
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)

MOST_EDGES = 32
"""Couples of qubits of which each is tried; of more, so many are drawn."""

MOST_WIDE = 12
"""Qubits of the widest circuits, which noisy simulators bear, too."""

CHUNK = 8
"""Qubits that are read together."""


@check(
    "counts.ground-state",
    demands="A circuit that only measures gives zeros.",
    source=BIT_ORDER,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=RUN_ON_TARGET,
    shots=500,
    jobs=1,
)
def ground_state(trial: Trial) -> None:
    """Measure a few qubits."""
    width = len(qubits_of(trial.target, min(5, len(measurable(trial.target)))))
    trial.judge(reading(trial.target, (), width, name="zeros"), 500)


@check(
    "counts.bit-order",
    demands="Clbit i of a circuit is bit i of an outcome, so the last character but i of a key.",
    source=BIT_ORDER,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=RUN_ON_TARGET,
    shots=500,
    jobs=5,
)
def bit_order(trial: Trial) -> None:
    """Flip one qubit at a time, of up to five."""
    width = min(5, len(measurable(trial.target)))
    ready = [reading(trial.target, [bit], width, name=f"only_{bit}") for bit in range(width)]
    trial.judge(ready, 100, message="The bits of an outcome are out of place.")


@check(
    "counts.bell",
    demands="Two entangled qubits agree in both bases.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=RUN_ON_TARGET,
    shots=1000,
    jobs=2,
)
def bell(trial: Trial) -> None:
    """One couple of qubits."""
    pairs = couples(trial.target)
    if not pairs:
        trial.not_applicable("no gate joins two qubits")
    trial.judge(_bells(trial, pairs[0]), 500)


@check(
    "counts.edges",
    demands="Every couple of qubits that a gate joins can be entangled.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=2 * MOST_EDGES * 300,
    jobs=2 * MOST_EDGES,
)
def edges(trial: Trial) -> None:
    """A Bell state over each couple, measured in two bases; of a large device, a sample."""
    pairs = couples(trial.target)
    if not pairs:
        trial.not_applicable("no gate joins two qubits")
    if len(pairs) > MOST_EDGES:
        chosen = sorted(trial.rng.choice(len(pairs), MOST_EDGES, replace=False))
        trial.note(f"{MOST_EDGES} of the {len(pairs)} couples of qubits were drawn.")
        pairs = tuple(pairs[index] for index in chosen)
    trial.judge([circuit for pair in pairs for circuit in _bells(trial, pair)], 300)


def _bells(trial: Trial, pair: tuple[int, int]) -> list[QuantumCircuit]:
    """The pair as it is, and in the other basis, in which a wrong phase shows."""
    turned = QuantumCircuit(2, 2, name=f"bell_{pair[0]}_{pair[1]}_x")
    turned.h(0)
    turned.cx(0, 1)
    turned.h([0, 1])
    turned.measure([0, 1], [0, 1])
    # without optimization, or the transpiler would see that there is nothing left to do
    other = prepared(trial.target, turned, on=pair, optimization_level=0)
    return [ghz(trial.target, pair, name=f"bell_{pair[0]}_{pair[1]}"), other]


@check(
    "counts.bit-flips",
    demands="A measurement reads what its qubit holds, 0 or 1, as often as the device says.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=4 * 2 * 3000,
    jobs=8,
)
def bit_flips(trial: Trial) -> None:
    """All zeros and all ones over every qubit; of a device with more than 32, over as many."""
    there = list(measurable(trial.target))
    if len(there) > 4 * CHUNK:
        trial.note(f"{4 * CHUNK} of the {len(there)} qubits were drawn.")
        there = sorted(map(int, trial.rng.choice(there, 4 * CHUNK, replace=False)))
    ready = []
    for start in range(0, len(there), CHUNK):
        chunk = there[start : start + CHUNK]
        for value in (0, 1):
            circuit = QuantumCircuit(len(chunk), len(chunk), name=f"all_{value}_from_{chunk[0]}")
            if value:
                circuit.x(range(len(chunk)))
            circuit.measure(range(len(chunk)), range(len(chunk)))
            ready.append(prepared(trial.target, circuit, on=chunk))
    trial.judge(ready, 3000, message="A measurement doesn't read what its qubit holds.")


@check(
    "counts.distribution",
    demands="The outcomes of any circuit in the Target's instructions are drawn from its "
    "distribution.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=40 * 500,
    jobs=40,
)
def distribution(trial: Trial) -> None:
    """Circuits of all kinds, drawn from the Target, shrunk where one fails."""
    # a backend that doesn't say how wide it is may have few qubits
    most = 4 if trial.target.num_qubits is not None else 2
    for revealing in (False, True):
        drawn = circuits(
            trial.target, qubits=(1, most), depth=10, registers=register_kinds(trial),
            revealing=revealing,
        )  # fmt: skip
        trial.forall(drawn, lambda circuit: _judge_alone(trial, circuit), examples=20)


def _judge_alone(trial: Trial, circuit: QuantumCircuit) -> None:
    trial.judge(circuit, 500)


@check(
    "counts.wide",
    demands="A circuit over many qubits is as right as one over few.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=2 * 400,
    jobs=2,
)
def wide(trial: Trial) -> None:
    """One entangled state and one pattern over up to 12 joined qubits; for 6 and more."""
    chosen = most_joined(trial.target, MOST_WIDE)
    width = len(chosen)
    if width < 6:
        trial.not_applicable("fewer than 6 qubits are joined, which other checks use")
    pattern = int(trial.rng.integers(1, 2**width - 1))
    circuit = QuantumCircuit(width, width, name=f"pattern_{width}")
    circuit.x([bit for bit in range(width) if pattern >> bit & 1])
    circuit.measure(range(width), range(width))
    ready = [ghz(trial.target, chosen), prepared(trial.target, circuit, on=chosen)]
    expected = [{0: 0.5, 2**width - 1: 0.5}, {pattern: 1.0}]
    trial.judge(ready, 400, expected=expected)


@check(
    "counts.global-phase",
    demands="A global phase changes nothing that is measured.",
    source="https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.circuit.QuantumCircuit",
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=3 * 500,
    jobs=3,
)
def global_phase(trial: Trial) -> None:
    """The same circuit with three phases."""
    width = min(2, len(measurable(trial.target)))
    ready = []
    for number, phase in enumerate((math.pi, math.pi / 3, -2.5)):
        circuit = QuantumCircuit(width, width, name=f"phase_{number}")
        circuit.h(range(width))
        circuit.x(0)
        circuit.ry(0.7, 0)
        circuit.measure(range(width), range(width))
        one = prepared(trial.target, circuit)
        one.global_phase = phase
        ready.append(one)
    trial.judge(ready, 500)
