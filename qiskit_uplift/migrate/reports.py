"""What was found, as lines, JSON, SARIF or GitHub's annotations."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from qiskit_uplift.migrate.notebook_json import code_cells
from qiskit_uplift.migrate.project import FileResult
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.rule import Finding, Safety

FORMATS = ("text", "json", "sarif", "github")


def place(result: FileResult, finding: Finding) -> str:
    """Where a finding is, as a person reads it."""
    cell = f":cell {finding.cell}" if finding.cell is not None else ""
    return f"{result.path}{cell}:{finding.line}:{finding.column}"


def state(finding: Finding, *, written: bool) -> str:
    """What becomes of a finding, in a word or two."""
    if finding.fixed:
        return "fixed" if written else "fixable"
    return "by hand" if finding.safety is Safety.MANUAL else "with --unsafe"


def text_lines(result: FileResult, *, written: bool) -> Iterator[str]:
    """The lines about a file: what is left, and, where nothing is written, what can be fixed."""
    if result.error is not None:
        yield f"{result.path}:{result.line}:1: {result.error}"
    written = written and not result.held_back
    for finding in result.findings:
        if written and finding.fixed:
            continue
        what = state(finding, written=written)
        yield f"{place(result, finding)}: {finding.rule} [{what}] {finding.message}"
    if result.verdict is not None:
        held = "; it isn't written" if result.held_back else ""
        yield f"{result.path}: verified: {result.verdict}{held}"


def github_lines(result: FileResult, *, written: bool) -> Iterator[str]:
    """The same as annotations of a workflow."""
    if result.error is not None:
        yield f"::error file={result.path},line={result.line}::{_escaped(result.error)}"
    if result.verdict is not None and result.held_back:
        yield f"::error file={result.path},line=1::{_escaped(str(result.verdict))}"
    written = written and not result.held_back
    for finding in result.findings:
        if written and finding.fixed:
            continue
        level = "notice" if finding.fixed else "warning"
        where = f"file={result.path},line={finding.line},col={finding.column}"
        text = _escaped(f"{finding.message} ({finding.link})")
        yield f"::{level} {where},title={finding.rule}::{text}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def as_json(result: FileResult) -> dict[str, Any]:
    """A file's results as data."""
    return {
        "path": result.path,
        "changed": result.changed,
        "error": result.error,
        "verification": None if result.verdict is None else asdict(result.verdict),
        "findings": [
            {
                "rule": finding.rule,
                "cell": finding.cell,
                "line": finding.line,
                "column": finding.column,
                "message": finding.message,
                "safety": finding.safety.value,
                "fixed": finding.fixed,
                "link": finding.link,
            }
            for finding in result.findings
        ],
    }


def sarif(results: Iterable[FileResult], version: str) -> str:
    """All results as one SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""
    found: list[dict[str, Any]] = []
    for result in results:
        if result.error is not None:
            found.append(_sarif(result.path, "error", result.error, None, (result.line, 1)))
        if result.verdict is not None and result.held_back:
            found.append(_sarif(result.path, "error", str(result.verdict), None, (1, 1)))
        for finding in result.findings:
            level = "note" if finding.fixed else "warning"
            message = finding.message + (f" (cell {finding.cell})" if finding.cell else "")
            found.append(
                _sarif(result.path, level, message, finding.rule, (finding.line, finding.column))
            )
    driver = {
        "name": "qiskit-uplift migrate",
        "version": version,
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.why},
                "helpUri": rule.link,
            }
            for rule in rules().values()
        ],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": found}],
    }
    return json.dumps(log, indent=2)


def _sarif(
    path: str, level: str, message: str, rule: str | None, at: tuple[int, int]
) -> dict[str, Any]:
    line, column = at
    place = {
        "artifactLocation": {"uri": path.replace("\\", "/")},
        "region": {"startLine": line, "startColumn": column},
    }
    entry: dict[str, Any] = {
        "level": level,
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }
    return entry if rule is None else {"ruleId": rule, **entry}


def diff(result: FileResult) -> str:
    """What changes in a file, as a unified diff; of a notebook, in each cell's code."""
    if not result.changed:
        return ""  # its texts aren't kept
    if not result.path.endswith(".ipynb"):
        return _diff(result.before, result.after, result.path)
    parts = [
        _diff(old.source, new.source, f"{result.path} (cell {number})")
        for number, (old, new) in enumerate(
            zip(code_cells(result.before), code_cells(result.after), strict=True), start=1
        )
        if old.source != new.source
    ]
    return "".join(parts)


def _diff(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        fromfile=f"a/{name}",
        tofile=f"b/{name}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


class Statistics:
    """How many places each rule has, and what becomes of them."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, result: FileResult, *, written: bool) -> None:
        """Count a file's findings."""
        for finding in result.findings:
            self.counts[finding.rule, state(finding, written=written)] += 1

    def lines(self) -> Iterator[str]:
        """A line for each rule and state, the most frequent first."""
        known = rules()
        for (rule, what), count in sorted(self.counts.items(), key=lambda i: (-i[1], i[0])):
            yield f"{count:6}  {rule}  {what:13}  {known[rule].title}"
