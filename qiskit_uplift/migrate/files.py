"""Which files are migrated: Python and notebooks, without those that git ignores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".py", ".ipynb")
SKIPPED = frozenset(
    "__pycache__ .git .hg .svn .venv venv .env env .tox .nox .eggs node_modules build dist "
    "site-packages .ipynb_checkpoints .mypy_cache .ruff_cache .pytest_cache".split()
)
"""Folders of generated or foreign files."""

_GENERATED = ("_pb2.py", "_pb2_grpc.py", "-checkpoint.ipynb")


def find(paths: Iterable[Path], exclude: Iterable[str] = ()) -> Iterator[Path]:
    """The files to look at.

    Args:
        paths: Files, which are taken as they are, and folders, which are searched.
        exclude: Patterns as in ``.gitignore``, relative to each folder.

    Yields:
        Files, each once, sorted within each folder.
    """
    patterns = list(exclude)
    seen: set[Path] = set()
    for path in paths:
        for found in _files(path, patterns) if path.is_dir() else (path,):
            known = found.absolute()
            if known not in seen:
                seen.add(known)
                yield found


def _files(folder: Path, exclude: list[str]) -> Iterator[Path]:
    ignores = [*_above(folder), (folder, _spec(exclude))]
    yield from _walk(folder, ignores)


def _walk(folder: Path, ignores: list[tuple[Path, object]]) -> Iterator[Path]:
    own = folder / ".gitignore"
    if own.is_file():
        ignores = [*ignores, (folder, _spec(_lines(own)))]
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return  # a folder that can't be read has nothing for us
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED and not _ignored(path, ignores, is_dir=True):
                yield from _walk(path, ignores)
        elif (
            entry.name.endswith(SUFFIXES)
            and not entry.name.endswith(_GENERATED)
            and entry.is_file()
            and not _ignored(path, ignores, is_dir=False)
        ):
            yield path


def _above(folder: Path) -> list[tuple[Path, object]]:
    """The ignore files of the folders above, up to the root of the repository."""
    found: list[tuple[Path, object]] = []
    here = folder.absolute()
    if (here / ".git").exists():
        return found
    for parent in here.parents:
        ignore = parent / ".gitignore"
        if ignore.is_file():
            found.append((parent, _spec(_lines(ignore))))
        if (parent / ".git").exists():
            return found[::-1]
    return []


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _spec(lines: list[str]) -> object:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _ignored(path: Path, ignores: list[tuple[Path, object]], *, is_dir: bool) -> bool:
    """Whether the last rule that says something about a path ignores it."""
    verdict = False
    for root, spec in ignores:
        base = path if not root.is_absolute() else path.absolute()
        relative = base.relative_to(root).as_posix() + ("/" if is_dir else "")
        included = spec.check_file(relative).include  # type: ignore[attr-defined]
        if included is not None:
            verdict = included
    return verdict
