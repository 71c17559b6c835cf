"""The contract of an Estimator: what it takes, what it refuses, what its results are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives import PrimitiveResult, PubResult
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.observables_array import ObservablesArray
from qiskit.quantum_info import Pauli, SparsePauliOp

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import prepared, qubits_of
from qiskit_uplift.conformance.documents import ESTIMATOR, PRIMITIVES
from qiskit_uplift.conformance.expectation import judge_value
from qiskit_uplift.conformance.primitive_runs import judge_no_pubs
from qiskit_uplift.conformance.trial import Trial

BOTH = (Need.ESTIMATOR, Need.TARGET)
PRECISION = 0.05
SHOTS = 400
"""1 / PRECISION ** 2."""


def _flipped(trial: Trial) -> tuple[QuantumCircuit, SparsePauliOp]:
    """A flipped qubit of the device, and its Z, whose value is -1."""
    circuit = QuantumCircuit(1, name="flipped", metadata={"from": "the conformance kit"})
    circuit.x(0)
    on = list(qubits_of(trial.target, 1))
    ready = prepared(trial.target, circuit, on=on)
    return ready, SparsePauliOp.from_sparse_list([("Z", on, 1.0)], num_qubits=ready.num_qubits)


def _turned(trial: Trial) -> tuple[QuantumCircuit, Parameter, SparsePauliOp]:
    angle = Parameter("angle")
    circuit = QuantumCircuit(1, name="turned")
    circuit.h(0)
    circuit.rz(angle, 0)
    circuit.h(0)
    on = list(qubits_of(trial.target, 1))
    ready = prepared(trial.target, circuit, on=on)
    observable = SparsePauliOp.from_sparse_list([("Z", on, 1.0)], num_qubits=ready.num_qubits)
    return ready, angle, observable


def _answer(trial: Trial, pubs: list[Any], precision: Any) -> Any:
    return trial.estimator.result(trial.estimator.submit(pubs, precision=precision, cost=1))


@check(
    "estimator.containers",
    demands="A result is a PrimitiveResult of PubResults whose data has evs and stds, real numbers "
    "of the PUB's shape.",
    source=PRIMITIVES,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=3 * SHOTS,
    jobs=2,
    stochastic=False,
)
def containers(trial: Trial) -> None:
    """Look at the types of results of the shapes () and (2,)."""
    ready, observable = _flipped(trial)
    for observables, shape in ((observable, ()), ([observable, 0.5 * observable], (2,))):
        result = trial.estimator.run([(ready, observables)], precision=trial.precision(PRECISION))
        for value, kind, name in ((result, PrimitiveResult, "estimator.run(...).result()"),
                                  (result[0], PubResult, "result[0]")):  # fmt: skip
            trial.require(
                isinstance(value, kind), f"{name} is no {kind.__name__}.",
                expected=kind.__name__, observed=type(value).__name__, call=name,
            )  # fmt: skip
        for field in ("evs", "stds"):
            array = np.asarray(getattr(result[0].data, field, None))
            told = f"dtype {array.dtype}, shape {array.shape}"
            trial.require(
                array.dtype.kind == "f" and array.shape == shape,
                f"result[0].data.{field} isn't real numbers of the PUB's shape.",
                expected=f"floats, shape {shape}", observed=told, circuit=ready,
            )  # fmt: skip


@check(
    "estimator.spellings",
    demands="Observables may be Pauli, SparsePauliOp, text, mapping or ObservablesArray; a PUB a "
    "tuple of two to four or an EstimatorPub.",
    source=ESTIMATOR,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=12 * SHOTS,
    jobs=12,
)
def spellings(trial: Trial) -> None:
    """Say the same PUB in eleven ways; the value is -1."""
    ready, observable = _flipped(trial)
    turned, angle, same = _turned(trial)
    label = observable.paulis.to_labels()[0]
    values = np.array([np.pi])
    ways: dict[str, Any] = {
        "SparsePauliOp": (ready, observable),
        "Pauli": (ready, Pauli(label)),
        "text": (ready, label),
        "mapping": (ready, {label: 1.0}),
        "ObservablesArray": (ready, ObservablesArray.coerce(observable)),
        "EstimatorPub": EstimatorPub.coerce((ready, observable)),
        "(circuit, observable, None)": (ready, observable, None),
        "(circuit, observable, None, precision)": (
            ready,
            observable,
            None,
            trial.precision(PRECISION),
        ),
        "values as a list": (turned, same, [np.pi]),
        "values by Parameter": (turned, same, {angle: np.pi}),
        "values by name": (turned, same, {"angle": np.pi}),
        "BindingsArray": (turned, same, BindingsArray({("angle",): values})),
    }
    bound = turned.assign_parameters({angle: np.pi})
    for name, pub in ways.items():
        result = trial.estimator.run([pub], precision=trial.precision(PRECISION))
        circuit = bound if isinstance(pub, tuple) and pub[0] is turned else ready
        value = np.asarray(result[0].data.evs).item()
        judge_value(
            trial, circuit, observable, value, trial.precision(PRECISION),
            message=f"A PUB that is said as {name} has another value.",
        )  # fmt: skip


@check(
    "estimator.precision-precedence",
    demands="The precision of a PUB comes before that of run(), and a finer one scatters less.",
    source=ESTIMATOR,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=40 * (100 + 10_000),
    jobs=1,
)
def precision_precedence(trial: Trial) -> None:
    """Forty PUBs with 0.1 and forty with 0.01, in a run with 0.03, of X on a flipped qubit.

    The variances differ by a factor of 100. That of a right Estimator's 0.01 comes out at more than
    a ninth of that of its 0.1 with the probability that F of 39 and 39 degrees exceeds 11, which is
    3e-12.
    """
    ready, observable = _flipped(trial)
    sideways = SparsePauliOp([label.replace("Z", "X") for label in observable.paulis.to_labels()])
    pubs = [(ready, sideways, None, precision) for precision in (0.1, 0.01) for _ in range(40)]
    result = trial.estimator.run(pubs, precision=0.03)
    values = np.array([float(entry.data.evs) for entry in result]).reshape(2, 40)
    coarse, fine = values.std(axis=1, ddof=1)
    if coarse < 1e-9:
        trial.not_applicable("it is exact, whatever precision it is asked for")
    trial.require(
        bool(fine < coarse / 3), "The scatter doesn't follow the precisions of the PUBs.",
        expected="standard deviations near 0.1 and 0.01", observed=f"{coarse:.3g} and {fine:.3g}",
        circuit=ready, chance=3e-12,
        call="estimator.run([(circuit, 'X', None, 0.1), (circuit, 'X', None, 0.01)], "
             "precision=0.03)",
    )  # fmt: skip


@check(
    "estimator.bad-precision",
    demands="A precision that is negative or no number is refused.",
    source=ESTIMATOR,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=10,
    jobs=4,
    stochastic=False,
)
def bad_precision(trial: Trial) -> None:
    """-0.1 and a text, in the PUB and in run()."""
    ready, observable = _flipped(trial)
    for precision in (-0.1, "fine"):
        for where in ("a PUB", "run()"):
            pub = (ready, observable, None, precision)
            given: Any = pub if where == "a PUB" else pub[:2]
            asked: Any = None if where == "a PUB" else precision
            trial.refuses(
                partial(_answer, trial, [given], asked),
                f"precision={precision!r} in {where}",
                circuit=ready,
            )


@check(
    "estimator.bad-observable",
    demands="Observables of another width, unknown letters and complex coefficients are refused.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=10,
    jobs=4,
    stochastic=False,
)
def bad_observable(trial: Trial) -> None:
    """One letter too many, one too few, a letter that there isn't, a complex coefficient."""
    ready, observable = _flipped(trial)
    label = observable.paulis.to_labels()[0]
    wrong: dict[str, Any] = {
        "an observable of a qubit too many": f"I{label}",
        "the letter Q": label.replace("Z", "Q"),
        "a complex coefficient": SparsePauliOp([label], [1 + 1j]),
    }
    if len(label) > 1:
        wrong["an observable of a qubit too few"] = label[1:]
    for what, given in wrong.items():
        trial.refuses(
            partial(_answer, trial, [(ready, given)], trial.precision(PRECISION)),
            what,
            circuit=ready,
        )


