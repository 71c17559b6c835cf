"""``backend.name()``."""

from __future__ import annotations

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Span
from qiskit_uplift.migrate.rule import MethodUse, Rule
from qiskit_uplift.migrate.values import Kind


class BackendNameRule(Rule):
    """``backend.name()`` is ``backend.name``."""

    id = "MIG015"
    title = "backend.name() became backend.name"
    since = "0.19"
    removed = "1.2"
    why = "The name of a `BackendV2` is an attribute, where that of a `BackendV1` was a method."
    before = (
        "from qiskit_aer import AerSimulator\n"
        "backend = AerSimulator()\n"
        "print(backend.name())\n"
    )  # fmt: skip
    after = (
        "from qiskit_aer import AerSimulator\n"
        "backend = AerSimulator()\n"
        "print(backend.name)\n"
    )  # fmt: skip
    methods = frozenset({"name"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Take the call away."""
        if use.call is None or use.call.args or not context.is_(use.receiver, Kind.BACKEND):
            return
        start, end = context.span(use.node).end, context.span(use.call, parentheses=False).end
        message = "the name of a backend is an attribute by now"
        context.fix(self, use.call, message, Edit(Span(start, end), ()))
