"""``execute``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import NameUse, Rule, Target
from qiskit_uplift.migrate.rules.binding import are_points
from qiskit_uplift.migrate.rules.calls import (
    families,
    imports_from,
    is_repeatable,
    knows_ibm,
    relaid,
    unpacked,
)
from qiskit_uplift.migrate.rules.levels import LEVEL, is_of_old, may_move_states
from qiskit_uplift.migrate.rules.sampling import (
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
from qiskit_uplift.migrate.tree import argument, dotted
from qiskit_uplift.migrate.values import Family, Kind
from qiskit_uplift.migrate.vocabulary import canonical

TRANSPILE = frozenset(
    "basis_gates coupling_map initial_layout seed_transpiler optimization_level "
    "scheduling_method".split()
)
"""What ``execute`` handed to ``transpile``."""

DROPPED = frozenset({"max_credits", "qobj_id", "qobj_header"})
"""What no backend has used for years."""

BY_HAND = {
    "backend_properties": "give `transpile` a Target with these properties",
    "schedule_circuit": "schedule with `transpile(..., scheduling_method=...)`",
    "inst_map": "Qiskit 2 has no pulse",
    "meas_map": "Qiskit 2 has no pulse",
    "default_qubit_los": "Qiskit 2 has no pulse",
    "default_meas_los": "Qiskit 2 has no pulse",
    "schedule_los": "Qiskit 2 has no pulse",
    "meas_level": "say it to the Sampler of the backend",
    "meas_return": "say it to the Sampler of the backend",
    "rep_time": "say it to the backend's own options",
    "rep_delay": "say it to the backend's own options",
    "hpc": "its simulator is gone",
    "config": "give its items to `run` as keyword arguments",
    "timeout": "give it to `job.result(timeout=...)`",
    "wait": "wait with `job.result()`",
}
"""Arguments of ``execute`` that neither ``transpile`` nor ``run`` takes in its place."""


class ExecuteRule(Rule):
    """``execute`` is ``transpile`` and ``run``, each with its own arguments."""

    id = "MIG002"
    title = "execute() became transpile() and run()"
    since = "0.19"
    removed = "1.0"
    why = (
        "`execute` was removed in Qiskit 1.0. It transpiled, which `backend.run` doesn't do, so "
        "that `transpile` takes its arguments for the circuit, and `run` those for the simulation. "
        "Where the backend is IBM's, or where it is known and all that becomes of the job can be "
        "seen, a Sampler runs the circuit (see `--target`). Where it can't be told which arguments "
        "are for `transpile`, `compat.execute` of qiskit_uplift takes them, as the old one did."
    )
    before = (
        "from qiskit import execute\n"
        "job = execute(circuit, backend, shots=100, optimization_level=0)\n"
    )
    after = (
        "from qiskit import transpile\n"
        "job = backend.run(transpile(circuit, backend, optimization_level=0), shots=100)\n"
    )
    names = frozenset({"qiskit.execute"})
    obsolete = names

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite a call."""
        if use.call is None:
            self._by_stand_in(use, context, "it is passed on here as a function")
            return
        reason = _why_left(use.call, context)
        if reason is not None:
            context.report(self, use.call, f"`execute` is gone: {reason}")
            return
        reason = _why_whole(use.call, context)
        if reason is not None:
            self._by_stand_in(use, context, reason)
            return
        run = _run(use.call)
        found = families(context, run.backend)
        if found == {Family.IBM}:
            self._by_sampler(run, context, use)
        elif _may_be_ibm(run, context):
            self._by_either(run, context, use)
        elif not (context.target is not Target.RUN and self._by_sampler(run, context, use)):
            self._by_run(run, context, use)

    # -- the four forms -------------------------------------------------------------------------

    def _by_run(self, run: Run, context: Context, use: NameUse) -> None:
        inner, options, kept = _arguments(run, context, context.origin(use.node))
        parts = relaid(context, run.call, [*inner, *options], kept)
        edit = context.replace(run.call, *context.primary(run.backend), ".run", *parts)
        message = "`execute` is gone: `transpile` the circuit, then `run` it on the backend"
        context.fix(self, run.call, message, edit)

    def _by_stand_in(self, use: NameUse, context: Context, reason: str) -> None:
        """By ``compat.execute``, which takes all that the old one took, but for pulse."""
        if _is_left_somewhere(context):  # the import stays for it
            context.report(
                self, use.call or use.node, f"`execute` is gone, and {reason}; "
                "`qiskit_uplift.compat.execute` takes it as it is",
            )  # fmt: skip
            return
        message = f"`execute` is gone, and {reason}: `qiskit_uplift.compat.execute` stands in"
        context.stand_in(self, use.node, "qiskit.execute", "qiskit_uplift.compat.execute", message)

    def _by_either(self, run: Run, context: Context, use: NameUse) -> None:
        """By ``compat.run``, which asks each backend for what it has."""
        origin = context.origin(use.node)
        inner, options, kept = _arguments(run, context, origin)
        either = context.use("qiskit_uplift.compat.run", run.call, origin)
        first = [context.span(run.backend), ", ", *inner, *options]
        edit = context.replace(run.call, either, *relaid(context, run.call, first, kept))
        message = "`execute` is gone: `compat.run` runs on a machine's Sampler, or by `run`"
        context.fix(self, run.call, message, edit)

    def _by_sampler(self, run: Run, context: Context, use: NameUse) -> bool:
        """Whether a run was given to a Sampler."""
        origin = context.origin(use.node)
        is_ibm = family_of(context, run.backend) == Family.IBM
        if why_not_by_sampler(context, run) is not None:
            return False
        is_run = context.target is Target.RUN
        found = None if is_run else sampled(context, run, _candidates(context))
        if isinstance(found, Sampled):
            edits = list(found.readings)
            rows = zip(found.runs, found.several, found.bound, strict=True)
            for each, several, values in rows:
                inner, _, _ = _arguments(each, context, origin, binds=values is None)
                if values is not None:
                    first = ["[(", *inner, ", ", *values.parts, ")]"]
                else:
                    first = inner if several else ["[", *inner, "]"]
                shots = [each.options["shots"]] if "shots" in each.options else []
                first = [*first, *default_shots(context, each)]
                parts = relaid(context, each.call, first, shots)
                func = sampler(context, each, origin)
                edits.append(context.replace(each.call, *func, ".run", *parts))
            message = "`execute` is gone: `transpile` the circuit, and give it to a Sampler"
            context.fix(self, run.call, message, *edits)
            return True
        if not is_ibm and (context.target is Target.AUTO or asks_for_states(context)):
            return False
        inner, options, kept = _arguments(run, context, origin)
        kept = [arg for arg in kept if arg.keyword and arg.keyword.value in {"shots", "memory"}]
        first = [*inner, *default_shots(context, run), *options]
        func = legacy_run(context, run, origin)
        edit = context.replace(run.call, *func, *relaid(context, run.call, first, kept))
        message = "`execute` is gone: a Sampler runs the circuit, and `LegacyRun` has its results"
        context.fix(self, run.call, message, edit)
        return True


