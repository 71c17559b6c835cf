"""Runs that outlive their process: `resume`, and jobs that were pickled."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qiskit_uplift import __version__
from qiskit_uplift._qiskit.versions import QISKIT
from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.grouped import Group, joined
from qiskit_uplift.adapters.jobs import AdapterJob, submit
from qiskit_uplift.adapters.journal import Entry, Journal, users_journal
from qiskit_uplift.adapters.records import (
    BatchRecord,
    Kind,
    RunRecord,
    State,
    plain,
    read_pubs,
    withheld,
    write_pubs,
)
from qiskit_uplift.exceptions import (
    ExecutionError,
    JournalError,
    JournalWarning,
    OptionError,
    SubmissionError,
    UncertainSubmissionError,
    warn,
)

if TYPE_CHECKING:
    from qiskit_uplift.adapters.execution import Execution
    from qiskit_uplift.adapters.submission import Submission

RESUBMIT = ("uncertain", "failed")


@dataclass
class Origin:
    """Where a run comes from: what it takes to write it down, and to plan it again.

    Attributes:
        adapter: The backend.
        kind: Which primitive.
        pubs: Its PUBs, coerced.
        settings: The primitive's options, and what else its planning depends on.
        entry: The run's place in the journal, if it has one.
        restore: Gives a stage after the first what is known of it from another process; returns
            whether anything is. None for a run that is new.
    """

    adapter: BackendAdapter
    kind: Kind
    pubs: list[Any]
    settings: dict[str, Any]
    entry: Entry | None = field(default=None)
    restore: Callable[[int, Execution], bool] | None = field(default=None)

    def belongs_to(self, session_id: str | None) -> None:
        """Remember the session that the run belongs to."""
        if session_id is not None:
            self.settings["session_id"] = session_id

    def record(self, execution: Execution) -> RunRecord:
        """The run as it is now."""
        return RunRecord(
            run_id=execution.run_id,
            kind=self.kind,
            backend=self.adapter.name or "",
            provider=self.adapter.provider_file.name,
            pubs=write_pubs(self.pubs),
            settings=plain({**self.settings, "deal_seed": execution.deal_seed}),
            created=time.time(),
            versions={"qiskit-uplift": __version__, "qiskit": str(QISKIT)},
            batches={0: [_record_of(each) for each in execution.all_submissions]},
        )

    def write_down(self, execution: Execution) -> None:
        """Begin the run's entry in the journal, if the backend's runs are to have one."""
        journal = self.adapter.journal
        if journal is None or not execution.plan.batches:
            return
        try:
            self.entry = journal.begin(self.record(execution))
        except Exception as error:  # a full disk, a circuit that QPY can't write: the run goes on
            warn(
                f"This run on {self.adapter.channel.where} can't be written into the journal "
                f"{journal.path} ({type(error).__name__}: {error}), so no other process can resume "
                "it. Pass journal=False to uplift() to do without.",
                JournalWarning,
            )
            return
        execution.record_in(self.entry.stage(0))

    def pickled(self, execution: Execution) -> tuple[RunRecord, bytes] | None:
        """The run as it is now and its backend; None where the backend can't be asked again."""
        if self.adapter.channel.is_local or not all(s.job_ids for s in execution.submissions):
            return None
        try:
            return self.record(execution), pickle.dumps(self.adapter)
        except Exception:  # whatever stands against it, the job can still be waited for
            return None

    def sync(self) -> None:
        """Have the disk keep what is in the journal; nobody waits for it."""
        if self.entry is not None:
            sync = self.entry.journal.sync
            threading.Thread(target=sync, name="qiskit-uplift", daemon=True).start()

    def forget(self) -> None:
        """Delete the run from the journal: there is nothing to go on with."""
        if self.entry is not None:
            self.entry.end()
            self.entry.journal.forget(self.entry.run_id)

    def end(self) -> None:
        """Nobody is at work on the run any more."""
        if self.entry is not None:
            self.entry.end()


def launch(plan: Callable[[bool], AdapterJob], group: Group | None = None) -> AdapterJob:
    """Write a run down and submit it.

    Args:
        plan: Makes the job, with equal circuits joined or not. They are, unless the backend
            refuses the very first batch: their shots together may be more than it takes.
        group: The session that it belongs to, if any.
    """
    session_id = None if group is None else group.session_id
    return joined(group, lambda: _launched(plan, session_id))


