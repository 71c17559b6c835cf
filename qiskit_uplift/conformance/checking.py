"""What a check is: what it demands, which document says so, and the function that finds out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qiskit_uplift.conformance.trial import Trial

Body = Callable[["Trial"], None]


class Level(IntEnum):
    """How much is asked of a backend; each level asks for all below it, too.

    ``SMOKE``: seconds, a first look. ``BRONZE``: right counts. ``SILVER``: options, jobs and
    limits. ``GOLD``: primitives and dynamic circuits.
    """

    SMOKE = 0
    BRONZE = 1
    SILVER = 2
    GOLD = 3

    @classmethod
    def named(cls, name: str) -> Level:
        """The level with a name in any case.

        Raises:
            ValueError: There is none.
        """
        try:
            return cls[name.upper()]
        except KeyError:
            known = ", ".join(level.label for level in cls)
            raise ValueError(f"There is no level {name!r}; known: {known}.") from None

    @property
    def label(self) -> str:
        """The name as it is written."""
        return self.name.lower()


class Severity(Enum):
    """What it means for a user when a check fails."""

    CRITICAL = "numbers are wrong"
    MAJOR = "a contract is broken, and a user sees it"
    MINOR = "a detail differs from the documents"


class Need(Enum):
    """What a check needs of its subject."""

    RUN = "run()"
    SAMPLER = "Sampler"
    ESTIMATOR = "Estimator"
    TARGET = "Target"


@dataclass(frozen=True)
class Check:
    """One demand on a backend.

    Attributes:
        id: ``group.name``, such as ``run.bit-order``.
        demands: What a right backend does, in one sentence.
        source: The document that says so, as an address.
        severity: What a failure means.
        level: The lowest level that asks for it.
        needs: What the subject must have; without it the check doesn't apply.
        shots: The most shots that it takes of a right backend, for the default budget.
        jobs: The most jobs that it takes.
        stochastic: Whether it judges random outcomes, so that it gets a share of the false-alarm
            rate. Others can't raise a false alarm.
        body: What finds out; it returns where all is well.
    """

    id: str
    demands: str
    source: str
    severity: Severity
    level: Level
    needs: frozenset[Need]
    shots: int
    jobs: int
    stochastic: bool
    body: Body

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition(".")[0]

    def __reduce__(self) -> tuple[Callable[[str], Check], tuple[str]]:
        """A check travels by its id, as its function can't be pickled."""
        return _named, (self.id,)


def _named(check_id: str) -> Check:
    from qiskit_uplift.conformance.registry import all_checks

    return next(one for one in all_checks() if one.id == check_id)


def check(
    id: str,
    *,
    demands: str,
    source: str,
    severity: Severity,
    level: Level,
    needs: Need | tuple[Need, ...],
    shots: int,
    jobs: int,
    stochastic: bool = True,
) -> Callable[[Body], Check]:
    """Make a `Check` of the function below it; the arguments are the check's attributes."""

    def made(body: Body) -> Check:
        several = needs if isinstance(needs, tuple) else (needs,)
        return Check(
            id=id, demands=demands, source=source, severity=severity, level=level,
            needs=frozenset(several), shots=shots, jobs=jobs, stochastic=stochastic, body=body,
        )  # fmt: skip

    return made
