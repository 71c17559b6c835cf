"""What several rules do with calls: keeping their layout while arguments move."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part, Span
from qiskit_uplift.migrate.tree import dotted, literal, walk
from qiskit_uplift.migrate.values import Family, Kind, details, of

_COMMA = re.compile(r"\A\s*,")
_QASM_IF = re.compile(r"^\s*if\s*\(", re.MULTILINE)
_CONTROL_FLOW = frozenset({"c_if", "if_test", "while_loop", "for_loop", "switch"})
_MAKERS = frozenset({"Aer", "BasicAer"})


def relaid(
    context: Context, call: cst.Call, first: Sequence[Part], kept: Sequence[cst.Arg]
) -> list[Part]:
    """The arguments of a call in parentheses, some of them gone, laid out as they were.

    Args:
        context: The file.
        call: The call.
        first: What comes first, in the place of the first argument.
        kept: The arguments that follow it, as they are.

    Returns:
        Text and spans from the opening to the closing parenthesis. Comments between arguments
        stay, those of arguments that go too.
    """
    text = context.source.text
    spans = [context.span(arg) for arg in call.args]
    opening = context.span(call.func).end
    parts: list[Part] = [text[opening : spans[0].start], *first]
    for before, arg, span in zip(spans, call.args[1:], spans[1:], strict=False):
        gap = text[before.end : span.start]
        if arg in kept:
            parts += [gap, span]
        elif "#" in gap:
            parts.append(_COMMA.sub("", gap))
    if call.args[0] in kept:
        parts += [", ", spans[0]]
    parts.append(text[spans[-1].end : context.span(call).end])
    return parts


def is_repeatable(node: cst.BaseExpression) -> bool:
    """Whether an expression can be written twice: it costs nothing and has no side effects."""
    if dotted(node) is not None:
        return True
    if isinstance(node, cst.Subscript):
        plain = all(
            isinstance(part.slice, cst.Index)
            and (dotted(part.slice.value) is not None or isinstance(part.slice.value, _CONSTANTS))
            for part in node.slice
        )
        return plain and is_repeatable(node.value)
    if isinstance(node, cst.Call):
        name = (dotted(node.func) or "").split(".")
        simple = all(isinstance(arg.value, _CONSTANTS) and not arg.star for arg in node.args)
        makes = name[-1].endswith("Simulator") or name[-1].startswith("Fake")
        return simple and (makes or (name[-1] == "get_backend" and name[-2:-1] != [] and
                                     name[-2] in _MAKERS))  # fmt: skip
    return False


_CONSTANTS = (cst.SimpleString, cst.BaseNumber)


def families(context: Context, node: cst.BaseExpression) -> frozenset[str]:
    """Whose backend an expression can be; UNKNOWN among them where nothing is known of it."""
    values = context.values(node)
    found = set(details(values, Kind.BACKEND))
    if len(of(values, Kind.BACKEND)) + len(of(values, Kind.NONE)) < len(values) or not found:
        found.add(Family.UNKNOWN)
    return frozenset(found)


def knows_ibm(context: Context) -> bool:
    """Whether a file has to do with IBM's services."""
    names = [
        imported.full
        for imported in context.imports.all
        # what goes with this run, an import that nothing uses or `job_monitor`, says nothing, as
        # the next run couldn't know of it
        if imported.full.startswith("qiskit_ibm")
        or not context.imports.unused(imported, lambda _: True)
    ]
    names = [name for name in names if not name.endswith(".job_monitor")]
    names += [module for module, _ in context.imports.stars]
    if any(
        name.startswith(("qiskit_ibm", "qiskit.providers.ibmq", "qiskit.IBMQ")) for name in names
    ):
        return True
    return "IBMQ" in context.source.text and any(
        context.name(node) == "qiskit.IBMQ" for node in context.flow.values
    )


def imports_from(context: Context, package: str) -> bool:
    """Whether a file imports a module, or something out of it."""
    names = [imported.full for imported in context.imports.all]
    names += [module for module, _ in context.imports.stars]
    return any(name == package or name.startswith(f"{package}.") for name in names)


def unpacked(context: Context, node: cst.BaseExpression) -> list[Part] | None:
    """A dictionary of options as keyword arguments; None where its keys aren't plain."""
    if not isinstance(node, cst.Dict):
        return ["**", *context.primary(node)]
    parts: list[Part] = []
    for element in node.elements:
        if not isinstance(element, cst.DictElement):
            return None
        key = literal(element.key)
        if key is None or not key.isidentifier():
            return None
        parts += [", "] if parts else []
        parts += [f"{key}=", context.span(element.value)]
    return parts


def value_span(context: Context, arg: cst.Arg) -> Span:
    """Where the value of an argument stands, without its keyword."""
    return context.span(arg.value)


def fields_of_variable(context: Context, call: cst.Call) -> list[cst.Attribute] | None:
    """What is read of a variable that a call is assigned to.

    Returns:
        The attributes, all taken of that one value; None where it is used in any other way, or
        may be something else.
    """
    above = context.parent(call)
    if not isinstance(above, cst.Assign) or len(above.targets) != 1:
        return None
    target = above.targets[0].target
    scope = context.scopes.get(target)
    if not isinstance(target, cst.Name) or scope is None:
        return None
    found: list[cst.Attribute] = []
    assignments = scope[target.value]
    if len(assignments) != 1 or target.value in context.imports.exported:
        return None
    for assignment in assignments:
        for access in assignment.references:
            field = context.parent(access.node)
            if not isinstance(field, cst.Attribute) or field.value is not access.node:
                return None
            if isinstance(context.parent(field), cst.AssignTarget | cst.AugAssign | cst.Del):
                return None
            if context.untouchable(field):
                return None
            found.append(field)
    return found


def has_control_flow(context: Context) -> bool:
    """Whether a file has conditions or loops in its circuits, or in OpenQASM that it reads."""
    for node in walk(context.module):
        if isinstance(node, cst.Attribute) and node.attr.value in _CONTROL_FLOW:
            return True
        if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
            text = literal(node)
            if text is not None and "OPENQASM" in text and _QASM_IF.search(text):
                return True
    return False


def unknown_keywords(call: cst.Call, known: Container[str]) -> list[str]:
    """The keywords of a call that aren't known."""
    return [a.keyword.value for a in call.args if a.keyword and a.keyword.value not in known]


__all__ = [
    "families",
    "fields_of_variable",
    "has_control_flow",
    "imports_from",
    "is_repeatable",
    "knows_ibm",
    "relaid",
    "unknown_keywords",
    "unpacked",
    "value_span",
]
