"""What a check raises: a violation with its evidence, or why there is nothing to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qiskit.circuit import QuantumCircuit


@dataclass(frozen=True)
class Histogram:
    """Outcomes beside what they should be.

    Attributes:
        title: What was run.
        num_bits: The number of classical bits of an outcome.
        expected: The probability of each outcome; others are impossible.
        observed: How often each was seen.
        tolerance: How far (total variation) the device's own errors let it be from ``expected``.
    """

    title: str
    num_bits: int
    expected: Mapping[int, float]
    observed: Mapping[int, int]
    tolerance: float = 0.0

    @property
    def shots(self) -> int:
        """The number of shots that were judged."""
        return sum(self.observed.values())

    @property
    def distance(self) -> float:
        """The total variation between the two."""
        shots = max(1, self.shots)
        keys = {*self.expected, *self.observed}
        differences = (
            abs(self.observed.get(key, 0) / shots - self.expected.get(key, 0.0)) for key in keys
        )
        return sum(differences) / 2

    def key(self, outcome: int) -> str:
        """An outcome as bits, clbit 0 last."""
        return format(outcome, f"0{self.num_bits}b") if self.num_bits else ""


@dataclass(frozen=True)
class Finding:
    """The evidence of one violation.

    Attributes:
        message: What was wrong, in a sentence or two.
        expected: What a right backend does.
        observed: What this one did.
        circuit: The smallest circuit on which it was seen.
        call: The call that shows it, as a user would write it, such as ``run(circuit, shots=0)``.
        options: The options that were sent.
        histogram: The outcomes that were judged.
        chance: The greatest probability of such evidence against a right backend; None where no
            chance is involved.
        error: The traceback of what the backend raised.
    """

    message: str
    expected: str | None = None
    observed: str | None = None
    circuit: QuantumCircuit | None = None
    call: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    histogram: Histogram | None = None
    chance: float | None = None
    error: str | None = None


class Violation(AssertionError):
    """A demand isn't met.

    Attributes:
        finding: The evidence.
    """

    def __init__(self, finding: Finding) -> None:
        told = [finding.message]
        if finding.expected is not None:
            told.append(f"Expected: {finding.expected}")
        if finding.observed is not None:
            told.append(f"Observed: {finding.observed}")
        super().__init__("\n".join(told))
        self.finding = finding

    def on(self, circuit: QuantumCircuit) -> Violation:
        """The same with the circuit, where it names none."""
        if self.finding.circuit is not None:
            return self
        return type(self)(replace(self.finding, circuit=circuit))


class BackendRaised(Violation):
    """The backend raised where it should have answered.

    Attributes:
        original: What it raised; None where it never answered.
    """

    def __init__(self, finding: Finding, original: BaseException | None = None) -> None:
        super().__init__(finding)
        self.original = original


class NotApplicable(Exception):
    """The demand doesn't concern this backend; the message says why."""


class BudgetSpent(Exception):
    """The shots or jobs that may be used are used up."""


class NotInRecord(BaseException):
    """A record is replayed that lacks an answer; no ``Exception``, as a backend's errors are."""
