"""Circuits drawn from a Target are inside of it, run, and cover what they are to cover."""

import functools
import math
from itertools import chain

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from qiskit.circuit import ControlFlowOp, QuantumCircuit
from qiskit_aer import AerSimulator

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import has
from qiskit_uplift.adapters.isa import first_offence
from qiskit_uplift.backends import Device, exact_distribution, reference_device
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.conformance.strategies import NativeSet, circuits, measurement_maps
from qiskit_uplift.conformance.strategies.registers import KINDS
from qiskit_uplift.conformance.trial import _drawn
from qiskit_uplift.conformance.zoo import dynamic
from qiskit_uplift.exceptions import LimitError, TargetError
from tests.backends import snapshots
from tests.conformance.common import (
    backends,
    bounded_target,
    one_way_target,
    snapshot_devices,
)

BACKENDS = backends()
IDEAL = BACKENDS["reference"].target
thorough = settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
# whether something is drawn at all needs no shrinking
drawing = settings(
    max_examples=3000,
    suppress_health_check=list(HealthCheck),
    deadline=None,
    database=None,
    phases=[Phase.generate],
)
searching = settings(drawing, phases=[Phase.generate, Phase.shrink])


def check(circuit, backend):
    target = backend.target
    assert first_offence(circuit, target) is None
    assert target.num_qubits is None or circuit.num_qubits <= target.num_qubits
    chances = exact_distribution(circuit)
    assert math.isclose(sum(chances.values()), 1, abs_tol=1e-9)
    with quiet():
        result = backend.run(circuit, shots=20, seed_simulator=7).result()
    assert result.success
    return chances, result


@pytest.mark.parametrize("name", BACKENDS)
def test_circuits_run_where_they_were_drawn_for(name):
    backend = BACKENDS[name]

    @thorough
    @given(circuits(backend.target))
    def run(circuit):
        check(circuit, backend)

    run()


@pytest.mark.parametrize("name", ["reference", "all-to-all", "127"])
def test_dynamic_circuits_run_where_they_were_drawn_for(name):
    backend = BACKENDS[name]

    @thorough
    @given(circuits(backend.target, dynamic=True, expressions=True, quantum_registers=KINDS))
    def run(circuit):
        check(circuit, backend)

    run()


def test_dynamic_circuits_run_on_aer():
    # With truncation, Aer fails where a qubit is used inside of a branch alone.
    backend = AerSimulator(enable_truncation=False)

    @thorough
    @given(circuits(backend.target, dynamic=True))
    def run(circuit):
        check(circuit, backend)

    run()


@pytest.mark.parametrize("name", snapshot_devices())
def test_circuits_run_on_real_devices(name):
    backend = ModernDevice(Device.from_properties(*snapshots.read(name)))

    @settings(thorough, max_examples=20)
    @given(st.booleans().flatmap(lambda dynamic: circuits(backend.target, dynamic=dynamic)))
    def run(circuit):
        check(circuit, backend)

    run()


@thorough
@given(circuits(IDEAL, dynamic=True), st.integers(0, 1000))
def test_only_what_is_possible_comes_out(circuit, seed):
    # exact for an ideal device: no false alarms
    with quiet():
        job = BACKENDS["reference"].run(circuit, shots=50, seed_simulator=seed, memory=True)
        memory = job.result().to_dict()["results"][0]["data"]["memory"]
    assert {int(word, 16) for word in memory} <= set(exact_distribution(circuit))


@pytest.mark.parametrize("seed", range(2))
def test_revealing_circuits_show_what_is_lost(seed):
    """Each circuit is drawn alone. Of 20 at least one shows each loss by 0.3: seeds are fixed."""
    faults = {"flips": dynamic.last_gates_of_blocks_lost, "resets": dynamic.resets_ignored}
    seen = dict.fromkeys(faults, 0.0)
    alter = {name: make()._queue.engine._before for name, make in faults.items()}
    drawn = circuits(IDEAL, qubits=(1, 3), depth=6, dynamic=True, revealing=True)
    for number in range(20):
        circuit = _drawn(drawn, 100 * seed + number)[-1]
        right, _ = check(circuit, BACKENDS["reference"])
        for name, before in alter.items():
            wrong = exact_distribution(before(circuit))
            apart = sum(abs(right.get(k, 0) - wrong.get(k, 0)) for k in {*right, *wrong}) / 2
            seen[name] = max(seen[name], apart)
    assert min(seen.values()) > 0.3, seen


@thorough
@given(circuits(IDEAL, revealing=True))
def test_revealing_circuits_measure_what_they_use(circuit):
    used = {circuit.find_bit(q).index for item in circuit.data for q in item.qubits}
    measured = [qubit for qubit, _ in measured_bits(circuit)]
    assert set(measured) == used
    assert len(measured) == len(set(measured)) == len({c for _, c in measured_bits(circuit)})


