"""The engine: a source and rules in, a new text and findings out."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import libcst as cst

from qiskit_uplift.migrate.context import Context, Fix
from qiskit_uplift.migrate.edits import ConflictError, Edit, Span, apply
from qiskit_uplift.migrate.imports import Imported, Line
from qiskit_uplift.migrate.moving import Moves
from qiskit_uplift.migrate.rule import Finding, MethodUse, NameUse, Rule, Safety, Target
from qiskit_uplift.migrate.source import Source
from qiskit_uplift.migrate.tree import walk
from qiskit_uplift.migrate.values import Kind
from qiskit_uplift.migrate.vocabulary import canonical

_IMPORT = re.compile(r"(?:from|import)[^\n]*\bqiskit")


@dataclass(frozen=True)
class Plan:
    """What is to be done with a source.

    Attributes:
        edits: The edits.
        findings: What the rules had to say, in the order of the text.
    """

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a source.

    Attributes:
        text: The new text; the old one where nothing changed.
        findings: What the rules had to say, in the order of the text.
    """

    text: str
    findings: tuple[Finding, ...]


class ParseError(ValueError):
    """The source is no Python that the parser knows.

    Attributes:
        line: Where, from 1.
        column: Where, from 1.
    """

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Engine:
    r"""Applies rules to sources.

    Args:
        rules: The rules that are on.
        unsafe: Whether rewrites are made that may change what the program computes, and markers
            are left where nothing could be rewritten.
        target: What runs circuits in the new code; by default what did in the old.

    Example:
        >>> from qiskit_uplift.migrate.registry import rules
        >>> engine = Engine(rules().values())
        >>> engine.migrate(Source("from qiskit import Aer\n")).text
        'from qiskit_aer import Aer\n'
    """

    def __init__(
        self, rules: Iterable[Rule], *, unsafe: bool = False, target: Target = Target.RUN
    ) -> None:
        self.rules = tuple(rules)
        self.unsafe = unsafe
        self.target = target
        self._moves = Moves(self.rules)
        self._obsolete = {name: rule for rule in self.rules for name in rule.obsolete}
        self._names: dict[str, list[Rule]] = {}
        self._methods: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for name in rule.names:
                self._names.setdefault(name, []).append(rule)
            for method in rule.methods:
                self._methods.setdefault(method, []).append(rule)
        self._on_nodes: dict[type[cst.CSTNode], tuple[Rule, ...]] = {}

    def migrate(self, source: Source, *, reexports: bool = False) -> Outcome:
        """Rewrite a source.

        Args:
            source: The text.
            reexports: Whether others import what this file imports, as from an ``__init__.py``.

        Raises:
            ParseError: The text is no Python.
        """
        plan = self.plan(source, reexports=reexports)
        return Outcome(apply(source.text, plan.edits), plan.findings)

    def plan(
        self, source: Source, *, reexports: bool = False, kept: frozenset[str] = frozenset()
    ) -> Plan:
        """What is to be done with a source.

        Args:
            source: The text.
            reexports: As in :meth:`migrate`.
            kept: Names whose imports stay, as they may be used where nothing can be read.

        Raises:
            ParseError: The text is no Python.
        """
        if not _IMPORT.search(source.text):
            return Plan((), ())  # nothing in it can be known to be Qiskit's
        try:
            context = Context(source, unsafe=self.unsafe, target=self.target)
        except cst.ParserSyntaxError as error:
            raise _unparsed(source.text, error) from error
        except cst.CSTValidationError as error:  # a name of letters that Python doesn't take
            raise ParseError(str(error), 1, 1) from error
        context.imports.exported |= kept
        self._moves.on_imports(context)
        for node in walk(context.module):
            self._visit(node, context)
        return self._write(context, reexports=reexports)

    # -- asking the rules -----------------------------------------------------------------------

    def _visit(self, node: cst.CSTNode, context: Context) -> None:
        kind = type(node)
        if kind is cst.Name or kind is cst.Attribute:
            assert isinstance(node, cst.Name | cst.Attribute)
            self._visit_name(node, context)
        if kind not in self._on_nodes:  # asked once a type, as LibCST's classes are slow to ask
            self._on_nodes[kind] = tuple(
                rule for rule in self.rules if rule.nodes and issubclass(kind, rule.nodes)
            )
        for rule in self._on_nodes[kind]:
            if not context.untouchable(node):
                rule.on_node(node, context)
                context.forget()

    def _visit_name(self, node: cst.Name | cst.Attribute, context: Context) -> None:
        if node not in context.flow.values:
            return  # part of an import, or the name of something
        full = context.name(node)
        parent = context.parent(node)
        call = parent if isinstance(parent, cst.Call) and parent.func is node else None
        if full is not None:
            known = canonical(full)
            rules = self._names.get(full) or self._names.get(known) or ()
            is_moved = self._moves.is_exact(full)
            if not (rules or is_moved) or context.untouchable(node) or context.comes_guarded(node):
                return
            if is_moved:
                self._moves.on_use(node, full, context)
                context.forget()
            for rule in rules:
                rule.on_name(NameUse(node, full, call), context)
                context.forget()
        elif isinstance(node, cst.Attribute) and node.attr.value in self._methods:
            if context.is_(node.value, Kind.NAME) or context.untouchable(node):
                return
            for rule in self._methods[node.attr.value]:
                rule.on_method(MethodUse(node, node.attr.value, node.value, call), context)
                context.forget()

    # -- writing --------------------------------------------------------------------------------

    def _write(self, context: Context, *, reexports: bool) -> Plan:
        if not self._is_old(context):
            context.fixes = [fix for fix in context.fixes if not fix.rule.accompanies]
        made = [fix for fix in context.fixes if fix.safety is not Safety.MANUAL]
        if not self.unsafe:
            made = [fix for fix in made if fix.safety is Safety.SAFE]
        made, edits = _compatible(context.source.text, made)
        for fix in made:
            for change, line in fix.imports:
                change.added.append(line)
        kept = self._drop_imports(context, edits, reexports=reexports)
        source = context.source
        edits += context.imports.edits(source.text, source.newline, _line_of(source))
        fixes = context.fixes + kept
        done = {id(fix) for fix in made} | {id(fix) for fix in kept if fix.safety is Safety.SAFE}
        if self.unsafe:
            edits += _markers(context, [fix for fix in fixes if id(fix) not in done])
        try:
            if edits:
                cst.parse_module(apply(source.text, edits))
        except (cst.ParserSyntaxError, cst.CSTValidationError):
            # never seen; a file is better left alone than broken
            edits, done = [], set()
        findings = [_finding(context, fix, fixed=id(fix) in done) for fix in fixes]
        return Plan(tuple(edits), tuple(sorted(findings, key=lambda f: (f.offset, f.rule))))

    def _is_old(self, context: Context) -> bool:
        """Whether something in a file is gone."""
        return any(not fix.rule.accompanies for fix in context.fixes) or any(
            imported.full in self._obsolete or canonical(imported.full) in self._obsolete
            for imported in context.imports.all
        )

    def _drop_imports(self, context: Context, edits: list[Edit], *, reexports: bool) -> list[Fix]:
        """Delete the imports of names that are gone, where no use is left."""
        remains = context.remains(edits)
        found: list[Fix] = []
        for imported in context.imports.all:
            rule = self._obsolete.get(imported.full) or self._obsolete.get(canonical(imported.full))
            if rule is None or context.untouchable(imported.statement):
                continue
            stand_in = context.stand_ins.get(canonical(imported.full))
            if (
                stand_in is not None
                and isinstance(imported.statement, cst.ImportFrom)
                and not context.imports.unused(imported, remains)
            ):
                line = _stand_in(imported, stand_in)
                context.imports.move(imported.statement, imported.alias, line)
                message = f"`{stand_in}` stands in for `{imported.full}`"
                found.append(Fix(rule, imported.alias, message, Safety.SAFE))
            elif reexports or imported.local in context.imports.exported:
                message = (
                    f"`{imported.full}` is gone; its import stays, as it may be used where that "
                    "can't be seen: by another module, or in a line of magic"
                )
                found.append(Fix(rule, imported.alias, message, Safety.MANUAL))
            elif context.imports.unused(imported, remains):
                context.imports.remove(imported)
                message = f"`{imported.full}` is gone, and nothing here needs it any more"
                found.append(Fix(rule, imported.alias, message, Safety.SAFE))
            else:
                found += _still_used(rule, imported)
        return found


