"""Whether a backend runs what it advertises, and what comes of that which it doesn't advertise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from qiskit import transpile
from qiskit.circuit import Delay, Instruction, QuantumCircuit, Reset
from qiskit.circuit.library import IGate, get_standard_gate_name_mapping
from qiskit.exceptions import QiskitError
from qiskit.providers import BackendV2
from qiskit.transpiler import Target

from qiskit_uplift.backends.exact import exact_distribution
from qiskit_uplift.conformance.calls import attempt, one, quietly, still_works
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import couples, measurable, prepared, qubits_of
from qiskit_uplift.conformance.described import described, entries
from qiskit_uplift.conformance.documents import BACKEND_V2, TARGET, TRANSPILE
from qiskit_uplift.conformance.findings import BackendRaised, NotApplicable
from qiskit_uplift.conformance.strategies.native import NativeSet
from qiskit_uplift.conformance.trial import Trial

PLACES = 48
"""Instructions, each on certain qubits, that are run; a sample is drawn of more."""

SHOTS = 300
"""Shots of each."""

DRESSINGS = 12
"""Turns before and after an instruction that are drawn; the one that tells the most is run."""

ANYWHERE = 4
"""Qubits on which an instruction is run that acts everywhere."""


@dataclass(frozen=True)
class _Placed:
    """An instruction on certain qubits."""

    operation: Instruction
    qubits: tuple[int, ...]

    @property
    def label(self) -> str:
        return f"{self.operation.name} on {list(self.qubits)}"


@dataclass(frozen=True)
class _Dressing:
    """Turns of each qubit before and after an instruction, as the arguments of ``u``."""

    before: tuple[tuple[float, ...], ...]
    after: tuple[tuple[float, ...], ...]

    def around(self, operation: Instruction | None, name: str) -> QuantumCircuit:
        """A circuit on the instruction's qubits alone, in any gates."""
        width = len(self.before)
        circuit = QuantumCircuit(width, width, name=name)
        self._turn(circuit, self.before)
        circuit.barrier()
        if operation is not None:
            circuit.append(operation, range(width))
        circuit.barrier()
        self._turn(circuit, self.after)
        circuit.measure(range(width), range(width))
        return circuit

    @staticmethod
    def _turn(circuit: QuantumCircuit, turns: Sequence[tuple[float, ...]]) -> None:
        for qubit, angles in enumerate(turns):
            if len(angles) == 3:
                circuit.u(*angles, qubit)
            elif angles:
                circuit.x(qubit)


def _dressings(trial: Trial, width: int, turns: int) -> Iterator[_Dressing]:
    """Some to choose from; ``turns`` is 3 for any turns, 1 for flips, 0 for none."""

    def drawn() -> tuple[tuple[float, ...], ...]:
        if turns == 3:
            return tuple(tuple(trial.rng.uniform(0.4, 2.6, 3)) for _ in range(width))
        flips = trial.rng.integers(0, turns + 1, width)
        return tuple((1.0,) * int(flip) for flip in flips)

    for _ in range(DRESSINGS):
        yield _Dressing(drawn(), drawn())


def _freedom(target: Target, qubit: int) -> int:
    """Which turns of a qubit the device's gates allow for: any (3), flips (1) or none (0)."""
    for turns, angles in ((3, (0.7, 0.4, 1.1)), (1, (1.0,))):
        dressing = _Dressing((angles,), (angles,))
        try:
            prepared(target, dressing.around(None, "turns"), on=[qubit])
        except NotApplicable:
            continue
        return turns
    return 0


def _best(trial: Trial, operation: Instruction, turns: int) -> _Dressing:
    """The dressing that best tells an instruction from none, from its inverse and its mirror."""
    width = operation.num_qubits
    others: list[Instruction | None] = [None]
    if not isinstance(operation, Reset | Delay | IGate):
        others.append(operation.inverse())
    best, most = None, -1.0
    for dressing in _dressings(trial, width, turns):
        right = exact_distribution(dressing.around(operation, "right"))
        wrong = [exact_distribution(dressing.around(other, "wrong")) for other in others]
        if width == 2:
            mirror = QuantumCircuit(2, name="mirror")
            mirror.append(operation, [1, 0])
            wrong.append(exact_distribution(dressing.around(mirror.to_gate(), "wrong")))
        # an inverse or a mirror that is the instruction itself can't be told from it by any
        distances = [far for far in (_distance(right, one) for one in wrong) if far > 1e-9]
        least = min(distances, default=0.0)
        if least > most:
            best, most = dressing, least
    assert best is not None
    return best


