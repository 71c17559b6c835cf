"""Submit batches to a backend, and collect what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.options import Limits, OptionContract
from qiskit_uplift.adapters.planning import Batch, plan
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome, read_result
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.exceptions import ExecutionError, InvalidCircuitError, OptionWarning, warn


@dataclass
class Channel:
    """The way to one backend: its ``run`` and all that is known of it.

    Attributes:
        run: Takes circuits and keyword arguments; returns a job, or the result at once.
        contract: The options that ``run`` takes.
        limits: What one job may hold.
        dialect: How outcomes are written.
        where: The backend, as messages name it.
        may_be_bare: Whether it is unknown if ``run`` takes lists, so that a refused list may be
            tried again circuit by circuit.
        lists: Whether ``run`` takes a list of circuits; found out by the first call.
        refusal: Why a circuit must not be sent here, or None; see `Provider.refusal`.
        adapt: A circuit in the form in which it is sent; see `Provider.adapt`.
        waiting: The arguments of a job's ``result``; see `Provider.waiting`.
    """

    run: Callable[..., Any]
    contract: OptionContract
    limits: Limits
    dialect: Dialect
    where: str
    may_be_bare: bool = False
    lists: bool = True
    refusal: Callable[[QuantumCircuit], str | None] = field(default=lambda _: None)
    adapt: Callable[[QuantumCircuit], QuantumCircuit] = field(default=lambda circuit: circuit)
    waiting: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lists = self.limits.max_circuits != 1

    def admit(self, circuit: QuantumCircuit) -> QuantumCircuit:
        """The circuit in the form in which it is sent.

        Raises:
            InvalidCircuitError: It would be answered wrongly.
        """
        if not ClassicalLayout.of(circuit).written:
            return circuit  # it is never sent
        reason = self.refusal(circuit)
        if reason is not None:
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} is not one for {self.where}: {reason}. Nothing was sent."
            )
        return self.adapt(circuit)

    def submit(self, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any]) -> list[Any]:
        """Call ``run``; the handles are one job for all circuits, or one each."""
        if not self.lists:
            return [self.run(circuit, **sent) for circuit in circuits]
        try:
            handles = [self.run(list(circuits), **sent)]
        except (TypeError, NotImplementedError, AttributeError) as refusal:
            if not self.may_be_bare:
                raise
            handles = self._submit_bare(circuits, sent, refusal)
        # whatever answered once is never asked in another form again
        self.may_be_bare = False
        return handles

    def _submit_bare(
        self, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any], refusal: Exception
    ) -> list[Any]:
        try:
            first = self.run(circuits[0], **sent)
        except (TypeError, NotImplementedError, AttributeError):
            raise refusal from None  # the circuit alone is refused as well: it wasn't the list
        self.lists = False
        return [first, *(self.run(circuit, **sent) for circuit in circuits[1:])]


@dataclass
class Submission:
    """One batch that was handed to the backend.

    Attributes:
        batch: Which circuits, and how many shots.
        sent: The keyword arguments of ``run``.
        handles: What ``run`` returned: jobs, or results.
    """

    batch: Batch
    sent: dict[str, Any]
    handles: list[Any] = field(repr=False)

    @property
    def job_ids(self) -> list[str]:
        """The provider's own ids of the jobs; empty where ``run`` returns no job."""
        getters = (getattr(handle, "job_id", None) for handle in self.handles)
        return [str(getter()) for getter in getters if callable(getter)]


