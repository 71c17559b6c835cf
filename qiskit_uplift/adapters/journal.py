"""The journal: every run, before its result is waited for, in a file of its own user.

A batch is written down as ``sending`` before it is handed over, and as ``sent`` with the provider's
job id right after. A process that dies in between leaves a batch of which nobody knows whether it
was accepted: that window is one call of the provider's ``run``, and where the provider can be asked
for a tag (`Provider.tag`) it is closed when the run is resumed.

What is written survives the death of the process at once, and a failure of the power as soon as
the run's last batch was handed over: the disk is then told to keep it, while the job is waited for.
Telling it for every batch would take longer than all the rest.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import filelock
import platformdirs

from qiskit_uplift.adapters.planning import Batch
from qiskit_uplift.adapters.records import (
    BatchRecord,
    RunRecord,
    read_samples,
    told,
    write_samples,
)
from qiskit_uplift.adapters.retry import is_network_error
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.exceptions import JournalError, JournalWarning, warn

HOME_VARIABLE = "QISKIT_UPLIFT_HOME"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, kind TEXT, backend TEXT, provider TEXT, pubs BLOB, settings TEXT,
    created REAL, versions TEXT, owner TEXT
);
CREATE TABLE IF NOT EXISTS batches (
    run_id TEXT REFERENCES runs ON DELETE CASCADE, stage INTEGER, place INTEGER,
    circuits TEXT, shots INTEGER, wanted INTEGER, number INTEGER,
    state TEXT, job_ids TEXT, samples BLOB, error TEXT,
    PRIMARY KEY (run_id, stage, place)
);
"""


