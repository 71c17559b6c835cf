"""Which circuits travel together: batches of equal shots within the backend's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qiskit_uplift.adapters.options import Limits


@dataclass(frozen=True)
class Batch:
    """One call of ``run``.

    Attributes:
        indices: Which of the planned circuits it holds, in the order in which they are sent.
        shots: The number of shots of each in this call.
        wanted: The number of shots of each in all calls together.
    """

    indices: tuple[int, ...]
    shots: int
    wanted: int


def plan(
    shots: Sequence[int | None], limits: Limits, where: str, *, alone: bool = False
) -> list[Batch]:
    """Plan the calls of ``run`` for circuits that want these numbers of shots.

    Args:
        shots: The shots of each circuit; None for a circuit that needs no run.
        limits: What one job may hold.
        where: The backend, as messages name it.
        alone: Whether each circuit is to have a job of its own.

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
    batches = []
    for wanted, indices in by_shots.items():
        size = 1 if alone else limits.max_circuits or len(indices)
        for part in split_shots(wanted, limits, where):
            batches += [
                Batch(tuple(indices[start : start + size]), part, wanted)
                for start in range(0, len(indices), size)
            ]
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
