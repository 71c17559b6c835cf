"""``execute``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import NameUse, Rule, Safety
from qiskit_uplift.migrate.rules.calls import (
    families,
    imports_from,
    is_repeatable,
    knows_ibm,
    relaid,
    unpacked,
    value_span,
)
from qiskit_uplift.migrate.tree import argument, dotted
from qiskit_uplift.migrate.values import Family, Kind

TRANSPILE = frozenset(
    "basis_gates coupling_map initial_layout seed_transpiler optimization_level "
    "scheduling_method".split()
)
"""What ``execute`` handed to ``transpile``."""

DROPPED = frozenset({"max_credits", "qobj_id", "qobj_header"})
"""What no backend has used for years."""

BY_HAND = {
    "pass_manager": "run the pass manager on the circuit before",
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
        "IBM's backends have no `run` any more; calls on them are left to be written by hand."
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
            context.report(
                self, use.node, "`execute` is gone, and it is passed on here as a function; pass "
                "one that calls `backend.run(transpile(circuit, backend))`",
            )  # fmt: skip
            return
        reason = self._reason(use.call, context)
        if reason is not None:
            context.report(self, use.call, f"`execute` is gone: {reason}")
            return
        self._rewrite(use, use.call, context)

    def _reason(self, call: cst.Call, context: Context) -> str | None:
        """Why a call can't be rewritten; None where it can."""
        if any(arg.star for arg in call.args):
            return "which of the unpacked arguments are for `transpile` and which for `run`?"
        if sum(arg.keyword is None for arg in call.args) > 2:
            return "name the arguments after the second, so that they can be told apart"
        circuits = argument(call, 0, "experiments", "circuits")
        backend = argument(call, 1, "backend")
        if circuits is None or backend is None:
            return "the circuit or the backend isn't given where it was expected"
        for arg in call.args:
            name = arg.keyword.value if arg.keyword else ""
            if name in BY_HAND and dotted(arg.value) != "None":
                return f"`{name}` has no counterpart: {BY_HAND[name]}"
        if imports_from(context, "qiskit.pulse") and not context.is_(
            circuits.value, Kind.CIRCUIT, Kind.LIST
        ):
            return "it may be given a pulse schedule here, and Qiskit 2 has no pulse"
        if context.is_(backend.value, Kind.STRING):
            return "a backend is an object by now, not its name"
        if not is_repeatable(backend.value):
            return "give the backend a name first, as it is needed twice"
        if Family.IBM in families(context, backend.value):
            return (
                "IBM's backends have no `run`; use `compat.LegacyRun(Sampler(mode=backend))` of "
                "qiskit_uplift, which keeps results and counts, or the Sampler itself"
            )
        return self._reason_of_options(call, circuits, backend, context)

    @staticmethod
    def _reason_of_options(
        call: cst.Call, circuits: cst.Arg, backend: cst.Arg, context: Context
    ) -> str | None:
        binds = argument(call, None, "parameter_binds")
        if binds is not None and not context.is_(circuits.value, Kind.CIRCUIT):
            return "`parameter_binds` of several circuits: bind with `assign_parameters` before"
        options = argument(call, None, "backend_options")
        if options is not None and unpacked(context, options.value) is None:
            return "give the items of `backend_options` to `run` as keyword arguments"
        coupling = argument(call, None, "coupling_map")
        if (
            coupling is not None
            and dotted(coupling.value) != "None"
            and argument(call, None, "basis_gates") is None
            and families(context, backend.value) != {Family.FAKE}
        ):
            return (
                "`transpile` takes a `coupling_map` of its own only with `basis_gates` of one and "
                "two qubits; name those that the simulation is to use"
            )
        return None

    def _rewrite(self, use: NameUse, call: cst.Call, context: Context) -> None:
        circuits = argument(call, 0, "experiments", "circuits")
        backend = argument(call, 1, "backend")
        assert circuits is not None
        assert backend is not None
        device = value_span(context, backend)
        transpile = context.use("qiskit.transpile", call, context.origin(use.node))
        kept: list[cst.Arg] = []
        binds = argument(call, None, "parameter_binds")
        options: list[Part] = []
        inner: list[Part] = [
            f"{transpile}(",
            *self._circuits(circuits, binds, context),
            ", ",
            device,
        ]
        for arg in call.args:
            name = arg.keyword.value if arg.keyword else ""
            if arg in {circuits, backend, binds} or name in DROPPED or name in BY_HAND:
                continue
            if name == "backend_options":
                unpacking = unpacked(context, arg.value)
                options += [", ", *unpacking] if unpacking else []
            elif name in TRANSPILE:
                inner += [", ", context.span(arg)]
            else:
                kept.append(arg)
        inner.append(")")
        parts = relaid(context, call, [*inner, *options], kept)
        edit = context.replace(call, *context.primary(backend.value), ".run", *parts)
        certain = self._is_certain(backend, context)
        context.fix(
            self,
            call,
            "`execute` is gone: `transpile` the circuit, then `run` it on the backend",
            edit,
            safety=Safety.SAFE if certain else Safety.UNSAFE,
        )

    @staticmethod
    def _circuits(circuits: cst.Arg, binds: cst.Arg | None, context: Context) -> list[Part]:
        if binds is None or dotted(binds.value) == "None":
            return [value_span(context, circuits)]
        bound: list[Part] = ["[", *context.primary(circuits.value)]
        bound += [".assign_parameters(values) for values in ", value_span(context, binds), "]"]
        return bound

    @staticmethod
    def _is_certain(backend: cst.Arg, context: Context) -> bool:
        return Family.UNKNOWN not in families(context, backend.value) or not knows_ibm(context)


__all__ = ["ExecuteRule"]
