"""Steps to draw: gates first, then mid-circuit measurement, reset, branches and loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from qiskit_uplift.conformance.strategies.angles import angles
from qiskit_uplift.conformance.strategies.frames import Word, Words
from qiskit_uplift.conformance.strategies.native import NativeGate, NativeSet, Places
from qiskit_uplift.conformance.strategies.registers import RegisterLayout
from qiskit_uplift.conformance.strategies.steps import (
    Apply,
    Barrier,
    Condition,
    Countdown,
    For,
    If,
    Measure,
    Reset,
    Step,
    Switch,
    Wait,
)

Steps = tuple[Step, ...]

_MAX_BODY = 3
_MOST_CASES = 3
_WIDEST_ASKED = 6  # bits of a register in a condition
_WIDEST_TOSSED = 3  # bits of a register of which each is tossed


@dataclass(frozen=True)
class Room:
    """What steps may use.

    Attributes:
        native: The device.
        qubits: Qubits of it.
        layout: The clbits and their registers.
        expressions: Whether conditions may be expressions of Qiskit's classical types.
        words: What turns a qubit, where what is done should be seen in the outcomes; else None.
    """

    native: NativeSet
    qubits: tuple[int, ...]
    layout: RegisterLayout
    expressions: bool
    words: Words | None = None

    @property
    def tosses(self) -> list[tuple[int, Steps]]:
        """Ways to toss a qubit that can be measured, with it; none where nothing has to be seen."""
        if self.words is None:
            return []
        return [(q, _word(q, word)) for q in self.measurable for word in self.words.of(q).tosses]

    @property
    def flips(self) -> list[Steps]:
        """Ways to flip a qubit that can be measured; none where nothing has to be seen."""
        if self.words is None:
            return []
        return [_word(q, word) for q in self.measurable for word in self.words.of(q).flips]

    def _on(self, places: Places | None) -> list[int]:
        return [q for q in self.qubits if places is None or (q,) in places]

    @property
    def measurable(self) -> list[int]:
        """The qubits that can be measured."""
        return self._on(self.native.measures)

    @property
    def resettable(self) -> list[int]:
        """The qubits that can be reset."""
        return self._on(self.native.resets)

    @property
    def waiting(self) -> list[int]:
        """The qubits that can wait."""
        return self._on(self.native.delays) if self.native.time_step else []


def _word(qubit: int, word: Word) -> Steps:
    return tuple(Apply(gate, (qubit,)) for gate in word.gates)


def plain_steps(room: Room) -> st.SearchStrategy[Steps]:
    """Gates, delays and barriers."""
    placed = [(gate, gate.within(room.qubits)) for gate in room.native.gates]
    placed = [(gate, ways) for gate, ways in placed if ways]
    kinds: list[st.SearchStrategy[Steps]] = []
    if placed:
        kinds = [st.sampled_from(placed).flatmap(lambda pair: _applied(*pair))] * 6
    if room.waiting:
        native = room.native
        least = -(-native.least_delay // native.time_step)
        durations = st.integers(max(1, least), least + 8).map(lambda n: n * native.time_step)
        kinds.append(
            st.builds(lambda q, t: (Wait(q, t),), st.sampled_from(room.waiting), durations)
        )
    kinds.append(st.just((Barrier(room.qubits),)))
    return st.one_of(kinds)


def _applied(gate: NativeGate, ways: Sequence[tuple[int, ...]]) -> st.SearchStrategy[Steps]:
    values = st.tuples(*(angles(domain) for domain in gate.domains))
    return st.builds(lambda qubits, v: (Apply(gate.at(v), qubits),), st.sampled_from(ways), values)


def dynamic_steps(room: Room) -> st.SearchStrategy[Steps]:
    """Plain steps, and all that the device can do in the middle of a circuit."""
    inner = _leaves(room)
    middle = st.one_of([inner] * 3 + _compound(room, inner))
    compound = _compound(room, middle)
    # each circuit that has to tell something has branches and loops
    return st.one_of([inner] * (1 if room.words and compound else 3) + compound)


def _leaves(room: Room) -> st.SearchStrategy[Steps]:
    kinds = [plain_steps(room)]
    if room.measurable and room.layout.num_bits:
        clbits = st.integers(0, room.layout.num_bits - 1)
        measure = st.builds(lambda q, c: (Measure(q, c),), st.sampled_from(room.measurable), clbits)
        kinds += [measure] * 3
    if room.resettable:
        kinds += [st.sampled_from(room.resettable).flatmap(lambda q: _resets(room, q))] * 2
    return st.one_of(kinds)


def _resets(room: Room, qubit: int) -> st.SearchStrategy[Steps]:
    """A reset, of a qubit that isn't in its ground state where that has to be seen."""
    words = None if room.words is None else room.words.of(qubit)
    turned = [] if words is None else [*words.flips, *words.tosses]
    before = [_word(qubit, word) for word in turned] or [()]
    return st.sampled_from(before).map(lambda steps: (*steps, Reset(qubit)))