def _still_used(rule: Rule, imported: Imported) -> list[Fix]:
    message = f"`{imported.full}` is gone, and its import stays until its uses are rewritten"
    return [Fix(rule, imported.alias, message, Safety.MANUAL)]


def _stand_in(imported: Imported, new: str) -> Line:
    module, _, name = new.rpartition(".")
    return module, name, imported.local if imported.local != name else None


def _compatible(text: str, fixes: list[Fix]) -> tuple[list[Fix], list[Edit]]:
    """The fixes that can be made together, and their edits."""
    edits = list(chain.from_iterable(fix.edits for fix in fixes))
    try:
        apply(text, edits)
    except ConflictError:
        pass
    else:
        return fixes, edits
    kept: list[Fix] = []
    edits = []
    for fix in fixes:
        try:
            apply(text, [*edits, *fix.edits])
        except ConflictError:
            continue  # it comes with the next run
        kept.append(fix)
        edits += fix.edits
    return kept, edits


def _unparsed(text: str, error: cst.ParserSyntaxError) -> ParseError:
    line = _first_mixed_line(text)
    if line is not None and _is_python(text):
        message = (
            "tabs and spaces indent blocks within one another, which Python takes and LibCST "
            "doesn't; indent by one of them"
        )
        return ParseError(message, line, 1)
    message = error.message.splitlines()[0] if error.message else "it is no Python"
    return ParseError(message, error.raw_line, error.raw_column + 1)


