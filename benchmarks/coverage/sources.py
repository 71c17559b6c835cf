"""Files as programs: a notebook's code cells are one, with blanks for what is no Python."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from qiskit_uplift.migrate.notebook import Joint
from qiskit_uplift.migrate.notebook_json import code_cells
from qiskit_uplift.migrate.source import Source


@dataclass(frozen=True)
class Program:
    """A file's code.

    Attributes:
        path: The file.
        text: Its code.
        starts: The line that each cell starts on, less one.
    """

    path: Path
    text: str
    starts: tuple[int, ...] = (0,)


def chosen(folder, most):
    """The files of a folder, or where there are more, that many by the hash of their names."""
    found = list(files(folder))
    if most is None or len(found) <= most:
        return found
    ranked = sorted(found, key=lambda path: sha256(str(path.relative_to(folder)).encode()).digest())
    return sorted(ranked[:most])


def files(folder):
    """Python files and notebooks below a folder that mention Qiskit, each text once."""
    seen = set()
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".py", ".ipynb")):
                path = Path(root, name)
                data = path.read_bytes()
                if b"qiskit" in data and hash(data) not in seen:
                    seen.add(hash(data))
                    yield path


def program(path, data):
    """The code in a file's bytes; None where they can't be read."""
    try:
        if path.suffix == ".py":
            return Program(path, Source.decode(data).text)
        cells = [cell.source for cell in code_cells(data.decode("utf-8-sig"))]
        lengths = (cell.count("\n") + 1 for cell in cells)
        return Program(path, Joint(cells).source.text, (0, *accumulate(lengths)))
    except (ValueError, SyntaxError, RecursionError):
        return None
