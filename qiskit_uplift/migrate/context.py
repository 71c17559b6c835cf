"""What a rule sees of the file, and how it says what is to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import Assignment, MetadataWrapper, PositionProvider, ScopeProvider

from qiskit_uplift.migrate.edits import Edit, Part, Span
from qiskit_uplift.migrate.evidence import Evidence
from qiskit_uplift.migrate.flow import Flow
from qiskit_uplift.migrate.guards import guarded
from qiskit_uplift.migrate.import_edits import removal
from qiskit_uplift.migrate.imports import Change, Imports, Line
from qiskit_uplift.migrate.rule import Rule, Safety, Target
from qiskit_uplift.migrate.source import Source
from qiskit_uplift.migrate.tree import dotted, parents
from qiskit_uplift.migrate.values import UNKNOWN, Kind, Values, all_are, may_be

_PRIMARY = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.List, cst.Dict, cst.SimpleString)


@dataclass
class Fix:
    """A rewrite, or a place without one.

    Attributes:
        rule: Whose it is.
        node: Where.
        message: What a person is told.
        safety: MANUAL where there is no rewrite.
        edits: The rewrite.
        imports: The imports that it takes.
    """

    rule: Rule
    node: cst.CSTNode
    message: str
    safety: Safety
    edits: tuple[Edit, ...] = ()
    imports: list[tuple[Change, Line]] = field(default_factory=list)


class Context:
    """One file while rules look at it.

    Args:
        source: Its text.
        unsafe: Whether unsafe rewrites are made.
        target: What runs circuits in the new code.

    Attributes:
        source: The text.
        target: What runs circuits in the new code.
        module: The tree.
        imports: The imports.
        flow: What expressions can be.
        fixes: What the rules have said.
        stand_ins: Names that are gone, and what is imported in the place of each: :meth:`stand_in`.
    """

    def __init__(
        self, source: Source, *, unsafe: bool = False, target: Target = Target.RUN
    ) -> None:
        self.source = source
        self.unsafe = unsafe
        self.target = target
        wrapper = MetadataWrapper(cst.parse_module(source.text), unsafe_skip_copy=True)
        self.module = wrapper.module
        self._positions = wrapper.resolve(PositionProvider)
        self.scopes = dict(wrapper.resolve(ScopeProvider))
        self.parents = parents(self.module)
        self._guarded = guarded(self.module)
        self.evidence = Evidence.of(self.module)
        self.flow = Flow(self.module, self.scopes, self.evidence)
        self.imports = Imports(self.module, self.scopes, self.parents, self.span, self.untouchable)
        self.fixes: list[Fix] = []
        self.stand_ins: dict[str, str] = {}
        self._pending: list[tuple[str, Change, Line]] = []

    # -- where and what ---------------------------------------------------------------------------

    def span(self, node: cst.CSTNode, *, parentheses: bool = True) -> Span:
        """Where a node stands, with the parentheses around it unless they aren't wanted."""
        first, last = node, node
        if parentheses and isinstance(node, cst.BaseExpression) and node.lpar:
            first, last = node.lpar[0], node.rpar[-1]
        start, end = self._positions[first].start, self._positions[last].end
        return Span(
            self.source.offset(start.line, start.column), self.source.offset(end.line, end.column)
        )

    def text(self, node: cst.CSTNode) -> str:
        """The text of a node as it stands."""
        span = self.span(node)
        return self.source.text[span.start : span.end]

    def values(self, node: cst.CSTNode) -> Values:
        """All that an expression can be where it stands."""
        return self.flow.values.get(node, UNKNOWN)

    def name(self, node: cst.CSTNode) -> str | None:
        """The full name that an expression stands for, where it can stand for one only."""
        found = self.values(node)
        if len(found) == 1:
            (value,) = found
            if value.kind is Kind.NAME:
                return value.detail
        return None

    def is_(self, node: cst.CSTNode, *kinds: Kind) -> bool:
        """Whether an expression is certainly of these kinds."""
        return all_are(self.values(node), *kinds)

    def may_be(self, node: cst.CSTNode, *kinds: Kind) -> bool:
        """Whether an expression can be of these kinds; true where nothing is known of it."""
        return may_be(self.values(node), *kinds)

    def is_circuit(self, node: cst.BaseExpression, method: str) -> bool:
        """Whether ``node.method`` can be nothing but a circuit's.

        That is so for a circuit, and for a method that nothing else is known to have: where no
        other framework is imported, and no class of the file has such a method.
        """
        if self.is_(node, Kind.CIRCUIT):
            return not self.defines(method)
        values = self.values(node)
        if not all_are(values, Kind.CIRCUIT, Kind.UNKNOWN) or not self.evidence.trusted:
            return False
        return not self.defines(method)

    def defines(self, method: str) -> bool:
        """Whether a class of the file has a method or attribute of that name."""
        return any(method in facts.attributes for facts in self.flow.classes.values())

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """What holds a node."""
        return self.parents.get(node)

    def assigned(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """What a name is set to, where a plain assignment does it once and for all."""
        scope = self.scopes.get(node) if isinstance(node, cst.Name) else None
        if scope is None or not isinstance(node, cst.Name) or len(scope[node.value]) != 1:
            return None
        (found,) = scope[node.value]
        target = self.parent(found.node) if isinstance(found, Assignment) else None
        holder = self.parent(target) if isinstance(target, cst.AssignTarget) else None
        return holder.value if isinstance(holder, cst.Assign) else None

    def statement(self, node: cst.CSTNode) -> cst.CSTNode:
        """The line or compound statement that a node is in."""
        here: cst.CSTNode = node
        while not isinstance(here, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            above = self.parents.get(here)
            if above is None or isinstance(above, cst.Module):
                return here
            here = above
        return here

    def untouchable(self, node: cst.CSTNode) -> bool:
        """Whether a node is in code that takes care of several versions itself."""
        here: cst.CSTNode | None = node
        while here is not None:
            if here in self._guarded:
                return True
            here = self.parents.get(here)
        return False

    def comes_guarded(self, node: cst.CSTNode) -> bool:
        """Whether the name that an expression starts with is imported under a guard."""
        while isinstance(node, cst.Attribute | cst.Call | cst.Subscript):
            node = node.func if isinstance(node, cst.Call) else node.value
        if not isinstance(node, cst.Name):
            return False
        return any(self.untouchable(found) for found in self.imports.statements(node))

    def origin(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The import statement that brought in the name that an expression starts with."""
        while isinstance(node, cst.Attribute | cst.Call | cst.Subscript):
            node = node.func if isinstance(node, cst.Call) else node.value
        if not isinstance(node, cst.Name):
            return None
        found = self.imports.statements(node)
        if found:
            return found[0]
        stars = [statement for _, statement in self.imports.stars]
        return stars[-1] if stars and not self._is_bound(node) else None

    def _is_bound(self, node: cst.Name) -> bool:
        scope = self.scopes.get(node)
        return scope is not None and node.value in scope

    # -- what is to be done -----------------------------------------------------------------------

    def replace(self, node: cst.CSTNode, *parts: Part) -> Edit:
        """An edit that puts text, and spans that are kept, in the place of a node."""
        return Edit(self.span(node), parts)

    def primary(self, node: cst.BaseExpression) -> tuple[Part, ...]:
        """A node as it can stand before a dot: in parentheses where it needs them."""
        span = self.span(node)
        if isinstance(node, _PRIMARY) or node.lpar:
            return (span,)
        return "(", span, ")"

    def removal(self, statement: cst.CSTNode) -> list[Edit]:
        """Edits that delete a small statement, and its line where nothing else is on it."""
        source = self.source

        def line(offset: int) -> tuple[int, int]:
            return source.line_start(offset), source.line_end(offset)

        return [removal(statement, self.span(statement), self.parents, source.text, line)]

    def use(self, full: str, at: cst.CSTNode, anchor: cst.CSTNode | None = None) -> str:
        """The text by which a name can be used at a place; it is imported if the fix is made.

        Args:
            full: The name with its module, ``"qiskit.transpile"``, or a module with a colon after
                it, ``"qiskit_aer:"``.
            at: Where it is used.
            anchor: The import statement to put a new one beside: see :meth:`origin`.
        """
        local, change, line = self.imports.need(full, at, anchor)
        if change is not None and line is not None:
            self._pending.append((full, change, line))
        return local

    def fix(
        self,
        rule: Rule,
        node: cst.CSTNode,
        message: str,
        *edits: Edit,
        safety: Safety | None = None,
    ) -> None:
        """Rewrite a place.

        Args:
            rule: The rule.
            node: The place.
            message: What was wrong and what is there now, in one line.
            edits: The rewrite.
            safety: Where it isn't the rule's own.
        """
        safety = safety or rule.safety
        made = Fix(rule, node, message, safety, edits)
        if safety is Safety.SAFE or self.unsafe:
            made.imports = [(change, line) for _, change, line in self._pending]
        else:
            self.forget()
        self._pending = []
        self.fixes.append(made)

    def stand_in(
        self, rule: Rule, name: cst.Name | cst.Attribute, full: str, new: str, message: str
    ) -> None:
        """Let a name of another package do what one that is gone did, in its place.

        An import of the old name is replaced by the engine, so that all its uses that are left have
        to be made by this.

        Args:
            rule: The rule.
            name: The use.
            full: The old name, with its module.
            new: The name that stands in for it.
            message: Why, in one line.
        """
        origin = self.origin(name)
        if origin is None:
            return  # another name for it, which was given where it is used itself
        is_star = isinstance(origin, cst.ImportFrom) and isinstance(origin.names, cst.ImportStar)
        if isinstance(name, cst.Name) and isinstance(origin, cst.ImportFrom) and not is_star:
            self.stand_ins[full] = new
            self.fix(rule, name, message)
            return
        text = self.use(new, name, origin)
        edits = () if text == dotted(name) else (self.replace(name, text),)
        self.fix(rule, name, message, *edits)

    def report(self, rule: Rule, node: cst.CSTNode, message: str) -> None:
        """Leave a place as it is, and say what is to be done by hand.

        Args:
            rule: The rule.
            node: The place.
            message: What doesn't work any more, why it isn't rewritten, and what to do.
        """
        self.forget()
        self.fixes.append(Fix(rule, node, message, Safety.MANUAL))

    def forget(self) -> None:
        """Drop the imports that were asked for since the last fix."""
        for full, _, _ in self._pending:
            self.imports.forget(full)
        self._pending = []

    def remains(self, edits: list[Edit]) -> Callable[[cst.CSTNode], bool]:
        """A function that says whether a node is still there after the edits."""

        def alive(span: Span, within: list[Edit]) -> bool:
            for edit in within:
                if not edit.span.holds(span) or edit.span.start == edit.span.end:
                    continue
                inner = [other for other in within if other is not edit]
                kept = [p for p in edit.parts if isinstance(p, Span) and p.holds(span)]
                return any(
                    alive(span, [other for other in inner if part.holds(other.span)])
                    for part in kept
                )
            return True

        ordered = sorted(edits, key=lambda e: (e.span.start, -e.span.end, e.span not in e.parts))

        def remains(node: cst.CSTNode) -> bool:
            if node not in self._positions:
                return True
            return alive(self.span(node), ordered)

        return remains
