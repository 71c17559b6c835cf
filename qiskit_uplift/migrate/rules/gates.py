"""Methods of circuits that have another name by now."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Span
from qiskit_uplift.migrate.rule import MethodUse, Rule
from qiskit_uplift.migrate.rules.calls import unknown_keywords
from qiskit_uplift.migrate.values import Kind

RENAMED: dict[str, tuple[str, frozenset[str]]] = {
    "cnot": ("cx", frozenset({"control_qubit", "target_qubit", "label", "ctrl_state"})),
    "toffoli": ("ccx", frozenset({"control_qubit1", "control_qubit2", "target_qubit"})),
    "fredkin": ("cswap", frozenset({"control_qubit", "target_qubit1", "target_qubit2"})),
    "u1": ("p", frozenset({"theta", "qubit"})),
    "u3": ("u", frozenset({"theta", "phi", "lam", "qubit"})),
    "cu1": ("cp", frozenset({"theta", "control_qubit", "target_qubit", "label", "ctrl_state"})),
    "mcu1": ("mcp", frozenset({"lam", "control_qubits", "target_qubit"})),
    "mct": ("mcx", frozenset({"control_qubits", "target_qubit", "ancilla_qubits", "mode"})),
    "iden": ("id", frozenset({"qubit"})),
    "i": ("id", frozenset({"qubit"})),
}
"""Old name, new name, and the keywords that both take."""

COMMON_WORDS = frozenset({"i"})
"""Names that other objects have as well, so that the circuit must be known to be one."""


class GatesRule(Rule):
    """Renamed gate methods, each equal to the old one."""

    id = "MIG003"
    title = "gate methods have other names"
    since = "0.16"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed second names of gates. The new ones take the same arguments and apply "
        "the same unitary: `u1`, `u3` and `cu1` are `p`, `u` and `cp`, `u2(phi, lam)` is "
        "`u(pi / 2, phi, lam)`, and `cu3` is `cu` with `gamma` 0."
    )
    before = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "circuit.cnot(0, 1)\ncircuit.u1(0.5, 0)\n"
    )
    after = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "circuit.cx(0, 1)\ncircuit.p(0.5, 0)\n"
    )
    methods: ClassVar = frozenset({*RENAMED, "u2", "cu3"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rename a method, where it can be nothing but a circuit's."""
        if use.name in COMMON_WORDS and not context.is_(use.receiver, Kind.CIRCUIT):
            return
        if not context.is_circuit(use.receiver, use.name):
            self._leave(use, context)
            return
        if use.name == "u2":
            self._u2(use, context)
        elif use.name == "cu3":
            self._cu3(use, context)
        else:
            new, keywords = RENAMED[use.name]
            unknown = unknown_keywords(use.call, keywords) if use.call else []
            if unknown:
                context.report(
                    self, use.node, f"`{use.name}` is `{new}` by now, which has no `{unknown[0]}`"
                )
                return
            message = f"`{use.name}` is `{new}` by now"
            context.fix(self, use.node, message, context.replace(use.node.attr, new))

    def _leave(self, use: MethodUse, context: Context) -> None:
        if context.may_be(use.receiver, Kind.CIRCUIT) and context.evidence.trusted:
            context.report(
                self,
                use.node,
                f"`{use.name}` of a circuit is gone, and this may be one; see which it is",
            )

    def _u2(self, use: MethodUse, context: Context) -> None:
        if use.call is None or not use.call.args or any(arg.star for arg in use.call.args):
            context.report(self, use.node, "`u2(phi, lam)` is `u(pi / 2, phi, lam)` by now")
            return
        half = self._half_pi(use, context)
        start = context.span(use.call.args[0]).start
        context.fix(
            self,
            use.node,
            "`u2(phi, lam)` is `u(pi / 2, phi, lam)` by now",
            context.replace(use.node.attr, "u"),
            Edit(Span(start, start), (f"{half}, ",)),
        )

    @staticmethod
    def _half_pi(use: MethodUse, context: Context) -> str:
        for full in ("math.pi", "numpy.pi"):
            if any(imported.full == full for imported in context.imports.all):
                return f"{context.use(full, use.node)} / 2"
        return f"{context.use('math.pi', use.node)} / 2"

    def _cu3(self, use: MethodUse, context: Context) -> None:
        message = "`cu3` is `cu` by now, with `gamma` 0"
        if use.call is None or not use.call.args or any(arg.star for arg in use.call.args):
            context.report(self, use.node, message)
            return
        args: list[cst.Arg] = list(use.call.args)
        plain = [arg for arg in args if arg.keyword is None]
        if len(plain) >= 4:
            start = context.span(plain[3]).start
            edit = Edit(Span(start, start), ("0, ",))
        else:
            end = context.span(args[-1]).end
            edit = Edit(Span(end, end), (", gamma=0",))
        context.fix(self, use.node, message, context.replace(use.node.attr, "cu"), edit)
