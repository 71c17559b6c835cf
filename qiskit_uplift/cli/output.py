"""What commands print: headings, tables and bars, in colour on a terminal that has rich."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

BAR_WIDTH = 32
MOST_ROWS = 32
"""More outcomes than this are summed up in one line; ``--json`` has them all."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def writable(text: str) -> bool:
    """Whether the standard output can show ``text``."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def plus_minus() -> str:
    """The sign between a value and its standard error."""
    return "±" if writable("±") else "+/-"


def bar(share: float, width: int = BAR_WIDTH) -> str:
    """A bar of ``width`` characters for a ``share`` of 1, in steps of an eighth of a character.

    Example:
        >>> bar(0.5, width=4) in ("██", "##")
        True
    """
    share = min(max(share, 0.0), 1.0)
    if not writable(_EIGHTHS):
        return "#" * round(share * width)
    full, rest = divmod(round(share * width * 8), 8)
    return ("█" * full + _EIGHTHS[rest]).rstrip()


def heading(text: str) -> None:
    """Print the title of what follows."""
    click.secho(text, bold=True)


def line(text: str = "", indent: int = 2) -> None:
    """Print a line of text under a heading."""
    click.echo(f"{' ' * indent}{text}".rstrip())


def table(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Iterable[int] = ()
) -> None:
    """Print a table.

    Args:
        header: What the columns are called; all empty for a table without a header.
        rows: The cells; they are shown as ``str`` shows them.
        right: The columns, by index, that are aligned to the right.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    to_the_right = frozenset(right)
    if _is_terminal() and importlib.util.find_spec("rich") is not None:
        _rich_table(header, cells, to_the_right)
        return
    shown = [list(header), *cells] if any(header) else cells
    widths = [max(len(row[i]) for row in shown) for i in range(len(header))] if shown else []
    for row in shown:
        padded = [
            cell.rjust(width) if i in to_the_right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line("  ".join(padded))


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _rich_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD if any(header) else None, show_header=any(header))
    for i, title in enumerate(header):
        grid.add_column(title, justify="right" if i in right else "left", overflow="fold")
    for row in rows:
        # Text, because a cell with brackets is no markup.
        grid.add_row(*(Text(cell, style="cyan" if set(cell) & set("█#") else "") for cell in row))
    Console().print(grid)


def counts_table(counts: Mapping[str, int]) -> None:
    """Print counts, the most frequent outcomes of which get a bar each, in the order of bits."""
    total = sum(counts.values())
    most = sorted(counts, key=lambda outcome: (-counts[outcome], outcome))[:MOST_ROWS]
    longest = max(counts.values(), default=0)
    rows = [
        (outcome, counts[outcome], f"{counts[outcome] / total:.1%}", bar(counts[outcome] / longest))
        for outcome in sorted(most)
    ]
    table(("outcome", "shots", "share", ""), rows, right=(1, 2))
    left = len(counts) - len(most)
    if left:
        shots = total - sum(counts[outcome] for outcome in most)
        line(f"... and {left} rarer outcomes with {shots} shots together (--json has them all)")


def print_json(content: Any) -> None:
    """Print ``content`` as JSON; what JSON doesn't have is written as text."""
    click.echo(json.dumps(content, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)
