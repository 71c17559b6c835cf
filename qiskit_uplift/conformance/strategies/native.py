"""What a Target lets a circuit hold: its gates, where they act, and their parameters' domains."""

from __future__ import annotations

import copy
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from qiskit.circuit import Gate, ParameterExpression
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.exceptions import QiskitError
from qiskit.quantum_info import Operator
from qiskit.transpiler import Target

from qiskit_uplift.conformance.strategies.angles import WHOLE, Domain, known_domains
from qiskit_uplift.exceptions import TargetError, suggestion

Places = frozenset[tuple[int, ...]]

CONTROL_FLOW = ("if_else", "for_loop", "while_loop", "switch_case")
"""The names by which a Target advertises control flow, as Qiskit's operations have them."""


@dataclass(frozen=True)
class NativeGate:
    """A gate of a device.

    Attributes:
        operation: The gate; its free parameters are placeholders.
        places: The qubits that it acts on, in order; None for any.
        domains: One for each free parameter.
    """

    operation: Gate
    places: Places | None
    domains: tuple[Domain, ...]

    @property
    def name(self) -> str:
        """Its name in the Target and in circuits."""
        return str(self.operation.name)

    @property
    def num_qubits(self) -> int:
        """How many qubits it acts on."""
        return int(self.operation.num_qubits)

    def within(self, qubits: Sequence[int]) -> list[tuple[int, ...]]:
        """Where it acts on some of ``qubits`` alone, sorted by their order there."""
        ways = permutations(qubits, self.num_qubits)
        return [way for way in ways if self.places is None or way in self.places]

    def at(self, angles: Sequence[float | ParameterExpression]) -> Gate:
        """The gate with values for its free parameters."""
        if not self.domains:
            return self.operation
        values = iter(angles)
        gate = copy.deepcopy(self.operation)
        gate.params = [next(values) if _is_free(old) else old for old in gate.params]
        return gate


@dataclass(frozen=True)
class NativeSet:
    """All that circuits are drawn from.

    Attributes:
        gates: The gates, the plainest first.
        qubits: The qubits on which anything acts, sorted; None for any.
        num_qubits: The device's width; None for any.
        measures: The qubits that can be measured; None for any.
        resets: The qubits that can be reset; None for any.
        delays: The qubits that can wait; None for any.
        control_flow: Names out of :data:`CONTROL_FLOW`.
        time_step: Every delay is a multiple of it, in units of dt; 0 where no dt is known.
        least_delay: The shortest delay, likewise.
    """

    gates: tuple[NativeGate, ...]
    qubits: tuple[int, ...] | None
    num_qubits: int | None
    measures: Places | None
    resets: Places | None
    delays: Places | None
    control_flow: tuple[str, ...]
    time_step: int = 0
    least_delay: int = 0

    @classmethod
    def of(
        cls,
        target: Target,
        *,
        gates: Collection[str] | None = None,
        domains: Mapping[str, Sequence[Domain | None]] | None = None,
    ) -> NativeSet:
        """Read a Target.

        Gates without a matrix are left out, as nothing is known of what they do, and so are
        operations of any width.

        Args:
            target: The Target.
            gates: The names of the gates to use; None for all.
            domains: By a gate's name, the domains of its parameters, where the Target doesn't say.

        Raises:
            TargetError: ``gates`` or ``domains`` name a gate that isn't there.
        """
        for name in [*(gates or ()), *(domains or ())]:
            if name not in target.operation_names:
                hint = suggestion(name, target.operation_names)
                raise TargetError(f"The Target has no gate {name!r}.{hint}")
        found = [
            gate for gate in _gates(target, domains or {}) if gates is None or gate.name in gates
        ]
        found.sort(key=_plainness)
        lists = [_places(target, name) for name in ("measure", "reset", "delay")]
        everything = [*(gate.places for gate in found), lists[0]]
        somewhere = {qubit for places in everything for place in places or () for qubit in place}
        anywhere = any(places is None for places in everything)
        return cls(
            gates=tuple(found),
            qubits=None if anywhere else tuple(sorted(somewhere)),
            num_qubits=target.num_qubits,
            measures=lists[0],
            resets=lists[1],
            delays=lists[2],
            control_flow=tuple(name for name in CONTROL_FLOW if name in target.operation_names),
            time_step=0 if target.dt is None else _time_step(target),
            least_delay=0 if target.dt is None else int(target.min_length),
        )

    def on(self, qubit: int) -> list[NativeGate]:
        """The gates of one qubit that a qubit has."""
        return [
            gate
            for gate in self.gates
            if gate.num_qubits == 1 and (gate.places is None or (qubit,) in gate.places)
        ]

    @classmethod
    def standard(cls, target: Target) -> NativeSet:
        """Qiskit's standard gates on any qubits, for a backend that compiles what it is given.

        Args:
            target: Says how wide the device is, and which control flow it has.
        """
        native = cls.of(target)
        found = [
            NativeGate(gate, None, (WHOLE,) * len(gate.params))
            for gate in get_standard_gate_name_mapping().values()
            if isinstance(gate, Gate) and 0 < gate.num_qubits <= 3
        ]
        found.sort(key=_plainness)
        width = native.num_qubits
        fits = [gate for gate in found if width is None or gate.num_qubits <= width]
        return cls(tuple(fits), None, width, None, None, None, native.control_flow)

    def neighbours(self) -> dict[int, tuple[int, ...]] | None:
        """For each qubit those that a gate joins it to, sorted; None if any gate acts anywhere."""
        joining = [gate for gate in self.gates if gate.num_qubits > 1]
        if self.qubits is None or any(gate.places is None for gate in joining):
            return None
        found: dict[int, set[int]] = {qubit: set() for qubit in self.qubits}
        for gate in joining:
            for place in gate.places or ():
                for qubit in place:
                    found[qubit] |= set(place) - {qubit}
        return {qubit: tuple(sorted(others)) for qubit, others in found.items()}


