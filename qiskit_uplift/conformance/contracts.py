"""What a subject has promised: which documents bind it, and whether it refuses as they ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.conformance.access import DEFAULT_TIMEOUT, asked
from qiskit_uplift.conformance.findings import BackendRaised, Finding, Violation
from qiskit_uplift.conformance.strategies.registers import KINDS
from qiskit_uplift.conformance.trial import Trial

UNTYPED = (BaseException, Exception, AssertionError, SystemExit, KeyboardInterrupt)
"""What says nothing of what was wrong."""


def is_backend(trial: Trial) -> bool:
    """Whether the subject is a ``Backend`` of Qiskit's, so that its documents bind it."""
    kind = trial.subject.kind
    return kind.startswith("uplifted") or kind in ("BackendV2", "BackendV1")


def register_kinds(trial: Trial) -> tuple[str, ...]:
    """The layouts of registers that the subject has a way to tell the outcomes of.

    An object with nothing but ``run`` that writes one group of bits a register has no place for a
    clbit outside of them.
    """
    dialect = trial.run_access.dialect
    by_register = (Notation.REGISTERS, Notation.MEASURED_REGISTERS)
    if is_backend(trial) or not {dialect.counts, dialect.memory} & set(by_register):
        return KINDS
    return tuple(kind for kind in KINDS if kind not in ("loose", "any"))


def require_contract(trial: Trial) -> None:
    """End a check of what only a ``Backend`` of Qiskit's has promised.

    Raises:
        NotApplicable: The subject is none.
    """
    if not is_backend(trial):
        trial.not_applicable("an object with nothing but run needn't return Qiskit's Result")


def counts_of(result: Any, which: Any, call: str) -> Mapping[Any, int]:
    """The counts of one circuit of a ``Result``, as a user gets them."""
    found = asked(lambda: result.get_counts(which), call, DEFAULT_TIMEOUT)
    return cast("Mapping[Any, int]", found)


def result_of(trial: Trial, circuits: Any, shots: int, **options: Any) -> Any:
    """The result of one call with just these circuits, whatever their number.

    Raises:
        BackendRaised: It was refused.
    """
    access = trial.run_access
    sent = access.arguments(shots, None, False, options)
    return access.result(access.submit(circuits, sent, cost=shots))


def refused(trial: Trial, call: Callable[[], Any], what: str, **evidence: Any) -> bool:
    """Whether something is refused: by an error that has a type, or a result that says it failed.

    Args:
        trial: The check at work.
        call: Asks the subject, and returns its result.
        what: What should be refused, for messages.
        **evidence: Fields of `Finding`.

    Raises:
        Violation: What it raised says nothing, or it never answered.
    """
    try:
        result = call()
    except BackendRaised as raised:
        if raised.original is None:
            raise
        if type(raised.original) in UNTYPED:
            told = {"expected": "an error with a type of its own", **evidence}
            name = type(raised.original).__name__
            message = f"{what} was refused with a bare {name}."
            raise Violation(Finding(message, observed=raised.finding.observed, **told)) from raised
        trial.note(f"{what}: {type(raised.original).__name__}.")
        return True
    if says_failed(result):
        trial.note(f"{what}: a result that says it failed.")
        return True
    return False


def says_failed(result: Any) -> bool:
    """Whether a result, or one of its circuits, says that it failed."""
    experiments = getattr(result, "results", None)
    several = experiments if isinstance(experiments, Sequence) else ()
    return any(getattr(one, "success", True) is False for one in (result, *several))


def must_refuse(trial: Trial, call: Callable[[], Any], what: str, **evidence: Any) -> None:
    """Require that something is `refused`.

    Raises:
        Violation: It was accepted.
    """
    trial.require(
        refused(trial, call, what, **evidence),
        f"{what} was accepted.",
        **{"expected": "an error", "observed": "an answer", **evidence},
    )


def still_works(trial: Trial, circuit: QuantumCircuit) -> None:
    """Judge a circuit after something else went wrong."""
    trial.judge(circuit, 100, message="The backend doesn't work any more after an error.")