def _why_left(call: cst.Call, context: Context) -> str | None:
    """Why nothing can be done with a call; None where something can."""
    if sum(arg.keyword is None and not arg.star for arg in call.args) > 2:
        return "name the arguments after the second, so that they can be told apart"
    for arg in call.args:
        name = arg.keyword.value if arg.keyword else ""
        if name in BY_HAND and dotted(arg.value) != "None":
            return f"`{name}` has no counterpart: {BY_HAND[name]}"
    if any(arg.star for arg in call.args):
        return None
    circuits = argument(call, 0, "experiments", "circuits")
    backend = argument(call, 1, "backend")
    if circuits is None or backend is None:
        return "the circuit or the backend isn't given where it was expected"
    if imports_from(context, "qiskit.pulse") and not context.is_(
        circuits.value, Kind.CIRCUIT, Kind.LIST
    ):
        return "it may be given a pulse schedule here, and Qiskit 2 has no pulse"
    if context.is_(backend.value, Kind.STRING):
        return "a backend is an object by now, not its name"
    if families(context, backend.value) == {Family.IBM} and _why_whole(call, context) is None:
        why = why_not_by_sampler(context, _run(call))
        return why and f"IBM's backends have no `run`, and {why}"
    return None


def _why_whole(call: cst.Call, context: Context) -> str | None:
    """Why a call can't be a ``transpile`` and a ``run``; None where it can."""
    if any(arg.star for arg in call.args):
        return "the unpacked arguments may be for `transpile` or for `run`"
    if argument(call, None, "pass_manager") is not None:
        return "it is given a pass manager"
    circuits = argument(call, 0, "experiments", "circuits")
    backend = argument(call, 1, "backend")
    assert circuits is not None
    assert backend is not None
    if not is_repeatable(backend.value):
        return "the backend is made here, and would be needed twice"
    return _why_whole_for_options(call, circuits, backend, context)