def _distance(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    keys = {*one, *other}
    return sum(abs(one.get(key, 0.0) - other.get(key, 0.0)) for key in keys) / 2


def _advertised(trial: Trial, few: bool) -> list[_Placed]:
    """What is advertised on one qubit (``few``) or on more, so far as it is known what it does."""
    native = NativeSet.of(trial.target)
    there = measurable(trial.target)
    found = []
    for gate in native.gates:
        if (gate.num_qubits == 1) is few:
            angles = [float(trial.rng.uniform(*_inner(domain))) for domain in gate.domains]
            found += _each(gate.at(angles), gate.places, there)
    if few:
        found += _each(Reset(), native.resets, there)
        wait = Delay(max(native.time_step, native.least_delay, 1) * 16, "dt")
        found += _each(wait, native.delays if trial.target.dt else frozenset(), there)
    return found


def _inner(domain: tuple[float, float]) -> tuple[float, float]:
    low, high = max(domain[0], 0.0), min(domain[1], 1.4)
    return (low + 0.25 * (high - low), high) if low < high else domain


def _each(
    operation: Instruction, places: frozenset[tuple[int, ...]] | None, there: Sequence[int]
) -> list[_Placed]:
    every = permutations(there[:ANYWHERE], operation.num_qubits) if places is None else places
    return [_Placed(operation, place) for place in sorted(every) if set(place) <= set(there)]


def _sample(trial: Trial, found: Sequence[_Placed]) -> list[_Placed]:
    """All, or some of each instruction where there are too many."""
    if len(found) <= PLACES:
        return list(found)
    by_name: dict[str, list[_Placed]] = {}
    for index in trial.rng.permutation(len(found)):
        by_name.setdefault(found[index].operation.name, []).append(found[index])
    chosen: list[_Placed] = []
    while len(chosen) < PLACES:
        for waiting in by_name.values():
            if waiting and len(chosen) < PLACES:
                chosen.append(waiting.pop())
    trial.note(f"A sample of {PLACES} was run of {len(found)} advertised places.")
    return chosen


def _run_advertised(trial: Trial, found: Sequence[_Placed]) -> None:
    described(trial)
    if not found:
        trial.not_applicable("there is no such instruction that is known and can be measured")
    chosen = _sample(trial, found)
    turns = _freedom(trial.target, chosen[0].qubits[0])
    dressed = {}
    circuits, expected = [], []
    for number, placed in enumerate(chosen):
        name = placed.operation.name
        if name not in dressed:
            dressed[name] = _best(trial, placed.operation, turns)
        small = dressed[name].around(placed.operation, f"{name}_{number}")
        circuits.append(prepared(trial.target, small, on=placed.qubits, optimization_level=0))
        expected.append(exact_distribution(small))
    shots = trial.shots(SHOTS)
    try:
        outcomes = trial.run(circuits, shots).outcomes
    except BackendRaised:
        _blame(trial, chosen, circuits)
        raise
    for placed, outcome, wanted in zip(chosen, outcomes, expected, strict=True):
        trial.judge_outcome(
            outcome, wanted, message=f"{placed.label} is advertised, and does something else."
        )


def _blame(trial: Trial, chosen: Sequence[_Placed], circuits: Sequence[QuantumCircuit]) -> None:
    """Find the one instruction that a batch was refused for."""
    for placed, circuit in zip(chosen, circuits, strict=True):
        try:
            trial.run(circuit, 10)
        except BackendRaised as raised:
            trial.require(
                False,
                f"{placed.label} is advertised, and isn't run.",
                expected="an answer",
                observed=raised.finding.observed,
                circuit=circuit,
                error=raised.finding.error,
            )


@check(
    "target.one-qubit-instructions",
    demands="Every instruction that is advertised on one qubit runs there, and does what it says.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=PLACES * SHOTS,
    jobs=PLACES,
)
def one_qubit_instructions(trial: Trial) -> None:
    """Run each between turns that tell it from none and from its inverse."""
    _run_advertised(trial, _advertised(trial, few=True))


@check(
    "target.many-qubit-instructions",
    demands="Every instruction that is advertised on several qubits runs there, in the order of "
    "qubits that is advertised, and does what it says.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=PLACES * SHOTS,
    jobs=PLACES,
)
def many_qubit_instructions(trial: Trial) -> None:
    """Run each between turns that tell it from none, from its inverse and from its mirror."""
    _run_advertised(trial, _advertised(trial, few=False))


def _refused_or_right(
    trial: Trial,
    circuit: QuantumCircuit,
    expected: Mapping[int, float],
    like: QuantumCircuit,
    what: str,
) -> None:
    """Run a circuit that needn't be taken; it may be as noisy as ``like``, which is native."""
    access = trial.run_access
    shots = trial.shots(SHOTS)
    sent = access.arguments(shots, None, False, {})
    reply = attempt(trial, [circuit], sent, shots=shots)
    if reply.refusal is not None:
        trial.note(f"{what} is refused.")
        return
    trial.note(f"{what} is accepted.")
    trial.require(
        bool(reply.outcomes),
        f"{what} is accepted, and there are no outcomes.",
        expected="an error, or the circuit's outcomes",
        observed="neither",
        circuit=circuit,
        call=reply.call,
    )
    trial.judge_outcome(
        reply.outcomes[0],
        expected,
        tolerance=trial.tolerance(like),
        message=f"{what} is accepted, and does something else.",
    )


def _foreign(
    trial: Trial, operation: Instruction, qubits: Sequence[int]
) -> tuple[QuantumCircuit, dict[int, float], QuantumCircuit]:
    """An instruction that the device needn't have, between turns that it has.

    Also its outcomes, and the same circuit in the device's own instructions.
    """
    target = trial.target
    dressing = _best(trial, operation, _freedom(target, qubits[0]))
    small = dressing.around(operation, operation.name)
    bare = QuantumCircuit(len(qubits), len(qubits), name=operation.name)
    _Dressing._turn(bare, dressing.before)
    circuit = prepared(target, bare, on=qubits, optimization_level=0)
    circuit.append(operation, list(qubits))
    bare.clear()
    _Dressing._turn(bare, dressing.after)
    bare.measure(range(len(qubits)), range(len(qubits)))
    rest = prepared(target, bare, on=qubits, optimization_level=0)
    circuit.compose(rest, qubits=range(rest.num_qubits), clbits=circuit.clbits, inplace=True)
    return circuit, exact_distribution(small), prepared(target, small, on=qubits)


@check(
    "target.unadvertised-gate",
    demands="A gate that isn't advertised is refused, or done right; and the backend still works.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * SHOTS + 120,
    jobs=5,
)
def unadvertised_gate(trial: Trial) -> None:
    """Try a standard gate on one qubit and one on two."""
    target = described(trial)
    library = get_standard_gate_name_mapping()
    pairs = couples(target)
    tried = 0
    for names, qubits in (
        (("h", "t", "y", "s", "sxdg"), measurable(target)[:1]),
        (("cy", "iswap", "cx", "cz", "swap"), pairs[0] if pairs else ()),
    ):
        name = next((name for name in names if name not in target.operation_names), None)
        if name is None or not qubits:
            continue
        tried += 1
        foreign = _foreign(trial, library[name], qubits)
        _refused_or_right(trial, *foreign, f"{name}, which isn't advertised,")
    if not tried:
        trial.not_applicable("it advertises every gate that could be tried")
    still_works(trial, "a gate that isn't advertised")


@check(
    "target.unadvertised-pair",
    demands="A gate on a pair of qubits, or in a direction, that isn't advertised is refused, or "
    "done right.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * SHOTS + 120,
    jobs=5,
)
def unadvertised_pair(trial: Trial) -> None:
    """Try a pair without the gate, and a direction without it."""
    target = described(trial)
    there = measurable(target)
    tried = 0
    for gate in NativeSet.of(target).gates:
        if gate.num_qubits != 2 or gate.places is None:
            continue
        places = gate.places
        joined = [pair for pair in sorted(places) if set(pair) <= set(there)]
        apart = [p for p in permutations(there, 2) if p not in places and p[::-1] not in places]
        turned = [pair[::-1] for pair in joined if pair[::-1] not in places]
        for pair in (*apart[:1], *turned[:1]):
            tried += 1
            angles = [float(np.mean(_inner(domain))) for domain in gate.domains]
            foreign = _foreign(trial, gate.at(angles), pair)
            what = f"{gate.name} on {list(pair)}, where it isn't advertised,"
            _refused_or_right(trial, *foreign, what)
        break
    if not tried:
        trial.not_applicable("its gates act on every pair")
    still_works(trial, "a gate on a pair that isn't advertised")


@check(
    "target.transpile",
    demands="transpile() makes any circuit one that the backend accepts, at every level.",
    source=TRANSPILE,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=4 * SHOTS,
    jobs=4,
)
def transpiled(trial: Trial) -> None:
    """Transpile a circuit with gates of many kinds, run it, and judge the outcomes."""
    target = described(trial)
    width = min(3, len(qubits_of(target, min(3, len(measurable(target))))))
    if width == 0:
        trial.not_applicable("there is no qubit that can be measured")
    circuit = QuantumCircuit(width, width, name="any_gates")
    for qubit in range(width):
        circuit.ry(0.5 + 0.4 * qubit, qubit)
    for qubit in range(1, width):
        circuit.cp(1.1, qubit - 1, qubit)
        circuit.h(qubit)
        circuit.cx(0, qubit)
    circuit.measure(range(width), range(width))
    prepared(target, circuit)  # not every device has gates enough for it
    backend = trial.subject.backend
    aim = {"backend": backend} if isinstance(backend, BackendV2) else {"target": target}
    ready = []
    for level in range(4):
        try:
            with quietly():
                made = transpile(circuit, optimization_level=level, seed_transpiler=0, **aim)
        except (QiskitError, AttributeError, TypeError, ValueError, NotImplementedError) as error:
            trial.require(
                False,
                f"transpile() for this backend raises {type(error).__name__}.",
                expected="a circuit",
                observed=str(error).splitlines()[0] if str(error) else repr(error),
                circuit=circuit,
                call=f"transpile(circuit, {next(iter(aim))}=..., optimization_level={level})",
            )
        made.name = f"level_{level}"
        ready.append(made)
    wanted = exact_distribution(circuit)
    trial.judge(
        ready,
        SHOTS,
        expected=[wanted] * len(ready),
        message="A circuit that was transpiled for this backend has other outcomes there.",
    )


@check(
    "target.unchanged",
    demands="The Target is the same before and after a run.",
    source=f"{BACKEND_V2}#target",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=10,
    jobs=1,
    stochastic=False,
)
def unchanged(trial: Trial) -> None:
    """Read it, run something, and read it again."""
    described(trial)
    backend = trial.subject.backend
    if not isinstance(getattr(backend, "target", None), Target):
        trial.not_applicable("it has no Target of its own")
    before = _contents(backend.target)
    trial.run(one(trial), trial.shots(10))
    after = _contents(backend.target)
    changed = sorted(
        str(key) for key in {*before, *after} if before.get(key, "") != after.get(key, "")
    )
    trial.require(
        not changed,
        "The Target changed by a run.",
        expected="the same Target",
        observed=f"other entries for {', '.join(changed[:5])}",
        call="backend.target",
    )


def _contents(target: Target) -> dict[Any, Any]:
    found: dict[Any, Any] = {
        (name, qubits): (getattr(entry, "duration", None), getattr(entry, "error", None))
        for name, qubits, entry in entries(target)
    }
    return {**found, "num_qubits": target.num_qubits, "dt": target.dt}
