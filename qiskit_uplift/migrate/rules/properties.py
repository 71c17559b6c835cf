"""``backend.properties()`` and ``backend.defaults()``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import MethodUse, Rule
from qiskit_uplift.migrate.rules.calls import families, fields_of_variable
from qiskit_uplift.migrate.tree import literal
from qiskit_uplift.migrate.values import Family, Kind

_OF_QUBITS = frozenset({"t1", "t2", "frequency"})
_OF_READOUT = {"readout_error": "error", "readout_length": "duration"}
_OF_GATES = {"gate_error": "error", "gate_length": "duration"}
_KEEPS = frozenset({Family.AER, Family.IBM, Family.FAKE})
"""Whose backends have ``properties()`` still, so that what isn't rewritten goes on to work."""


class PropertiesRule(Rule):
    """What ``properties()`` said of qubits and gates, the backend and its Target say."""

    id = "MIG026"
    title = "backend.properties() became qubit_properties() and the target"
    since = "0.20"
    removed = "2.0"
    why = (
        "A `BackendV2` has no `properties()`: `qubit_properties` has T1, T2 and the frequency, and "
        "its `target` errors and durations of gates and readout, in the same units. There is no "
        "`defaults()`, as there is no pulse."
    )
    before = (
        "from qiskit_ibm_runtime.fake_provider import FakeManilaV2\n"
        "backend = FakeManilaV2()\n"
        "print(backend.properties().t1(0), backend.properties().gate_error('cx', [0, 1]))\n"
    )
    after = (
        "from qiskit_ibm_runtime.fake_provider import FakeManilaV2\n"
        "backend = FakeManilaV2()\n"
        "print(backend.qubit_properties(0).t1, backend.target['cx'][(0, 1)].error)\n"
    )
    methods = frozenset({"properties", "defaults"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite ``backend.properties().field(...)``."""
        if use.call is None or not context.is_(use.receiver, Kind.BACKEND):
            return
        whose = families(context, use.receiver)
        if use.name == "defaults":
            context.report(
                self, use.call, "a backend has no `defaults()`: Qiskit 2 has no pulse, and "
                "durations are in its `target`",
            )  # fmt: skip
            return
        field = context.parent(use.call)
        call = context.parent(field) if isinstance(field, cst.Attribute) else None
        if isinstance(field, cst.Attribute) and isinstance(call, cst.Call) and call.func is field:
            made = None
            if not use.call.args and not whose & {Family.AER, Family.BASIC}:
                made = _modern(field.attr.value, call, context)
            if made is not None and "#" not in context.text(call):
                new = [*context.primary(use.receiver), *made]
                message = f"`properties().{field.attr.value}` is in the backend's target by now"
                context.fix(self, call, message, context.replace(call, *new))
                return
        if not whose <= _KEEPS and not self._variable(use, use.call, whose, context):
            context.report(
                self, use.call, "a `BackendV2` has no `properties()`: use `qubit_properties` and "
                "its `target`",
            )  # fmt: skip

    def _variable(
        self, use: MethodUse, call: cst.Call, whose: frozenset[str], context: Context
    ) -> bool:
        """Keep the backend in the variable, where the Target has all that is asked of it."""
        fields = fields_of_variable(context, call)
        if not fields or call.args or whose & {Family.AER, Family.BASIC}:
            return False
        edits = [context.replace(call, *context.primary(use.receiver))]
        for field in fields:
            asked = context.parent(field)
            if not isinstance(asked, cst.Call) or asked.func is not field:
                return False
            made = _modern(field.attr.value, asked, context)
            if made is None or "#" in context.text(asked):
                return False
            edits.append(context.replace(asked, context.span(field.value), *made))
        message = "what `properties()` said is in the backend's target by now"
        context.fix(self, call, message, *edits)
        return True


def _modern(name: str, call: cst.Call, context: Context) -> list[Part] | None:
    """What follows the backend; None where the arguments aren't plain."""
    if any(arg.keyword is not None or arg.star for arg in call.args):
        return None
    given = [arg.value for arg in call.args]
    if name in _OF_QUBITS and len(given) == 1:
        return [".qubit_properties(", context.span(given[0]), f").{name}"]
    if name in _OF_READOUT and len(given) == 1:
        return ['.target["measure"][(', context.span(given[0]), f",)].{_OF_READOUT[name]}"]
    if name in _OF_GATES and len(given) == 2 and literal(given[0]) is not None:
        places = _places(given[1], context)
        if places is not None:
            gate = context.span(given[0])
            return [".target[", gate, "][", *places, f"].{_OF_GATES[name]}"]
    return None


def _places(node: cst.BaseExpression, context: Context) -> list[Part] | None:
    """The qubits of a gate as a tuple; None where an expression may be a number or a list."""
    if isinstance(node, cst.Integer):
        return ["(", context.span(node), ",)"]
    if isinstance(node, cst.List | cst.Tuple) and node.elements:
        if not all(isinstance(element, cst.Element) for element in node.elements):
            return None
        values = [context.span(element.value) for element in node.elements]
        parts: list[Part] = ["("]
        for value in values:
            parts += [value, ", "]
        parts[-1] = "," if len(values) == 1 else ")"
        return [*parts, ")"] if len(values) == 1 else parts
    return ["tuple(", context.span(node), ")"] if context.is_(node, Kind.LIST) else None
