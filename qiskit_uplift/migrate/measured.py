"""Which classical registers a circuit has, where the file says it for certain.

Counts of one register have the same keys in old results and in those of a Sampler; those of several
have a space between registers in the old ones. So what matters is that there is one, and its name.
"""

from __future__ import annotations

from typing import TypeAlias

import libcst as cst
from libcst.metadata import Assignment, Scope

from qiskit_uplift.migrate import vocabulary
from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.tree import argument, literal, walk
from qiskit_uplift.migrate.values import Kind, details

Registers: TypeAlias = tuple[str, ...]
"""The names of a circuit's classical registers; empty for one that Qiskit names."""

_MEASURE_ALL = "measure_all"
_CHANGING = frozenset(
    "measure_all measure_active add_register add_bits remove_final_measurements extend combine "
    "__iadd__".split()
)
"""What gives a circuit other registers, or could."""
_READING = frozenset(
    "draw depth size width count_ops num_qubits num_clbits num_parameters parameters name qubits "
    "clbits to_gate to_instruction inverse power control tensor reverse_ops reverse_bits repeat "
    "copy decompose assign_parameters bind_parameters compose qasm if_test while_loop for_loop "
    "num_nonlocal_gates num_tensor_factors num_connected_components qregs metadata global_phase "
    "save_statevector mcrx barrier u2 cu2 mcz".split()
)
_SAME = frozenset("copy compose decompose assign_parameters bind_parameters reverse_ops".split())
"""Methods whose circuits have the registers of theirs."""
_HARMLESS = frozenset({"print", "len", "str", "repr", "type", "display", "id"})


def registers(context: Context, node: cst.BaseExpression) -> Registers | None:
    """The classical registers of a circuit, in their order; None where they aren't certain."""
    return _Reader(context).of(node)


def is_named_apart(context: Context, node: cst.BaseExpression) -> bool:
    """Whether a circuit has a name that no other one has: Qiskit's own, and no copy."""
    return _Reader(context).is_named_apart(node)


