"""`Submission`: one batch, from before it is handed over until its outcomes are read."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol

from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.adapters.channel import LIST_REFUSED, Channel
from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.planning import Batch
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome, read_result
from qiskit_uplift.adapters.retry import is_network_error, never_arrived
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.adapters.spacing import spaced, without_blanks
from qiskit_uplift.adapters.sweeping import Point, Sweep, sweep_of
from qiskit_uplift.exceptions import (
    DecodingError,
    ExecutionError,
    JournalWarning,
    UncertainSubmissionError,
    warn,
)


class Recorder(Protocol):
    """Keeps what happens to the batches of a run; batches are named by their place in the plan."""

    def plan(self, batches: Sequence[Batch]) -> None:
        """These are the batches, and no others."""

    def sending(self, place: int) -> None:
        """The batch is about to be handed over."""

    def sent(self, place: int, job_ids: Sequence[str]) -> None:
        """The backend accepted it."""

    def refused(self, place: int) -> None:
        """The backend certainly didn't accept it."""

    def done(self, place: int, samples: Sequence[Samples]) -> None:
        """Its outcomes are there."""

    def failed(self, place: int, error: BaseException) -> None:
        """It was accepted and failed."""


class Submission:
    """One batch on its way to the backend and back.

    Attributes:
        place: Which of the plan's batches it is.
        batch: Which circuits, and how many shots.
        sent: The keyword arguments of ``run``.
        handle: What ``run`` returned: a job (see `Provider.job`), or the result; None before.
        job_ids: The provider's ids of its jobs: one, or more where it failed and was sent again.
        error: What became of it instead of outcomes.
        is_uncertain: Whether nobody knows if the backend accepted it.
        was_found: Whether its job was found by its tag, so that nobody has written down the id.
        gave_up: Whether it would have been asked again, had the run not been cancelled.
        hint: What to do where it fails, for messages.
    """

    def __init__(
        self,
        channel: Channel,
        batch: Batch,
        circuits: Sequence[QuantumCircuit],
        layouts: Sequence[ClassicalLayout],
        *,
        points: Sequence[Point | None] = (),
        step: int = 1,
        place: int,
        sent: dict[str, Any],
        tag: str | None = None,
    ) -> None:
        self.place = place
        self.batch = batch
        self.sent = sent
        self.handle: Any = None
        self.job_ids: list[str] = []
        self.error: Exception | None = None
        self.is_uncertain = False
        self.was_found = False
        self.gave_up = False
        self.hint: str | None = None
        self.recorder: Recorder | None = None
        self._channel = channel
        self._places = {index: place for place, index in enumerate(batch.indices)}
        self._circuits = list(circuits)
        self._layouts = list(layouts)
        self._step = step
        self._sweep: Sweep | None = None
        if channel.binds is not None and channel.binds not in sent and self._step == 1:
            self._sweep = sweep_of(points)
        self._tag = tag
        self._lock = threading.RLock()
        self._was_sent = False
        self._failed_at_provider = False
        self._was_cancelled = False
        self._outcomes: list[RawOutcome] | None = None
        self._samples: list[Samples | Exception] | None = None

    @property
    def job_id(self) -> str | None:
        """The provider's own id of the job; None where ``run`` returns no job."""
        return self.job_ids[-1] if self.job_ids else None

    @property
    def num_sent(self) -> int:
        """How many circuits the job holds, blank ones included."""
        return (len(self._circuits) - 1) * self._step + 1

    @property
    def was_sent(self) -> bool:
        """Whether the backend accepted it."""
        return self._was_sent

    @property
    def is_settled(self) -> bool:
        """Whether its outcomes, or the error in their place, are there."""
        return self._outcomes is not None or self._samples is not None or self.error is not None

    # --- there

    def send(self, stop: threading.Event) -> bool:
        """Hand the batch to the backend.

        Args:
            stop: Ends the waiting between attempts.

        Returns:
            False where the backend turned out to take no lists, so that the circuits have to be
            sent one by one.

        Raises:
            UncertainSubmissionError: It may have been accepted, or not. Any other error is the
                backend's own, and nothing was accepted.
        """
        if self.recorder is not None:
            self.recorder.sending(self.place)
        try:
            handle = self._channel.retry.repeated(self._hand_over, self._may_send_again, stop)
        except UncertainSubmissionError:
            self.is_uncertain = True
            raise
        except BaseException as error:
            # a process that is interrupted in the middle of a call doesn't know, either
            if isinstance(error, Exception) and self.recorder is not None:
                self.recorder.refused(self.place)
            raise
        if handle is LIST_REFUSED:
            return False
        self.adopt(handle)
        if self.recorder is not None:
            self.recorder.sent(self.place, self.job_ids)
            self._keep()
        return True

    def _keep(self) -> None:
        try:
            self._channel.keep(self.handle)
        except Exception as error:  # the job itself is all right
            warn(
                f"Job {self.job_id} of {self._channel.where} can't be put by "
                f"({type(error).__name__}: {error}), so another process can't fetch it.",
                JournalWarning,
            )

    def _hand_over(self) -> Any:
        try:
            if self._sweep is None or self._channel.binds is None:
                return self._channel.send(spaced(self._circuits, self._step), self.sent)
            bound = {self._channel.binds: self._sweep.values}
            return self._channel.send(self._sweep.templates, {**self.sent, **bound})
        except Exception as error:  # by what it is, the call had an effect, or none, or maybe
            if not is_network_error(error) or never_arrived(error):
                raise
            found = self._found(error)
            if found is None:
                raise
            return found

    def _found(self, error: Exception) -> Any:
        """The job after all, or None if it is certain that there is none."""
        where = self._channel.where
        if self._tag is None:
            raise UncertainSubmissionError(
                f"The connection failed while a batch of {len(self._circuits)} circuits was "
                f"handed to {where} ({type(error).__name__}: {error}), so it may have been "
                "accepted. It is not sent again; see at the provider whether it is there."
            ) from error
        try:
            return self.look_up()
        except Exception as second:  # whatever it is, the provider couldn't be asked
            raise UncertainSubmissionError(
                f"The connection failed while a batch was handed to {where} "
                f"({type(error).__name__}: {error}), and again when it was looked for by its tag "
                f"{self._tag!r} ({type(second).__name__}: {second})."
            ) from error

    def look_up(self) -> Any:
        """Ask the provider for the job of this batch by its tag; None if it has none.

        One that is known already, as it failed and the batch was to be sent again, is no answer.
        """
        if self._tag is None:
            return None
        found = self._channel.find(self._tag)
        return next((job for job in found if _id_of(job) not in self.job_ids), None)

    @property
    def can_be_looked_up(self) -> bool:
        """Whether the provider can tell if it accepted this batch."""
        return self._tag is not None

    def _may_send_again(self, error: BaseException) -> bool:
        if isinstance(error, UncertainSubmissionError):
            return False
        return never_arrived(error) or (self._tag is not None and is_network_error(error))

    def adopt(self, handle: Any) -> None:
        """Take what ``run`` returned as this batch's job."""
        job_id = _id_of(handle)
        if job_id is not None:
            self.job_ids.append(job_id)
        self.handle = self._channel.job(handle)
        self._was_sent, self.is_uncertain = True, False

    def recall(self, job_ids: Sequence[str]) -> None:
        """Take over the ids of a submission of another process; the job is fetched by need."""
        self.job_ids, self._was_sent = list(job_ids), True

    def restore(self, samples: Sequence[Samples], job_ids: Sequence[str]) -> None:
        """Take over outcomes that were read before."""
        self.recall(job_ids)
        self._samples = list(samples)

    @property
    def all_samples(self) -> list[Samples] | None:
        """The outcomes of all its circuits; None where one isn't there or can't be read."""
        read = [each for each in self._samples or () if isinstance(each, Samples)]
        return read if len(read) == len(self.batch.indices) else None

    # --- and back

    def settle(self, stop: threading.Event, *, decodes: bool = True) -> None:
        """Wait for the outcomes, or for the error in their place; it raises neither.

        Args:
            stop: Ends the waiting between attempts.
            decodes: Whether to read the outcomes, too.
        """
        try:
            self._channel.retry.repeated(lambda: self._once(stop), self._may_ask_again, stop)
        except BaseException as error:  # a provider may raise anything, and it is kept
            with self._lock:
                if not self.is_settled:
                    self.error = as_exception(error)
                    self.gave_up = stop.is_set() and self._channel.retry.passes(
                        error, self._channel.is_transient
                    )
        if decodes:
            self.decode()
        self._record()
        if self.hint is not None and self.error is not None and not is_network_error(self.error):
            explained = ExecutionError(f"{str(self.error).rstrip('.')}. {self.hint}")
            explained.__cause__, self.error = self.error, explained

    def _record(self) -> None:
        if self.recorder is None:
            return
        if isinstance(self.error, DecodingError):
            return  # the job is there, and may be read better another time
        if self.error is not None:
            self.recorder.failed(self.place, self.error)
            return
        read = self.all_samples
        if read is not None:
            self.recorder.done(self.place, read)

    def _once(self, stop: threading.Event) -> None:
        if self._failed_at_provider:
            self._failed_at_provider = False
            self.send(stop)
        try:
            self.attempt()
        except Exception as error:  # looked at, and passed on
            self._failed_at_provider = self._has_failed(error)
            raise

    def _has_failed(self, error: Exception) -> bool:
        """Whether the job is over, and for a reason that passes, so that it can be sent again."""
        if self._was_cancelled or not self._channel.retry.told(error, self._channel.is_transient):
            return False
        try:
            return self.status() in (JobStatus.ERROR, JobStatus.CANCELLED)
        except Exception:  # as long as the provider can't tell, it isn't over
            return False

    def _may_ask_again(self, error: BaseException) -> bool:
        if isinstance(error, UncertainSubmissionError) or self._was_cancelled:
            return False
        return self._channel.retry.passes(error, self._channel.is_transient)

    def attempt(self) -> None:
        """Fetch the outcomes once, waiting for the job.

        Raises:
            Exception: Whatever the provider raises. It is kept as this batch's `error` where it
                is not one that passes.
        """
        with self._lock:
            if self.is_settled:
                return
            try:
                if self.handle is None and self.job_id is not None:
                    self.handle = self._channel.retrieve(self.job_id)
                outcomes = self._read(_await(self.handle, self._channel))
            except Exception as error:  # looked at, and passed on
                if not self._may_ask_again(error) and not self._has_failed(error):
                    self.error = error
                raise
            self._outcomes = outcomes

    def try_to_settle(self) -> None:
        """Fetch the outcomes of a job that has ended, or the error in their place.

        Raises:
            Exception: One that passes, so that the job isn't settled.
        """
        try:
            self.attempt()
        except Exception:  # a provider may raise anything, and it is kept
            if not self.is_settled:
                raise

    def _read(self, result: Any) -> list[RawOutcome]:
        if self._step > 1:
            result = without_blanks(result, self._step)
        if self._sweep is None:
            return read_result(result, self._circuits, self._channel.where)
        outcomes = read_result(result, self._sweep.repeated, self._channel.where)
        return [outcomes[place] for place in self._sweep.places]

    def decode(self) -> None:
        """Read the outcomes, if they are there; what can't be read is told by `samples`."""
        with self._lock:
            if self._outcomes is None or self._samples is not None:
                return
            read: list[Samples | Exception] = []
            for circuit, layout, outcome in zip(
                self._circuits, self._layouts, self._outcomes, strict=True
            ):
                try:
                    read.append(
                        decode(
                            outcome,
                            layout,
                            shots=self.batch.shots,
                            dialect=self._channel.dialect,
                            source=f"{self._channel.where}, circuit {circuit.name!r}",
                        )
                    )
                except Exception as error:  # the other circuits of the batch are kept
                    read.append(error)
            self._samples, self._outcomes = read, None

    def samples(self, index: int) -> Samples:
        """The outcomes of circuit ``index`` in this batch.

        Raises:
            ExecutionError: The batch failed, or isn't back yet.
            DecodingError: What came back can't be read with certainty.
        """
        self.decode()
        if self.error is not None:
            raise self.error
        if self._samples is None:
            raise ExecutionError(f"{self._channel.where} hasn't returned this batch yet.")
        found = self._samples[self._places[index]]
        if isinstance(found, Exception):
            raise found
        return found

    def raw(self, index: int) -> RawOutcome:
        """What came back for circuit ``index`` in this batch, as long as nothing decoded it.

        Raises:
            ExecutionError: The batch failed, or isn't back yet.
        """
        if self.error is not None:
            raise self.error
        if self._outcomes is None:
            raise ExecutionError(f"{self._channel.where} hasn't returned this batch yet.")
        return self._outcomes[self._places[index]]

    def finished(self) -> bool:
        """Whether the outcomes, or the error in their place, can be had without waiting."""
        if self.is_settled:
            return True
        return self.was_sent and self.handle is not None and self.status() in JOB_FINAL_STATES

    def status(self) -> JobStatus:
        """Where the batch is, by what the provider says of its job."""
        if self.error is not None:
            ended = self._was_cancelled or self.gave_up
            return JobStatus.CANCELLED if ended else JobStatus.ERROR
        if self.is_settled:
            return JobStatus.DONE
        if not self._was_sent:
            return JobStatus.INITIALIZING
        status = getattr(self.handle, "status", None)
        if self.handle is None or not callable(status):
            return JobStatus.RUNNING if self.handle is None else JobStatus.DONE
        return known_status(status())

    def cancel(self) -> bool:
        """Ask the job to stop; whether it said that it will."""
        self._was_cancelled = True  # its result may fail before the answer is here
        agreed = False
        try:
            if self.handle is None and self.job_id is not None and not self.is_settled:
                self.handle = self._channel.retrieve(self.job_id)
            cancel = getattr(self.handle, "cancel", None)
            # many providers return nothing from a cancel that worked
            agreed = callable(cancel) and cancel() is not False
        finally:
            self._was_cancelled = agreed
        return agreed

    def __repr__(self) -> str:
        return f"Submission({self.batch}, sent={self.sent!r}, job_id={self.job_id!r})"


def _id_of(handle: Any) -> str | None:
    getter = getattr(handle, "job_id", None)
    return str(getter()) if callable(getter) else None


def as_exception(error: BaseException) -> Exception:
    """An error that can be raised in another thread without ending the program."""
    if isinstance(error, Exception):
        return error
    wrapped = ExecutionError(f"The provider's code raised {type(error).__name__}: {error}")
    wrapped.__cause__ = error
    return wrapped


def known_status(status: Any) -> JobStatus:
    """A provider's status as one of Qiskit's; what isn't one of them is no end."""
    if isinstance(status, JobStatus):
        return status
    name = str(getattr(status, "name", status)).upper()
    return JobStatus.__members__.get(name, JobStatus.RUNNING)


def _await(handle: Any, channel: Channel) -> Any:
    result = getattr(handle, "result", None)
    found = result(**channel.waiting) if callable(result) else handle
    if found is None:
        raise ExecutionError(
            f"{channel.where} returned nothing: its run() or its job's result() is None."
        )
    return found