_FAMILIAR = ("x", "h", "sx", "z", "s", "rx", "rz", "cx", "cz", "ecr")


def _plainness(gate: NativeGate) -> tuple[int, int, int, str]:
    familiar = gate.name in _FAMILIAR
    rank = _FAMILIAR.index(gate.name) if familiar else len(_FAMILIAR)
    return gate.num_qubits, len(gate.domains), rank, gate.name


def _gates(target: Target, domains: Mapping[str, Sequence[Domain | None]]) -> Iterator[NativeGate]:
    for name in target.operation_names:
        operation = target.operation_from_name(name)
        if not isinstance(operation, Gate) or operation.name != name or not operation.num_qubits:
            continue
        free = [value for value in operation.params if _is_free(value)]
        known = known_domains(target, name, len(free))
        if known is None:
            continue
        given = domains.get(name, ())
        if len(given) > len(free):
            raise TargetError(
                f"The gate {name!r} has {len(free)} free parameters, domains gives {len(given)}."
            )
        pairs = zip(known, [*given, *[None] * (len(free) - len(given))], strict=True)
        gate = NativeGate(
            operation, _places(target, name), tuple(_narrower(*pair) for pair in pairs)
        )
        if _has_matrix(gate):
            yield gate


def _is_free(value: Any) -> bool:
    return isinstance(value, ParameterExpression) and bool(value.parameters)


def _narrower(known: Domain, given: Domain | None) -> Domain:
    return known if given is None else (max(known[0], given[0]), min(known[1], given[1]))


def _places(target: Target, name: str) -> Places | None:
    if name not in target.operation_names:
        return frozenset()
    places = target[name]
    if places is None or None in places:
        return None
    return frozenset(tuple(place) for place in places)


def _has_matrix(gate: NativeGate) -> bool:
    try:
        # in the middle of each domain, where no rounding error leads out of it
        Operator(gate.at([(low + high) / 2 for low, high in gate.domains]))
    except (QiskitError, TypeError, ValueError, AttributeError, NotImplementedError):
        return False
    return True


def _time_step(target: Target) -> int:
    return math.lcm(
        *(
            max(1, int(value or 1))
            for value in (target.granularity, target.pulse_alignment, target.acquire_alignment)
        )
    )
