"""The steps that a drawn circuit is made of, each able to write itself into a circuit.

They know qubits and clbits by their indices, so that a list of them is data which shrinks well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from qiskit.circuit import Gate, QuantumCircuit
from qiskit.circuit.classical import expr


class Step(Protocol):
    """One thing that a circuit does."""

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""

    @property
    def branchings(self) -> int:
        """How often it may split an exact simulation in two."""


@dataclass(frozen=True)
class Apply:
    """A gate, with values for its parameters, on some qubits."""

    gate: Gate
    qubits: tuple[int, ...]
    branchings = 0

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        circuit.append(self.gate, list(self.qubits))


@dataclass(frozen=True)
class Measure:
    """A measurement of a qubit into a clbit."""

    qubit: int
    clbit: int
    branchings = 1

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        circuit.measure(self.qubit, self.clbit)


@dataclass(frozen=True)
class Reset:
    """A reset of a qubit."""

    qubit: int
    branchings = 1

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        circuit.reset(self.qubit)


@dataclass(frozen=True)
class Wait:
    """A delay of a qubit, in units of dt."""

    qubit: int
    duration: int
    branchings = 0

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        circuit.delay(self.duration, self.qubit, unit="dt")


@dataclass(frozen=True)
class Barrier:
    """A barrier over some qubits."""

    qubits: tuple[int, ...]
    branchings = 0

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        circuit.barrier(list(self.qubits))


@dataclass(frozen=True)
class Condition:
    """What a branch or a loop asks of the clbits.

    Attributes:
        clbit: The index of a clbit; None where a register is asked.
        register: The index of a register; None where a clbit is asked.
        value: What it should be.
        form: ``pair`` for Qiskit's plain conditions; ``equal``, ``not``, ``greater`` or ``xor`` for
            expressions of its classical types.
        other: The other clbit of ``xor``.
    """

    clbit: int | None
    register: int | None
    value: int
    form: str = "pair"
    other: int = 0

    def asked(self, circuit: QuantumCircuit) -> Any:
        """The clbit or register of ``circuit``."""
        if self.clbit is not None:
            return circuit.clbits[self.clbit]
        return circuit.cregs[self.register or 0]

    def of(self, circuit: QuantumCircuit) -> Any:
        """The condition, as Qiskit's control flow takes it."""
        asked = self.asked(circuit)
        if self.form == "pair":
            return (asked, self.value)
        if self.clbit is not None:
            if self.form == "xor":
                return expr.bit_xor(asked, circuit.clbits[self.other])
            return expr.lift(asked) if self.value else expr.logic_not(asked)
        if self.form == "not":
            return expr.logic_not(expr.equal(asked, self.value))
        return (
            expr.greater_equal(asked, self.value)
            if self.form == "greater"
            else expr.equal(asked, self.value)
        )


def _add_all(steps: Sequence[Step], circuit: QuantumCircuit) -> None:
    for step in steps:
        step.add_to(circuit)


def total_branchings(steps: Sequence[Step]) -> int:
    """How often some steps may split an exact simulation in two."""
    return sum(step.branchings for step in steps)


@dataclass(frozen=True)
class If:
    """A branch: a body, and perhaps another one for otherwise."""

    condition: Condition
    body: tuple[Step, ...]
    otherwise: tuple[Step, ...] = ()

    @property
    def branchings(self) -> int:
        """How often it may split an exact simulation in two."""
        return max(total_branchings(self.body), total_branchings(self.otherwise))

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        with circuit.if_test(self.condition.of(circuit)) as otherwise:
            _add_all(self.body, circuit)
        if self.otherwise:
            with otherwise:
                _add_all(self.otherwise, circuit)


@dataclass(frozen=True)
class For:
    """A body that is repeated."""

    times: int
    body: tuple[Step, ...]

    @property
    def branchings(self) -> int:
        """How often it may split an exact simulation in two."""
        return self.times * total_branchings(self.body)

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        with circuit.for_loop(range(self.times)):
            _add_all(self.body, circuit)


@dataclass(frozen=True)
class Countdown:
    """A loop that runs while a clbit is 1: a qubit is measured into it until it is 0.

    Attributes:
        qubit: The qubit.
        clbit: The clbit.
        again: What brings the qubit to 0 in one round or after a few.
        body: What is done first in every round; doesn't write the clbit.
        rounds: How often each round splits an exact simulation, all rounds together.
    """

    qubit: int
    clbit: int
    again: Step
    body: tuple[Step, ...]
    rounds: int

    @property
    def branchings(self) -> int:
        """How often it may split an exact simulation in two."""
        return self.rounds * (1 + total_branchings(self.body))

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        with circuit.while_loop((circuit.clbits[self.clbit], 1)):
            _add_all((*self.body, self.again), circuit)
            circuit.measure(self.qubit, self.clbit)


@dataclass(frozen=True)
class Switch:
    """A body for some values of a clbit or a register, and perhaps one for all others."""

    asked: Condition
    cases: tuple[tuple[int, tuple[Step, ...]], ...]
    default: tuple[Step, ...] = ()

    @property
    def branchings(self) -> int:
        """How often it may split an exact simulation in two."""
        bodies = [body for _, body in self.cases]
        return max(map(total_branchings, [*bodies, self.default]))

    def add_to(self, circuit: QuantumCircuit) -> None:
        """Append it to ``circuit``."""
        with circuit.switch(self.asked.asked(circuit)) as case:
            for value, body in self.cases:
                with case(value):
                    _add_all(body, circuit)
            if self.default:
                with case(case.DEFAULT):
                    _add_all(self.default, circuit)
