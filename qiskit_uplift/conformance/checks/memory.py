"""Right memory: where a backend gives one outcome a shot, it says the same as the counts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qiskit.circuit import ClassicalRegister, QuantumCircuit

from qiskit_uplift.conformance.access import DEFAULT_TIMEOUT, Answer, asked
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import measurable, prepared
from qiskit_uplift.conformance.coins import coins
from qiskit_uplift.conformance.contracts import counts_of, require_contract
from qiskit_uplift.conformance.documents import MEMORY
from qiskit_uplift.conformance.statistics import OrderTest
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)


@check(
    "counts.memory",
    demands="Memory has one outcome a shot, and says the same as the counts.",
    source=MEMORY,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=2 * 500,
    jobs=2,
)
def memory(trial: Trial) -> None:
    """Circuits with many outcomes, in one register and in two."""
    ready = [coins(trial), _uneven(trial)]
    shots = trial.shots(500)
    answer = trial.run(ready, shots, memory=True)
    _require_memory(trial, answer)
    for circuit, outcome in zip(ready, answer.outcomes, strict=True):
        # reading has refused what differs from the counts
        entries = outcome.memory or []
        trial.require(
            len(entries) == outcome.shots,
            "Memory hasn't one entry a shot.",
            expected=f"{outcome.shots} entries",
            observed=f"{len(entries)}",
            circuit=circuit,
            call="run(circuit, memory=True)",
        )
        trial.judge_outcome(outcome, message="The memory isn't of the circuit.")


@check(
    "counts.memory-keys",
    demands="get_memory writes an outcome as get_counts does.",
    source=MEMORY,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=500,
    jobs=1,
    stochastic=False,
)
def memory_keys(trial: Trial) -> None:
    """A circuit with two registers."""
    require_contract(trial)
    circuit = _uneven(trial)
    answer = trial.run(circuit, trial.shots(500), memory=True)
    _require_memory(trial, answer)
    result: Any = answer.results[0]
    found = asked(lambda: result.get_memory(0), "result.get_memory(0)", DEFAULT_TIMEOUT)
    counts = counts_of(result, 0, "result.get_counts(0)")
    trial.require(
        Counter(found) == Counter(dict(counts)),
        "get_memory and get_counts don't write the same outcomes.",
        expected=f"{dict(sorted(counts.items()))}",
        observed=f"{dict(sorted(Counter(found).items()))}",
        circuit=circuit,
    )


@check(
    "counts.memory-order",
    demands="The order of the memory is that of the shots, which has nothing to do with outcomes.",
    source=MEMORY,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=1000,
    jobs=1,
)
def memory_order(trial: Trial) -> None:
    """Is the memory sorted, grouped, alternating or repeated?"""
    if trial.subject.kind.startswith("uplifted"):
        trial.note("An uplifted backend that gives counts alone draws their order itself.")
    circuit = coins(trial)
    shots = trial.shots(1000)
    answer = trial.run(circuit, shots, memory=True)
    _require_memory(trial, answer)
    test = OrderTest(alpha=trial.next_alpha(), lags=(1, 2, max(1, shots // 2)))
    refused = test.update(answer.outcomes[0].memory or [])
    trial.require(
        not refused,
        "The order of the memory depends on the outcomes.",
        expected="outcomes in the order of independent shots",
        observed="such as " + ", ".join(map(str, (answer.outcomes[0].memory or [])[:16])),
        circuit=circuit,
        chance=test.p_value,
    )


def _require_memory(trial: Trial, answer: Answer) -> None:
    given = [_memory_of(result) for result in answer.results]
    if not any(given):
        trial.not_applicable("the backend gives no memory")
    trial.require(
        all(given),
        "Some circuits of a batch have a memory and others haven't.",
        expected="memory of each circuit",
        observed=f"{sum(map(bool, given))} of {len(given)} results have it",
    )


def _memory_of(result: Any) -> bool:
    experiments = getattr(result, "results", None) or ()
    return bool(experiments) and all(
        getattr(getattr(one, "data", None), "memory", None) is not None for one in experiments
    )


def _uneven(trial: Trial) -> QuantumCircuit:
    """Outcomes that differ in how likely they are, in two registers."""
    width = min(3, len(measurable(trial.target)))
    circuit = QuantumCircuit(width, name="uneven")
    for size, name in ((1, "one"), (width - 1, "others")):
        if size:
            circuit.add_register(ClassicalRegister(size, name))
    for qubit in range(width):
        circuit.ry(0.6 + 0.5 * qubit, qubit)
    circuit.measure(range(width), range(width))
    return prepared(trial.target, circuit)
