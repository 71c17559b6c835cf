"""PUBs, observables, shots and options drawn are what Qiskit and the declarations say they are."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives import StatevectorEstimator, StatevectorSampler
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.providers import Options

from qiskit_uplift._qiskit.versions import has
from qiskit_uplift.adapters.isa import first_offence
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance.strategies import (
    estimator_pubs,
    illegal_shots,
    legal_shots,
    options,
    sampler_pubs,
)
from qiskit_uplift.conformance.strategies.observables import FORMS
from qiskit_uplift.conformance.strategies.parameters import SHAPES
from qiskit_uplift.conformance.strategies.pubs import SPELLINGS, spelled_values
from qiskit_uplift.exceptions import LimitError, OptionError

TARGET = reference_device(ideal=True).target
WIDE = reference_device(preset="heavy-hex-127", ideal=True).target
thorough = settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
searching = settings(thorough, max_examples=2000, database=None, phases=[Phase.generate])
LIMITS = Limits(min_shots=100, max_shots=2000)


@thorough
@given(sampler_pubs(TARGET))
def test_qiskit_takes_every_sampler_pub(drawn):
    pub = SamplerPub.coerce(drawn.spelled)
    assert pub.shape == drawn.shape == drawn.values.shape[:-1]
    assert pub.shots == drawn.shots
    bound = pub.parameter_values.bind_all(pub.circuit)
    for index in np.ndindex(*drawn.shape):
        assert bound[index] == drawn.bound(index)
        assert first_offence(drawn.bound(index), TARGET) is None


@settings(thorough, max_examples=25)
@given(sampler_pubs(TARGET, shots=st.just(3), registers=["one", "several"], depth=5))
def test_qiskit_runs_sampler_pubs(drawn):
    circuit = drawn.circuit
    if len({item.clbits for item in circuit.data if item.clbits}) < circuit.count_ops()["measure"]:
        return  # Qiskit's own Sampler reads a state once, and no clbit twice
    (result,) = StatevectorSampler(seed=1).run([drawn.spelled]).result()
    assert result.data.shape == drawn.shape


@thorough
@given(estimator_pubs(TARGET, depth=6))
def test_qiskit_agrees_on_estimator_pubs(drawn):
    pub = EstimatorPub.coerce(drawn.spelled)
    assert pub.shape == drawn.shape
    assert pub.precision == drawn.precision
    if not has("SparseObservable as an observable of a PUB") or not np.prod(drawn.shape):
        return
    forms = {each.form for each in drawn.observables.ravel()}
    if "SparseObservable" in forms:
        return  # Qiskit's own Estimator takes no projectors
    (result,) = StatevectorEstimator().run([(*drawn.spelled[:3], 0.0)]).result() if isinstance(
        drawn.spelled, tuple) and len(drawn.spelled) > 2 else (None,)  # fmt: skip
    if result is not None:
        assert np.allclose(result.data.evs, drawn.expected())


@settings(thorough, max_examples=20)
@given(estimator_pubs(WIDE, empty=False, depth=4))
def test_wide_devices_have_expectation_values(drawn):
    assert np.all(np.isfinite(drawn.expected()))


@pytest.mark.newest
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_drawn(shape):
    find(sampler_pubs(TARGET), lambda drawn: drawn.values.shape[:-1] == shape, settings=searching)


@pytest.mark.newest
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_drawn(spelling):
    find(sampler_pubs(TARGET), lambda drawn: drawn.spelling == spelling, settings=searching)


@pytest.mark.parametrize("spelling", [word for word in SPELLINGS if word != "none"])
@pytest.mark.parametrize("shape", [shape for shape in [*SHAPES, (2, 1), (1, 1)] if 0 not in shape])
@pytest.mark.parametrize("names", ["a", "ab"])
def test_every_spelling_has_the_same_shape_for_qiskit(names, shape, spelling):
    circuit = QuantumCircuit(1)
    for name in names:
        circuit.rx(Parameter(name), 0)
    values = np.arange(np.prod((*shape, len(names)))).reshape((*shape, len(names)))
    pub = SamplerPub.coerce((circuit, spelled_values(circuit, values, spelling)))
    assert pub.shape == shape
    assert np.array_equal(pub.parameter_values.as_array(), values)


@pytest.mark.newest
@pytest.mark.parametrize(
    "form", FORMS if has("SparseObservable as an observable of a PUB") else FORMS[:-1]
)
def test_every_form_of_observables_is_drawn(form):
    def has_form(drawn):
        return drawn.observables.size > 1 and drawn.observables.ravel()[0].form == form

    find(estimator_pubs(TARGET), has_form, settings=searching)


@given(legal_shots(LIMITS))
def test_legal_shots_are_legal(shots):
    LIMITS.check_shots(shots, "a device")


@given(illegal_shots(LIMITS))
def test_illegal_shots_are_not(shots):
    option = RunOption("shots", int, minimum=100, maximum=2000)
    with pytest.raises((LimitError, OptionError)):
        option.check(shots, "a device")


def test_shots_that_can_not_be_drawn():
    with pytest.raises(OptionError, match="higher most="):
        legal_shots(Limits(min_shots=5000))


CONTRACT = OptionContract(
    options=(
        RunOption("shots", int, minimum=1, maximum=2000),
        RunOption("mode", str, choices=("a", "b")),
        RunOption("rate", float, minimum=0.5),
        RunOption("fast", bool),
    )
)


@given(options(CONTRACT))
def test_legal_options_are_legal(chosen):
    for name, value in chosen.items():
        assert CONTRACT.option(name).check(value, "a device") == value


@given(options(CONTRACT, legal=False))
def test_one_of_the_illegal_options_is_not(chosen):
    refused = 0
    for name, value in chosen.items():
        try:
            CONTRACT.option(name).check(value, "a device")
        except (OptionError, LimitError):
            refused += 1
    assert refused == 1


def declared():
    found = Options(shots=1024, method="auto", fusion=True)
    found.set_validator("shots", (1, 2000))
    found.set_validator("method", ["auto", "statevector"])
    return found


@given(options(declared()))
def test_qiskit_takes_legal_options(chosen):
    declared().update_options(**chosen)


@given(options(declared(), legal=False, without=("fusion",)))
def test_qiskit_refuses_illegal_options(chosen):
    with pytest.raises((ValueError, TypeError)):
        declared().update_options(**chosen)


def test_nothing_declared_is_nothing_to_break():
    with pytest.raises(OptionError, match="Nothing is declared"):
        options(Options(mode="a"), legal=False)
    with pytest.raises(OptionError, match="from a int"):
        options(3)
