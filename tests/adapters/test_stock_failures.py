"""What Qiskit's backend primitives get wrong, one by one, and ours don't.

Each of these gives a wrong number, a crash or noise with Qiskit's own two classes.
"""

import itertools
import warnings

import numpy as np
import pytest
from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.providers import JobStatus, Options
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift import EstimatorAdapter, RetryPolicy, SamplerAdapter, uplift
from qiskit_uplift._qiskit.versions import has
from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.target import assumed_target
from qiskit_uplift.exceptions import (
    DecodingError,
    ExecutionError,
    InvalidCircuitError,
    TranspileWarning,
)
from tests.adapters.fakes import GuideBackend, OneByOne, StrictBackend, Talker

SHOTS = 50


def circuit_of(bits: str, *registers: ClassicalRegister) -> QuantumCircuit:
    """A circuit whose one outcome is ``bits``, the highest clbit first."""
    circuit = QuantumCircuit(QuantumRegister(len(bits), "q"), *registers)
    for clbit, value in enumerate(reversed(bits)):
        if value == "1":
            circuit.x(clbit)
        circuit.measure(clbit, clbit)
    return circuit


def counts(backend, circuit, **options) -> dict[str, dict[str, int]]:
    result = SamplerAdapter(backend=backend, options=options).run([circuit], shots=SHOTS).result()
    data = result[0].data
    return {name: data[name].get_counts() for name in data}


def test_a_counts_without_memory():
    sampler = SamplerAdapter(backend=Talker(memory=None), options={"seed_simulator": 7})
    bell = QuantumCircuit(2)
    bell.h(0)
    bell.cx(0, 1)
    bell.measure_all()
    first, again = (sampler.run([bell], shots=200).result()[0] for _ in range(2))
    assert set(first.data.meas.get_counts()) == {"00", "11"}
    assert first.data.meas.num_shots == 200
    assert first.metadata["shot_order"] == "synthetic"
    assert np.array_equal(first.data.meas.array, again.data.meas.array)
    # Sorted, the outcome would change once; in a shuffle of about 100 and 100 the number of
    # changes has mean 100 and standard deviation 7: 50 or fewer is below 1 in 10^11. Seeded.
    order = first.data.meas.get_bitstrings()
    assert sum(a != b for a, b in itertools.pairwise(order)) > 50


@pytest.mark.parametrize("bits", ["01", "10", "11", "100", "1000000001"])
def test_b_c_binary_memory(bits):
    circuit = circuit_of(bits, ClassicalRegister(len(bits), "c"))
    assert counts(Talker(Notation.BINARY), circuit) == {"c": {bits: SHOTS}}


@pytest.mark.parametrize("notation", [Notation.HEX, Notation.BINARY, Notation.INTEGERS])
def test_d_memory_as_an_array(notation):
    def to_array(data):
        return {**data, "memory": np.array(data["memory"])}

    circuit = circuit_of("100", ClassicalRegister(3, "c"))
    assert counts(Talker(notation, mangle=to_array), circuit) == {"c": {"100": SHOTS}}


@pytest.mark.parametrize("memory", [Notation.REGISTERS, None])
def test_e_spaces_between_registers(memory):
    circuit = circuit_of("100", ClassicalRegister(1, "a"), ClassicalRegister(2, "b"))
    found = counts(Talker(memory, Notation.REGISTERS), circuit)
    assert found == {"a": {"0": SHOTS}, "b": {"10": SHOTS}}


def test_f_a_failed_circuit():
    backend = Talker(success=False, mangle=lambda data: {})
    circuit = circuit_of("1", ClassicalRegister(1, "c"))
    circuit.name = "lost"
    job = SamplerAdapter(backend=backend).run([circuit])
    with pytest.raises(ExecutionError, match=r"'lost'.*qubit 3 is being serviced"):
        job.result()


def test_f_a_result_without_data():
    backend = Talker(mangle=lambda data: {})
    circuit = circuit_of("1", ClassicalRegister(1, "c"))
    with pytest.raises(DecodingError, match="neither memory nor counts"):
        SamplerAdapter(backend=backend).run([circuit]).result()


