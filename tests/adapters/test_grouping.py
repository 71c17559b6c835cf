from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit.quantum_info import PauliList

from qiskit_uplift.adapters import grouping
from qiskit_uplift.adapters.grouping import qubit_wise_groups

strings = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.text("IXYZ", min_size=width, max_size=width).filter(lambda s: set(s) != {"I"}),
        min_size=1, max_size=30, unique=True,
    )
)  # fmt: skip


@given(strings, st.sampled_from([0, 1500]))
def test_each_string_is_in_one_group_that_agrees_qubit_by_qubit(bases, exact):
    with mock.patch.object(grouping, "_EXACT", exact):
        groups = qubit_wise_groups(bases)
        assert groups == qubit_wise_groups(bases)
    assert sorted(place for group in groups for place in group) == list(range(len(bases)))
    for group in groups:
        for column in zip(*(bases[place] for place in group), strict=True):
            assert len(set(column) - {"I"}) <= 1


def local_terms(width, weight, count, seed):
    """Random strings of so many letters other than I."""
    rng = np.random.default_rng(seed)
    found = set()
    while len(found) < count:
        letters = ["I"] * width
        for qubit in rng.choice(width, weight, replace=False):
            letters[qubit] = str(rng.choice(["X", "Y", "Z"]))
        found.add("".join(letters))
    return sorted(found)


def hopping_terms(width):
    """The strings of a fermionic hopping model in the Jordan-Wigner transform, and all ZZ."""
    found = []
    for a in range(width):
        for b in range(a + 1, width):
            for ends, between in (("X", "Z"), ("Y", "Z"), ("Z", "I")):
                letters = ["I"] * a + [ends] + [between] * (b - a - 1) + [ends]
                found.append("".join(letters + ["I"] * (width - b - 1)))
    return sorted(set(found))


@pytest.mark.parametrize(
    "bases",
    [
        local_terms(6, 2, 60, 0),
        local_terms(10, 2, 200, 1),
        local_terms(12, 3, 200, 2),
        local_terms(8, 6, 150, 3),
        hopping_terms(12),
    ],
    ids=["few", "pairs", "triples", "dense", "fermions"],
)
def test_at_most_as_many_groups_as_qiskit_makes(bases):
    assert len(qubit_wise_groups(bases)) <= len(PauliList(bases).group_commuting(qubit_wise=True))


def test_the_best_known_groups_of_a_transverse_field_chain():
    width = 8
    pairs = ["I" * i + "ZZ" + "I" * (width - 2 - i) for i in range(width - 1)]
    fields = ["I" * i + "X" + "I" * (width - 1 - i) for i in range(width)]
    assert len(qubit_wise_groups(pairs + fields)) == 2
