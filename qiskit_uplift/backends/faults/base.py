"""`Fault`: what goes wrong, and when it strikes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from qiskit.providers import JobStatus


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that goes wrong on a device; each subclass changes the hooks that it is about.

    Submissions are counted over the life of the device, from 0, the refused ones as well. Whether
    the fault strikes one of them is decided by the device's seed, the fault itself and that number
    alone: neither other faults nor the order in which results are fetched change it.

    Args:
        at: The submissions that it may strike; None for all. Of an :class:`ExperimentFault`: the
            experiments, counted over all submissions.
        probability: How likely it strikes each of them, from 0 to 1.

    Attributes:
        name: What the log and the specifications of backends call it.
        held: The status of a job that it keeps back until ``release()``; None where it doesn't.

    Raises:
        ValueError: ``probability`` or ``at`` is out of range.

    Example:
        >>> from qiskit_uplift.backends.faults import NetworkCut
        >>> fault = NetworkCut(at=(2,))
        >>> [fault.strikes(seed=1, occasion=n) for n in range(4)]
        [False, False, True, False]
    """

    name: ClassVar[str] = ""
    held: ClassVar[JobStatus | None] = None

    at: tuple[int, ...] | None = None
    probability: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError(f"{self.name}: probability is 0 to 1, got {self.probability!r}.")
        if self.at is not None and not all(isinstance(n, int) and n >= 0 for n in self.at):
            raise ValueError(f"{self.name}: at holds numbers from 0, got {self.at!r}.")

    def rng(self, seed: int, occasion: int) -> np.random.Generator:
        """The generator of all that this fault does on one occasion."""
        return np.random.default_rng([seed, zlib.crc32(repr(self).encode()), occasion])

    def strikes(self, seed: int, occasion: int) -> bool:
        """Whether it strikes on occasion number ``occasion``."""
        if self.at is not None and occasion not in self.at:
            return False
        return bool(self.rng(seed, occasion).random() < self.probability)

    def on_submit(self, accepted: bool) -> None:
        """Raise what ``run`` raises; called before the device accepted, and again after."""

    def on_status(self, status: JobStatus, answered: int) -> JobStatus:
        """The status to tell; ``answered`` questions were answered since the job ended."""
        del answered
        return status

    def on_result(self, job_id: str, asked: int) -> None:
        """Raise what ``result`` raises, once the outcomes are there; ``asked`` times before."""

    def on_answer(self, experiments: list[Any], rng: np.random.Generator) -> list[Any]:
        """The experiments of the result, of which each is a copy already."""
        del rng
        return experiments

    def instead(self, result: Any) -> Any:
        """What comes in the place of the whole result."""
        return result

    def on_cancel(self) -> bool | None:
        """What ``cancel`` answers without doing anything; None to let it through."""
        return None

    def on_retrieval(self, job_id: str) -> None:
        """Raise what ``retrieve_job`` raises."""


@dataclass(frozen=True, kw_only=True)
class ExperimentFault(Fault):
    """A fault that strikes single experiments, counted from 0 over all submissions of a device."""

    def on_experiment(self, experiment: Any, rng: np.random.Generator) -> None:
        """Change an experiment of the result, which is a copy already."""
