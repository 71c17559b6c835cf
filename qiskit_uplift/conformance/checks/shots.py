"""Right numbers of shots: as many as were asked for, or as the result says of itself."""

from __future__ import annotations

from typing import Any

from qiskit_uplift.conformance.access import Answer
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import measurable, reading
from qiskit_uplift.conformance.coins import coins
from qiskit_uplift.conformance.contracts import require_contract
from qiskit_uplift.conformance.documents import BACKEND_RUN, OPTIONS, RESULT
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)
NUMBERS = (1000, 7, 123, 64)
MOST_DEFAULT = 10_000


@check(
    "shots.exact",
    demands="As many shots come as were asked for, or the result says how many came.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=RUN_ON_TARGET,
    shots=2 * sum(NUMBERS),
    jobs=2 * len(NUMBERS),
    stochastic=False,
)
def exact(trial: Trial) -> None:
    """Round and odd numbers of shots, each of two circuits."""
    if trial.run_access.contract.shots is None:
        trial.not_applicable("run takes no number of shots")
    ready = [coins(trial), reading(trial.target, [0], min(2, len(measurable(trial.target))))]
    for asked in dict.fromkeys(map(trial.shots, NUMBERS)):
        _require_shots(trial, trial.run(ready, asked), asked)


@check(
    "shots.one",
    demands="A single shot is a number of shots like any other.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=2,
    jobs=2,
    stochastic=False,
)
def one(trial: Trial) -> None:
    """One shot of two circuits."""
    if trial.run_access.contract.shots is None:
        trial.not_applicable("run takes no number of shots")
    if trial.run_access.limits.min_shots > 1:
        trial.not_applicable(f"it takes {trial.run_access.limits.min_shots} shots at least")
    ready = [coins(trial), reading(trial.target, [0], min(2, len(measurable(trial.target))))]
    _require_shots(trial, trial.run(ready, 1), 1)


@check(
    "shots.default",
    demands="Without a number of shots the declared default is taken.",
    source=OPTIONS,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=2 * MOST_DEFAULT,
    jobs=2,
    stochastic=False,
)
def default(trial: Trial) -> None:
    """A run without an argument beside one with that number."""
    require_contract(trial)
    access = trial.run_access
    declared = getattr(getattr(access.backend, "options", None), "shots", None)
    if isinstance(declared, bool) or not isinstance(declared, int) or declared < 1:
        trial.not_applicable("its options declare no default number of shots")
    if declared > MOST_DEFAULT:
        trial.not_applicable(f"the default of {declared} shots costs too much to try")
    circuit = coins(trial)
    (asked,) = trial.run(circuit, declared).outcomes
    result = access.result(access.submit(circuit, {}, cost=declared))
    (given,) = access.read(result, [circuit], declared)
    if asked.shots != declared:
        trial.not_applicable(f"of {declared} shots that are asked for {asked.shots} come")
    trial.require(
        given.shots == declared,
        "The number of shots by default isn't the one that the options declare.",
        expected=f"{declared} shots",
        observed=f"{given.shots} shots",
        circuit=circuit,
        call="run(circuit)",
    )


@check(
    "shots.reported",
    demands="The result of a circuit says how many shots it is of.",
    source=RESULT,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=100,
    jobs=1,
    stochastic=False,
)
def reported(trial: Trial) -> None:
    """``result.results[0].shots`` beside the counts."""
    require_contract(trial)
    circuit = coins(trial)
    answer = trial.run(circuit, trial.shots(100))
    told = _declared(answer.results[0].results[0])
    trial.require(
        told == answer.outcomes[0].shots,
        "The result says another number of shots than it holds.",
        expected=f"results[0].shots == {answer.outcomes[0].shots}",
        observed=f"{told}",
        circuit=circuit,
    )


def _require_shots(trial: Trial, answer: Answer, asked: int) -> None:
    experiments = [one for result in answer.results for one in getattr(result, "results", ())]
    for index, outcome in enumerate(answer.outcomes):
        told = _declared(experiments[index]) if index < len(experiments) else None
        if outcome.shots != asked and told == outcome.shots:
            trial.note(f"{outcome.shots} of {asked} shots came, as the result says.")
            continue
        trial.require(
            outcome.shots == asked,
            "The number of shots isn't the one that was asked for.",
            expected=f"{asked} shots, or as many as the result says",
            observed=f"{outcome.shots} shots, while the result says {told}",
            circuit=outcome.circuit,
            call=f"run(circuit, shots={asked})",
            options=answer.options,
        )


def _declared(experiment: Any) -> int | None:
    """The shots that the result of a circuit says it is of: a number, or the first and the last."""
    told = getattr(experiment, "shots", None)
    if isinstance(told, tuple | list) and len(told) == 2:
        return int(told[1]) - int(told[0]) + 1
    return told if isinstance(told, int) else None
