"""Whole files: nothing crashes, what parsed still parses, and a second run changes nothing."""

from __future__ import annotations

import ast
import json
import time
import warnings
from dataclasses import replace

from qiskit_uplift.migrate.notebook import masked
from qiskit_uplift.migrate.project import migrate_bytes
from qiskit_uplift.migrate.settings import Settings


def faults(path, settings):
    """What went wrong with a file, as one-line texts."""
    data = path.read_bytes()
    try:
        result, new = migrate_bytes(data, str(path), settings)
        if result.error is not None:
            return ["unreadable"] if _parses(path, data) is None else [f"refused: {result.error}"]
        again, twice = migrate_bytes(new, str(path), settings)
    except Exception as error:
        return [f"crash: {error!r}"]
    found = []
    if _parses(path, data) != _parses(path, new):
        found.append("it parsed before, and doesn't after")
    if twice != new or again.changed:
        found.append("a second run changes it")
    if path.suffix == ".ipynb" and _rest(data) != _rest(new):
        found.append("more than code changed")
    return found


def timed(settings, path):
    """A file, its faults, and the seconds that they took to find."""
    start = time.process_time()
    return path, faults(path, settings), time.process_time() - start


def both_settings():
    """The settings that files are tried with."""
    return Settings(), replace(Settings(), unsafe=True)


def _parses(path, data):
    """Which parts are Python; None where nothing can be read."""
    try:
        if path.suffix == ".py":
            return _is_python(data)
        cells = json.loads(data.decode("utf-8-sig"))["cells"]
        return [masked("".join(c["source"])) is not None for c in cells if c["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        return None


def _is_python(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(data)
        except (SyntaxError, ValueError):
            return None
    return True


def _rest(data):
    """A notebook without its code."""
    try:
        book = json.loads(data.decode("utf-8-sig"))
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                del cell["source"]
    except (ValueError, KeyError, TypeError):
        return None
    return book
