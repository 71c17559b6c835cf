"""An uplifted backend is asked as one: by its own options, whatever the provider has behind it."""

import pytest

from qiskit_uplift import uplift
from qiskit_uplift.conformance.access import RunAccess
from qiskit_uplift.conformance.engine import check
from qiskit_uplift.conformance.meter import Meter
from qiskit_uplift.conformance.results import Status


def without_a_seed(circuits, shots):
    return [{"0" * circuit.num_clbits: shots} for circuit in circuits]


def with_a_seed(circuits, shots, seed_simulator=None):
    return without_a_seed(circuits, shots)


@pytest.mark.parametrize(("run", "seed"), [(without_a_seed, None), (with_a_seed, "seed_simulator")])
def test_an_uplifted_function(run, seed):
    backend = uplift(run, num_qubits=2, basis_gates=["rz", "sx", "x", "cx"])
    assert RunAccess(backend, Meter()).contract.seed == seed
    (result,) = check(backend, only=["counts.ground-state"]).results
    assert result.status is Status.PASSED, result.reason
