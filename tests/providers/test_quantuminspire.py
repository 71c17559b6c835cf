"""Quantum Inspire's backends, with a stand-in for its platform.

The stand-in reads the cQASM that is sent, runs it, and answers in the platform's own format.
"""

import re
import warnings
from collections import Counter
from datetime import datetime, timezone

import pytest
from common import (
    Basics,
    Estimates,
    MidCircuit,
    NeverWrong,
    PartialMeasurement,
    ShortShots,
    bell,
    outcomes,
    permuted,
    written,
)
from compute_api_client import BackendType, BatchJob, BatchJobStatus, Result
from qi2_shared.hybrid.quantum_interface import ExecuteCircuitResult
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.providers import JobTimeoutError
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import ExecutionError, OptionError, RetrievalError

with warnings.catch_warnings():
    # its parser of cQASM warns as it is loaded, and crashes where a warning is an error
    warnings.simplefilter("ignore")
    from qiskit_quantuminspire import cqasm
    from qiskit_quantuminspire.hybrid.hybrid_backend import QIHybridBackend
    from qiskit_quantuminspire.qi_backend import QIBackend
    from qiskit_quantuminspire.qi_jobs import QIJob

GATES = {
    "I": "id", "H": "h", "X": "x", "Y": "y", "Z": "z", "S": "s", "Sdag": "sdg", "T": "t",
    "Tdag": "tdg", "Rx": "rx", "Ry": "ry", "Rz": "rz", "CNOT": "cx", "CZ": "cz", "CR": "cp",
    "SWAP": "swap", "reset": "reset", "barrier": "barrier",
}  # fmt: skip
GATE = re.compile(r"(\w+)(?:\(([^)]*)\))? (q\[\d+\](?:, q\[\d+\])*)")
MEASURE = re.compile(r"b\[(\d+)\] = measure q\[(\d+)\]")


def read_cqasm(program):
    """The circuit of a program in cQASM 3, as far as the package writes it."""
    version, qubits, clbits, *lines = filter(None, program.splitlines())
    assert version == "version 3.0"
    sizes = re.fullmatch(r"qubit\[(\d+)\] q bit\[(\d+)\] b", f"{qubits} {clbits}").groups()
    circuit = QuantumCircuit(*map(int, sizes))
    for line in lines:
        measured = MEASURE.fullmatch(line)
        if measured:
            clbit, qubit = map(int, measured.groups())
            circuit.measure(qubit, clbit)
        else:
            name, angle, places = GATE.fullmatch(line).groups()
            operands = [int(place) for place in re.findall(r"\d+", places)]
            getattr(circuit, GATES[name])(*([float(angle)] if angle else []), *operands)
    return circuit


def backend_type(**changes):
    facts = {
        "id": 1, "name": "emulator", "infrastructure": "any", "description": "a stand-in",
        "image_id": "any", "is_hardware": False, "supports_raw_data": True, "features": [],
        "default_compiler_config": {}, "nqubits": 6, "status": "idle", "messages": {},
        "gateset": [*GATES, "measure"],
        "topology": [[i, j] for i in range(6) for j in range(6) if i != j],
        "default_number_of_shots": 512, "max_number_of_shots": 2048, "enabled": True,
        "identifier": "any", "job_execution_time_limit": 60, "max_jobs_per_batch_job": 100,
        "batchjobs_per_queue_limit": 10,
    }  # fmt: skip
    return BackendType.model_validate({**facts, **changes})


class Platform:
    """What runs the circuits of a hybrid algorithm; the one object that the backend talks to."""

    def __init__(self, **changes):
        self.backend_type = backend_type(**changes)
        self.requests = []
        self.failing = False
        self.rows = None

    def execute_circuit(self, circuit, number_of_shots, raw_data_enabled=False):
        self.requests.append((circuit, number_of_shots, raw_data_enabled))
        program = read_cqasm(circuit)
        if self.rows is None:
            job = AerSimulator().run(program, shots=number_of_shots, memory=True)
            memory = [] if self.failing else job.result().get_memory()
        else:
            memory = [written(program, row) for row in self.rows]
        return ExecuteCircuitResult(
            results=dict(Counter(memory)),
            raw_data=memory if raw_data_enabled else None,
            shots_requested=number_of_shots,
            shots_done=len(memory),
        )


