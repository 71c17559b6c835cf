"""Runs whose later stages follow from the outcomes of the earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.primitives import PrimitiveResult, PubResult

from qiskit_uplift.adapters.channel import Submission
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.jobs import AdapterJob, Part
from qiskit_uplift.adapters.samples import Samples, concatenate
from qiskit_uplift.adapters.targeting import Targeting
from qiskit_uplift.exceptions import ExecutionError

Execute = Callable[[Sequence[QuantumCircuit], Sequence[int], int], Execution]

_STAGE = 1 << 20  # more than a stage has batches, so that no two of a run have the same number


def stage_seed(seed_of: Callable[[int | None, int], int | None], seed: int | None,
               stage: int) -> int | None:  # fmt: skip
    """The seed that a stage has in the place of the user's own, which goes with the first.

    Args:
        seed_of: The contract's ``seed_of``.
        seed: The user's seed, or None.
        stage: The number of the stage, from 0.
    """
    return seed_of(seed, stage * _STAGE)


class Stages:
    """The stages of a run, each an `Execution`.

    Args:
        circuits: The circuits of all PUBs.
        ranges: The places of each PUB's.
        targets: What is to be measured of each PUB.
        execute: Plans circuits, with the shots of each, as the stage of a number.

    Attributes:
        executions: The stages so far, the pilot first.
    """

    def __init__(
        self,
        circuits: Sequence[QuantumCircuit],
        ranges: Sequence[range],
        targets: Sequence[Targeting],
        execute: Execute,
    ) -> None:
        self._circuits = circuits
        self._ranges = ranges
        self._targets = targets
        self._execute = execute
        pilots = [t.pilot for t, own in zip(targets, ranges, strict=True) for _ in own]
        self.executions = [execute(circuits, pilots, 0)]
        self._places: list[Mapping[int, int]] = [{i: i for i in range(len(circuits))}]
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
        execution = self._execute(
            [self._circuits[place] for place in places],
            [shots[place] for place in places],
            len(self.executions),
        )
        self.executions.append(execution)
        self._places.append({place: index for index, place in enumerate(places)})
        return execution

    def samples(self, indices: Sequence[int]) -> list[Samples]:
        """The outcomes of circuits in all stages that are complete, joined."""
        return [self._joined(index) for index in indices]

    def _joined(self, index: int) -> Samples:
        stages = zip(self.executions[: self._complete], self._places, strict=False)
        parts = [
            execution.samples([places[index]])[0] for execution, places in stages if index in places
        ]
        return parts[0] if len(parts) == 1 else concatenate(parts)

    def build(self, number: int, plain: Callable[[Sequence[Samples]], PubResult]) -> PubResult:
        """The result of a PUB out of the stages that are complete.

        Args:
            number: Which PUB.
            plain: Makes its result from outcomes.
        """
        samples = self.samples(self._ranges[number])
        result = plain(samples)
        result.metadata.pop("requested_shots", None)  # of one stage; the metadata below say more
        result.metadata.update(self._targets[number].metadata(result.data.stds, samples))
        return result


class StagedJob(AdapterJob):
    """A run in stages: each is submitted when the one before has come.

    ``partial_result()`` has the estimates of the stages that are complete. Where a later stage
    fails, ``result()`` raises, and those estimates are kept.
    """

    def __init__(self, stages: Stages, parts: Sequence[Part]) -> None:
        self._stages = stages
        super().__init__(stages.executions[0], parts)

    def _finish(self) -> PrimitiveResult[Any]:
        self._execution.collect()
        for execution in iter(self._stages.following, None):
            if self._cancelled:
                raise ExecutionError("The run was cancelled before its last stage.")
            execution.submit()
            execution.collect()
        return super()._finish()

    @property
    def provider_job_ids(self) -> list[str]:
        """The provider's own job ids of all stages so far, in the order of submission."""
        return [each for execution in self._stages.executions for each in execution.job_ids]

    @property
    def submissions(self) -> list[Submission]:
        """What was handed to the backend so far."""
        return [each for execution in self._stages.executions for each in execution.submissions]

    def cancel(self) -> bool:
        """Ask the provider to cancel what is there of this run, and submit nothing more."""
        if self._future.done():
            return False
        self._cancelled = True
        accepted = [execution.cancel() for execution in self._stages.executions]
        return any(accepted)
