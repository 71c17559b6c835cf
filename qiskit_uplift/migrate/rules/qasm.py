"""``circuit.qasm()``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import MethodUse, Rule
from qiskit_uplift.migrate.tree import argument, dotted
from qiskit_uplift.migrate.values import Kind


class QasmRule(Rule):
    """``circuit.qasm()`` is ``qasm2.dumps(circuit)``."""

    id = "MIG006"
    title = "circuit.qasm() became qasm2.dumps()"
    since = "0.45"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `QuantumCircuit.qasm`. `qasm2.dumps` gives the same program as text, "
        "and `qasm2.dump` writes it to a file."
    )
    before = "from qiskit import QuantumCircuit\ntext = QuantumCircuit(2).qasm()\n"
    after = "from qiskit import QuantumCircuit, qasm2\ntext = qasm2.dumps(QuantumCircuit(2))\n"
    methods = frozenset({"qasm"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite a call."""
        if not context.is_(use.receiver, Kind.CIRCUIT) or context.defines("qasm"):
            if context.may_be(use.receiver, Kind.CIRCUIT) and not context.defines("qasm"):
                context.report(
                    self,
                    use.node,
                    "`qasm` of a circuit is gone; if this is one, it is `qasm2.dumps(circuit)`",
                )
            return
        if use.call is None:
            context.report(self, use.node, "`circuit.qasm` is gone: pass `qasm2.dumps`")
            return
        self._rewrite(use, use.call, context)

    def _rewrite(self, use: MethodUse, call: cst.Call, context: Context) -> None:
        formatted = argument(call, 0, "formatted")
        filename = argument(call, 1, "filename")
        known = [arg for arg in (formatted, filename) if arg is not None]
        shown = formatted is not None and dotted(formatted.value) == "True"
        plain = formatted is None or dotted(formatted.value) in {"True", "False"}
        if len(known) < len(call.args) or not plain or (filename is not None and shown):
            context.report(
                self, call, "`qasm` is gone: use `qasm2.dumps(circuit)`, or `qasm2.dump(circuit, "
                "filename)` for a file",
            )  # fmt: skip
            return
        if isinstance(context.parent(call), cst.Expr) is False and (shown or filename is not None):
            context.report(
                self, call, "`qasm` is gone: print or dump it in a statement of its own, and use "
                "`qasm2.dumps(circuit)` for the text",
            )  # fmt: skip
            return
        module = context.use("qiskit.qasm2", call)
        circuit = context.span(use.receiver)
        parts: list[Part]
        if filename is not None:
            parts = [f"{module}.dump(", circuit, ", ", context.span(filename.value), ")"]
        elif shown:
            parts = [f"print({module}.dumps(", circuit, "))"]
        else:
            parts = [f"{module}.dumps(", circuit, ")"]
        message = "`circuit.qasm()` is `qasm2.dumps(circuit)` by now"
        context.fix(self, call, message, context.replace(call, *parts))
