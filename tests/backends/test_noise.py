"""The noise model: what it does to a gate is what the device reports, and what Aer's own does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import QuantumCircuit
from qiskit.quantum_info import SuperOp, average_gate_fidelity
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, thermal_relaxation_error

from qiskit_uplift.backends import Device
from qiskit_uplift.backends.coherence import relaxation_infidelity
from qiskit_uplift.backends.device import Operation, Qubit
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.backends.noise import depolarizing_probability


def test_the_infidelity_of_each_gate_is_its_reported_error():
    device = Device.generate(4, "ring", seed=2)
    for operation in device.operations:
        error = device.noise.gate_error(operation)
        if operation.error:
            assert 1 - average_gate_fidelity(error) == pytest.approx(operation.error, rel=1e-6)
        elif operation.name == "rz":
            assert error is None


def test_every_error_is_that_of_aers_own_device_model():
    backend = ModernDevice(Device.generate(3, seed=11))
    ours = backend.device.noise.model()
    theirs = NoiseModel.from_backend(backend)
    assert set(ours._local_quantum_errors) == set(theirs._local_quantum_errors)
    for name, placed in theirs._local_quantum_errors.items():
        assert set(ours._local_quantum_errors[name]) == set(placed)
        for qubits, error in placed.items():
            mine = SuperOp(ours._local_quantum_errors[name][qubits]).data
            np.testing.assert_allclose(mine, SuperOp(error).data, atol=1e-9)


@given(
    st.floats(1e-6, 1e-3),
    st.floats(0.05, 2),
    st.floats(1e-9, 1e-4),
    st.integers(1, 2),
)
@settings(deadline=None, max_examples=25)
def test_relaxation_in_closed_form(t1, ratio, duration, num_qubits):
    channel = thermal_relaxation_error(t1, ratio * t1, duration)
    if num_qubits == 2:
        channel = channel.expand(channel)
    expected = 1 - average_gate_fidelity(channel)
    got = relaxation_infidelity([Qubit(t1, ratio * t1)] * num_qubits, duration)
    assert got == pytest.approx(expected, abs=1e-9)


def test_where_relaxation_is_worse_than_the_error_it_stands_alone():
    assert depolarizing_probability(0.01, 0.02, 1) == 0
    # An error of 1, which real devices report for a broken gate, is the worst channel there is.
    assert depolarizing_probability(1.0, 0.0, 2) == pytest.approx(16 / 15)


def test_t2_is_cut_to_what_physics_allows():
    assert relaxation_infidelity([Qubit(1e-4, 5e-4)], 1e-6) == relaxation_infidelity(
        [Qubit(1e-4, 2e-4)], 1e-6
    )
    assert relaxation_infidelity([Qubit(None, None)], 1e-6) == 0


def test_readout_is_asymmetric():
    device = Device.generate(2, seed=3)
    matrix = device.noise.readout_error(1).probabilities
    qubit = device.qubits[1]
    assert matrix[0][1] == pytest.approx(qubit.prob_meas1_prep0)
    assert matrix[1][0] == pytest.approx(qubit.prob_meas0_prep1)


@pytest.mark.parametrize("unit", ["s", "dt"])
def test_delays_relax(unit):
    device = Device.generate(2, seed=3)
    t1 = device.qubits[1].t1
    circuit = QuantumCircuit(2)
    circuit.initialize("10")
    length = t1 if unit == "s" else round(t1 / device.dt)
    circuit.delay(length, 1, unit)
    circuit.save_density_matrix()
    simulator = AerSimulator(method="density_matrix")
    result = simulator.run(circuit, noise_model=device.noise.model()).result()
    populations = np.diag(result.data(0)["density_matrix"]).real
    # `initialize` resets first, and the reset itself takes a microsecond.
    assert populations[0b10] == pytest.approx(np.exp(-1), abs=1e-3)


def test_each_error_is_made_once(monkeypatch):
    made = []
    device = Device.generate(6, seed=1)
    make = device.noise._make_error
    monkeypatch.setattr(device.noise, "_make_error", lambda op: made.append(op) or make(op))
    first = device.noise.model((1, 2))
    assert device.noise is device.noise
    assert device.noise.model([1, 2]) is first
    device.noise.model((1, 2, 3))
    assert len(made) == len(set(made))
    touched = {qubit for operation in made for qubit in operation.qubits}
    assert touched == {1, 2, 3}


def test_an_ideal_device_has_no_noise():
    device = Device.generate(3, ideal=True)
    assert device.noise.model().is_ideal()
    assert device.noise.gate_error(Operation("x", (0,), None, None)) is None
