"""The primitives of the first version, against Qiskit's own where there are any."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, Parameter, QuantumCircuit, QuantumRegister
from qiskit.exceptions import QiskitError
from qiskit.primitives import (
    BackendEstimatorV2,
    BackendSamplerV2,
    StatevectorEstimator,
    StatevectorSampler,
)
from qiskit.providers import JobStatus
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit.transpiler import PassManager
from qiskit.transpiler.passes import RemoveBarriers
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift._qiskit.legacy import load, quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.backends import load_backend
from qiskit_uplift.compat import LegacyEstimator, LegacySampler
from qiskit_uplift.compat._backend_estimator import BackendEstimator
from qiskit_uplift.compat._backend_sampler import BackendSampler
from qiskit_uplift.compat._estimator_v1 import Estimator
from qiskit_uplift.compat._front_options import precision_of
from qiskit_uplift.compat._sampler_v1 import Sampler
from qiskit_uplift.exceptions import OptionError, UnsupportedBackendError

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


def ran(primitives, *arguments, tolerance=1e-9, **options):
    """The result of the first; those of others have to be like it, drawn ones within a tolerance.

    The tolerances below are over 6 standard deviations, and the seeds are fixed.
    """
    with quiet():
        results = [primitive.run(*arguments, **options).result() for primitive in primitives]
    first, *rest = results
    for other in rest:
        if hasattr(first, "values"):
            assert first.values == pytest.approx(other.values, abs=tolerance)
        else:
            for mine, theirs in zip(first.quasi_dists, other.quasi_dists, strict=True):
                for key in {*mine, *theirs}:
                    assert mine.get(key, 0) == pytest.approx(theirs.get(key, 0), abs=tolerance)
                assert mine.shots == theirs.shots
        for mine, theirs in zip(first.metadata, other.metadata, strict=True):
            assert set(mine) == set(theirs)
            assert mine.get("shots") == theirs.get("shots")
    return first


@pytest.mark.parametrize("options", [{}, {"shots": 1000, "seed": 7}])
def test_sampler(options):
    drawn = {"tolerance": 0.15} if options else {}  # the seed is the same, the samples aren't
    result = ran(both(Sampler), [circuit(True), parametric()], [[], [0.3, 0.9]], **options, **drawn)
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
    values = [[], [0.3, 0.9]]
    result = ran(made, [circuit(True), parametric()], values, shots=500, tolerance=0.2)
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
    result = ran(made, [circuit(), circuit()], [OPERATOR, "XYZ"], shots=2000, tolerance=0.7)
    exact = Statevector(circuit()).expectation_value(OPERATOR).real
    assert result.metadata[0]["shots"] == 2000
    # Five terms of at most 2 in size: 0.5 is over 6 standard deviations, and the seed is fixed.
    assert result.values[0] == pytest.approx(exact, abs=0.5)
    assert len(made[0].transpiled_circuits) == 2


def test_backend_estimator_of_a_number():
    assert list(ran(both(BackendEstimator, aer()), circuit(), "III").values) == [1]


def test_backend_estimator_takes_registers_loose_qubits_and_a_pass_manager():
    made = QuantumCircuit(QuantumRegister(1, "a"), [*QuantumRegister(1, "gone")])
    made.ry(Parameter("t"), 1)
    made.barrier()
    estimator = BackendEstimator(aer(), bound_pass_manager=PassManager([RemoveBarriers()]))
    result = ran([estimator], [made], ["YI"], [[np.pi / 2]], shots=5000)
    assert abs(result.values[0]) < 0.1  # 7 standard deviations
    assert result.metadata == [{"shots": 5000, "variance": pytest.approx(1, abs=0.01)}]
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


SECOND = {
    "statevector": (StatevectorSampler(seed=5), StatevectorEstimator(seed=5)),
    "backend": (BackendSamplerV2(backend=aer()), BackendEstimatorV2(backend=aer())),
    "ours": (uplift(aer()).sampler(), uplift(aer()).estimator()),
}


@pytest.mark.parametrize("name", SECOND)
def test_the_first_version_over_any_of_the_second(name):
    """Within 6 standard deviations of the truth; the seeds are fixed."""
    sampler, estimator = SECOND[name]
    with quiet():
        job = LegacySampler(sampler).run([circuit(True), parametric()], [[], [0.3, 0.9]], shots=900)
        found = job.result()
        job.primitive_job.result()
        values = LegacyEstimator(estimator).run(
            [circuit(), circuit()], [OPERATOR, "XYZ"], shots=2500
        ).result().values  # fmt: skip
    exact = Statevector(circuit()).probabilities()
    assert [found.quasi_dists[0].get(i, 0) for i in range(8)] == pytest.approx(exact, abs=0.1)
    ones = sum(weight for key, weight in found.quasi_dists[1].items() if key & 1)
    assert ones == pytest.approx(np.sin(0.15) ** 2, abs=0.1)
    assert found.metadata == [{"shots": 900}] * 2
    assert values[0] == pytest.approx(Statevector(circuit()).expectation_value(OPERATOR), abs=0.45)
    assert (job.status(), job.done(), job.in_final_state()) == (JobStatus.DONE, True, True)
    assert not job.running()
    assert not job.cancelled()


def test_options_that_the_second_version_has_no_place_for():
    sampler, estimator = (LegacySampler(SECOND["ours"][0]), LegacyEstimator(SECOND["ours"][1]))
    with quiet():
        with pytest.raises(OptionError, match="Sampler takes no noise_model, seed in a run"):
            sampler.run(circuit(True), seed=1, noise_model=2)
        with pytest.raises(OptionError, match="Estimator takes no seed"):
            estimator.run(circuit(), "ZZZ", seed=1)
        for shots in (0, True, 2.5, "many"):
            for primitive in (sampler, BackendSampler(aer())):
                with pytest.raises(OptionError, match="number from 1"):
                    primitive.run(circuit(True), shots=shots)
    for kind, wrong in ((LegacySampler, aer()), (LegacyEstimator, sampler)):
        with pytest.raises(UnsupportedBackendError, match="of the second version"):
            kind(wrong)


@pytest.mark.parametrize(
    "coefficients", [[0, 0], [1, -1], [3e-12, 0], [2, 1j], [1e-9j, 1j], [0, 2]]
)
def test_observables_that_the_second_version_has_not(coefficients):
    """Zero, of tiny values, or not Hermitian: the value is that of the sum all the same."""
    observable = SparsePauliOp(["ZII", "ZII"], coefficients)
    made = QuantumCircuit(3)
    made.x(2)
    for primitives in (both(Estimator), [BackendEstimator(aer())]):
        values = ran(primitives, made, observable).values
        assert values == pytest.approx([-sum(coefficients)], rel=1e-9, abs=0)


@given(shots=st.integers(1, 10**9))
def test_a_precision_means_the_shots(shots):
    assert math.ceil(1 / precision_of(shots) ** 2) == shots


def test_a_job_of_a_backend_is_the_providers():
    with quiet():
        job = BackendSampler(aer()).run(circuit(True), shots=10)
    assert len(job.primitive_job.provider_job_ids) == 1
    assert job.job_id() == job.primitive_job.job_id()
    assert job.result() is job.result()


def test_an_option_that_a_backend_does_not_take_is_refused():
    with quiet(), pytest.raises(OptionError, match="no option 'nonsense'"):
        BackendSampler(aer()).run(circuit(True), nonsense=1)


def test_a_seed_by_either_name():
    found = []
    for option in ({"seed": 5}, {"seed_simulator": 5}, {"seed": 4, "seed_simulator": 5}):
        with quiet():
            found.append(BackendSampler(AerSimulator()).run(circuit(True), **option).result())
    assert found[0].quasi_dists == found[1].quasi_dists == found[2].quasi_dists
    assert found[0].metadata == [{"shots": 1024}]
