"""A report to a file, in the form that the file's name asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from qiskit_uplift.conformance.report.badge import badge
from qiskit_uplift.conformance.report.content import content
from qiskit_uplift.conformance.report.junit import junit
from qiskit_uplift.conformance.report.markdown import markdown
from qiskit_uplift.conformance.report.page import page
from qiskit_uplift.conformance.results import Report
from qiskit_uplift.exceptions import ConformanceError


def _as_json(report: Report) -> str:
    return json.dumps(content(report), indent=2, allow_nan=False) + "\n"


FORMATS: dict[str, Callable[[Report], str]] = {
    ".html": page,
    ".json": _as_json,
    ".md": markdown,
    ".svg": badge,
    ".xml": junit,
}
"""What writes a report, by the suffix of the file: a page, data, a table, a badge, JUnit."""


def check_path(path: str | Path) -> Path:
    """A path that a report can be written to.

    Raises:
        ConformanceError: Its suffix says nothing of the form, or its folder doesn't exist.
    """
    found = Path(path)
    if found.suffix not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise ConformanceError(f"{path}: the form of a report is told by its suffix: {known}.")
    if not found.parent.is_dir():
        raise ConformanceError(f"{path}: there is no folder {found.parent}.")
    return found


def write_report(report: Report, path: str | Path) -> None:
    """Write a report to a file.

    Args:
        report: The report.
        path: Where to; ``.html`` for a page that needs nothing else, ``.json``, ``.md``, ``.xml``
            (JUnit) or ``.svg`` (a badge with the level).

    Raises:
        ConformanceError: The path can't be written to.
    """
    found = check_path(path)
    try:
        found.write_text(FORMATS[found.suffix](report), "utf-8")
    except OSError as error:
        raise ConformanceError(f"The report can't be written: {error}.") from error
