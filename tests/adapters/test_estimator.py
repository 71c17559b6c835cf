import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import transpile
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives import StatevectorEstimator
from qiskit.quantum_info import Pauli, SparsePauliOp
from qiskit_aer import AerSimulator

from qiskit_uplift import EstimatorAdapter
from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.isa import first_offence
from qiskit_uplift.adapters.observables import TermTable, group_terms, measured_basis
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.adapters.target import assumed_target
from qiskit_uplift.exceptions import ExecutionError, LimitError
from tests.adapters.fakes import Talker

BACKEND = AerSimulator()
LETTERS = "IXYZ01+-rl"
SINGLES = {
    "I": [1, 1], "X": [1, -1], "Y": [1, -1], "Z": [1, -1], "0": [1, 0], "1": [0, 1],
    "+": [1, 0], "-": [0, 1], "r": [1, 0], "l": [0, 1],
}  # fmt: skip
"""What each letter is worth on 0 and on 1 in its own basis."""
SIGMAS = 6  # a normal estimate is off by more less than once in 5 * 10^8


def ansatz() -> QuantumCircuit:
    a, b = Parameter("a"), Parameter("b")
    circuit = QuantumCircuit(2)
    circuit.ry(a, 0)
    circuit.cx(0, 1)
    circuit.rx(b, 1)
    return circuit


@pytest.mark.parametrize("grouping", [True, False])
@pytest.mark.parametrize("memory", [Notation.HEX, None])
def test_against_exact_values(grouping, memory):
    """48 values at 6 sigma and a few at 0 sigma: a false alarm in 10^7 runs; seeded."""
    observables = [[SparsePauliOp(["ZZ", "XX", "YI", "II"], [1, 0.5, -0.3, 2])], ["ZI"], ["XY"]]
    angles = np.linspace(0, 3, 8).reshape(4, 2)
    options = {"seed_simulator": 3, "abelian_grouping": grouping, "default_precision": 0.03}
    estimator = EstimatorAdapter(backend=Talker(memory), options=options)
    data = estimator.run([(ansatz(), observables, angles)]).result()[0].data
    exact = StatevectorEstimator().run([(ansatz(), observables, angles)]).result()[0].data.evs
    assert data.evs.shape == data.stds.shape == (3, 4)
    assert np.all(np.abs(data.evs - exact) <= SIGMAS * np.maximum(data.stds, 2e-3))


def test_constant_terms_need_no_circuit():
    backend = Talker()
    job = EstimatorAdapter(backend=backend).run([(QuantumCircuit(2), SparsePauliOp("II", 2.5))])
    result = job.result()[0]
    assert (float(result.data.evs), float(result.data.stds)) == (2.5, 0.0)
    assert not backend.calls


def test_the_circuits_own_registers_stay():
    circuit = QuantumCircuit(1, 1)
    circuit.x(0)
    circuit.measure(0, 0)
    assert EstimatorAdapter(backend=Talker()).run([(circuit, "Z")]).result()[0].data.evs == -1


def test_a_register_name_that_is_taken():
    from qiskit.circuit import ClassicalRegister, QuantumRegister

    circuit = QuantumCircuit(QuantumRegister(1), ClassicalRegister(1, "__observable"))
    assert EstimatorAdapter(backend=Talker()).run([(circuit, "Z")]).result()[0].data.evs == 1


def test_auto_moves_the_observable_along():
    line = assumed_target(
        num_qubits=4, basis_gates=["rz", "sx", "x", "cx"], coupling_map=[(3, 2), (2, 1), (1, 0)]
    )
    backend = Talker(target=line.target)
    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 2)
    options = {"transpile": "auto", "seed_simulator": 1, "default_precision": 0.05}
    observables = ["IIZ", "XXI", "ZZI", "YYI"]
    data = EstimatorAdapter(backend=backend, options=options).run([(circuit, observables)])
    assert data.result()[0].data.evs.tolist() == [-1, 1, -1, 1]
    for sent in backend.calls[0].circuits:
        assert first_offence(sent, line.target) is None


@pytest.mark.parametrize("seed", range(4))
def test_a_circuit_that_was_transpiled_before_keeps_its_layout(seed):
    """Its observables are those that Qiskit lays out along with it; nothing else is changed."""
    line = assumed_target(
        num_qubits=5,
        basis_gates=["rz", "sx", "x", "cx"],
        coupling_map=[(q, q + 1) for q in range(4)],
    )
    backend = Talker(target=line.target)
    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 2)
    places = np.random.default_rng(seed).permutation(5)[:3].tolist()
    ready = transpile(circuit, target=line.target, initial_layout=places, seed_transpiler=seed)
    observables = [
        SparsePauliOp(o).apply_layout(ready.layout) for o in ("IIZ", "XXI", "ZZI", "YYI")
    ]
    estimator = EstimatorAdapter(backend=backend, options={"transpile": "check"})
    result = estimator.run([(ready, observables)], precision=0.05).result()[0]
    assert result.data.evs.tolist() == [-1, 1, -1, 1]
    for sent in backend.calls[0].circuits:
        assert first_offence(sent, line.target) is None
        assert list(sent.data[: len(ready.data)]) == list(ready.data)


