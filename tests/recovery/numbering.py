"""A device that numbers its shots: each outcome is a number that it has given out once."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from dataclasses import dataclass, field

from qiskit.circuit import QuantumCircuit
from qiskit.providers import BackendV2, JobError, JobStatus, JobV1, Options
from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData
from qiskit.transpiler import Target

from qiskit_uplift._qiskit.results import experiment_header
from qiskit_uplift.adapters.options import RunOption
from qiskit_uplift.adapters.provider import Provider

WIDTH = 32
"""The qubits of the device, all of which are measured."""


@dataclass(frozen=True)
class Accepted:
    """What the device has of one job.

    Attributes:
        job_id: Its id.
        tag: What the caller calls it, if anything.
        shots: The numbers of each circuit's shots, by the circuit's name.
    """

    job_id: str
    tag: str | None
    shots: dict[str, range]


@dataclass
class Ledger:
    """All jobs that the device has accepted, whoever knows of them.

    Attributes:
        accepted: In the order in which they came.
        acknowledged: The ids that were told to the caller.
    """

    accepted: list[Accepted] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)

    def __post_init__(self):
        self._lock = threading.Lock()
        self._shots = itertools.count(1)

    def accept(self, circuits, shots, tag):
        with self._lock:
            numbers = {}
            for circuit in circuits:
                first = next(self._shots)
                numbers[circuit.name] = range(first, first + shots)
                self._shots = itertools.count(first + shots)
            job = Accepted(f"job-{len(self.accepted)}", tag, numbers)
            self.accepted.append(job)
            return job

    def job(self, job_id):
        for each in self.accepted:
            if each.job_id == job_id:
                return each
        raise JobError(f"The device has no job {job_id!r}.")

    def tagged(self, tag):
        return [each for each in self.accepted if each.tag == tag]

    def numbers(self, name):
        """The numbers of all shots of the circuits of that name, by job."""
        return [set(each.shots[name]) for each in self.accepted if name in each.shots]

    @property
    def batches(self):
        """How often each batch was accepted: what is in it, and its part of the circuit's shots."""
        return Counter((tuple(each.shots), each.tag) for each in self.accepted)


def result_of(job, name):
    """The result of a job, as Qiskit writes it."""
    experiments = [
        ExperimentResult(
            shots=len(numbers),
            success=True,
            data=ExperimentResultData(memory=[hex(number) for number in numbers]),
            header=experiment_header({"name": circuit, "memory_slots": WIDTH}),
        )
        for circuit, numbers in job.shots.items()
    ]
    return Result(
        backend_name=name,
        backend_version="1",
        job_id=job.job_id,
        success=True,
        results=experiments,
    )


class NumberedJob(JobV1):
    """A job that was done when it was accepted."""

    def __init__(self, backend, accepted):
        super().__init__(backend, accepted.job_id)
        self._accepted = accepted

    def submit(self):
        """It was."""

    def result(self, timeout=None):
        return result_of(self._accepted, self.backend().name)

    def status(self):
        return JobStatus.DONE

    def cancel(self):
        return False


class NumberingBackend(BackendV2):
    """A device in this process; ``ledger`` is what it has accepted."""

    def __init__(self, name="numbering"):
        super().__init__(name=name)
        self.ledger = Ledger()
        self._target = target()

    @property
    def target(self):
        return self._target

    @property
    def max_circuits(self):
        return None

    @classmethod
    def _default_options(cls):
        return Options(shots=1024, memory=False)

    def run(self, circuits, *, shots=1024, memory=False, tag=None):
        batch = [circuits] if isinstance(circuits, QuantumCircuit) else list(circuits)
        job = self.ledger.accept(batch, shots, tag)
        return NumberedJob(self, job)

    def retrieve_job(self, job_id):
        return NumberedJob(self, self.ledger.job(job_id))

    def jobs(self, tag):
        return [self.retrieve_job(each.job_id) for each in self.ledger.tagged(tag)]


class Untagged(Provider):
    """A provider that can be asked for jobs by their ids alone."""

    name = "untagged"
    memory = "memory"
    options = (
        RunOption("shots", int, "how often each circuit is run", minimum=1),
        RunOption("memory", bool, "whether to return one outcome a shot"),
    )


class Tagged(Untagged):
    """A provider that can be asked for jobs by a name of the caller's own."""

    name = "tagged"
    tag = "tag"
    options = (*Untagged.options, RunOption("tag", str, "the caller's name of the job"))

    def find(self, backend, tag):
        # by way of the ids, so that what faults do to a job is done to one found so
        return [backend.retrieve_job(job.job_id()) for job in backend.jobs(tag=tag)]


def target():
    return Target.from_configuration(basis_gates=["x", "rz", "measure"], num_qubits=WIDTH)


def circuits(number):
    """Circuits of which no two are equal; the device tells them apart by their names."""
    made = []
    for place in range(number):
        circuit = QuantumCircuit(WIDTH, name=f"circuit-{place:02}")
        circuit.rz(place / 100, 0)
        circuit.measure_all()
        made.append(circuit)
    return made


def shots_of(pub):
    """The numbers of the shots of a PUB's result."""
    return [int(bits, 2) for bits in pub.data.meas.get_bitstrings()]
