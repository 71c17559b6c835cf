"""IonQ's package for Qiskit 1 as published, on Qiskit 2, with a stand-in for its API."""

import pytest
import qiskit
from common import Basics, Estimates, NeverWrong, PartialMeasurement, Planted, Seeded

from qiskit_uplift import compat, uplift

pytestmark = [
    pytest.mark.filterwarnings("ignore::qiskit_uplift.exceptions.LegacyImportWarning"),
    pytest.mark.filterwarnings(
        "ignore:Treating CircuitInstruction as an iterable:DeprecationWarning"
    ),
]


@pytest.fixture(autouse=True)
def hook():
    with compat.legacy_imports():
        yield


@pytest.fixture
def make(hook, monkeypatch):
    from ionq_api import StandIn
    from qiskit_ionq import ionq_backend

    class Api(StandIn):
        """Version 0.3 of the API; it is sent one circuit at a time."""

        def answer(self, request, job):
            job["registers"] = request["registers"]
            found, _ = self.measured(request, request["input"]["circuit"])
            self.files[job["id"]] = found

        def get_results(self, job_id, sharpen=None, extra_query_params=None):
            return self.files[job_id]

    # the constructors ask the API for the number of qubits
    monkeypatch.setattr(ionq_backend, "get_n_qubits", lambda name: 8)

    def make(kind, *arguments):
        backend = getattr(ionq_backend, kind)(None, *arguments)
        backend._client = Api()
        return backend

    return make


class TestIdealSimulator(Basics, PartialMeasurement, Seeded, Estimates, NeverWrong):
    provider = "ionq"
    route = "BackendV1"
    seed = "sampler_seed"
    seeds = (0, 7, 2**32 - 1)

    @pytest.fixture
    def backend(self, make):
        return make("IonQSimulatorBackend")


class TestDevice(Basics, PartialMeasurement, Estimates, NeverWrong, Planted):
    provider = "ionq"
    route = "BackendV1"
    num_circuits = 30

    @pytest.fixture
    def backend(self, make):
        return make("IonQQPUBackend", "ionq_qpu.aria-1")

    def plant(self, backend, rows):
        backend._client.rows = rows


def test_it_is_a_backend_of_the_class_that_came_back(make):
    assert int(qiskit.__version__.split(".")[0]) >= 2
    backend = make("IonQSimulatorBackend")
    assert isinstance(backend, compat.BackendV1)
    assert uplift(backend).num_qubits == backend.configuration().n_qubits
