"""Notebooks: the cells are one program, and only the lines that change are written anew."""

from __future__ import annotations

import re
from dataclasses import replace

import libcst as cst

from qiskit_uplift.migrate.edits import Span, apply_within
from qiskit_uplift.migrate.engine import Engine, Outcome, Plan
from qiskit_uplift.migrate.notebook_json import code_cells
from qiskit_uplift.migrate.rule import Finding
from qiskit_uplift.migrate.source import Source

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MAGIC = re.compile(r"(?P<indent>[ \t]*)(?:[%!?]|[\w.]+\?{1,2}\s*$)")
_ASSIGNED = re.compile(r"(?P<target>[ \t]*[\w., \t]+=[ \t]*)(?P<magic>[%!][^\n]*)")
_TIMED = re.compile(r"(?P<indent>[ \t]*)(?P<magic>%(?:time|timeit)[ \t]+)(?=[^-\s])")
_TRANSPARENT = ("%%capture", "%%time", "%%timeit", "%%prun")


def migrate_notebook(engine: Engine, text: str) -> Outcome:
    """Rewrite the code cells of a notebook.

    Args:
        engine: The engine.
        text: The JSON.

    Returns:
        The JSON with new code; outputs, metadata, magics and layout are as they were.

    Raises:
        ValueError: The text is no notebook.
    """
    if "qiskit" not in text:
        return Outcome(text, ())
    cells = code_cells(text)
    joint = Joint([cell.source for cell in cells])
    plan = engine.plan(joint.source, kept=joint.hidden_words)
    ascii_only = text.isascii()
    out: list[str] = []
    at = 0
    for cell, source in zip(cells, joint.apply(plan), strict=True):
        if source != cell.source:
            out += [text[at : cell.start], cell.written(source, ascii_only=ascii_only)]
            at = cell.end
    out.append(text[at:])
    return Outcome("".join(out), tuple(joint.placed(finding) for finding in plan.findings))


class Joint:
    """The cells of a notebook as one source, and the way back.

    Args:
        sources: The cells.

    Attributes:
        source: All of them, one after the other, with blanks for what is no Python.
        hidden_words: The words of what is no Python, which may be uses of names.
    """

    def __init__(self, sources: list[str]) -> None:
        shown = [masked(source) for source in sources]
        # a cell that can't be read is blank; as all are as long as they were, places agree
        kept = [
            re.sub(r"[^\n]", " ", source) if text is None else text
            for source, text in zip(sources, shown, strict=True)
        ]
        self._original = "\n".join(sources) + "\n"
        self._spans: list[Span] = []
        at = 0
        for source in sources:
            self._spans.append(Span(at, at + len(source)))
            at += len(source) + 1
        self.source = Source(
            "\n".join(kept) + "\n", seams=frozenset(span.end for span in self._spans)
        )
        words: set[str] = set()
        for source, text in zip(sources, kept, strict=True):
            for old, new in zip(_LINE.findall(source), _LINE.findall(text), strict=True):
                if old != new:
                    words.update(re.findall(r"\w+", old))
        self.hidden_words = frozenset(words)

    def apply(self, plan: Plan) -> list[str]:
        """The new sources of the cells."""
        return [apply_within(self._original, span, plan.edits) for span in self._spans]

    def placed(self, finding: Finding) -> Finding:
        """A finding with its cell, and its line in it."""
        starts = [span.start for span in self._spans]
        index = max(i for i, start in enumerate(starts) if start <= finding.offset)
        first = self.source.text.count("\n", 0, starts[index])
        return replace(finding, cell=index + 1, line=finding.line - first)


def masked(source: str) -> str | None:
    r"""A cell with its magics as expressions of the same length; None where it is no Python.

    Example:
        >>> masked("%matplotlib inline\nx = 1")
        '0                 \nx = 1'
    """
    lines = _LINE.findall(source)
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].startswith("%%"):
        if not lines[first].startswith(_TRANSPARENT):
            return None
        lines[first] = _blank(lines[first], "")
    out: list[str] = []
    going_on = False
    for line in lines:
        if going_on:
            out.append(_blank(line, ""))
        else:
            out.append(_masked_line(line))
        magic = out[-1] != line
        going_on = magic and line.rstrip().endswith("\\")
    text = "".join(out)
    try:
        cst.parse_module(text)
    except (cst.ParserSyntaxError, cst.CSTValidationError):
        return _masked_if_python(source)
    return text


def _masked_if_python(source: str) -> str | None:
    """A cell as it is, where what looked like magics is part of a text."""
    try:
        cst.parse_module(source)
    except (cst.ParserSyntaxError, cst.CSTValidationError):
        return None
    return source


def _masked_line(line: str) -> str:
    timed = _TIMED.match(line)
    if timed is not None:
        start = len(timed["indent"])
        width = len(timed["magic"])
        return line[:start] + "0;" + " " * (width - 2) + line[start + width :]
    magic = _MAGIC.match(line)
    if magic is not None:
        return _blank(line, magic["indent"])
    assigned = _ASSIGNED.match(line)
    if assigned is not None:
        end = "\n" if line.endswith("\n") else ""
        width = len(assigned["magic"])
        return assigned["target"] + "0".ljust(width) + end
    return line


def _blank(line: str, indent: str) -> str:
    end = "\n" if line.endswith("\n") else ""
    width = len(line) - len(indent) - len(end)
    return indent + "0".ljust(width)[:width] + end
