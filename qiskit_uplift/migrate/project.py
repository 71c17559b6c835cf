"""Many files at once: each is read, migrated and written on its own, in several processes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from qiskit_uplift.migrate.engine import Engine, ParseError
from qiskit_uplift.migrate.notebook import migrate_notebook
from qiskit_uplift.migrate.rule import Finding, Target
from qiskit_uplift.migrate.settings import Settings
from qiskit_uplift.migrate.source import Source
from qiskit_uplift.migrate.verification.verdict import DIFFERENT, Verdict

_AHEAD = 4
"""Files that are handed to each process before its results are taken, so that memory stays flat."""


@dataclass(frozen=True)
class FileResult:
    """What became of a file.

    Attributes:
        path: The file as it was named.
        findings: What the rules had to say.
        changed: Whether its text is, or would be, another one.
        before: The old text, where it was asked for and it changed.
        after: The new text, likewise.
        error: Why it couldn't be migrated; None where it could.
        line: Where that is, from 1.
        verdict: Whether it computes the same, where that was asked for and it changed.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    changed: bool = False
    before: str = ""
    after: str = ""
    error: str | None = None
    line: int = 1
    verdict: Verdict | None = None

    @property
    def held_back(self) -> bool:
        """Whether its new text must not be written, as it computes something else."""
        return self.verdict is not None and self.verdict.word == DIFFERENT


def migrate_bytes(data: bytes, path: str, settings: Settings) -> tuple[FileResult, bytes]:
    """Migrate what a file holds.

    Args:
        data: Its bytes.
        path: Its name, which says whether it is a notebook.
        settings: How.

    Returns:
        What became of it, and its new bytes.
    """
    engine = _engine(settings)
    if b"qiskit" not in data:
        return FileResult(path), data
    try:
        if path.endswith(".ipynb"):
            source = Source(data.decode("utf-8-sig"), bom=data.startswith(b"\xef\xbb\xbf"))
            outcome = migrate_notebook(engine, source.text)
        else:
            source = Source.decode(data)
            reexports = Path(path).name == "__init__.py"
            outcome = engine.migrate(source, reexports=reexports)
    except ParseError as error:
        return FileResult(path, error=f"it can't be parsed: {error}", line=error.line), data
    except (SyntaxError, ValueError) as error:
        # an encoding that isn't there, or JSON that is no notebook
        return FileResult(path, error=f"it can't be read: {error}"), data
    except RecursionError:
        return FileResult(path, error="it is nested too deep"), data
    changed = outcome.text != source.text
    new = source.encode(outcome.text) if changed else data
    before, after = (source.text, outcome.text) if changed else ("", "")
    return FileResult(path, outcome.findings, changed, before, after), new


def migrate_file(path: str, settings: Settings, *, write: bool, texts: bool) -> FileResult:
    """Migrate a file.

    Args:
        path: The file.
        settings: How.
        write: Whether the new text is written.
        texts: Whether both texts are wanted in the result.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        return FileResult(path, error=f"it can't be read: {error.strerror}")
    try:
        result, new = migrate_bytes(data, path, settings)
        if write and result.changed:
            write_file(Path(path), new)
    except OSError as error:
        return FileResult(path, error=f"it can't be written: {error.strerror}")
    except Exception as error:
        return FileResult(path, error=f"a mistake of qiskit-uplift: {error!r}")
    return result if texts else replace(result, before="", after="")


def write_file(path: Path, data: bytes) -> None:
    """Put new bytes in the place of a file at once, with its mode, through links.

    Raises:
        OSError: It can't be written.
    """
    target = path.resolve()
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(data)
        part.chmod(target.stat().st_mode)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def migrate_files(
    paths: Iterable[Path], settings: Settings, *, write: bool, texts: bool, jobs: int = 1
) -> Iterator[FileResult]:
    """Migrate files, in their order.

    Args:
        paths: The files.
        settings: How.
        write: Whether new texts are written.
        texts: Whether both texts are wanted in the results.
        jobs: How many processes work on it; 0 for one a core.

    Yields:
        A result for each file, as soon as those before it are there.
    """
    count = jobs or os.cpu_count() or 1
    names = (str(path) for path in paths)
    first = list(islice(names, 2))
    if count == 1 or len(first) < 2:
        for name in (*first, *names):
            yield migrate_file(name, settings, write=write, texts=texts)
        return
    # forked processes could inherit a lock that a thread of the caller holds
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        waiting: list[Future[FileResult]] = []
        for name in (*first, *names):
            waiting.append(pool.submit(migrate_file, name, settings, write=write, texts=texts))
            while len(waiting) >= count * _AHEAD:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


@cache
def _engine(settings: Settings) -> Engine:
    return Engine(settings.rules(), unsafe=settings.unsafe, target=Target(settings.target))
