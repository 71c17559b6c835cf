"""Files as programs: a notebook's code cells are one, with blanks for what is no Python."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qiskit_uplift.migrate.notebook import Joint
from qiskit_uplift.migrate.notebook_json import code_cells
from qiskit_uplift.migrate.source import Source


@dataclass(frozen=True)
class Program:
    """A file's code.

    Attributes:
        path: The file.
        source: Its code.
        kept: Words that lines of magic use.
    """

    path: Path
    source: Source
    kept: frozenset[str] = frozenset()


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


def program(path):
    """A file's code; None where it can't be read."""
    data = path.read_bytes()
    try:
        if path.suffix == ".py":
            return Program(path, Source.decode(data))
        joint = Joint([cell.source for cell in code_cells(data.decode("utf-8-sig"))])
    except (ValueError, SyntaxError, RecursionError):
        return None
    return Program(path, joint.source, joint.hidden_words)
