"""The text of a notebook's cells, with its place in the JSON, so that nothing else is rewritten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes:
        source: Its code.
        start: Where the value of ``source`` starts in the JSON.
        end: Where it ends.
        literals: The lines of the code, or the one text, as they are written there.
        separator: What stands between two lines.
        opening: What stands before the first one.
        closing: What stands after the last one.
    """

    source: str
    start: int
    end: int
    literals: tuple[tuple[str, str], ...]
    separator: str
    opening: str
    closing: str

    def written(self, source: str, *, ascii_only: bool) -> str:
        """The JSON of another source, in the layout of this one."""
        known = dict(self.literals)

        def spell(text: str) -> str:
            return known.get(text) or json.dumps(text, ensure_ascii=ascii_only)

        if not self.opening:
            return spell(source)
        lines = source.splitlines(keepends=True)
        # only "\\n" ends a line here; others are part of it
        merged: list[str] = []
        for line in lines:
            if merged and not merged[-1].endswith("\n"):
                merged[-1] += line
            else:
                merged.append(line)
        return self.opening + self.separator.join(spell(line) for line in merged) + self.closing


def code_cells(text: str) -> list[Cell]:
    """The code cells of a notebook.

    Raises:
        ValueError: The text is no notebook.
    """
    try:
        notebook = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {error}") from error
    if not isinstance(notebook, dict):
        raise ValueError("it is no notebook: there is no object in it")  # noqa: TRY004 - of a file
    found: list[Cell] = []
    for path, kind, cell in _cells(notebook):
        if kind == "code":
            key = "source" if "source" in cell else "input"  # the third format had `input`
            if key in cell:
                found.append(_cell(text, (*path, key), cell[key]))
    return found


def _cells(notebook: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, Any]]]:
    if isinstance(notebook.get("cells"), list):
        holders: list[tuple[tuple[str | int, ...], list[Any]]] = [(("cells",), notebook["cells"])]
    else:
        sheets = notebook.get("worksheets")
        if not isinstance(sheets, list):
            raise ValueError("it is no notebook: it has no cells")  # noqa: TRY004 - of a file
        holders = [(("worksheets", i, "cells"), s.get("cells", [])) for i, s in enumerate(sheets)]
    for path, cells in holders:
        for index, cell in enumerate(cells):
            if isinstance(cell, dict):
                yield (*path, index), str(cell.get("cell_type")), cell


def _cell(text: str, path: tuple[str | int, ...], value: Any) -> Cell:
    start = _find(text, path)
    if isinstance(value, str):
        end = _end(text, start)
        return Cell(value, start, end, ((value, text[start:end]),), "", "", "")
    spans: list[tuple[int, int]] = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        end = _end(text, at)
        spans.append((at, end))
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    end = at + 1
    if not spans:
        return Cell("", start, end, (), ", ", "[", "]")
    separator = text[spans[0][1] : spans[1][0]] if len(spans) > 1 else ""
    opening, closing = text[start : spans[0][0]], text[spans[-1][1] : end]
    if not separator:
        separator = "," + (opening[1:] or " ")
    literals = tuple((line, text[a:b]) for line, (a, b) in zip(value, spans, strict=True))
    return Cell("".join(value), start, end, literals, separator, opening, closing)


def _find(text: str, path: tuple[str | int, ...]) -> int:
    """Where the value at a path starts; the last of equal keys is the one that counts."""
    at = _skip(text, 0)
    for step in path:
        found = -1
        for key, place in _members(text, at):
            if key == step:
                found = place
        at = found
    return at


def _members(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    is_object = text[at] == "{"
    at = _skip(text, at + 1)
    index = 0
    while text[at] not in "]}":
        key: str | int = index
        if is_object:
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield key, at
        at = _skip(text, _end(text, at))
        if text[at] == ",":
            at = _skip(text, at + 1)
        index += 1


def _end(text: str, at: int) -> int:
    """Where a value ends."""
    return _DECODER.raw_decode(text, at)[1]


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
