"""Code that takes care of several versions of Qiskit itself, which is left alone."""

from __future__ import annotations

import re

import libcst as cst

from qiskit_uplift.migrate.tree import dotted, walk

_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError"})
_VERSION = re.compile(r"version", re.IGNORECASE)


def guarded(module: cst.Module) -> frozenset[cst.CSTNode]:
    """The statements that are taken only on some versions.

    These are the parts of a ``try`` that catches an ``ImportError`` (or anything, where there is
    nothing but imports in it), and both branches of an ``if`` that asks for a version.
    """
    found: set[cst.CSTNode] = set()
    for node in walk(module):
        # LibCST is slow to say what a node is an instance of, and all nodes are asked here
        if type(node) is cst.Try and _catches_missing(node):
            found.add(node.body)
            found.update(handler.body for handler in node.handlers)
            if node.orelse:
                found.add(node.orelse)
        elif type(node) is cst.If and _asks_version(node.test):
            found.add(node.body)
            if node.orelse:
                found.add(node.orelse)
    return frozenset(found)


def _catches_missing(node: cst.Try) -> bool:
    for handler in node.handlers:
        if handler.type is None:
            broad = True
        else:
            names = {dotted(part) for part in walk(handler.type)}
            if names & _MISSING:
                return True
            broad = "Exception" in names or "BaseException" in names
        if broad and _only_imports(node.body):
            return True
    return False


def _only_imports(body: cst.BaseSuite) -> bool:
    statements = [
        small
        for line in body.body
        for small in (line.body if isinstance(line, cst.SimpleStatementLine) else [line])
    ]
    return any(isinstance(s, cst.Import | cst.ImportFrom) for s in statements) and all(
        isinstance(s, cst.Import | cst.ImportFrom | cst.Assign | cst.Pass) for s in statements
    )


def _asks_version(test: cst.BaseExpression) -> bool:
    for node in walk(test):
        name = dotted(node)
        if name is not None and _VERSION.search(name):
            return True
    return False
