"""Judges members, and writes what came of it: a page each, its outline as data, and the index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qiskit_uplift.conformance import Report, Status, check
from qiskit_uplift.conformance.report.content import told_level
from qiskit_uplift.conformance.report.side_by_side import side_by_side
from tests.world.members import MEMBERS, Member

HOME = Path(__file__).resolve().parents[2] / "docs" / "conformance"
KNOWN = Path(__file__).resolve().parent / "known"
TIMEOUT = 600.0

_HEAD = """\
# The conformance kit on real backends

<!-- Made by `nox -s world`. -->

Local backends that install from the registry, judged as they are and as `uplift()` makes them.
As they are, backends have the Sampler and the Estimator that Qiskit gives to all of them. A page
tells of each failed check what was demanded, which document says so, what was observed, and the
smallest circuit that shows it. What the checks demand is listed in
[conformance-checks.md](../conformance-checks.md), and [conformance.md](../conformance.md) says how
to run them.

`nox -s world` makes these pages anew, and `nox -s "world(ddsim)"` those of one environment.
"""


def judge(member: Member, **options: Any) -> dict[str, Report]:
    """The reports on a member, by the columns of its page."""
    makes = {"raw": member.raw, "uplifted": member.uplifted}
    known = KNOWN / f"{member.name}.txt"
    return {
        name: check(
            **made(),
            noise=member.noise,
            timeout=TIMEOUT,
            known=known if known.exists() else None,
            **options,
        )
        for name, made in makes.items()
        if made is not None
    }


def write(member: Member, reports: Mapping[str, Report], folder: Path = HOME) -> None:
    """A member's page and its outline."""
    found = version(member.package)
    preface = "\n\n".join(
        filter(None, [f"{member.title} of {member.package} {found}.", member.note])
    )
    page = side_by_side(member.title, reports, preface)
    (folder / f"{member.name}.md").write_text(page, encoding="utf-8")
    outline = {"version": found} | {name: _outline(report) for name, report in reports.items()}
    data = folder / "data"
    data.mkdir(exist_ok=True)
    (data / f"{member.name}.json").write_text(json.dumps(outline, indent=1) + "\n", "utf-8")


def _outline(report: Report) -> dict[str, Any]:
    return {
        "level": told_level(report),
        "passed": report.count(Status.PASSED),
        "failures": [one.check.id for one in report.failures],
        "not applicable": report.count(Status.NOT_APPLICABLE),
        "errors": [one.check.id for one in report.results if one.status is Status.ERROR],
    }


def index(folder: Path = HOME, members: Iterable[Member] = MEMBERS) -> str:
    """The table of all members that have a page."""
    failed = []
    lines = [
        "| backend | version | raw | fails | uplifted | fails |",
        "|---|---|---|---|---|---|",
    ]
    for member in members:
        path = folder / "data" / f"{member.name}.json"
        if not path.exists():
            continue
        outline = json.loads(path.read_text("utf-8"))
        cells = [f"[{member.title}]({member.name}.md)", f"{member.package} {outline['version']}"]
        for column in ("raw", "uplifted"):
            cells += _told(outline.get(column))
            if outline.get(column, {}).get("failures"):
                names = ", ".join(f"`{name}`" for name in outline[column]["failures"])
                failed.append(f"- {member.title}, {column}: {names}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([_HEAD, *lines, "", "## What failed", "", *failed, ""])


def _told(outline: Mapping[str, Any] | None) -> tuple[str, str]:
    if outline is None:
        return "-", "-"
    failed = len(outline["failures"])
    return outline["level"], f"{failed or 'none'} of {outline['passed'] + failed}"
