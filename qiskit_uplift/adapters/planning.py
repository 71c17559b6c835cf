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
        shots: The number of shots of each.
    """

    indices: tuple[int, ...]
    shots: int


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
        Batches in the order of the first circuit of each number of shots. Each circuit that needs
        a run is in exactly one.

    Raises:
        LimitError: A number of shots is outside of the limits. Nothing has been sent then.
    """
    by_shots: dict[int, list[int]] = {}
    for index, wanted in enumerate(shots):
        if wanted is not None:
            limits.check_shots(wanted, where)
            by_shots.setdefault(wanted, []).append(index)
    batches = []
    for wanted, indices in by_shots.items():
        size = 1 if alone else limits.max_circuits or len(indices)
        batches += [
            Batch(tuple(indices[start : start + size]), wanted)
            for start in range(0, len(indices), size)
        ]
    return batches
