"""Backends that the tests start in another interpreter; nothing here runs in the tests' own."""

import os
import threading
import warnings
from types import SimpleNamespace

from qiskit.providers import Options


class CloudError(Exception):
    """A package's own error, with the answer of a server."""

    def __init__(self, text):
        super().__init__(text)
        self.response = SimpleNamespace(status_code=503)


class UnknownOptionWarning(UserWarning):
    """A package's own warning."""


class Job:
    def __init__(self, counts, job_id="cloud-1"):
        self._counts = counts
        self._job_id = job_id
        self._stop = threading.Event()

    def job_id(self):
        return self._job_id

    def status(self):
        return "JobStatus.CANCELLED" if self._stop.is_set() else "JobStatus.RUNNING"

    def cancel(self):
        self._stop.set()
        return True

    def result(self, timeout=None):
        return SimpleNamespace(get_counts=lambda: self._counts)

    def persist(self, where="store"):
        return f"{where}/{self._job_id}"


class WaitingJob(Job):
    """One whose result comes when it is cancelled."""

    def result(self, timeout=None):
        self._stop.wait()
        raise CloudError("cancelled")


class MeetingJob(Job):
    """One whose result is there only when two are waited for at the same time."""

    meeting = threading.Barrier(2)

    def result(self, timeout=None):
        self.meeting.wait()
        return super().result()


class Backend:
    """What it does is asked for by an option."""

    def __init__(self, secret=None):
        self.options = Options(shots=7, level=1, tool=object())
        self.options.set_validator("shots", (1, 100))
        self.options.set_validator("level", [1, 2])
        self.secret = secret
        self.variable = os.environ.get("HOST_TEST")
        self.provider = SimpleNamespace(retrieve_job=lambda job_id: Job({"1": 3}, job_id))

    def set_options(self, **fields):
        self.options.update_options(**fields)

    def run(self, circuits, shots=7, level=1, do="count"):
        return getattr(self, f"_{do}")(circuits, shots)

    def _count(self, circuits, shots):
        return Job([{"1": shots}] * len(circuits))

    def _wait(self, circuits, shots):
        return WaitingJob([])

    def _meet(self, circuits, shots):
        return MeetingJob([{"1": shots}] * len(circuits))

    def _warn(self, circuits, shots):
        for _ in range(3):
            warnings.warn("option x is not used", UnknownOptionWarning, stacklevel=2)
        return self._count(circuits, shots)

    def _raise_value(self, circuits, shots):
        raise ValueError("shots are odd")

    def _raise_key(self, circuits, shots):
        raise KeyError("no such device")

    def _raise_unicode(self, circuits, shots):
        b"\xff".decode("ascii")

    def _raise_chain(self, circuits, shots):
        try:
            raise ConnectionResetError("by peer")
        except OSError as error:
            raise CloudError("no answer") from error

    def _die(self, circuits, shots):
        os._exit(3)

    def add(self, first, second=0):
        return first + second


def refuse(reason):
    raise RuntimeError(reason)


def doubled(number, secret=None):
    """A function of a package."""
    return 2 * number


def job_of(job_id):
    return Job({"1": 4}, job_id)
