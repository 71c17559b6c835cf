"""A run as bytes, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from qiskit.circuit import Parameter, ParameterVector, QuantumCircuit
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.adapters.records import (
    WITHHELD,
    plain,
    read_pubs,
    read_samples,
    told,
    withheld,
    write_pubs,
    write_samples,
)
from qiskit_uplift.adapters.samples import Samples, num_bytes


@st.composite
def outcomes(draw):
    width, rows = draw(st.integers(0, 70)), draw(st.integers(0, 20))
    packed = draw(npst.arrays(np.uint8, (rows, num_bytes(width))))
    if not draw(st.booleans()):
        return Samples(packed, width)
    return Samples(packed, width, draw(npst.arrays(np.int64, (rows,), elements=st.integers(0, 9))))


def ansatz():
    circuit = QuantumCircuit(3, name="ansatz")
    circuit.ry(Parameter("z"), 0)
    for angle, qubit in zip(ParameterVector("a", 12), [0, 1, 2] * 4, strict=True):
        circuit.rz(angle, qubit)
    circuit.metadata = {"label": 7}
    return circuit


@given(st.lists(outcomes(), max_size=4))
def test_outcomes(samples):
    for one, again in zip(samples, read_samples(write_samples(samples)), strict=True):
        assert (one.num_bits, one.ordered) == (again.num_bits, again.ordered)
        assert np.array_equal(one.packed, again.packed)
        assert one.ordered or np.array_equal(one.weights, again.weights)


@given(npst.array_shapes(max_dims=2, max_side=3), st.integers(1, 10**6))
def test_pubs_of_a_sampler(shape, shots):
    circuit = ansatz()
    circuit.measure_all()
    values = np.random.default_rng(1).normal(size=(*shape, 13))
    fixed = QuantumCircuit(1, 2)
    fixed.measure(0, 1)
    pubs = [SamplerPub.coerce(each) for each in ((circuit, values, shots), (fixed, None, 3),
                                                 (circuit, values, 1))]  # fmt: skip
    again = [SamplerPub.coerce(pub) for pub in read_pubs(write_pubs(pubs), "sampler")]
    for one, other in zip(pubs, again, strict=True):
        assert (one.circuit, one.circuit.name) == (other.circuit, other.circuit.name)
        assert (one.shots, one.shape) == (other.shots, other.shape)
        assert one.circuit.metadata == other.circuit.metadata
        for index in np.ndindex(one.shape):
            bound = one.parameter_values.bind(one.circuit, index)
            assert bound == other.parameter_values.bind(other.circuit, index)


@pytest.mark.parametrize(
    "observables", ["ZZI", [["ZZI"], [{"XXX": 0.5, "0+r": -2.0}]], SparsePauliOp(["IIZ"], [3.0])]
)
def test_pubs_of_an_estimator(observables):
    pub = EstimatorPub.coerce((ansatz(), observables, np.ones((2, 13)), 0.25))
    (again,) = read_pubs(write_pubs([pub]), "estimator")
    other = EstimatorPub.coerce(again)
    assert (pub.circuit, pub.precision, pub.shape) == (other.circuit, other.precision, other.shape)
    assert np.asarray(pub.observables).tolist() == np.asarray(other.observables).tolist()


def test_a_circuit_of_several_pubs_is_written_once():
    circuit = QuantumCircuit(10)
    for _ in range(200):
        circuit.x(range(10))
    circuit.measure_all()
    one = len(write_pubs([SamplerPub.coerce(circuit, 10)]))
    assert len(write_pubs([SamplerPub.coerce(circuit, 10)] * 20)) < 1.5 * one


def test_options_without_credentials_and_objects():
    given_ = {
        "shots": np.int64(3), "noise": "ideal", "api_key": "s3cret", "tags": ("a", 2), "none": None,
        "settings": {"Authorization": "Bearer s3cret", "depth": 1.5, "callback": print},
        "odd": {1: 2}, "token": None,
    }  # fmt: skip
    kept = plain(given_)
    assert kept == {
        "shots": 3, "noise": "ideal", "api_key": WITHHELD, "tags": ["a", 2], "none": None,
        "settings": {"Authorization": WITHHELD, "depth": 1.5, "callback": WITHHELD},
        "odd": WITHHELD, "token": WITHHELD,
    }  # fmt: skip
    assert withheld(kept) == [
        "api_key", "settings.Authorization", "settings.callback", "odd", "token",
    ]  # fmt: skip
    assert withheld({"a": [1, WITHHELD], "b": [{"token": WITHHELD}]}) == ["a", "b.token"]


@pytest.mark.parametrize(
    "text",
    [
        "401: Authorization: Bearer s3cret was refused",
        "GET https://a.example/jobs?token=s3cret&page=1 failed",
        "{'api_key': 's3cret', 'shots': 1}",
        'password="s3cret"',
        "header apikey s3cret: bearer s3cret",
    ],
)
def test_errors_are_told_without_credentials(text):
    assert "s3cret" not in told(RuntimeError(text)).replace("apikey s3cret", "")
    assert told(RuntimeError(text)).startswith("RuntimeError: ")


def test_other_errors_are_told_as_they_are():
    assert told(ValueError("shots must be at least 1")) == "ValueError: shots must be at least 1"
