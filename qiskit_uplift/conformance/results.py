"""What came of the checks: a `CheckResult` each, and the `Report` of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from qiskit_uplift.conformance.checking import Check, Level
from qiskit_uplift.conformance.findings import Finding, Histogram


class Status(Enum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    KNOWN = "known failure"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"
    ERROR = "error of the kit"

    @property
    def is_bad(self) -> bool:
        """Whether it makes the whole run fail."""
        return self in (Status.FAILED, Status.NOT_RUN, Status.ERROR)


@dataclass(frozen=True)
class CheckResult:
    """How one check ended.

    Attributes:
        check: The check.
        status: How it ended.
        reason: Why it failed, doesn't apply, wasn't run or is known to fail, in a line; empty
            where it passed.
        findings: The evidence of a failure.
        histograms: Outcomes beside what they should be, a few of those that were judged.
        notes: What was noticed on the way.
        seconds: How long it took.
        shots: The shots that it asked for.
        jobs: The jobs that it submitted.
        alpha: The probability of a false alarm, at most; 0 where no chance is involved.
        detectable: The total variation that it finds with 99 %; None where it compares none.
    """

    check: Check
    status: Status
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    histograms: tuple[Histogram, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    shots: int = 0
    jobs: int = 0
    alpha: float = 0.0
    detectable: float | None = None


@dataclass(frozen=True)
class Report:
    """What is known of a subject after its checks.

    Attributes:
        subject: The subject's name.
        kind: What it is, such as ``BackendV2``.
        spec: The specification that loads it, if there is one.
        asked: The level that was asked for.
        seed: What decided all that was drawn.
        noise: How the device's own errors were allowed for.
        alpha: The probability that a right subject fails any check, at most.
        results: One a check, in the order in which they ran.
        stale: The lines of the file of known failures that no longer hold, each with why.
        versions: The versions of what took part, by name.
        started: When it began, in ISO 8601 with the offset to UTC.
        seconds: How long it took.
    """

    subject: str
    kind: str
    spec: str | None
    asked: Level
    seed: int
    noise: str
    alpha: float
    results: tuple[CheckResult, ...]
    stale: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    started: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing but known failures was found at the level that was asked for."""
        return not self.stale and not any(result.status.is_bad for result in self.results)

    @property
    def level(self) -> Level | None:
        """The highest level without any failure, known or not, of those asked for; None for none.

        A level that no check was run for isn't reached.
        """
        reached = None
        for level in Level:
            own = [result for result in self.results if result.check.level == level]
            if level > self.asked or any(
                result.status.is_bad or result.status is Status.KNOWN for result in own
            ):
                break
            if any(result.status is Status.PASSED for result in own):
                reached = level
        return reached

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """The checks that failed and weren't known to."""
        return tuple(result for result in self.results if result.status is Status.FAILED)

    @property
    def shots(self) -> int:
        """All shots that were asked for."""
        return sum(result.shots for result in self.results)

    @property
    def jobs(self) -> int:
        """All jobs that were submitted."""
        return sum(result.jobs for result in self.results)

    def count(self, status: Status) -> int:
        """How many checks ended so."""
        return sum(result.status is status for result in self.results)
