"""The flow of values through a module: what each expression can be where it stands.

Statements are followed in order. Branches are joined, loops are gone through until nothing is
added, and the body of a function sees all that the names around it are ever given. Functions and
classes of the file are known by what their calls pass and give back, which takes three rounds: the
first finds the calls, the second what they pass, and the third what follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst
from libcst.metadata import Scope

from qiskit_uplift.migrate import vocabulary
from qiskit_uplift.migrate.evidence import Evidence
from qiskit_uplift.migrate.tree import children, dotted, walk
from qiskit_uplift.migrate.values import (
    NOTHING,
    OTHER,
    UNKNOWN,
    Kind,
    Value,
    Values,
    elements,
    join,
    of,
    one,
)

ROUNDS = 3


@dataclass
class FunctionFacts:
    """What is known of a function of the file.

    Attributes:
        node: Its definition.
        owner: The number of its class, where it is a method that takes ``self``.
        passed: What its calls pass for each parameter.
        returned: What it gives back.
    """

    node: cst.FunctionDef | cst.Lambda
    owner: str | None = None
    passed: dict[str, Values] = field(default_factory=dict)
    returned: Values = NOTHING


@dataclass
class ClassFacts:
    """What is known of a class of the file.

    Attributes:
        node: Its definition.
        bases: What it derives from.
        attributes: What is stored on it and its objects.
    """

    node: cst.ClassDef
    bases: Values = NOTHING
    attributes: dict[str, Values] = field(default_factory=dict)

    @property
    def is_circuit(self) -> bool:
        """Whether it derives from ``QuantumCircuit``."""
        return any(
            base.kind is Kind.NAME and vocabulary.called(base.detail) == one(Kind.CIRCUIT)
            for base in self.bases
        )


@dataclass
class Frame:
    """A module, function or class while it is followed.

    Attributes:
        names: What the names are now.
        ever: All that they are given anywhere in it.
        outer: The frame around it that its names are looked up in.
        local: The names that are bound in it.
        function: Its function; None for modules and classes.
    """

    names: dict[str, Values]
    outer: Frame | None = None
    local: frozenset[str] = frozenset()
    ever: dict[str, Values] = field(default_factory=dict)
    function: FunctionFacts | None = None
    key: cst.CSTNode | None = None
    owner: ClassFacts | None = None
    ended: bool = False


class Flow:
    """The values of a module's expressions.

    Args:
        module: The module.
        scopes: LibCST's scope of each node.
        evidence: What the uses of a name say about it.

    Attributes:
        values: All that each expression can be.
    """

    def __init__(
        self, module: cst.Module, scopes: dict[cst.CSTNode, Scope | None], evidence: Evidence
    ) -> None:
        from qiskit_uplift.migrate.evaluation import Evaluation

        self.scopes = scopes
        self.evidence = evidence
        self.values: dict[cst.CSTNode, Values] = {}
        self.functions: dict[str, FunctionFacts] = {}
        self.classes: dict[str, ClassFacts] = {}
        self.numbers: dict[cst.CSTNode, str] = {}
        self.stars: list[str] = []
        self._waiting: list[tuple[FunctionFacts, Frame]] = []
        self.passed: dict[str, dict[str, Values]] = {}
        self.evaluate = Evaluation(self)
        for _ in range(ROUNDS):
            self._round(module)
            if not self.functions and not self.classes:
                break  # what another round would know, this one did

    def _round(self, module: cst.Module) -> None:
        self.values = {}
        before = {number: facts.passed for number, facts in self.functions.items()}
        self.passed = {number: {} for number in before}
        self._waiting = []
        frame = Frame({}, local=self._bound(module), key=None)
        self.block(module.body, frame)
        while self._waiting:
            facts, around = self._waiting.pop(0)
            self._function_body(facts, around)
        for number, facts in self.functions.items():
            facts.passed = self.passed.get(number, {})

    def number(self, node: cst.CSTNode) -> str:
        """A name for a function or class of the file that no other one has."""
        return self.numbers.setdefault(node, str(len(self.numbers)))

    @cached_property
    def calls(self) -> dict[str, cst.Call]:
        """The calls by their numbers, which values have in ``made``; for a flow that is done."""
        return {n: node for node, n in self.numbers.items() if isinstance(node, cst.Call)}

    @cached_property
    def made(self) -> dict[cst.Call, list[cst.CSTNode]]:
        """The expressions that can be the job, or its result, of each call."""
        found: dict[cst.Call, list[cst.CSTNode]] = {}
        for node, values in self.values.items():
            for value in values:
                call = self.calls.get(value.made)
                if value.kind in {Kind.JOB, Kind.RESULT} and call is not None:
                    found.setdefault(call, []).append(node)
        return found

    def _bound(self, node: cst.CSTNode) -> frozenset[str]:
        scope = self.scopes.get(node)
        return frozenset(a.name for a in scope.assignments) if scope else frozenset()

    # -- names ----------------------------------------------------------------------------------

    def bind(self, name: str, values: Values, frame: Frame) -> None:
        """Give a name new values."""
        target = frame
        if name not in frame.local and frame.function is not None:
            while target.outer is not None:  # `global name`, or `nonlocal name`
                target = target.outer
                if name in target.local:
                    break
        if target is frame:
            frame.names[name] = values
        frame_ever = target.ever
        frame_ever[name] = join(frame_ever.get(name, NOTHING), values)
        if frame.owner is not None and frame.function is None:
            kept = frame.owner.attributes
            kept[name] = join(kept.get(name, NOTHING), values)

    def lookup(self, name: str, frame: Frame) -> Values:
        """All that a name can be at this place."""
        if name in frame.names:
            return frame.names[name]
        if name in frame.local and frame.function is not None:
            return UNKNOWN
        outer = frame.outer
        while outer is not None:
            if name in outer.ever and (outer.owner is None or outer.function is not None):
                return outer.ever[name]
            outer = outer.outer
        for star in reversed(self.stars):
            if name in vocabulary.STARS.get(star, ()):
                return one(Kind.NAME, f"{star}.{name}")
        return one(Kind.NAME, name) if name in vocabulary.BUILTINS else UNKNOWN

    def assign(self, target: cst.CSTNode, values: Values, frame: Frame) -> None:
        """Give what stands left of ``=`` its values."""
        match target:
            case cst.Name():
                self.bind(target.value, values, frame)
            case cst.Attribute():
                base = self.evaluate(target.value, frame)
                for owner in of(base, Kind.OBJECT):
                    kept = self.classes[owner.detail].attributes
                    kept[target.attr.value] = join(kept.get(target.attr.value, NOTHING), values)
            case cst.Tuple() | cst.List():
                for part in target.elements:
                    self.assign(part.value, elements(values), frame)
            case cst.StarredElement():
                self.assign(target.value, values, frame)
            case cst.Subscript():
                self.evaluate(target, frame)
                self.evaluate.add_item(target.value, values, frame)
            case _:
                self.evaluate(target, frame)

    # -- statements -----------------------------------------------------------------------------

    def block(self, statements: Iterable[cst.CSTNode], frame: Frame) -> None:
        """Follow statements one after the other."""
        for statement in statements:
            self.statement(statement, frame)

    def statement(self, node: cst.CSTNode, frame: Frame) -> None:
        """Follow a statement."""
        match node:
            case cst.SimpleStatementLine() | cst.SimpleStatementSuite() | cst.IndentedBlock():
                self.block(node.body, frame)
            case cst.Import() | cst.ImportFrom():
                self._import(node, frame)
            case cst.Assign():
                values = self.evaluate(node.value, frame)
                for target in node.targets:
                    self._assign_parts(target.target, node.value, values, frame)
            case cst.AnnAssign():
                self.evaluate(node.annotation.annotation, frame)
                if node.value is not None:
                    self.assign(node.target, self.evaluate(node.value, frame), frame)
            case cst.AugAssign():
                before = self.evaluate(node.target, frame)
                added = self.evaluate(node.value, frame)
                self.assign(node.target, self.evaluate.added(before, added), frame)
            case cst.Return():
                values = self.evaluate(node.value, frame) if node.value else NOTHING
                if frame.function is not None:
                    frame.function.returned = join(frame.function.returned, values)
                frame.ended = True
            case cst.Raise():
                self._parts(node, frame)
                frame.ended = True
            case cst.FunctionDef():
                self._function(node, frame)
            case cst.ClassDef():
                self._class(node, frame)
            case cst.If():
                self._branches(node, frame)
            case cst.For():
                items = elements(self.evaluate(node.iter, frame))
                self._loop(node, frame, lambda inner: self.assign(node.target, items, inner))
            case cst.While():
                self.evaluate(node.test, frame)
                self._loop(node, frame, lambda _: None)
            case cst.Try() | cst.TryStar():
                self._try(node, frame)
            case cst.With():
                for item in node.items:
                    values = self.evaluate(item.item, frame)
                    if item.asname is not None:
                        self.assign(item.asname.name, values, frame)
                self.statement(node.body, frame)
            case cst.Match():
                self._match(node, frame)
            case _:
                self._parts(node, frame)

    def _parts(self, node: cst.CSTNode, frame: Frame) -> None:
        for child in children(node):
            if isinstance(child, cst.BaseExpression):
                self.evaluate(child, frame)
            elif isinstance(
                child, cst.BaseSuite | cst.BaseSmallStatement | cst.BaseCompoundStatement
            ):
                self.statement(child, frame)
            else:
                self._parts(child, frame)

    def _assign_parts(
        self, target: cst.CSTNode, source: cst.CSTNode, values: Values, frame: Frame
    ) -> None:
        if (
            isinstance(target, cst.Tuple | cst.List)
            and isinstance(source, cst.Tuple | cst.List)
            and len(target.elements) == len(source.elements)
            and not any(isinstance(e, cst.StarredElement) for e in target.elements)
        ):
            for part, given in zip(target.elements, source.elements, strict=True):
                self._assign_parts(part.value, given.value, self.values[given.value], frame)
        else:
            self.assign(target, values, frame)
        if isinstance(target, cst.Attribute | cst.Name):
            self.values.setdefault(target, values)

    def _import(self, node: cst.Import | cst.ImportFrom, frame: Frame) -> None:
        if isinstance(node, cst.Import):
            for alias in node.names:
                name = dotted(alias.name) or ""
                if alias.asname is not None:
                    self.assign(alias.asname.name, one(Kind.NAME, name), frame)
                else:
                    top = name.partition(".")[0]
                    self.bind(top, one(Kind.NAME, top), frame)
            return
        module = "" if node.relative else dotted(node.module) or ""
        if isinstance(node.names, cst.ImportStar):
            if module:
                self.stars.append(module)
            return
        for alias in node.names:
            name = dotted(alias.name) or ""
            values = one(Kind.NAME, f"{module}.{name}") if module else UNKNOWN
            local = alias.asname.name if alias.asname is not None else alias.name
            self.assign(local, values, frame)

    def branch(self, frame: Frame) -> Frame:
        """The same frame on a branch of its own."""
        return Frame(
            dict(frame.names), frame.outer, frame.local, frame.ever, frame.function, frame.key,
            frame.owner,
        )  # fmt: skip

    def _merge(self, frame: Frame, branches: Sequence[Frame]) -> None:
        going = [branch for branch in branches if not branch.ended]
        if not going:
            frame.ended = True
            going = list(branches)
        names: dict[str, Values] = {}
        for branch in going:
            for name, values in branch.names.items():
                names[name] = join(names.get(name, NOTHING), values)
        frame.names = names

    def _branches(self, node: cst.If, frame: Frame) -> None:
        self.evaluate(node.test, frame)
        taken, other = self.branch(frame), self.branch(frame)
        self.statement(node.body, taken)
        if isinstance(node.orelse, cst.If):
            self._branches(node.orelse, other)
        elif node.orelse is not None:
            self.statement(node.orelse.body, other)
        self._merge(frame, [taken, other])

    def _loop(self, node: cst.For | cst.While, frame: Frame, start: object) -> None:
        begin = start
        for _ in range(2):
            inner = self.branch(frame)
            begin(inner)  # type: ignore[operator]
            self.statement(node.body, inner)
            inner.ended = False
            before = dict(frame.names)
            self._merge(frame, [self.branch(frame), inner])
            if all(frame.names[name] == values for name, values in before.items()):
                break
        if node.orelse is not None:
            self.statement(node.orelse.body, frame)

    def _try(self, node: cst.Try | cst.TryStar, frame: Frame) -> None:
        body = self.branch(frame)
        self.statement(node.body, body)
        ends = [body]
        for handler in node.handlers:
            caught = self.branch(frame)
            self._merge(caught, [self.branch(frame), self.branch(body)])
            if handler.type is not None:
                self.evaluate(handler.type, caught)
            if handler.name is not None:
                self.assign(handler.name.name, OTHER, caught)
            self.statement(handler.body, caught)
            ends.append(caught)
        if node.orelse is not None and not body.ended:
            self.statement(node.orelse.body, body)
        self._merge(frame, ends)
        if node.finalbody is not None:
            ended = frame.ended
            self.statement(node.finalbody.body, frame)
            frame.ended = ended or frame.ended

    def _match(self, node: cst.Match, frame: Frame) -> None:
        self.evaluate(node.subject, frame)
        ends = [self.branch(frame)]
        for case in node.cases:
            inner = self.branch(frame)
            for name in self._bound_names(case.pattern):
                self.bind(name, UNKNOWN, inner)
            self._parts(case.pattern, inner)
            if case.guard is not None:
                self.evaluate(case.guard, inner)
            self.statement(case.body, inner)
            ends.append(inner)
        self._merge(frame, ends)

    @staticmethod
    def _bound_names(pattern: cst.CSTNode) -> list[str]:
        return [
            node.name.value
            for node in walk(pattern)
            if isinstance(node, cst.MatchAs | cst.MatchStar) and node.name is not None
        ]

    # -- functions and classes ------------------------------------------------------------------

    def _function(self, node: cst.FunctionDef, frame: Frame) -> None:
        number = self.number(node)
        facts = self.functions.setdefault(number, FunctionFacts(node))
        for decorator in node.decorators:
            self.evaluate(decorator.decorator, frame)
        static = {dotted(d.decorator) for d in node.decorators} & {"staticmethod", "classmethod"}
        if frame.owner is not None and frame.function is None and not static:
            facts.owner = self.numbers[frame.owner.node]
        for parameter in self.parameters(node.params):
            if parameter.default is not None:
                self.evaluate(parameter.default, frame)
            if parameter.annotation is not None:
                self.evaluate(parameter.annotation.annotation, frame)
        if node.returns is not None:
            self.evaluate(node.returns.annotation, frame)
        self.bind(node.name.value, one(Kind.FUNCTION, number), frame)
        self._waiting.append((facts, frame))

    @staticmethod
    def parameters(params: cst.Parameters) -> list[cst.Param]:
        """All parameters that are passed one by one."""
        return [*params.posonly_params, *params.params, *params.kwonly_params]

    def _function_body(self, facts: FunctionFacts, around: Frame) -> None:
        node = facts.node
        assert isinstance(node, cst.FunctionDef)
        outer = around.outer if around.owner is not None and around.function is None else around
        frame = Frame({}, outer, self._bound(node.body), function=facts, key=node)
        for index, parameter in enumerate(self.parameters(node.params)):
            name = parameter.name.value
            if index == 0 and facts.owner is not None:
                owner = self.classes[facts.owner]
                circuit = one(Kind.CIRCUIT) if owner.is_circuit else NOTHING
                values = join(one(Kind.OBJECT, facts.owner), circuit)
            else:
                values = self._parameter(facts, parameter)
            frame.names[name] = values
            frame.ever[name] = values
        for star in (node.params.star_arg, node.params.star_kwarg):
            if isinstance(star, cst.Param):
                frame.names[star.name.value] = OTHER
        self.statement(node.body, frame)

    def _parameter(self, facts: FunctionFacts, parameter: cst.Param) -> Values:
        if parameter.annotation is not None:
            note = self.values.get(parameter.annotation.annotation, UNKNOWN)
            known = [v for v in note if v.kind is Kind.NAME]
            stated = join(*(vocabulary.instance(v.detail) for v in known)) if known else UNKNOWN
            if stated != UNKNOWN:
                return stated
        passed = facts.passed.get(parameter.name.value, NOTHING)
        if parameter.default is not None:
            default = self.values.get(parameter.default, UNKNOWN)
            passed = join(passed, default - of(default, Kind.NONE)) if passed else (
                default - of(default, Kind.NONE)
            )  # fmt: skip
            if not facts.passed.get(parameter.name.value):
                # a default says what it may be, not what else is passed from elsewhere
                passed = join(passed, UNKNOWN)
        return passed or UNKNOWN

    def _class(self, node: cst.ClassDef, frame: Frame) -> None:
        number = self.number(node)
        facts = self.classes.setdefault(number, ClassFacts(node))
        facts.bases = join(*(self.evaluate(base.value, frame) for base in node.bases))
        for decorator in node.decorators:
            self.evaluate(decorator.decorator, frame)
        self.bind(node.name.value, one(Kind.CLASS, number), frame)
        outer = frame
        inner = Frame({}, outer, self._bound(node.body), key=frame.key, owner=facts)
        self.statement(node.body, inner)


__all__ = ["ClassFacts", "Flow", "Frame", "FunctionFacts", "Value"]
