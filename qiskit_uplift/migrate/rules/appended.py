"""Methods of circuits whose gates are appended by now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part, Span
from qiskit_uplift.migrate.rule import MethodUse, Rule
from qiskit_uplift.migrate.tree import dotted
from qiskit_uplift.migrate.values import Kind

_PARAMETERS = {
    "diagonal": ("diag", "qubit"),
    "hamiltonian": ("operator", "time", "qubits", "label"),
    "iso": ("isometry", "q_input", "q_ancillas_for_output"),
    "isometry": ("isometry", "q_input", "q_ancillas_for_output"),
    "squ": ("unitary_matrix", "qubit"),
    "uc": ("gate_list", "q_controls", "q_target", "up_to_diagonal"),
    "ucrx": ("angle_list", "q_controls", "q_target"),
    "ucry": ("angle_list", "q_controls", "q_target"),
    "ucrz": ("angle_list", "q_controls", "q_target"),
}
_GATES = {
    "diagonal": "DiagonalGate",
    "hamiltonian": "HamiltonianGate",
    "iso": "Isometry",
    "isometry": "Isometry",
    "squ": "UnitaryGate",
    "uc": "UCGate",
    "ucrx": "UCRXGate",
    "ucry": "UCRYGate",
    "ucrz": "UCRZGate",
}
_OTHERS_HAVE = frozenset({"diagonal", "hamiltonian", "iso", "isometry", "uc"})
"""Names that other objects have as well, so that the circuit must be known to be one."""


class AppendedRule(Rule):
    """``circuit.diagonal(...)`` is ``circuit.append(DiagonalGate(...), qubits)``."""

    id = "MIG022"
    title = "methods for matrices and multiplexers became append()"
    since = "0.45"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed the methods that appended gates made of matrices, diagonals and "
        "angles. The gates are in `qiskit.circuit.library` and are appended, the target of a "
        "multiplexer before its controls. `squ` is `unitary`, up to a global phase."
    )
    before = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2)\n"
        "circuit.diagonal([1, 1, 1, -1], [0, 1])\n"
    )
    after = (
        "from qiskit import QuantumCircuit\n"
        "from qiskit.circuit.library import DiagonalGate\n"
        "circuit = QuantumCircuit(2)\n"
        "circuit.append(DiagonalGate([1, 1, 1, -1]), [0, 1])\n"
    )
    methods: ClassVar = frozenset(_GATES)

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite a call whose arguments are plain."""
        certain = context.is_(use.receiver, Kind.CIRCUIT)
        if use.name in _OTHERS_HAVE and (not certain or context.defines(use.name)):
            return
        if not context.is_circuit(use.receiver, use.name):
            if context.may_be(use.receiver, Kind.CIRCUIT) and context.evidence.trusted:
                self._by_hand(use, context)
            return
        given = _given(use.call, _PARAMETERS[use.name]) if use.call is not None else None
        if use.call is None or given is None or "#" in context.text(use.call):
            self._by_hand(use, context)
            return
        if use.name == "squ":
            self._squ(use, use.call, given, context)
        else:
            self._append(use, use.call, given, context)

    def _by_hand(self, use: MethodUse, context: Context) -> None:
        context.report(
            self,
            use.node,
            f"`{use.name}` of a circuit is gone: append `{_GATES[use.name]}` of "
            "`qiskit.circuit.library`",
        )

    def _squ(
        self, use: MethodUse, call: cst.Call, given: dict[str, cst.BaseExpression], context: Context
    ) -> None:
        matrix, qubit = (context.span(given[name]) for name in _PARAMETERS["squ"])
        parts = [*context.primary(use.receiver), ".unitary(", matrix, ", ", qubit, ")"]
        message = "`squ` is `unitary` by now, which keeps the global phase"
        context.fix(self, call, message, context.replace(call, *parts))

    def _append(
        self, use: MethodUse, call: cst.Call, given: dict[str, cst.BaseExpression], context: Context
    ) -> None:
        qubits = self._qubits(use.name, given, context)
        if qubits is None:
            self._by_hand(use, context)
            return
        class_name = _GATES[use.name]
        gate = context.use(f"qiskit.circuit.library.{class_name}", use.node)
        names = _PARAMETERS[use.name]
        made: list[Part] = [context.span(given[names[0]])]
        for name in ("time", "label", "up_to_diagonal"):
            if name in given:
                made += [f", {name}=", context.span(given[name])]
        if class_name == "Isometry":
            made += [", 0, 0"]
        receiver = context.primary(use.receiver)
        parts = [*receiver, f".append({gate}(", *made, "), ", *qubits, ")"]
        message = f"`{use.name}` of a circuit is gone: `{class_name}` is appended"
        context.fix(self, call, message, context.replace(call, *parts))

    @staticmethod
    def _qubits(
        method: str, given: dict[str, cst.BaseExpression], context: Context
    ) -> Sequence[Part] | None:
        """The argument for the qubits, as the method put them together; None where unsure."""
        if method == "diagonal":
            return (context.span(given["qubit"]),)
        if method == "hamiltonian":
            qubits = given["qubits"]
            if isinstance(qubits, cst.List | cst.ListComp) or context.is_(qubits, Kind.LIST):
                return (context.span(qubits),)
            if isinstance(qubits, cst.Integer) or context.is_(qubits, Kind.BIT):
                return "[", context.span(qubits), "]"
            return None
        if method in {"iso", "isometry"}:
            lists = [given["q_input"], given["q_ancillas_for_output"]]
            full = [one for one in lists if not _is_empty(one)]
            if len(full) == 1:
                return (context.span(full[0]),)
            if not full:
                return None
            return ["[", *_spread(lists[0], context), ", ", *_spread(lists[1], context), "]"]
        target = given["q_target"]
        star = "*" if context.is_(target, Kind.REGISTER) else ""
        controls = given["q_controls"]
        if _is_empty(controls):
            return f"[{star}", context.span(target), "]"
        return [f"[{star}", context.span(target), ", ", *_spread(controls, context), "]"]


def _spread(node: cst.BaseExpression, context: Context) -> list[Part]:
    """What a list or register holds, in a longer list."""
    if isinstance(node, cst.List) and node.elements:
        first, last = context.span(node.elements[0].value), context.span(node.elements[-1].value)
        if all(isinstance(element, cst.Element) for element in node.elements):
            return [Span(first.start, last.end)]
    return ["*", *context.primary(node)]


def _given(call: cst.Call, names: Sequence[str]) -> dict[str, cst.BaseExpression] | None:
    """The arguments by name; None where there are others, or one that isn't optional lacks."""
    found: dict[str, cst.BaseExpression] = {}
    for index, arg in enumerate(call.args):
        if arg.star or (arg.keyword is None and index >= len(names)):
            return None
        name = arg.keyword.value if arg.keyword is not None else names[index]
        if name not in names or name in found:
            return None
        found[name] = arg.value
    needed = [name for name in names if name not in {"label", "up_to_diagonal"}]
    return found if all(name in found for name in needed) else None


def _is_empty(node: cst.BaseExpression) -> bool:
    return (isinstance(node, cst.List) and not node.elements) or dotted(node) == "None"
