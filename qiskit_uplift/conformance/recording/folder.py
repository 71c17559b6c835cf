"""A record as files: ``record.json`` says what it is of, ``checks/`` has a section a check.

Each JSON file may have a ``.npz`` of the same name beside it, with the arrays that it refers to.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from qiskit_uplift.exceptions import ConformanceError

FORMAT = 1
"""The version of the files; raised when an older kit can't read them any more."""

HEADER = "record"

_SECRET = re.compile(
    r"token|secret|passw|api_?key|access_?key|private|credential|auth|bearer", re.I
)
_SHORTEST = 6
_DEEPEST = 4


class Folder:
    """The files of a record.

    Args:
        path: The folder.
        secrets: Texts that are in no file, whoever said them.
    """

    def __init__(self, path: str | Path, secrets: Iterable[str] = ()) -> None:
        self.path = Path(path)
        self._secrets = sorted({json.dumps(each)[1:-1] for each in secrets}, key=len, reverse=True)

    def make(self) -> None:
        """Make an empty one.

        Raises:
            ConformanceError: There is something in the place, or it can't be made.
        """
        try:
            if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
                raise ConformanceError(
                    f"{self.path} isn't empty. Name a new folder for the record."
                )
            (self.path / "checks").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConformanceError(f"{self.path} can't be made: {error.strerror}.") from error

    def write(self, name: str, told: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
        """Write a file, whole or not at all."""
        text = json.dumps(told)
        for secret in self._secrets:
            text = text.replace(secret, "(left out)")
        if arrays:
            unfinished = self.path / f"{name}.npz.part"
            with unfinished.open("wb") as file:
                np.savez_compressed(file, **arrays)
            os.replace(unfinished, self.path / f"{name}.npz")
        unfinished = self.path / f"{name}.json.part"
        unfinished.write_text(text, "utf-8")
        os.replace(unfinished, self.path / f"{name}.json")

    def read(self, name: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """A file and its arrays; None where there is none.

        Raises:
            ConformanceError: It can't be read.
        """
        path, beside = self.path / f"{name}.json", self.path / f"{name}.npz"
        if not path.is_file():
            return None
        try:
            told = json.loads(path.read_text("utf-8"))
            arrays = {}
            if beside.is_file():
                with np.load(beside, allow_pickle=False) as held:
                    arrays = {key: held[key] for key in held.files}
        except (OSError, ValueError, EOFError, BadZipFile) as error:
            raise ConformanceError(f"{path} can't be read: {error}.") from error
        if not isinstance(told, dict):
            raise ConformanceError(f"{path} isn't a file of a record.")
        return told, arrays


def secrets_of(*things: Any) -> set[str]:
    """Texts that objects hold under names such as ``token`` or ``password``."""
    return {
        text
        for thing in things
        for text in _secrets(thing, _DEEPEST, set())
        if len(text) >= _SHORTEST
    }


def _secrets(thing: Any, depth: int, seen: set[int]) -> Iterator[str]:
    if depth == 0 or id(thing) in seen:
        return
    seen.add(id(thing))
    held = thing if isinstance(thing, Mapping) else getattr(thing, "__dict__", None)
    if isinstance(thing, list | tuple):
        held = dict(enumerate(thing))
    if not isinstance(held, Mapping):
        return
    for name, value in list(held.items()):
        if isinstance(value, str):
            if _SECRET.search(str(name)):
                yield value
        elif isinstance(value, bytes):
            if _SECRET.search(str(name)):
                yield value.decode("utf-8", "replace")
        else:
            yield from _secrets(value, depth - 1, seen)
