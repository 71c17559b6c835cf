"""The primitives of the first version, against Qiskit's own where there are any."""

import numpy as np
import pytest
from qiskit.circuit import ClassicalRegister, Parameter, QuantumCircuit, QuantumRegister
from qiskit.exceptions import QiskitError
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit.transpiler import PassManager
from qiskit.transpiler.passes import RemoveBarriers
from qiskit_aer import AerSimulator

from qiskit_uplift._qiskit.legacy import load, quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.backends import load_backend
from qiskit_uplift.compat._backend_estimator import BackendEstimator
from qiskit_uplift.compat._backend_sampler import BackendSampler
from qiskit_uplift.compat._estimator_v1 import Estimator
from qiskit_uplift.compat._sampler_v1 import Sampler

OPERATOR = SparsePauliOp(["XXI", "ZZI", "IYZ", "III", "ZIZ"], [1, 0.5, -2, 3, 0.25])


def circuit(measured=False):
    """Angles without symmetry: no two outcomes are equally likely."""
    made = QuantumCircuit(3)
    for qubit, angle in enumerate((0.7, 1.1, 2.3)):
        made.ry(angle, qubit)
        made.rz(angle / 3, qubit)
    made.cx(0, 1)
    made.cx(1, 2)
    if measured:
        made.measure_all()
    return made


def parametric():
    a, b = Parameter("b"), Parameter("a")
    made = QuantumCircuit(2, 2)
    made.ry(a, 0)
    made.ry(b, 1)
    made.measure([1, 0], [0, 1])
    return made


def both(kind, *arguments, **options):
    """Ours, and Qiskit's own where there is one."""
    with quiet():
        made = [kind(*arguments, **options)]
        if HAS_LEGACY_CLASSES:
            made.append(load("qiskit.primitives", kind.__name__)(*arguments, **options))
    return made


def ran(primitives, *arguments, **options):
    with quiet():
        results = [primitive.run(*arguments, **options).result() for primitive in primitives]
    first, *rest = results
    for other in rest:
        if hasattr(first, "values"):
            assert first.values == pytest.approx(other.values, abs=1e-9)
        else:
            for mine, theirs in zip(first.quasi_dists, other.quasi_dists, strict=True):
                assert mine == pytest.approx(theirs, abs=1e-14)
                assert mine.shots == theirs.shots
        for mine, theirs in zip(first.metadata, other.metadata, strict=True):
            assert mine == pytest.approx(theirs, abs=1e-9)
    return first


@pytest.mark.parametrize("options", [{}, {"shots": 1000, "seed": 7}])
def test_sampler(options):
    result = ran(both(Sampler), [circuit(True), parametric()], [[], [0.3, 0.9]], **options)
    exact = Statevector(circuit()).probabilities()
    # A thousand shots are within 0.1 of the truth, 6 standard deviations; the seed is fixed.
    tolerance = 0.1 if options else 1e-12
    assert [result.quasi_dists[0].get(i, 0) for i in range(8)] == pytest.approx(
        list(exact), abs=tolerance
    )
    # Values are in the order of the parameters' names, and the clbits are crossed.
    ones = sum(weight for key, weight in result.quasi_dists[1].items() if key & 1)
    assert ones == pytest.approx(np.sin(0.15) ** 2, abs=tolerance)
    assert result.metadata == ([{"shots": 1000}] * 2 if options else [{}] * 2)


def test_sampler_options_and_arguments():
    for sampler in both(Sampler, options={"shots": 5, "seed": 1}):
        sampler.set_options(shots=7)
        with quiet():
            assert sampler.run(circuit(True)).result().metadata == [{"shots": 7}]
            for wrong in ([], parametric(), QuantumCircuit(1), QuantumCircuit(1, 1)):
                with pytest.raises(ValueError, match=r"circuit"):
                    sampler.run(wrong).result()


def test_sampler_reads_only_the_last_measurement():
    made = QuantumCircuit(2, 2)
    made.x(0)
    made.measure(0, 0)
    made.barrier()
    made.measure(1, 0)  # overwrites what was there
    made.measure(0, 1)
    assert ran([Sampler()], made).quasi_dists == [{2: 1.0}]
    early = QuantumCircuit(1, 1)
    early.measure(0, 0)
    early.x(0)
    unused = QuantumCircuit(2, 2)
    unused.measure(0, 1)
    for sampler in both(Sampler):
        for wrong in (early, unused):
            with quiet(), pytest.raises(QiskitError, match="not used for measurements"):
                sampler.run(wrong).result()


@pytest.mark.parametrize("options", [{}, {"shots": 1000, "seed": 7}])
def test_estimator(options):
    result = ran(both(Estimator), [circuit()] * 2, [OPERATOR, "ZIZ"], **options)
    exact = Statevector(circuit()).expectation_value(OPERATOR).real
    # 3.5 is the largest deviation of the operator: 6 standard deviations at a thousand shots.
    assert result.values[0] == pytest.approx(exact, abs=0.7 if options else 1e-12)
    assert all(
        set(item) == ({"shots", "variance"} if options else set()) for item in result.metadata
    )


