"""The imports of a module: which there are, and how they change.

Rules say which names they need; whether a name is there already, under which name it can be
imported, and which imports have no use any more is found out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import libcst as cst
from libcst.metadata import Assignment, ImportAssignment, Scope

from qiskit_uplift.migrate.edits import Edit, Part, Span
from qiskit_uplift.migrate.tree import dotted, literal, walk
from qiskit_uplift.migrate.vocabulary import canonical

Line: TypeAlias = tuple[str, str | None, str | None]
"""What is imported: the module, the name or None for the module itself, and what it is called."""


@dataclass(frozen=True)
class Imported:
    """One name of an import statement.

    Attributes:
        full: What is imported, ``"qiskit.execute"``; a module for ``import module``.
        local: The name that it is bound to.
        alias: Its node.
        statement: The statement.
        scope: Where the name is bound.
    """

    full: str
    local: str
    alias: cst.ImportAlias
    statement: cst.Import | cst.ImportFrom
    scope: Scope | None


@dataclass
class Change:
    """What happens to an import statement.

    Attributes:
        removed: Names that leave it.
        added: Lines that come after it, or in its place: pairs of module and what is imported of
            it, where None means the module itself.
    """

    removed: list[cst.ImportAlias] = field(default_factory=list)
    added: list[Line] = field(default_factory=list)


Needed: TypeAlias = tuple[str, Change | None, Line | None]
"""How a name is written, and the change and line that import it; None where it is there."""


class Imports:
    """The imports of a module and what is to be done with them.

    Args:
        module: The module.
        scopes: LibCST's scope of each node.
        parents: What holds each node.
        span: Where a node stands.
        untouchable: Whether a node is in code that is left alone.
    """

    def __init__(
        self,
        module: cst.Module,
        scopes: dict[cst.CSTNode, Scope | None],
        parents: dict[cst.CSTNode, cst.CSTNode],
        span: Callable[[cst.CSTNode], Span],
        untouchable: Callable[[cst.CSTNode], bool],
    ) -> None:
        self.module = module
        self.scopes = scopes
        self.parents = parents
        self.span = span
        self.untouchable = untouchable
        self.all: list[Imported] = []
        self.stars: list[tuple[str, cst.ImportFrom]] = []
        self.exported = _exported(module)
        self.changes: dict[cst.CSTNode, Change] = {}
        self.rehomed: set[cst.CSTNode] = set()  # which import from another module by then
        self._new: dict[tuple[str, Scope | None], str] = {}
        self._read()

    def _read(self) -> None:
        for node in walk(self.module):
            if type(node) is cst.ImportFrom:
                module = "" if node.relative else dotted(node.module) or ""
                if isinstance(node.names, cst.ImportStar):
                    self.stars.append((module, node))
                    continue
                for alias in node.names:
                    name = dotted(alias.name) or ""
                    self._add(f"{module}.{name}" if module else "", _local(alias), alias, node)
            elif type(node) is cst.Import:
                for alias in node.names:
                    self._add(dotted(alias.name) or "", _local(alias), alias, node)

    def _add(
        self, full: str, local: str, alias: cst.ImportAlias, node: cst.Import | cst.ImportFrom
    ) -> None:
        self.all.append(Imported(full, local, alias, node, self.scopes.get(node)))

    def of_statement(self, node: cst.CSTNode) -> list[Imported]:
        """The names of one statement."""
        return [imported for imported in self.all if imported.statement is node]

    def statements(self, name: cst.Name) -> list[cst.CSTNode]:
        """The import statements that a name at its place may come from."""
        scope = self.scopes.get(name)
        if scope is None:
            return []
        found: list[cst.CSTNode] = []
        for assignment in scope[name.value]:
            if isinstance(assignment, ImportAssignment):
                found.append(assignment.node)
        return found

    # -- needing a name ---------------------------------------------------------------------------

    def need(self, full: str, at: cst.CSTNode, anchor: cst.CSTNode | None) -> Needed:
        """How a name can be written at a place, and the import that it takes, if any.

        Args:
            full: The name with its module, ``"qiskit.transpile"``; ``"qiskit_aer:"`` for a module.
            at: Where it is used.
            anchor: The import statement that the new one goes beside; None for the last import of
                Qiskit.
        """
        is_module = full.endswith(":")
        full = full.removesuffix(":")
        for imported in self.all:
            if self._usable(imported, full, at, is_module):
                whole = is_module and imported.alias.asname is None  # `import a.b` binds `a`
                return full if whole else imported.local, None, None
        limit = anchor if anchor is not None else at
        anchor = anchor if anchor is not None else self._default_anchor(at)
        if not is_module:
            anchor = self.beside(full.rpartition(".")[0], anchor, limit)
        scope = self.scopes.get(anchor) if anchor is not None else None
        key = (full, scope)
        module, _, name = full.rpartition(".")
        wanted = full if is_module else name
        top = wanted.partition(".")[0]
        if key in self._new:
            return self._new[key], None, None
        local = wanted
        asname = None
        if self._taken(top, full, at):
            asname = f"{(module or 'qiskit').replace('.', '_')}_{wanted.replace('.', '_')}"
            local = asname
        line = (full, None, asname) if is_module else (module, name, asname)
        self._new[key] = local
        change = self.changes.setdefault(anchor or self.module, Change())
        return local, change, line

    def beside(
        self, module: str, anchor: cst.CSTNode | None, limit: cst.CSTNode
    ) -> cst.CSTNode | None:
        """A statement that imports from the same module, not later than the limit, or this."""
        if anchor is None or self.untouchable(anchor):
            return anchor
        for imported in self.all:
            node = imported.statement
            if (
                isinstance(node, cst.ImportFrom)
                and not node.relative
                and node not in self.rehomed
                and dotted(node.module) == module
                and self.span(node) <= self.span(limit)
                and self._block(node) is self._block(anchor)
                and not self.untouchable(node)
            ):
                return node
        return anchor

    def _block(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self.parents.get(self.parents[node])

    def move(self, node: cst.ImportFrom, alias: cst.ImportAlias, line: Line) -> None:
        """Import something in another way than a statement does."""
        self.changes.setdefault(node, Change()).removed.append(alias)
        target = node if line[1] is None else self.beside(line[0], node, node)
        assert target is not None
        added = self.changes.setdefault(target, Change()).added
        home, name, asname = line
        for imported in self.all:
            if (
                imported.full == f"{home}.{name}"
                and imported.local == (asname or name)
                and imported.scope is self.scopes.get(node)
                and self.span(imported.statement) <= self.span(node)
                and not self.untouchable(imported.statement)
            ):
                return  # it is there already
        added.append(line)
        self._new[home if name is None else f"{home}.{name}", self.scopes.get(node)] = (
            asname or name or home
        )

    def note(self, module: str, node: cst.CSTNode) -> None:
        """Note that a module is imported by what comes in the place of a statement."""
        self._new[module, self.scopes.get(node)] = module

    def remove(self, imported: Imported) -> None:
        """Take a name out of its import statement."""
        removed = self.changes.setdefault(imported.statement, Change()).removed
        if imported.alias not in removed:
            removed.append(imported.alias)

    def forget(self, full: str) -> None:
        """Take back what :meth:`need` noted, as its fix isn't made."""
        for key in [key for key in self._new if key[0] == full.removesuffix(":")]:
            del self._new[key]

    def _usable(self, imported: Imported, full: str, at: cst.CSTNode, is_module: bool) -> bool:
        if isinstance(imported.statement, cst.Import) != is_module:
            return False
        if canonical(imported.full) != full or imported.full != full:
            return False
        if self.untouchable(imported.statement) or self.span(imported.statement) > self.span(at):
            return False
        change = self.changes.get(imported.statement)
        if change is not None and imported.alias in change.removed:
            return False
        scope = self.scopes.get(at)
        bound = set(scope[imported.local]) if scope is not None else set()
        return bool(bound) and all(
            isinstance(one, ImportAssignment) and one.node is imported.statement for one in bound
        )

    def _taken(self, name: str, full: str, at: cst.CSTNode) -> bool:
        scope = self.scopes.get(at)
        while scope is not None:
            for assignment in scope.assignments:
                if assignment.name != name or not isinstance(assignment, Assignment):
                    continue
                if isinstance(assignment, ImportAssignment):
                    fulls = {
                        one.full.partition(".")[0] if one.alias.asname is None
                        and isinstance(one.statement, cst.Import) else one.full
                        for one in self.of_statement(assignment.node) if one.local == name
                    }  # fmt: skip
                    if {canonical(one) for one in fulls} <= {full, full.partition(".")[0]}:
                        continue
                return True
            if scope.parent is scope or scope.parent is None:
                break
            scope = scope.parent
        return False

    def _default_anchor(self, at: cst.CSTNode) -> cst.CSTNode | None:
        before = self.span(at)
        best: cst.CSTNode | None = None
        statements = [one.statement for one in self.all if one.full.startswith("qiskit")]
        statements += [node for module, node in self.stars if module.startswith("qiskit")]
        for node in statements:
            line = self.parents.get(node)
            if self.parents.get(line) is not self.module if line is not None else True:
                continue
            if self.untouchable(node) or self.span(node) > before:
                continue
            if best is None or self.span(node) > self.span(best):
                best = node
        return best

    # -- writing ----------------------------------------------------------------------------------

    def unused(self, imported: Imported, remains: Callable[[cst.CSTNode], bool]) -> bool:
        """Whether no use of an import is left after the edits.

        Args:
            imported: The import.
            remains: Whether a node is still there after the edits.
        """
        if imported.local in self.exported:
            return False
        scope = imported.scope
        if scope is None:
            return False
        for assignment in scope[imported.local]:
            if not isinstance(assignment, ImportAssignment):
                continue
            if assignment.node is not imported.statement:
                continue
            for access in assignment.references:
                if remains(access.node):
                    return False
        return True

    def edits(self, text: str, newline: str, line: Callable[[int], tuple[int, int]]) -> list[Edit]:
        """The edits that make all the changes."""
        from qiskit_uplift.migrate.import_edits import ImportWriter

        return ImportWriter(self, text, newline, line).edits()


