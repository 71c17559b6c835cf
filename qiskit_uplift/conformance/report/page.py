"""A report as one page that needs no other file, address or program than a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from qiskit_uplift.conformance.checking import Level
from qiskit_uplift.conformance.report.badge import badge
from qiskit_uplift.conformance.report.bars import bars
from qiskit_uplift.conformance.report.content import content, label_of, told_level
from qiskit_uplift.conformance.report.text import told_chance
from qiskit_uplift.conformance.results import Report, Status
from qiskit_uplift.exceptions import ConformanceError


def page(report: Report) -> str:
    """A report as HTML: what failed comes first and is open, the rest is found by a filter.

    Raises:
        ConformanceError: jinja2 isn't installed; it comes with the extra ``conformance``.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
        from markupsafe import Markup
    except ImportError as error:
        raise ConformanceError(
            "A page needs jinja2: pip install 'qiskit-uplift[conformance]'."
        ) from error

    def drawn(histogram: dict[str, Any]) -> Markup:
        return Markup(bars(histogram))

    environment = Environment(
        loader=PackageLoader("qiskit_uplift.conformance", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["bars"] = drawn
    environment.filters["chance"] = told_chance
    environment.filters["number"] = _number
    data = content(report)
    bad = [label_of(status) for status in Status if status.is_bad]
    return environment.get_template("page.html").render(
        report=data,
        checks=sorted(data["checks"], key=lambda check: check["status"] not in bad),
        ends=[key for key, number in data["counts"].items() if number],
        by_level=_by_level(data["checks"]),
        level=told_level(report),
        badge=Markup(badge(report)),
        statuses={label_of(status): status.value for status in Status},
    )


def _by_level(checks: Iterable[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """How often checks of each level ended in each way; levels without checks are left out."""
    found: dict[str, Counter[str]] = {level.label: Counter() for level in Level}
    for check in checks:
        found[check["level"]][check["status"]] += 1
    return {level: counted for level, counted in found.items() if counted}


def _number(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
