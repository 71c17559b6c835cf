"""Attributes of circuits, gates, bits and registers that are gone."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import MethodUse, Rule, Safety
from qiskit_uplift.migrate.values import Kind

_PULSE = "Qiskit 2 has no pulse, and so no calibrations"
_INTERNAL = "it was internal, and has nothing in its place"
_CONDITION = "conditions are blocks of `if_test`, whose operation has the `condition`"
_OF: dict[Kind, dict[str, str]] = {
    Kind.CIRCUIT: {
        "add_calibration": _PULSE,
        "calibrations": _PULSE,
        "has_calibration_for": _PULSE,
        "cast": _INTERNAL,
        "cbit_argument_conversion": _INTERNAL,
        "qbit_argument_conversion": _INTERNAL,
        "cls_instances": _INTERNAL,
        "cls_prefix": _INTERNAL,
        "extension_lib": _INTERNAL,
        "header": _INTERNAL,
        "snapshot": "use `save_statevector` and its kind of qiskit_aer",
    },
    Kind.GATE: {
        "assemble": "`run` takes circuits",
        "condition": _CONDITION,
        "condition_bits": _CONDITION,
        "duration": "the Target of a backend has the durations",
        "unit": "the Target of a backend has the durations",
        "qasm": "`qasm2.dumps` takes circuits",
    },
    Kind.REGISTER: {
        "instances_counter": _INTERNAL,
        "name_format": _INTERNAL,
        "qasm": "`qasm2.dumps` takes circuits",
    },
    Kind.BIT: {
        "index": "`circuit.find_bit(bit).index` is its place in a circuit, and "
        "`register.index(bit)` that in a register",
        "register": "`circuit.find_bit(bit).registers` has its registers, and its places there",
    },
}


class AttributesRule(Rule):
    """A bit doesn't know its index any more, nor a gate its condition."""

    id = "MIG117"
    title = "attributes of circuits, gates and bits are gone"
    since = "1.0"
    removed = "1.0"
    safety = Safety.MANUAL
    why = (
        "Bits may be in several registers, or in none, so that only a circuit or a register knows "
        "their index. Conditions of gates and calibrations went with Qiskit 2.0."
    )
    before = (
        "from qiskit import QuantumRegister\n"
        'register = QuantumRegister(2, "q")\n'
        "print(register[1].index)\n"
    )
    after = "by hand"
    methods: ClassVar = frozenset(name for names in _OF.values() for name in names)

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Report what is certainly taken of one of ours."""
        for kind, names in _OF.items():
            if use.name not in names or not context.is_(use.receiver, kind):
                continue
            if not context.defines(use.name):
                context.report(self, use.node, f"`{use.name}` is gone: {names[use.name]}")
