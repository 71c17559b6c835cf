"""The file of known failures: what an adopter knows of, each with the reason.

A line is ``id  [until=YYYY-MM-DD]  # reason``, such as
``shots.exact  until=2027-01-31  # the device drops heralded shots``, or a claim of `claims` such as
``claim:no-reset  # not before the next generation``. Empty lines and lines that begin with ``#``
say nothing. A line that no longer holds is an error: the check passed, doesn't apply or doesn't
exist, the claim isn't true, or its date has passed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qiskit_uplift.conformance.claims import CLAIMS, PREFIX
from qiskit_uplift.conformance.results import CheckResult, Status
from qiskit_uplift.exceptions import ConformanceError, suggestion

_LINE = re.compile(r"(?P<id>\S+)(?:\s+until=(?P<until>\S+))?\s+#\s*(?P<reason>\S.*)")


@dataclass(frozen=True)
class KnownFailure:
    """One line.

    Attributes:
        id: The check, or a claim with its prefix.
        reason: Why it fails, or why it isn't done.
        until: The last day on which the line holds; None for ever.
        line: Its number in the file, from 1.
    """

    id: str
    reason: str
    until: datetime.date | None
    line: int


def read_known(path: str | Path, ids: Iterable[str]) -> tuple[KnownFailure, ...]:
    """Read a file of known failures.

    Args:
        path: The file, in UTF-8.
        ids: The ids of all checks.

    Raises:
        ConformanceError: The file can't be read, or a line isn't one; all such lines are named.
    """
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConformanceError(f"The known failures can't be read from {path}: {error}.") from error
    known, wrong = tuple(ids), []
    found: dict[str, KnownFailure] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entry = _parse(line.strip(), number, known)
        except ValueError as error:
            wrong.append(f"{path}:{number}: {error}")
            continue
        if found.setdefault(entry.id, entry) is not entry:
            first = found[entry.id].line
            wrong.append(f"{path}:{number}: {entry.id} stands in line {first} already")
    if wrong:
        raise ConformanceError("\n".join(wrong))
    return tuple(found.values())


def _parse(line: str, number: int, known: Sequence[str]) -> KnownFailure:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"expected 'check-id [until=YYYY-MM-DD] # reason', got {line!r}")
    claims = [f"{PREFIX}{claim.name}" for claim in CLAIMS]
    if match["id"] not in (*known, *claims):
        kind = "claim" if match["id"].startswith(PREFIX) else "check"
        hint = suggestion(match["id"], [*known, *claims])
        raise ValueError(f"there is no {kind} {match['id'].removeprefix(PREFIX)!r}.{hint}")
    until = None
    if match["until"]:
        try:
            until = datetime.date.fromisoformat(match["until"])
        except ValueError:
            raise ValueError(f"until={match['until']} is no date of the form 2027-01-31") from None
    return KnownFailure(match["id"], match["reason"], until, number)


def apply_known(
    results: Iterable[CheckResult], known: Iterable[KnownFailure], today: datetime.date
) -> tuple[tuple[CheckResult, ...], tuple[str, ...]]:
    """Mark the failures that are known, and tell which lines no longer hold.

    Args:
        results: What came of the checks.
        known: The lines.
        today: Lines hold until the end of their day.

    Returns:
        The results, and why each stale line is stale. A line whose check wasn't among those that
        were run is left alone.
    """
    by_id = {entry.id: entry for entry in known}
    marked, stale = [], []
    for result in results:
        entry = by_id.get(result.check.id)
        if entry is None:
            marked.append(result)
        elif entry.until is not None and entry.until < today:
            stale.append(f"line {entry.line}: {entry.id} was excused until {entry.until} only")
            marked.append(result)
        elif result.status is Status.FAILED:
            marked.append(replace(result, status=Status.KNOWN, reason=entry.reason))
        else:
            if result.status in (Status.PASSED, Status.NOT_APPLICABLE):
                stale.append(
                    f"line {entry.line}: {entry.id} is {result.status.value}, so it isn't a known "
                    "failure any more; delete the line"
                )
            marked.append(result)
    return tuple(marked), tuple(stale)