@thorough
@given(circuits(IDEAL, native=False, registers=["one"]))
def test_circuits_for_a_backend_that_compiles(circuit):
    assert circuit.num_qubits <= 5
    assert math.isclose(sum(exact_distribution(circuit).values()), 1, abs_tol=1e-9)


@thorough
@given(circuits(IDEAL, measured=False))
def test_circuits_without_measurements_have_no_clbits(circuit):
    assert not circuit.clbits
    assert "measure" not in circuit.count_ops()


def names_inside(circuit):
    """The names of all operations, those inside of control flow too."""
    found = set()
    for item in circuit.data:
        found.add(item.name)
        if isinstance(item.operation, ControlFlowOp):
            found |= set().union(*map(names_inside, item.operation.blocks))
    return found


def measured_bits(circuit):
    return [
        (circuit.find_bit(item.qubits[0]).index, circuit.find_bit(item.clbits[0]).index)
        for item in circuit.data
        if item.name == "measure"
    ]


def bits_of(circuit):
    return [[circuit.find_bit(bit).index for bit in register] for register in circuit.cregs]


def shares_bits(circuit):
    listed = [bit for bits in bits_of(circuit) for bit in bits]
    return len(listed) > len(set(listed))


def measures_again(circuit):
    pairs = measured_bits(circuit)
    return len({qubit for qubit, _ in pairs}) < len(pairs)


def overwrites(circuit):
    pairs = measured_bits(circuit)
    return len({clbit for _, clbit in pairs}) < len(pairs)


def goes_on_after_measuring(circuit):
    seen = set()
    for item in circuit.data:
        if item.name == "measure":
            seen.add(item.qubits[0])
        elif item.name not in ("barrier", "delay") and seen & set(item.qubits):
            return True
    return False


FEATURES = {
    "shared": shares_bits,
    "reversed": lambda c: any(b == sorted(b)[::-1] and len(b) > 2 for b in bits_of(c)),
    "interleaved": lambda c: [0, 2] in bits_of(c) and len(bits_of(c)) > 1,
    "empty": lambda c: [] in bits_of(c) and c.num_clbits > 1,
    "several": lambda c: len(bits_of(c)) == 2 and [*chain(*bits_of(c))] == [0, 1, 2],
    "loose": lambda c: not c.cregs and c.num_clbits > 1,
    "left out": lambda c: bool(c.cregs) and len({b for r in bits_of(c) for b in r}) < c.num_clbits,
    "unicode": lambda c: any(not r.name.isascii() for r in c.cregs),
    "odd name": lambda c: any(not r.name.isidentifier() for r in c.cregs),
    "quantum registers": lambda c: len(c.qregs) > 1,
    "partial": lambda c: c.num_qubits > 2 and len(measured_bits(c)) == 1,
    "permuted": lambda c: {(0, 1), (1, 0)} <= set(measured_bits(c)),
    "measured twice": measures_again,
    "overwritten": overwrites,
    "unmeasured clbit": lambda c: c.num_clbits > 2 and len(measured_bits(c)) == 1,
    "as wide as the device": lambda c: c.num_qubits == 5 and len(c.count_ops()) > 2,
    "four qubits": lambda c: len({q for i in c.data for q in i.qubits if i.name == "cx"}) == 4,
    "odd angle": lambda c: any(i.params[0] % 0.1 for i in c.data if i.name == "rz"),
}
DYNAMIC = {
    "mid-circuit": goes_on_after_measuring,
    "reset": lambda c: "reset" in c.count_ops(),
    "if": lambda c: "if_else" in c.count_ops(),
    "else": lambda c: any(i.name == "if_else" and len(i.operation.blocks) == 2 for i in c.data),
    "for": lambda c: "for_loop" in c.count_ops(),
    "while": lambda c: "while_loop" in c.count_ops(),
    "switch": lambda c: "switch_case" in c.count_ops(),
    "delay": lambda c: "delay" in c.count_ops(),
    "barrier": lambda c: "barrier" in c.count_ops(),
    "branch in a branch": lambda c: any(
        "if_else" in names_inside(block)
        for i in c.data
        if i.name == "if_else"
        for block in i.operation.blocks
    ),
    "condition of a register": lambda c: any(
        i.name == "if_else" and len(i.clbits) > 1 and "measure" not in names_inside(i.params[0])
        for i in c.data
    ),
}


@pytest.mark.newest
@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_of_a_circuit_is_drawn(feature):
    find(circuits(IDEAL), FEATURES[feature], settings=drawing)


