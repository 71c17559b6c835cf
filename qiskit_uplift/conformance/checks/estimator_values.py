"""The numbers of an Estimator: right values, honest error bars, the precision that was asked."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from hypothesis import strategies as st
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.backends.cutting import active_qubits
from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import prepared, qubits_of
from qiskit_uplift.conformance.documents import BIT_ORDER, ESTIMATOR, PRIMITIVES
from qiskit_uplift.conformance.expectation import (
    exact_value,
    judge_value,
    noise_of,
    takes_projectors,
    weight_of,
)
from qiskit_uplift.conformance.findings import Finding, Violation
from qiskit_uplift.conformance.statistics import SpreadTest
from qiskit_uplift.conformance.strategies import circuits
from qiskit_uplift.conformance.trial import Trial

BOTH = (Need.ESTIMATOR, Need.TARGET)
PRECISION = 0.02
SHOTS = 2500
"""1 / PRECISION ** 2."""

ONE_QUBIT = (("X", 1.0), ("Y", -1.0), ("Z", 0.5))
"""Terms of the first qubit, of which a state that isn't entangled always has some."""


def _bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2, name="bell")
    circuit.h(0)
    circuit.cx(0, 1)
    return circuit


def _placed(trial: Trial, circuit: QuantumCircuit) -> tuple[QuantumCircuit, list[int]]:
    """A circuit on the device, and the device's qubit for each of its own."""
    on = list(qubits_of(trial.target, circuit.num_qubits))
    return prepared(trial.target, circuit, on=on, optimization_level=0), on


def _spread(observable: SparsePauliOp, circuit: QuantumCircuit, on: list[int]) -> SparsePauliOp:
    """An observable of an abstract circuit on the qubits of the prepared one."""
    return observable.apply_layout(on, num_qubits=circuit.num_qubits)


@check(
    "estimator.bell",
    demands="A Bell state has ZZ = XX = 1, YY = -1, and IZ = 0.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=BOTH,
    shots=4 * SHOTS,
    jobs=1,
)
def bell(trial: Trial) -> None:
    """Four observables in one PUB."""
    ready, on = _placed(trial, _bell())
    observables = [_spread(SparsePauliOp(label), ready, on) for label in ("ZZ", "XX", "YY", "IZ")]
    result = trial.estimator.run([(ready, observables)], precision=trial.precision(PRECISION))
    for observable, value in zip(observables, result[0].data.evs, strict=True):
        judge_value(trial, ready, observable, value, trial.precision(PRECISION))


@check(
    "estimator.circuits",
    demands="Whatever circuit of the backend's own gates and whatever observable, the value is "
    "theirs.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=25 * SHOTS,
    jobs=25,
)
def drawn(trial: Trial) -> None:
    """Draw circuits without clbits, and sums of terms on the qubits that they use."""

    def body(example: tuple[QuantumCircuit, list[tuple[str, float]]]) -> None:
        circuit, terms = example
        used = active_qubits(circuit) or [0]
        observable = SparsePauliOp.from_sparse_list(
            [
                ("".join(letter for letter in letters[: len(used)] if letter != "I"),
                 [q for letter, q in zip(letters, used, strict=False) if letter != "I"], value)
                for letters, value in [*terms, *ONE_QUBIT]
            ],
            num_qubits=circuit.num_qubits,
        )  # fmt: skip
        result = trial.estimator.run([(circuit, observable)], precision=trial.precision(PRECISION))
        judge_value(trial, circuit, observable, result[0].data.evs, trial.precision(PRECISION))

    letters = st.text("ZXYI", min_size=3, max_size=3)
    values = st.sampled_from([1.0, -1.0, 0.5, -2.0])
    trial.forall(
        st.tuples(
            circuits(trial.target, qubits=(1, 3), measured=False, revealing=True),
            st.lists(st.tuples(letters, values), min_size=1, max_size=4),
        ),
        body,
        examples=25,
    )


@check(
    "estimator.bit-order",
    demands="The rightmost letter of a Pauli acts on qubit 0.",
    source=BIT_ORDER,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=3 * SHOTS,
    jobs=1,
)
def bit_order(trial: Trial) -> None:
    """Flip qubit 0 of two."""
    circuit = QuantumCircuit(2, name="flipped")
    circuit.x(0)
    circuit.x(1)
    circuit.x(1)
    ready, on = _placed(trial, circuit)
    observables = [_spread(SparsePauliOp(label), ready, on) for label in ("IZ", "ZI", "ZZ")]
    result = trial.estimator.run([(ready, observables)], precision=trial.precision(PRECISION))
    for observable, value in zip(observables, result[0].data.evs, strict=True):
        judge_value(trial, ready, observable, value, trial.precision(PRECISION))


