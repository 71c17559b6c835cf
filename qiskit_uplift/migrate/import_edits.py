"""The edits that change import statements, and leave the rest of their lines alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from qiskit_uplift.migrate.edits import Edit, Span
from qiskit_uplift.migrate.imports import Change, Line, lines_of
from qiskit_uplift.migrate.tree import dotted

if TYPE_CHECKING:
    from qiskit_uplift.migrate.imports import Imports


class ImportWriter:
    """Writes what is to happen to the imports of a module as edits.

    Args:
        imports: The imports and their changes.
        text: The source.
        newline: Its line ending.
        line: Start and end of the line of an offset.
    """

    def __init__(
        self, imports: Imports, text: str, newline: str, line: Callable[[int], tuple[int, int]]
    ) -> None:
        self.imports = imports
        self.text = text
        self.newline = newline
        self.line = line

    def edits(self) -> list[Edit]:
        """All of them."""
        found: list[Edit] = []
        for node, change in self.imports.changes.items():
            if node is self.imports.module:
                found.append(self._at_top(change))
            elif change.removed or change.added:
                assert isinstance(node, cst.Import | cst.ImportFrom)
                found.extend(self._statement(node, change))
        return [edit for edit in found if edit.parts or edit.span.start != edit.span.end]

    def _at_top(self, change: Change) -> Edit:
        body = list(self.imports.module.body)
        at = 0
        while body and _is_prologue(body[0]):
            at = self.line(self.imports.span(body.pop(0)).end)[1]
        if not at and body:
            at = self.line(self.imports.span(body[0]).start)[0]
        lines = lines_of(change.added)
        start = "" if at == 0 or self.text[at - 1 : at] in "\r\n" else self.newline
        text = start + "".join(line + self.newline for line in lines)
        return Edit(Span(at, at), (text,) if lines else ())

    def _statement(self, node: cst.Import | cst.ImportFrom, change: Change) -> list[Edit]:
        span = self.imports.span(node)
        added = list(dict.fromkeys(change.added))
        if isinstance(node.names, cst.ImportStar):
            aliases: list[cst.ImportAlias] = []
            kept = [None]
        else:
            aliases = list(node.names)
            kept = [alias for alias in aliases if alias not in change.removed]  # type: ignore[misc]
        if not kept:
            return self._replace(node, span, lines_of(added))
        edits = self._without(aliases, change.removed)
        edits += self._merged(node, aliases, change, added)
        if added:
            edits.append(self._after(node, span, lines_of(added)))
        return edits

    def _merged(
        self,
        node: cst.Import | cst.ImportFrom,
        aliases: list[cst.ImportAlias],
        change: Change,
        added: list[Line],
    ) -> list[Edit]:
        """Names that fit into the statement itself; they are taken out of ``added``."""
        if not isinstance(node, cst.ImportFrom) or node.relative or not aliases:
            return []
        if node in self.imports.rehomed:
            return []
        module = dotted(node.module)
        fitting = [one for one in added if one[0] == module and one[1] is not None]
        if not fitting:
            return []
        for one in fitting:
            added.remove(one)
        last = [alias for alias in aliases if alias not in change.removed][-1]
        at = self.imports.span(last).end
        names = "".join(
            f", {name}" + (f" as {asname}" if asname else "") for _, name, asname in fitting
        )
        return [Edit(Span(at, at), (names,))]

    def _without(
        self, aliases: list[cst.ImportAlias], removed: list[cst.ImportAlias]
    ) -> list[Edit]:
        edits = []
        kept_before = False
        for index, alias in enumerate(aliases):
            if alias not in removed:
                kept_before = True
                continue
            span = self.imports.span(alias)
            if kept_before:
                gap = Span(self.imports.span(aliases[index - 1]).end, span.end)
            else:
                gap = Span(span.start, self.imports.span(aliases[index + 1]).start)
            if "#" in self.text[gap.start : gap.end]:
                end = self.text.find(",", span.end)
                between = self.text[span.end : end] if end >= 0 else "x"
                gap = Span(span.start, end + 1 if not between.strip() else span.end)
            edits.append(Edit(gap, ()))
        return edits

    def _replace(self, node: cst.CSTNode, span: Span, lines: list[str]) -> list[Edit]:
        start = self.line(span.start)[0]
        holder = self.imports.parents[node]
        alone = isinstance(holder, cst.SimpleStatementLine) and len(holder.body) == 1
        if lines:
            indent = self.text[start : span.start]
            between = self.newline + indent if alone and not indent.strip() else "; "
            return [Edit(span, (between.join(lines),))]
        return [removal(node, span, self.imports.parents, self.text, self.line)]

    def _after(self, node: cst.CSTNode, span: Span, lines: list[str]) -> Edit:
        holder = self.imports.parents[node]
        start = self.line(span.start)[0]
        indent = self.text[start : span.start]
        end = self.line(span.end)[1]
        alone = isinstance(holder, cst.SimpleStatementLine) and len(holder.body) == 1
        if not alone or indent.strip():
            return Edit(Span(span.end, span.end), ("; " + "; ".join(lines),))
        if self.text[end - 1 : end] not in {"\n", "\r"}:
            return Edit(Span(end, end), tuple(f"{self.newline}{indent}{line}" for line in lines))
        return Edit(Span(end, end), tuple(f"{indent}{line}{self.newline}" for line in lines))


def removal(
    node: cst.CSTNode,
    span: Span,
    parents: dict[cst.CSTNode, cst.CSTNode],
    text: str,
    line: Callable[[int], tuple[int, int]],
) -> Edit:
    """The edit that deletes a small statement: its line where it stands alone, else ``pass``.

    Args:
        node: The statement.
        span: Where it stands.
        parents: What holds each node.
        text: The source.
        line: Start and end of the line of an offset.
    """
    holder = parents[node]
    alone = isinstance(holder, cst.SimpleStatementLine) and len(holder.body) == 1
    block = parents.get(holder)
    only = not isinstance(block, cst.Module) and len(getattr(block, "body", ())) == 1
    if not alone or only:
        return Edit(span, ("pass",))
    start, end = line(span.start)[0], line(span.end)[1]
    if text[span.end : end].strip():  # a comment stays
        return Edit(span, ())
    return Edit(Span(start, end), ())


def _is_prologue(line: cst.CSTNode) -> bool:
    if not isinstance(line, cst.SimpleStatementLine):
        return False
    first = line.body[0]
    if isinstance(first, cst.Expr) and isinstance(
        first.value, cst.SimpleString | cst.ConcatenatedString
    ):
        return True
    return isinstance(first, cst.ImportFrom) and dotted(first.module) == "__future__"
