"""``backend.configuration()``."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import MethodUse, Rule, Safety
from qiskit_uplift.migrate.rules.calls import families, fields_of_variable
from qiskit_uplift.migrate.values import Family, Kind

PLAIN = {
    "n_qubits": "num_qubits",
    "num_qubits": "num_qubits",
    "dt": "dt",
    "backend_name": "name",
    "backend_version": "backend_version",
    "max_experiments": "max_circuits",
    "online_date": "online_date",
    "description": "description",
}
"""What a ``BackendV2`` has as an attribute of its own."""

_OF_DEVICES = {"dtm": "dtm"}
"""What IBM's backends and their snapshots have as an attribute, and others may not."""

_BY_HAND = {
    "simulator": "ask whose backend it is, or `service.backends(simulator=False)`",
    "dtm": "some backends have `dtm`",
    "meas_map": "`target.concurrent_measurements` has it",
    "gates": "`target` has the gates, with the qubits that each is on",
    "supported_instructions": "`operation_names` and `target` have them",
    "max_shots": "IBM's backends have `max_shots`",
    "local": "ask whose backend it is",
    "conditional": "see whether `if_else` is in `operation_names`",
    "open_pulse": "Qiskit 2 has no pulse",
    "memory": "see what the provider of the backend says",
    "processor_type": "IBM's backends have `processor_type`",
    "quantum_volume": "see what the provider of the backend says",
}
"""What to do about fields that every configuration had, or those of IBM."""

_KEEPS = frozenset({Family.AER, Family.IBM})
"""Whose backends have a ``configuration()`` still, so that what isn't rewritten goes on to work."""


class ConfigurationRule(Rule):
    """What ``configuration()`` said is an attribute of the backend."""

    id = "MIG016"
    title = "backend.configuration() became attributes of the backend"
    since = "0.20"
    removed = "2.0"
    why = (
        "A `BackendV2` has no `configuration()`: its own attributes and its `target` say the same. "
        "`operation_names` holds more than `basis_gates` did (measurement, reset, control flow), "
        "and a coupling map is an object by now, so these are rewritten with `--unsafe` alone."
    )
    before = (
        "from qiskit_aer import AerSimulator\n"
        "backend = AerSimulator()\n"
        "print(backend.configuration().n_qubits)\n"
    )
    after = (
        "from qiskit_aer import AerSimulator\n"
        "backend = AerSimulator()\n"
        "print(backend.num_qubits)\n"
    )  # fmt: skip
    methods = frozenset({"configuration"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite ``backend.configuration().field``."""
        if use.call is None or use.call.args or not context.is_(use.receiver, Kind.BACKEND):
            return
        whose = families(context, use.receiver)
        above = context.parent(use.call)
        if not isinstance(above, cst.Attribute) or isinstance(
            context.parent(above), cst.AssignTarget
        ):
            if not whose <= _KEEPS and not self._variable(use, use.call, whose, context):
                context.report(self, use.call, "a `BackendV2` has no `configuration()`")
            return
        name = above.attr.value
        backend = context.primary(use.receiver)
        new = _attribute(name, whose)
        if new is not None:
            message = f"`configuration().{name}` is `{new}` of the backend by now"
            context.fix(self, above, message, context.replace(above, *backend, f".{new}"))
        elif whose <= _KEEPS:
            return
        elif name == "basis_gates":
            context.fix(
                self,
                above,
                "`configuration().basis_gates` is `operation_names` by now, which holds more",
                context.replace(above, *backend, ".operation_names"),
                safety=Safety.UNSAFE,
            )
        elif name == "coupling_map":
            context.fix(
                self,
                above,
                "`configuration().coupling_map` is an object by now; its edges are the same pairs",
                context.replace(above, "list(", *backend, ".coupling_map.get_edges())"),
                safety=Safety.UNSAFE,
            )
        else:
            hint = f": {_BY_HAND[name]}" if name in _BY_HAND else ""
            context.report(self, above, f"a `BackendV2` has no `configuration().{name}`{hint}")

    def _variable(
        self, use: MethodUse, call: cst.Call, whose: frozenset[str], context: Context
    ) -> bool:
        """Keep the backend in the variable, where all that is read of it are its attributes."""
        fields = fields_of_variable(context, call)
        new = [_attribute(field.attr.value, whose) for field in fields or ()]
        if not fields or None in new:
            return False
        edits = [context.replace(call, *context.primary(use.receiver))]
        edits += [
            context.replace(field.attr, name)
            for field, name in zip(fields, new, strict=True)
            if name is not None
        ]
        message = "what `configuration()` said are attributes of the backend by now"
        context.fix(self, call, message, *edits)
        return True


def _attribute(name: str, whose: frozenset[str]) -> str | None:
    """The attribute of a backend that says what a field of its configuration did."""
    if name in _OF_DEVICES:
        return _OF_DEVICES[name] if whose <= {Family.IBM, Family.FAKE} else None
    return PLAIN.get(name) if Family.BASIC not in whose else None