def test_precision_decides_the_shots():
    backend = Talker()
    estimator = EstimatorAdapter(backend=backend, options={"default_precision": 0.5})
    circuit = QuantumCircuit(1)
    result = estimator.run([(circuit, "Z"), (circuit, "X", None, 0.1)], precision=0.25).result()
    assert [call.options["shots"] for call in backend.calls] == [16, 100]
    assert [pub.metadata["shots"] for pub in result] == [16, 100]
    assert [pub.metadata["target_precision"] for pub in result] == [0.25, 0.1]


def test_metadata_and_run_options():
    options = {"run_options": {"method": "stabilizer"}, "seed_simulator": 2}
    job = EstimatorAdapter(backend=BACKEND, options=options).run([(QuantumCircuit(1), "Z")])
    assert job.result()[0].metadata["sent"] == {
        "shots": 4096, "seed_simulator": 2, "method": "stabilizer",
    }  # fmt: skip
    plain = EstimatorAdapter(backend=Talker()).run([(QuantumCircuit(1), "Z")], precision=0.1)
    assert plain.result()[0].metadata == {
        "target_precision": 0.1, "shots": 100, "circuit_metadata": {},
    }  # fmt: skip


def test_no_shots_at_all_is_an_error():
    backend = Talker(memory=None, mangle=lambda data: {"counts": {"0x0": 0}})
    with pytest.raises(ExecutionError, match="No shot came back for the measurement of Z"):
        EstimatorAdapter(backend=backend).run([(QuantumCircuit(1), "Z")]).result()


def test_a_precision_that_needs_more_shots_than_a_job_may_have():
    """A fair coin: the mean of 4,096 shots is off by more than 0.1 less than once in 10^9."""
    from qiskit.providers import Options

    backend = Talker(options=Options(shots=1, seed_simulator=None))
    backend.options.set_validator("shots", (1, 2000))
    circuit = QuantumCircuit(1)
    circuit.h(0)
    job = EstimatorAdapter(backend=backend, options={"seed_simulator": 3}).run([(circuit, "Z")])
    result = job.result()[0]
    assert [call.options["shots"] for call in backend.calls] == [1366, 1365, 1365]
    assert len({call.options["seed_simulator"] for call in backend.calls}) == 3
    assert result.metadata["shots"] == 4096
    assert result.metadata["shots_per_job"] == [1366, 1365, 1365]
    mean = float(result.data.evs)
    assert abs(mean) < 0.1
    assert float(result.data.stds) == pytest.approx(np.sqrt((1 - mean**2) / 4096))


def test_a_precision_that_needs_too_few_shots():
    from qiskit.providers import Options

    backend = Talker(options=Options(shots=100))
    backend.options.set_validator("shots", (100, 2000))
    with pytest.raises(LimitError, match="100 to 2000 shots a circuit, asked for 4"):
        EstimatorAdapter(backend=backend).run([(QuantumCircuit(1), "Z")], precision=0.5)
    assert not backend.calls


labels = st.integers(1, 5).flatmap(
    lambda width: st.sets(st.text(LETTERS, min_size=width, max_size=width), min_size=1, max_size=12)
)


@given(labels, st.booleans())
def test_groups_hold_each_term_once_in_a_basis_that_measures_it(terms, abelian):
    groups = group_terms(terms, abelian_grouping=abelian)
    grouped = [label for group in groups for label in group.labels]
    assert sorted(grouped) == sorted(label for label in terms if set(label) != {"I"})
    for group in groups:
        assert abelian or len(group.labels) == 1
        for label in group.labels:
            for qubit, letter in enumerate(reversed(measured_basis(label))):
                assert letter in ("I", group.basis[qubit])


@given(st.text(LETTERS, min_size=1, max_size=4), st.data())
def test_term_values_are_the_eigenvalues(label, data):
    """In its own eigenbasis, a term is worth its eigenvalue on each outcome."""
    width = len(label)
    samples = Samples.from_memory(range(2**width), width)
    values = TermTable([label], range(width)).values(samples)[0]
    expected = [
        np.prod([SINGLES[letter][row[q]] for q, letter in enumerate(reversed(label))])
        for row in samples.bits()
    ]
    assert values.tolist() == expected


