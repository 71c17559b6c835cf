"""What several checks do alike: circuits whose answer is known, and calls that may be refused."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import Job

from qiskit_uplift.adapters.backend import BackendAdapter
from qiskit_uplift.conformance.circuits import reading
from qiskit_uplift.conformance.findings import BackendRaised, Finding, Violation
from qiskit_uplift.conformance.hearing import hearing
from qiskit_uplift.conformance.outcomes import Outcome
from qiskit_uplift.conformance.trial import Trial


def one(trial: Trial, name: str = "one") -> QuantumCircuit:
    """A circuit of one clbit, which reads 1."""
    return reading(trial.target, [0], 1, name=name)


@contextmanager
def quietly() -> Iterator[list[warnings.WarningMessage]]:
    """Keep what the backend warns of meanwhile: a warning is no error."""
    with hearing() as heard:
        yield heard


def seed_name(trial: Trial) -> str | None:
    """The keyword of the seed, where the backend declares that it takes one."""
    return _declared(trial, "seed")


def memory_name(trial: Trial) -> str | None:
    """The keyword of the memory flag, where the backend declares that it has one."""
    return _declared(trial, "memory")


def shots_name(trial: Trial) -> str:
    """The keyword of the shots.

    Raises:
        NotApplicable: The backend takes none.
    """
    name = trial.run_access.contract.shots
    if name is None:
        trial.not_applicable("its run() takes no number of shots")
    return name


def _declared(trial: Trial, role: str) -> str | None:
    access = trial.run_access
    backend = access.backend
    if isinstance(backend, BackendAdapter):
        own = getattr(backend.contract, role)
        declared = own is not None and backend.contract.option(own) is not None
        return getattr(access.contract, role) if declared else None
    name = getattr(access.contract, role)
    return name if name is not None and access.contract.option(name) is not None else None


def own_options(trial: Trial) -> Any:
    """The backend's ``options``.

    Raises:
        NotApplicable: It has none.
    """
    options = getattr(trial.run_access.backend, "options", None)
    if not isinstance(options, Mapping):
        trial.not_applicable("it has no options object")
    return options


@contextmanager
def settings_kept(options: Any) -> Iterator[None]:
    """Put a backend's ``options`` back as they were, whatever happens to them meanwhile."""
    before = dict(options.items())
    try:
        yield
    finally:
        fields = vars(options)
        for name in [name for name in fields if name not in before]:
            del fields[name]
        fields.update(before)


def handed(trial: Trial, circuits: Sequence[QuantumCircuit]) -> Any:
    """Circuits in the form in which this backend takes them: a list, or the one bare circuit.

    Where nobody says, that takes one job to find out.
    """
    access = trial.run_access
    if access.unsure:
        access.run(list(circuits[:1]), trial.shots(10))
    if access.lists:
        return list(circuits)
    (circuit,) = circuits
    return circuit


def submitted(
    trial: Trial, circuits: Sequence[QuantumCircuit], shots: int, *, seeded: bool = True
) -> Any:
    """The job of circuits in one call.

    Args:
        trial: The trial.
        circuits: The circuits.
        shots: Of each.
        seeded: Whether a seed is sent, where one is declared; without, what is run twice in
            secret has other outcomes.

    Raises:
        NotApplicable: The backend hands out no jobs.
    """
    access = trial.run_access
    sent = access.arguments(shots, _seed(trial) if seeded else None, False, {})
    job = access.submit(handed(trial, circuits), sent, cost=shots)
    if not isinstance(job, Job) and not callable(getattr(job, "result", None)):
        trial.not_applicable("its run() answers with the result itself, there is no job")
    return job


def _seed(trial: Trial) -> int | None:
    """A new seed, where the backend takes one."""
    return None if seed_name(trial) is None else trial.seed()


@dataclass(frozen=True)
class Reply:
    """What came of a call that may be refused.

    Attributes:
        refusal: Why there is no answer, or None.
        late: Whether it was refused after ``run`` had accepted it.
        outcomes: The outcomes of each circuit; none where it was refused or had no shots.
        result: What ``result()`` returned.
        job: What ``run`` returned.
        warned: What was warned of.
        call: The call as a user would write it.
    """

    refusal: BaseException | str | None
    late: bool
    outcomes: tuple[Outcome, ...]
    result: Any
    job: Any
    warned: tuple[str, ...]
    call: str

    @property
    def shots(self) -> int:
        """The shots that came of the first circuit."""
        return self.outcomes[0].shots if self.outcomes else 0


def attempt(
    trial: Trial,
    circuits: Sequence[QuantumCircuit],
    sent: Mapping[str, Any],
    *,
    shots: int,
) -> Reply:
    """Call ``run`` with just what is given, and see whether it is answered or refused.

    Args:
        trial: The trial.
        circuits: The circuits.
        sent: The keyword arguments.
        shots: What the meter counts for each circuit.

    Raises:
        Violation: It never answered, or with a result that can't be read.
    """
    access = trial.run_access
    call = f"run(circuit{''.join(f', {k}={v!r}' for k, v in sent.items())})"
    given = handed(trial, circuits)
    job: Any = None
    with quietly() as heard:
        try:
            job = access.submit(given, sent, cost=shots)
            result = access.result(job)
        except BackendRaised as raised:
            if raised.original is None:
                raise
            told = tuple(str(one.message) for one in heard)
            return Reply(raised.original, job is not None, (), None, job, told, call)
    warned = tuple(str(one.message) for one in heard)
    if getattr(result, "success", True) is False:
        status = f"success=False, {getattr(result, 'status', '')}"
        return Reply(status, True, (), result, job, warned, call)
    outcomes = () if is_empty(result) else access.read(result, circuits, shots)
    return Reply(None, False, outcomes, result, job, warned, call)


def is_empty(result: Any) -> bool:
    """Whether a result holds no outcome at all."""
    results = getattr(result, "results", None)
    if not isinstance(results, list) or not results:
        return False
    data = [getattr(one, "data", None) for one in results]
    return not any(getattr(one, "counts", None) or getattr(one, "memory", None) for one in data)


def answered(reply: Reply) -> Reply:
    """Require that a call was answered.

    Raises:
        Violation: It was refused.
    """
    if reply.refusal is not None:
        raise Violation(
            Finding(
                f"{reply.call} was refused.",
                expected="an answer",
                observed=f"{reply.refusal!r}",
                call=reply.call,
            )
        )
    return reply


def require_shots(trial: Trial, reply: Reply, wanted: int, message: str) -> None:
    """Require that an answer has the right number of shots.

    A device may keep fewer than were asked for, and say so, but not less than half.
    """
    got = reply.shots
    entries = getattr(reply.result, "results", None) or [None]
    declared = getattr(entries[0], "shots", None)
    trial.require(
        got == wanted or (wanted / 2 <= got < wanted and declared == got),
        message,
        expected=f"{wanted} shots",
        observed=f"{got} shots",
        call=reply.call,
    )


def still_works(trial: Trial, after: str) -> None:
    """Require that a circuit that reads 1 still does.

    Args:
        trial: The trial.
        after: What was done before.
    """
    trial.judge(one(trial), 100, message=f"The backend no longer works after {after}.")