def _local(alias: cst.ImportAlias) -> str:
    if alias.asname is not None:
        return dotted(alias.asname.name) or ""
    return (dotted(alias.name) or "").partition(".")[0]


def _exported(module: cst.Module) -> frozenset[str]:
    names: set[str] = set()
    for line in module.body:
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            match small:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Name("__all__"))]):
                    value: cst.CSTNode = small.value
                case cst.AugAssign(target=cst.Name("__all__")):
                    value = small.value
                case _:
                    continue
            names.update(text for node in walk(value) if (text := literal(node)) is not None)
    return frozenset(names)


def lines_of(added: Iterable[Line]) -> list[str]:
    """Import statements, the names of one module in one.

    Example:
        >>> lines_of([("qiskit", "transpile", None), ("qiskit", "qasm2", None)])
        ['from qiskit import transpile, qasm2']
    """
    lines: dict[str, list[str]] = {}
    for module, name, asname in dict.fromkeys(added):
        suffix = f" as {asname}" if asname is not None else ""
        if name is None:
            lines[f"import {module}{suffix}"] = []
        else:
            lines.setdefault(f"from {module} import ", []).append(f"{name}{suffix}")
    return [start + ", ".join(names) for start, names in lines.items()]


__all__ = ["Change", "Imported", "Imports", "Part", "lines_of"]
