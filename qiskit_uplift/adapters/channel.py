"""The way to one backend, and what was handed over on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from qiskit.circuit import QuantumCircuit
from qiskit.providers.jobstatus import JOB_FINAL_STATES

from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.options import Limits, OptionContract
from qiskit_uplift.adapters.planning import Batch
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome, read_result
from qiskit_uplift.exceptions import ExecutionError, InvalidCircuitError

_REFUSALS = (TypeError, NotImplementedError, AttributeError)


class _Answer(Enum):
    LIST_REFUSED = "a list was refused"


LIST_REFUSED: Final = _Answer.LIST_REFUSED
"""What `Channel.send` returns where the backend turned out to take no lists."""


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
    _list_error: Exception | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.lists = self.limits.max_circuits != 1

    def admit(self, circuit: QuantumCircuit) -> tuple[QuantumCircuit, ClassicalLayout]:
        """The circuit in the form in which it is sent, and its classical side.

        Raises:
            InvalidCircuitError: It would be answered wrongly.
        """
        layout = ClassicalLayout.of(circuit)
        if not layout.written:
            return circuit, layout  # it is never sent
        reason = self.refusal(circuit)
        if reason is not None:
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} is not one for {self.where}: {reason}. Nothing was sent."
            )
        adapted = self.adapt(circuit)
        return adapted, layout if adapted is circuit else ClassicalLayout.of(adapted)

    def send(self, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any]) -> Any:
        """Call ``run`` once, with a list or with the one circuit of a backend without lists.

        Returns:
            What ``run`` returned, or LIST_REFUSED: then the same circuits are to be sent again,
            one by one.
        """
        if self.lists:
            try:
                handle = self.run(list(circuits), **sent)
            except _REFUSALS as error:
                if not self.may_be_bare:
                    raise
                self.lists, self._list_error = False, error
                return LIST_REFUSED
        else:
            (circuit,) = circuits
            try:
                handle = self.run(circuit, **sent)
            except _REFUSALS:
                if self._list_error is None:
                    raise
                # the circuit alone is refused as well, so it wasn't the list
                refusal, self._list_error, self.lists = self._list_error, None, True
                raise refusal from None
        # whatever answered once is never asked in another form again
        self.may_be_bare, self._list_error = False, None
        return handle


class Submission:
    """One batch that was handed to the backend.

    Attributes:
        batch: Which circuits, and how many shots.
        sent: The keyword arguments of ``run``.
        handle: What ``run`` returned: a job, or the result.
    """

    def __init__(
        self,
        channel: Channel,
        batch: Batch,
        circuits: Sequence[QuantumCircuit],
        sent: dict[str, Any],
        handle: Any,
    ) -> None:
        self.batch = batch
        self.sent = sent
        self.handle = handle
        self._channel = channel
        self._circuits = list(circuits)
        self._lock = threading.Lock()
        self._outcomes: list[RawOutcome] | None = None
        self._error: Exception | None = None

    @property
    def job_id(self) -> str | None:
        """The provider's own id of the job; None where ``run`` returns no job."""
        getter = getattr(self.handle, "job_id", None)
        return str(getter()) if callable(getter) else None

    def collect(self) -> list[RawOutcome]:
        """Wait for the outcomes of the batch's circuits, in their order.

        What came, an error too, is kept: a second call gives the same at once.

        Raises:
            ExecutionError: The provider reports a failure.
            DecodingError: What came back is no result.
        """
        with self._lock:
            if self._outcomes is None and self._error is None:
                try:
                    result = _await(self.handle, self._channel)
                    self._outcomes = read_result(result, self._circuits, self._channel.where)
                except Exception as error:  # a provider may raise anything, and it is kept
                    self._error = error
        if self._error is not None:
            raise self._error
        assert self._outcomes is not None
        return self._outcomes

    def finished(self) -> bool:
        """Whether `collect` would return, or raise, at once."""
        if self._outcomes is not None or self._error is not None:
            return True
        status = getattr(self.handle, "status", None)
        return not callable(status) or status() in JOB_FINAL_STATES

    def cancel(self) -> bool:
        """Ask the job to stop; whether it said that it will."""
        cancel = getattr(self.handle, "cancel", None)
        # many providers return nothing from a cancel that worked
        return callable(cancel) and cancel() is not False

    def __repr__(self) -> str:
        return f"Submission({self.batch}, sent={self.sent!r}, job_id={self.job_id!r})"


def _await(handle: Any, channel: Channel) -> Any:
    result = getattr(handle, "result", None)
    found = result(**channel.waiting) if callable(result) else handle
    if found is None:
        raise ExecutionError(
            f"{channel.where} returned nothing: its run() or its job's result() is None."
        )
    return found
