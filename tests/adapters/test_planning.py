import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiskit_uplift.adapters.options import Limits, RunOption
from qiskit_uplift.adapters.planning import plan, split_shots
from qiskit_uplift.exceptions import LimitError


@given(
    st.lists(st.one_of(st.none(), st.sampled_from([1, 10, 101]))),
    st.one_of(st.none(), st.integers(1, 4)),
    st.one_of(st.none(), st.integers(1, 120)),
    st.booleans(),
)
def test_each_circuit_gets_its_shots_within_the_limits(shots, most, most_shots, alone):
    batches = plan(shots, Limits(max_circuits=most, max_shots=most_shots), "b", alone=alone)
    for index, wanted in enumerate(shots):
        own = [batch for batch in batches if index in batch.indices]
        assert sum(batch.shots for batch in own) == (wanted or 0)
        assert {batch.wanted for batch in own} <= {wanted}
    for batch in batches:
        assert batch.indices
        assert len(set(batch.indices)) == len(batch.indices)
        assert most is None or len(batch.indices) <= most
        assert not alone or len(batch.indices) == 1
        assert most_shots is None or batch.shots <= most_shots


@given(st.integers(1, 10**6), st.integers(1, 10**4))
def test_shots_are_split_evenly_over_as_few_jobs_as_can_be(wanted, most):
    parts = split_shots(wanted, Limits(max_shots=most), "b")
    assert sum(parts) == wanted
    assert len(parts) == -(-wanted // most)
    assert max(parts) - min(parts) <= 1


def test_circuits_without_limits_travel_together():
    (first, second) = plan([5, 7, 5, None], Limits(), "b")
    assert (first.indices, second.indices) == ((0, 2), (1,))


def test_shots_that_no_split_allows():
    with pytest.raises(LimitError, match="100 to any number shots a circuit, asked for 99"):
        plan([1000, 99], Limits(min_shots=100), "b")
    with pytest.raises(LimitError, match="80 to 100 shots a circuit, asked for 50"):
        split_shots(101, Limits(min_shots=80, max_shots=100), "b")


def test_the_option_for_the_shots_may_be_the_narrower_limit():
    limits = Limits(max_circuits=3, min_shots=2, max_shots=500)
    assert limits.within(None) is limits
    narrower = limits.within(RunOption("shots", int, minimum=1, maximum=200))
    assert narrower == Limits(max_circuits=3, min_shots=2, max_shots=200)
    assert Limits().within(RunOption("shots", int, minimum=100)) == Limits(min_shots=100)