def _compound(room: Room, inner: st.SearchStrategy[Steps]) -> list[st.SearchStrategy[Steps]]:
    flips = room.flips
    bodies = st.lists(inner, min_size=0 if flips else 1, max_size=_MAX_BODY).map(_joined)
    if flips:
        bodies = st.builds(lambda body, flip: (*body, *flip), bodies, st.sampled_from(flips))
    known = room.native.control_flow
    kinds: list[st.SearchStrategy[Steps]] = []
    if "for_loop" in known:
        times = st.integers(1, 3)
        kinds.append(st.builds(lambda n, body: (For(n, body),), times, bodies))
    if not room.layout.num_bits:
        return kinds
    if "if_else" in known:
        kinds.append(_branches(room, bodies))
    if "while_loop" in known and room.measurable:
        kinds.append(_loops(room, bodies))
    if "switch_case" in known:
        kinds.append(_switches(room, bodies))
    return kinds


def _joined(parts: Sequence[Steps]) -> Steps:
    return tuple(step for part in parts for step in part)


@st.composite
def _conditions(draw: st.DrawFn, room: Room) -> Condition:
    layout = room.layout
    wide = [i for i, (_, bits) in enumerate(layout.registers) if 0 < len(bits) <= _WIDEST_ASKED]
    forms = ["pair", "equal", "not", "greater", "xor"] if room.expressions else ["pair"]
    form = draw(st.sampled_from(forms))
    register = draw(st.sampled_from([None, *wide]))
    if register is not None:
        most = 2 ** len(layout.registers[register][1]) - 1
        value = draw(st.integers(0, most))
        return Condition(None, register, value, "equal" if form == "xor" else form)
    bits = st.integers(0, layout.num_bits - 1)
    value = draw(st.sampled_from([1, 0]))
    return Condition(draw(bits), None, value, form, draw(bits) if form == "xor" else 0)


@st.composite
def _tossed(draw: st.DrawFn, room: Room, condition: Condition) -> Steps:
    """What makes every answer of a condition likely."""
    tosses = room.tosses
    if condition.clbit is not None:
        asked: Sequence[int] = (condition.clbit,)
    else:
        asked = room.layout.registers[condition.register or 0][1]
    if not tosses or len(asked) > _WIDEST_TOSSED:
        return ()
    steps: Steps = ()
    for clbit in asked:
        qubit, toss = draw(st.sampled_from(tosses))
        steps += (*toss, Measure(qubit, clbit))
    return steps


@st.composite
def _branches(draw: st.DrawFn, room: Room, bodies: st.SearchStrategy[Steps]) -> Steps:
    condition = draw(_conditions(room))
    before = draw(_tossed(room, condition))
    # a clbit that was just measured makes both ways likely
    if not before and condition.clbit is not None and room.measurable and draw(st.booleans()):
        before = (Measure(draw(st.sampled_from(room.measurable)), condition.clbit),)
    otherwise = draw(st.one_of(st.just(()), bodies))
    return (*before, If(condition, draw(bodies), otherwise))


@st.composite
def _loops(draw: st.DrawFn, room: Room, bodies: st.SearchStrategy[Steps]) -> Steps:
    clbit = draw(st.integers(0, room.layout.num_bits - 1))
    ways: list[tuple[int, Step, int]] = [
        (qubit, Reset(qubit), 1) for qubit in room.measurable if qubit in room.resettable
    ]
    for gate in room.native.gates:
        # each halves the chance that a qubit which was just 1 is 1 again
        if gate.name in ("h", "sx", "sxdg"):
            ways += [
                (qubit, Apply(gate.at(()), (qubit,)), ROUNDS)
                for (qubit,) in gate.within(room.measurable)
            ]
    if not ways:
        return ()
    qubit, again, rounds = draw(st.sampled_from(ways))
    # what halves a chance does so for a qubit that nothing else has touched since
    body: Steps = ()
    if rounds == 1:
        body = tuple(step for step in draw(bodies) if _leaves_alone(step))
    words = None if room.words is None else room.words.of(qubit).tosses
    toss = _word(qubit, draw(st.sampled_from(words))) if words else ()
    return (*toss, Measure(qubit, clbit), Countdown(qubit, clbit, again, body, rounds))


ROUNDS = 5
"""As how many branchings the endless tail of a loop with even chances counts."""


def _leaves_alone(step: Step) -> bool:
    """Whether a step is plain enough for the body of a loop that has to end."""
    return step.branchings == 0 and not isinstance(step, If | For | Switch | Countdown)


@st.composite
def _switches(draw: st.DrawFn, room: Room, bodies: st.SearchStrategy[Steps]) -> Steps:
    asked = draw(_conditions(room))
    width = 1 if asked.register is None else len(room.layout.registers[asked.register][1])
    most = 2**width - 1
    values = draw(
        st.lists(st.integers(0, most), min_size=1, max_size=_MOST_CASES, unique=True).map(sorted)
    )
    cases = tuple((value, draw(bodies)) for value in values)
    before = draw(_tossed(room, asked))
    return (
        *before,
        Switch(asked, cases, draw(st.one_of(st.just(()), bodies))),
    )