@check(
    "estimator.layout",
    demands="An observable that follows a circuit's layout has the value that it had before.",
    source=PRIMITIVES,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=3 * SHOTS,
    jobs=3,
)
def layout(trial: Trial) -> None:
    """Put a circuit on the device's qubits in reverse, and apply its layout to observables."""
    circuit = QuantumCircuit(2, name="asymmetric")
    circuit.x(0)
    circuit.h(1)
    on = list(reversed(qubits_of(trial.target, 2)))
    ready = prepared(trial.target, circuit, on=on, optimization_level=0)
    for label, exact in (("IZ", -1.0), ("XI", 1.0), ("XZ", -1.0)):
        observable = SparsePauliOp(label)
        follows = (
            observable.apply_layout(ready.layout)
            if ready.layout is not None
            else _spread(observable, ready, on)
        )
        trial.require(
            math.isclose(exact_value(ready, follows), exact, abs_tol=1e-6),
            "The transpiler's layout is not that of the circuit.",
        )
        result = trial.estimator.run([(ready, follows)], precision=trial.precision(PRECISION))
        judge_value(trial, ready, follows, result[0].data.evs, trial.precision(PRECISION))


@check(
    "estimator.identity",
    demands="A term without letters adds its coefficient.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=2 * SHOTS,
    jobs=2,
)
def identity(trial: Trial) -> None:
    """1.5 alone, and beside a term that is measured."""
    circuit = QuantumCircuit(1, name="plus")
    circuit.h(0)
    ready, on = _placed(trial, circuit)
    for observable in (SparsePauliOp(["I"], [1.5]), SparsePauliOp(["I", "X"], [1.5, -0.5])):
        spread = _spread(observable, ready, on)
        result = trial.estimator.run([(ready, spread)], precision=trial.precision(PRECISION))
        judge_value(trial, ready, spread, result[0].data.evs, trial.precision(PRECISION))


@check(
    "estimator.linearity",
    demands="Coefficients scale and add up, and terms that are given twice count twice.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=4 * SHOTS,
    jobs=1,
)
def linearity(trial: Trial) -> None:
    """Large, small, negative, zero and repeated coefficients on one state."""
    circuit = QuantumCircuit(2, name="turned")
    circuit.h(0)
    circuit.t(0)
    circuit.cx(0, 1)
    ready, on = _placed(trial, circuit)
    observables = [
        _spread(SparsePauliOp(*terms), ready, on)
        for terms in (
            (["XX", "ZZ"], [10.0, -3.0]),
            (["XX", "XX", "YX"], [0.5, 0.25, 1.0]),
            (["ZZ", "XX"], [0.0, 1e-3]),
            (["ZI", "IZ", "ZZ", "II"], [1.0, -1.0, 1.0, 2.0]),
        )
    ]
    result = trial.estimator.run([(ready, observables)], precision=trial.precision(PRECISION))
    for observable, value in zip(observables, result[0].data.evs, strict=True):
        judge_value(trial, ready, observable, value, trial.precision(PRECISION))


@check(
    "estimator.projectors",
    demands="Projectors on 0, 1, +, -, r and l are measured as such.",
    source="https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.quantum_info.SparseObservable",
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=6 * SHOTS,
    jobs=1,
)
def projectors(trial: Trial) -> None:
    """Each projector on a qubit that is turned off every axis."""
    if not takes_projectors():
        trial.not_applicable("this Qiskit's PUBs hold no projectors")
    from qiskit.quantum_info import SparseObservable

    circuit = QuantumCircuit(1, name="off_axis")
    circuit.h(0)
    circuit.t(0)
    circuit.h(0)
    ready, on = _placed(trial, circuit)
    halves = {"0": "Z", "1": "Z", "+": "X", "-": "X", "r": "Y", "l": "Y"}
    observables = [
        SparseObservable.from_sparse_list([(letter, on, 1.0)], num_qubits=ready.num_qubits)
        for letter in halves
    ]
    result = trial.estimator.run([(ready, observables)], precision=trial.precision(PRECISION))
    for (letter, pauli), value in zip(halves.items(), result[0].data.evs, strict=True):
        sign = 0.5 if letter in "0+r" else -0.5
        same = _spread(SparsePauliOp(["I", pauli], [0.5, sign]), ready, on)
        judge_value(trial, ready, same, value, trial.precision(PRECISION),
                    message=f"The estimate of the projector {letter!r} is wrong.")  # fmt: skip


