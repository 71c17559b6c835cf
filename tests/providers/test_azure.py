"""Azure Quantum's cloud backends, with their workspace answered here.

The stand-in keeps what is sent, runs it, and answers in the service's own formats: QIR by the
QDK's simulator of QIR, IonQ's circuits exactly, and Quantinuum's OpenQASM 2 by Aer.
"""

import json
import warnings
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from azure.core.exceptions import HttpResponseError, ServiceRequestError, ServiceResponseError
from azure.quantum._client.models import JobDetails
from azure.quantum.job.job import Job
from common import (
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    bell,
    measured_between,
    outcomes,
    permuted_partial,
)
from ionq_circuits import probabilities
from qdk.simulation import run_qir
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, qasm2
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.adapters.providers.azure import AzureProvider
from qiskit_uplift.exceptions import ExecutionError, InvalidCircuitError, OptionError

with warnings.catch_warnings():
    # it imports the old name of the QDK
    warnings.simplefilter("ignore")
    from azure.quantum.qiskit.backends.generic import AzureGenericQirBackend
    from azure.quantum.qiskit.backends.ionq import IonQAriaBackend, IonQSimulatorBackend
    from azure.quantum.qiskit.backends.quantinuum import (
        QuantinuumEmulatorBackend,
        QuantinuumQPUQirBackend,
    )
    from azure.quantum.qiskit.backends.rigetti import RigettiQPUBackend

pytestmark = pytest.mark.filterwarnings(
    # the package's own results ask for it
    r"ignore:AzureBackendBase\.configuration\(\) is deprecated:DeprecationWarning"
)


def written(value):
    """An output of QIR as the service writes it: a list for a register, a tuple for several."""
    if isinstance(value, (list, tuple)):
        return type(value)(written(each) for each in value)
    return {"Zero": 0, "One": 1, "Loss": 2}[str(value)]


class Workspace:
    """What the backends ask a workspace for; ``lose`` makes the answer of a submission vanish."""

    def __init__(self):
        self.jobs = {}
        self.inputs = {}
        self.outputs = {}
        self.status = "Succeeded"
        self.lose = False
        self.lost_qubits = 0
        self.rng = np.random.default_rng(11)

    def get_container_uri(self, job_id, container_name=None):
        return f"https://storage.example/job-{job_id}"

    def submit_job(self, job):
        self.jobs[job.id] = JobDetails(job.details.as_dict())
        if self.lose:
            raise ServiceResponseError("the answer never came")
        return self.get_job(job.id)

    def get_job(self, job_id):
        details = JobDetails(self.jobs[job_id].as_dict())
        details["status"] = self.status
        details["outputDataUri"] = job_id
        return Job(self, details)

    def list_jobs(self, name_match):
        return [self.get_job(i) for i, j in self.jobs.items() if j.name.startswith(name_match)]

    def output(self, job_id):
        details = self.jobs[job_id]
        shots = details.input_params["shots"]
        program = self.inputs[details.input_data_uri]
        answer = {
            "qir.v1": self.qir,
            "ionq.circuit.v1": self.ionq,
            "honeywell.openqasm.v1": self.quantinuum,
        }[details.input_data_format]
        # the package asks for it twice: for the counts, and for the shots
        if job_id not in self.outputs:
            self.outputs[job_id] = json.dumps(answer(program, shots)).encode()
        return self.outputs[job_id]

    def qir(self, program, shots):
        seed = int(self.rng.integers(2**31))
        found = [written(each) for each in run_qir(program.decode(), shots, type="cpu", seed=seed)]
        found[: self.lost_qubits] = [[2] * len(each) for each in found[: self.lost_qubits]]
        histogram = Counter(map(repr, found))
        first = {repr(each): self._json(each) for each in found}
        return {
            "DataFormat": "microsoft.quantum-results.v2",
            "Results": [
                {
                    "Histogram": [
                        {"Display": key, "Outcome": first[key], "Count": n}
                        for key, n in histogram.items()
                    ],
                    "Shots": [self._json(each) for each in found],
                }
            ],
        }

    def _json(self, outcome):
        # JSON has no tuples: they are objects with numbered fields
        if isinstance(outcome, tuple):
            return {f"Item{i}": self._json(each) for i, each in enumerate(outcome, start=1)}
        return outcome

    def ionq(self, program, shots):
        sent = json.loads(program)
        exact = probabilities(sent["circuit"], sent["qubits"])
        if self.simulates:
            return {"histogram": exact}
        seen = self.rng.multinomial(shots, np.array([*exact.values()]) / sum(exact.values()))
        return {"histogram": {k: n / shots for k, n in zip(exact, seen.tolist(), strict=True) if n}}

    def quantinuum(self, program, shots):
        circuit = qasm2.loads(program, custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS)
        seed = int(self.rng.integers(2**31))
        job = AerSimulator().run(circuit, shots=shots, memory=True, seed_simulator=seed)
        words = [memory.split()[::-1] for memory in job.result().get_memory()]
        columns = zip(*words, strict=True)
        return {r.name: list(c) for r, c in zip(circuit.cregs, columns, strict=True)}