def _why_whole_for_options(
    call: cst.Call, circuits: cst.Arg, backend: cst.Arg, context: Context
) -> str | None:
    binds = argument(call, None, "parameter_binds")
    if binds is not None and dotted(binds.value) != "None":
        if not context.is_(circuits.value, Kind.CIRCUIT):
            return "`parameter_binds` may be for several circuits"
        if not are_points(context, binds.value):
            return "`parameter_binds` may be lists of numbers, as Aer takes them"
    options = argument(call, None, "backend_options")
    if options is not None and unpacked(context, options.value) is None:
        return "the names in `backend_options` can't be seen here"
    given = {arg.keyword.value for arg in call.args if arg.keyword and dotted(arg.value) != "None"}
    is_coupled = "coupling_map" in given and "basis_gates" not in given
    if is_coupled and families(context, backend.value) != {Family.FAKE}:
        return "`transpile` takes a `coupling_map` only with `basis_gates` of one and two qubits"
    if may_move_states(context, call, backend.value):
        return "levels 2 and 3 of `transpile` may put the qubits of states elsewhere by now"
    run = _run(call)
    plain = set(run.options) <= {"shots", "memory", "parameter_binds"}
    if _may_be_ibm(run, context) and not plain:
        return "the backend may be one of IBM's, which have no `run`"
    return None


def _may_be_ibm(run: Run, context: Context) -> bool:
    """Whether a backend may be one of IBM's, and may be another."""
    found = families(context, run.backend)
    known = Family.IBM in found or (Family.UNKNOWN in found and knows_ibm(context))
    return known and found != {Family.IBM}


@lru_cache(maxsize=1)
def _is_left_somewhere(context: Context) -> bool:
    """Whether a call of ``execute`` stays as it is."""
    return any(_why_left(call, context) is not None for call in _calls(context))


@lru_cache(maxsize=1)
def _calls(context: Context) -> tuple[cst.Call, ...]:
    """The calls of ``execute``."""
    found = []
    for node in context.flow.values:
        call = context.parent(node)
        if (
            isinstance(call, cst.Call)
            and call.func is node
            and canonical(context.name(node) or "") == "qiskit.execute"
            and not context.untouchable(node)
            and not context.comes_guarded(node)
        ):
            found.append(call)
    return tuple(found)


def _run(call: cst.Call) -> Run:
    """A call that has been looked at."""
    circuits = argument(call, 0, "experiments", "circuits")
    backend = argument(call, 1, "backend")
    assert circuits is not None
    assert backend is not None
    no_options = {"experiments", "circuits", "backend", *TRANSPILE, *DROPPED}
    options = {
        arg.keyword.value: arg
        for arg in call.args
        if arg.keyword
        and arg.keyword.value not in no_options
        and (arg.keyword.value not in BY_HAND and not _is_none(arg, "parameter_binds"))
    }
    return Run(call, circuits.value, backend.value, options)


def _is_none(arg: cst.Arg, name: str) -> bool:
    return arg.keyword is not None and arg.keyword.value == name and dotted(arg.value) == "None"


@lru_cache(maxsize=1)
def _candidates(context: Context) -> Mapping[cst.Call, Run]:
    """The calls of ``execute`` that a Sampler could do, whatever becomes of their results."""
    found: dict[cst.Call, Run] = {}
    for call in _calls(context):
        if _why_left(call, context) is None and _why_whole(call, context) is None:
            run = _run(call)
            if why_not_by_sampler(context, run) is None:
                found[call] = run
    return found


def _arguments(
    run: Run, context: Context, origin: cst.CSTNode | None, *, binds: bool = True
) -> tuple[list[Part], list[Part], list[cst.Arg]]:
    """The transpiled circuits, the options of the backend as text, and the arguments that stay."""
    call = run.call
    transpile = context.use("qiskit.transpile", call, origin)
    circuits = _circuits(run, context) if binds else [context.span(run.circuits)]
    inner: list[Part] = [f"{transpile}(", *circuits, ", ", context.span(run.backend)]
    options: list[Part] = []
    kept: list[cst.Arg] = []
    for arg in call.args:
        name = arg.keyword.value if arg.keyword else ""
        if name in TRANSPILE and dotted(arg.value) != "None":
            inner += [", ", context.span(arg)]
        elif name == "backend_options":
            unpacking = unpacked(context, arg.value)
            options += [", ", *unpacking] if unpacking else []
        elif name in run.options and name != "parameter_binds":
            kept.append(arg)
    if is_of_old(context, call, run.backend):
        inner.append(LEVEL)
    return [*inner, ")"], options, kept


def _circuits(run: Run, context: Context) -> list[Part]:
    binds = run.options.get("parameter_binds")
    if binds is None:
        return [context.span(run.circuits)]
    bound: list[Part] = ["[", *context.primary(run.circuits)]
    bound += [".assign_parameters(values) for values in ", context.span(binds.value), "]"]
    return bound


__all__ = ["ExecuteRule"]
