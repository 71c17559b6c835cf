"""PUBs with different shots or precision for primitives that take one number a call."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from qiskit.primitives import (
    BaseEstimatorV2,
    BasePrimitiveJob,
    BaseSamplerV2,
    PrimitiveResult,
)
from qiskit.primitives.containers import EstimatorPubLike, SamplerPubLike
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.providers import JobStatus
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.adapters.submission import known_status
from qiskit_uplift.exceptions import SubmissionError


class RegroupedJob(BasePrimitiveJob[PrimitiveResult[Any], JobStatus]):
    """A run that was sent as several jobs, one for each number of shots or each precision.

    What is asked of it that isn't here is asked of its only job, where there is one.

    Args:
        jobs: The provider's own jobs.
        places: For each job, which of the PUBs it has.

    Attributes:
        jobs: The provider's own jobs.
    """

    def __init__(self, jobs: Sequence[Any], places: Sequence[Sequence[int]]) -> None:
        self.jobs = list(jobs)
        self._places = [list(each) for each in places]
        super().__init__(str(self.jobs[0].job_id()) if self.jobs else "")

    @property
    def provider_job_ids(self) -> list[str]:
        """The provider's ids of its jobs."""
        return [str(job.job_id()) for job in self.jobs]

    def result(self) -> PrimitiveResult[Any]:
        """Wait for all jobs; the results are in the order of the PUBs.

        The metadata are those of the only job; of several, a list of them under ``"jobs"``.
        """
        found = [job.result() for job in self.jobs]
        parts: dict[int, Any] = {}
        for result, places in zip(found, self._places, strict=True):
            parts.update(zip(places, result, strict=True))
        several = {"version": 2, "jobs": [dict(each.metadata) for each in found]}
        metadata = found[0].metadata if len(found) == 1 else several
        return PrimitiveResult([parts[place] for place in sorted(parts)], metadata=metadata)

    def status(self) -> JobStatus:
        """Of several jobs, the one that there is most to say of."""
        found = {known_status(job.status()) for job in self.jobs}
        return next((status for status in _ORDER if status in found), JobStatus.DONE)

    def done(self) -> bool:
        """Whether the result is there."""
        return self.status() is JobStatus.DONE

    def running(self) -> bool:
        """Whether the provider is at work on it."""
        return self.status() is JobStatus.RUNNING

    def cancelled(self) -> bool:
        """Whether a job of it was cancelled."""
        return self.status() is JobStatus.CANCELLED

    def in_final_state(self) -> bool:
        """Whether all jobs have ended."""
        return self.status() in JOB_FINAL_STATES

    def cancel(self) -> bool:
        """Ask the provider to cancel every job that hasn't ended; whether it didn't refuse one.

        Raises:
            Exception: What a job raised; all others were asked.
        """
        waiting = [job for job in self.jobs if known_status(job.status()) not in JOB_FINAL_STATES]
        agreed, errors = False, []
        for job in waiting:
            try:
                agreed = job.cancel() is not False or agreed
            except Exception as error:  # a provider may raise anything; the others are asked
                errors.append(error)
        if errors:
            raise errors[0]
        return agreed

    def __getattr__(self, name: str) -> Any:
        jobs = self.__dict__.get("jobs", ())
        if name.startswith("_") or len(jobs) != 1:
            raise AttributeError(
                f"{type(self).__name__} has no attribute {name!r}; its .jobs may have it."
            )
        return getattr(jobs[0], name)


_ORDER = (
    *(JobStatus.RUNNING, JobStatus.QUEUED, JobStatus.VALIDATING, JobStatus.INITIALIZING),
    *(JobStatus.ERROR, JobStatus.CANCELLED),
)


class RegroupedSampler(BaseSamplerV2):
    """A Sampler over one that takes one number of shots a call.

    Args:
        sampler: The provider's own.

    Attributes:
        wrapped: The provider's own.
    """

    def __init__(self, sampler: Any) -> None:
        self.wrapped = sampler

    @property
    def options(self) -> Any:
        """The options of the provider's own class; they may be changed between runs."""
        return self.wrapped.options

    def run(self, pubs: Iterable[SamplerPubLike], *, shots: int | None = None) -> RegroupedJob:
        """Submit PUBs, those with equal shots as one job.

        Args:
            pubs: As of any Sampler.
            shots: For the PUBs that don't say; None for what the provider's options say.

        Raises:
            SubmissionError: A job was refused after others had been accepted. Where nothing was
                accepted, what the provider raises is passed on.
        """
        coerced = [SamplerPub.coerce(pub, shots) for pub in pubs]
        return _run(self.wrapped.run, coerced, lambda pub: pub.shots)


class RegroupedEstimator(BaseEstimatorV2):
    """An Estimator over one that takes one precision a call.

    Args:
        estimator: The provider's own.

    Attributes:
        wrapped: The provider's own.
    """

    def __init__(self, estimator: Any) -> None:
        self.wrapped = estimator

    @property
    def options(self) -> Any:
        """The options of the provider's own class; they may be changed between runs."""
        return self.wrapped.options

    def run(
        self, pubs: Iterable[EstimatorPubLike], *, precision: float | None = None
    ) -> RegroupedJob:
        """Submit PUBs, those with equal precision as one job.

        Args:
            pubs: As of any Estimator.
            precision: For the PUBs that don't say; None for what the provider's options say.

        Raises:
            SubmissionError: As of `RegroupedSampler.run`.
        """
        coerced = [EstimatorPub.coerce(pub, precision) for pub in pubs]
        return _run(self.wrapped.run, coerced, lambda pub: pub.precision)


def _run(
    run: Callable[[list[Any]], Any], pubs: list[Any], key: Callable[[Any], Hashable]
) -> RegroupedJob:
    groups: dict[Hashable, list[int]] = {}
    for place, pub in enumerate(pubs):
        groups.setdefault(key(pub), []).append(place)
    places = list(groups.values()) or [[]]  # what to say of no PUBs is the provider's to say
    jobs: list[Any] = []
    for own in places:
        try:
            jobs.append(run([pubs[place] for place in own]))
        except Exception as error:  # whatever it is, jobs that were accepted are not to be lost
            if not jobs:
                raise
            accepted = RegroupedJob(jobs, [range(len(each)) for each in places[: len(jobs)]])
            raise SubmissionError(
                f"Job {len(jobs) + 1} of {len(places)} was refused with {type(error).__name__}: "
                f"{str(error).rstrip('.')}. Accepted before were "
                f"{', '.join(accepted.provider_job_ids)}; the .jobs of the .job of this error are "
                "those.",
                accepted,
            ) from error
    return RegroupedJob(jobs, places)
