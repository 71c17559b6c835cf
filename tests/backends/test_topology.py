"""Lattices of exactly the number of qubits that was asked for."""

from collections import Counter

import pytest
import rustworkx as rx
from hypothesis import given, settings
from hypothesis import strategies as st

from qiskit_uplift.backends.topology import MAX_QUBITS, TOPOLOGIES, coupling_edges
from qiskit_uplift.exceptions import TargetError

SIZES = st.integers(1, MAX_QUBITS)


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(sorted(TOPOLOGIES)), SIZES)
def test_edges_are_symmetric_and_connect_every_qubit(topology, num_qubits):
    edges = coupling_edges(topology, num_qubits)
    assert len(set(edges)) == len(edges)
    assert set(edges) == {(b, a) for a, b in edges}
    assert all(a != b for a, b in edges)
    graph = rx.PyGraph()
    graph.add_nodes_from(range(num_qubits))
    graph.add_edges_from_no_data(list(edges))
    assert graph.num_nodes() == num_qubits
    assert rx.is_connected(graph)


@pytest.mark.parametrize(
    ("topology", "highest_degree"), [("line", 2), ("ring", 2), ("grid", 4), ("heavy-hex", 3)]
)
@settings(deadline=None, max_examples=50)
@given(num_qubits=SIZES)
def test_no_qubit_has_more_neighbours_than_the_lattice_allows(topology, highest_degree, num_qubits):
    first = [a for a, _ in coupling_edges(topology, num_qubits)]
    assert max(Counter(first).values(), default=0) <= highest_degree


@pytest.mark.parametrize(
    ("topology", "num_qubits", "pairs"),
    [("line", 156, 155), ("ring", 156, 156), ("ring", 2, 1), ("grid", 20, 31), ("line", 1, 0)],
)
def test_whole_lattices(topology, num_qubits, pairs):
    assert len(coupling_edges(topology, num_qubits)) == 2 * pairs


def test_all_to_all_couples_every_pair():
    assert len(coupling_edges("all-to-all", 12)) == 12 * 11


@pytest.mark.parametrize("num_qubits", [0, -1, 157, 2.0, True, "5"])
def test_a_bad_number_is_one_clear_error(num_qubits):
    with pytest.raises(TargetError, match=r"1 to 156 qubits|must be an integer"):
        coupling_edges("line", num_qubits)


def test_a_bad_topology_is_told_the_closest_one():
    with pytest.raises(TargetError, match="Did you mean 'heavy-hex'"):
        coupling_edges("heavyhex", 5)
