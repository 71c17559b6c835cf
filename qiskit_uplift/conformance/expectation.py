"""How estimates are judged: how far a right one may be from the exact value.

An Estimator that measures takes the mean of at least ``1 / precision**2`` bounded outcomes for each
term, and one that draws adds a normal error of the size of the precision. Either error is
sub-Gaussian with a scale of at most ``precision * max(1, weight)``, where the weight is the sum of
the coefficients' absolute values (Hoeffding, doi:10.1080/01621459.1963.10500830), so it exceeds
``scale * sqrt(2 ln(2 / alpha))`` with a probability of at most ``alpha``. A device's own errors
move an expectation value by at most twice the weight times the total variation that they cause.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from qiskit import transpile
from qiskit.circuit import QuantumCircuit
from qiskit.exceptions import QiskitError
from qiskit.primitives.containers.observables_array import ObservablesArray
from qiskit.quantum_info import PauliList, SparsePauliOp, Statevector

from qiskit_uplift.backends.cutting import active_qubits, cut
from qiskit_uplift.conformance.findings import Finding, NotApplicable, Violation
from qiskit_uplift.conformance.trial import Trial


def exact_value(circuit: QuantumCircuit, observable: SparsePauliOp) -> float:
    """The expectation value of an observable in the state that a circuit without clbits makes.

    Args:
        circuit: On the device's qubits; only those that it uses or the observable touches count.
        observable: On all qubits of the circuit.
    """
    touched = np.flatnonzero((observable.paulis.x | observable.paulis.z).any(axis=0))
    wanted = sorted({*active_qubits(circuit), *(int(qubit) for qubit in touched)})
    smaller = cut(circuit, wanted)
    if not wanted:
        return float(np.real(observable.coeffs.sum()))
    terms = PauliList.from_symplectic(
        observable.paulis.z[:, wanted], observable.paulis.x[:, wanted]
    )
    reduced = SparsePauliOp(terms, observable.coeffs)
    return float(np.real(Statevector(smaller).expectation_value(reduced)))


def takes_projectors() -> bool:
    """Whether this Qiskit's PUBs hold observables with projectors."""
    try:
        from qiskit.quantum_info import SparseObservable

        ObservablesArray.coerce(SparseObservable("0"))
    except (ImportError, TypeError):
        return False
    return True


def weight_of(observable: SparsePauliOp) -> float:
    """The sum of the absolute values of the coefficients that aren't of the identity."""
    counted = (observable.paulis.x | observable.paulis.z).any(axis=1)
    return float(np.abs(observable.coeffs[counted]).sum())


def noise_of(trial: Trial, circuit: QuantumCircuit) -> float:
    """The total variation that the device's errors cause where a state is measured in any basis."""
    measured = circuit.copy()
    qubits = active_qubits(circuit)
    measured.add_bits(QuantumCircuit(0, len(qubits)).clbits)
    for clbit, qubit in enumerate(qubits):
        measured.sdg(qubit)
        measured.h(qubit)
        measured.measure(qubit, clbit)
    try:
        ready = transpile(measured, target=trial.target, optimization_level=0,
                          initial_layout=list(range(circuit.num_qubits)))  # fmt: skip
    except QiskitError as error:
        raise NotApplicable(
            "the Target has no rotations to the bases of X and Y: " + str(error).splitlines()[0]
        ) from error
    return trial.tolerance(ready)


def allowed_error(
    trial: Trial, circuit: QuantumCircuit, observable: SparsePauliOp, precision: float
) -> float:
    """How far a right estimate may be from the exact value, at the trial's next alpha."""
    weight = weight_of(observable)
    chance = precision * max(1.0, weight) * math.sqrt(2 * math.log(2 / trial.next_alpha()))
    return chance + 2 * weight * noise_of(trial, circuit) + 1e-9 * (1 + weight)


def judge_value(
    trial: Trial,
    circuit: QuantumCircuit,
    observable: SparsePauliOp,
    estimate: Any,
    precision: float,
    *,
    message: str = "The estimate can't be that of the exact value.",
) -> None:
    """Judge one estimate.

    Args:
        trial: Has the rate of false alarms.
        circuit: The circuit with its values bound.
        observable: On the circuit's qubits.
        estimate: What came.
        precision: The precision that was asked for.
        message: What is wrong if it is refused.

    Raises:
        Violation: It is too far away, or no number.
    """
    exact = exact_value(circuit, observable)
    allowed = allowed_error(trial, circuit, observable, precision)
    came = float(np.real(estimate))
    if math.isfinite(came) and abs(came - exact) <= allowed:
        return
    raise Violation(
        Finding(
            message,
            expected=f"{exact:.6g}, within {allowed:.3g} (observable {_told(observable)})",
            observed=f"{came:.6g}",
            circuit=circuit,
            call=f"estimator.run([(circuit, observable)], precision={precision:g})",
        )
    )


def _told(observable: SparsePauliOp) -> str:
    terms = [f"{np.real(value):.3g} {label}" for label, value in observable.to_list()[:6]]
    return " + ".join(terms) + (" + ..." if len(observable) > 6 else "")
