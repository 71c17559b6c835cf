"""Every kind of observable that a PUB may have, in every shape; the exact values are known."""

import numpy as np
import pytest
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives import BackendEstimatorV2
from qiskit.quantum_info import Pauli, PauliList, SparsePauliOp
from qiskit_aer import AerSimulator

from qiskit_uplift import EstimatorAdapter
from qiskit_uplift._qiskit.versions import has
from qiskit_uplift.adapters.estimation import MeasuredGroup
from qiskit_uplift.adapters.observables import group_terms
from qiskit_uplift.adapters.samples import Samples
from tests.adapters.fakes import Talker

PREPARED_BY = {
    "I": [], "0": [], "1": ["x"], "+": ["h"], "-": ["x", "h"], "r": ["h", "s"], "l": ["h", "sdg"],
}  # fmt: skip
OPPOSITE = {"0": "1", "1": "0", "+": "-", "-": "+", "r": "l", "l": "r"}


def flips(num_qubits=2):
    """A circuit whose parameters, 0 or pi, decide each qubit's outcome."""
    circuit = QuantumCircuit(num_qubits)
    for qubit in range(num_qubits):
        circuit.rx(Parameter(f"p{qubit}"), qubit)
    return circuit


def evs(circuit, observables, values=None, backend=None):
    estimator = EstimatorAdapter(backend=backend or Talker())
    return estimator.run([(circuit, observables, values)], precision=0.25).result()[0].data.evs


@pytest.mark.parametrize(
    "observable",
    [
        "ZI",
        Pauli("ZI"),
        SparsePauliOp("ZI"),
        SparsePauliOp(["ZI", "ZI"], [0.25, 0.75]),
        {"ZI": 1.0},
        {Pauli("ZI"): 1.0},
        {"ZI": 1.0, "IZ": 0.0},
    ],
    ids=repr,
)
def test_the_same_observable_in_every_notation(observable):
    circuit = QuantumCircuit(2)
    circuit.x(1)
    assert evs(circuit, observable) == -1


def test_a_list_of_paulis():
    circuit = QuantumCircuit(2)
    circuit.x(1)
    assert evs(circuit, list(PauliList(["ZI", "IZ", "ZZ"]))).tolist() == [-1, 1, -1]


def test_terms_that_stand_twice_are_one():
    backend = Talker()
    circuit = QuantumCircuit(1)
    circuit.x(0)
    doubled = SparsePauliOp(["Z", "I", "Z", "I"], [1, 2, 0.5, 1])
    assert evs(circuit, doubled, backend=backend) == 1.5
    assert sum(len(call.circuits) for call in backend.calls) == 1


def test_terms_that_cancel_need_no_circuit():
    backend = Talker()
    assert evs(QuantumCircuit(1), SparsePauliOp(["Z", "Z", "I"], [1, -1, 4]), backend=backend) == 4
    assert not backend.calls


def test_projectors_of_several_qubits_at_once():
    """Each is 1 on the product of its own states, and 0 once a letter is changed."""
    for label in ("01", "+0", "r-", "1lI", "+r0"):
        circuit = QuantumCircuit(len(label))
        for qubit, letter in enumerate(reversed(label)):
            for gate in PREPARED_BY[letter]:
                getattr(circuit, gate)(qubit)
        wrong = [
            label[:i] + OPPOSITE[letter] + label[i + 1 :]
            for i, letter in enumerate(label)
            if letter != "I"
        ]
        found = evs(circuit, [{each: 1.0} for each in (label, *wrong)])
        assert found.tolist() == [1.0] + [0.0] * len(wrong), label


def test_a_sparse_observable_of_paulis_and_projectors():
    from qiskit.quantum_info import SparseObservable

    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.h(2)
    observable = SparseObservable.from_list([("+I1", 2.0), ("-ZI", 8.0), ("III", 0.5), ("IZ1", 1)])
    if has("SparseObservable as an observable of a PUB"):
        assert evs(circuit, observable) == 3.5
        with pytest.raises(ValueError, match=r"[Hh]ermitian|complex|real"):
            evs(circuit, 1j * observable)
    else:
        with pytest.raises((TypeError, ValueError), match="observable"):
            evs(circuit, observable)


