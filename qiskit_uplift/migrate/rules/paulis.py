"""``Pauli`` by its old arguments."""

from __future__ import annotations

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import NameUse, Rule

_NAMES = frozenset(
    {
        "qiskit.quantum_info.Pauli",
        "qiskit.quantum_info.operators.Pauli",
        "qiskit.quantum_info.operators.pauli.Pauli",
    }
)


class PauliRule(Rule):
    """``Pauli(label="X")`` is ``Pauli("X")``, and ``Pauli(z, x)`` is ``Pauli((z, x))``."""

    id = "MIG023"
    title = "Pauli() takes one argument"
    since = "0.17"
    removed = "0.46"
    why = (
        "Qiskit 0.46 doesn't have the arguments `label`, `z` and `x` of `Pauli` any more. It takes "
        "a label, or a pair of the two arrays."
    )
    before = 'from qiskit.quantum_info import Pauli\noperator = Pauli(label="XX")\n'
    after = 'from qiskit.quantum_info import Pauli\noperator = Pauli("XX")\n'
    names = _NAMES

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite a call that isn't one of today's."""
        call = use.call
        if call is None or not call.args:
            return
        keywords = [arg.keyword.value if arg.keyword else None for arg in call.args]
        starred = any(arg.star for arg in call.args)
        if keywords in ([None], ["data"]) and not starred:
            return
        values = [context.span(arg.value) for arg in call.args]
        parts: list[Part]
        if keywords == ["label"]:
            parts = [values[0]]
        elif keywords in ([None, None], ["z", "x"], [None, "x"]):
            parts = ["(", values[0], ", ", values[1], ")"]
        elif keywords == ["x", "z"]:
            parts = ["(", values[1], ", ", values[0], ")"]
        else:
            parts = []
        if not parts or starred or "#" in context.text(call):
            context.report(
                self, call, "`Pauli` takes a label, or a pair of arrays `(z, x)`, by now"
            )
            return
        edit = context.replace(call, context.span(call.func), "(", *parts, ")")
        context.fix(self, call, "`Pauli` takes one argument by now", edit)