class Execution:
    """Circuits on their way: submitted when this is made, collected when asked for."""

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
        """Submit every circuit.

        A circuit that writes no classical bit is not sent: its outcome is 0 whatever happens.

        Args:
            channel: Where to.
            circuits: Bound circuits.
            shots: The shots of each.
            seed: The user's seed, or None.
            memory: Whether to ask for one outcome a shot.
            run_options: The user's own options.
            asked: Whether the user set the number of shots himself. Where he didn't, a backend
                that takes no number decides by itself, and one warning says so.

        Raises:
            InvalidCircuitError: The backend would answer a circuit wrongly. Nothing has been sent
                then.
            OptionError: An option is refused. Nothing has been sent then.
            LimitError: A number of shots is outside of the limits. Nothing has been sent then.
        """
        self.channel = channel
        self.circuits = [channel.admit(circuit) for circuit in circuits]
        self._widths = [circuit.num_clbits for circuit in circuits]
        self.shots = list(shots)
        self.layouts = [ClassicalLayout.of(circuit) for circuit in self.circuits]
        wanted = [n if layout.written else None for n, layout in self._pairs()]
        alone = seed is not None and channel.contract.shares_seed
        batches = plan(wanted, channel.limits, channel.where, alone=alone)
        arguments = [
            channel.contract.arguments(
                shots=batch.shots,
                seed=channel.contract.seed_of(seed, batch.indices[0]),
                memory=memory,
                run_options=run_options,
                asked=asked,
                where=channel.where,
            )
            for batch in batches
        ]
        if batches and channel.contract.shots is None:
            warn(
                f"{channel.where} takes no number of shots and decides by itself; the result holds "
                "those that it returns.",
                OptionWarning,
            )
        self.submissions = [
            Submission(batch, sent, channel.submit([self.circuits[i] for i in batch.indices], sent))
            for batch, sent in zip(batches, arguments, strict=True)
        ]

    def _pairs(self) -> list[tuple[int, ClassicalLayout]]:
        return list(zip(self.shots, self.layouts, strict=True))

    def sent(self, index: int) -> dict[str, Any] | None:
        """The keyword arguments that circuit ``index`` was sent with; None if it wasn't sent."""
        for submission in self.submissions:
            if index in submission.batch.indices:
                return submission.sent
        return None

    @property
    def job_ids(self) -> list[str]:
        """The provider's ids of all jobs, in the order of submission."""
        return [job_id for submission in self.submissions for job_id in submission.job_ids]

    def raw(self) -> list[RawOutcome | None]:
        """Wait for all jobs: what came back for each circuit, None if it wasn't sent.

        Raises:
            ExecutionError: The provider reports a failure.
            DecodingError: What came back is no result.
        """
        outcomes: list[RawOutcome | None] = [None] * len(self.circuits)
        for submission in self.submissions:
            indices = submission.batch.indices
            each = [indices] if len(submission.handles) == 1 else [(index,) for index in indices]
            for handle, owned in zip(submission.handles, each, strict=True):
                circuits = [self.circuits[i] for i in owned]
                result = _await(handle, self.channel)
                found = read_result(result, circuits, self.channel.where)
                for index, outcome in zip(owned, found, strict=True):
                    outcomes[index] = outcome
        return outcomes

    def samples(self) -> list[Samples]:
        """Wait for all jobs and decode: the outcomes of each circuit, in the order given.

        Raises:
            ExecutionError: The provider reports a failure.
            DecodingError: What came back can't be read with certainty.
        """
        return [
            decode(
                outcome or RawOutcome(),
                layout,
                shots=shots,
                dialect=self.channel.dialect,
                source=f"{self.channel.where}, circuit {circuit.name!r}",
            ).first(width)
            for outcome, (shots, layout), circuit, width in zip(
                self.raw(), self._pairs(), self.circuits, self._widths, strict=True
            )
        ]

    def cancel(self) -> bool:
        """Ask every job to stop; whether any of them said that it will."""
        accepted = False
        for submission in self.submissions:
            for handle in submission.handles:
                cancel = getattr(handle, "cancel", None)
                accepted = (callable(cancel) and cancel() is not False) or accepted
        return accepted


def _await(handle: Any, channel: Channel) -> Any:
    result = getattr(handle, "result", None)
    found = result(**channel.waiting) if callable(result) else handle
    if found is None:
        raise ExecutionError(
            f"{channel.where} returned nothing: its run() or its job's result() is None."
        )
    return found