@pytest.mark.parametrize(
    "observable",
    [SparsePauliOp("Z", 1j), SparsePauliOp(["Z", "X"], [1, 0.5 + 0.1j]), Pauli("iZ"), {"Z": 1j}],
    ids=repr,
)
def test_complex_coefficients_are_refused_as_by_qiskit(observable):
    with pytest.raises(Exception) as stock:  # noqa: PT011 - whatever Qiskit raises
        BackendEstimatorV2(backend=AerSimulator()).run([(QuantumCircuit(1), observable)])
    with pytest.raises(type(stock.value)) as ours:
        EstimatorAdapter(backend=Talker()).run([(QuantumCircuit(1), observable)])
    assert str(ours.value) == str(stock.value)


@pytest.mark.parametrize("observable", ["ZZ", "", "A"])
def test_what_is_no_observable_of_the_circuit_is_refused_as_by_qiskit(observable):
    found = []
    for primitive in (
        BackendEstimatorV2(backend=AerSimulator()),
        EstimatorAdapter(backend=Talker()),
    ):
        try:
            found.append(
                float(primitive.run([(QuantumCircuit(1), observable)]).result()[0].data.evs)
            )
        except (ValueError, TypeError) as error:
            found.append((type(error), str(error)))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("observables", "points", "shape"),
    [
        ((), (), ()),
        ((), (5,), (5,)),
        ((3,), (), (3,)),
        ((3,), (1,), (3,)),
        ((3,), (3,), (3,)),
        ((3, 1), (4,), (3, 4)),
        ((1, 3), (4, 1), (4, 3)),
        ((2, 1, 3), (2, 1), (2, 2, 3)),
        ((2,), (3, 2), (3, 2)),
        ((3,), (0, 1), (0, 3)),
    ],
)
def test_observables_and_parameter_values_are_broadcast(observables, points, shape):
    """As NumPy broadcasts them: element by element, the value is that of its own pair."""
    rng = np.random.default_rng(1)
    labels = rng.choice(["ZI", "IZ", "ZZ"], observables)
    bits = rng.integers(0, 2, (*points, 2))
    found = evs(flips(), labels.tolist() if observables else str(labels), bits * np.pi)
    assert found.shape == shape
    pairs = np.broadcast_to(labels, shape), np.broadcast_to(bits, (*shape, 2))
    for place in np.ndindex(shape):
        low, high = 1 - 2 * pairs[1][place]
        assert found[place] == {"ZI": high, "IZ": low, "ZZ": low * high}[str(pairs[0][place])]


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="shape"):
        evs(flips(), ["ZI", "IZ", "ZZ"], np.zeros((2, 2)))


def measured_group(terms):
    (group,) = group_terms(terms, abelian_grouping=True)
    return MeasuredGroup.all_of([group], {0: terms})[0]


@pytest.mark.parametrize("width", [3, 10, 11])
def test_what_an_outcome_is_worth_is_the_same_looked_up(width):
    terms = {"Z" * width: 0.5, "0" + "I" * (width - 1): 0.25, "I" * (width - 1) + "1": -1.5}
    measured = measured_group(terms)
    kinds = [0, 1, 2**width - 1, 2 ** (width - 1) + 1]
    seen = Samples.from_counts(dict.fromkeys(kinds, 1), width)
    exact = [
        0.5 * (-1) ** kind.bit_count() + 0.25 * (kind >> width - 1 == 0) - 1.5 * (kind & 1)
        for kind in sorted(kinds)
    ]
    assert measured._worth(seen).tolist() == [exact]


def test_outcomes_that_differ_in_other_clbits_are_the_same_outcome():
    samples = Samples.from_counts({0b01: 10, 0b11: 20, 0b10: 60}, 2)
    (mean,), (variance,) = measured_group({"Z": 1.0}).estimates(samples, 0)
    assert mean == pytest.approx(1 / 3)
    assert variance == pytest.approx((1 - mean**2) / 90)
