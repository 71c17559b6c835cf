"""``run`` of backends that have only a Sampler, or are to be run by one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Part, Span
from qiskit_uplift.migrate.rule import MethodUse, Rule, Target
from qiskit_uplift.migrate.rules import assemble
from qiskit_uplift.migrate.rules.calls import families, relaid
from qiskit_uplift.migrate.rules.sampling import (
    ASSEMBLED_SHOTS,
    Run,
    Sampled,
    asks_for_states,
    default_shots,
    family_of,
    legacy_run,
    sampled,
    sampler,
    why_not_by_sampler,
)
from qiskit_uplift.migrate.tree import argument
from qiskit_uplift.migrate.values import Family, Kind

_DROPPED = frozenset({"max_credits", "qobj_id", "qobj_header"})


class IBMRunRule(Rule):
    """IBM's backends have no ``run`` any more, and with the target ``primitives`` none is used."""

    id = "MIG017"
    title = "run() of IBM's backends is gone, a Sampler runs circuits"
    since = "1.0"
    removed = "1.0"
    why = (
        "`IBMBackend.run` always raises. IBM's machines are reached by a Sampler; "
        "`compat.LegacyRun(sampler)` of qiskit_uplift is a `run` over any Sampler, with results, "
        "counts and memory as they were. A run that says no shots gets the 4,000 that were IBM's "
        "default. With `--target primitives`, `run` of local simulators becomes a Sampler's, too; "
        "where all that is read are counts or memory of circuits with one classical register, "
        "they are read from the Sampler's own result, as their keys are the same there."
    )
    before = (
        "from qiskit_ibm_runtime import QiskitRuntimeService\n"
        'backend = QiskitRuntimeService().backend("ibm_brisbane")\n'
        "job = backend.run(circuit, shots=100)\n"
    )
    after = (
        "from qiskit_ibm_runtime import QiskitRuntimeService\n"
        "from qiskit_uplift import primitives_for\n"
        "from qiskit_uplift.compat import LegacyRun\n"
        'backend = QiskitRuntimeService().backend("ibm_brisbane")\n'
        "job = LegacyRun(primitives_for(backend).sampler).run(circuit, shots=100)\n"
    )
    methods = frozenset({"run"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite a call."""
        if use.call is None or not context.is_(use.receiver, Kind.BACKEND):
            return
        is_ibm = families(context, use.receiver) == {Family.IBM}
        if not is_ibm and Family.IBM in families(context, use.receiver):
            self._by_either(use.call, context)
            return
        if not is_ibm and (
            context.target is not Target.PRIMITIVES or family_of(context, use.receiver) is None
        ):
            return
        why = self._rewrite(use.call, context)
        if why is not None:
            what = "`run` of IBM's backends always raises" if is_ibm else "this stays a `run`"
            context.report(self, use.call, f"{what}: {why}")

    def _by_either(self, call: cst.Call, context: Context) -> None:
        """By ``compat.run``, which asks each backend for what it has."""
        run = _run(call)
        if run is None or set(run.options) - {"shots", "memory"} or _is_assembled(run, context):
            context.report(
                self, call, "this may be a backend of IBM's, whose `run` always raises: use "
                "`compat.run(backend, circuits, shots=...)` of qiskit_uplift",
            )  # fmt: skip
            return
        either = context.use("qiskit_uplift.compat.run", call)
        first: list[Part] = [context.span(run.backend), ", ", context.span(run.circuits)]
        edits = _edits(run, [either], first, context, list(run.options.values()))
        message = "this may be a backend of IBM's: `compat.run` takes its Sampler, or its `run`"
        context.fix(self, call, message, *edits)

    def _rewrite(self, call: cst.Call, context: Context) -> str | None:
        """Give a run to a Sampler, or say why that isn't done."""
        run = _run(call)
        if run is None:
            return "give the circuits first, and the rest by name"
        why = why_not_by_sampler(context, run)
        if why is not None:
            return why
        if "parameter_binds" in run.options:
            return "bind the values of the parameters before, with `assign_parameters`"
        is_run = context.target is Target.RUN
        found = None if is_run else sampled(context, run, _candidates(context))
        if isinstance(found, Sampled):
            edits = list(found.readings)
            for each, several in zip(found.runs, found.several, strict=True):
                circuits = context.span(each.circuits)
                first: list[Part] = [circuits] if several else ["[", circuits, "]"]
                edits += _edits(each, [*sampler(context, each, None), ".run"], first, context)
            context.fix(self, call, "a Sampler runs the circuit", *edits)
            return None
        if family_of(context, run.backend) != Family.IBM and asks_for_states(context):
            return "its result is asked for more than outcomes"
        if _is_assembled(run, context):
            return self._before_assembled(run, context)
        func = legacy_run(context, run, None)
        kept = [a for n, a in run.options.items() if n in {"shots", "memory"}]
        circuits_only: list[Part] = [context.span(run.circuits)]
        edits = _edits(run, func, circuits_only, context, kept)
        message = "a Sampler runs the circuit, and `LegacyRun` has its results as they were"
        context.fix(self, call, message, *edits)
        return None

    def _before_assembled(self, run: Run, context: Context) -> str | None:
        """Give a run to a Sampler whose arguments are those of ``assemble`` until it goes."""
        if (set(run.options) | _assembled_options(context)) - {"shots", "memory"}:
            return "give the circuits to it, and what `assemble` has for it"
        func = legacy_run(context, run, None, shots=ASSEMBLED_SHOTS)
        message = "a Sampler runs the circuit, and `LegacyRun` has its results as they were"
        context.fix(self, run.call, message, context.replace(run.call.func, *func))
        return None


def _assembled_options(context: Context) -> set[str]:
    """What ``assemble`` is given for the run, anywhere in the file."""
    return {
        arg.keyword.value
        for node in context.flow.values
        if isinstance(node, cst.Call) and context.is_(node, Kind.QOBJ)
        for arg in node.args
        if arg.keyword is not None and arg.keyword.value in assemble.MOVED
    }


def _edits(
    run: Run, func: list[Part], first: list[Part], context: Context,
    kept: list[cst.Arg] | None = None,
) -> list[Edit]:  # fmt: skip
    if kept is None:
        kept = [run.options["shots"]] if "shots" in run.options else []
    args = relaid(context, run.call, [*first, *default_shots(context, run)], kept)
    span = context.span(run.call.func)
    return [Edit(span, tuple(func)), Edit(Span(span.end, context.span(run.call).end), tuple(args))]


def _run(call: cst.Call) -> Run | None:
    circuits = argument(call, 0, "circuits", "run_input", "qobj")
    func = call.func
    if (
        circuits is None
        or not isinstance(func, cst.Attribute)
        or circuits is not call.args[0]
        or any(
            arg.star or (arg.keyword is None and index > 0) for index, arg in enumerate(call.args)
        )
    ):
        return None
    options = {a.keyword.value: a for a in call.args[1:] if a.keyword is not None}
    kept = {name: arg for name, arg in options.items() if name not in _DROPPED}
    return Run(call, circuits.value, func.value, kept)


def _is_assembled(run: Run, context: Context) -> bool:
    """Whether another rule has its arguments to rewrite."""
    return not context.is_(run.circuits, Kind.CIRCUIT, Kind.LIST) and any(
        value.kind is Kind.QOBJ for value in context.values(run.circuits)
    )


@lru_cache(maxsize=1)
def _candidates(context: Context) -> Mapping[cst.Call, Run]:
    """The calls of ``run`` that a Sampler could do, whatever becomes of their results."""
    found: dict[cst.Call, Run] = {}
    for node in context.flow.values:
        if (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Attribute)
            and node.func.attr.value == "run"
            and context.is_(node.func.value, Kind.BACKEND)
            and not context.untouchable(node)
        ):
            run = _run(node)
            if run is None or "parameter_binds" in run.options:
                continue  # whose values have another form than those of `execute`
            if why_not_by_sampler(context, run) is None:
                found[node] = run
    return found
