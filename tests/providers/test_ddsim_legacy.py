"""mqt.ddsim 1.24 as published, on Qiskit 2: the hook gives it its imports and its headers."""

import numpy as np
import pytest
import qiskit
from common import Basics, bell

from qiskit_uplift import compat

pytestmark = [
    pytest.mark.filterwarnings("ignore::qiskit_uplift.exceptions.LegacyImportWarning"),
]


@pytest.fixture(autouse=True)
def hook():
    with compat.legacy_imports():
        yield


@pytest.fixture
def backend(hook):
    from mqt.ddsim import DDSIMProvider

    return DDSIMProvider().get_backend("qasm_simulator")


class TestQasmSimulator(Basics):
    provider = "ddsim"


def test_a_job_and_its_counts(backend):
    assert int(qiskit.__version__.split(".")[0]) >= 2
    job = backend.run(bell(), shots=100)
    result = job.result()
    counts = result.get_counts()
    assert set(counts) <= {"00", "11"}
    assert sum(counts.values()) == 100
    assert result.get_counts("bell") == counts
    assert job.status().name == "DONE"
    assert job.job_id() == result.job_id


@pytest.mark.parametrize("name", ["statevector_simulator", "unitary_simulator"])
def test_states_and_unitaries(hook, name):
    from mqt.ddsim import DDSIMProvider

    circuit = bell().remove_final_measurements(inplace=False)
    result = DDSIMProvider().get_backend(name).run(circuit).result()
    found = result.get_statevector() if "state" in name else result.get_unitary()
    assert abs(np.asarray(found).flat[0]) ** 2 == pytest.approx(0.5)
