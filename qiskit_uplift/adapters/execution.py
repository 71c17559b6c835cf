"""Circuits on their way to a backend and back: planned, sent, waited for and read."""

from __future__ import annotations

import dataclasses
import itertools
import threading
import uuid
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.providers import JobStatus

from qiskit_uplift.adapters.channel import Channel
from qiskit_uplift.adapters.merging import deal, slots_of
from qiskit_uplift.adapters.planning import Batch, Plan, plan
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Samples, concatenate
from qiskit_uplift.adapters.spreading import BATCHES
from qiskit_uplift.adapters.submission import Recorder, Submission, as_exception
from qiskit_uplift.adapters.sweeping import Point
from qiskit_uplift.exceptions import ExecutionError, OptionWarning, UpliftError, warn

_MOST_THREADS = 8  # they only wait, and read what has come


class Execution:
    """Circuits that go to a backend together: planned when this is made, sent by `submit`.

    A circuit that writes no classical bit is not sent: its outcome is 0 whatever happens. Equal
    circuits are sent once, and the shots are dealt out to them.

    The user's seed goes with the first batch of each number of shots, as with Qiskit's classes.
    A later batch of the same run gets a seed made from it and from the batch's number: with the
    same one, a simulator would repeat its random numbers, and the batches would be correlated.

    Where the backend takes a limited number of unfinished jobs, `submit` sends as many, and the
    threads of `start` the others as those end. The threads also wait for the jobs, and read the
    outcomes of one while others are still away.

    Args:
        channel: Where to.
        circuits: Bound circuits; equal ones may be the same object.
        shots: The shots of each.
        points: What each circuit was bound from; None where nothing is known of them.
        keys: Equal for equal circuits; None where nothing is known of them.
        seed: The user's seed, or None.
        memory: Whether to ask for one outcome a shot.
        run_options: The user's own options.
        asked: Whether the user set the number of shots himself. Where he didn't, a backend that
            takes no number decides by itself, and one warning says so.
        decodes: Whether the outcomes are read; else `raw` has them as they came.
        run_id: Names the run; None to make one up.
        deal_seed: Decides which of equal circuits gets which shots; None to draw one.

    Attributes:
        plan: What is sent.
        circuits: The circuits; those that are sent have names of their own.

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
        points: Sequence[Point | None] | None = None,
        keys: Sequence[Hashable] | None = None,
        seed: int | None = None,
        memory: bool = False,
        run_options: Mapping[str, Any] | None = None,
        asked: bool = True,
        decodes: bool = True,
        run_id: str | None = None,
        deal_seed: int | None = None,
    ) -> None:
        self.channel = channel
        self.run_id = run_id or str(uuid.uuid4())
        fresh = uuid.uuid4().int % 2**63 if seed is None else abs(int(seed))
        self.deal_seed = fresh if deal_seed is None else deal_seed
        self.shots = list(shots)
        self._decodes = decodes
        contract = channel.contract
        # workers that begin with copies of one backend would draw the same numbers
        drawn = (
            channel.spreads
            and seed is None
            and contract.seed is not None
            and (run_options or {}).get(contract.seed) is None
        )
        self._seed = contract.seed_of(fresh, 1) if drawn else seed
        self._alone = self._seed is not None and contract.shares_seed
        self._distinct_seeds = self._alone or drawn
        self._settings: dict[str, Any] = {
            "memory": memory,
            "run_options": run_options,
            "asked": asked,
            "where": channel.where,
        }
        if channel.contract.shots is None:
            keys = None  # nobody can ask for the shots of several at once
        self._slots = slots_of(shots, keys, channel.limits.max_shots)
        self._slot_of = {index: n for n, slot in enumerate(self._slots) for index in slot.members}
        leaders = [slot.members[0] for slot in self._slots]
        self.circuits = list(circuits)
        for index, named in zip(
            leaders, _named_apart([circuits[index] for index in leaders]), strict=True
        ):
            self.circuits[index] = named
        origins = [None if points is None else points[index] for index in leaders]
        admitted = [
            channel.admit(self.circuits[index], layout)
            for index, layout in zip(
                leaders, _layouts([circuits[index] for index in leaders], origins), strict=True
            )
        ]
        self._sent_circuits = [circuit for circuit, _ in admitted]
        self._layouts = [layout for _, layout in admitted]
        self._points = [
            point if sent is self.circuits[index] else None
            for index, point, sent in zip(leaders, origins, self._sent_circuits, strict=True)
        ]
        self._dealt: dict[int, list[Samples]] = {}
        self._recorder: Recorder | None = None
        self._halted = False
        self._refusal: Exception | None = None
        self._stop = threading.Event()
        self._sender, self._dealer = threading.Lock(), threading.Lock()
        self._changed = threading.Condition()
        self._ready: deque[Submission] = deque()
        self._settled = 0
        self._threads = 0
        self._best = JobStatus.INITIALIZING
        self.plan = Plan(())
        self._lay_out(alone=self._alone)
        if self._all:
            channel.check(self._sent_circuits, self._all[0].sent)

    def _lay_out(self, *, alone: bool = False, batches: Sequence[Batch] | None = None) -> None:
        wanted = [
            slot.total if layout.written else None
            for slot, layout in zip(self._slots, self._layouts, strict=True)
        ]
        channel = self.channel
        if batches is None:
            limits = channel.limits
            if channel.spreads and limits.max_circuits is None:
                size = -(-len(wanted) // BATCHES)
                limits = dataclasses.replace(limits, max_circuits=max(1, size))
            batches = plan(
                *(wanted, limits, channel.where),
                alone=alone,
                distinct_seeds=self._distinct_seeds,
            )
        merged = len(self.circuits) - len(self._slots)
        if merged and channel.limits.max_shots is None:
            # a backend that takes fewer shots than were joined should say so before any other job
            batches = sorted(batches, key=lambda batch: -batch.shots)
        self.plan = Plan(
            tuple(batches),
            channel.limits,
            channel.where,
            tuple(circuit.name for circuit in self._sent_circuits),
            merged=merged,
            unsent=wanted.count(None),
        )
        self._all = [self._submission(place, batch) for place, batch in enumerate(batches)]
        self._next = 0
        self._of_slot: dict[int, list[Submission]] = {}
        for submission in self._all:
            for slot in submission.batch.indices:
                self._of_slot.setdefault(slot, []).append(submission)

    def _submission(self, place: int, batch: Batch) -> Submission:
        channel = self.channel
        seed = channel.contract.seed_of(self._seed, batch.number)
        circuits = [self._sent_circuits[i] for i in batch.indices]
        sent = channel.contract.arguments(shots=batch.shots, seed=seed, **self._settings)
        sent = {**channel.speeds_up(circuits, sent), **sent}
        tag = None
        if channel.tag is not None and channel.tag not in sent:  # the user's own may not be unique
            tag = sent[channel.tag] = f"{self.run_id}-{place}"
        submission = Submission(
            channel,
            batch,
            circuits,
            [self._layouts[i] for i in batch.indices],
            points=[self._points[i] for i in batch.indices],
            place=place,
            sent=sent,
            tag=tag,
        )
        submission.recorder = self._recorder
        return submission

    def record_in(self, recorder: Recorder) -> None:
        """Tell a recorder what happens to the batches from now on."""
        self._recorder = recorder
        for submission in self._all:
            submission.recorder = recorder

    def take_over(self, batches: Sequence[Batch]) -> list[Submission]:
        """Follow the plan of another process instead; one submission a batch of it.

        Raises:
            ExecutionError: The plan is for other circuits.
        """
        if _shots_of(batches) != _shots_of(self.plan.batches):
            raise ExecutionError(
                f"The plan that was recorded of run {self.run_id} is not one for its circuits."
            )
        self._lay_out(batches=batches)
        return self._all

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

    def _one_by_one(self) -> None:
        """Plan anew, as the backend takes no lists; so it has accepted none of this run.

        Raises:
            ExecutionError: It has, in another process.
        """
        if all(len(each.batch.indices) == 1 for each in self._all):
            return  # it is planned so, as by another process that found it out before
        if self.submissions:
            raise ExecutionError(
                f"{self.channel.where} takes no lists of circuits, and has accepted some of run "
                f"{self.run_id} before."
            )
        self._lay_out(alone=True)
        if self._recorder is not None:
            self._recorder.plan(self.plan.batches)

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

    def wait_for_progress(self, seen: int, timeout: float | None) -> int:
        """Wait until more than ``seen`` batches have ended, or for a time; how many have."""
        with self._changed:
            self._changed.wait_for(lambda: self._settled > seen, timeout)
            return self._settled

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

    def submissions_of(self, index: int) -> list[Submission]:
        """The batches that hold circuit ``index``; several where its shots had to be split."""
        found = self._of_slot.get(self._slot_of[index], ())
        return [submission for submission in found if submission.was_sent]

    def is_merged(self, index: int) -> bool:
        """Whether circuit ``index`` is sent together with equal ones."""
        return len(self._slots[self._slot_of[index]].members) > 1

    @property
    def job_ids(self) -> list[str]:
        """The provider's ids of all jobs, in the order of submission."""
        return [job_id for each in self._all for job_id in each.job_ids]

    def finished(self, indices: Sequence[int]) -> bool:
        """Whether the outcomes of these circuits, or the error in their place, are there."""
        needed = {
            submission.place: submission
            for index in indices
            for submission in self._of_slot.get(self._slot_of[index], ())
        }
        for submission in needed.values():
            if not submission.was_sent and submission.error is None:
                if not self._halted:
                    return False
            elif not submission.finished():
                return False
            elif not submission.is_settled:
                submission.try_to_settle()
        return True

    def raw(self, index: int) -> list[RawOutcome]:
        """What came back for one circuit, by job; empty if it needn't be sent.

        Raises:
            ExecutionError: A batch failed or was never submitted.
        """
        return [each.raw(self._slot_of[index]) for each in self._complete(index)]

    def _complete(self, index: int) -> list[Submission]:
        submissions = self._of_slot.get(self._slot_of[index], [])
        if any(not each.was_sent and each.error is None for each in submissions):
            raise self._never_submitted(
                f"Circuit {self.circuits[index].name!r}, or a part of its shots, was"
            )
        return submissions

    def samples(self, indices: Sequence[int] | None = None) -> list[Samples]:
        """The outcomes of circuits, decoded.

        Args:
            indices: Which circuits; None for all.

        Raises:
            ExecutionError: A batch failed or was never submitted.
            DecodingError: What came back can't be read with certainty.
        """
        every = range(len(self.circuits)) if indices is None else indices
        return [self._samples(index) for index in every]

    def _samples(self, index: int) -> Samples:
        number = self._slot_of[index]
        slot = self._slots[number]
        if len(slot.members) == 1:
            return self._joined(index)
        with self._dealer:
            if number not in self._dealt:
                rng = np.random.default_rng([self.deal_seed, number])
                self._dealt[number] = deal(self._joined(index), slot.shots, rng)
            return self._dealt[number][slot.members.index(index)]

    def _joined(self, index: int) -> Samples:
        number, width = self._slot_of[index], self.circuits[index].num_clbits
        parts = [submission.samples(number) for submission in self._complete(index)]
        if not parts:
            return Samples.zeros(self._slots[number].total, width)
        joined = parts[0] if len(parts) == 1 else concatenate(parts)
        return joined.first(width)  # a provider may have added clbits of its own

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


def _shots_of(batches: Sequence[Batch]) -> Counter[int]:
    """How many shots each circuit gets in all batches."""
    totals: Counter[int] = Counter()
    for batch in batches:
        totals.update(dict.fromkeys(batch.indices, batch.shots))
    return totals


def _layouts(
    circuits: Sequence[QuantumCircuit], points: Sequence[Point | None]
) -> list[ClassicalLayout]:
    """The classical side of each circuit: the same for all points of a template."""
    of_template: dict[int, ClassicalLayout] = {}
    found = []
    for circuit, point in zip(circuits, points, strict=True):
        template = circuit if point is None else point.template
        if id(template) not in of_template:
            of_template[id(template)] = ClassicalLayout.of(template)
        found.append(of_template[id(template)])
    return found


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
