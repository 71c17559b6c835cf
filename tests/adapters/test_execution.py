"""Circuits of a run are told apart by their names, so no outcome is taken for another."""

import math

import pytest
from qiskit.circuit import Parameter, QuantumCircuit

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.backends.faults import OutOfOrder, Overwritten, device_log, with_faults
from qiskit_uplift.exceptions import DecodingError
from tests.adapters.fakes import unequal

SWEEP = QuantumCircuit(1, name="sweep")
SWEEP.rx(Parameter("a"), 0)
SWEEP.measure_all()
POINTS = [[0.0], [math.pi], [-math.pi]]


def faulty(*faults):
    return with_faults(reference_device("modern", 3, ideal=True, accepts="anything"), *faults)


def test_every_circuit_of_a_run_has_a_name_of_its_own():
    backend = faulty()
    same, other = unequal(SWEEP.assign_parameters([0.0]), 2)
    same.name = other.name = "sweep_1"
    pubs = [(SWEEP, POINTS), same, other, (SWEEP, [0.3])]
    uplift(backend).sampler(transpile="off").run(pubs, shots=2).result()
    (seen,) = device_log(backend).submissions
    assert len(set(seen.circuits)) == 6
    assert same.name == "sweep_1"


def test_a_sweep_out_of_order_is_put_in_order():
    sampler = uplift(faulty(OutOfOrder())).sampler(transpile="off")
    result = sampler.run([(SWEEP, POINTS)], shots=10).result()[0]
    assert [result.data.meas[i].get_counts() for i in range(3)] == [{"0": 10}, {"1": 10}, {"1": 10}]


def test_an_estimate_out_of_order_is_put_in_order():
    circuit = QuantumCircuit(2)
    circuit.x(1)
    job = uplift(faulty(OutOfOrder())).estimator().run([(circuit, ["ZI", "XI", "IZ"])])
    evs = job.result()[0].data.evs
    assert (evs[0], evs[2]) == (-1, 1)
    assert abs(evs[1]) < 0.1  # a fair coin of 4,096 shots: beyond it once in 10^9


def test_one_result_in_the_place_of_another_is_refused():
    job = uplift(faulty(Overwritten())).sampler(transpile="off").run([(SWEEP, POINTS)], shots=10)
    with pytest.raises(DecodingError, match="in its place"):
        job.result()