def test_each_projector_is_measured_in_its_own_basis():
    """The six eigenstates of the Paulis, each against its own and its opposite projector."""
    prepare = {"0": [], "1": ["x"], "+": ["h"], "-": ["x", "h"], "r": ["h", "s"], "l": ["h", "sdg"]}
    opposite = {"0": "1", "1": "0", "+": "-", "-": "+", "r": "l", "l": "r"}
    for letter, gates in prepare.items():
        circuit = QuantumCircuit(1)
        for gate in gates:
            getattr(circuit, gate)(0)
        job = EstimatorAdapter(backend=Talker()).run(
            [(circuit, [{letter: 1.0}, {opposite[letter]: 1.0}])], precision=0.2
        )
        assert job.result()[0].data.evs.tolist() == [1, 0], letter


def test_pauli_objects_are_observables():
    circuit = QuantumCircuit(2)
    circuit.x(1)
    result = EstimatorAdapter(backend=Talker()).run([(circuit, [Pauli("ZI"), Pauli("-ZZ")])])
    assert result.result()[0].data.evs.tolist() == [-1, 1]


def plain_estimate(circuit_counts, observable):
    """Mean and standard error, outcome by outcome, from (group, counts) of each circuit."""
    mean, variance = 0.0, 0.0
    for group, counts in circuit_counts:
        total = sum(counts.values())
        worth = {}
        for outcome in counts:
            bit = {q: outcome >> i & 1 for i, q in enumerate(group.measured)}
            worth[outcome] = sum(
                observable.get(label, 0.0) * np.prod([SINGLES[letter][bit.get(q, 0)]
                                                      for q, letter in enumerate(label[::-1])])
                for label in group.labels
            )  # fmt: skip
        here = sum(worth[x] * n for x, n in counts.items()) / total
        mean += here
        variance += sum((worth[x] - here) ** 2 * n for x, n in counts.items()) / total**2
    return mean, variance**0.5


@settings(max_examples=20)  # each runs a simulator
@given(st.data(), st.integers(1, 4))
def test_values_are_those_of_the_plain_formula(data, width):
    """Whatever came back, several observables at once, through the whole of a job."""
    label = st.text(LETTERS, min_size=width, max_size=width).filter(lambda s: set(s) != {"I"})
    coefficient = st.sampled_from([-2.0, -0.5, 0.25, 1.5])  # Qiskit drops what is next to zero
    observables = data.draw(
        st.lists(
            st.dictionaries(label, coefficient, min_size=1, max_size=5), min_size=1, max_size=4
        )
    )
    seen = []

    def answer(_):
        outcomes = st.dictionaries(st.integers(0, 1), st.integers(1, 9), min_size=1)
        seen.append(data.draw(outcomes))
        return {"counts": {hex(outcome): n for outcome, n in seen[-1].items()}}

    estimator = EstimatorAdapter(backend=Talker(memory=None, mangle=answer))
    job = estimator.run([(QuantumCircuit(width), observables)], precision=0.5)
    result = job.result()[0].data
    groups = group_terms(set().union(*observables), abelian_grouping=True)
    expected = [plain_estimate(list(zip(groups, seen, strict=True)), o) for o in observables]
    assert np.allclose(result.evs, [mean for mean, _ in expected], atol=1e-12)
    assert np.allclose(result.stds, [std for _, std in expected], atol=1e-7)


def test_groups_and_measurements_are_made_once_for_all_parameter_values(monkeypatch):
    grouped = []
    monkeypatch.setattr(
        "qiskit_uplift.adapters.estimation.group_terms",
        lambda terms, **options: grouped.append(terms) or group_terms(terms, **options),
    )
    backend = Talker()
    values = np.linspace(0, 1, 20).reshape(10, 2)
    EstimatorAdapter(backend=backend).run([(ansatz(), ["ZZ", "XX"], values[:, None])]).result()
    assert grouped == [{"ZZ", "XX"}]
    sent = [circuit for call in backend.calls for circuit in call.circuits]
    assert len(sent) == 20
    for index, circuit in enumerate(sent):
        assert not circuit.parameters
        bound = ansatz().assign_parameters(values[index // 2])
        assert circuit.data[:3] == bound.data[:3]


def test_each_parameter_value_with_its_own_observable():
    """Only the pairs that are asked for are measured."""
    circuit = QuantumCircuit(1)
    circuit.rx(Parameter("a"), 0)
    backend = Talker()
    pub = (circuit, ["Z", {"I": 0.5}, {"Z": 2.0, "I": 1.0}], [[0.0], [1.0], [np.pi]])
    result = EstimatorAdapter(backend=backend).run([pub]).result()[0]
    assert result.data.evs.tolist() == [1, 0.5, -1]
    assert len(backend.calls[0].circuits) == 2
