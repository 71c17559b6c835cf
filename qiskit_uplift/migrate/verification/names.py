"""Which names of a program hold what it computed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_PLAIN = frozenset(
    "abs bool complex dict enumerate float frozenset int len list max min open print range repr "
    "reversed round set sorted str sum tuple zip".split()
)
"""Calls that compute nothing that a migration could change."""

_ADDING = frozenset({"append", "extend", "update"})
_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def computed(cells: list[str]) -> list[str]:
    """The names that a program gives computed values to, outside of its functions.

    Args:
        cells: Its code, which parses.

    Returns:
        The public ones whose values come from calls, as far as can be seen, sorted.

    Example:
        >>> computed(["shots = 100", "counts = run(shots).counts()", "best = max(counts)"])
        ['best', 'counts']
    """
    given = [
        binding for cell in cells for node in _outer(ast.parse(cell)) for binding in _bindings(node)
    ]
    found: set[str] = set()
    while True:
        more = {name for names, value in given if _computes(value, found) for name in names}
        if more <= found:
            return sorted(name for name in found if not name.startswith("_"))
        found |= more


def _outer(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes that don't belong to a function or class."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _bindings(node: ast.AST) -> Iterator[tuple[set[str], ast.AST]]:
    """Names that a node gives values to, with what these come from."""
    if isinstance(node, ast.Assign):
        yield _names(*node.targets), node.value
    elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr) and node.value:
        yield _names(node.target), node.value
    elif isinstance(node, ast.For | ast.AsyncFor):
        yield _names(node.target), node.iter
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _ADDING:
            for argument in node.args:
                yield _names(node.func.value), argument
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inner = (each.names for each in ast.walk(node) if isinstance(each, ast.Global))
        yield {name for names in inner for name in names}, node


def _names(*targets: ast.AST) -> set[str]:
    return {
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    }


def _computes(value: ast.AST, known: set[str]) -> bool:
    """Whether a call, or a name that comes from one, is part of a value."""
    for node in ast.walk(value):
        if isinstance(node, ast.Name) and node.id in known:
            return True
        if isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Name) and node.func.id in _PLAIN
        ):
            return True
    return False
