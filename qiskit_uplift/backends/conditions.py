"""The value of a classical condition or expression, given the values of the clbits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qiskit.circuit import ClassicalRegister, Clbit
from qiskit.circuit.classical import expr, types

from qiskit_uplift.exceptions import InvalidCircuitError

_BINARY: dict[expr.Binary.Op, Callable[[int, int], int]] = {
    expr.Binary.Op.BIT_AND: lambda a, b: a & b,
    expr.Binary.Op.BIT_OR: lambda a, b: a | b,
    expr.Binary.Op.BIT_XOR: lambda a, b: a ^ b,
    expr.Binary.Op.LOGIC_AND: lambda a, b: int(bool(a) and bool(b)),
    expr.Binary.Op.LOGIC_OR: lambda a, b: int(bool(a) or bool(b)),
    expr.Binary.Op.EQUAL: lambda a, b: int(a == b),
    expr.Binary.Op.NOT_EQUAL: lambda a, b: int(a != b),
    expr.Binary.Op.LESS: lambda a, b: int(a < b),
    expr.Binary.Op.LESS_EQUAL: lambda a, b: int(a <= b),
    expr.Binary.Op.GREATER: lambda a, b: int(a > b),
    expr.Binary.Op.GREATER_EQUAL: lambda a, b: int(a >= b),
    expr.Binary.Op.SHIFT_LEFT: lambda a, b: a << b,
    expr.Binary.Op.SHIFT_RIGHT: lambda a, b: a >> b,
}


def evaluate(  # noqa: PLR0911 - one return a kind of condition
    condition: Any, value: int, clbits: Mapping[Clbit, int]
) -> int:
    """The value of a condition.

    Args:
        condition: A clbit, a register, a pair of one of these and the value that it should have,
            or an expression of Qiskit's classical types over them.
        value: The clbits, clbit 0 lowest.
        clbits: The position in ``value`` of each clbit.

    Raises:
        InvalidCircuitError: The expression has a variable or an operation that isn't followed.
    """
    if isinstance(condition, Clbit):
        return value >> clbits[condition] & 1
    if isinstance(condition, ClassicalRegister):
        bits = (value >> clbits[bit] & 1 for bit in condition)
        return sum(bit << index for index, bit in enumerate(bits))
    if isinstance(condition, tuple):
        return int(evaluate(condition[0], value, clbits) == int(condition[1]))
    if isinstance(condition, expr.Value):
        return int(condition.value)
    if isinstance(condition, expr.Var) and isinstance(condition.var, (Clbit, ClassicalRegister)):
        return evaluate(condition.var, value, clbits)
    if isinstance(condition, expr.Cast):
        return _fit(evaluate(condition.operand, value, clbits), condition.type)
    if isinstance(condition, expr.Unary):
        operand = evaluate(condition.operand, value, clbits)
        if condition.op is expr.Unary.Op.LOGIC_NOT:
            return int(not operand)
        return _fit(~operand, condition.type)
    if isinstance(condition, expr.Index):
        index = evaluate(condition.index, value, clbits)
        return evaluate(condition.target, value, clbits) >> index & 1
    if isinstance(condition, expr.Binary) and condition.op in _BINARY:
        left = evaluate(condition.left, value, clbits)
        right = evaluate(condition.right, value, clbits)
        return _fit(_BINARY[condition.op](left, right), condition.type)
    raise InvalidCircuitError(f"Exact values can't follow the classical expression {condition!r}.")


def _fit(value: int, kind: types.Type) -> int:
    if isinstance(kind, types.Bool):
        # `~` of a one-bit value is -1 or -2: its lowest bit is what counts.
        return value & 1 if value < 0 else int(bool(value))
    return value & ((1 << kind.width) - 1)
