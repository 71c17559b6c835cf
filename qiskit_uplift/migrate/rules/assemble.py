"""``assemble``."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import Assignment

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Part, Span
from qiskit_uplift.migrate.rule import NameUse, Rule
from qiskit_uplift.migrate.rules.calls import is_repeatable, relaid, value_span
from qiskit_uplift.migrate.tree import argument, dotted
from qiskit_uplift.migrate.values import UNKNOWN, Kind, of

MOVED = frozenset({"shots", "memory", "seed_simulator", "noise_model", "method"})
"""What goes to ``run``."""

DROPPED = frozenset({"backend", "max_credits", "qobj_id", "qobj_header"})
"""What ``run`` knows itself, or what no backend has used for years."""

_BY_HAND = "`assemble` is gone: give the circuits to `run`, with the arguments that it had"


class AssembleRule(Rule):
    """``run`` takes circuits, and the arguments that ``assemble`` had."""

    id = "MIG008"
    title = "assemble() is gone, run() takes circuits"
    since = "0.17"
    removed = "1.2"
    why = (
        "Qiskit 2.0 removed `assemble` and the Qobj. `run` takes circuits, and shots, memory and "
        "seed with them; they are moved there, as they would be lost otherwise."
    )
    before = (
        "from qiskit import assemble\n"
        "def run(circuit, backend):\n"
        "    qobj = assemble(circuit, shots=100)\n"
        "    return backend.run(qobj)\n"
    )
    after = (
        "def run(circuit, backend):\n    qobj = circuit\n    return backend.run(qobj, shots=100)\n"
    )
    names = frozenset({"qiskit.assemble"})
    obsolete = names

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite a call in the argument of ``run``, or one whose result goes there."""
        call = use.call
        if call is None:
            context.report(self, use.node, _BY_HAND)
            return
        circuits = argument(call, 0, "experiments")
        moved = self._moved(call)
        if circuits is None or moved is None:
            context.report(self, call, _BY_HAND)
            return
        above = context.parent(call)
        if isinstance(above, cst.Arg):
            self._in_run(call, circuits, moved, above, context)
        elif isinstance(above, cst.Assign):
            self._assigned(call, circuits, moved, above, context)
        else:
            context.report(self, call, _BY_HAND)

    @staticmethod
    def _moved(call: cst.Call) -> list[cst.Arg] | None:
        """The arguments for ``run``; None where there are others."""
        moved: list[cst.Arg] = []
        for index, arg in enumerate(call.args):
            if arg.star or (arg.keyword is None and index > 1):
                return None
            name = arg.keyword.value if arg.keyword else ("experiments", "backend")[index]
            if name in MOVED:
                moved.append(arg)
            elif name not in DROPPED and name != "experiments":
                return None
        return moved

    def _in_run(
        self, call: cst.Call, circuits: cst.Arg, moved: list[cst.Arg], above: cst.Arg,
        context: Context,
    ) -> None:  # fmt: skip
        run = context.parent(above)
        if not isinstance(run, cst.Call) or not _is_run(run, context) or run.args[0] is not above:
            context.report(self, call, _BY_HAND)
            return
        given = {arg.keyword.value for arg in run.args if arg.keyword}
        extra = _spelled(context, [a for a in moved if a.keyword and a.keyword.value not in given])
        parts = relaid(context, run, [value_span(context, circuits), *extra], run.args[1:])
        edit = Edit(Span(context.span(run.func).end, context.span(run).end), tuple(parts))
        context.fix(self, call, "`assemble` is gone: `run` takes the circuits", edit)

    def _assigned(
        self, call: cst.Call, circuits: cst.Arg, moved: list[cst.Arg], above: cst.Assign,
        context: Context,
    ) -> None:  # fmt: skip
        runs = self._runs(above, moved, context)
        if runs is None or not all(is_repeatable(a.value) or _is_constant(a.value) for a in moved):
            context.report(self, call, f"{_BY_HAND}; its result is used for more than `run` here")
            return
        edits = [context.replace(call, value_span(context, circuits))]
        for run in runs:
            given = {arg.keyword.value for arg in run.args if arg.keyword}
            parts: list[Part] = []
            for arg in moved:
                if arg.keyword is not None and arg.keyword.value not in given:
                    parts.append(f", {context.text(arg)}")
            end = context.span(run.args[-1]).end
            if parts:
                edits.append(Edit(Span(end, end), tuple(parts)))
        context.fix(self, call, "`assemble` is gone: `run` takes the circuits", *edits)

    def _runs(
        self, above: cst.Assign, moved: list[cst.Arg], context: Context
    ) -> list[cst.Call] | None:
        """The calls of ``run`` that get what is assigned; None where anything else does."""
        if len(above.targets) != 1 or not isinstance(above.targets[0].target, cst.Name):
            return None
        target = above.targets[0].target
        scope = context.scopes.get(target)
        if scope is None:
            return None
        runs: list[cst.Call] = []
        wanted = sorted(context.text(arg) for arg in moved)
        for assignment in scope[target.value]:
            if not isinstance(assignment, Assignment):
                return None
            if not self._is_same(assignment.node, wanted, context):
                return None
            for access in assignment.references:
                values = context.values(access.node)
                if values != UNKNOWN and not of(values, Kind.QOBJ):
                    continue  # the name stands for something else there
                run = _run_of(access.node, context)
                if run is None or (moved and not context.is_(access.node, Kind.QOBJ)):
                    return None
                if run not in runs:
                    runs.append(run)
        return runs

    def _is_same(self, node: cst.CSTNode, wanted: list[str], context: Context) -> bool:
        """Whether a name is given an assembled Qobj with the same arguments there, or no Qobj."""
        holder = context.parent(node)
        assign = context.parent(holder) if isinstance(holder, cst.AssignTarget) else None
        if not isinstance(assign, cst.Assign):
            return False
        if not of(context.values(assign.value), Kind.QOBJ):
            return context.values(assign.value) != UNKNOWN
        if not isinstance(assign.value, cst.Call) or not context.is_(assign.value, Kind.QOBJ):
            return False
        moved = self._moved(assign.value)
        return moved is not None and sorted(context.text(arg) for arg in moved) == wanted


def _is_run(call: cst.Call, context: Context) -> bool:
    return (
        isinstance(call.func, cst.Attribute)
        and call.func.attr.value == "run"
        and context.may_be(call.func.value, Kind.BACKEND)
        and not any(arg.star for arg in call.args)
    )


def _run_of(node: cst.CSTNode, context: Context) -> cst.Call | None:
    arg = context.parent(node)
    call = context.parent(arg) if isinstance(arg, cst.Arg) else None
    if not isinstance(call, cst.Call) or not _is_run(call, context) or call.args[0] is not arg:
        return None
    return call


def _spelled(context: Context, args: list[cst.Arg]) -> list[Part]:
    parts: list[Part] = []
    for arg in args:
        parts += [", ", context.span(arg)]
    return parts


def _is_constant(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.BaseNumber | cst.SimpleString) or dotted(node) is not None
