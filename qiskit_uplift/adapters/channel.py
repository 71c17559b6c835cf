"""The way to one backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.options import Limits, OptionContract
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.retry import RetryPolicy
from qiskit_uplift.exceptions import InvalidCircuitError, RetrievalError

REFUSALS = (TypeError, NotImplementedError, AttributeError)
"""What a ``run`` raises that takes no list, or no circuit alone."""


class _Answer(Enum):
    LIST_REFUSED = "a list was refused"


LIST_REFUSED: Final = _Answer.LIST_REFUSED
"""What `Channel.send` returns where the backend turned out to take no lists."""


def _no_retrieval(job_id: str) -> Any:
    raise RetrievalError(f"There is no way to fetch job {job_id!r} from this backend.")


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
        retrieve: The job with one of the provider's ids; see `Provider.retrieve`.
        job: A job in a form that can be asked; see `Provider.job`.
        keep: Puts a job by; see `Provider.keep`.
        tag: The option that a job is found again by; see `Provider.tag`.
        find: The jobs with a tag; see `Provider.find`.
        is_transient: What the provider says of an error; see `Provider.is_transient`.
        retry: How often a call is made again.
        is_local: Whether jobs end with this process; see `Provider.is_local`.
        binds: The option with which it binds parameters itself; see `Provider.binds`.
        speeds_up: Options that change nothing but the time; see `Provider.speeds_up`.
        apart: How far apart circuits of a job stand; see `Provider.apart`.
        spreads: Whether batches are computed side by side, so that there should be several.
        check: Raises if circuits and keyword arguments can't be handed to ``run`` where that is.
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
    retrieve: Callable[[str], Any] = field(default=_no_retrieval)
    job: Callable[[Any], Any] = field(default=lambda handle: handle)
    keep: Callable[[Any], None] = field(default=lambda _: None)
    tag: str | None = None
    find: Callable[[str], Sequence[Any]] = field(default=lambda _: ())
    is_transient: Callable[[BaseException], bool | None] = field(default=lambda _: None)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    is_local: bool = False
    binds: str | None = None
    speeds_up: Callable[[Sequence[QuantumCircuit], Mapping[str, Any]], Mapping[str, Any]] = field(
        default=lambda *_: {}
    )
    apart: Callable[[Sequence[QuantumCircuit], Mapping[str, Any]], int] = field(
        default=lambda *_: 1
    )
    spreads: bool = False
    check: Callable[[Sequence[QuantumCircuit], Mapping[str, Any]], None] = field(
        default=lambda *_: None
    )
    _list_error: Exception | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.lists = self.limits.max_circuits != 1

    def admit(
        self, circuit: QuantumCircuit, layout: ClassicalLayout
    ) -> tuple[QuantumCircuit, ClassicalLayout]:
        """The circuit in the form in which it is sent, and its classical side then.

        Args:
            circuit: The circuit.
            layout: Its classical side.

        Raises:
            InvalidCircuitError: It would be answered wrongly.
        """
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
            except REFUSALS as error:
                if not self.may_be_bare:
                    raise
                self.lists, self._list_error = False, error
                return LIST_REFUSED
        else:
            (circuit,) = circuits
            try:
                handle = self.run(circuit, **sent)
            except REFUSALS:
                if self._list_error is None:
                    raise
                # the circuit alone is refused as well, so it wasn't the list
                refusal, self._list_error, self.lists = self._list_error, None, True
                raise refusal from None
        # whatever answered once is never asked in another form again
        self.may_be_bare, self._list_error = False, None
        return handle