@check(
    "estimator.broadcasting",
    demands="Parameters and observables broadcast as NumPy's arrays do, and each entry is its own.",
    source=PRIMITIVES,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=20 * SHOTS,
    jobs=4,
)
def broadcasting(trial: Trial) -> None:
    """Values (3, 1) with observables (2,); (4,) with (4,); () with (2, 1); (2, 1) with ()."""
    angle = Parameter("angle")
    circuit = QuantumCircuit(1, name="turned")
    circuit.h(0)
    circuit.rz(angle, 0)
    circuit.h(0)
    ready, on = _placed(trial, circuit)
    paulis = [_spread(SparsePauliOp(label), ready, on) for label in ("Z", "Y", "X", "Z")]
    for shape, outer in (((3, 1), (2,)), ((4,), (4,)), ((), (2, 1)), ((2, 1), ())):
        size, count = int(np.prod(shape)), int(np.prod(outer))
        values = np.linspace(0.3, 2.6, size).reshape(shape)
        observables = np.empty(outer, dtype=object)
        for index, where in enumerate(np.ndindex(outer)):
            observables[where] = paulis[index]
        given = observables.tolist() if outer else paulis[0]
        result = trial.estimator.run(
            [(ready, given, values[..., np.newaxis])], precision=trial.precision(PRECISION)
        )
        whole = np.broadcast_shapes(shape, outer)
        evs = np.asarray(result[0].data.evs)
        trial.require(
            evs.shape == whole, "The values haven't the shape that broadcasting gives.",
            expected=str(whole), observed=str(evs.shape), circuit=ready,
            call=f"observables of shape {outer}, values of shape {shape}",
        )  # fmt: skip
        at = np.broadcast_to(values, whole)
        which = np.broadcast_to(np.arange(count).reshape(outer), whole)
        for where in np.ndindex(whole):
            bound = ready.assign_parameters({angle: float(at[where])})
            judge_value(trial, bound, paulis[which[where]], evs[where], trial.precision(PRECISION))


@check(
    "estimator.several-pubs",
    demands="The results of several PUBs come in the order of the PUBs.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=8 * SHOTS,
    jobs=1,
)
def several_pubs(trial: Trial) -> None:
    """Eight PUBs of alternating value, with two precisions."""
    pubs = []
    for number in range(8):
        circuit = QuantumCircuit(1, name="alike")
        if number % 3 == 0:
            circuit.x(0)
        else:
            circuit.h(0)
            circuit.h(0)
        ready, on = _placed(trial, circuit)
        label = "Z" if number % 2 else "Y"
        pubs.append((ready, _spread(SparsePauliOp(label), ready, on), None,
                     trial.precision(PRECISION) * (1 + number % 2)))  # fmt: skip
    result = trial.estimator.run(pubs)
    trial.require(
        len(result) == len(pubs), "The result hasn't one entry a PUB.",
        expected=str(len(pubs)), observed=str(len(result)),
    )  # fmt: skip
    for (ready, observable, _, precision), entry in zip(pubs, result, strict=True):
        judge_value(trial, ready, observable, entry.data.evs, precision)


REPETITIONS = 200
ROUNDING = 1e-9
"""Differences below this are those of floating point."""

MORE_REPETITIONS = 800
"""So many find with 99 % error bars that are wrong by a factor of 1.5: see `repetitions_needed`."""


@check(
    "estimator.error-bars",
    demands="The standard errors that are reported are those that repetition shows.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=(MORE_REPETITIONS + 3 * REPETITIONS) * 1112,
    jobs=4,
)
def error_bars(trial: Trial) -> None:
    """800 repetitions of one term, 200 of terms that add, that cancel, that don't commute."""
    turned = QuantumCircuit(1, name="turned")
    turned.h(0)
    turned.t(0)
    turned.h(0)
    ghz = QuantumCircuit(3, name="ghz")
    ghz.h(0)
    ghz.cx(0, 1)
    ghz.cx(1, 2)
    cases = (
        (turned, SparsePauliOp("Z"), MORE_REPETITIONS),
        (ghz, SparsePauliOp(["IIZ", "IZI", "ZII"]), REPETITIONS),
        (ghz, SparsePauliOp(["IIZ", "IZI", "ZII"], [1.0, -1.0, 0.5]), REPETITIONS),
        (ghz, SparsePauliOp(["IIZ", "XXX"], [1.0, 0.5]), REPETITIONS),
    )
    for circuit, abstract, repetitions in cases:
        repeated = max(20, round(repetitions * trial.scale))
        if circuit.num_qubits > (trial.target.num_qubits or circuit.num_qubits):
            continue
        ready, on = _placed(trial, circuit)
        observable = _spread(abstract, ready, on)
        result = trial.estimator.run([(ready, observable)] * repeated, precision=0.03)
        values = np.array([float(entry.data.evs) for entry in result])
        reported = np.array([float(entry.data.stds) for entry in result])
        # the mean stands for the exact value, as a device's own errors move that
        _judge_spread(trial, ready, abstract, values, reported)


