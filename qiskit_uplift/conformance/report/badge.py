"""The level that was reached, as a badge for a README."""

from __future__ import annotations

from html import escape

from qiskit_uplift.conformance.checking import Level
from qiskit_uplift.conformance.report.content import told_level
from qiskit_uplift.conformance.results import Report

_COLOURS = {
    None: "#b3261e",
    Level.SMOKE: "#5f6368",
    Level.BRONZE: "#8d5524",
    Level.SILVER: "#5c6b7a",
    Level.GOLD: "#8a6d00",
}  # white on each is readable: a contrast of 4.5 to 1 or more
_TITLE = "qiskit conformance"
_PER_LETTER = 6.7  # the mean width of a letter of Verdana at 11 pixels, rounded up
_PADDING = 10


def badge(report: Report) -> str:
    """A picture in SVG, 20 pixels high, that needs no font or address of anywhere else."""
    told = told_level(report)
    left = round(len(_TITLE) * _PER_LETTER) + _PADDING
    right = round(len(told) * _PER_LETTER) + _PADDING
    label = escape(f"{_TITLE}: {told}", quote=True)
    texts = "".join(
        f'<text x="{x:g}" y="14">{escape(text)}</text>'
        for x, text in ((left / 2, _TITLE), (left + right / 2, told))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<clipPath id="r"><rect width="{left + right}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#3c4043"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[report.level]}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" '
        f'font-size="11">{texts}</g></svg>\n'
    )
