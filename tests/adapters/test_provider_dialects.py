"""What a provider writes in its own notation is read back, for any registers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import Clbit

from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.encoding import encode_counts, encode_memory
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.measurements import Measurements
from qiskit_uplift.adapters.providers.aqt import AQTProvider
from qiskit_uplift.adapters.providers.ddsim import DDSIMProvider
from qiskit_uplift.adapters.providers.iqm import IQMProvider
from qiskit_uplift.adapters.providers.qdk import QDKProvider
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Samples

DIALECTS = {
    "ddsim": DDSIMProvider.dialect,
    "qdk": QDKProvider.dialect,
    "iqm": IQMProvider.dialect,
    "iqm simulator": IQMProvider.simulator_dialect,
    "aqt": AQTProvider.dialect,
    "aqt offline": AQTProvider.offline_dialect,
}


@st.composite
def plain_circuits(draw):
    """Up to four registers, and some of their bits measured, at least one."""
    sizes = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))
    registers = [ClassicalRegister(size, f"r{i}") for i, size in enumerate(sizes)]
    width = sum(sizes)
    circuit = QuantumCircuit(QuantumRegister(1), *registers)
    measured = draw(st.sets(st.integers(0, width - 1), min_size=1))
    for clbit in measured:
        circuit.measure(0, clbit)
    return circuit


@st.composite
def outcomes(draw, circuit):
    written = ClassicalLayout.of(circuit).written
    possible = sum(1 << clbit for clbit in written)
    values = st.integers(0, (1 << circuit.num_clbits) - 1).map(lambda value: value & possible)
    return draw(st.lists(values, min_size=1, max_size=8))


@pytest.mark.parametrize("name", DIALECTS)
@given(st.data())
def test_encoded_outcomes_are_read_back(name, data):
    dialect = DIALECTS[name]
    circuit = data.draw(plain_circuits())
    values = data.draw(outcomes(circuit))
    samples = Samples.from_memory(values, circuit.num_clbits)
    memory = None if dialect.memory is None else encode_memory(samples, dialect.memory, circuit)
    counts = encode_counts(samples, dialect.counts, circuit)
    layout = ClassicalLayout.of(circuit)
    both = decode(RawOutcome(memory, counts), layout, shots=len(values), dialect=dialect)
    alone = decode(RawOutcome(None, counts), layout, shots=len(values), dialect=dialect)
    assert alone.to_counts() == both.to_counts() == samples.to_counts()
    if memory is not None:
        assert both.to_ints() == values


@st.composite
def odd_circuits(draw):
    """Registers that share bits, skip some, or list them in any order."""
    num_clbits = draw(st.integers(1, 6))
    bits = [Clbit() for _ in range(num_clbits)]
    circuit = QuantumCircuit(QuantumRegister(3, "q"), name="odd", global_phase=0.5)
    circuit.metadata = {"a": 1}
    circuit.add_bits(bits)
    chosen = st.lists(st.integers(0, num_clbits - 1), unique=True)
    for i, members in enumerate(draw(st.lists(chosen, max_size=3))):
        circuit.add_register(ClassicalRegister(name=f"r{i}", bits=[bits[j] for j in members]))
    circuit.h(0)
    for _ in range(draw(st.integers(0, 5))):
        qubit, clbit = draw(st.integers(0, 2)), draw(st.integers(0, num_clbits - 1))
        circuit.measure(qubit, clbit)
    return circuit


@given(odd_circuits())
def test_flattening_keeps_everything_but_the_registers(circuit):
    flat = flattened(circuit)
    assert is_plain(flat)
    assert (flat is circuit) == is_plain(circuit)
    assert Measurements.of(flat) == Measurements.of(circuit)
    assert (flat.num_qubits, flat.num_clbits) == (circuit.num_qubits, circuit.num_clbits)
    assert flat.count_ops() == circuit.count_ops()
    assert (flat.name, flat.global_phase, flat.metadata) == ("odd", 0.5, {"a": 1})


def test_a_circuit_that_reads_a_clbit_is_not_flattened():
    bits = [Clbit(), Clbit()]
    circuit = QuantumCircuit(1)
    circuit.add_bits(bits)
    circuit.measure(0, 0)
    assert can_flatten(circuit)
    with circuit.if_test((bits[0], 1)):
        circuit.x(0)
    assert not can_flatten(circuit)
    assert flattened(circuit) is circuit


def test_several_registers_become_one_where_that_is_asked_for():
    circuit = QuantumCircuit(
        QuantumRegister(2, "q"), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
    )
    circuit.measure([0, 1], [2, 0])
    assert flattened(circuit) is circuit
    flat = flattened(circuit, into_one=True)
    assert [register.size for register in flat.cregs] == [3]
    assert Measurements.of(flat) == Measurements.of(circuit)
    assert flattened(flat, into_one=True) is flat


def _with(*steps):
    circuit = QuantumCircuit(2, 2)
    for name, *places in steps:
        getattr(circuit, name)(*places)
    return Measurements.of(circuit)


@pytest.mark.parametrize(
    ("found", "dynamic", "one_to_one", "overwrites"),
    [
        (_with(), False, True, False),
        (_with(("measure", 0, 1), ("x", 1), ("measure", 1, 0)), False, True, False),
        (_with(("measure", 0, 0), ("barrier",), ("measure", 0, 0)), False, True, False),
        (_with(("measure", 0, 0), ("measure", 0, 1)), False, False, False),
        (_with(("measure", 0, 0), ("measure", 1, 0)), False, False, True),
        (_with(("measure", 0, 0), ("x", 0)), True, True, False),
        (_with(("reset", 0), ("measure", 0, 0)), True, True, False),
    ],
)
def test_measurements(found, dynamic, one_to_one, overwrites):
    assert found.dynamic == dynamic
    assert found.one_to_one == one_to_one
    assert found.overwrites == overwrites


def test_qubit_loss_leaves_fewer_shots():
    # as the neutral-atom simulator writes it: lost shots are in neither memory nor counts
    circuit = QuantumCircuit(2)
    circuit.measure_all()
    outcome = RawOutcome(memory=["01", "11"], counts={"01": 1, "11": 1})
    samples = decode(outcome, ClassicalLayout.of(circuit), shots=5, dialect=QDKProvider.dialect)
    assert np.array_equal(samples.bits(), [[1, 0], [1, 1]])
