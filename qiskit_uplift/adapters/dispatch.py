"""Batches on their way to a backend and back: sent in order, waited for, cancelled."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence

from qiskit.providers import JobStatus

from qiskit_uplift.adapters.channel import Channel
from qiskit_uplift.adapters.submission import Recorder, Submission, as_exception
from qiskit_uplift.exceptions import ExecutionError, OptionWarning, UpliftError, warn

_MOST_THREADS = 8  # they only wait, and read what has come


class Dispatch(ABC):
    """Batches that go to a backend together, in the order of their plan.

    Where the backend takes a limited number of unfinished jobs, `submit` sends as many, and the
    threads of `start` the others as those end. The threads also wait for the jobs, and read the
    outcomes of one while others are still away.

    Args:
        channel: Where to.
        run_id: Names the run.
        decodes: Whether the outcomes are read; else they stay as they came.
    """

    def __init__(self, channel: Channel, run_id: str, *, decodes: bool = True) -> None:
        self.channel = channel
        self.run_id = run_id
        self._decodes = decodes
        self._all: list[Submission] = []
        self._next = 0
        self._recorder: Recorder | None = None
        self._halted = False
        self._refusal: Exception | None = None
        self._stop = threading.Event()
        self._sender = threading.Lock()
        self._changed = threading.Condition()
        self._ready: deque[Submission] = deque()
        self._settled = 0
        self._threads = 0
        self._best = JobStatus.INITIALIZING

    def _hold(self, submissions: Sequence[Submission]) -> None:
        """Take these batches in the place of those that were there; none of those was sent."""
        self._all = list(submissions)
        self._next = 0
        for submission in self._all:
            submission.recorder = self._recorder

    def record_in(self, recorder: Recorder) -> None:
        """Tell a recorder what happens to the batches from now on."""
        self._recorder = recorder
        for submission in self._all:
            submission.recorder = recorder

    # --- there

    def submit(self) -> None:
        """Hand the batches to the backend, as many as it takes at a time.

        What ``run`` raises is passed on; ``submissions`` then holds what was accepted before.
        """
        if self._all and self.channel.contract.shots is None:
            warn(
                f"{self.channel.where} takes no number of shots and decides by itself; the result "
                "holds those that it returns.",
                OptionWarning,
            )
        # those of another process are waited for even where there is no room for more
        for submission in filter(_is_known, self._all):
            self._ready.append(submission)
            if submission.was_found and self._recorder is not None:
                self._recorder.sent(submission.place, submission.job_ids)
        self._send_more()

    def _send_more(self) -> None:
        """Send as many batches as there is room for; those that were sent before only pass by."""
        refusal: BaseException | None = None
        with self._sender:
            while self._next < len(self._all):
                submission = self._all[self._next]
                is_new = not _is_known(submission)
                if is_new and not self._halted:
                    if not self._has_room():
                        break
                    try:
                        if not self._sent(submission):
                            self._one_by_one()
                            continue
                    except BaseException as error:  # raised below, when the others have passed
                        refusal = error
                        self.halt()
                with self._changed:
                    self._next += 1
                    if is_new and _is_known(submission):
                        self._ready.append(submission)
                    self._changed.notify_all()
        if refusal is not None:
            raise refusal

    def _sent(self, submission: Submission) -> bool:
        takes_it = len(submission.batch.indices) == 1 or self.channel.lists
        return takes_it and submission.send(self._stop)

    @abstractmethod
    def _one_by_one(self) -> None:
        """Plan anew, as the backend takes no lists; called before it has accepted any."""

    def _has_room(self) -> bool:
        most = self.channel.limits.max_jobs
        return most is None or most > sum(s.was_sent and not s.is_settled for s in self._all)

    def halt(self) -> None:
        """Send nothing from now on; what was sent is waited for."""
        with self._changed:
            self._halted = True
            self._changed.notify_all()

    # --- and back

    def start(self, then: Callable[[], None]) -> None:
        """Wait for the batches in threads of their own.

        Args:
            then: Called when all have come or failed, in the thread that saw the last of them.
        """
        most = self.channel.limits.max_jobs or _MOST_THREADS
        self._threads = min(len(self._all), most, _MOST_THREADS)
        if not self._threads:
            then()
            return
        for _ in range(self._threads):
            # a daemon: a program that ends doesn't wait for a provider's queue
            threading.Thread(
                target=self._work, args=(then,), name="qiskit-uplift", daemon=True
            ).start()

    def _work(self, then: Callable[[], None]) -> None:
        while True:
            with self._changed:
                while not self._ready and self._next < len(self._all):
                    self._changed.wait()
                if not self._ready:
                    self._threads -= 1
                    is_last = not self._threads
                    break
                submission = self._ready.popleft()
            if not submission.is_settled:
                try:
                    submission.settle(self._stop, decodes=self._decodes)
                except BaseException as error:  # whatever it is, nobody is left to wait for ever
                    submission.error = as_exception(error)
            with self._changed:
                self._settled += 1
                self._changed.notify_all()
            self._send_others()
        if is_last:
            then()

    def _send_others(self) -> None:
        try:
            self._send_more()
        except BaseException as error:  # told by the result, together with other batches' errors
            self._refusal = as_exception(error)

    def wait_for_progress(
        self, seen: int, timeout: float | None, is_over: Callable[[], bool]
    ) -> int:
        """Wait until more than ``seen`` batches have ended, or for a time; how many have.

        Args:
            seen: How many are known to have ended.
            timeout: How many seconds to wait; None for as long as it takes.
            is_over: Whether no more will end; asked again at each `tell`.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._settled > seen or is_over(), timeout)
            return self._settled

    def tell(self) -> None:
        """Wake those who wait for progress."""
        with self._changed:
            self._changed.notify_all()

    @property
    def num_settled(self) -> int:
        """How many batches have come or failed."""
        return self._settled

    def raise_for_errors(self) -> None:
        """Raise if a batch failed.

        Raises:
            ExecutionError: A batch failed, or one was never submitted. Where there are others, the
                message says so and they are kept.
            DecodingError: What came back for a batch is no result.
        """
        errors: list[Exception] = [each.error for each in self._all if each.error is not None]
        missing = sum(not each.was_sent and each.error is None for each in self._all)
        if missing and self._refusal is not None:
            errors.append(self._refusal)
        elif missing:
            errors.append(self._never_submitted(f"{missing} of {len(self._all)} batches were"))
        if errors and len(self._all) == 1:
            raise errors[0]
        if errors:
            first = errors[0]
            failed = len(errors) - 1 + missing if missing else len(errors)
            kind = type(first) if isinstance(first, UpliftError) else ExecutionError
            raise kind(
                f"{failed} of {len(self._all)} batches failed, the first with: "
                f"{first} The others are kept: see partial_result() of the job."
            ) from first

    def _never_submitted(self, what: str) -> ExecutionError:
        return ExecutionError(f"{what} never submitted to {self.channel.where}.")

    @property
    def all_submissions(self) -> list[Submission]:
        """All batches of the plan."""
        return list(self._all)

    @property
    def submissions(self) -> list[Submission]:
        """The batches that the backend accepted, in the order of the plan."""
        return [submission for submission in self._all if submission.was_sent]

    @property
    def job_ids(self) -> list[str]:
        """The provider's ids of all jobs, in the order of submission."""
        return [job_id for each in self._all for job_id in each.job_ids]

    def status(self) -> JobStatus:
        """How the run is, by what the provider says of its jobs; it never goes back.

        Running as soon as one job runs or has ended, until all have ended; before that, as far as
        the furthest of them. A job of which the provider can't say how it is changes nothing.
        """
        found = []
        for submission in self._all:
            try:
                found.append(submission.status())
            except Exception:  # whatever it is, it says nothing about the job
                found.append(self._best)
        now = max((_WAITING.get(status, JobStatus.RUNNING) for status in found),
                  key=_ORDER.index, default=JobStatus.RUNNING)  # fmt: skip
        with self._changed:
            self._best = max(self._best, now, key=_ORDER.index)
            return self._best

    def cancel(self) -> bool:
        """Ask every job to stop; whether any of them said that it will.

        Raises:
            ExecutionError: A job couldn't be asked; all others were.
        """
        self.halt()
        self._stop.set()
        self._send_more()  # nothing more; but who waits for more has to know
        accepted, errors = [], []
        for submission in self._all:
            if submission.was_sent and not submission.is_settled:
                try:
                    accepted.append(submission.cancel())
                except Exception as error:  # the jobs after it are asked all the same
                    errors.append(error)
        if errors and not any(accepted):
            raise errors[0]
        return any(accepted)


_ORDER = [JobStatus.INITIALIZING, JobStatus.VALIDATING, JobStatus.QUEUED, JobStatus.RUNNING]
_WAITING = {status: status for status in _ORDER}


def _is_known(submission: Submission) -> bool:
    """Whether there is nothing to send of it, any more."""
    return submission.was_sent or submission.is_settled
