"""``c_if``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit
from qiskit_uplift.migrate.rule import MethodUse, NameUse, Rule
from qiskit_uplift.migrate.rules.calls import has_control_flow
from qiskit_uplift.migrate.tree import argument, dotted, literal
from qiskit_uplift.migrate.vocabulary import APPENDING

_WRITES = frozenset({"measure", "measure_all", "measure_active", "append"})


class ConditionRule(Rule):
    """``gate.c_if(register, value)`` is a block of ``if_test``."""

    id = "MIG005"
    title = "c_if() became if_test()"
    since = "0.22"
    removed = "2.0"
    why = (
        "Qiskit 2.0 removed conditions of single instructions. A block of `if_test` with the "
        "instruction in it compares the same register, or bit, with the same value. Of Aer's "
        "simulators, `aer_simulator` has such blocks."
    )
    before = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "circuit.x(0).c_if(register, 1)\n"
    )
    after = (
        "from qiskit import QuantumCircuit\n"
        "circuit = QuantumCircuit(2, 1)\n"
        "with circuit.if_test((register, 1)):\n    circuit.x(0)\n"
    )
    methods = frozenset({"c_if"})
    names = frozenset({"qiskit_aer.Aer.get_backend"})

    def on_name(self, use: NameUse, context: Context) -> None:
        """Take Aer's simulator that has conditions, where a file has some."""
        call = use.call
        if call is None or len(call.args) != 1 or not has_control_flow(context):
            return
        value = call.args[0].value
        name = literal(value)
        if name == "qasm_simulator":
            text = context.text(value).replace("qasm_simulator", "aer_simulator")
            message = "`qasm_simulator` has no blocks of `if_test`, and `aer_simulator` has"
            context.fix(self, call, message, context.replace(value, text))
        elif name in {"statevector_simulator", "unitary_simulator"}:
            context.report(
                self,
                call,
                f"`{name}` has no blocks of `if_test`; where the circuit has conditions, use "
                "`aer_simulator`, and save the state with an instruction",
            )

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite a statement that does nothing else."""
        if use.call is None or context.defines("c_if"):
            return
        reason = self._reason(use, use.call, context)
        if reason is not None:
            context.report(self, use.call, f"`c_if` is gone: {reason}")
            return
        gate = use.receiver
        assert isinstance(gate, cst.Call)
        assert isinstance(gate.func, cst.Attribute)
        register = argument(use.call, 0, "classical")
        value = argument(use.call, 1, "val")
        assert register is not None
        assert value is not None
        span = context.span(use.call)
        line = context.source.line_start(span.start)
        indent = context.source.text[line : span.start]
        inner = context.module.default_indent
        edit = Edit(
            span,
            (
                "with ",
                *context.primary(gate.func.value),
                ".if_test((",
                context.span(register.value),
                ", ",
                context.span(value.value),
                f")):{context.source.newline}{indent}{inner}",
                context.span(gate),
            ),
        )
        context.fix(self, use.call, "`c_if` is gone: a block of `if_test` does the same", edit)

    @staticmethod
    def _reason(use: MethodUse, call: cst.Call, context: Context) -> str | None:
        gate = use.receiver
        if not isinstance(gate, cst.Call) or not isinstance(gate.func, cst.Attribute):
            return "put what it stood on into a block of `with circuit.if_test((register, value)):`"
        if gate.func.attr.value not in APPENDING or dotted(gate.func.value) is None:
            return "put what it stood on into a block of `with circuit.if_test((register, value)):`"
        if not context.is_circuit(gate.func.value, gate.func.attr.value):
            return "this may be a circuit's; if so, use `with circuit.if_test((register, value)):`"
        if gate.func.attr.value in _WRITES:
            return (
                "each of several measurements looked at the condition anew, which a block of "
                "`if_test` doesn't; see which is meant"
            )
        register = argument(call, 0, "classical")
        if register is None or argument(call, 1, "val") is None or len(call.args) != 2:
            return "its arguments aren't plain; write `with circuit.if_test((register, value)):`"
        if not _is_plain(register.value):
            return "give the register a name first"
        statement = context.parent(call)
        line = context.parent(statement) if statement is not None else None
        if (
            not isinstance(statement, cst.Expr)
            or not isinstance(line, cst.SimpleStatementLine)
            or len(line.body) > 1
        ):
            return "it is part of a longer statement; give it a line of its own"
        return None


def _is_plain(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name | cst.Attribute | cst.Subscript | cst.Integer)


__all__ = ["ConditionRule"]
