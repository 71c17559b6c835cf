"""The generated device: physical for any size and seed, and the same in each of its forms."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit.transpiler import CouplingMap

from qiskit_uplift.backends import Device
from qiskit_uplift.backends.coherence import relaxation_infidelity
from qiskit_uplift.backends.presets import PRESETS, preset
from qiskit_uplift.exceptions import TargetError

TOPOLOGY = st.sampled_from(["line", "ring", "grid", "heavy-hex", "all-to-all"])
SEED = st.integers(0, 2**32)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 30), TOPOLOGY, SEED)
def test_every_value_is_physical(num_qubits, topology, seed):
    device = Device.generate(num_qubits, topology, seed=seed)
    assert device.num_qubits == num_qubits
    for qubit in device.qubits:
        assert 0 < qubit.t2 <= 2 * qubit.t1
        assert 0 < qubit.readout_error < 0.5
        mean = (qubit.prob_meas0_prep1 + qubit.prob_meas1_prep0) / 2
        assert qubit.readout_error == pytest.approx(mean)
        assert qubit.prob_meas0_prep1 != qubit.prob_meas1_prep0
    for operation in device.operations:
        steps = operation.duration / device.dt
        assert steps == pytest.approx(round(steps))
        if operation.name not in ("rz", "reset"):
            on = [device.qubits[q] for q in operation.qubits]
            assert relaxation_infidelity(on, operation.duration) < operation.error < 0.1
    # Both directions of a coupler are one gate.
    pairs = device.table.get("cx", {})
    assert all(pairs[a, b].error == pairs[b, a].error for a, b in pairs)


@settings(deadline=None, max_examples=10)
@given(st.integers(1, 20), TOPOLOGY, SEED)
def test_the_seed_decides_the_device(num_qubits, topology, seed):
    assert Device.generate(num_qubits, topology, seed=seed) == Device.generate(
        num_qubits, topology, seed=seed
    )
    other = Device.generate(num_qubits, topology, seed=seed + 1)
    assert other.qubits != Device.generate(num_qubits, topology, seed=seed).qubits


@settings(deadline=None, max_examples=20)
@given(st.integers(2, 12), TOPOLOGY, SEED, st.booleans())
def test_legacy_data_and_back(num_qubits, topology, seed, ideal):
    device = Device.generate(num_qubits, topology, seed=seed, ideal=ideal, faulty_qubits=[1])
    again = Device.from_properties(device.configuration(), device.properties())
    assert again.basis_gates == device.basis_gates
    assert again.edges == device.edges
    assert again.control_flow == device.control_flow
    assert again.dt == pytest.approx(device.dt, rel=1e-12)
    for old, new in [
        *zip(device.qubits, again.qubits, strict=True),
        *zip(device.operations, again.operations, strict=True),
    ]:
        # Units such as us scale the value and back: the last digit may differ.
        for field in dataclasses.fields(old):
            before, after = getattr(old, field.name), getattr(new, field.name)
            assert after == (
                pytest.approx(before, rel=1e-12) if isinstance(before, float) else before
            )


def test_the_target_says_all_that_is_known():
    device = Device.generate(4, seed=5)
    target = device.to_target()
    assert (target.num_qubits, target.dt) == (4, device.dt)
    assert set(target.operation_names) == {
        *device.basis_gates,
        *("measure", "delay", "reset"),
        *("if_else", "for_loop", "while_loop", "switch_case"),
    }
    for index, qubit in enumerate(device.qubits):
        known = target.qubit_properties[index]
        assert (known.t1, known.t2, known.frequency) == (qubit.t1, qubit.t2, qubit.frequency)
        readout = target["measure"][index,]
        assert (readout.error, readout.duration) == (qubit.readout_error, qubit.readout_duration)
    for operation in device.operations:
        entry = target[operation.name][operation.qubits]
        assert (entry.error, entry.duration) == (operation.error, operation.duration)
    assert set(target.build_coupling_map().get_edges()) == set(CouplingMap.from_line(4).get_edges())


def test_what_is_broken_is_left_out_of_the_target():
    target = Device.generate(5, "ring", faulty_qubits=[3], faulty_edges=[(0, 1)]).to_target()
    assert (3,) not in target["sx"]
    assert (3,) not in target["measure"]
    assert set(target["cx"]) == {(1, 2), (2, 1), (0, 4), (4, 0)}


def test_an_ideal_device_has_no_errors():
    device = Device.generate(3, ideal=True)
    assert device.ideal
    assert not Device.generate(3).ideal
    assert {operation.error for operation in device.operations} == {0.0, None}
    assert device.to_target()["cx"][0, 1].duration > 0


@pytest.mark.parametrize("name", PRESETS)
def test_presets(name):
    device = preset(name)
    assert device.num_qubits == PRESETS[name]["num_qubits"]
    assert preset(name, seed=1) != device
    assert device.to_target().num_qubits == device.num_qubits


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"basis_gates": ["cxx"]}, "no gate 'cxx'. Did you mean 'c"),
        ({"basis_gates": ["ccx"]}, "'ccx' acts on 3"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"faulty_qubits": [5]}, "Faulty qubit 5"),
        ({"faulty_edges": [(0, 2)]}, "no coupled pair"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(TargetError, match=message):
        Device.generate(5, **arguments)


def test_an_unknown_preset_is_told_the_closest():
    with pytest.raises(TargetError, match="Did you mean 'grid-20'"):
        preset("grid20")
