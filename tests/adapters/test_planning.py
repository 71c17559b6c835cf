import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiskit_uplift.adapters.options import Limits
from qiskit_uplift.adapters.planning import plan
from qiskit_uplift.exceptions import LimitError


@given(
    st.lists(st.one_of(st.none(), st.sampled_from([1, 10, 100]))),
    st.one_of(st.none(), st.integers(1, 4)),
)
def test_each_circuit_is_in_one_batch_within_the_limits(shots, most):
    batches = plan(shots, Limits(max_circuits=most), "b")
    planned = [index for batch in batches for index in batch.indices]
    assert sorted(planned) == [i for i, n in enumerate(shots) if n is not None]
    for batch in batches:
        assert batch.indices
        assert most is None or len(batch.indices) <= most
        assert {shots[i] for i in batch.indices} == {batch.shots}
    # no batch could take in the next one of the same shots
    for number in {n for n in shots if n is not None}:
        sizes = [len(batch.indices) for batch in batches if batch.shots == number]
        assert all(size == most for size in sizes[:-1])


def test_nothing_is_planned_where_a_limit_is_passed():
    with pytest.raises(LimitError, match="1 to 100 shots a circuit, asked for 101"):
        plan([1, 101], Limits(max_shots=100), "b")
