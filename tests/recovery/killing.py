"""Processes that run or resume on the device server, and are killed in the middle of it."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import threading
from typing import NamedTuple

from qiskit_uplift import resume, uplift
from qiskit_uplift.adapters.journal import Journal
from qiskit_uplift.adapters.retry import RetryPolicy
from qiskit_uplift.exceptions import UncertainSubmissionError
from tests.recovery.numbering import Tagged, Untagged, circuits
from tests.recovery.server import START, RemoteBackend, Strike

BATCHES = 20
_TOO_LONG = 60  # seconds


class Shape(NamedTuple):
    """Runs of `BATCHES` batches each: how many circuits, and how the device limits them."""

    circuits: int
    max_shots: int | None = None
    max_jobs: int | None = None

    @property
    def shots(self):
        """The shots of a circuit that make so many batches."""
        return 12 if self.max_shots is None else self.max_shots * BATCHES // self.circuits


SHAPES = (
    Shape(BATCHES),
    Shape(BATCHES, max_jobs=3),
    Shape(5, max_shots=3),
    Shape(1, max_shots=1, max_jobs=7),
)


class Scene(NamedTuple):
    """Where a run takes place; goes to other processes as it is."""

    address: tuple
    path: str
    tagged: bool
    shape: Shape


class InJournal(NamedTuple):
    """Die in that transaction of the journal, counted from 0, before its commit or after."""

    transaction: int
    committed: bool


class AfterSeconds(NamedTuple):
    """Die by the clock, wherever the process may be."""

    seconds: float


class MortalJournal(Journal):
    """A journal in one of whose transactions the process dies."""

    death: InJournal | None = None
    transactions = 0

    @contextlib.contextmanager
    def _open(self):
        number, self.transactions = self.transactions, self.transactions + 1
        ends = self.death is not None and number == self.death.transaction
        with super()._open() as connection:
            yield connection
            if ends and not self.death.committed:
                die()
        if ends:
            die()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def backend(scene, journal):
    shape = scene.shape
    return uplift(
        RemoteBackend(scene.address),
        provider=Tagged if scene.tagged else Untagged,
        max_circuits=1,
        max_shots=shape.max_shots,
        max_jobs=shape.max_jobs,
        retry=RetryPolicy(attempts=1),
        journal=journal,
    )


def live(scene, run_id, death):
    """A whole life: run, or resume a run, up to the death."""
    faulthandler.dump_traceback_later(_TOO_LONG, exit=True)  # a test that hangs tells nothing
    journal = MortalJournal(scene.path)
    journal.death = death if isinstance(death, InJournal) else None
    if isinstance(death, AfterSeconds):
        clock = threading.Timer(death.seconds, die)
        clock.daemon = True
        clock.start()
    adapter = backend(scene, journal)
    if run_id is None:
        job = adapter.sampler().run(circuits(scene.shape.circuits), shots=scene.shape.shots)
    else:
        job = resume(run_id, adapter)
    # left to the test: what an earlier life didn't live to see
    with contextlib.suppress(*(() if scene.tagged else (UncertainSubmissionError,))):
        job.result()


def live_and_die(server, scene, run_id, death):
    """`live` in a process of its own.

    Returns:
        Its exit code, once the server has dealt with all that the process had asked for.
    """
    server.arm(death if isinstance(death, Strike) else None)
    process = START.Process(target=live, args=(scene, run_id, death))
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    server.settle()
    server.arm(None)
    return code
