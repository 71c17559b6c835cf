"""What an expression can be: the half of the flow that looks into expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from qiskit_uplift.migrate import vocabulary
from qiskit_uplift.migrate.tree import argument, children, dotted, literal, walk
from qiskit_uplift.migrate.values import (
    NONE,
    NOTHING,
    OTHER,
    UNKNOWN,
    Family,
    Kind,
    Value,
    Values,
    elements,
    join,
    listed,
    made_by,
    may_be,
    of,
    one,
)

if TYPE_CHECKING:
    from qiskit_uplift.migrate.flow import Flow, Frame

_COPIES = frozenset({"copy.copy", "copy.deepcopy", "list", "tuple", "sorted", "reversed", "set"})


class Evaluation:
    """Finds the values of expressions, and notes them in the flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def __call__(self, node: cst.CSTNode, frame: Frame) -> Values:
        """All that an expression can be at this place."""
        values = self._value(node, frame)
        unknown = of(values, Kind.UNKNOWN)
        if unknown and isinstance(node, cst.Name | cst.Attribute):
            said = self.flow.evidence.says(dotted(node), frame.key)
            if said != UNKNOWN:
                values = join(values - unknown, said)
        kept = self.flow.values
        kept[node] = join(kept[node], values) if node in kept else values
        return values

    def _value(self, node: cst.CSTNode, frame: Frame) -> Values:
        match node:
            case cst.Name():
                if node.value in {"None", "True", "False"}:
                    return NONE if node.value == "None" else OTHER
                return self.flow.lookup(node.value, frame)
            case cst.Attribute():
                base = self(node.value, frame)
                return join(*(self._attribute(value, node.attr.value) for value in base))
            case cst.Call():
                return self._call(node, frame)
            case cst.Subscript():
                return self._subscript(node, frame)
            case cst.List() | cst.Tuple() | cst.Set():
                return listed(join(NOTHING, *(self._element(e, frame) for e in node.elements)))
            case cst.Dict():
                return listed(join(NOTHING, *(self._element(e, frame) for e in node.elements)))
            case cst.ListComp() | cst.SetComp() | cst.GeneratorExp() | cst.DictComp():
                return self._comprehension(node, frame)
            case cst.Lambda():
                return self._lambda(node, frame, UNKNOWN)
            case cst.IfExp():
                self(node.test, frame)
                return join(self(node.body, frame), self(node.orelse, frame))
            case cst.BooleanOperation():
                return join(self(node.left, frame), self(node.right, frame))
            case cst.BinaryOperation():
                left, right = self(node.left, frame), self(node.right, frame)
                return self.added(left, right) if isinstance(node.operator, cst.Add) else UNKNOWN
            case cst.NamedExpr():
                values = self(node.value, frame)
                self.flow.assign(node.target, values, frame)
                return values
            case cst.SimpleString() | cst.ConcatenatedString():
                self._below(node, frame)
                return one(Kind.STRING, literal(node) or "")
            case cst.FormattedString():
                self._below(node, frame)
                return one(Kind.STRING)
            case cst.BaseNumber() | cst.Comparison() | cst.UnaryOperation():
                self._below(node, frame)
                return OTHER
            case _:
                self._below(node, frame)
                return UNKNOWN

    def _below(self, node: cst.CSTNode, frame: Frame) -> None:
        for child in children(node):
            if isinstance(child, cst.BaseExpression):
                self(child, frame)
            else:
                self._below(child, frame)

    def _element(self, element: cst.CSTNode, frame: Frame) -> Values:
        match element:
            case cst.Element():
                return self(element.value, frame)
            case cst.DictElement():
                self(element.key, frame)
                return self(element.value, frame)
            case cst.StarredElement() | cst.StarredDictElement():
                return elements(self(element.value, frame))
            case _:
                self._below(element, frame)
                return UNKNOWN

    def _attribute(self, value: Value, name: str) -> Values:
        if value.kind in {Kind.OBJECT, Kind.CLASS}:
            facts = self.flow.classes[value.detail]
            if name in facts.attributes:
                return facts.attributes[name]
            return vocabulary.attribute(Value(Kind.CIRCUIT), name) if facts.is_circuit else UNKNOWN
        return vocabulary.attribute(value, name)

    def _subscript(self, node: cst.Subscript, frame: Frame) -> Values:
        base = self(node.value, frame)
        for element in node.slice:
            self._below(element, frame)
        if any(isinstance(element.slice, cst.Slice) for element in node.slice):
            return base
        if any(value.kind in {Kind.COUNTS, Kind.OTHER} for value in base):
            return OTHER
        return elements(base)

    def _comprehension(self, node: cst.BaseComp, frame: Frame) -> Values:
        inner = self.flow.branch(frame)
        inner.local |= self._targets(node.for_in)
        self._for_in(node.for_in, inner)
        if isinstance(node, cst.DictComp):
            self(node.key, inner)
            return listed(self(node.value, inner))
        assert isinstance(node, cst.BaseSimpleComp)
        return listed(self(node.elt, inner))

    def _targets(self, loop: cst.CompFor) -> frozenset[str]:
        names = {part.value for part in walk(loop.target) if isinstance(part, cst.Name)}
        further = self._targets(loop.inner_for_in) if loop.inner_for_in else frozenset()
        return frozenset(names) | further

    def _for_in(self, loop: cst.CompFor, frame: Frame) -> None:
        items = elements(self(loop.iter, frame))
        # the targets are its own, whatever the names around it are
        self._bind_targets(loop.target, items, frame)
        for condition in loop.ifs:
            self(condition.test, frame)
        if loop.inner_for_in is not None:
            self._for_in(loop.inner_for_in, frame)

    def _bind_targets(self, target: cst.CSTNode, items: Values, frame: Frame) -> None:
        if isinstance(target, cst.Name):
            frame.names[target.value] = items
        elif isinstance(target, cst.Tuple | cst.List):
            for part in target.elements:
                self._bind_targets(part.value, elements(items), frame)

    def _lambda(self, node: cst.Lambda, frame: Frame, first: Values) -> Values:
        inner = self.flow.branch(frame)
        for index, parameter in enumerate(self.flow.parameters(node.params)):
            if parameter.default is not None:
                self(parameter.default, frame)
            inner.names[parameter.name.value] = first if index == 0 else UNKNOWN
        self(node.body, inner)
        return OTHER

    def added(self, left: Values, right: Values) -> Values:
        """What ``left + right`` is."""
        if of(left, Kind.CIRCUIT) or of(right, Kind.CIRCUIT):
            if of(left, Kind.CIRCUIT) == left == right and len(left) == 1:
                return left
            known = not (may_be(left) or may_be(right))
            return one(Kind.CIRCUIT) if known else join(one(Kind.CIRCUIT), UNKNOWN)
        if of(left, Kind.LIST):
            return join(left, right)
        if of(left, Kind.STRING) or of(right, Kind.STRING):
            return one(Kind.STRING)
        return UNKNOWN

    def add_item(self, target: cst.CSTNode, values: Values, frame: Frame) -> None:
        """Note that a list or dictionary got an item."""
        before = self.flow.values.get(target, UNKNOWN)
        lists = of(before, Kind.LIST)
        if not lists or not isinstance(target, cst.Name | cst.Attribute):
            return
        items = join(values, *(value.items for value in lists))
        flat = frozenset(Value(Kind.LIST) if v.kind is Kind.LIST else v for v in items)
        self.flow.assign(target, join(before - lists, listed(flat)), frame)

    # -- calls ----------------------------------------------------------------------------------

    def _call(self, node: cst.Call, frame: Frame) -> Values:
        func = node.func
        called = self(func, frame)
        receiver = self.flow.values[func.value] if isinstance(func, cst.Attribute) else NOTHING
        given = [self._argument(arg, receiver, frame) for arg in node.args]
        found: list[Values] = []
        if isinstance(func, cst.Attribute):
            name = func.attr.value
            if name in {"append", "extend", "insert"} and given:
                added = elements(given[-1]) if name == "extend" else given[-1]
                if of(receiver, Kind.LIST):
                    self.add_item(func.value, added, frame)
            plain = self._flag(node, "inplace")
            found.extend(
                vocabulary.method(value, name, plain)
                for value in receiver
                if value.kind not in {Kind.NAME, Kind.OBJECT, Kind.CLASS, Kind.UNKNOWN}
            )
            own = [v for v in receiver if v.kind in {Kind.OBJECT, Kind.CLASS}]
            if any(not of(called, Kind.FUNCTION) for _ in own):
                found.append(UNKNOWN)
        for value in called:
            match value.kind:
                case Kind.NAME:
                    found.append(self._named(value.detail, node, given))
                case Kind.FUNCTION:
                    found.append(self._passed(value.detail, node, given, frame))
                case Kind.CLASS:
                    init = self.flow.classes[value.detail].attributes.get("__init__", NOTHING)
                    for method in of(init, Kind.FUNCTION):
                        self._passed(method.detail, node, given, frame)
                    circuit = self.flow.classes[value.detail].is_circuit
                    extra = one(Kind.CIRCUIT) if circuit else NOTHING
                    found.append(join(one(Kind.OBJECT, value.detail), extra))
                case _:
                    pass
        return made_by(join(*found), self.flow.number(node)) if found else UNKNOWN

    def _argument(self, arg: cst.Arg, receiver: Values, frame: Frame) -> Values:
        if isinstance(arg.value, cst.Lambda) and arg.keyword and arg.keyword.value == "filters":
            backends = [
                elements(vocabulary.method(value, "backends", None))
                for value in receiver
                if value.kind in {Kind.PROVIDER, Kind.SERVICE}
            ]
            backends += [
                elements(vocabulary.called(f"{value.detail}.backends"))
                for value in receiver
                if value.kind is Kind.NAME
            ]
            values = self._lambda(arg.value, frame, join(*backends) if backends else UNKNOWN)
            self.flow.values[arg.value] = values
            return values
        return self(arg.value, frame)

    @staticmethod
    def _shape(node: cst.Call) -> str:
        """The registers that a circuit is made with, as they are written; empty if unsure."""
        parts: list[str] = []
        for arg in node.args:
            if arg.keyword is not None and arg.keyword.value in {"name", "global_phase"}:
                continue
            text = arg.value.value if isinstance(arg.value, cst.Integer) else dotted(arg.value)
            if text is None or arg.star or arg.keyword is not None:
                return ""
            parts.append(text)
        return ",".join(parts)

    @staticmethod
    def _flag(node: cst.Call, name: str) -> bool | None:
        given = argument(node, None, name)
        return dotted(given.value) == "True" if given is not None else None

    def _named(self, name: str, node: cst.Call, given: list[Values]) -> Values:
        known = vocabulary.canonical(name)
        if known == "qiskit.execute":
            backend = argument(node, 1, "backend")
            return vocabulary.executed(self.flow.values[backend.value] if backend else UNKNOWN)
        if known == "qiskit.transpile" or known in _COPIES:
            first = argument(node, 0, "circuits")
            return self.flow.values[first.value] if first is not None else UNKNOWN
        if known == "qiskit.QuantumCircuit":
            return one(Kind.CIRCUIT, self._shape(node))
        if known == "enumerate" and given:
            return listed(listed(join(elements(given[0]), OTHER)))
        if known in {"min", "max"} and given:
            key = argument(node, None, "key")
            queues = key is not None and any(
                isinstance(part, cst.Attribute) and part.attr.value == "pending_jobs"
                for part in walk(key.value)
            )
            if queues:  # what `least_busy` of a list did
                return one(Kind.BACKEND, Family.IBM)
            return elements(given[0]) if len(node.args) == 1 + (key is not None) else UNKNOWN
        if known == "zip":
            return listed(listed(join(NOTHING, *(elements(values) for values in given))))
        return vocabulary.called(name)

    def _passed(self, number: str, node: cst.Call, given: list[Values], frame: Frame) -> Values:
        del frame
        facts = self.flow.functions[number]
        if not isinstance(facts.node, cst.FunctionDef):
            return UNKNOWN
        names = [p.name.value for p in self.flow.parameters(facts.node.params)]
        if facts.owner is not None:
            names = names[1:]
        kept = self.flow.passed.setdefault(number, {})
        for index, (arg, values) in enumerate(zip(node.args, given, strict=True)):
            if arg.star:
                for name in names:
                    kept[name] = join(kept.get(name, NOTHING), UNKNOWN)
                break
            if arg.keyword is not None:
                name = arg.keyword.value
            elif index < len(names):
                name = names[index]
            else:
                continue
            kept[name] = join(kept.get(name, NOTHING), values)
        return facts.returned or UNKNOWN
