"""The level at which ``transpile`` optimizes."""

from __future__ import annotations

import re

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import Rule
from qiskit_uplift.migrate.rules.calls import families
from qiskit_uplift.migrate.tree import argument, dotted
from qiskit_uplift.migrate.values import Family
from qiskit_uplift.migrate.vocabulary import canonical

_OF_STATES = re.compile(
    r"\.(?:get_(?:statevector|unitary|density_matrix)|save_\w+|snapshot\w*)\b"
    r"|(?:statevector|unitary)_simulator|\b(?:Statevector|Unitary)Simulator"
    r"|\bmethod *= *[\"'](?:unitary|superop)"
)
_OF_NOISE = re.compile(r"\bnoise_model\b|\bNoiseModel\b|\.from_backend\(|\baer\.noise\b")
_TRANSPILE = frozenset({"qiskit.transpile", "qiskit.compiler.transpile"})

LEVEL = ", optimization_level=1"
"""What ``transpile`` is given for the level that it had."""


def _reads_states(context: Context) -> bool:
    """Whether a file may read what isn't counts: states, unitaries, or what is saved."""
    return _OF_STATES.search(context.source.text) is not None


def _counts_alone(context: Context, backend: cst.BaseExpression) -> bool:
    """Whether a circuit is run for counts that don't depend on how it is written."""
    found = families(context, backend)
    if found == {Family.IBM}:  # a machine's noise is another one each day
        return True
    known = found <= {Family.AER, Family.BASIC, Family.IBM}
    noisy = _OF_NOISE.search(context.source.text) is not None
    return known and not noisy and not _reads_states(context)


def _is_seen_through(call: cst.Call, context: Context) -> bool:
    """Whether a call of ``transpile`` is an argument of a run for counts, and nothing more."""
    above = context.parent(call)
    while isinstance(above, cst.Element | cst.List | cst.Arg):
        above = context.parent(above)
    backend = argument(call, 1, "backend")
    if not isinstance(above, cst.Call) or backend is None:
        return False
    func = above.func.attr if isinstance(above.func, cst.Attribute) else above.func
    name = func.value if isinstance(func, cst.Name) else ""
    return name.endswith(("run", "execute")) and _counts_alone(context, backend.value)


class LevelRule(Rule):
    """``transpile(circuit, backend)`` is ``transpile(circuit, backend, optimization_level=1)``."""

    id = "MIG031"
    title = "the default level of transpile rose from 1 to 2"
    since = "0.7"
    removed = "1.3"
    accompanies = True
    why = (
        "`transpile` optimizes by level 2 since Qiskit 1.3, if no other is given, and did by 1. "
        "Levels 2 and 3 leave swaps out since 1.1 where all qubits are coupled, as in simulators, "
        "and give the qubits after it other places. Counts follow them, and states, unitaries and "
        "what is saved don't. Noise, and what is read of the circuit itself, depend on the gates "
        "that are left. In a file that uses other names that are gone, the level becomes what it "
        "was, but for circuits that are only run for counts, on simulators without noise and on "
        "IBM's machines."
    )
    before = (
        "from qiskit import Aer, transpile\n"
        'backend = Aer.get_backend("statevector_simulator")\n'
        "state = backend.run(transpile(circuit, backend)).result().get_statevector()\n"
    )
    after = (
        "from qiskit import transpile\n"
        "from qiskit_aer import Aer\n"
        'backend = Aer.get_backend("statevector_simulator")\n'
        "state = backend.run(transpile(circuit, backend, optimization_level=1))"
        ".result().get_statevector()\n"
    )
    nodes = (cst.Call,)

    def on_node(self, node: cst.CSTNode, context: Context) -> None:
        """Say the level of a call."""
        if not isinstance(node, cst.Call) or not node.args:
            return
        name = context.name(node.func)
        if name is None or canonical(name) not in _TRANSPILE:
            return
        if any(arg.star for arg in node.args):
            named = {arg.keyword.value for arg in node.args if arg.keyword}
            if "optimization_level" not in named and _reads_states(context):
                context.report(
                    self, node, "`transpile` optimizes by level 2 unless the unpacked arguments "
                    "have another, and a state has its qubits in other places then: see that they "
                    "have level 1",
                )  # fmt: skip
            return
        level = argument(node, None, "optimization_level")
        if level is None and not _is_seen_through(node, context):
            last = node.args[-1]
            edit = context.replace(last.value, context.span(last.value), LEVEL)
            context.fix(
                self, node, "`transpile` optimizes by level 2 unless another is given", edit
            )
        elif level and _number(level.value) in {2, 3} and _reads_states(context):
            context.report(
                self, node, "`transpile` leaves swaps out at levels 2 and 3, and a state has its "
                "qubits in other places then: take level 1, or put them back by the layout",
            )  # fmt: skip


def may_move_states(context: Context, call: cst.Call, backend: cst.BaseExpression) -> bool:
    """Whether a call of ``execute`` has a level by which states would be other ones today."""
    level = argument(call, None, "optimization_level")
    if level is None or dotted(level.value) == "None" or _number(level.value) in {0, 1}:
        return False
    return families(context, backend) != {Family.IBM} and _reads_states(context)


def is_of_old(context: Context, call: cst.Call, backend: cst.BaseExpression) -> bool:
    """Whether the level of a call of ``execute`` has to be said, as it is none that it has."""
    level = argument(call, None, "optimization_level")
    if level is not None and dotted(level.value) != "None":
        return False
    return not _counts_alone(context, backend)


def _number(node: cst.BaseExpression) -> int | None:
    return int(node.value) if isinstance(node, cst.Integer) and node.value.isdecimal() else None


__all__ = ["LEVEL", "LevelRule", "is_of_old", "may_move_states"]
