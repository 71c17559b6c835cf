"""Whole files: what parsed still parses, and a second run changes nothing."""

from __future__ import annotations

import ast
import json
import warnings

from qiskit_uplift.migrate.notebook import masked
from qiskit_uplift.migrate.project import migrate_bytes


def faults(path, data, result, new, settings):
    """What went wrong with a file, as lines.

    Args:
        path: The file.
        data: Its bytes.
        result: What became of it.
        new: Its new bytes.
        settings: How it was migrated.
    """
    found = []
    if result.error is not None and _parses(path, data) is not None:
        found.append(f"refused: {result.error}")
    if result.changed:
        if _parses(path, data) != _parses(path, new):
            found.append("it parsed before, and doesn't after")
        if migrate_bytes(new, str(path), settings)[1] != new:
            found.append("a second run changes it")
        if path.suffix == ".ipynb" and _rest(data) != _rest(new):
            found.append("more than code changed")
    return [f"{path}: {what}" for what in found]


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
    book = json.loads(data.decode("utf-8-sig"))
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            del cell["source"]
    return book
