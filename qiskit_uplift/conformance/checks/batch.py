"""Right batches: several circuits in one call are as right as each by itself."""

from __future__ import annotations

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import measurable, reading
from qiskit_uplift.conformance.coins import coincidence, coins
from qiskit_uplift.conformance.contracts import (
    counts_of,
    refused,
    register_kinds,
    require_contract,
    result_of,
)
from qiskit_uplift.conformance.documents import BACKEND_RUN, BACKEND_V2, COUNTS
from qiskit_uplift.conformance.findings import BackendRaised
from qiskit_uplift.conformance.strategies import circuits
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)
METADATA = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.circuit.QuantumCircuit#metadata"

MOST_IN_A_BATCH = 50
"""Declared limits above it aren't tried, as the circuits alone would cost too much."""


@check(
    "batch.order",
    demands="The outcomes of several circuits come in the order of the circuits.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=RUN_ON_TARGET,
    shots=8 * 50,
    jobs=8,
)
def order(trial: Trial) -> None:
    """Eight circuits that read different numbers, in an order that is drawn."""
    answer = trial.judge(
        _different(trial, 8), 50, message="The outcomes of a batch are in another order."
    )
    trial.require(len(answer) == 8, "There isn't one outcome a circuit.")


@check(
    "batch.same-names",
    demands="Circuits of the same name in one call keep their own outcomes.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=6 * 50,
    jobs=6,
)
def same_names(trial: Trial) -> None:
    """Six circuits that read different numbers and are all called the same."""
    ready = _different(trial, 6)
    for circuit in ready:
        circuit.name = "same"
    trial.judge(ready, 50, message="Circuits of the same name are mixed up.")


@check(
    "batch.counts",
    demands="A circuit has the same distribution in a batch as by itself.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=3 * 10 * 300,
    jobs=30,
)
def batch_counts(trial: Trial) -> None:
    """Drawn circuits of any kind, ten at a time."""
    most = 3 if trial.target.num_qubits is not None else 2
    drawn = circuits(trial.target, qubits=(1, most), depth=6, registers=register_kinds(trial))
    for number in range(3):
        ready: list[QuantumCircuit] = []
        trial.forall(drawn, ready.append, examples=10)
        # the first that are drawn are the simplest, which tell least of what is next to them
        ready = [ready[index] for index in trial.rng.permutation(len(ready))]
        for index, circuit in enumerate(ready):
            circuit.name = f"drawn_{number}_{index}"
        trial.judge(ready, 300)


@check(
    "batch.independent-duplicates",
    demands="Equal circuits in one call without a seed have shots of their own.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=6 * 1000,
    jobs=6,
)
def duplicates(trial: Trial) -> None:
    """One circuit with many outcomes, six times in a batch."""
    circuit = coins(trial)
    shots = trial.shots(1000)
    answer = trial.run_access.run([circuit] * 6, shots)
    likely = coincidence(circuit, shots)
    seen = [dict(outcome.counts) for outcome in answer.outcomes]
    copies = sum(one == seen[0] for one in seen[1:])
    # at least `copies` of five independent runs are as the first
    probability = min(1.0, 2**5 * likely**copies) if copies else 1.0
    trial.require(
        probability > trial.next_alpha(),
        f"{copies + 1} of 6 equal circuits in a batch have the same shots.",
        expected="outcomes drawn for each of them",
        observed=f"{copies + 1} with the counts {dict(sorted(seen[0].items()))}",
        circuit=circuit,
        chance=probability,
    )


@check(
    "batch.list-of-one",
    demands="A circuit may be given alone or in a list, with the same outcomes.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=2 * 100,
    jobs=2,
)
def list_of_one(trial: Trial) -> None:
    """A circuit bare and in a list."""
    require_contract(trial)
    circuit = _different(trial, 1)[0]
    for given in (circuit, [circuit]):
        shots = trial.shots(100)
        result = result_of(trial, given, shots)
        (outcome,) = trial.run_access.read(result, [circuit], shots)
        trial.judge_outcome(outcome)


@check(
    "batch.input-unchanged",
    demands="Circuits and the list of them are left as they were.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=3 * 20,
    jobs=3,
    stochastic=False,
)
def input_unchanged(trial: Trial) -> None:
    """Circuits with metadata, compared to the last bit before and after."""
    ready = _different(trial, 3)
    for index, circuit in enumerate(ready):
        circuit.metadata = {"number": index, "nested": {"list": [1, 2]}}
    before = [_written(circuit) for circuit in ready]
    if trial.run_access.lists and trial.run_access.limits.max_circuits is None:
        given = list(ready)
        result_of(trial, given, trial.shots(20))
        same = len(given) == 3 and all(a is b for a, b in zip(given, ready, strict=True))
        trial.require(
            same,
            "The list of circuits was changed.",
            expected="the list with the three circuits that were in it",
            observed=f"a list of {len(given)}" if len(given) != 3 else "other circuits in it",
        )
    else:
        trial.run_access.run(ready, trial.shots(20))
    for circuit, wanted in zip(ready, before, strict=True):
        trial.require(
            _written(circuit) == wanted,
            f"The circuit {circuit.name!r} was changed by running it.",
            expected="the circuit as it was given",
            observed="another name, other metadata, instructions, registers or parameters",
            circuit=circuit,
        )


