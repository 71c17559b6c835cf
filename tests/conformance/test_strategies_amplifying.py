"""The fixed families show the faults that they are made for."""

import math
from itertools import pairwise

import pytest
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.isa import first_offence
from qiskit_uplift.backends import exact_distribution
from qiskit_uplift.conformance.strategies import amplifying_circuits
from tests.conformance.common import backends, one_way_target

BACKENDS = backends()
FAMILIES = {
    name: list(amplifying_circuits(BACKENDS[name].target))
    for name in ("reference", "all-to-all", "127")
}


def distance(one, other):
    return sum(abs(one.get(key, 0) - other.get(key, 0)) for key in {*one, *other}) / 2


def with_fault(circuit, replace):
    """The circuit with other instructions in place of some."""
    faulty = QuantumCircuit(circuit.qubits, circuit.clbits)
    for item in circuit.data:
        new = replace(item)
        faulty.append(new.operation, new.qubits, new.clbits)
    return faulty


@pytest.mark.parametrize("name", FAMILIES)
def test_all_of_them_are_inside_of_the_target(name):
    target = BACKENDS[name].target
    for each in FAMILIES[name]:
        assert first_offence(each.circuit, target) is None


@pytest.mark.parametrize("name", FAMILIES)
def test_every_edge_is_in_a_chain_and_every_place_is_repeated(name):
    target, family = BACKENDS[name].target, FAMILIES[name]
    edges = {frozenset(pair) for pair in target.build_coupling_map().get_edges()}
    chains = [each.qubits for each in family if each.kind == "chain"]
    walked = {frozenset(pair) for path in chains for pair in pairwise(path)}
    longer = [path for path in chains if len(path) > 2]
    assert walked == edges
    assert {frozenset(p) for path in longer for p in pairwise(path)} == edges
    for each in family:
        if each.kind == "repeated":
            assert target.instruction_supported(each.gate, each.qubits)
    repeated = {each.qubits for each in family if each.kind == "repeated"}
    assert len({pair for pair in map(frozenset, repeated) if len(pair) == 2}) == len(edges)
    assert {q for places in repeated for q in places} == set(range(target.num_qubits))


@pytest.mark.parametrize("name", FAMILIES)
def test_chains_are_even_between_two_outcomes(name):
    for each in FAMILIES[name][::7] + FAMILIES[name][-3:]:
        if each.kind == "chain":
            whole = 2 ** len(each.qubits) - 1
            assert exact_distribution(each.circuit) == pytest.approx({0: 0.5, whole: 0.5})


@pytest.mark.parametrize("gate", ["rz", "rxx", "r"])
def test_an_angle_that_is_one_per_cent_wrong_shows(gate):
    family = [e for e in FAMILIES["all-to-all"] if e.kind == "repeated" and e.gate == gate][:3]

    def replace(item):
        if item.name != gate:
            return item
        angle, *others = item.params
        return item.replace(operation=type(item.operation)(angle * 1.01, *others))

    changes = [
        distance(exact_distribution(e.circuit), exact_distribution(with_fault(e.circuit, replace)))
        for e in family
    ]
    assert max(changes) > 0.3


@pytest.mark.parametrize("name", ["reference", "127"])
def test_swapped_qubits_show(name):
    directed = [each for each in FAMILIES[name] if each.kind == "direction"][:6]
    assert directed
    for each in directed:

        def replace(item):
            return item.replace(qubits=item.qubits[::-1]) if len(item.qubits) == 2 else item

        right = exact_distribution(each.circuit)
        wrong = exact_distribution(with_fault(each.circuit, replace))
        assert distance(right, wrong) == pytest.approx(each.change)
        assert each.change > 0.99


def test_a_fault_is_about_linear_in_the_repetitions():
    target = BACKENDS["reference"].target
    changes = [
        next(e.change for e in amplifying_circuits(target, repetitions=n, places=1))
        for n in (5, 10)
    ]
    assert changes[0] > 0.07
    assert 1.4 < changes[1] / changes[0] < 2.2
    assert math.isclose(changes[0], math.sin(8 * math.pi * 0.01) / 2, rel_tol=0.4)


def test_the_order_is_fixed():
    target = BACKENDS["reference"].target
    one, other = ([e.circuit for e in amplifying_circuits(target)] for _ in range(2))
    assert one == other


def test_qubits_that_can_not_be_measured_are_left_out():
    target = one_way_target()
    family = list(amplifying_circuits(target))
    assert family
    assert all(2 not in each.qubits for each in family)
    assert all(first_offence(each.circuit, target) is None for each in family)