class _Reader:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._open: set[tuple[Scope, str]] = set()

    def of(self, node: cst.BaseExpression) -> Registers | None:
        if isinstance(node, cst.Name):
            return self._of_name(node)
        if not isinstance(node, cst.Call):
            return None
        made = vocabulary.canonical(self._context.name(node.func) or "")
        if made == "qiskit.QuantumCircuit":
            return self._made(node)
        if made == "qiskit.transpile":
            first = argument(node, 0, "circuits")
            return self.of(first.value) if first is not None else None
        func = node.func
        if isinstance(func, cst.Attribute) and func.attr.value in _SAME:
            return self.of(func.value)
        return None

    # -- names ----------------------------------------------------------------------------------

    def _of_name(self, node: cst.Name) -> Registers | None:
        scope = self._context.scopes.get(node)
        name = node.value
        if scope is None or name in self._context.imports.exported:
            return None
        assignments = [found for found in scope[name] if isinstance(found, Assignment)]
        if len(assignments) < len(scope[name]):
            return None
        found: set[Registers] = set()
        holders: list[cst.Assign] = []
        for assignment in assignments:
            holder = self._holder(assignment.node)
            if holder is None:
                return None
            key = (assignment.scope, name)
            if key in self._open and _names(holder.value, name):
                continue  # `circuit = transpile(circuit)`
            self._open.add(key)
            known = self.of(holder.value)
            if known is None:
                return None
            found.add(known)
            holders.append(holder)
        if len(found) != 1:
            return None
        (known,) = found
        return self._used(assignments, holders, known)

    def _holder(self, node: cst.CSTNode) -> cst.Assign | None:
        """The assignment ``name = ...`` that a name is bound by."""
        above = self._context.parent(node)
        holder = self._context.parent(above) if isinstance(above, cst.AssignTarget) else None
        if isinstance(holder, cst.Assign) and len(holder.targets) == 1:
            return holder
        return None

    def _used(
        self, assignments: list[Assignment], holders: list[cst.Assign], known: Registers
    ) -> Registers | None:
        """The registers after all that is done with a name."""
        added: list[cst.CSTNode] = []
        escapes = False
        for assignment in assignments:
            for access in assignment.references:
                role = self._role(access.node)
                if role == "unknown":
                    return None
                if role == _MEASURE_ALL:
                    added.append(access.node)
                escapes = escapes or role == "elsewhere"
        if escapes and self._changes_others():
            return None
        if not added:
            return known
        if known or len(set(added)) != 1 or len(holders) != 1:
            return None
        # done once, wherever the circuit is made
        return ("meas",) if self._suite(added[0]) is self._suite(holders[0]) else None

    def _suite(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._context.parent(self._context.statement(node))

    def _role(self, node: cst.CSTNode) -> str:
        """What is done with a circuit: ``fine``, ``measure_all``, ``elsewhere`` or ``unknown``."""
        above = self._context.parent(node)
        if above is None:
            return "unknown"
        match above:
            case cst.Attribute() if above.value is node:
                return self._taken(above)
            case cst.Arg():
                return self._given(above)
            case cst.AssignTarget() | cst.Expr() | cst.Comparison() | cst.ComparisonTarget():
                return "fine"
            case cst.BinaryOperation() | cst.FormattedStringExpression():
                return "fine"
            case cst.AugAssign() if above.value is node:
                return "fine"
            case cst.Subscript() if above.value is node:
                return "fine"
            case cst.Element():
                holder = self._context.parent(self._context.parent(above) or above)
                return self._given(holder) if isinstance(holder, cst.Arg) else "unknown"
            case cst.Return():
                return "elsewhere"
            case _:
                return "unknown"

    def _taken(self, node: cst.Attribute) -> str:
        name = node.attr.value
        if name == _MEASURE_ALL:
            call = self._context.parent(node)
            if not isinstance(call, cst.Call) or call.args:
                return "unknown"
            alone = isinstance(self._context.parent(call), cst.Expr)
            return _MEASURE_ALL if alone else "unknown"
        if name in _CHANGING:
            return "unknown"
        if name == "cregs":  # the circuit's own list
            return "fine" if isinstance(self._context.parent(node), cst.Subscript) else "unknown"
        known = name in _READING or name in vocabulary.APPENDING
        return "fine" if known or name in vocabulary.CIRCUIT_ONLY else "unknown"

    def _given(self, arg: cst.Arg) -> str:
        call = self._context.parent(arg)
        if not isinstance(call, cst.Call):
            return "unknown"
        name = vocabulary.canonical(self._context.name(call.func) or "")
        if name.startswith(("qiskit.", "qiskit_aer.")) or name in _HARMLESS:
            return "fine"
        if self._context.is_(call.func, Kind.FUNCTION):
            return "elsewhere"
        if isinstance(call.func, cst.Attribute):
            receiver = call.func.value
            kinds = (Kind.BACKEND, Kind.RESULT, Kind.CIRCUIT, Kind.PRIMITIVE)
            return "fine" if self._context.is_(receiver, *kinds) else "unknown"
        return "unknown"

    def _changes_others(self) -> bool:
        """Whether the file gives other registers to a circuit that came from somewhere else."""
        for node in walk(self._context.module):
            if isinstance(node, cst.AugAssign):
                parts = (node.target, node.value)
                if all(self._context.may_be(part, Kind.CIRCUIT) for part in parts):
                    return True
            elif (
                isinstance(node, cst.Attribute)
                and node.attr.value in _CHANGING
                and not self._is_own(node.value)
            ):
                return True
        return False

    def _is_own(self, node: cst.BaseExpression) -> bool:
        """Whether a name stands for circuits that are made where it is given them."""
        scope = self._context.scopes.get(node) if isinstance(node, cst.Name) else None
        if scope is None or not isinstance(node, cst.Name):
            return False
        for assignment in scope[node.value]:
            holder = self._holder(assignment.node) if isinstance(assignment, Assignment) else None
            value = holder.value if holder is not None else None
            if not isinstance(value, cst.Call):
                return False
            made = vocabulary.canonical(self._context.name(value.func) or "")
            copied = isinstance(value.func, cst.Attribute) and value.func.attr.value == "copy"
            if made != "qiskit.QuantumCircuit" and not copied:
                return False
        return True

    def is_named_apart(self, node: cst.BaseExpression) -> bool:
        scope = self._context.scopes.get(node) if isinstance(node, cst.Name) else None
        if scope is None or not isinstance(node, cst.Name):
            return False
        for assignment in scope[node.value]:
            holder = self._holder(assignment.node) if isinstance(assignment, Assignment) else None
            call = holder.value if holder is not None else None
            if not isinstance(call, cst.Call) or argument(call, None, "name") is not None:
                return False
            if vocabulary.canonical(self._context.name(call.func) or "") != "qiskit.QuantumCircuit":
                return False
        return bool(scope[node.value])

    # -- constructors ---------------------------------------------------------------------------

    def _made(self, call: cst.Call) -> Registers | None:
        given: list[cst.BaseExpression] = []
        for arg in call.args:
            if arg.star:
                return None
            if arg.keyword is None:
                given.append(arg.value)
            elif arg.keyword.value not in {"name", "global_phase", "metadata"}:
                return None
        context = self._context
        if all(self._is_number(node) for node in given) or _is_twice(given):
            if len(given) < 2 or _is_zero(given[1]):
                return ()
            return ("c",) if len(given) == 2 else None
        found: list[str] = []
        for node in given:
            if not context.is_(node, Kind.REGISTER):
                return None
            which = details(context.values(node), Kind.REGISTER)
            if which == {"classical"}:
                found.append(self._register_name(node))
            elif which != {"quantum"}:
                return None
        return tuple(found)

    def _is_number(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.BinaryOperation):
            return self._is_number(node.left) or self._is_number(node.right)
        return isinstance(node, cst.Integer) or self._context.is_(node, Kind.OTHER)

    def _register_name(self, node: cst.BaseExpression) -> str:
        """The name of a register; empty where it isn't certain."""
        if isinstance(node, cst.Name):
            scope = self._context.scopes.get(node)
            holders = [
                self._holder(found.node) if isinstance(found, Assignment) else None
                for found in (scope[node.value] if scope is not None else ())
            ]
            names = {self._register_name(holder.value) if holder else "" for holder in holders}
            return names.pop() if len(names) == 1 else ""
        if isinstance(node, cst.Call):
            made = vocabulary.canonical(self._context.name(node.func) or "")
            name = argument(node, 1, "name")
            if made == "qiskit.ClassicalRegister" and name is not None:
                return literal(name.value) or ""
        return ""


def _names(node: cst.CSTNode, name: str) -> bool:
    return any(isinstance(part, cst.Name) and part.value == name for part in walk(node))


def _is_zero(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Integer) and node.evaluated_value == 0


def _is_twice(given: list[cst.BaseExpression]) -> bool:
    """Whether a name is given twice: a register can't be."""
    return (
        len(given) == 2
        and all(isinstance(node, cst.Name) for node in given)
        and given[0].deep_equals(given[1])
    )


__all__ = ["Registers", "is_named_apart", "registers"]