class Everything(Basics, PartialMeasurement, MidCircuit, Estimates, NeverWrong, ShortShots):
    provider = "quantuminspire"
    shot_order = ""
    num_circuits = 40

    def plant(self, backend, rows):
        self.platform(backend).rows = rows

    def platform(self, backend):
        return backend._quantum_interface

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=7).run([bell()])

    def test_limits(self, backend):
        assert uplift(backend).limits.max_shots == 2048
        result = self.sampler(backend).run([bell()], shots=2049).result()[0]
        assert result.metadata["shots_per_job"] == [1025, 1024]

    def test_the_default_is_the_backends_own(self, backend):
        circuit = QuantumCircuit(1, 1)
        circuit.x(0)
        circuit.measure(0, 0)
        assert uplift(backend).run(circuit).result().get_counts() == {"1": 512}

    def test_the_options_of_a_run_do_not_stick(self, backend):
        # the reason for putting them back
        backend.run(bell(), shots=9, memory=True)
        assert (backend.options.shots, backend.options.memory) == (9, True)
        backend.set_options(shots=512, memory=False)
        self.sampler(backend).run([bell()], shots=5).result()
        assert (backend.options.shots, backend.options.memory) == (512, False)
        assert backend.run(permuted()).result().results[0].shots == 512

    def test_bits_of_several_registers_are_not_mixed_up(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(2, "p"), QuantumRegister(2, "q"),
            ClassicalRegister(2, "a"), ClassicalRegister(2, "b"),
        )  # fmt: skip
        circuit.x(2)
        circuit.cx(2, 1)
        circuit.measure([0, 1, 2, 3], [3, 1, 2, 0])
        # the reason for the new registers: a bit is known by its place in its own
        assert "b[1] = measure q[0]\nb[1] = measure q[1]" in cqasm.dumps(circuit)
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert outcomes(circuit, result) == {0b0110: 5}


class TestHybrid(Everything):
    @pytest.fixture
    def backend(self):
        return QIHybridBackend(Platform())

    def test_memory_is_asked_for(self, backend):
        result = self.sampler(backend).run([bell()], shots=20).result()[0]
        assert result.metadata["sent"] == {"shots": 20, "memory": True}
        ((_, shots, raw_data),) = backend._quantum_interface.requests
        assert (shots, raw_data) == (20, True)

    def test_a_failed_circuit_is_reported(self, backend):
        backend._quantum_interface.failing = True
        with pytest.raises(ExecutionError, match="failed"):
            self.sampler(backend).run([bell()]).result()


class TestWithoutRawData(Everything):
    shot_order = "synthetic"

    @pytest.fixture
    def backend(self):
        return QIHybridBackend(Platform(supports_raw_data=False))

    def test_the_options_of_a_run_do_not_stick(self, backend):
        self.sampler(backend).run([bell()], shots=5).result()
        assert backend.options.shots == 512

    def test_memory_is_refused(self, backend):
        with pytest.raises(OptionError, match="no option 'memory'"):
            self.sampler(backend, run_options={"memory": True}).run([bell()])


class TestFromOutside(Everything):
    """``QIBackend``: what its job asks the platform for is answered at once."""

    @pytest.fixture
    def backend(self, monkeypatch):
        platform = Platform()
        pending = {}

        async def submit(job):
            job.batch_job_id = len(pending)
            options = job.backend().options
            pending[job.batch_job_id] = [
                platform.execute_circuit(cqasm.dumps(data.circuit), options.shots, options.memory)
                for data in job.circuits_run_data
            ]

        async def status(job):
            batch_job = {"id": 1, "created_on": datetime.now(timezone.utc), "user_id": 1}
            return BatchJob.model_construct(**batch_job, status=BatchJobStatus.FINISHED)

        async def results(job):
            answers = pending[job.batch_job_id]
            for data, answer in zip(job.circuits_run_data, answers, strict=True):
                now = datetime.now(timezone.utc)
                known = dict.fromkeys(("id", "metadata_id", "job_id"), 1)
                data.results = Result(
                    **known, created_on=now, execution_time_in_seconds=1, **answer.model_dump()
                )

        monkeypatch.setattr(QIBackend, "get_backend_type", lambda self: platform.backend_type)
        monkeypatch.setattr(QIJob, "_submit_async", submit)
        monkeypatch.setattr(QIJob, "_fetch_batchjob_status", status)
        monkeypatch.setattr(QIJob, "_fetch_job_results", results)
        backend = QIBackend(platform.backend_type)
        backend.platform = platform
        return backend

    def platform(self, backend):
        return backend.platform

    def test_a_job_is_waited_for(self, backend, monkeypatch):
        waits = []
        monkeypatch.setattr(
            QIJob,
            "wait_for_final_state",
            lambda job, timeout=None: waits.append(timeout),
        )
        self.sampler(backend).run([bell()], shots=5).result()
        backend.run(bell(), shots=5).result()
        # without being told so it gives up after a minute
        assert waits == [None, 60.0]

    def test_a_job_can_not_be_fetched_without_its_circuits(self, backend):
        file = uplift(backend).provider_file
        assert not file.is_local(backend)
        with pytest.raises(RetrievalError, match="no way to fetch"):
            file.retrieve(backend, "1")

    def test_giving_up_would_be_an_error(self, backend, monkeypatch):
        queued = BatchJob.model_construct(status=BatchJobStatus.QUEUED)

        async def status(job):
            return queued

        monkeypatch.setattr(QIJob, "_fetch_batchjob_status", status)
        job = backend.run(bell(), shots=5)
        with pytest.raises(JobTimeoutError):
            job.result(timeout=0.0)
