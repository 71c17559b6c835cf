"""Circuits on their way to a backend and back."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.channel import LIST_REFUSED, Channel, Submission
from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.planning import Batch, plan
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Samples, concatenate
from qiskit_uplift.exceptions import ExecutionError, OptionWarning, UpliftError, warn


class Execution:
    """Circuits that go to a backend together: planned when this is made, sent by `submit`.

    A circuit that writes no classical bit is not sent: its outcome is 0 whatever happens.

    The user's seed goes with the first batch of each number of shots, as with Qiskit's classes.
    A later batch of the same run gets a seed made from it and from the batch's number: with the
    same one, a simulator would repeat its random numbers, and the batches would be correlated.

    Args:
        channel: Where to.
        circuits: Bound circuits.
        shots: The shots of each.
        seed: The user's seed, or None.
        memory: Whether to ask for one outcome a shot.
        run_options: The user's own options.
        asked: Whether the user set the number of shots himself. Where he didn't, a backend that
            takes no number decides by itself, and one warning says so.

    Raises:
        InvalidCircuitError: The backend would answer a circuit wrongly.
        OptionError: An option is refused.
        LimitError: A number of shots can't be had within the limits.
    """

    def __init__(
        self,
        channel: Channel,
        circuits: Sequence[QuantumCircuit],
        shots: Sequence[int],
        *,
        seed: int | None = None,
        memory: bool = False,
        run_options: Mapping[str, Any] | None = None,
        asked: bool = True,
    ) -> None:
        self.channel = channel
        admitted = [channel.admit(circuit) for circuit in circuits]
        self.circuits = _named_apart([circuit for circuit, _ in admitted])
        self.layouts = [layout for _, layout in admitted]
        self._widths = [circuit.num_clbits for circuit in circuits]
        self.shots = list(shots)
        self.submissions: list[Submission] = []
        self._seed = seed
        self._alone = seed is not None and channel.contract.shares_seed
        self._settings: dict[str, Any] = {
            "memory": memory,
            "run_options": run_options,
            "asked": asked,
            "where": channel.where,
        }
        wanted = [
            number if layout.written else None
            for number, layout in zip(self.shots, self.layouts, strict=True)
        ]
        self._batches = plan(wanted, channel.limits, channel.where, alone=self._alone)
        for batch in self._batches:
            self._arguments(batch, 0)  # what is wrong with the options is raised here
        self._submissions_of: dict[int, list[Submission]] = {}
        self._planned = Counter(index for batch in self._batches for index in batch.indices)

    def _arguments(self, batch: Batch, number: int) -> dict[str, Any]:
        contract = self.channel.contract
        return contract.arguments(
            shots=batch.shots, seed=contract.seed_of(self._seed, number), **self._settings
        )

    def submit(self) -> None:
        """Hand every batch to the backend.

        What ``run`` raises is passed on; ``submissions`` then holds what was accepted before.
        """
        if self._batches and self.channel.contract.shots is None:
            warn(
                f"{self.channel.where} takes no number of shots and decides by itself; the result "
                "holds those that it returns.",
                OptionWarning,
            )
        queue = deque(self._batches)
        numbers: Counter[int] = Counter()
        while queue:
            batch = queue.popleft()
            if len(batch.indices) > 1 and not self.channel.lists:
                queue.extendleft(
                    dataclasses.replace(batch, indices=(i,)) for i in reversed(batch.indices)
                )
                continue
            circuits = [self.circuits[i] for i in batch.indices]
            number = len(self.submissions) if self._alone else numbers[batch.wanted]
            sent = self._arguments(batch, number)
            handle = self.channel.send(circuits, sent)
            if handle is LIST_REFUSED:
                queue.appendleft(batch)
                continue
            numbers[batch.wanted] += 1
            submission = Submission(self.channel, batch, circuits, sent, handle)
            self.submissions.append(submission)
            for index in batch.indices:
                self._submissions_of.setdefault(index, []).append(submission)

    def submissions_of(self, index: int) -> list[Submission]:
        """The batches that hold circuit ``index``; several where its shots had to be split."""
        return list(self._submissions_of.get(index, ()))

    @property
    def job_ids(self) -> list[str]:
        """The provider's ids of all jobs, in the order of submission."""
        return [each.job_id for each in self.submissions if each.job_id is not None]

    def collect(self) -> None:
        """Wait for every batch, whatever becomes of the others.

        Raises:
            ExecutionError: A batch failed, or one was never submitted. Where there are others, the
                message says so and they are kept.
            DecodingError: What came back for a batch is no result.
        """
        errors: list[Exception] = []
        for submission in self.submissions:
            try:
                submission.collect()
            except Exception as error:  # the batches after it are waited for all the same
                errors.append(error)
        if errors and len(self.submissions) == 1:
            raise errors[0]
        if errors:
            first = errors[0]
            kind = type(first) if isinstance(first, UpliftError) else ExecutionError
            raise kind(
                f"{len(errors)} of {len(self.submissions)} batches failed, the first with: "
                f"{first} The others are kept: see partial_result() of the job."
            ) from first

    def finished(self, indices: Sequence[int]) -> bool:
        """Whether the outcomes of these circuits, or the error in their place, are there."""
        return all(
            submission.finished()
            for index in indices
            for submission in self._submissions_of.get(index, ())
        )

    def raw(self, index: int) -> list[RawOutcome]:
        """Wait for one circuit: what came back for it, by job; empty if it needn't be sent.

        Raises:
            ExecutionError: A batch failed or was never submitted.
            DecodingError: What came back for a batch is no result.
        """
        submissions = self._submissions_of.get(index, ())
        if len(submissions) < self._planned[index]:
            raise ExecutionError(
                f"Circuit {self.circuits[index].name!r} was never submitted to "
                f"{self.channel.where}, or not with all of its shots."
            )
        return [each.collect()[each.batch.indices.index(index)] for each in submissions]

    def samples(self, indices: Sequence[int] | None = None) -> list[Samples]:
        """Wait for circuits and decode their outcomes.

        Args:
            indices: Which circuits; None for all.

        Raises:
            ExecutionError: A batch failed or was never submitted.
            DecodingError: What came back can't be read with certainty.
        """
        every = range(len(self.circuits)) if indices is None else indices
        return [self._samples(index) for index in every]

    def _samples(self, index: int) -> Samples:
        parts = [
            decode(
                outcome,
                self.layouts[index],
                shots=self.shots[index],
                dialect=self.channel.dialect,
                source=f"{self.channel.where}, circuit {self.circuits[index].name!r}",
            )
            for outcome in self.raw(index) or [RawOutcome()]
        ]
        joined = parts[0] if len(parts) == 1 else concatenate(parts)
        return joined.first(self._widths[index])  # a provider may have added clbits of its own

    def cancel(self) -> bool:
        """Ask every job to stop; whether any of them said that it will."""
        accepted = [submission.cancel() for submission in self.submissions]
        return any(accepted)


def _named_apart(circuits: list[QuantumCircuit]) -> list[QuantumCircuit]:
    """The circuits, with a name of its own for each, so that no outcome can be taken for another.

    A circuit whose name was taken before it is copied under a new one.
    """
    every = {circuit.name for circuit in circuits}
    numbers: dict[str, Iterator[int]] = {}
    taken: set[str] = set()
    named = []
    for circuit in circuits:
        name = circuit.name
        if name in taken:
            ours = (f"{name}_{number}" for number in numbers.setdefault(name, itertools.count(1)))
            name = next(other for other in ours if other not in every)
            every.add(name)
        taken.add(name)
        named.append(circuit if name == circuit.name else circuit.copy(name))
    return named