def home() -> Path:
    """The folder for the data of this package: ``QISKIT_UPLIFT_HOME``, or the platform's own."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named).expanduser() if named else platformdirs.user_data_path("qiskit-uplift")


@functools.cache
def _journal_at(path: Path) -> Journal:
    return Journal(path)


def users_journal() -> Journal:
    """The journal in `home`: one object a process and file, as it holds the file open."""
    return _journal_at(home() / "journal.sqlite3")


class Journal:
    """Runs and what became of their batches, in an SQLite file that only its user can read.

    Several processes and threads may use the same file.

    Args:
        path: The file; None for ``journal.sqlite3`` in `home`. It is made when first needed.

    Example:
        >>> import tempfile
        >>> from qiskit_uplift.adapters.journal import Journal
        >>> folder = tempfile.TemporaryDirectory()
        >>> journal = Journal(f"{folder.name}/journal.sqlite3")
        >>> journal.runs()
        []
        >>> journal.close(); folder.cleanup()
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = home() / "journal.sqlite3" if path is None else Path(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._owner: str | None = None
        self._owner_lock: filelock.BaseFileLock | None = None
        self._live: set[str] = set()
        self._pid = os.getpid()
        self._inherited: tuple[Any, ...] = ()

    # --- the file

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A transaction; what it wrote outlives this process when it ends."""
        with self._lock:
            if self._pid != os.getpid():  # a fork: what was opened before is the parent's, ...
                self._inherited = (self._connection, self._owner_lock)  # ... and stays open
                self._connection = self._owner = self._owner_lock = None
                self._live, self._pid = set(), os.getpid()
            if self._connection is None:
                self._connection = self._connect()
            with self._connection as connection:
                yield connection

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives the files that it puts beside this one the same mode. A file that is there
        # already must not be opened and closed: that takes the locks of other connections away.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self.path.chmod(0o600)
        connection = sqlite3.connect(self.path, timeout=60, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(_SCHEMA)
        return connection

    def sync(self) -> None:
        """Wait until what was written by now survives a failure of the power, too."""
        # SQLite holds no locks on this file, and moves what is in it to the other one by itself
        with contextlib.suppress(OSError):
            descriptor = os.open(f"{self.path}-wal", os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def close(self) -> None:
        """Close the file; it is opened again by need."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if self._owner_lock is not None:
                self._owner_lock.release()
                _remove(Path(self._owner_lock.lock_file))
                self._owner = self._owner_lock = None

    def __reduce__(self) -> Any:
        return Journal, (self.path,)  # a copy opens the file by itself

    # --- who is at work on a run

    def _me(self) -> str:
        """The name of this process in the file; a lock shows others that it is alive."""
        if self._owner is None:
            owner = str(uuid.uuid4())
            lock = filelock.FileLock(self._owner_file(owner), mode=0o600, thread_local=False)
            lock.acquire()
            self._owner, self._owner_lock = owner, lock
        return self._owner

    def _owner_file(self, owner: str) -> Path:
        folder = self.path.with_suffix(".owners")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{owner}.lock"

    def _is_alive(self, owner: str) -> bool:
        lock = filelock.FileLock(self._owner_file(owner), mode=0o600)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            return True
        lock.release()
        _remove(Path(lock.lock_file))
        return False

    # --- writing

    def begin(self, record: RunRecord) -> Entry:
        """Write down a new run, with all batches of its first stage."""
        with self._lock, self._open() as connection:
            connection.execute(
                "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(record.run_id, record.kind, record.backend, record.provider, record.pubs),
                    *(json.dumps(record.settings), record.created, json.dumps(record.versions)),
                    self._me(),
                ),
            )
            for stage, batches in record.batches.items():
                _insert(connection, record.run_id, stage, [each.batch for each in batches])
            self._live.add(record.run_id)
        return Entry(self, record.run_id)

    def take(self, run_id: str) -> Entry:
        """Make this process the one that is at work on a run.

        Raises:
            JournalError: There is no such run, or it is still being worked on.
        """
        with self._lock, self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute(
                "SELECT owner FROM runs WHERE run_id = ?", (run_id,)
            ).fetchone()
            if row is None:
                raise self._unknown(run_id)
            (owner,) = row
            if run_id in self._live or (owner not in (None, self._owner) and self._is_alive(owner)):
                place = "this" if run_id in self._live else "another"
                raise JournalError(
                    f"Run {run_id} is still at work in {place} process. Wait for its job there."
                )
            connection.execute("UPDATE runs SET owner = ? WHERE run_id = ?", (self._me(), run_id))
            self._live.add(run_id)
        return Entry(self, run_id)

    def forget(self, run_id: str) -> None:
        """Delete a run with all that came of it.

        Raises:
            JournalError: There is no such run, or this process is at work on it.
        """
        with self._open() as connection:
            if run_id in self._live:
                raise JournalError(f"Run {run_id} is still at work in this process.")
            if not connection.execute("DELETE FROM runs WHERE run_id = ?", (run_id,)).rowcount:
                raise self._unknown(run_id)

    # --- reading

    def load(self, run_id: str) -> RunRecord:
        """A run with all its batches.

        Raises:
            JournalError: There is no such run.
        """
        with self._open() as connection:
            found = self._read(connection, "WHERE run_id = ?", (run_id,))
        if not found:
            raise self._unknown(run_id)
        return found[0]

    def runs(self) -> list[RunRecord]:
        """All runs, the newest first, without their PUBs and outcomes."""
        if not self.path.exists():
            return []
        with self._open() as connection:
            return self._read(connection, "", (), outcomes=False)

    def at_work(self) -> set[str]:
        """The runs that some process is at work on: this one, or another that is alive.

        A process that ended its part of a run and lives on counts as well.
        """
        if not self.path.exists():
            return set()
        with self._lock, self._open() as connection:
            owners = dict(connection.execute("SELECT run_id, owner FROM runs").fetchall())
            others = {*owners.values()} - {None, self._owner}
            alive = {owner for owner in others if self._is_alive(owner)}
            return self._live | {run_id for run_id, owner in owners.items() if owner in alive}

    def find(self, start: str) -> str:
        """The one run whose id starts so.

        Raises:
            JournalError: None does, or several do.
        """
        if not self.path.exists():
            raise self._unknown(start)
        with self._open() as connection:
            found = [
                run_id
                for (run_id,) in connection.execute(
                    "SELECT run_id FROM runs WHERE substr(run_id, 1, ?) = ?", (len(start), start)
                )
            ]
        if start in found:
            return start
        if len(found) != 1:
            raise (
                JournalError(f"{start!r} is the start of {len(found)} runs; write more of the id.")
                if found
                else self._unknown(start)
            )
        return found[0]

    def _read(
        self,
        connection: sqlite3.Connection,
        where: str,
        values: tuple[str, ...],
        *,
        outcomes: bool = True,
    ) -> list[RunRecord]:
        pubs, samples = ("pubs", "samples") if outcomes else ("x''", "NULL")
        runs = {
            row[0]: RunRecord(
                run_id=row[0],
                kind=row[1],
                backend=row[2],
                provider=row[3],
                pubs=row[4],
                settings=json.loads(row[5]),
                created=row[6],
                versions=json.loads(row[7]),
            )
            for row in connection.execute(
                f"SELECT run_id, kind, backend, provider, {pubs}, settings, created, versions "
                f"FROM runs {where} ORDER BY created DESC",
                values,
            )
        }
        for (
            run_id,
            stage,
            circuits,
            shots,
            wanted,
            number,
            state,
            ids,
            data,
            error,
        ) in connection.execute(
            "SELECT run_id, stage, circuits, shots, wanted, number, state, job_ids, "
            f"{samples}, error FROM batches {where} ORDER BY run_id, stage, place",
            values,
        ):
            batch = Batch(tuple(json.loads(circuits)), shots, wanted, number)
            read = None if data is None else read_samples(data)
            kept = BatchRecord(batch, state, json.loads(ids), read, error)
            runs[run_id].batches.setdefault(stage, []).append(kept)
        return list(runs.values())

    def _unknown(self, run_id: str) -> JournalError:
        return JournalError(
            f"There is no run {run_id!r} in the journal {self.path}; 'qiskit-uplift jobs' lists "
            "those that there are."
        )