@check(
    "batch.names",
    demands="The result knows each circuit by its name.",
    source=COUNTS,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=3 * 50,
    jobs=3,
    stochastic=False,
)
def names(trial: Trial) -> None:
    """Counts asked for by name and by circuit are those of the circuit at that place."""
    require_contract(trial)
    ready = _different(trial, 3)
    ready[1].name = "with spaces, é and 量子"
    answer = trial.run(ready, trial.shots(50))
    done = 0
    for result in answer.results:
        here = ready[done : done + len(result.results)]
        for index, circuit in enumerate(here):
            by_place = counts_of(result, index, f"result.get_counts({index})")
            for which in (circuit.name, circuit):
                call = f"result.get_counts({'circuit' if which is circuit else repr(which)})"
                found = counts_of(result, which, call)
                trial.require(
                    found == by_place, "A circuit's name leads to the counts of another.",
                    expected=f"{dict(by_place)}", observed=f"{dict(found)}",
                    circuit=circuit, call=call,
                )  # fmt: skip
        done += len(here)


@check(
    "batch.metadata",
    demands="The result's header holds the metadata of each circuit.",
    source=METADATA,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=3 * 20,
    jobs=3,
    stochastic=False,
)
def metadata(trial: Trial) -> None:
    """Metadata of several types, another for each circuit."""
    require_contract(trial)
    ready = _different(trial, 3)
    for index, circuit in enumerate(ready):
        circuit.metadata = {"number": index, "text": "a", "list": [1.5, None]}
    answer = trial.run(ready, trial.shots(20))
    experiments = [one for result in answer.results for one in result.results]
    for circuit, experiment in zip(ready, experiments, strict=True):
        header = getattr(experiment, "header", None)
        found = _field(header, "metadata")
        trial.require(
            found == circuit.metadata,
            "A circuit's metadata isn't in the result's header.",
            expected=f"header.metadata == {circuit.metadata!r}",
            observed=f"{found!r}",
            circuit=circuit,
        )


@check(
    "batch.empty",
    demands="An empty list of circuits is refused, or gives a result without circuits.",
    source=BACKEND_RUN,
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=100,
    jobs=2,
)
def empty(trial: Trial) -> None:
    """No circuit; and one after that."""
    circuit = _different(trial, 1)[0]
    answers = []

    def call() -> object:
        answers.append(result_of(trial, [], trial.shots(20)))
        return answers[0]

    if not refused(trial, call, "an empty list"):
        held = len(getattr(answers[0], "results", None) or ())
        trial.require(
            held == 0,
            "An empty list of circuits has outcomes.",
            expected="an error, or a result without circuits",
            observed=f"outcomes of {held} circuits",
            call="run([])",
        )
    trial.judge(circuit, 100)


@check(
    "batch.at-limit",
    demands="As many circuits as are declared can be run in one call.",
    source=f"{BACKEND_V2}#max_circuits",
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=MOST_IN_A_BATCH * 10,
    jobs=1,
)
def at_limit(trial: Trial) -> None:
    """The whole of a job."""
    _judge_number(trial, _limit(trial))


@check(
    "batch.above-limit",
    demands="More circuits than are declared are refused or all run; none is lost.",
    source=f"{BACKEND_V2}#max_circuits",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=(MOST_IN_A_BATCH + 1) * 10 + 100,
    jobs=2,
)
def above_limit(trial: Trial) -> None:
    """One circuit too many; and one after that."""
    limit = _limit(trial)
    try:
        _judge_number(trial, limit + 1)
    except BackendRaised as raised:
        if raised.original is None:
            raise
        trial.note(f"{limit + 1} circuits: {type(raised.original).__name__}.")
    trial.judge(_different(trial, 1)[0], 100)


def _limit(trial: Trial) -> int:
    limit = trial.run_access.limits.max_circuits
    if limit is None:
        trial.not_applicable("no limit of circuits is declared")
    if limit > MOST_IN_A_BATCH:
        trial.not_applicable(f"a job of {limit} circuits costs too much to try")
    return limit


def _judge_number(trial: Trial, number: int) -> None:
    """Send so many circuits in one call, and judge each."""
    several = _different(trial, number)
    given = several if trial.run_access.lists or number > 1 else several[0]
    shots = trial.shots(10)
    result = result_of(trial, given, shots)
    for outcome in trial.run_access.read(result, several, shots):
        trial.judge_outcome(outcome, message="An outcome in a large batch is another's.")


def _different(trial: Trial, number: int) -> list[QuantumCircuit]:
    """Circuits that read different numbers as far as there are qubits, in an order of chance."""
    width = min(4, len(measurable(trial.target)))
    values = [(value + 1) % 2**width for value in range(number)]
    values = [values[index] for index in trial.rng.permutation(number)]
    made: dict[int, QuantumCircuit] = {}
    for value in values:
        if value not in made:
            ones = [bit for bit in range(width) if value >> bit & 1]
            made[value] = reading(trial.target, ones, width)
    return [made[value].copy(name=f"reads_{value}_{index}") for index, value in enumerate(values)]


def _written(circuit: QuantumCircuit) -> tuple[object, ...]:
    """All that a user can see of a circuit."""
    place = {bit: index for index, bit in enumerate([*circuit.qubits, *circuit.clbits])}
    steps = [
        (item.name, repr(item.operation.params), item.operation.label, *map(place.get, bits))
        for item in circuit.data
        for bits in [[*item.qubits, *item.clbits]]
    ]
    registers = [
        (register.name, [place[bit] for bit in register])
        for register in [*circuit.qregs, *circuit.cregs]
    ]
    told = (circuit.name, repr(circuit.metadata), float(circuit.global_phase))
    return (steps, registers, circuit.num_qubits, circuit.num_clbits, *told)


def _field(header: object, name: str) -> object:
    return header.get(name) if isinstance(header, dict) else getattr(header, name, None)
