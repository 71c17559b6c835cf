"""Garbage in, an error out: never data, and the backend works after it."""

from __future__ import annotations

import math
from collections.abc import Callable

from qiskit.circuit import Gate, Parameter, QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import measurable, prepared, reading
from qiskit_uplift.conformance.contracts import must_refuse, refused, result_of, still_works
from qiskit_uplift.conformance.documents import BACKEND_RUN, BACKEND_V2, TARGET
from qiskit_uplift.conformance.findings import Violation
from qiskit_uplift.conformance.statistics import CountsTest
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)
SHOTS = 50


@check(
    "robust.not-a-circuit",
    demands="What isn't a circuit is refused.",
    source=BACKEND_RUN,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=4 * SHOTS + 100,
    jobs=5,
)
def not_a_circuit(trial: Trial) -> None:
    """None, a number, a text, and a list with None."""
    for thing in (None, 7, "x", [None]):
        _must_refuse(trial, thing, f"run({thing!r})")
    still_works(trial, _good(trial))


@check(
    "robust.unbound-parameters",
    demands="A circuit with parameters that have no value is refused.",
    source="https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.circuit.Parameter",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=SHOTS + 100,
    jobs=2,
)
def unbound_parameters(trial: Trial) -> None:
    """A rotation by an angle without a value."""
    circuit = QuantumCircuit(1, 1, name="unbound")
    circuit.ry(Parameter("t"), 0)
    circuit.measure(0, 0)
    ready = prepared(trial.target, circuit, optimization_level=0)
    if not ready.parameters:
        trial.not_applicable("no gate of the Target takes a parameter")
    _must_refuse(trial, ready, "a circuit with an unbound parameter")
    still_works(trial, _good(trial))


@check(
    "robust.too-wide",
    demands="A circuit with more qubits than the backend is refused, or its outcomes are right.",
    source=f"{BACKEND_V2}#num_qubits",
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=SHOTS + 100,
    jobs=2,
)
def too_wide(trial: Trial) -> None:
    """A circuit that flips and reads one qubit too many."""
    width = trial.target.num_qubits
    if width is None:
        trial.not_applicable("it doesn't say how many qubits it has")
    flip = prepared(trial.target, _flip(), on=[measurable(trial.target)[0]])
    names = [item.operation for item in flip.data if item.name not in ("measure", "barrier")]
    circuit = QuantumCircuit(width + 1, 2, name="too_wide")
    for operation in names:
        if operation.num_qubits == 1:
            circuit.append(operation, [width])
    circuit.measure([width, 0], [1, 0])
    kept: list[object] = []

    def call() -> object:
        kept.append(result_of(trial, circuit, trial.shots(SHOTS)))
        return kept[0]

    if not refused(trial, call, f"a circuit of {width + 1} qubits on {width}"):
        (outcome,) = trial.run_access.read(kept[0], [circuit], trial.shots(SHOTS))
        # nobody says how good a qubit is that isn't there, but it has to be more right than wrong
        test = CountsTest({2: 1.0}, alpha=trial.next_alpha(), tolerance=0.4)
        trial.require(
            not test.update(outcome.counts) and outcome.shots > 0,
            f"A circuit of {width + 1} qubits was accepted, and its outcomes are wrong.",
            expected="an error, or 10 as the outcome",
            observed=f"{ {format(k, '02b'): n for k, n in outcome.counts.items()} }",
            circuit=circuit,
        )
        trial.note(f"A circuit of {width + 1} qubits is accepted, and its outcomes are right.")
    still_works(trial, _good(trial))


@check(
    "robust.unknown-gate",
    demands="A gate that the Target hasn't and that nothing defines is refused.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=SHOTS + 100,
    jobs=2,
)
def unknown_gate(trial: Trial) -> None:
    """A gate with no more than a name."""
    circuit = QuantumCircuit(1, 1, name="unknown_gate")
    circuit.append(Gate("uplift_nonsense", 1, []), [0])
    circuit.measure(0, 0)
    _must_refuse(trial, circuit, "a gate without a definition")
    still_works(trial, _good(trial))


@check(
    "robust.no-measurement",
    demands="A circuit that measures nothing is refused, or no bit of it is ever 1.",
    source=BACKEND_RUN,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=2 * SHOTS + 100,
    jobs=3,
)
def no_measurement(trial: Trial) -> None:
    """A flipped qubit that nobody measures, with clbits and without."""
    for clbits in (2, 0):
        circuit = QuantumCircuit(1, clbits, name=f"unmeasured_{clbits}")
        circuit.x(0)
        ready = prepared(trial.target, circuit)
        kept: list[object] = []
        if refused(trial, _kept(trial, ready, kept), "a circuit without a measurement"):
            continue
        try:
            (outcome,) = trial.run_access.read(kept[0], [ready], trial.shots(SHOTS))
        except Violation as violation:
            raise Violation(violation.finding).on(ready) from violation
        trial.require(
            not any(outcome.counts),
            "A clbit that nothing is measured into is 1.",
            expected="an error, no outcomes, or zeros",
            observed=f"{dict(outcome.counts)}",
            circuit=ready,
        )
    still_works(trial, _good(trial))


@check(
    "robust.not-a-number",
    demands="A gate whose angle is not a number, or is infinite, is refused.",
    source="https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.circuit.library.RZGate",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=2 * SHOTS + 100,
    jobs=3,
)
def not_a_number(trial: Trial) -> None:
    """Rotations by NaN and by infinity, of a gate of the Target."""
    angle = Parameter("t")
    circuit = QuantumCircuit(1, 1, name="angle")
    circuit.ry(angle, 0)
    circuit.measure(0, 0)
    template = prepared(trial.target, circuit, optimization_level=0)
    if not template.parameters:
        trial.not_applicable("no gate of the Target takes a parameter")
    for value in (math.nan, math.inf):
        ready = template.copy_empty_like(name=f"angle_{value}")
        for item in template.data:
            operation = item.operation
            if any(getattr(one, "parameters", None) for one in operation.params):
                operation = operation.to_mutable()
                operation.params = [
                    value if getattr(one, "parameters", None) else one for one in operation.params
                ]
            ready.append(operation, item.qubits, item.clbits)
        _must_refuse(trial, ready, f"an angle of {value}")
    still_works(trial, _good(trial))


def _must_refuse(trial: Trial, thing: object, what: str) -> None:
    call = _kept(trial, thing, [])
    circuit = thing if isinstance(thing, QuantumCircuit) else None
    must_refuse(trial, call, what, circuit=circuit)


def _kept(trial: Trial, thing: object, kept: list[object]) -> Callable[[], object]:
    """A call that also keeps the result."""

    def call() -> object:
        kept.append(result_of(trial, thing, trial.shots(SHOTS)))
        return kept[-1]

    return call


def _flip() -> QuantumCircuit:
    circuit = QuantumCircuit(1, 1, name="flip")
    circuit.x(0)
    circuit.measure(0, 0)
    return circuit


def _good(trial: Trial) -> QuantumCircuit:
    return reading(trial.target, [0], min(2, len(measurable(trial.target))), name="good")