@pytest.mark.newest
@pytest.mark.parametrize("feature", DYNAMIC)
def test_every_feature_of_a_dynamic_circuit_is_drawn(feature):
    find(circuits(IDEAL, dynamic=True), DYNAMIC[feature], settings=drawing)


def test_what_is_not_advertised_is_not_drawn():
    target = ModernDevice(Device.generate(3, control_flow=False)).target
    seen = circuits(target, dynamic=True)
    with pytest.raises(NoSuchExample):
        find(seen, lambda c: names_inside(c) & {"if_else", "for_loop"}, settings=thorough)


def instructions(circuit):
    return [(i.name, *map(circuit.qubits.index, i.qubits)) for i in circuit.data]


@pytest.mark.newest
def test_the_simplest_circuit():
    circuit = find(circuits(IDEAL), lambda _: True)
    assert instructions(circuit) == [("measure", 0)]
    assert [register.name for register in circuit.qregs + circuit.cregs] == ["q", "c"]
    assert (circuit.num_qubits, circuit.num_clbits) == (1, 1)


@pytest.mark.newest
def test_the_simplest_entangling_circuit():
    circuit = find(circuits(IDEAL), lambda c: "cx" in c.count_ops(), settings=searching)
    assert instructions(circuit) == [("cx", 0, 1), ("measure", 0)]


@pytest.mark.newest
def test_the_simplest_angle():
    def turned(circuit):
        return any(i.name == "rz" and abs(i.params[0]) > 0.1 for i in circuit.data)

    circuit = find(circuits(IDEAL), turned, settings=searching)
    assert circuit.data[0].params == [math.pi / 2]
    assert len(circuit.data) == 2


@pytest.mark.newest
def test_the_simplest_branch():
    circuit = find(circuits(IDEAL, dynamic=True), DYNAMIC["if"], settings=searching)
    assert instructions(circuit) == [("if_else", 0), ("measure", 0)]
    (branch, _) = circuit.data
    assert names_inside(branch.operation.blocks[0]) == {"x"}
    assert len(branch.operation.blocks) == 1


@thorough
@given(circuits(one_way_target(), qubits=(1, 3)))
def test_broken_qubits_and_directions_are_left_alone(circuit):
    assert first_offence(circuit, one_way_target()) is None
    assert circuit.num_qubits in (1, 2, 3, 4)


@thorough
@given(circuits(IDEAL, gates=["x", "rz"], domains={"rz": [(1, 2)]}))
def test_chosen_gates_and_angles(circuit):
    assert set(circuit.count_ops()) <= {"x", "rz", "measure", "barrier", "delay"}
    assert all(1 <= item.params[0] <= 2 for item in circuit.data if item.name == "rz")


if has("Target.has_angle_bounds"):  # only then there is a Target that tells

    def test_the_bounds_of_angles_are_read():
        (gate,) = (g for g in NativeSet.of(bounded_target()).gates if g.name == "rzz")
        assert gate.domains == ((0, math.pi / 2),)

    @thorough
    @given(circuits(bounded_target(), gates=["rzz"]))
    def test_the_bounds_of_angles_are_kept(circuit):
        assert first_offence(circuit, bounded_target()) is None


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"qubits": (0, 2)}, LimitError, "from 1 to 12"),
        ({"qubits": (3, 2)}, LimitError, "from 1 to 12"),
        ({"depth": -1}, LimitError, "below 0"),
        ({"gates": ["cxx"]}, TargetError, "Did you mean 'cx'"),
        ({"domains": {"x": [(0, 1)]}}, TargetError, "0 free parameters"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(arguments, error, words):
    with pytest.raises(error, match=words):
        circuits(IDEAL, **arguments)


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_maps_are_between_what_is_given(num_qubits, num_clbits, data):
    qubits, clbits = range(10, 10 + num_qubits), range(num_clbits)
    pairs = data.draw(measurement_maps(qubits, clbits))
    assert pairs
    assert all(qubit in qubits and clbit in clbits for qubit, clbit in pairs)


@functools.cache
def wide():
    return reference_device(preset="heavy-hex-156", ideal=True).target


@settings(thorough, max_examples=30)
@given(circuits(wide(), qubits=(3, 5)))
def test_qubits_of_a_wide_device_are_joined(circuit):
    assert isinstance(circuit, QuantumCircuit)
    near = NativeSet.of(wide()).neighbours()
    used = {q for item in circuit.data for q in map(circuit.qubits.index, item.qubits)}
    reached = {min(used)}
    barrier = {q for i in circuit.data if i.name == "barrier" for q in i.qubits}
    if barrier:  # it is over all that were chosen
        for _ in used:
            reached |= {q for q in used if set(near[q]) & reached}
        assert reached == used
