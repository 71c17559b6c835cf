"""Circuits on their way to a backend and back."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.channel import LIST_REFUSED, Channel, Submission
from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.planning import Batch, plan
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Samples
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
        LimitError: A number of shots is outside of the limits.
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
        self.circuits = [channel.admit(circuit) for circuit in circuits]
        self.shots = list(shots)
        self.layouts = [ClassicalLayout.of(circuit) for circuit in self.circuits]
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
        self._submission_of: dict[int, Submission] = {}
        self._planned = {index for batch in self._batches for index in batch.indices}

    def _arguments(self, batch: Batch, number: int) -> dict[str, Any]:
        contract = self.channel.contract
        order = batch.indices[0] if self._alone else number
        return contract.arguments(
            shots=batch.shots, seed=contract.seed_of(self._seed, order), **self._settings
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
                queue.extendleft(Batch((i,), batch.shots) for i in reversed(batch.indices))
                continue
            circuits = [self.circuits[i] for i in batch.indices]
            sent = self._arguments(batch, numbers[batch.shots])
            handle = self.channel.send(circuits, sent)
            if handle is LIST_REFUSED:
                queue.appendleft(batch)
                continue
            numbers[batch.shots] += 1
            submission = Submission(self.channel, batch, circuits, sent, handle)
            self.submissions.append(submission)
            self._submission_of.update(dict.fromkeys(batch.indices, submission))

    def sent(self, index: int) -> dict[str, Any] | None:
        """The keyword arguments that circuit ``index`` was sent with; None if it wasn't sent."""
        submission = self._submission_of.get(index)
        return None if submission is None else submission.sent

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
        submissions = {self._submission_of[i] for i in indices if i in self._submission_of}
        return all(submission.finished() for submission in submissions)

    def raw(self, index: int) -> RawOutcome | None:
        """Wait for one circuit: what came back for it, None if there was no need to send it.

        Raises:
            ExecutionError: Its batch failed or was never submitted.
            DecodingError: What came back for its batch is no result.
        """
        if index not in self._planned:
            return None
        if index not in self._submission_of:
            name = self.circuits[index].name
            raise ExecutionError(f"Circuit {name!r} was never submitted to {self.channel.where}.")
        submission = self._submission_of[index]
        return submission.collect()[submission.batch.indices.index(index)]

    def samples(self, indices: Sequence[int] | None = None) -> list[Samples]:
        """Wait for circuits and decode their outcomes.

        Args:
            indices: Which circuits; None for all.

        Raises:
            ExecutionError: A batch failed or was never submitted.
            DecodingError: What came back can't be read with certainty.
        """
        return [
            decode(
                self.raw(index) or RawOutcome(),
                self.layouts[index],
                shots=self.shots[index],
                dialect=self.channel.dialect,
                source=f"{self.channel.where}, circuit {self.circuits[index].name!r}",
            )
            for index in (range(len(self.circuits)) if indices is None else indices)
        ]

    def cancel(self) -> bool:
        """Ask every job to stop; whether any of them said that it will."""
        accepted = [submission.cancel() for submission in self.submissions]
        return any(accepted)
