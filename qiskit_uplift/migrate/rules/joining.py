"""``circuit + circuit`` and ``circuit += circuit``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Part
from qiskit_uplift.migrate.rule import MethodUse, Rule, Safety
from qiskit_uplift.migrate.tree import dotted
from qiskit_uplift.migrate.values import Kind, details

_BY_HAND = (
    "joining circuits with `+` is gone: `compose` puts the second on the first by the index of its "
    "bits, where `+` merged registers by their names; see which bits are meant"
)


class JoiningRule(Rule):
    """``+`` of circuits is ``compose``."""

    id = "MIG013"
    title = "circuit + circuit became compose()"
    since = "0.15"
    removed = "1.0"
    why = (
        "Qiskit removed `+`, `+=`, `combine` and `extend` of circuits. They merged registers by "
        "name, and `compose` goes by the index of bits, so that only circuits that were made with "
        "the same registers are rewritten."
    )
    before = (
        "from qiskit import QuantumCircuit\n"
        "first = QuantumCircuit(2, 2)\n"
        "second = QuantumCircuit(2, 2)\n"
        "first += second\n"
        "both = first + second\n"
    )
    after = (
        "from qiskit import QuantumCircuit\n"
        "first = QuantumCircuit(2, 2)\n"
        "second = QuantumCircuit(2, 2)\n"
        "first.compose(second, inplace=True)\n"
        "both = first.compose(second)\n"
    )
    nodes = (cst.BinaryOperation, cst.AugAssign)
    methods = frozenset({"combine", "extend"})

    def on_node(self, node: cst.CSTNode, context: Context) -> None:
        """Rewrite a sum."""
        if isinstance(node, cst.BinaryOperation):
            if isinstance(node.operator, cst.Add) and _are_circuits(node.left, node.right, context):
                self._sum(node, context)
        elif (
            isinstance(node, cst.AugAssign)
            and isinstance(node.operator, cst.AddAssign)
            and _are_circuits(node.target, node.value, context)
        ):
            target = context.span(node.target)
            if isinstance(node.target, cst.Subscript):
                context.report(self, node, _BY_HAND)
                return
            parts: list[Part] = [target, ".compose(", context.span(node.value), ", inplace=True)"]
            message = "`+=` of circuits is gone: `compose` in place does the same"
            edit = context.replace(node, *parts)
            self._fix(message, edit, (node.target, node.value), context)

    def _sum(self, node: cst.BinaryOperation, context: Context) -> None:
        left: list[Part] = [context.span(node.left)]
        if not isinstance(node.left, cst.BinaryOperation):  # which becomes a call itself
            left = [*context.primary(node.left)]
        message = "`+` of circuits is gone: `compose` does the same"
        edit = context.replace(node, *left, ".compose(", context.span(node.right), ")")
        if node.lpar:
            edit = context.replace(node, "(", *edit.parts, ")")
        self._fix(message, edit, (node.left, node.right), context)

    def _fix(
        self,
        message: str,
        edit: Edit,
        parts: tuple[cst.BaseExpression, cst.BaseExpression],
        context: Context,
    ) -> None:
        """Rewrite, which is safe only where both parts have the same registers."""
        if _fit(*parts, context):
            context.fix(self, parts[0], message, edit)
        else:
            context.fix(self, parts[0], _BY_HAND, edit, safety=Safety.UNSAFE)

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite ``combine`` and ``extend``."""
        call = use.call
        if call is None or not context.is_(use.receiver, Kind.CIRCUIT) or context.defines(use.name):
            return
        plain = len(call.args) == 1 and not call.args[0].star and call.args[0].keyword is None
        if not plain:
            context.report(self, call, _BY_HAND)
            return
        kept: list[Part] = [context.span(call.args[0])]
        if use.name == "extend":
            kept.append(", inplace=True")
        message = f"`{use.name}` is gone: `compose` does the same"
        receiver = context.span(use.receiver)
        edit = context.replace(call, receiver, ".compose(", *kept, ")")
        self._fix(message, edit, (use.receiver, call.args[0].value), context)


def _are_circuits(left: cst.BaseExpression, right: cst.BaseExpression, context: Context) -> bool:
    return context.is_(left, Kind.CIRCUIT) and context.is_(right, Kind.CIRCUIT)


def _fit(left: cst.BaseExpression, right: cst.BaseExpression, context: Context) -> bool:
    """Whether both were made with the same registers, and got no others."""
    shapes = _shapes(left, context) | _shapes(right, context)
    if len(shapes) != 1 or "" in shapes:
        return False
    grown = {
        text
        for (_, text), used in context.evidence.used.items()
        if used & {"add_register", "add_bits", "measure_all", "measure_active"}
    }
    names = {dotted(node) for node in (left, right)}
    return not names & grown


def _shapes(node: cst.BaseExpression, context: Context) -> frozenset[str]:
    if isinstance(node, cst.BinaryOperation):
        return _shapes(node.left, context) | _shapes(node.right, context)
    return details(context.values(node), Kind.CIRCUIT)
