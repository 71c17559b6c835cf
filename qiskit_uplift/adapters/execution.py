"""Circuits that go to a backend together: planned as batches, and read when those are back."""

from __future__ import annotations

import dataclasses
import itertools
import threading
import uuid
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.channel import Channel
from qiskit_uplift.adapters.dispatch import Dispatch
from qiskit_uplift.adapters.merging import deal, slots_of
from qiskit_uplift.adapters.planning import Batch, Plan, plan
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Samples, concatenate
from qiskit_uplift.adapters.spreading import BATCHES
from qiskit_uplift.adapters.submission import Submission
from qiskit_uplift.adapters.sweeping import Point
from qiskit_uplift.exceptions import ExecutionError


class Execution(Dispatch):
    """Circuits that go to a backend together: planned when this is made, sent by `submit`.

    A circuit that writes no classical bit is not sent: its outcome is 0 whatever happens. Equal
    circuits are sent once, and the shots are dealt out to them.

    The user's seed goes with the first batch of each number of shots, as with Qiskit's classes.
    A later batch of the same run gets a seed made from it and from the batch's number: with the
    same one, a simulator would repeat its random numbers, and the batches would be correlated.

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
        super().__init__(channel, run_id or str(uuid.uuid4()), decodes=decodes)
        fresh = uuid.uuid4().int % 2**63 if seed is None else abs(int(seed))
        self.deal_seed = fresh if deal_seed is None else deal_seed
        self.shots = list(shots)
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
        self._dealer = threading.Lock()
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
        submissions = [self._submission(place, batch) for place, batch in enumerate(batches)]
        most = channel.limits.max_circuits
        if most is not None and any(each.num_sent > most for each in submissions):
            # there is no room for blank circuits
            self._distinct_seeds = True
            self._lay_out(alone=True)
            return
        self._hold(submissions)
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
        points = [self._points[i] for i in batch.indices]
        step = 1
        if len(circuits) > 1:
            # points of a template differ in nothing that matters here
            kinds = [circuit if point is None else point.template
                     for circuit, point in zip(circuits, points, strict=True)]  # fmt: skip
            step = channel.apart([*{id(kind): kind for kind in kinds}.values()], sent)
        return Submission(
            channel,
            batch,
            circuits,
            [self._layouts[i] for i in batch.indices],
            points=points,
            step=step,
            place=place,
            sent=sent,
            tag=tag,
        )

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

    def submissions_of(self, index: int) -> list[Submission]:
        """The batches that hold circuit ``index``; several where its shots had to be split."""
        found = self._of_slot.get(self._slot_of[index], ())
        return [submission for submission in found if submission.was_sent]

    def is_merged(self, index: int) -> bool:
        """Whether circuit ``index`` is sent together with equal ones."""
        return len(self._slots[self._slot_of[index]].members) > 1

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
