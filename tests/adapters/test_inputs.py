"""What ``run`` of an uplifted backend is given."""

import math

import pytest
from qiskit.circuit import QuantumCircuit

from qiskit_uplift import uplift
from qiskit_uplift.adapters.inputs import circuits_of
from qiskit_uplift.backends import reference_device
from qiskit_uplift.exceptions import InvalidCircuitError


@pytest.mark.parametrize("thing", [None, 7, "h q[0];", [None], [QuantumCircuit(1), "x"]])
def test_what_is_no_circuit_is_named(thing):
    with pytest.raises(InvalidCircuitError, match="takes a QuantumCircuit"):
        uplift(reference_device(ideal=True)).run(thing)


@pytest.mark.parametrize("angle", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("face", ["modern", "legacy", "run-only"])
def test_angles_have_to_be_finite(face, angle):
    circuit = QuantumCircuit(1, 1, name="endless")
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.rz(angle, 0)
    device = reference_device(face, ideal=True)
    with pytest.raises(InvalidCircuitError, match="'endless' has 'rz' with an angle"):
        device.run(circuit)
    with pytest.raises(InvalidCircuitError, match="'rz' with the parameter"):
        uplift(device).run(circuit)


def test_circuits_come_as_they_are():
    one, other = QuantumCircuit(1), QuantumCircuit(2)
    assert circuits_of((one, other)) == [one, other]
    assert circuits_of(one) == [one]
    assert circuits_of([]) == []
