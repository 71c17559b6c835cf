"""Leaving out idle qubits changes no distribution, and leaves only the active ones."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import Qubit
from qiskit.circuit.classical import expr
from qiskit_aer import AerSimulator
from scipy.stats import chi2_contingency

from qiskit_uplift.backends import Device, exact_distribution
from qiskit_uplift.backends.cutting import active_qubits, cut
from qiskit_uplift.backends.engine import Engine


def chance_of_such_a_difference(first, second):
    """The p-value of two samples of counts having one distribution, rare outcomes pooled."""
    keys = set(first) | set(second)
    rows = [[counts.get(key, 0) for key in keys] for counts in (first, second)]
    common = [column for column in zip(*rows, strict=True) if sum(column) >= 20]
    rare = [column for column in zip(*rows, strict=True) if sum(column) < 20]
    if rare:
        common.append(tuple(map(sum, zip(*rare, strict=True))))
    return chi2_contingency(np.array(common).T).pvalue


@st.composite
def programs(draw):
    """Steps over four logical qubits, four clbits, with measurement, branches and loops."""
    qubit, clbit = st.integers(0, 3), st.integers(0, 3)
    step = st.one_of(
        st.tuples(st.just("h"), qubit),
        st.tuples(st.just("cx"), st.permutations(range(4))),
        st.tuples(st.just("measure"), qubit, clbit),
        st.tuples(st.just("reset"), qubit),
        st.tuples(st.just("if"), clbit, qubit, qubit),
        st.tuples(st.just("for"), qubit),
        st.tuples(st.just("barrier")),
        st.tuples(st.just("delay"), qubit),
    )
    return draw(st.lists(step, max_size=8))


def build(program, width, place):
    circuit = QuantumCircuit(QuantumRegister(width, "q"), ClassicalRegister(4, "c"))
    idle = next((q for q in range(width) if q not in place), None)
    for name, *values in program:
        if name == "h":
            circuit.h(place[values[0]])
        elif name == "cx":
            circuit.cx(place[values[0][0]], place[values[0][1]])
        elif name == "measure":
            circuit.measure(place[values[0]], values[1])
        elif name == "reset":
            circuit.reset(place[values[0]])
        elif name == "if":
            with circuit.if_test((circuit.clbits[values[0]], 1)) as otherwise:
                circuit.x(place[values[1]])
                circuit.barrier()
            with otherwise:
                circuit.h(place[values[2]])
                if idle is not None:
                    circuit.delay(10, idle)
        elif name == "for":
            with circuit.for_loop(range(3)):
                circuit.x(place[values[0]])
        elif name == "barrier":
            circuit.barrier()
        else:
            circuit.delay(10, place[values[0]])
    circuit.measure([place[q] for q in range(4)], range(4))
    return circuit


@settings(deadline=None, max_examples=60)
@given(programs(), st.permutations(range(9)))
def test_any_program_keeps_its_distribution(program, order):
    place = order[:4]
    wide = build(program, 9, place)
    active = active_qubits(wide)
    assert active == tuple(sorted(place))
    smaller = cut(wide, active)
    assert smaller.num_qubits == 4
    assert smaller.clbits == wide.clbits
    assert smaller.cregs == wide.cregs
    narrow = build(program, 4, [0, 1, 2, 3])
    assert exact_distribution(smaller) == pytest.approx(exact_distribution(narrow), abs=1e-9)


def test_a_delay_alone_makes_no_qubit_active():
    circuit = QuantumCircuit(5, 1)
    circuit.barrier()
    circuit.delay(100, range(5))
    circuit.x(3)
    circuit.measure(3, 0)
    assert active_qubits(circuit) == (3,)
    assert [item.name for item in cut(circuit, (3,)).data] == ["delay", "x", "measure"]


def test_loose_bits_and_variables_survive():
    circuit = QuantumCircuit([Qubit() for _ in range(6)], ClassicalRegister(2, "c"))
    flag = circuit.add_var("flag", expr.lift(False))
    circuit.h(4)
    circuit.measure(4, 0)
    circuit.store(flag, expr.lift(circuit.clbits[0]))
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(5)
        circuit.store(flag, expr.lift(False))
    smaller = cut(circuit, active_qubits(circuit))
    assert smaller.num_qubits == 2
    assert list(smaller.iter_declared_vars()) == [flag]
    assert [item.name for item in smaller.data] == ["store", "h", "measure", "store", "if_else"]
    assert list(smaller.data[-1].operation.blocks[0].iter_captured_vars()) == [flag]


def test_loops_may_still_be_broken():
    circuit = QuantumCircuit(6, 2)
    circuit.h(4)
    circuit.measure(4, 0)
    with circuit.while_loop((circuit.clbits[1], 0)):
        circuit.x(5)
        circuit.barrier()
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.break_loop()
        circuit.measure(5, 1)
    smaller = cut(circuit, active_qubits(circuit))
    assert smaller.num_qubits == 2
    counts = AerSimulator().run(smaller, shots=200, seed_simulator=1).result().get_counts()
    # Broken before the second measurement where the first reads 1; only one seen: 2 ** -199.
    assert set(counts) == {"01", "10"}


def noisy_circuit(device, place):
    circuit = QuantumCircuit(device.num_qubits, 4)
    a, b, c = place
    circuit.sx(a)
    circuit.rz(0.3, a)
    circuit.cx(a, b)
    circuit.measure(b, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(c)
    circuit.cx(b, c)
    circuit.delay(30_000, c, "ns")
    circuit.measure([a, b, c], [1, 2, 3])
    return circuit


def test_noisy_runs_have_the_distribution_of_the_uncut_circuit():
    device = Device.generate(8, "ring", seed=6)
    circuit = noisy_circuit(device, (4, 5, 6))
    engine = Engine(device)
    simulated, active = engine.prepare(circuit)
    assert active == (4, 5, 6)
    assert simulated.num_qubits == 3
    cut_counts = engine.sample(circuit, 6000, seed=1).to_counts()
    whole = AerSimulator().run(
        circuit, shots=6000, seed_simulator=2, noise_model=device.noise.model()
    )
    uncut_counts = {int(k, 16): n for k, n in whole.result().data(0)["counts"].items()}
    # False alarms: 1 in a million over seeds; both seeds are fixed.
    assert chance_of_such_a_difference(cut_counts, uncut_counts) > 1e-6
    other = engine.sample(noisy_circuit(device, (5, 6, 7)), 6000, seed=1).to_counts()
    # The test can tell two places on this device apart; else it would prove nothing.
    assert chance_of_such_a_difference(cut_counts, other) < 1e-6


def test_five_of_127_qubits_are_simulated_as_five(monkeypatch):
    device = Device.generate(127, "heavy-hex", seed=1)
    path = [0]
    while len(path) < 5:
        path.append(next(b for a, b in device.edges if a == path[-1] and b not in path))
    circuit = QuantumCircuit(127, 5)
    circuit.x(path[0])
    for a, b in itertools.pairwise(path):
        circuit.cx(a, b)
    circuit.measure(path, range(5))
    seen = []
    run = AerSimulator.run

    def spy(self, circuits, **options):
        noise = options["noise_model"]
        widest = max(max(qubits) for qubits in noise._local_quantum_errors["cx"])
        seen.append((circuits.num_qubits, widest))
        return run(self, circuits, **options)

    monkeypatch.setattr(AerSimulator, "run", spy)
    Engine(device).sample(circuit, 100, seed=1)
    assert seen == [(5, 4)]
