"""Seeds: the same gives the same, another gives another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.calls import (
    answered,
    attempt,
    memory_name,
    seed_name,
)
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.coins import coincidence, coins
from qiskit_uplift.conformance.documents import SEED
from qiskit_uplift.conformance.outcomes import Outcome
from qiskit_uplift.conformance.trial import Trial

SHOTS = 200
"""Shots of each run."""

MOST_RUNS = 24
"""Runs that are compared, where few coins make it likely that two are the same."""


def _outcome(trial: Trial, circuit: QuantumCircuit, seed: int | None, memory: bool) -> Outcome:
    name = seed_name(trial)
    shots = trial.shots(SHOTS)
    options: dict[str, Any] = {} if seed is None or name is None else {name: seed}
    sent = trial.run_access.arguments(shots, None, memory, options)
    return answered(attempt(trial, [circuit], sent, shots=shots)).outcomes[0]


def _seed(trial: Trial) -> str:
    name = seed_name(trial)
    if name is None:
        trial.not_applicable("it declares no seed")
    return name


def _runs_needed(trial: Trial, circuit: QuantumCircuit, alpha: float) -> int:
    """So many runs that right ones are all the same with a probability of ``alpha`` at most."""
    same = coincidence(circuit, trial.shots(SHOTS))
    return min(MOST_RUNS, 1 + math.ceil(math.log(alpha) / math.log(same)))


def _told(outcome: Outcome) -> str:
    width = outcome.circuit.num_clbits
    shown = sorted(outcome.counts.items())[:6]
    return ", ".join(f"{key:0{width}b}: {count}" for key, count in shown) + ", ..."


def _require_differ(
    trial: Trial, outcomes: Sequence[Outcome], alpha: float, message: str, call: str
) -> None:
    """Require that not all runs are the same; nor any two, where that is as unlikely."""
    first = outcomes[0]
    same = coincidence(first.circuit, first.shots)
    number = len(outcomes)
    pairs = list(combinations(range(number), 2))
    alike = [(a, b) for a, b in pairs if outcomes[a].counts == outcomes[b].counts]
    by_pairs = len(pairs) * same
    chance = by_pairs if by_pairs <= alpha else same ** (number - 1)
    if chance > alpha:
        trial.not_applicable(
            f"even of {number} runs all would be the same by chance with {chance:.1g}"
        )
    wrong = bool(alike) if by_pairs <= alpha else len(alike) == len(pairs)
    trial.require(
        not wrong,
        message,
        expected=f"other counts each time; by chance they are the same with {chance:.1g} at most",
        observed=f"the same counts: {_told(first)}",
        circuit=first.circuit,
        call=call,
        chance=chance,
    )


@check(
    "options.seed-repeats",
    demands="A backend that declares a seed gives the same outcomes for the same seed.",
    source=SEED,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=3 * SHOTS + 20,
    jobs=5,
    stochastic=False,
)
def seed_repeats(trial: Trial) -> None:
    """Run twice with the same seed, and with another in between."""
    name, circuit = _seed(trial), coins(trial)
    memory = memory_name(trial) is not None
    seed = trial.seed()
    first = _outcome(trial, circuit, seed, memory)
    _outcome(trial, circuit, trial.seed(), memory)
    again = _outcome(trial, circuit, seed, memory)
    trial.require(
        first.counts == again.counts,
        "The same seed gives other counts.",
        expected=_told(first),
        observed=_told(again),
        circuit=circuit,
        call=f"run(circuit, {name}={seed})",
    )
    trial.require(
        first.memory == again.memory,
        "The same seed gives the shots in another order.",
        expected="the same memory",
        observed="another memory with the same counts",
        circuit=circuit,
        call=f"run(circuit, {name}={seed}, memory=True)",
    )


@check(
    "options.seeds-differ",
    demands="Different seeds give different outcomes.",
    source=SEED,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=MOST_RUNS * SHOTS + 20,
    jobs=MOST_RUNS + 2,
)
def seeds_differ(trial: Trial) -> None:
    """Run with seeds that are neighbours, and with others."""
    name, circuit, alpha = _seed(trial), coins(trial), trial.next_alpha()
    number = max(4, _runs_needed(trial, circuit, alpha))
    start = trial.seed() % 2**30
    seeds = [start, start + 1, start + 2**16, start + 2**29]
    seeds += [start + 2 + 3 * k for k in range(number - len(seeds))]
    outcomes = [_outcome(trial, circuit, seed, False) for seed in seeds]
    _require_differ(
        trial,
        outcomes,
        alpha,
        "Different seeds give the same counts.",
        f"run(circuit, {name}=...) with {seeds[:4]}",
    )


@check(
    "options.seed-zero",
    demands="0 is a seed like any other, or is refused.",
    source=SEED,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=2 * SHOTS + 20,
    jobs=4,
    stochastic=False,
)
def seed_zero(trial: Trial) -> None:
    """Run twice with it."""
    name, circuit = _seed(trial), coins(trial)
    shots = trial.shots(SHOTS)
    sent = trial.run_access.arguments(shots, None, False, {name: 0})
    replies = [attempt(trial, [circuit], sent, shots=shots) for _ in range(2)]
    if any(reply.refusal is not None for reply in replies):
        trial.note(f"{name}=0 is refused.")
        return
    first, again = (reply.outcomes[0] for reply in replies)
    trial.require(
        first.counts == again.counts,
        f"{name}=0 isn't taken for a seed.",
        expected=_told(first),
        observed=_told(again),
        circuit=circuit,
        call=f"run(circuit, {name}=0)",
    )