def _launched(plan: Callable[[bool], AdapterJob], session_id: str | None) -> AdapterJob:
    job = plan(True)
    job._origin.belongs_to(session_id)
    job._origin.write_down(job._execution)
    try:
        return submit(job)
    except SubmissionError:
        raise
    except Exception:  # no provider says in one way that these are too many shots
        if not job.plan.may_exceed:
            raise
    job = plan(False)
    job._origin.belongs_to(session_id)
    job._origin.write_down(job._execution)
    return submit(job)


def resume(
    job_id: str,
    backend: Any,
    *,
    journal: Journal | None = None,
    resubmit: Collection[str] = (),
    accepted: Mapping[int, str] | None = None,
    run_options: Mapping[str, Any] | None = None,
) -> AdapterJob:
    """Go on with a run of a process that has ended.

    Batches whose outcomes are in the journal are read from there, those that were submitted are
    fetched from the provider by their job ids, and those that never were are submitted now.

    Args:
        job_id: The ``job_id()`` of the job, or the start of it.
        backend: The backend that it ran on: the same, made again.
        journal: Where the run is; None for the journal of ``backend``, or else the user's own.
        resubmit: What else to submit again: ``"failed"`` batches, which the provider accepted and
            couldn't run, and ``"uncertain"`` ones: the process died while they were handed over,
            and it is unknown whether they were accepted. A provider that can be asked for them
            (`Provider.tag`) is asked, whatever is said here.
        accepted: Uncertain batches that you found at the provider: the number that
            ``qiskit-uplift jobs show`` gives a batch, and the provider's id of its job, as
            ``{3: "job-id"}``. They are fetched.
        run_options: Values of the run options that the journal withheld, as it holds no
            credentials and no Python objects; needed only where something is to be submitted.

    Returns:
        A job with the same id and the same result.

    Raises:
        JournalError: There is no such run, it was one on another backend, or a process is still at
            work on it.
        OptionError: A run option is needed that the journal withheld, or ``accepted`` names a
            batch that isn't uncertain, or a job that another batch has.

    Example:
        >>> from qiskit_uplift import resume
        >>> from qiskit_uplift.backends import reference_device
        >>> try:
        ...     resume("0123", reference_device())
        ... except LookupError as error:
        ...     print(type(error).__name__)
        JournalError
    """
    unknown = [each for each in resubmit if each not in RESUBMIT]
    if unknown or isinstance(resubmit, str):
        raise OptionError(f"resubmit={resubmit!r}; it takes {', '.join(map(repr, RESUBMIT))}.")
    adapter = uplift(backend)
    book = journal or adapter.journal or users_journal()
    run_id = book.find(job_id)
    entry = book.take(run_id)  # before it is read: nobody else changes it from now on
    try:
        record = book.load(run_id)
        for stage, place, found in _accepted(record, accepted or {}):
            entry.stage(stage).sent(place, [found])
            known = record.batches[stage][place]
            record.batches[stage][place] = replace(known, state="sent", job_ids=[found])
        return _revived(record, adapter, entry, resubmit, run_options or {})
    except BaseException:
        entry.end()
        raise


def fetch(job_id: str, backend: Any, *, journal: Journal | None = None) -> AdapterJob:
    """A run of the journal to look at: what was submitted is fetched, and nothing is submitted.

    To have submitted what never was, use `resume`.

    Args:
        job_id: The ``job_id()`` of the job, or the start of it.
        backend: The backend that it ran on: the same, made again.
        journal: Where the run is; None for the journal of ``backend``, or else the user's own.

    Returns:
        A job with the same id. Its result is an error where a batch was never submitted;
        ``partial_result()`` has the others.

    Raises:
        JournalError: There is no such run, or it was one on another backend.
    """
    adapter = uplift(backend)
    book = journal or adapter.journal or users_journal()
    run_id = book.find(job_id)
    try:
        entry = book.take(run_id)
    except JournalError:  # another process is at work on it, and writes down what comes
        entry = None
    try:
        return _revived(book.load(run_id), adapter, entry, (), {}, submits=False)
    except BaseException:
        if entry is not None:
            entry.end()
        raise


