"""Which circuits travel together: batches of equal shots within the backend's limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from qiskit_uplift.adapters.options import Limits

_LISTED = 20  # batches that are written out one by one


@dataclass(frozen=True)
class Batch:
    """One call of ``run``.

    Attributes:
        indices: Which of the planned circuits it holds, in the order in which they are sent.
        shots: The number of shots of each in this call.
        wanted: The number of shots of each in all calls together.
        number: Which of the batches it is that must not draw the same random numbers, from 0; the
            seed of a batch follows from it.
    """

    indices: tuple[int, ...]
    shots: int
    wanted: int
    number: int = 0


@dataclass(frozen=True)
class Plan:
    """What is sent for a run: the jobs, their circuits and shots.

    Attributes:
        batches: The jobs, in the order in which they are sent.
        limits: Those of the backend, which the batches keep to.
        where: The backend, as messages name it.
        names: The name of each circuit.
        merged: How many circuits need none of their own, as an equal one is sent for them, too.
        unsent: How many circuits write no classical bit, and needn't be sent.
    """

    batches: tuple[Batch, ...]
    limits: Limits = field(default_factory=Limits)
    where: str = "the backend"
    names: tuple[str, ...] = ()
    merged: int = 0
    unsent: int = 0

    @property
    def may_exceed(self) -> bool:
        """Whether equal circuits were joined though nobody says how many shots a job may have."""
        return self.merged > 0 and self.limits.max_shots is None

    @property
    def num_jobs(self) -> int:
        """How many jobs are submitted."""
        return len(self.batches)

    @property
    def num_circuits(self) -> int:
        """How many circuits the jobs hold together; one that is in several counts each time."""
        return sum(len(batch.indices) for batch in self.batches)

    @property
    def total_shots(self) -> int:
        """The shots of all circuits of all jobs."""
        return sum(len(batch.indices) * batch.shots for batch in self.batches)

    def __str__(self) -> str:
        counted = (
            f"{_several(self.num_jobs, 'job')}, {_several(self.num_circuits, 'circuit')}, "
            f"{_several(self.total_shots, 'shot')} on {self.where}"
        )
        lines = [counted]
        for number, batch in enumerate(self.batches[:_LISTED], 1):
            named = [self.names[i] if i < len(self.names) else str(i) for i in batch.indices]
            more = f" and {len(named) - 4} more" if len(named) > 5 else ""
            listed = ", ".join(named[:4] if more else named)
            lines.append(
                f"  job {number}: {_several(len(named), 'circuit')} of "
                f"{_several(batch.shots, 'shot')}: {listed}{more}"
            )
        if self.num_jobs > _LISTED:
            lines.append(f"  ... and {self.num_jobs - _LISTED} more jobs")
        if self.limits.max_jobs is not None and self.num_jobs > self.limits.max_jobs:
            lines.append(f"  at most {_several(self.limits.max_jobs, 'job')} at a time")
        if self.merged:
            lines.append(f"  {_several(self.merged, 'circuit')} shared with an equal one")
        if self.unsent:
            lines.append(f"  {_several(self.unsent, 'circuit')} not sent: nothing is measured")
        return "\n".join(lines)


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def plan(
    shots: Sequence[int | None],
    limits: Limits,
    where: str,
    *,
    alone: bool = False,
    distinct_seeds: bool = False,
) -> list[Batch]:
    """Plan the calls of ``run`` for circuits that want these numbers of shots.

    Args:
        shots: The shots of each circuit; None for a circuit that needs no run.
        limits: What one job may hold.
        where: The backend, as messages name it.
        alone: Whether each circuit is to have a job of its own.
        distinct_seeds: Whether no two jobs at all may have the same seed; else the first of each
            number of shots has the user's own, as with Qiskit's classes.

    Returns:
        Batches in the order of the first circuit of each number of shots. A circuit that wants
        more shots than a job may have is in several, and their shots add up to what it wants.

    Raises:
        LimitError: A number of shots is below the least, or can't be split into jobs within the
            limits. Nothing has been sent then.
    """
    by_shots: dict[int, list[int]] = {}
    for index, wanted in enumerate(shots):
        if wanted is not None:
            by_shots.setdefault(wanted, []).append(index)
    batches: list[Batch] = []
    numbers: Counter[int] = Counter()
    for wanted, indices in by_shots.items():
        size = 1 if alone else limits.max_circuits or len(indices)
        for part in split_shots(wanted, limits, where):
            for start in range(0, len(indices), size):
                number = len(batches) if distinct_seeds else numbers[wanted]
                numbers[wanted] += 1
                members = tuple(indices[start : start + size])
                batches.append(Batch(members, part, wanted, number))
    return batches


def split_shots(wanted: int, limits: Limits, where: str) -> list[int]:
    """Split a number of shots into as few jobs as the limits allow, as evenly as can be.

    Raises:
        LimitError: No split is within the limits.

    Example:
        >>> split_shots(4096, Limits(max_shots=2000), "the backend")
        [1366, 1365, 1365]
    """
    jobs = 1 if limits.max_shots is None else -(-wanted // limits.max_shots)
    each, more = divmod(wanted, max(1, jobs))
    parts = [each + 1] * more + [each] * (max(1, jobs) - more)
    if parts[-1] < limits.min_shots:
        limits.check_shots(parts[-1], where)
    return parts
