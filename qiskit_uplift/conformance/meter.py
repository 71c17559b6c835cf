"""What the subject was asked for: shots and jobs, and the most of each that may be used."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from qiskit_uplift.conformance.findings import BudgetSpent


@dataclass
class Meter:
    """Counts shots and jobs, and stops before a budget is overdrawn.

    Attributes:
        shots: Those that were asked for so far.
        jobs: Those that were submitted so far.
        most_shots: The budget of shots; None for no limit.
        most_jobs: The budget of jobs; None for no limit.
    """

    shots: int = 0
    jobs: int = 0
    most_shots: int | None = None
    most_jobs: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def spend(self, shots: int, jobs: int = 1) -> None:
        """Count a job that is about to be submitted.

        Raises:
            BudgetSpent: It would overdraw a budget; it isn't counted then.
        """
        with self._lock:
            if self.most_shots is not None and self.shots + shots > self.most_shots:
                raise BudgetSpent(
                    f"{shots} shots more would overdraw the budget of {self.most_shots}."
                )
            if self.most_jobs is not None and self.jobs + jobs > self.most_jobs:
                raise BudgetSpent(f"One job more would overdraw the budget of {self.most_jobs}.")
            self.shots += shots
            self.jobs += jobs
