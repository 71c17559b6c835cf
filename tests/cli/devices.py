"""Backends that the tests of the command line name as ``tests.cli.devices:...``."""

from typing import ClassVar

from qiskit.providers import Options


class Plain:
    """Always reads zeros; takes shots and nothing else."""

    def run(self, circuits, shots=1):
        return [{"0" * circuit.num_clbits: shots} for circuit in circuits]


class Typed(Plain):
    """The same, with one option of each kind, and the last call kept for the test to look at."""

    sent = None

    def run(self, circuits, shots=1, *, verbose=False, rounds=3, rate=0.5, method="a", extra=None):
        type(self).sent = {
            "verbose": verbose, "rounds": rounds, "rate": rate, "method": method, "extra": extra,
        }  # fmt: skip
        return super().run(circuits, shots)


class Choosy(Plain):
    """Takes few numbers of shots."""

    options = Options(shots=90)
    options.set_validator("shots", (80, 100))


class CloudJob:
    def __init__(self, job_id, result):
        self._job_id, self._result = job_id, result

    def job_id(self):
        return self._job_id

    def result(self):
        if self._result is None:
            raise RuntimeError("calibration is under way, token=s3cret")
        return self._result


class Cloud(Plain):
    """Keeps its jobs, and breaks those that are submitted while it is ``broken``."""

    broken = False
    jobs: ClassVar = {}

    def run(self, circuits, shots=1):
        result = None if self.broken else super().run(circuits, shots)
        job = CloudJob(f"cloud-{len(self.jobs)}", result)
        self.jobs[job.job_id()] = job
        return job

    def retrieve_job(self, job_id):
        return self.jobs[job_id]


class Broken:
    def run(self, circuits, shots=1):
        raise RuntimeError("the cloud\n  says \x1b[1mno\x1b[0m")


class Silent:
    def run(self, circuits, shots=1):
        raise RuntimeError


class Interrupted:
    def run(self, circuits, shots=1):
        raise KeyboardInterrupt


class NeedsArguments:
    def __init__(self, token):
        self.token = token


class NoBackend:
    """Has no ``run``."""
