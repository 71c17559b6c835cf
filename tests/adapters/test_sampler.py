import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, Clbit, Parameter, QuantumCircuit, QuantumRegister
from qiskit.primitives import BackendSamplerV2, PrimitiveResult
from qiskit.providers import JobStatus, Options
from qiskit_aer import AerSimulator

from qiskit_uplift import SamplerAdapter
from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.exceptions import DecodingError, LimitError, OptionError, ShotsWarning
from tests.adapters.fakes import Talker, unequal
from tests.strategies import classical_circuits

BACKEND = AerSimulator()


def rotation() -> QuantumCircuit:
    circuit = QuantumCircuit(2)
    circuit.rx(Parameter("a"), 0)
    circuit.measure_all()
    return circuit


@given(classical_circuits(max_bits=130), st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_each_register_holds_its_own_bits(circuit, data):
    """A circuit that sets known bits gives them back, whatever the registers are like."""
    known = QuantumCircuit(QuantumRegister(2), circuit.clbits, *circuit.cregs)
    known.x(1)
    value = 0
    for index, bit in enumerate(circuit.clbits):
        one = data.draw(st.sampled_from([None, False, True]))
        if one is not None:
            known.measure(int(one), bit)
            value |= one << index
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a circuit may be without registers
        job = SamplerAdapter(backend=BACKEND).run([known], shots=3)
    found = job.result()[0].data
    assert set(found) == {register.name for register in known.cregs}
    for register in known.cregs:
        expected = sum(
            (value >> known.find_bit(bit).index & 1) << i for i, bit in enumerate(register)
        )
        assert found[register.name].num_bits == register.size
        assert found[register.name].num_shots == 3
        if register.size:
            assert found[register.name].get_int_counts() == {expected: 3}


@pytest.mark.parametrize("shape", [(), (1,), (0,), (3,), (2, 3), (2, 1, 2)])
def test_sweeps_of_any_shape(shape):
    angles = np.arange(np.prod(shape, dtype=int)).reshape(*shape, 1) % 2 * np.pi
    data = SamplerAdapter(backend=BACKEND).run([(rotation(), angles)], shots=5).result()[0].data
    assert data.shape == shape
    for index in np.ndindex(shape):
        outcome = "01" if angles[(*index, 0)] else "00"
        assert data.meas[index].get_counts() == {outcome: 5}


def test_the_numbers_are_those_of_qiskits_own_class():
    pubs = [(rotation(), np.linspace(0, 3, 5).reshape(5, 1)), (rotation(), [1.0], 50)]
    options = {"default_shots": 200, "seed_simulator": 11}
    ours = SamplerAdapter(backend=BACKEND, options=options).run(pubs).result()
    stock = BackendSamplerV2(backend=BACKEND, options=options).run(pubs).result()
    for one, other in zip(ours, stock, strict=True):
        assert np.array_equal(one.data.meas.array, other.data.meas.array)
        assert one.metadata["shots"] == other.metadata["shots"]


def test_no_pubs():
    result = SamplerAdapter(backend=BACKEND).run([]).result()
    assert isinstance(result, PrimitiveResult)
    assert len(result) == 0


def test_a_circuit_without_registers_warns_and_is_empty():
    with pytest.warns(UserWarning, match="no output classical registers"):
        job = SamplerAdapter(backend=BACKEND).run([QuantumCircuit(1)])
    assert len(job.result()[0].data) == 0


def test_what_measures_nothing_is_not_sent():
    backend = Talker()
    circuit = QuantumCircuit(1, 2)
    result = SamplerAdapter(backend=backend).run([circuit], shots=4).result()[0]
    assert result.data.c.get_counts() == {"00": 4}
    assert not backend.calls


def test_unmeasured_bits_are_zero_and_empty_registers_are_empty():
    circuit = QuantumCircuit(QuantumRegister(1), ClassicalRegister(0, "none"), [Clbit()])
    circuit.add_register(ClassicalRegister(70, "wide"))
    circuit.x(0)
    circuit.measure(0, 70)
    data = SamplerAdapter(backend=BACKEND).run([circuit], shots=4).result()[0].data
    assert data.none.array.shape == (4, 0)
    assert data.wide.get_int_counts() == {1 << 69: 4}


def test_mid_circuit_measurement_and_branches():
    circuit = QuantumCircuit(
        QuantumRegister(2), ClassicalRegister(1, "m"), ClassicalRegister(1, "out")
    )
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(1)
    circuit.measure(1, 1)
    data = SamplerAdapter(backend=BACKEND).run([circuit], shots=100).result()[0].data
    assert np.array_equal(data.m.array, data.out.array)
    assert len(data.m.get_counts()) == 2  # one side alone: 1 in 10^29


def test_the_metadata_is_qiskits_own_where_there_is_no_more_to_say():
    circuit = QuantumCircuit(1, metadata={"a": 1})
    circuit.measure_all()
    result = SamplerAdapter(backend=Talker()).run([circuit], shots=4).result()
    assert result.metadata == {"version": 2}
    assert result[0].metadata == {"shots": 4, "circuit_metadata": {"a": 1}}


def test_the_metadata_says_what_was_sent():
    options = {"seed_simulator": 3, "run_options": {"method": "statevector", "noise_model": None}}
    result = SamplerAdapter(backend=BACKEND, options=options).run(
        [rotation().assign_parameters([0])]
    )
    assert result.result()[0].metadata["sent"] == {
        "shots": 1024, "seed_simulator": 3, "memory": True, "method": "statevector",
    }  # fmt: skip
    assert result.submissions[0].sent["method"] == "statevector"
    assert len(result.provider_job_ids) == 1


def test_more_shots_than_a_job_may_have_are_split():
    backend = Talker(options=Options(shots=10, memory=False))
    backend.options.set_validator("shots", (1, 100))
    circuit = rotation().assign_parameters([np.pi])
    result = SamplerAdapter(backend=backend).run([circuit, (circuit, None, 50)], shots=201).result()
    assert [call.options["shots"] for call in backend.calls] == [67, 67, 67, 50]
    assert result[0].data.meas.get_counts() == {"01": 201}
    assert result[0].metadata["shots"] == 201
    assert result[0].metadata["shots_per_job"] == [67, 67, 67]
    assert result[1].metadata == {"shots": 50, "circuit_metadata": {}}
    average = SamplerAdapter(backend=backend, options={"run_options": {"meas_level": 1}})
    with pytest.raises(LimitError, match="1 to 100 shots"):
        average.run([circuit], shots=101)


def test_bad_options_and_limits_end_before_anything_is_sent():
    backend = Talker(options=Options(shots=10, memory=False))
    backend.options.set_validator("shots", (20, 100))
    circuit = rotation().assign_parameters([0])
    with pytest.raises(LimitError):
        SamplerAdapter(backend=backend).run([circuit], shots=19)
    with pytest.raises(OptionError, match="Did you mean 'method'"):
        SamplerAdapter(backend=BACKEND, options={"run_options": {"metod": "x"}}).run([circuit])
    with pytest.raises(OptionError, match="is none of"):
        SamplerAdapter(backend=BACKEND, options={"transpile": "yes"}).run([circuit])
    with pytest.raises(OptionError, match="meas_level=0"):
        SamplerAdapter(backend=BACKEND, options={"run_options": {"meas_level": 0}}).run([circuit])
    assert not backend.calls


def test_circuits_of_a_pub_with_different_numbers_of_shots():
    remaining = iter([10, 7, 9])
    backend = Talker(returned=lambda shots: next(remaining))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ShotsWarning)
        job = SamplerAdapter(backend=backend).run([(rotation(), [[0.0], [1e-9], [2e-9]])], shots=10)
        result = job.result()[0]
    (warning,) = (each for each in caught if each.category is ShotsWarning)
    assert "7 to 10 shots" in str(warning.message)
    assert result.data.meas.num_shots == 7
    assert result.metadata["shots"] == 7
    assert result.metadata["requested_shots"] == 10
    assert result.metadata["shots_per_circuit"] == [10, 7, 9]