def test_g_interleaved_registers():
    circuit = circuit_of("0100", ClassicalRegister(4, "all"))
    bits = circuit.clbits
    circuit.add_register(ClassicalRegister(bits=[bits[0], bits[2]], name="a"))
    circuit.add_register(ClassicalRegister(bits=[bits[1], bits[3]], name="b"))
    found = counts(Talker(), circuit)
    assert found["a"] == {"10": SHOTS}
    assert found["b"] == {"00": SHOTS}


def test_h_a_register_that_lists_its_bits_in_reverse():
    circuit = circuit_of("01", ClassicalRegister(2, "c"))
    circuit.add_register(ClassicalRegister(bits=circuit.clbits[::-1], name="reversed"))
    assert counts(Talker(), circuit)["reversed"] == {"10": SHOTS}


@pytest.mark.parametrize("primitive", ["sampler", "estimator"])
def test_i_a_strict_signature(primitive):
    backend = StrictBackend(options=Options(shots=1024))
    circuit = circuit_of("10", ClassicalRegister(2, "c"))
    if primitive == "sampler":
        assert counts(backend, circuit) == {"c": {"10": SHOTS}}
    else:
        estimator = EstimatorAdapter(backend=backend)
        assert estimator.run([(circuit, "ZI")], precision=0.1).result()[0].data.evs == -1
    assert set(backend.calls[-1].options) == {"shots"}


@pytest.mark.parametrize("primitive", ["sampler", "estimator"])
def test_j_a_backend_written_as_the_guide_says_is_silent(primitive):
    backend = GuideBackend()  # its warnings are errors here
    circuit = circuit_of("10", ClassicalRegister(2, "c"))
    if primitive == "sampler":
        assert counts(backend, circuit) == {"c": {"10": SHOTS}}
    else:
        EstimatorAdapter(backend=backend).run([(circuit, "ZI")], precision=0.1).result()


def test_k_a_batch_that_fails_takes_no_other_with_it():
    backend = OneByOne(broken=[2])
    numbers = ["00", "01", "10", "11"]
    circuits = [circuit_of(bits, ClassicalRegister(2, "c")) for bits in numbers]
    job = uplift(backend, retry=RetryPolicy(attempts=1)).sampler().run(circuits, shots=SHOTS)
    backend.release()
    with pytest.raises(ExecutionError, match="1 of 4 batches failed, the first with: the archive"):
        job.result()
    assert job.provider_job_ids == ["held-0", "held-1", "held-2", "held-3"]
    partial = job.partial_result()
    kept = [pub.data.c.get_counts() for i, pub in enumerate(partial) if i != 2]
    assert kept == [{bits: SHOTS} for bits in ("00", "01", "11")]
    assert partial[2].metadata["status"] == "failed"
    assert "the archive is down" in partial[2].metadata["error"]


class AtMost2000(Talker):
    """Refuses more shots than it says."""

    def run(self, run_input, **options):
        if options["shots"] > 2000:
            raise ValueError("the most shots of a job are 2000")
        return super().run(run_input, **options)


@pytest.mark.parametrize("primitive", ["sampler", "estimator"])
def test_l_more_shots_than_a_job_may_have(primitive):
    backend = AtMost2000()
    adapter = uplift(backend, max_shots=2000)
    circuit = QuantumCircuit(1, 1)
    circuit.h(0)
    if primitive == "sampler":
        circuit.measure(0, 0)
        pub = adapter.sampler(seed_simulator=3).run([circuit], shots=4096).result()[0]
        assert pub.data.c.num_shots == 4096
    else:
        pub = (
            adapter.estimator(seed_simulator=3).run([(circuit, "Z")], precision=1 / 64).result()[0]
        )
        # the standard error is that of all shots
        mean = float(pub.data.evs)
        assert float(pub.data.stds) == pytest.approx(np.sqrt((1 - mean**2) / 4096))
    assert [call.options["shots"] for call in backend.calls] == [1366, 1365, 1365]
    assert pub.metadata["shots"] == 4096
    # three jobs of one seed would be the same shots three times
    assert len({call.options["seed_simulator"] for call in backend.calls}) == 3


def test_m_cancelling_a_job_that_runs():
    backend = OneByOne()
    circuits = [circuit_of(bits, ClassicalRegister(1, "c")) for bits in "01"]
    job = uplift(backend).sampler().run(circuits, shots=SHOTS)
    assert job.status() is JobStatus.RUNNING
    assert job.cancel() is True
    assert all(each.was_cancelled for each in backend.jobs)
    with pytest.raises(ExecutionError, match="cancelled"):
        job.result()
    assert job.status() is JobStatus.CANCELLED


