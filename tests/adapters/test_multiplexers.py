"""What undoes a prepared state runs on Aer, which misreads it, or ends the process, as it is."""

import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit.library import Initialize, StatePreparation
from qiskit.quantum_info import Operator, Statevector, random_statevector
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift._qiskit.multiplexers import with_matrices
from qiskit_uplift.compat import execute, legacy_imports

SIMULATOR = AerSimulator()


def undone(width, *, branch=False, old=False):
    """A circuit that prepares a state and undoes that, so that all outcomes are 0."""
    state = random_statevector(2**width, seed=width)
    circuit = QuantumCircuit(width, width)
    circuit.append(StatePreparation(state), range(width))
    undo = StatePreparation(state).inverse()
    if old:
        undo = Initialize(state).gates_to_uncompute().to_instruction()
    if branch:
        with circuit.if_test((circuit.clbits[0], 0)):
            circuit.append(undo, range(width))
    else:
        circuit.append(undo, range(width))
    circuit.measure(range(width), range(width))
    return circuit


CASES = [undone(1), undone(3), undone(2, branch=True), undone(2, old=True)]


@pytest.mark.parametrize("circuit", CASES)
def test_it_runs_on_aer(circuit):
    zeros = {"0" * circuit.num_clbits: 50}
    sampler = uplift(SIMULATOR).sampler()
    ready = transpile(circuit, SIMULATOR)
    assert sampler.run([ready], shots=50).result()[0].data.c.get_counts() == zeros
    assert execute(circuit, SIMULATOR, shots=50).result().get_counts() == zeros
    with legacy_imports():
        for given in (ready, [ready], (ready,)):
            assert SIMULATOR.run(given, shots=50).result().get_counts() == zeros


@pytest.mark.parametrize("circuit", CASES)
def test_the_circuit_is_the_same(circuit):
    plain = circuit.remove_final_measurements(inplace=False)
    ready = transpile(plain, SIMULATOR, optimization_level=0)
    before = ready.copy()
    written = with_matrices(ready)
    assert ready == before
    if not plain.num_clbits:
        assert Operator(written) == Operator(plain)
        assert abs(Statevector(written).data[0]) == pytest.approx(1)


def test_circuits_without_any_stay_what_they_are():
    circuit = QuantumCircuit(1, 1)
    circuit.h(0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(0)
    assert with_matrices(circuit) is circuit