def test_made_up_order_depends_on_the_seed_and_not_on_the_company():
    circuit = QuantumCircuit(1)
    circuit.h(0)
    circuit.measure_all()
    sampler = SamplerAdapter(backend=Talker(memory=None), options={"seed_simulator": 5})
    alone = sampler.run([circuit], shots=100).result()[0].data.meas.array
    among = sampler.run(unequal(circuit, 2), shots=100).result()
    assert np.array_equal(alone, among[0].data.meas.array)
    assert not np.array_equal(alone, among[1].data.meas.array)  # equal by chance: 1 in 10^29


def test_the_job():
    job = SamplerAdapter(backend=Talker()).run([rotation().assign_parameters([0])], shots=2)
    job.result()
    assert job.status() is JobStatus.DONE
    assert job.done()
    assert job.in_final_state()
    assert not job.running()
    assert not job.cancelled()
    assert job.cancel() is False
    assert job.provider_job_ids == ["provider-1"]


def test_a_job_that_failed():
    job = SamplerAdapter(backend=Talker(Notation.DECIMAL, None, mangle=lambda d: {"memory": ["?"]}))
    job = job.run([rotation().assign_parameters([0])], shots=1)
    with pytest.raises(DecodingError, match=r"circuit '.*': memory such as '\?'"):
        job.result()
    assert job.status() is JobStatus.ERROR
