"""A device's own noise takes outcomes no further than the bound says, and not much less far."""

import functools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.circuit.library import CXGate, Measure, SXGate, XGate
from qiskit.providers import QubitProperties
from qiskit.transpiler import InstructionProperties, Target
from qiskit_aer import AerSimulator

from qiskit_uplift.backends import exact_distribution, reference_device
from qiskit_uplift.backends.noise import DeviceNoise
from qiskit_uplift.conformance.noise import DEFAULT_ERRORS, SAFETY, noise_tolerance
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError


def target_of(num_qubits=2, *, qubits=None, **errors):
    """A Target with ``x``, ``sx``, ``cx`` and ``measure`` everywhere."""
    target = Target(num_qubits=num_qubits, dt=1e-9, qubit_properties=qubits)
    for gate in (XGate(), SXGate(), Measure()):
        known = errors.get(gate.name, (None, None))
        places = {(q,): InstructionProperties(*known) for q in range(num_qubits)}
        target.add_instruction(gate, places)
    pairs = [(a, b) for a in range(num_qubits) for b in range(num_qubits) if a != b]
    known = errors.get("cx", (None, None))
    target.add_instruction(CXGate(), {pair: InstructionProperties(*known) for pair in pairs})
    return target


def circuit_of(*names, num_qubits=2):
    circuit = QuantumCircuit(num_qubits, num_qubits)
    for name in names:
        getattr(circuit, name)(*range(2 if name == "cx" else 1))
    return circuit


def test_stochastic_errors_add_up():
    target = target_of(x=(None, 0.01), cx=(None, 0.02), measure=(None, 0.03))
    circuit = circuit_of("x", "x", "cx")
    circuit.measure(0, 0)
    assert noise_tolerance(target, circuit) == pytest.approx(
        2 * 0.01 * 3 / 2 + 0.02 * 5 / 4 + 2 * 0.03
    )


def test_modes():
    target = target_of(x=(None, 0.01))
    circuit = circuit_of("x", "sx", "cx")
    circuit.measure(0, 0)
    assert noise_tolerance(target, circuit, "none") == 0
    assert noise_tolerance(target, circuit, "strict") == pytest.approx(0.015)
    one, two, readout = DEFAULT_ERRORS.values()
    assert noise_tolerance(target, circuit, "tolerant") == pytest.approx(
        SAFETY * (0.015 + 1.5 * one + 1.25 * two + 2 * readout)
    )
    with pytest.raises(OptionError, match="Did you mean 'strict'"):
        noise_tolerance(target, circuit, "strikt")


def test_it_is_a_total_variation():
    target = target_of(x=(None, 0.3))
    assert noise_tolerance(target, circuit_of(*["x"] * 10)) == 1.0
    assert noise_tolerance(target_of(x=(None, 1.0)), circuit_of("x")) == 1.0


def test_what_the_target_has_not_is_no_circuit_of_its():
    with pytest.raises(InvalidCircuitError, match="no 'h' on qubits"):
        noise_tolerance(target_of(), circuit_of("h"))


TIMES = [QubitProperties(t1=1e-4, t2=5e-5), QubitProperties(t1=2e-4, t2=None)]


@pytest.mark.parametrize("unit", ["dt", "ns", "us", "ms", "s"])
def test_a_delay_relaxes(unit):
    seconds = 1e-6
    size = {"dt": 1e-9, "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[unit]
    circuit = circuit_of("x")
    circuit.delay(round(seconds / size) if unit == "dt" else seconds / size, 0, unit=unit)
    known = noise_tolerance(target_of(qubits=TIMES), circuit)
    damped = 1 - math.exp(-seconds / 1e-4)
    dephased = (1 - math.exp(-seconds / 5e-5 + seconds / 2e-4)) / 2
    assert known == pytest.approx(damped + dephased)


def test_a_qubit_in_its_ground_state_stays():
    circuit = QuantumCircuit(2)
    circuit.delay(1.0, 0, unit="s")
    assert noise_tolerance(target_of(qubits=TIMES), circuit) == 0


def test_waiting_for_another_qubit_relaxes():
    """Qubit 1 waits while qubit 0 works; qubit 0 never waits."""
    circuit = QuantumCircuit(2)
    circuit.x(1)
    for _ in range(3):
        circuit.x(0)
    circuit.cx(0, 1)
    target = target_of(qubits=[QubitProperties(), TIMES[1]], x=(1e-6, None), cx=(0.0, None))
    # one gate of 1 µs and 2 µs until the other qubit is free
    parts = -math.expm1(-1e-6 / 2e-4), -math.expm1(-2e-6 / 2e-4)
    assert noise_tolerance(target, circuit) == pytest.approx(sum(parts))


def test_a_delay_of_unknown_length_may_do_anything():
    circuit = circuit_of("x")
    circuit.delay(Parameter("t"), 0, unit="s")
    assert noise_tolerance(target_of(qubits=TIMES), circuit) == 1.0
    assert noise_tolerance(target_of(), circuit) == 0.0


def test_blocks_count_as_often_as_they_run():
    target = target_of(x=(None, 0.01))
    circuit = QuantumCircuit(2, 2)
    with circuit.for_loop(range(4)):
        circuit.x(0)
    with circuit.if_test((circuit.clbits[0], 1)) as other:
        circuit.x(1)
    with other:
        circuit.x(1)
    assert noise_tolerance(target, circuit) == pytest.approx(6 * 0.015)
    with circuit.while_loop((circuit.clbits[1], 1)):
        circuit.x(0)
    assert noise_tolerance(target, circuit) == 1.0


@functools.cache
def reference(seed):
    """The reference device, and its noise as density matrices take it."""
    backend = reference_device(qubits=3, seed=seed)
    noise = DeviceNoise(backend.device).model()
    return backend, AerSimulator(method="density_matrix", noise_model=noise)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_the_reference_device_stays_within_it(seed, length):
    """The exact outcomes with the device's noise, by density matrices, before the readout."""
    backend, simulator = reference(seed % 5)
    rng = np.random.default_rng(seed)
    circuit = QuantumCircuit(3)
    for _ in range(length):
        kind, qubit = rng.integers(4), int(rng.integers(3))
        if kind == 0:
            circuit.cx(*[(0, 1), (1, 0), (1, 2), (2, 1)][rng.integers(4)])
        elif kind == 1:
            circuit.delay(int(rng.integers(100_000)), qubit)
        elif kind == 2:
            circuit.sx(qubit)
        else:
            circuit.rz(float(rng.uniform(0, 6)), qubit)
            circuit.sx(qubit)
    bound = noise_tolerance(backend.target, circuit)
    measured = circuit.copy()
    measured.measure_all()
    ideal = exact_distribution(measured)
    noisy = circuit.copy()
    noisy.save_probabilities()
    got = simulator.run(noisy).result().data()["probabilities"]
    distance = sum(abs(p - ideal.get(k, 0.0)) for k, p in enumerate(got)) / 2
    assert distance <= bound + 1e-9


def test_the_bound_is_not_far_away():
    """Bit flips are as bad as the bound says: two thirds of a depolarizing error of one qubit."""
    target = target_of(1, x=(None, 0.003))
    flips = noise_tolerance(target, circuit_of("x", num_qubits=1))
    assert flips * 2 / 3 == pytest.approx(0.003)