def _judge_spread(
    trial: Trial,
    circuit: QuantumCircuit,
    observable: SparsePauliOp,
    values: np.ndarray,
    reported: np.ndarray,
) -> None:
    number = len(values)
    if not np.isfinite(reported).all() or (reported < 0).any():
        raise Violation(Finding("A standard error is no number from 0 on.", circuit=circuit,
                                observed=str(reported[:4])))  # fmt: skip
    errors = (values - values.mean()) * math.sqrt(number / (number - 1))
    if max(np.abs(errors).max(), reported.max()) < ROUNDING:
        return  # it is exact, and says so
    test = SpreadTest(alpha=trial.next_alpha())
    if test.update(errors, reported):
        told = " + ".join(f"{np.real(c):g} {label}" for label, c in observable.to_list())
        raise Violation(
            Finding(
                "The standard errors that are reported aren't those of the estimates.",
                expected=f"{values.std(ddof=1):.4g}, from {number} repetitions of {told}",
                observed=f"{float(np.sqrt((reported**2).mean())):.4g} reported",
                circuit=circuit,
                chance=test.p_value,
            )
        )


@check(
    "estimator.precision",
    demands="The standard error of a single Pauli is at most the precision that was asked for.",
    source=ESTIMATOR,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=REPETITIONS * 2500 + REPETITIONS * 400,
    jobs=2,
)
def precision_met(trial: Trial) -> None:
    """200 repetitions of X on 0, of which each shot has the variance 1, at two precisions."""
    circuit = QuantumCircuit(1, name="zero")
    circuit.x(0)
    circuit.x(0)
    ready, on = _placed(trial, circuit)
    observable = _spread(SparsePauliOp("X"), ready, on)
    repeated = max(20, round(REPETITIONS * trial.scale))
    for precision in (0.02, 0.05):
        result = trial.estimator.run([(ready, observable)] * repeated, precision=precision)
        values = np.array([float(entry.data.evs) for entry in result])
        found = math.sqrt(((values - values.mean()) ** 2).sum() / (repeated - 1))
        # chi-square of repeated - 1 degrees, by the bound of Laurent and Massart,
        # doi:10.1214/aos/1015957395, Lemma 1
        depth = math.log(1 / trial.next_alpha())
        degrees = repeated - 1
        most = precision * math.sqrt(1 + 2 * math.sqrt(depth / degrees) + 2 * depth / degrees)
        trial.require(
            found <= most, "The estimates scatter more than the precision that was asked for.",
            expected=f"a standard deviation of at most {precision:g} (within {most:.3g} for "
                     f"{repeated} repetitions)",
            observed=f"{found:.4g}", circuit=ready,
            call=f"estimator.run([(circuit, 'X')], precision={precision:g})",
        )  # fmt: skip


@check(
    "estimator.shared-state",
    demands="Observables that are measured together and ones that are not agree with each other.",
    source=ESTIMATOR,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=16 * SHOTS,
    jobs=1,
)
def shared_state(trial: Trial) -> None:
    """All fifteen Paulis of two qubits that are entangled and turned, as one sum and each alone."""
    circuit = QuantumCircuit(2, name="entangled")
    circuit.h(0)
    circuit.t(0)
    circuit.cx(0, 1)
    circuit.h(1)
    circuit.s(1)
    ready, on = _placed(trial, circuit)
    labels = ["".join(pair) for pair in product("IXYZ", repeat=2)][1:]
    singles = [_spread(SparsePauliOp(label), ready, on) for label in labels]
    whole = _spread(SparsePauliOp(labels), ready, on)
    result = trial.estimator.run([(ready, [whole, *singles])], precision=trial.precision(PRECISION))
    for observable, value in zip([whole, *singles], result[0].data.evs, strict=True):
        judge_value(trial, ready, observable, value, trial.precision(PRECISION))
    trial.note(
        f"The device's own errors were granted {noise_of(trial, ready):.3g} of total variation "
        f"and a weight of {weight_of(whole):g}."
    )