def test_estimator_binds_values():
    made = QuantumCircuit(1)
    made.ry(Parameter("t"), 0)
    result = ran(both(Estimator), [made, made], ["Z", "X"], [[0.3], [0.3]])
    assert list(result.values) == pytest.approx([np.cos(0.3), np.sin(0.3)])


def aer():
    return AerSimulator(seed_simulator=3)


def test_backend_sampler():
    made = both(BackendSampler, aer())
    result = ran(made, [circuit(True), parametric()], [[], [0.3, 0.9]], shots=500)
    assert [item.shots for item in result.quasi_dists] == [500, 500]
    for sampler in made:
        assert isinstance(sampler.backend, AerSimulator)
        assert len(sampler.preprocessed_circuits) == len(sampler.transpiled_circuits) == 2


def test_backend_sampler_joins_registers():
    made = QuantumCircuit(QuantumRegister(3), ClassicalRegister(1, "a"), ClassicalRegister(2, "b"))
    made.x(2)
    made.measure([0, 1, 2], [0, 1, 2])
    assert ran([BackendSampler(aer())], made).quasi_dists == [{4: 1.0}]


@pytest.mark.parametrize("name", ["reference:legacy", "reference"])
@pytest.mark.parametrize("skip", [True, False])
def test_backend_sampler_on_devices(name, skip):
    backend = load_backend(name)
    made = QuantumCircuit(1)
    made.x(0)
    made.measure_all()
    sampler = BackendSampler(backend, {"seed_simulator": 1}, skip_transpilation=skip)
    sampler.set_transpile_options(optimization_level=0, seed_transpiler=1)
    assert sampler.transpile_options.optimization_level == 0
    with quiet():
        (found,) = sampler.run(made, shots=200).result().quasi_dists
    assert found[1] > 0.8
    assert (sampler.transpiled_circuits[0].num_qubits > 1) == (not skip)


def test_jobs_are_as_large_as_the_backend_takes():
    backend = load_backend("reference:legacy?max_experiments=2")
    with quiet():
        result = BackendSampler(backend).run([circuit(True)] * 5, shots=20).result()
    assert result.metadata == [{"shots": 20}] * 5


@pytest.mark.parametrize("grouping", [True, False])
def test_backend_estimator(grouping):
    made = both(BackendEstimator, aer(), abelian_grouping=grouping)
    result = ran(made, [circuit(), circuit()], [OPERATOR, "XYZ"], shots=2000)
    exact = Statevector(circuit()).expectation_value(OPERATOR).real
    assert result.metadata[0]["shots"] == 2000
    # Five terms of at most 2 in size: 0.5 is over 6 standard deviations, and the seed is fixed.
    assert result.values[0] == pytest.approx(exact, abs=0.5)
    assert all(item.num_clbits <= 3 for item in made[0].transpiled_circuits)
    assert len(made[0].transpiled_circuits) == (4 if grouping else 6)


def test_backend_estimator_of_a_number():
    assert list(ran(both(BackendEstimator, aer()), circuit(), "III").values) == [1]


def test_backend_estimator_takes_registers_loose_qubits_and_a_pass_manager():
    made = QuantumCircuit(QuantumRegister(1, "a"), [*QuantumRegister(1, "gone")])
    made.ry(Parameter("t"), 1)
    made.barrier()
    estimator = BackendEstimator(aer(), bound_pass_manager=PassManager([RemoveBarriers()]))
    result = ran([estimator], [made], ["YI"], [[np.pi / 2]], shots=5000)
    assert abs(result.values[0]) < 0.1  # 7 standard deviations
    result = ran([estimator], [made], ["XI"], [[np.pi / 2]], shots=50)
    assert result.values[0] == 1


def test_a_distribution_knows_its_width_and_its_bound():
    made = QuantumCircuit(4)
    made.x(0)
    made.measure_all()
    for sampler in both(BackendSampler, AerSimulator()):
        with quiet():
            found = sampler.run(made, shots=100).result().quasi_dists[0]
        assert found.binary_probabilities() == {"0001": 1.0}
        assert found.stddev_upper_bound == pytest.approx(0.1)


def test_an_estimator_keeps_the_classical_bits_of_the_circuit():
    made = QuantumCircuit(QuantumRegister(2, "q"), ClassicalRegister(1, "outcome"))
    made.x(0)
    made.measure(0, 0)
    with made.if_test((made.clbits[0], 1)):
        made.x(1)
    result = ran(both(BackendEstimator, AerSimulator()), [made, made], ["IZ", "ZI"])
    assert list(result.values) == [-1, -1]


def test_a_seed_decides_resets():
    made = QuantumCircuit(2)
    made.h(0)
    made.cx(0, 1)
    made.reset(0)
    with quiet():
        values = [
            Estimator(options={"seed": 12}).run([made] * 50, ["ZI"] * 50).result().values
            for _ in range(2)
        ]
    assert list(values[0]) == list(values[1])
    assert set(values[0].round()) == {-1, 1}  # all alike once in 2**49