@pytest.fixture
def make(monkeypatch):
    workspace = Workspace()

    def upload(container_uri, input_data, **kwargs):
        workspace.inputs[container_uri] = input_data
        return container_uri

    monkeypatch.setattr(Job, "upload_input_data", staticmethod(upload))
    monkeypatch.setattr(Job, "download_data", lambda job, uri: workspace.output(uri))
    provider = SimpleNamespace(get_workspace=lambda: workspace)

    def make(kind, name, **options):
        workspace.simulates = "Simulator" in kind.__name__
        return kind(name, provider, **options)

    return make


def workspace_of(backend):
    return backend.provider.get_workspace()


class Azure(Basics, Estimates):
    provider = "azure"

    def test_a_name_arrives_and_finds_the_job_again(self, backend):
        sampler = self.sampler(backend, run_options={"job_name": "ours"})
        sampler.run([bell()], shots=5).result()
        self.sampler(backend, run_options={"job_name": "ours, too"}).run([bell()], shots=5)
        (name, other) = (details.name for details in workspace_of(backend).jobs.values())
        assert (name, other) == ("ours", "ours, too")
        file = AzureProvider()
        assert file.tag == "job_name"
        (found,) = file.find(backend, "ours")
        assert found.job_id() == next(iter(workspace_of(backend).jobs))
        assert sum(found.result().get_counts().values()) == 5
        assert file.find(backend, "theirs") == []

    def test_a_submission_whose_answer_was_lost_is_found(self, backend):
        workspace_of(backend).lose = True
        with pytest.raises(ServiceResponseError):
            backend.run(bell(), shots=6, job_name="lost")
        (found,) = AzureProvider().find(backend, "lost")
        assert sum(found.result().get_counts().values()) == 6

    def test_a_job_is_fetched_by_its_id(self, backend):
        job = self.sampler(backend).run([bell()], shots=7)
        (job_id,) = job.provider_job_ids
        again = AzureProvider().retrieve(backend, job_id)
        assert (again.job_id(), again.backend()) == (job_id, backend)
        assert sum(again.result().get_counts().values()) == 7
        assert not AzureProvider().is_local(backend)

    def test_an_unknown_option_would_become_metadata(self, backend):
        backend.run(bell(), shots=3, nonsense="1")
        (details,) = workspace_of(backend).jobs.values()
        assert details.metadata["nonsense"] == "1"
        for name in ("nonsense", "metadata", "output_data_format", "count"):
            with pytest.raises(OptionError, match=f"no option '{name}'"):
                self.sampler(backend, run_options={name: "1"}).run([bell()])

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=7).run([bell()])

    def test_one_circuit_a_job(self, backend):
        with pytest.raises(NotImplementedError):
            backend.run([bell(), bell()])
        assert uplift(backend).limits.max_circuits == 1

    def test_a_job_that_fails_is_an_error(self, backend):
        workspace_of(backend).status = "Failed"
        with pytest.raises(ExecutionError, match="failed"):
            self.sampler(backend).run([bell()]).result()

    def test_shots_are_the_backends_where_nobody_asks(self, backend):
        assert sum(uplift(backend).run(bell()).result().get_counts().values()) == 500


