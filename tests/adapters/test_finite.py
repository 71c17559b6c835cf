"""Parameters that are no finite numbers are refused: simulators answer them all the same."""

import math

import pytest
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError

BAD = [math.nan, math.inf, -math.inf]


def turned(angle):
    circuit = QuantumCircuit(1, 1, name="turned")
    circuit.rx(angle, 0)
    circuit.measure(0, 0)
    return circuit


def branching(angle):
    circuit = QuantumCircuit(1, 1, name="branching")
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.rx(angle, 0)
    return circuit


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("make", [turned, branching])
@pytest.mark.parametrize("transpile", ["warn", "off", "auto"])
def test_a_circuit_with_such_a_parameter_is_refused(make, bad, transpile):
    backend = uplift(AerSimulator())
    with pytest.raises(InvalidCircuitError, match=f"'rx' with the parameter {bad}"):
        backend.sampler(transpile=transpile).run([make(bad)])
    with pytest.raises(InvalidCircuitError, match="finite"):
        backend.run(make(bad), shots=10)


@pytest.mark.parametrize("bad", BAD)
def test_such_values_of_a_pub_are_refused(bad):
    backend = uplift(AerSimulator())
    circuit = turned(Parameter("angle"))
    with pytest.raises(InvalidCircuitError, match="values that are NaN or infinite"):
        backend.sampler().run([(circuit, [0.1, bad])])
    bare = circuit.remove_final_measurements(inplace=False)
    with pytest.raises(InvalidCircuitError, match="values that are NaN or infinite"):
        backend.estimator().run([(bare, SparsePauliOp("Z"), [0.1, bad])])
