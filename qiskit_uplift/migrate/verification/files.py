"""Many files: migrated, then run before and after, and written only then."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from qiskit_uplift.migrate.project import FileResult, migrate_files, write_file
from qiskit_uplift.migrate.settings import Settings
from qiskit_uplift.migrate.source import Source
from qiskit_uplift.migrate.verification.verifying import Verifier


def verify_files(
    paths: Iterable[Path],
    settings: Settings,
    verifier: Verifier,
    *,
    write: bool,
    texts: bool,
    jobs: int = 0,
) -> Iterator[FileResult]:
    """Migrate files, and verify those that change, each by runs of the old and the new program.

    A module of the project that a migrated program imports is migrated for that run, too.

    Args:
        paths: The files.
        settings: How they are migrated.
        verifier: How they are verified.
        write: Whether new texts are written, once all are verified; not where they differ.
        texts: Whether both texts are wanted in the results.
        jobs: How many programs run at a time; 0 for one a core.

    Yields:
        A result for each file, in their order.
    """
    count = jobs or os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="qiskit-uplift-") as made:
        found: list[tuple[FileResult, Path | None]] = []
        for number, result in enumerate(
            migrate_files(paths, settings, write=False, texts=True, jobs=jobs)
        ):
            new = _kept(result, Path(made, f"{number}")) if result.changed else None
            found.append((replace(result, before="", after=""), new))
        overlay = {
            os.path.abspath(result.path): str(new)
            for result, new in found
            if new is not None and result.path.endswith(".py")
        }
        judge = replace(verifier, overlay=overlay)
        with ThreadPoolExecutor(count) as pool:
            judged = pool.map(lambda item: _judged(judge, *item), found)
            results: Iterable[FileResult] = list(judged) if write else judged
            for result, (_, new) in zip(results, found, strict=True):
                shown = _with_texts(result, new) if texts and new is not None else result
                if write and new is not None and not result.held_back:
                    shown = _written(shown, new)
                yield shown


def _kept(result: FileResult, new: Path) -> Path:
    """The new text in a file, in the encoding of the old one."""
    data = Path(result.path).read_bytes()
    if result.path.endswith(".ipynb"):
        bom = data.startswith(b"\xef\xbb\xbf")
        new.write_bytes((b"\xef\xbb\xbf" if bom else b"") + result.after.encode("utf-8"))
    else:
        new.write_bytes(Source.decode(data).encode(result.after))
    return new


def _read(path: Path, name: str) -> str:
    data = path.read_bytes()
    return data.decode("utf-8-sig") if name.endswith(".ipynb") else Source.decode(data).text


def _judged(verifier: Verifier, result: FileResult, new: Path | None) -> FileResult:
    if new is None:
        return result
    path = Path(result.path)
    left = sum(not finding.fixed for finding in result.findings)
    before, after = _read(path, result.path), _read(new, result.path)
    return replace(result, verdict=verifier.verdict(path, before, after, left=left))


def _written(result: FileResult, new: Path) -> FileResult:
    try:
        write_file(Path(result.path), new.read_bytes())
    except OSError as error:
        return replace(result, error=f"it can't be written: {error.strerror}")
    return result


def _with_texts(result: FileResult, new: Path) -> FileResult:
    before, after = _read(Path(result.path), result.path), _read(new, result.path)
    return replace(result, before=before, after=after)
