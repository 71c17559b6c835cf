"""Runs whose later stages follow from the outcomes of the earlier ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from qiskit.primitives import PubResult
from qiskit.providers import JobStatus

from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.jobs import AdapterJob, Part
from qiskit_uplift.adapters.options import OptionContract
from qiskit_uplift.adapters.progress import Progress
from qiskit_uplift.adapters.recovery import Origin
from qiskit_uplift.adapters.samples import Samples, concatenate
from qiskit_uplift.adapters.submission import Submission
from qiskit_uplift.adapters.targeting import Targeting
from qiskit_uplift.exceptions import ExecutionError

Execute = Callable[[Sequence[int], Sequence[int], int], Execution]

_STAGE = 1 << 20  # more than a stage has batches, so that no two of a run have the same number


def stage_seed(contract: OptionContract, seed: int | None, stage: int) -> int | None:
    """The seed that a stage has in the place of the user's own, which goes with the first.

    Args:
        contract: Of the backend.
        seed: The user's seed, or None.
        stage: The number of the stage, from 0.
    """
    return contract.seed_of(seed, stage * _STAGE)


class Stages:
    """The stages of a run, each an `Execution`.

    Args:
        first: The pilot, with all circuits of the run.
        execute: Plans circuits, given by their places in the run, with the shots of each, as the
            stage of a number.
        ranges: The places of each PUB's circuits.
        targets: What is to be measured of each PUB.

    Attributes:
        executions: The stages so far, the pilot first.
    """

    def __init__(
        self,
        first: Execution,
        execute: Execute,
        ranges: Sequence[range],
        targets: Sequence[Targeting],
    ) -> None:
        self.executions = [first]
        self._execute = execute
        self._ranges = ranges
        self._targets = targets
        self._places = [{place: place for place in range(len(first.circuits))}]
        self._complete = 1

    def following(self) -> Execution | None:
        """Plan the next stage when all before it have come; None where nothing is left to do."""
        self._complete = len(self.executions)
        shots = [
            number
            for own, target in zip(self._ranges, self._targets, strict=True)
            for number in target.next(self.samples(own))
        ]
        places = [place for place, number in enumerate(shots) if number]
        if not places:
            return None
        execution = self._execute(places, [shots[place] for place in places], self._complete)
        self._places.append({place: index for index, place in enumerate(places)})
        self.executions.append(execution)
        return execution

    def samples(self, indices: Sequence[int]) -> list[Samples]:
        """The outcomes of circuits in all stages that are complete, joined."""
        return [self._joined(index) for index in indices]

    def _joined(self, index: int) -> Samples:
        parts = [
            execution.samples([places[index]])[0]
            for execution, places in zip(
                self.executions[: self._complete], self._places[: self._complete], strict=True
            )
            if index in places
        ]
        return parts[0] if len(parts) == 1 else concatenate(parts)

    def result(self, number: int, plain: Callable[[Sequence[Samples]], PubResult]) -> PubResult:
        """The result of a PUB out of the stages that are complete.

        Args:
            number: Which PUB.
            plain: Makes its result from outcomes.
        """
        samples = self.samples(self._ranges[number])
        result = plain(samples)
        result.metadata.pop("requested_shots", None)  # what is added says more
        result.metadata.update(self._targets[number].metadata(result.data.stds, samples))
        return result


class StagedJob(AdapterJob):
    """A run in stages: each is submitted when the one before has come.

    ``plan`` is that of the stage at hand. ``partial_result()`` has the estimates of the stages that
    are complete; where a later stage fails, ``result()`` raises, and those estimates are kept. A
    job that is pickled is waited for.
    """

    def __init__(self, stages: Stages, parts: Sequence[Part], origin: Origin) -> None:
        super().__init__(stages.executions[0], parts, origin)
        self._stages = stages
        self._turn = threading.Lock()

    def _end(self) -> None:
        try:
            self._execution.raise_for_errors()
            following = self._turn_to_next()
        except Exception as error:  # told by result(), in the user's own thread
            self._origin.end()
            self._future.set_exception(error)
            return
        if following is None:
            super()._end()
            return
        try:
            following.submit()
        except Exception as error:  # what was accepted before is waited for
            lost = (each for each in following.all_submissions if not each.was_sent)
            next(lost).error = error
        with self._turn:
            if self._cancelled:  # while it was handed over, too late to be told
                following.cancel()
        following.start(self._end)

    def _turn_to_next(self) -> Execution | None:
        following = self._stages.following()
        if following is None:
            return None
        number = len(self._stages.executions) - 1
        origin = self._origin
        restored = origin.restore is not None and origin.restore(number, following)
        if origin.entry is not None:
            recorder = origin.entry.stage(number)
            if not restored:
                recorder.plan(following.plan.batches)
            following.record_in(recorder)
        with self._turn:
            if self._cancelled:
                raise ExecutionError("The run was cancelled before its last stage.")
            self._execution = following
        return following

    @property
    def provider_job_ids(self) -> list[str]:
        """The provider's own job ids of all stages so far, in the order of submission."""
        return [each for execution in self._stages.executions for each in execution.job_ids]

    @property
    def submissions(self) -> list[Submission]:
        """What was handed to the backend so far."""
        return [each for execution in self._stages.executions for each in execution.submissions]

    @property
    def progress(self) -> Progress:
        """How many batches of how many are there, of the stages that are planned."""
        stages = list(self._stages.executions)
        return Progress(
            sum(each.num_settled for each in stages),
            sum(len(each.submissions) for each in stages),
            sum(each.plan.num_jobs for each in stages),
        )

    def status(self) -> JobStatus:
        """As of every job; it is running from the end of the first stage to that of the last."""
        if not self._future.done() and len(self._stages.executions) > 1:
            return JobStatus.RUNNING
        return super().status()

    def cancel(self) -> bool:
        """Ask the provider to cancel what is there of this run, and submit nothing more."""
        with self._turn:
            if self._future.done():
                return False
            super().cancel()
            # whatever becomes of the stage at hand, no other follows
            self._cancelled = True
            return True

    def _so_far(self, part: Part) -> PubResult:
        if len(self._stages.executions) > 1:
            return part.build()
        return super()._so_far(part)

    def __reduce__(self) -> Any:
        self.wait(bar=False)
        return super().__reduce__()