def test_n_fewer_shots_than_asked_for():
    backend = Talker(returned=lambda shots: shots - 7)
    circuit = circuit_of("10", ClassicalRegister(2, "c"))
    result = SamplerAdapter(backend=backend).run([circuit], shots=100).result()[0]
    assert result.data.c.get_counts() == {"10": 93}
    assert result.metadata["shots"] == 93
    assert result.metadata["requested_shots"] == 100


def test_o_error_bars_from_the_shots_that_came():
    backend = Talker(returned=lambda shots: shots // 4)
    circuit = QuantumCircuit(1)
    circuit.h(0)
    result = EstimatorAdapter(backend=backend).run([(circuit, "Z")], precision=0.05).result()[0]
    mean = float(result.data.evs)
    assert result.metadata["shots"] == 100
    assert result.metadata["requested_shots"] == 400
    assert float(result.data.stds) == pytest.approx(np.sqrt((1 - mean**2) / 100))


@pytest.mark.parametrize(("signs", "variance"), [((1, 1, 1, 0.5), 3.25), ((1, -1, 1, 0), 3.0)])
def test_p_q_error_bars_count_correlations(signs, variance):
    observable = SparsePauliOp(["ZI", "IZ", "ZZ", "XX"], signs)
    circuit = QuantumCircuit(2)
    circuit.h([0, 1])  # Z's are independent coins here: the exact variances are known
    if signs[3]:
        variance -= 0.25  # XX is certain in this state
    result = EstimatorAdapter(backend=Talker(), options={"seed_simulator": 5}).run(
        [(circuit, observable)], precision=0.02
    ).result()[0]  # fmt: skip
    # the standard deviation of the estimated variance is below 4 % at 2,500 shots; seeded
    assert float(result.data.stds) ** 2 * 2500 == pytest.approx(variance, rel=0.2)


@pytest.mark.parametrize(
    ("label", "value"),
    [("I0", 1.0), ("I1", 0.0), ("+I", 1.0), ("-I", 0.0), ("0I", 0.5), ("rI", 0.5), ("+0", 1.0)],
)
def test_r_projectors(label, value):
    circuit = QuantumCircuit(2)
    circuit.h(1)
    result = EstimatorAdapter(backend=Talker()).run([(circuit, {label: 1.0})]).result()[0]
    # 4,096 shots: a fair coin's mean is off by more than 0.06 less than once in 10^13
    assert float(result.data.evs) == pytest.approx(value, abs=0.06)


def test_r_projectors_of_a_sparse_observable():
    if has("SparseObservable as an observable of a PUB"):
        from qiskit.quantum_info import SparseObservable

        circuit = QuantumCircuit(1)
        estimator = EstimatorAdapter(backend=Talker())
        result = estimator.run([(circuit, SparseObservable("0"))]).result()[0]
        assert float(result.data.evs) == 1.0
    else:  # Qiskit's own PUB refuses it there, and says so
        from qiskit.quantum_info import SparseObservable

        with pytest.raises((TypeError, ValueError), match="observable"):
            EstimatorAdapter(backend=Talker()).run([(QuantumCircuit(1), SparseObservable("0"))])


def test_s_a_circuit_outside_of_the_target():
    line = assumed_target(basis_gates=["rz", "sx", "x", "cx"], coupling_map=[(0, 1), (1, 2)])
    backend = Talker(target=line.target)
    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.cx(0, 2)
    circuit.measure_all()
    with pytest.raises(InvalidCircuitError, match=r"'cx' on qubits \(0, 2\)"):
        SamplerAdapter(backend=backend, options={"transpile": "check"}).run([circuit])
    assert not backend.calls
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", TranspileWarning)
        SamplerAdapter(backend=backend).run([circuit, circuit]).result()
    (warning,) = (each for each in caught if each.category is TranspileWarning)
    assert "'cx' on qubits (0, 2)" in str(warning.message)
    assert warning.filename == __file__
    found = counts(backend, circuit, transpile="auto")
    assert found == {"meas": {"101": SHOTS}}
    sent = backend.calls[-1].circuits[0]
    assert all(sent.find_bit(q).index <= 2 for gate in sent.data for q in gate.qubits)
    assert counts(backend, circuit, transpile="off") == {"meas": {"101": SHOTS}}
