"""Walking LibCST's tree: children without whitespace, parents, texts of names."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import fields

import libcst as cst

_LAYOUT = (
    cst.BaseParenthesizableWhitespace,
    cst.TrailingWhitespace,
    cst.EmptyLine,
    cst.Newline,
    cst.Comment,
)


@functools.cache
def _names(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    skipped = ("whitespace", "leading_lines", "trailing", "lines_after", "lpar", "rpar", "comma")
    return tuple(field.name for field in fields(kind) if not field.name.startswith(skipped))


_IS_NODE: dict[object, bool] = {}


def _is_node(value: object) -> bool:
    """Whether a value is a node that is walked; asked once a type, as LibCST takes long to say."""
    kind = type(value)
    if kind not in _IS_NODE:
        _IS_NODE[kind] = isinstance(value, cst.CSTNode) and not isinstance(value, _LAYOUT)
    return _IS_NODE[kind]


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes right below one, in the order of their fields, without layout."""
    for name in _names(type(node)):
        value = getattr(node, name)
        if _is_node(value):
            yield value
        elif isinstance(value, (list, tuple)):
            for item in value:
                if _is_node(item):
                    yield item


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all below it, each before what it holds."""
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(reversed(list(children(found))))


def parents(root: cst.CSTNode) -> dict[cst.CSTNode, cst.CSTNode]:
    """What holds each node."""
    return {child: node for node in walk(root) for child in children(node)}


def dotted(node: cst.CSTNode | None) -> str | None:
    """The text of a name with dots, or None where it is anything else.

    Example:
        >>> dotted(cst.parse_expression("qiskit.providers.aer"))
        'qiskit.providers.aer'
    """
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    return ".".join([node.value, *reversed(parts)])


def literal(node: cst.CSTNode | None) -> str | None:
    """The text of a string that is written out, or None."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def argument(call: cst.Call, index: int | None, *names: str) -> cst.Arg | None:
    """An argument by its place or one of its names; None where it isn't given plainly."""
    for place, arg in enumerate(call.args):
        if arg.star:
            return None
        if arg.keyword is None:
            if place == index:
                return arg
        elif arg.keyword.value in names:
            return arg
    return None