class Entry:
    """The place of one run in a journal.

    Args:
        journal: Where.
        run_id: Which.
    """

    def __init__(self, journal: Journal, run_id: str) -> None:
        self.journal = journal
        self.run_id = run_id

    def stage(self, number: int) -> StageEntry:
        """The recorder of one stage."""
        return StageEntry(self, number)

    def end(self) -> None:
        """Nobody is at work on the run any more."""
        with self.journal._lock:
            self.journal._live.discard(self.run_id)


class StageEntry:
    """Writes down what happens to the batches of one stage of a run.

    A run goes on when that fails, with one warning: what is in the journal by then is kept.
    """

    def __init__(self, entry: Entry, stage: int) -> None:
        self._journal = entry.journal
        self._key = (entry.run_id, stage)
        self._is_broken = False

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._journal._open() as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            if not self._is_broken:
                self._is_broken = True
                warn(
                    f"What becomes of run {self._key[0]} can't be written into the journal "
                    f"{self._journal.path} ({type(error).__name__}: {error}), so don't "
                    "resume it in another process: that would submit again what was submitted "
                    "since.",
                    JournalWarning,
                )

    def plan(self, batches: Sequence[Batch]) -> None:
        """Write down the batches of the stage, in the place of others."""
        with self._open() as connection:
            connection.execute("DELETE FROM batches WHERE run_id = ? AND stage = ?", self._key)
            _insert(connection, *self._key, batches)

    def _set(self, place: int, columns: str, *values: Any) -> None:
        with self._open() as connection:
            connection.execute(
                f"UPDATE batches SET {columns} WHERE run_id = ? AND stage = ? AND place = ?",
                (*values, *self._key, place),
            )

    def sending(self, place: int) -> None:
        """The batch is about to be handed over."""
        self._set(place, "state = 'sending'")

    def sent(self, place: int, job_ids: Sequence[str]) -> None:
        """The backend accepted it."""
        self._set(place, "state = 'sent', job_ids = ?", json.dumps(list(job_ids)))

    def refused(self, place: int) -> None:
        """The backend certainly didn't accept it."""
        self._set(place, "state = 'planned'")

    def done(self, place: int, samples: Sequence[Samples]) -> None:
        """Its outcomes are there."""
        self._set(place, "state = 'done', samples = ?, error = NULL", write_samples(samples))

    def failed(self, place: int, error: BaseException) -> None:
        """It was accepted and failed; what the network did to it can be mended by asking again."""
        if not is_network_error(error):
            self._set(place, "state = 'failed', error = ?", told(error))


def _insert(
    connection: sqlite3.Connection, run_id: str, stage: int, batches: Sequence[Batch]
) -> None:
    connection.executemany(
        "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', '[]', NULL, NULL)",
        [
            (run_id, stage, place, json.dumps(each.indices), each.shots, each.wanted, each.number)
            for place, each in enumerate(batches)
        ],
    )


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