class Qir(Azure, MidCircuit, NeverWrong):
    shot_order = ""
    some_unwritten = False
    num_circuits = 40

    def test_options_of_qir_arrive(self, backend):
        items = [{"entryPoint": "ENTRYPOINT__main", "arguments": []}]
        profile = backend.options.target_profile
        options = {"items": items, "target_profile": profile}
        self.sampler(backend, run_options=options).run([bell()], shots=5).result()
        (details,) = workspace_of(backend).jobs.values()
        assert details.input_params == {"shots": 5, "items": items}

    def test_lost_qubits_make_shots_fewer(self, backend):
        workspace_of(backend).lost_qubits = 3
        result = self.sampler(backend).run([bell()], shots=20).result()[0]
        assert result.data.meas.num_shots == 17

    def test_a_clbit_that_is_never_measured_is_refused_by_the_package(self, backend):
        with pytest.raises(Exception, match="unsupported Result literal"):
            self.sampler(backend).run([permuted_partial()])
        assert workspace_of(backend).jobs == {}


class TestQuantinuumDevice(Qir):
    @pytest.fixture
    def backend(self, make):
        return make(QuantinuumQPUQirBackend, "quantinuum.qpu.h2-1")

    def test_limits(self, backend):
        assert uplift(backend).limits.max_shots == 10_000


class TestAnyOtherTarget(Qir):
    @pytest.fixture
    def backend(self, make):
        options = {"provider_id": "any", "target_profile": "Adaptive_RI", "num_qubits": 8}
        return make(AzureGenericQirBackend, "any.simulator", **options)

    def test_limits(self, backend):
        assert uplift(backend).limits.max_shots is None


def test_rigettis_limits(make):
    backend = make(RigettiQPUBackend, "rigetti.qpu.cepheus-1-108q")
    assert uplift(backend).limits.max_shots == 10_000


class IonQ(Azure):
    def test_what_would_fail_at_the_end_is_refused(self, backend):
        with pytest.raises(InvalidCircuitError, match="Measure into each clbit"):
            self.sampler(backend).run([permuted_partial()])
        with pytest.raises(InvalidCircuitError, match="only measures the final state"):
            self.sampler(backend, transpile="off").run([measured_between()])
        assert workspace_of(backend).jobs == {}


class TestIonQSimulator(IonQ):
    @pytest.fixture
    def backend(self, make):
        return make(IonQSimulatorBackend, "ionq.simulator")


class TestIonQDevice(IonQ):
    @pytest.fixture
    def backend(self, make):
        return make(IonQAriaBackend, "ionq.qpu.aria-1")


class TestHoneywellsFormat(Azure, PartialMeasurement, MidCircuit, NeverWrong):
    num_circuits = 30

    @pytest.fixture
    def backend(self, make):
        return make(QuantinuumEmulatorBackend, "quantinuum.sim.h2-1e")

    def test_registers_would_be_joined_in_their_order(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(3), ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
        )
        circuit.x(0)
        circuit.measure(range(3), range(3))
        # the reason for one register: the first one comes first, without a space
        assert backend.run(circuit, shots=5).result().get_counts() == {"100": 5}
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b001: 5}


def test_which_errors_may_pass():
    file = AzureProvider()
    assert file.is_transient(ServiceRequestError("no route")) is True
    assert file.is_transient(ServiceResponseError("cut off")) is True
    # known by its status, whoever raises it
    assert file.is_transient(HttpResponseError("busy")) is None
