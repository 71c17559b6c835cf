"""A report as one page that needs no other file, address or program than a browser."""

from __future__ import annotations

from typing import Any

from qiskit_uplift.conformance.report.badge import badge
from qiskit_uplift.conformance.report.bars import bars
from qiskit_uplift.conformance.report.content import content, told_level
from qiskit_uplift.conformance.report.text import told_chance
from qiskit_uplift.conformance.results import Report, Status
from qiskit_uplift.exceptions import ConformanceError


def page(report: Report) -> str:
    """A report as HTML: what failed is open, and all else can be found by a filter.

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
    labels = {status.name.lower().replace("_", "-"): status.value for status in Status}
    return environment.get_template("page.html").render(
        report=content(report),
        level=told_level(report),
        badge=Markup(badge(report)),
        statuses=labels,
    )
