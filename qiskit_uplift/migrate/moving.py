"""Names that went elsewhere, and names that are gone: the tables of the rules, put to use."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit
from qiskit_uplift.migrate.imports import Change
from qiskit_uplift.migrate.rule import Rule, Safety
from qiskit_uplift.migrate.tree import dotted
from qiskit_uplift.migrate.vocabulary import canonical


class Moves:
    """The tables ``moves`` and ``gone`` of several rules.

    Args:
        rules: The rules.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._here: dict[str, str] = {}
        self._moved: dict[str, tuple[Rule, str]] = {}
        self._gone: dict[str, tuple[Rule, str]] = {}
        self._claimed: set[str] = set()
        self._rewritten: set[str] = set()
        for rule in self._rules:
            self._claimed |= {canonical(name) for name in rule.names | rule.obsolete}
            self._rewritten |= {canonical(name) for name in rule.obsolete}
            self._moved.update((old, (rule, new)) for old, new in rule.moves.items())
            self._gone.update((old, (rule, why)) for old, why in rule.gone.items())

    def moved(self, full: str) -> tuple[Rule, str] | None:
        """The rule for a name that went elsewhere, and where it is now."""
        for old in _prefixes(full):
            if old in self._gone or canonical(old) in self._rewritten:
                return None
            if old in self._moved:
                rule, new = self._moved[old]
                return rule, self._here.get(old, new) + full[len(old) :]
        return None

    def gone(self, full: str) -> tuple[Rule, str] | None:
        """The rule for a name that is gone, and what to do."""
        for old in _prefixes(full):
            if old in self._moved or canonical(old) in self._claimed:
                return None
            if old in self._gone:
                return self._gone[old]
        return None

    def is_exact(self, full: str) -> bool:
        """Whether a table has this very name."""
        return full in self._moved or full in self._gone

    # -- imports --------------------------------------------------------------------------------

    def on_imports(self, context: Context) -> None:
        """Rewrite and report all import statements."""
        self._here = {}
        for rule in self._rules:
            self._here.update(rule.moves_in(context))
        done: set[cst.CSTNode] = set()
        for imported in context.imports.all:
            node = imported.statement
            if node in done or context.untouchable(node):
                continue
            done.add(node)
            if isinstance(node, cst.Import):
                self._import(node, context)
            elif not node.relative:
                self._import_from(node, context)
        for module, node in context.imports.stars:
            if not context.untouchable(node):
                self._star(module, node, context)

    def _star(self, module: str, node: cst.ImportFrom, context: Context) -> None:
        gone = self.gone(module)
        moved = self.moved(module)
        if gone is not None:
            context.report(gone[0], node, f"`{module}` is gone: {gone[1]}")
        elif moved is not None and node.module is not None:
            rule, new = moved
            context.fix(rule, node, f"`{module}` is now `{new}`", context.replace(node.module, new))

    def _import_from(self, node: cst.ImportFrom, context: Context) -> None:
        assert not isinstance(node.names, cst.ImportStar)
        assert node.module is not None
        module = dotted(node.module) or ""
        found: list[tuple[cst.ImportAlias, Rule, str]] = []
        for alias in node.names:
            full = f"{module}.{dotted(alias.name)}"
            gone, moved = self.gone(full), self.moved(full)
            if gone is not None:
                context.report(gone[0], alias, f"`{full}` is gone: {gone[1]}")
            elif moved is not None:
                found.append((alias, *moved))
        homes = {
            new.rpartition(".")[0]
            for alias, _, new in found
            if new.rpartition(".")[2] == dotted(alias.name)
        }
        if len(found) == len(node.names) and len(homes) == 1 and "" not in homes:
            (home,) = homes
            same = all(new == f"{home}.{dotted(alias.name)}" for alias, _, new in found)
            if same and context.imports.beside(home, node, node) is node:
                edits = [context.replace(node.module, home)]
                if context.unsafe or found[0][1].safety is Safety.SAFE:
                    context.imports.rehomed.add(node)
                for alias, own, new in found:
                    old = f"{module}.{dotted(alias.name)}"
                    context.fix(own, alias, f"`{old}` is now `{new}`", *edits)
                    edits = []  # one edit serves all
                return
        for alias, rule, new in found:
            self._alias(node, alias, rule, new, context)

    @staticmethod
    def _alias(
        node: cst.ImportFrom, alias: cst.ImportAlias, rule: Rule, new: str, context: Context
    ) -> None:
        name = dotted(alias.name) or ""
        local = dotted(alias.asname.name) if alias.asname is not None else name
        home, _, last = new.rpartition(".")
        line = (home, last, local if local != last else None) if home else (new, None, local)
        if not home and local == new:
            line = (new, None, None)
        old = f"{dotted(node.module)}.{name}"
        context.imports.move(node, alias, line)
        context.fix(rule, alias, f"`{old}` is now `{new}`")

    def _import(self, node: cst.Import, context: Context) -> None:
        for alias in node.names:
            full = dotted(alias.name) or ""
            gone, moved = self.gone(full), self.moved(full)
            if gone is not None:
                context.report(gone[0], alias, f"`{full}` is gone: {gone[1]}")
            elif moved is not None and alias.asname is not None:
                rule, new = moved
                context.fix(
                    rule, alias, f"`{full}` is now `{new}`", context.replace(alias.name, new)
                )
            elif moved is not None:
                rule, new = moved
                change = context.imports.changes.setdefault(node, Change())
                change.removed.append(alias)
                top = full.partition(".")[0]
                others = [one for one in context.imports.all if one.alias is not alias]
                if not any(one.local == top and one.full.startswith(top) for one in others):
                    change.added.append((top, None, None))
                change.added.append((new, None, None))
                context.imports.note(new.partition(".")[0], node)
                context.fix(rule, alias, f"`{full}` is now `{new}`")

    def _goes_on(self, node: cst.CSTNode, context: Context) -> bool:
        """Whether a longer name, of which this is the beginning, is rewritten."""
        above = context.parent(node)
        while isinstance(above, cst.Attribute):
            full = context.name(above)
            if full is None:
                return False
            if canonical(full) in self._claimed or self.moved(full) is not None:
                return True
            above = context.parent(above)
        return False

    # -- uses -----------------------------------------------------------------------------------

    def on_use(self, node: cst.Name | cst.Attribute, full: str, context: Context) -> None:
        """Rewrite or report a use of a name that one of the tables has, as it is written."""
        origin = context.origin(node)
        if isinstance(node, cst.Name) and not _is_star(origin):
            return  # its import says all
        gone = self.gone(full)
        if gone is not None:
            if self._goes_on(node, context):
                return
            context.report(gone[0], node, f"`{full}` is gone: {gone[1]}")
            return
        moved = self.moved(full)
        if moved is None:
            return
        rule, new = moved
        home, _, last = new.rpartition(".")
        edit: Edit
        if isinstance(node, cst.Name):
            star = full.rpartition(".")[0]
            if self.moved(star) is not None:
                return  # the star import itself is moved
            local = context.use(new if home else f"{new}:", node, origin)
            if local == node.value:
                context.fix(rule, node, f"`{full}` is now `{new}`")
                return
            edit = context.replace(node, local)
        else:
            base = self.moved(full.rpartition(".")[0])
            if base is not None and f"{base[1]}.{node.attr.value}" == new:
                return  # what it hangs on is moved
            if home and last.islower() and isinstance(context.parent(node), cst.Attribute):
                home, last = new, ""  # a module, which is imported itself
            local = context.use(f"{home or new}:", node, origin)
            edit = context.replace(node, f"{local}.{last}" if home and last else local)
        context.fix(rule, node, f"`{full}` is now `{new}`", edit)


def _is_star(node: cst.CSTNode | None) -> bool:
    return isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar)


def _prefixes(full: str) -> list[str]:
    parts = full.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
