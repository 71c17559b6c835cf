"""Runs that don't disturb each other: one after another or at once, with seeds or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import couples, ghz, measurable, reading
from qiskit_uplift.conformance.coins import coincidence, coins
from qiskit_uplift.conformance.documents import BACKEND_RUN, JOB
from qiskit_uplift.conformance.outcomes import Outcome
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)
Value = TypeVar("Value")
Given = TypeVar("Given")

PRIMITIVE_JOB = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.primitives.PrimitiveJob"

THREADS = 8
MANY_JOBS = 60


@check(
    "determinism.calls-alike",
    demands="A circuit has the same distribution at every call.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=6 * 3 * 200,
    jobs=6 * 3,
)
def calls_alike(trial: Trial) -> None:
    """The same three circuits, called for six times."""
    ready = _several(trial, 3)
    for number in range(6):
        trial.judge(ready, 200, message=f"The outcomes are wrong at call {number + 1}.")


@check(
    "determinism.no-leaks",
    demands="A run leaves nothing behind that the next one sees.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=6 * 200,
    jobs=6,
)
def no_leaks(trial: Trial) -> None:
    """Runs that end with all qubits and clbits at 1, each before one that only measures."""
    width = min(5, len(measurable(trial.target)))
    for _ in range(3):
        for ones in (range(width), ()):
            circuit = reading(trial.target, ones, width, name="ones" if ones else "zeros")
            trial.judge(circuit, 200, message="A run sees what the one before left behind.")


@check(
    "determinism.many-jobs",
    demands="One job in many is as right as the others.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=MANY_JOBS * 20,
    jobs=MANY_JOBS,
)
def many_jobs(trial: Trial) -> None:
    """Sixty small jobs, each right.

    A fault in every fiftieth job is found. One that strikes each job with a probability of 1/50
    is found with 99 % by 228 jobs, so with four times the budget.
    """
    width = min(4, len(measurable(trial.target)))
    ready = [
        reading(trial.target, ones, width, name=f"job_{index}")
        for index, ones in enumerate((range(width), (0,), range(1, width), (width - 1,)))
    ]
    shots = trial.shots(20)
    for number in range(max(1, round(MANY_JOBS * trial.scale))):
        (outcome,) = trial.run(ready[number % len(ready)], min(shots, 20)).outcomes
        trial.judge_outcome(outcome, message=f"The outcomes of job {number + 1} are wrong.")


@check(
    "determinism.in-flight",
    demands="Jobs that wait at the same time have the outcomes of their own circuits.",
    source=JOB,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=THREADS * 100,
    jobs=THREADS,
)
def in_flight(trial: Trial) -> None:
    """Eight jobs are submitted before the first result is asked for, and read last to first."""
    access, ready, shots = trial.run_access, _several(trial, THREADS), trial.shots(100)
    most = access.limits.max_jobs or THREADS
    for start in range(0, THREADS, most):
        some = ready[start : start + most]
        jobs = []
        for circuit in some:
            seed = None if access.contract.seed is None else trial.seed()
            sent = access.arguments(shots, seed, False, {})
            jobs.append(access.submit([circuit] if access.lists else circuit, sent, cost=shots))
        for circuit, job in reversed(list(zip(some, jobs, strict=True))):
            (outcome,) = access.read(access.result(job), [circuit], shots)
            trial.judge_outcome(outcome, message="Jobs that wait together are mixed up.")


@check(
    "determinism.threads",
    demands="Runs from several threads at once, as Qiskit's primitives make them, have the "
    "outcomes of their own circuits.",
    source=PRIMITIVE_JOB,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=2 * THREADS * 100,
    jobs=2 * THREADS,
)
def threads(trial: Trial) -> None:
    """Eight circuits that read different numbers or entangle, from a thread each, twice."""
    ready = _several(trial, THREADS)
    for _ in range(2):
        shots, seeds = trial.shots(100), [trial.seed() for _ in ready]
        given = [(circuit, shots, seed) for circuit, seed in zip(ready, seeds, strict=True)]
        outcomes = _at_once(lambda one: _run(trial, *one), given)
        for outcome in outcomes:
            trial.judge_outcome(outcome, message="Runs at the same time get each other's outcomes.")


@check(
    "determinism.threads-seeded",
    demands="A seed that decides a run decides it while others run, too.",
    source=PRIMITIVE_JOB,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=3 * THREADS * 200,
    jobs=3 * THREADS,
    stochastic=False,
)
def threads_seeded(trial: Trial) -> None:
    """The same seeds one after another twice, and then from eight threads."""
    if trial.run_access.contract.seed is None:
        trial.not_applicable("run takes no seed")
    circuit, shots = coins(trial), trial.shots(200)
    seeds = [trial.seed() for _ in range(THREADS)]
    first, second = ([dict(_run(trial, circuit, shots, s).counts) for s in seeds] for _ in "12")
    if first != second:
        trial.not_applicable("a seed doesn't decide the outcomes even where nothing else runs")
    together = _at_once(lambda seed: dict(_run(trial, circuit, shots, seed).counts), seeds)
    for seed, alone, found in zip(seeds, first, together, strict=True):
        trial.require(
            alone == found,
            "A seed gives other outcomes while other runs are going on.",
            expected=f"{dict(sorted(alone.items()))}, as by itself",
            observed=f"{dict(sorted(found.items()))}",
            circuit=circuit,
            call=f"run(circuit, shots={shots}, {trial.run_access.contract.seed}={seed})",
        )


@check(
    "determinism.unseeded",
    demands="Two runs without a seed have shots of their own.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=6 * 500,
    jobs=6,
)
def unseeded(trial: Trial) -> None:
    """A circuit with many outcomes, six times without a seed."""
    _require_no_preset(trial)
    circuit, shots = coins(trial), trial.shots(500)
    _require_different(trial, circuit, [_run(trial, circuit, shots, None) for _ in range(6)])


@check(
    "determinism.seed-is-dropped",
    demands="A seed is for the run that it is given to, not for those after it.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=12 * 500,
    jobs=12,
)
def seed_is_dropped(trial: Trial) -> None:
    """Six runs without a seed, each after one with the same seed."""
    if trial.run_access.contract.seed is None:
        trial.not_applicable("run takes no seed")
    _require_no_preset(trial)
    circuit, shots, seed = coins(trial), trial.shots(500), trial.seed()
    after = []
    for _ in range(6):
        _run(trial, circuit, shots, seed)
        after.append(_run(trial, circuit, shots, None))
    _require_different(trial, circuit, after)


def _require_no_preset(trial: Trial) -> None:
    access = trial.run_access
    name = access.contract.seed
    options = getattr(access.backend, "options", None)
    if name is not None and getattr(options, name, None) is not None:
        trial.not_applicable("its options set a seed for every run")


def _require_different(trial: Trial, circuit: QuantumCircuit, runs: Sequence[Outcome]) -> None:
    """Judge how many runs have the shots of the first."""
    first = dict(runs[0].counts)
    copies = sum(dict(one.counts) == first for one in runs[1:])
    likely = coincidence(circuit, runs[0].shots)
    # the sum over which of them coincide, each choice at most this likely
    chance = min(1.0, 2.0 ** (len(runs) - 1) * likely**copies) if copies else 1.0
    trial.require(
        chance > trial.next_alpha(),
        f"{copies + 1} of {len(runs)} runs without a seed have the same shots.",
        expected="outcomes drawn anew",
        observed=f"{copies + 1} times {dict(sorted(first.items()))}",
        circuit=circuit,
        chance=chance,
    )


def _several(trial: Trial, number: int) -> list[QuantumCircuit]:
    """Circuits that read different numbers, and an entangled one where there is a couple."""
    width = min(4, len(measurable(trial.target)))
    made = [
        reading(
            trial.target,
            [bit for bit in range(width) if (index + 1) >> bit & 1],
            width,
            name=f"reads_{(index + 1) % 2**width}",
        )
        for index in range(number - 1)
    ]
    pairs = couples(trial.target)
    return [*made, ghz(trial.target, pairs[0]) if pairs else coins(trial)]


def _run(trial: Trial, circuit: QuantumCircuit, shots: int, seed: int | None) -> Outcome:
    access = trial.run_access
    given = seed if access.contract.seed is not None else None
    return access.run([circuit], shots, seed=given).outcomes[0]


def _at_once(call: Callable[[Given], Value], given: Sequence[Given]) -> list[Value]:
    """Call for all from a thread each; the first error is raised."""
    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(call, given))
