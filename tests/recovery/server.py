"""The numbering device in a process of its own, and the backend that talks to it.

The server knows which process each request comes from, and kills it where a test wants it to: just
before a request is handled, after it was handled and before it is answered, or after the answer.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Client, Listener
from typing import Literal, NamedTuple

from qiskit.providers import BackendV2, JobError, JobStatus, JobV1, Options

from tests.recovery.numbering import Ledger, result_of, target

_OF_THE_TEST = ("arm", "settle", "books")  # these requests count for nothing
PHASES = ("before it is handled", "before it is answered", "after it was answered")
_FAILURES = (EOFError, OSError, multiprocessing.AuthenticationError)

# A child is forked from a process that has Qiskit loaded and nothing else running.
START = multiprocessing.get_context("forkserver")
START.set_forkserver_preload(["tests.recovery.killing"])


class Strike(NamedTuple):
    """When the server kills a client: at which request, counted from 0, and in which phase."""

    request: int
    phase: Literal["before it is handled", "before it is answered", "after it was answered"]


class Address(NamedTuple):
    """Where a server listens; all that another process needs to know."""

    place: str
    key: bytes


class Device:
    """What the server does; methods of it are the requests of clients."""

    def __init__(self):
        self.ledger = Ledger()
        self._changed = threading.Condition()
        self._strike = None
        self._seen = self._talks = 0

    def begin(self):
        with self._changed:
            self._talks += 1

    def end(self):
        with self._changed:
            self._talks -= 1
            self._changed.notify_all()

    def settle(self):
        """Wait until every other request is done, of those whose clients are dead as well."""
        with self._changed:
            self._changed.wait_for(lambda: self._talks == 1)

    def arm(self, strike):
        """Kill the client that makes that request, counted from now on; None for no client."""
        with self._changed:
            self._strike, self._seen = strike, 0

    def phase(self):
        """In which phase of a request that begins now its client dies; None for not at all."""
        with self._changed:
            struck = self._strike is not None and self._seen == self._strike.request
            self._seen += 1
            return self._strike.phase if struck else None

    def run(self, circuits, shots, tag):
        return self.ledger.accept(circuits, shots, tag)

    def job(self, job_id):
        return self.ledger.job(job_id)

    def jobs(self, tag):
        return self.ledger.tagged(tag)

    def books(self):
        return self.ledger.accepted, self.ledger.acknowledged


def _serve(pipe, key):
    device = Device()
    with Listener(authkey=key) as listener:
        pipe.send(listener.address)
        while True:
            with contextlib.suppress(*_FAILURES):  # a client may die in the middle of its greeting
                connection = listener.accept()
                device.begin()
                threading.Thread(target=_converse, args=(device, connection), daemon=True).start()


def _converse(device, connection):
    try:
        with connection, contextlib.suppress(*_FAILURES):
            _answer(device, connection)
    finally:
        device.end()


def _answer(device, connection):
    client, request, arguments = connection.recv()
    phase = None if request in _OF_THE_TEST else device.phase()
    if phase == PHASES[0]:
        os.kill(client, signal.SIGKILL)
        return
    try:
        answer = getattr(device, request)(*arguments)
    except JobError as error:  # it is the client's to raise
        answer = error
    if phase == PHASES[1]:
        os.kill(client, signal.SIGKILL)
        return
    connection.send(answer)
    if request == "run":
        device.ledger.acknowledged.add(answer.job_id)
    if phase == PHASES[2]:
        os.kill(client, signal.SIGKILL)


class Server:
    """The device in its process, until the end of the ``with`` block."""

    def __enter__(self):
        key = os.urandom(16)
        ours, theirs = START.Pipe()
        self._process = START.Process(target=_serve, args=(theirs, key), daemon=True)
        self._process.start()
        theirs.close()
        self.address = Address(ours.recv(), key)
        ours.close()
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.join()
        self._process.close()

    def arm(self, strike):
        ask(self.address, "arm", strike)

    def settle(self):
        ask(self.address, "settle")

    @property
    def ledger(self):
        """What the device has accepted and acknowledged until now."""
        return Ledger(*ask(self.address, "books"))


def ask(address, request, *arguments):
    """One request; what it raises there is raised here."""
    with Client(address.place, authkey=address.key) as connection:
        connection.send((os.getpid(), request, arguments))
        answer = connection.recv()
    if isinstance(answer, Exception):
        raise answer
    return answer


class RemoteJob(JobV1):
    """A job of the server's; its result is fetched when it is asked for."""

    def submit(self):
        """It was."""

    def result(self):
        return result_of(ask(self.backend().address, "job", self.job_id()), "remote")

    def status(self):
        ask(self.backend().address, "job", self.job_id())
        return JobStatus.DONE


class RemoteBackend(BackendV2):
    """The server's device; made by its address in any process."""

    def __init__(self, address):
        super().__init__(name="remote")
        self.address = address
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
        batch = circuits if isinstance(circuits, list) else [circuits]
        return RemoteJob(self, ask(self.address, "run", batch, shots, tag).job_id)

    def retrieve_job(self, job_id):
        return RemoteJob(self, ask(self.address, "job", job_id).job_id)

    def jobs(self, tag):
        return [RemoteJob(self, each.job_id) for each in ask(self.address, "jobs", tag)]
