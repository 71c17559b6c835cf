"""Expected and observed outcomes side by side, as a picture in SVG for a page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

HEIGHT = 180
_TOP, _LEFT, _BOTTOM = 12, 46, 26
_LETTER = 7
"""Pixels of a letter; the picture is shown in its own size, so that all letters can be read."""
_NARROWEST, _WIDEST = 34, 110
"""Pixels that an outcome has, at least and where keys are written upright."""
MOST_BARS = 16
"""More outcomes than this are left to the data; the most frequent are drawn."""


def bars(histogram: Mapping[str, Any]) -> str:
    """A picture of a histogram as `content` has it: a frame for expected, a bar for observed."""
    expected, observed = histogram["expected"], histogram["observed"]
    shots = max(1, histogram["shots"])
    shares = {key: observed[key] / shots for key in observed}
    weight = {key: max(expected[key], shares[key]) for key in expected}
    kept = sorted(sorted(weight, key=lambda key: (-weight[key], key))[:MOST_BARS])
    most = max((weight[key] for key in kept), default=1.0) or 1.0
    longest = _LETTER * max(map(len, kept), default=0)
    upright = longest + 2 * _LETTER <= _WIDEST
    step = max(_NARROWEST, longest + 2 * _LETTER if upright else 0)
    label_height = _BOTTOM if upright else 16 + longest
    floor = HEIGHT - _BOTTOM
    width = _LEFT + step * max(1, len(kept))
    drawn = [
        f'<line class="axis" x1="{_LEFT}" y1="{floor}" x2="{width}" y2="{floor}"/>',
        f'<text class="tick" x="{_LEFT - 6}" y="{_TOP + 4}" text-anchor="end">{most:.3g}</text>',
        f'<text class="tick" x="{_LEFT - 6}" y="{floor}" text-anchor="end">0</text>',
    ]
    for index, key in enumerate(kept):
        x = _LEFT + index * step
        told = f"{key or 'no bits'}: expected {expected[key]:.4g}, observed {shares[key]:.4g}"
        drawn.append(f"<g><title>{escape(told)}</title>")
        drawn.append(_bar("observed", x + 0.28 * step, 0.44 * step, shares[key] / most, floor))
        drawn.append(_bar("expected", x + 0.16 * step, 0.68 * step, expected[key] / most, floor))
        drawn.append(_label(key, x + step / 2, floor, upright=upright) + "</g>")
    height = floor + label_height
    title = escape(f"{histogram['title']}: {shots} shots", quote=True)
    return (
        f'<svg class="bars" width="{width}" height="{height}" role="img" aria-label="{title}">'
        f"{''.join(drawn)}</svg>"
    )


def _bar(kind: str, x: float, width: float, share: float, floor: int) -> str:
    height = share * (floor - _TOP)
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{floor - height:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}"/>'
    )


def _label(key: str, x: float, floor: int, *, upright: bool) -> str:
    if upright:
        return f'<text x="{x:.1f}" y="{floor + 16}" text-anchor="middle">{escape(key)}</text>'
    y = floor + 8
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="end" transform="rotate(-90 {x:.1f} {y})" '
        f'dominant-baseline="middle">{escape(key)}</text>'
    )
