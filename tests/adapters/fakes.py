"""Small backends that speak badly, each in one way; the truth is computed by Aer."""

from __future__ import annotations

import threading
import warnings
from types import SimpleNamespace

from qiskit.circuit import QuantumCircuit
from qiskit.providers import BackendV2, JobStatus, JobV1, Options
from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData
from qiskit.transpiler import Target
from qiskit_aer import AerSimulator

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.encoding import encode_counts, encode_memory
from qiskit_uplift.adapters.samples import Samples


def known(value: int) -> QuantumCircuit:
    """Two qubits whose outcome is certain."""
    circuit = QuantumCircuit(2, name=f"known_{value}")
    for qubit in range(2):
        if value >> qubit & 1:
            circuit.x(qubit)
    circuit.measure_all()
    return circuit


def unequal(circuit: QuantumCircuit, number: int) -> list[QuantumCircuit]:
    """Circuits of one distribution, no two of them equal, so that each is sent by itself."""
    circuits = [circuit.copy() for _ in range(number)]
    for place, each in enumerate(circuits):
        each.global_phase = place / 10
    return circuits


def sample(circuit: QuantumCircuit, shots: int, seed: int = 1) -> Samples:
    """True outcomes of a circuit."""
    found = AerSimulator().run(circuit, shots=shots, memory=True, seed_simulator=seed).result()
    memory = [int(outcome, 16) for outcome in found.results[0].data.memory]
    return Samples.from_memory(memory, circuit.num_clbits)


class DoneJob(JobV1):
    """A job that was done when it was made."""

    def __init__(self, backend, result, job_id="provider-1"):
        super().__init__(backend, job_id)
        self._result = result

    def submit(self):
        """Nothing is left to submit."""

    def result(self):
        if isinstance(self._result, Exception):
            raise self._result
        return self._result

    def status(self):
        return JobStatus.DONE


class Talker(BackendV2):
    """A ``BackendV2`` that writes its outcomes in one notation.

    Args:
        memory: The notation of the memory, or None for counts alone.
        counts: The notation of the counts, or None for memory alone.
        returned: How many shots come back of those asked for; a function of both their numbers.
        mangle: Changes each experiment's data before it is returned.
        success: Whether the experiments say that they worked.
    """

    def __init__(
        self,
        memory=Notation.HEX,
        counts=Notation.HEX,
        *,
        returned=lambda shots: shots,
        mangle=lambda data: data,
        success=True,
        target=None,
        options=None,
    ):
        super().__init__(name="talker")
        self._memory, self._counts = memory, counts
        self._returned, self._mangle, self._success = returned, mangle, success
        self._target = target or AerSimulator().target
        self._options = options or Options(shots=1024, memory=False, seed_simulator=None)
        self.calls: list[SimpleNamespace] = []

    @property
    def target(self) -> Target:
        return self._target

    @property
    def max_circuits(self):
        return None

    @classmethod
    def _default_options(cls):
        return Options()

    def run(self, run_input, **options):
        circuits = [run_input] if isinstance(run_input, QuantumCircuit) else list(run_input)
        self.calls.append(SimpleNamespace(circuits=circuits, options=options))
        experiments = [self._experiment(circuit, options) for circuit in circuits]
        return DoneJob(
            self,
            Result(
                backend_name=self.name,
                backend_version="1",
                job_id="provider-1",
                success=self._success,
                results=experiments,
            ),
        )

    def _experiment(self, circuit, options):
        shots = options.get("shots", 1024)
        samples = sample(circuit, self._returned(shots), options.get("seed_simulator") or 1)
        data = {}
        if self._memory is not None:
            data["memory"] = encode_memory(samples, self._memory, circuit)
        if self._counts is not None:
            data["counts"] = encode_counts(samples, self._counts, circuit)
        return ExperimentResult(
            shots=samples.num_shots,
            success=self._success,
            data=ExperimentResultData(**self._mangle(data)),
            status="DONE" if self._success else "ERROR: qubit 3 is being serviced",
        )


class StrictBackend(Talker):
    """Takes ``circuits`` and ``shots``, and nothing else."""

    def run(self, circuits, shots):
        return super().run(circuits, shots=shots)


class GuideBackend(Talker):
    """Warns of options it doesn't know, as Qiskit's guide to writing a provider has it."""

    def __init__(self, **kwargs):
        super().__init__(memory=None, options=Options(shots=1024), **kwargs)

    def run(self, circuits, **kwargs):
        for name in kwargs:
            if not hasattr(self.options, name):
                warnings.warn(
                    f"Option {name} is not used by this backend", UserWarning, stacklevel=2
                )
        return super().run(circuits, **kwargs)


class HeldJob(DoneJob):
    """A job that runs until it is released or cancelled."""

    def __init__(self, backend, result, job_id):
        super().__init__(backend, result, job_id)
        self.event = threading.Event()
        self.was_cancelled = False

    def release(self):
        self.event.set()

    def result(self):
        self.event.wait()
        if self.was_cancelled:
            raise RuntimeError("the job was cancelled")
        return super().result()

    def status(self):
        if not self.event.is_set():
            return JobStatus.RUNNING
        return JobStatus.CANCELLED if self.was_cancelled else JobStatus.DONE

    def cancel(self):
        self.was_cancelled = True
        self.event.set()


class OneByOne(Talker):
    """Takes one circuit a job; each job is held until the test releases it.

    Args:
        broken: The numbers of the jobs whose result raises.
        refused: The numbers of the calls of ``run`` that raise.
    """

    def __init__(self, broken=(), refused=(), **kwargs):
        super().__init__(**kwargs)
        self._broken, self._refused = broken, refused
        self.jobs: list[HeldJob] = []

    @property
    def max_circuits(self):
        return 1

    def run(self, run_input, **options):
        number = len(self.jobs)
        if number in self._refused:
            raise PermissionError("the login has expired")
        result = super().run(run_input, **options).result()
        if number in self._broken:
            result = OSError("the archive is down")
        self.jobs.append(HeldJob(self, result, f"held-{number}"))
        return self.jobs[-1]

    def release(self):
        for job in self.jobs:
            job.release()