@check(
    "estimator.unbound",
    demands="A circuit with unbound parameters is refused.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=10,
    jobs=2,
    stochastic=False,
)
def unbound(trial: Trial) -> None:
    """Leave the parameter out."""
    turned, _, observable = _turned(trial)
    trial.refuses(
        partial(_answer, trial, [(turned, observable)], trial.precision(PRECISION)),
        "an unbound parameter",
        circuit=turned,
    )


@check(
    "estimator.no-pubs",
    demands="No PUBs give an empty result or a typed error.",
    source=ESTIMATOR,
    severity=Severity.MINOR,
    level=Level.GOLD,
    needs=Need.ESTIMATOR,
    shots=0,
    jobs=1,
    stochastic=False,
)
def no_pubs(trial: Trial) -> None:
    """Run an empty list."""
    judge_no_pubs(
        trial,
        lambda: trial.estimator.result(trial.estimator.submit([], cost=0)),
        "estimator.run([])",
    )


@check(
    "estimator.metadata",
    demands="Results and PUBs have metadata as mappings.",
    source=PRIMITIVES,
    severity=Severity.MINOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=SHOTS,
    jobs=1,
    stochastic=False,
)
def metadata(trial: Trial) -> None:
    """Look at both, and at the circuit's own where the PUB has an entry for it."""
    ready, observable = _flipped(trial)
    result = trial.estimator.run([(ready, observable)], precision=trial.precision(PRECISION))
    for name, value in (("result.metadata", result.metadata),
                        ("result[0].metadata", result[0].metadata)):  # fmt: skip
        trial.require(
            isinstance(value, Mapping), f"{name} is no mapping.",
            expected="a mapping", observed=type(value).__name__,
        )  # fmt: skip
    told = result[0].metadata.get("circuit_metadata", ready.metadata)
    trial.require(
        told == ready.metadata, "The circuit's metadata isn't what was given.",
        expected=repr(ready.metadata), observed=repr(told), circuit=ready,
    )  # fmt: skip
    target = result[0].metadata.get("target_precision", trial.precision(PRECISION))
    trial.require(
        target == trial.precision(PRECISION), "The target precision isn't what was asked for.",
        expected=str(trial.precision(PRECISION)), observed=repr(target), circuit=ready,
    )  # fmt: skip


