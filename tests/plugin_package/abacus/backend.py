"""The backend: circuits go in, counts come out, by names of its own."""

from __future__ import annotations

import uuid

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus
from qiskit_aer import AerSimulator


class AbacusBusyError(RuntimeError):
    """The same call may work the next time."""


class AbacusJob:
    """A job that is done when it is made."""

    def __init__(self, counts: list[dict[str, int]], label: str | None) -> None:
        self.label = label
        self._id = f"abacus-{uuid.uuid4()}"
        self._counts = counts

    def job_id(self) -> str:
        return self._id

    def status(self) -> JobStatus:
        return JobStatus.DONE

    def result(self) -> list[dict[str, int]]:
        """The counts of each circuit; a key has a group a register, the last register first."""
        return self._counts


class AbacusBackend:
    """Takes up to 3 circuits in a job, and up to 500 repetitions of each."""

    name = "abacus"

    def __init__(self) -> None:
        self.busy = False
        self._jobs: dict[str, AbacusJob] = {}

    def run(
        self,
        circuits: list[QuantumCircuit],
        repetitions: int = 100,
        rng: int | None = None,
        speed: str = "slow",
        label: str | None = None,
    ) -> AbacusJob:
        if self.busy:
            raise AbacusBusyError("all beads are in use")
        if len(circuits) > 3 or not 1 <= repetitions <= 500 or speed not in ("slow", "fast"):
            raise ValueError("the abacus doesn't do that")
        seeds = np.random.SeedSequence(rng).generate_state(len(circuits))
        counts = [
            AerSimulator().run(circuit, shots=repetitions, seed_simulator=int(seed)).result()
            for circuit, seed in zip(circuits, seeds, strict=True)
        ]
        job = AbacusJob([result.get_counts() for result in counts], label)
        self._jobs[job.job_id()] = job
        return job

    def fetch(self, job_id: str) -> AbacusJob:
        return self._jobs[job_id]

    def labelled(self, label: str) -> list[AbacusJob]:
        return [job for job in self._jobs.values() if job.label == label]
