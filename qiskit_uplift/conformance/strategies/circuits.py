"""Circuits that a device runs as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hypothesis import strategies as st
from qiskit.circuit import QuantumCircuit
from qiskit.transpiler import Target

from qiskit_uplift.conformance.strategies.angles import Domain
from qiskit_uplift.conformance.strategies.dynamic import (
    Room,
    Steps,
    dynamic_steps,
    plain_steps,
)
from qiskit_uplift.conformance.strategies.frames import Words
from qiskit_uplift.conformance.strategies.measurements import measurement_maps
from qiskit_uplift.conformance.strategies.native import NativeSet
from qiskit_uplift.conformance.strategies.registers import KINDS, RegisterLayout
from qiskit_uplift.conformance.strategies.registers import registers as register_layouts
from qiskit_uplift.conformance.strategies.steps import Apply, Measure, Step
from qiskit_uplift.exceptions import LimitError

MAX_BRANCHINGS = 8
"""How often a circuit may split its exact simulation: what is beyond that is left out."""

ORDERED = ("one", "several")
"""Layouts in which each bit is in one register, in order."""

MAX_REGISTERED = 20
"""Wider circuits have all their qubits in one register, as nobody could read them otherwise."""

MAX_QUBITS = 12
"""The most qubits that a circuit may use, so that its distribution can be computed exactly."""


def circuits(
    target: Target,
    *,
    qubits: tuple[int, int] = (1, 4),
    depth: int = 12,
    measured: bool = True,
    dynamic: bool = False,
    registers: Collection[str] | None = None,
    quantum_registers: Collection[str] | None = None,
    native: bool = True,
    gates: Collection[str] | None = None,
    domains: Mapping[str, Sequence[Domain | None]] | None = None,
    expressions: bool = False,
    revealing: bool = False,
) -> st.SearchStrategy[QuantumCircuit]:
    """Circuits that a device with this Target runs as they are.

    Qubit ``i`` of a circuit is qubit ``i`` of the device. A few of them are used, which gates join
    where the device has enough, so that
    :func:`~qiskit_uplift.backends.exact_distribution` tells what to expect even of a wide device.
    Every gate stands where the Target has it and with angles that it takes. A circuit is as wide
    as the highest qubit that it uses, or as the device. It shrinks to few qubits, few gates, known
    angles, and the registers ``q`` and ``c``.

    Args:
        target: The device. Where all gates act everywhere, as on a simulator, low qubits are used.
        qubits: The fewest and the most qubits to use; fewer where the device has fewer.
        depth: The most steps before the final measurements; a branch or a loop is one.
        measured: Whether the circuit ends with measurements, at least one. Without them and not
            dynamic, it has no clbits.
        dynamic: Whether to measure and reset in the middle, and to branch and to loop where the
            Target has it.
        registers: The layouts of classical registers, out of
            :data:`~qiskit_uplift.conformance.strategies.registers.KINDS`; None for all of them.
        quantum_registers: Likewise for quantum registers; None for one register or several, in
            order, as some simulators take no others.
        native: False for Qiskit's standard gates on any qubits, for a backend that compiles.
        gates: The names of the gates to use; None for all with a known matrix.
        domains: By a gate's name, the least and the greatest value of each of its parameters, where
            the Target doesn't say and it isn't any angle.
        expressions: Whether conditions may be expressions of Qiskit's classical types.
        revealing: Whether circuits are such that their outcomes tell most of what was done. Each
            qubit that is used begins in a drawn state and is measured at the end, in a drawn
            basis, or, where ``dynamic``, what conditions ask was just tossed and each block ends
            with a flip. Others may have blocks that are never run, and gates that show in nothing.

    Raises:
        LimitError: The numbers of qubits or of steps make no sense, or no qubit can be measured.
        TargetError: A gate of ``gates`` or ``domains`` isn't in the Target.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance.strategies import circuits
        >>> target = reference_device(ideal=True).target
        >>> circuit = find(circuits(target), lambda drawn: "cx" in drawn.count_ops())
        >>> [(item.name, *map(circuit.qubits.index, item.qubits)) for item in circuit.data]
        [('cx', 0, 1), ('measure', 0)]
        >>> circuit.cregs
        [ClassicalRegister(1, 'c')]
    """
    least, most = qubits
    if not 1 <= least <= most <= MAX_QUBITS:
        raise LimitError(
            f"qubits={qubits} should be the fewest and the most, from 1 to {MAX_QUBITS}."
        )
    if depth < 0:
        raise LimitError(f"depth={depth} is below 0.")
    found = (
        NativeSet.of(target, gates=gates, domains=domains) if native else NativeSet.standard(target)
    )
    plan = Plan(
        found, qubits, depth, measured, dynamic, tuple(KINDS if registers is None else registers),
        tuple(ORDERED if quantum_registers is None else quantum_registers), expressions, revealing,
    )  # fmt: skip
    if not plan.starts:
        raise LimitError("The Target has no qubit on which anything acts, or none to be measured.")
    return _circuits(plan)


@dataclass(frozen=True)
class Plan:
    """The arguments of :func:`circuits`, checked and with the Target read."""

    native: NativeSet
    qubits: tuple[int, int]
    depth: int
    measured: bool
    dynamic: bool
    registers: tuple[str, ...]
    quantum_registers: tuple[str, ...]
    expressions: bool
    revealing: bool

    @cached_property
    def words(self) -> Words:
        """What turns a qubit."""
        return Words(self.native)

    @property
    def pool(self) -> tuple[int, ...]:
        """The qubits to choose from: of a simulator the lowest, as idle ones cost memory there."""
        if self.native.qubits is not None:
            return self.native.qubits
        width = self.native.num_qubits
        enough = self.qubits[1] + 2
        return tuple(range(enough if width is None else min(width, enough)))

    @property
    def starts(self) -> tuple[int, ...]:
        """The qubits that a choice may begin with."""
        places = self.native.measures
        if not self.measured or places is None:
            return self.pool
        return tuple(qubit for qubit in self.pool if (qubit,) in places)


@st.composite
def connected_qubits(draw: st.DrawFn, plan: Plan) -> tuple[int, ...]:
    """Some qubits of the device, each joined to another by a gate where that can be."""
    least, most = (min(number, len(plan.pool)) for number in plan.qubits)
    size = draw(st.integers(least, most))
    chosen = [draw(st.sampled_from(plan.starts))]
    near = plan.native.neighbours()
    while len(chosen) < size:
        rest = [qubit for qubit in plan.pool if qubit not in chosen]
        joined = rest if near is None else [q for q in rest if set(near[q]) & set(chosen)]
        chosen.append(draw(st.sampled_from(joined or rest)))
    return tuple(chosen)


@st.composite
def _circuits(draw: st.DrawFn, plan: Plan) -> QuantumCircuit:
    used = draw(connected_qubits(plan))
    num_clbits = 0
    if plan.revealing and plan.measured:
        num_clbits = len(used) + draw(st.integers(0, 2))
    elif plan.measured or plan.dynamic:
        num_clbits = draw(st.integers(1, len(used) + 2))
    layout = draw(register_layouts(num_clbits, kinds=plan.registers)) if num_clbits else None
    words = plan.words if plan.revealing else None
    room = Room(plan.native, used, layout or RegisterLayout(0, ()), plan.expressions, words)
    kind = dynamic_steps(room) if plan.dynamic else plain_steps(room)
    least = min(plan.depth, 2) if plan.revealing else 0
    drawn = st.lists(kind, min_size=least, max_size=plan.depth)
    steps = [*_turned(draw, plan, used, "states"), *_affordable(draw(drawn))]
    if not plan.dynamic:  # a flip is seen where 0 and 1 are told apart
        steps += _turned(draw, plan, used, "bases")
    if plan.measured and plan.revealing:
        clbits = draw(st.permutations(range(num_clbits)))
        steps += map(Measure, room.measurable, clbits)
    elif plan.measured:
        pairs = draw(measurement_maps(room.measurable, range(num_clbits)))
        steps += [Measure(*pair) for pair in pairs]
    circuit = _empty(draw, plan, used, room.layout)
    for step in steps:
        step.add_to(circuit)
    return circuit


def _turned(draw: st.DrawFn, plan: Plan, used: Sequence[int], kind: str) -> list[Step]:
    """Each qubit in a state of its own, or measured in a basis of its own."""
    if not plan.revealing:
        return []
    found = (plan.words.of(qubit) for qubit in used)
    ways = (each.states if kind == "states" else each.bases for each in found)
    chosen = [draw(st.sampled_from(each)) for each in ways]
    return [
        Apply(gate, (qubit,))
        for qubit, word in zip(used, chosen, strict=True)
        for gate in word.gates
    ]


def _empty(
    draw: st.DrawFn, plan: Plan, used: Sequence[int], layout: RegisterLayout
) -> QuantumCircuit:
    width = max(used) + 1
    if plan.native.qubits is not None and plan.native.num_qubits and draw(st.booleans()):
        width = plan.native.num_qubits
    kinds = plan.quantum_registers if width <= MAX_REGISTERED else ("one",)
    taken = [name for name, _ in layout.registers]
    qubits, qregs = draw(register_layouts(width, kinds=kinds, name="q", taken=taken)).quantum()
    clbits, cregs = layout.classical()
    circuit = QuantumCircuit(qubits, clbits, name="circuit")
    circuit.add_register(*qregs, *cregs)
    return circuit


def _affordable(drawn: Sequence[Steps]) -> list[Step]:
    """The steps, without those that would split an exact simulation too often."""
    kept: list[Step] = []
    left = MAX_BRANCHINGS
    for step in (step for steps in drawn for step in steps):
        if step.branchings <= left:
            left -= step.branchings
            kept.append(step)
    return kept
