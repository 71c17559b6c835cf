"""What the faulty Samplers and Estimators share: the right one that each of them stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from qiskit_uplift.adapters.backend import uplift
from qiskit_uplift.backends.reference import reference_device
from qiskit_uplift.conformance.zoo.base import FaultyDevice

SEED = 7
"""Of what the faults draw themselves."""


class Job:
    """The job of a right primitive with another result or id."""

    def __init__(self, job: Any, result: Callable[[Any], Any], job_id: str | None = None) -> None:
        self._job = job
        self._change = result
        self._id = job_id

    def result(self) -> Any:
        """The changed result."""
        return self._change(self._job.result())

    def job_id(self) -> str:
        """The changed id."""
        return self._id or self._job.job_id()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._job, name)


class Wrong:
    """What wrong Samplers and Estimators share: the right one that they stand on."""

    job_id: str | None = None

    def __init__(self) -> None:
        self.backend = uplift(reference_device(ideal=True))
        self.rng = np.random.default_rng(SEED)

    def changed(self, result: Any, pubs: Sequence[Any]) -> Any:
        """The result with the fault."""
        del pubs
        return result


def member(make: Callable[[], Any], *found_by: str) -> FaultyDevice:
    """The member of the zoo that a class or function makes, whose docstring says the fault."""
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in make.__name__).strip("-")
    about = (make.__doc__ or "").splitlines()[0]
    group = found_by[0].partition(".")[0]
    return FaultyDevice(f"{group}-{name.replace('_', '-')}", make, found_by, about)