def _first_mixed_line(text: str) -> int | None:
    """The first line by which both tabs and spaces indent; None where one of them does."""
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        code = line.lstrip(" \t")
        seen.update(line[: len(line) - len(code)] if code else "")
        if len(seen) > 1:
            return number
    return None


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of literals and escapes, which are the user's
            ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _line_of(source: Source) -> Callable[[int], tuple[int, int]]:
    return lambda offset: (source.line_start(offset), source.line_end(offset))


def _markers(context: Context, fixes: Sequence[Fix]) -> list[Edit]:
    """Comments above the places that are left, but for those that have theirs."""
    source = context.source
    edits: list[Edit] = []
    seen: set[tuple[int, str]] = set()
    for fix in fixes:
        start = context.span(context.statement(fix.node)).start
        at = source.line_start(start)
        key = (at, fix.rule.id)
        mark = f"# TODO(qiskit-uplift {fix.rule.id}):"
        if key in seen or mark in _comments_above(source, at):
            continue
        seen.add(key)
        line = source.text[at:]
        indent = line[: len(line) - len(line.lstrip(" \t\f"))]
        edits.append(Edit(Span(at, at), (f"{indent}{mark} {fix.message}{source.newline}",)))
    return edits


def _comments_above(source: Source, at: int) -> str:
    found: list[str] = []
    while at > 0:
        start = source.line_start(at - 1)
        line = source.text[start:at]
        if not line.lstrip().startswith("#"):
            break
        found.append(line)
        at = start
    return "".join(found)


def _finding(context: Context, fix: Fix, *, fixed: bool) -> Finding:
    offset = context.span(fix.node).start
    line, column = context.source.place(offset)
    return Finding(
        rule=fix.rule.id,
        line=line,
        column=column,
        message=fix.message,
        safety=fix.safety,
        fixed=fixed,
        link=fix.rule.link,
        offset=offset,
    )