@check(
    "estimator.input-unchanged",
    demands="Circuits, observables and values that are given aren't changed.",
    source=ESTIMATOR,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=2 * SHOTS,
    jobs=1,
    stochastic=False,
)
def input_unchanged(trial: Trial) -> None:
    """Compare before and after."""
    turned, _, observable = _turned(trial)
    turned.metadata = {"kept": [1]}
    values = np.array([[0.1], [0.2]])
    before = turned.copy(), observable.copy(), values.copy()
    trial.estimator.run([(turned, observable, values)], precision=trial.precision(PRECISION))
    trial.require(
        turned == before[0] and turned.name == before[0].name and turned.metadata == {"kept": [1]},
        "run() changes the circuit that it is given.", circuit=before[0],
    )  # fmt: skip
    trial.require(observable == before[1], "run() changes the observable that it is given.")
    trial.require(
        bool(np.array_equal(values, before[2])), "run() changes the values that it is given."
    )


@check(
    "estimator.job",
    demands="A job has an id of its own, ends in a final state, and gives the same result twice.",
    source=ESTIMATOR,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=2 * SHOTS,
    jobs=2,
    stochastic=False,
)
def job_of_an_estimator(trial: Trial) -> None:
    """Two jobs, one after the other."""
    ready, observable = _flipped(trial)
    jobs = [
        trial.estimator.submit([(ready, observable)], precision=trial.precision(PRECISION))
        for _ in range(2)
    ]
    first, second = (job.job_id() for job in jobs)
    trial.require(
        isinstance(first, str) and bool(first), "job_id() is no text.",
        expected="a text", observed=repr(first), call="job.job_id()",
    )  # fmt: skip
    trial.require(first != second, "Two jobs have one id.", observed=repr(first))
    for job in jobs:
        once = trial.estimator.result(job)[0].data
        again = trial.estimator.result(job)[0].data
        trial.require(
            float(once.evs) == float(again.evs) and float(once.stds) == float(again.stds),
            "result() isn't the same the second time.",
        )
        trial.require(
            bool(job.in_final_state()), "A job with a result isn't in a final state.",
            expected="True", observed=repr(job.in_final_state()), call="job.in_final_state()",
        )  # fmt: skip