def _accepted(record: RunRecord, accepted: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """The stage and place of batches that the user knows the jobs of."""
    places = [(stage, i) for stage, known in record.batches.items() for i in range(len(known))]
    taken = [job_id for known in record.batches.values() for each in known
             for job_id in each.job_ids]  # fmt: skip
    found = []
    for number, job_id in accepted.items():
        if number not in range(1, len(places) + 1):
            raise OptionError(
                f"accepted={dict(accepted)!r}: run {record.run_id} has batches 1 to {len(places)}."
            )
        stage, place = places[number - 1]
        state = record.batches[stage][place].state
        if state != "sending":
            raise OptionError(
                f"accepted={dict(accepted)!r}: batch {number} of run {record.run_id} is not "
                f"uncertain: its state is {state!r}."
            )
        if job_id in taken:
            raise OptionError(
                f"accepted={dict(accepted)!r}: job {job_id!r} is that of another batch."
            )
        taken.append(job_id)
        found.append((stage, place, job_id))
    return found


def _revived(
    record: RunRecord,
    adapter: BackendAdapter,
    entry: Entry | None,
    resubmit: Collection[str],
    run_options: Mapping[str, Any],
    *,
    submits: bool = True,
) -> AdapterJob:
    from qiskit_uplift.adapters.estimator import EstimatorAdapter
    from qiskit_uplift.adapters.sampler import SamplerAdapter

    if record.backend != adapter.name:
        raise JournalError(
            f"Run {record.run_id} was one on backend {record.backend!r}, and this is "
            f"{adapter.name!r}."
        )
    settings = dict(record.settings)
    settings["run_options"] = {**(settings["run_options"] or {}), **run_options}
    primitive: Any = {"sampler": SamplerAdapter, "estimator": EstimatorAdapter}[record.kind]
    missing = withheld(settings["run_options"])
    needed = missing if submits else []
    for name in {name.partition(".")[0] for name in missing}:
        del settings["run_options"][name]
    job: AdapterJob = primitive(backend=adapter)._planned(
        read_pubs(record.pubs, record.kind), settings, run_id=record.run_id
    )
    execution = job._execution
    _take_over(execution, record.batches[0], resubmit)
    _check_options(needed, execution)

    def restore(stage: int, following: Execution) -> bool:
        known = record.batches.get(stage, [])
        if known:
            _take_over(following, known, resubmit)
        _check_options(needed, following)
        return bool(known)

    job._origin.restore = restore
    job._origin.entry = entry
    if entry is not None:
        execution.record_in(entry.stage(0))
    if not submits:
        execution.halt()
    return submit(job)


def _take_over(
    execution: Execution, known: Sequence[BatchRecord], resubmit: Collection[str]
) -> None:
    submissions = execution.take_over([each.batch for each in known])
    for submission, each in zip(submissions, known, strict=True):
        _restore(submission, each, resubmit)


def _check_options(missing: Collection[str], execution: Execution) -> None:
    if missing and any(not each.was_sent and not each.is_settled
                       for each in execution.all_submissions):  # fmt: skip
        raise OptionError(
            f"Run {execution.run_id} has batches to submit, and the journal withheld the run "
            f"options {', '.join(missing)}. Pass them by run_options=."
        )


def _restore(submission: Submission, known: BatchRecord, resubmit: Collection[str]) -> None:
    submission.job_ids = list(known.job_ids)
    if known.state == "done" and known.samples is not None:
        submission.restore(known.samples, known.job_ids)
    elif known.state == "failed" and "failed" not in resubmit:
        submission.hint = "It is submitted again by resume(..., resubmit=['failed'])."
        if known.job_ids:
            submission.recall(known.job_ids)  # what failed may have been the way to it alone
        else:
            told = f"A batch failed when it was run: {known.error}."
            submission.error = ExecutionError(f"{told} {submission.hint}")
    elif known.state == "sent" and known.job_ids:
        submission.recall(known.job_ids)
    elif known.state in ("sending", "sent"):
        found = submission.look_up()
        if found is not None:
            submission.adopt(found)
            submission.was_found = True
        elif not submission.can_be_looked_up and "uncertain" not in resubmit:
            submission.is_uncertain = True
            submission.error = UncertainSubmissionError(
                "The process died while a batch was handed over, so it may have been accepted. "
                "See at the provider whether it is there. If so, name its job by "
                "resume(..., accepted={batch: job id}); if not, submit it again by "
                "resume(..., resubmit=['uncertain'])."
            )


def _record_of(submission: Submission) -> BatchRecord:
    samples = submission.all_samples
    state: State = "planned"
    if samples is not None:
        state = "done"
    elif submission.error is not None and submission.was_sent:
        state = "failed"
    elif submission.was_sent:
        state = "sent"
    elif submission.is_uncertain:
        state = "sending"
    error = None if submission.error is None else str(submission.error)
    return BatchRecord(submission.batch, state, list(submission.job_ids), samples, error)


def revived(record: RunRecord, backend: bytes) -> AdapterJob:
    """A pickled job again; it fetches what is missing, and submits nothing."""
    return _revived(record, pickle.loads(backend), None, (), {}, submits=False)
