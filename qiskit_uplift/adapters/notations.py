"""Reading one notation: tokens in, integers out, or None where the tokens can't be written so.

A reader never guesses. It says what the tokens would mean *if* they were in its notation, or that
they can't be; `decoding` then accepts them only where all readers that can read them agree.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import repeat
from operator import and_, lshift, ne, or_, rshift
from typing import TypeAlias

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.registers import ClassicalLayout

Values: TypeAlias = "tuple[int, ...]"
Reader: TypeAlias = "Callable[[Sequence[str], ClassicalLayout], Values | None]"

# There may be a million distinct tokens: what is done to each of them is a `map`, not a loop.

_PREFIXED_HEX = re.compile(r"0[xX][0-9a-fA-F]+")
_HEX = re.compile(r"[0-9a-fA-F]+")
_DECIMAL = re.compile(r"0|[1-9][0-9]*")
_BINARY = re.compile(r"[01]*")
_MINIMAL = re.compile(r"0|(?!0).*", re.DOTALL)


def _below(values: Values, num_bits: int) -> Values | None:
    return values if max(values, default=0) < 1 << num_bits else None


def _all(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return all(map(pattern.fullmatch, texts))


def _of_length(texts: Sequence[str], length: int) -> bool:
    return set(map(len, texts)) <= {length}


def _ints(texts: Sequence[str], base: int) -> Values:
    return tuple(map(int, texts, repeat(base)))


def _spread(values: Values, clbits: Sequence[int]) -> Values:
    """Put bit ``i`` of each value at ``clbits[i]``; neighbours that stay neighbours together."""
    starts = [i for i, c in enumerate(clbits) if not i or c != clbits[i - 1] + 1]
    parts = []
    for start, end in itertools.pairwise([*starts, len(clbits)]):
        lowest = map(rshift, values, repeat(start))
        taken = map(and_, lowest, repeat((1 << end - start) - 1))
        parts.append(map(lshift, taken, repeat(clbits[start])))
    return _joined(parts, len(values))


def _joined(parts: Iterable[Iterable[int]], count: int) -> Values:
    joined: Values = (0,) * count
    for part in parts:
        joined = tuple(map(or_, joined, part))
    return joined


def _read_hex(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not _all(_PREFIXED_HEX, texts):
        return None
    return _below(_ints(texts, 16), layout.num_clbits)


def _read_padded_hex(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not _of_length(texts, max(1, -(-layout.num_clbits // 4))) or not _all(_HEX, texts):
        return None
    return _below(_ints(texts, 16), layout.num_clbits)


def _read_minimal_hex(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not _all(_HEX, texts) or not _all(_MINIMAL, texts):
        return None
    return _below(_ints(texts, 16), layout.num_clbits)


def _read_decimal(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not _all(_DECIMAL, texts):
        return None
    return _below(tuple(map(int, texts)), layout.num_clbits)


def _read_binary(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    width = layout.num_clbits
    if not _of_length(texts, width) or not _all(_BINARY, texts):
        return None
    return _ints(texts, 2) if width else (0,) * len(texts)


def _read_spaced_binary(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    # spaces have to stand between the registers, or else the bits are in an order of their own
    sizes = [len(r.clbits) for r in reversed(layout.registers) if r.clbits]
    if not _all(_words(sizes, " "), texts):
        return None
    return _read_binary(list(map(str.replace, texts, repeat(" "), repeat(""))), layout)


def _words(sizes: Sequence[int], space: str) -> re.Pattern[str]:
    """Words of zeros and ones, of these lengths."""
    words = f"{space}+".join(f"[01]{{{size}}}" for size in sizes)
    return re.compile(f"{space}*{words}{space}*")


def _read_binary_unpadded(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not (all(texts) and _all(_BINARY, texts) and _all(_MINIMAL, texts)):
        return None
    return _below(_ints(texts, 2), layout.num_clbits)


def _read_measured_bits(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    clbits = sorted(layout.written)
    if not _of_length(texts, len(clbits)) or not _all(_BINARY, texts):
        return None
    return _spread(_ints(texts, 2) if clbits else (0,) * len(texts), clbits)


def _read_measured_hex(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    clbits = sorted(layout.written)
    if not _all(_PREFIXED_HEX, texts):
        return None
    packed = _below(_ints(texts, 16), len(clbits))
    return None if packed is None else _spread(packed, clbits)


def _read_groups(
    texts: Sequence[str], layout: ClassicalLayout, *, written_only: bool
) -> Values | None:
    registers = layout.written_registers if written_only else layout.registers
    groups = [register.clbits for register in reversed(registers) if register.clbits]
    if not layout.written <= {bit for clbits in groups for bit in clbits}:
        return None  # a bit that is measured and in no register would be lost
    if not _all(_words(list(map(len, groups)), r"\s"), texts):
        return None
    columns = zip(*map(str.split, texts), strict=True)  # a word of each text
    parts = [
        _spread(_ints(words, 2), clbits) for words, clbits in zip(columns, groups, strict=False)
    ]
    values = _joined(parts, len(texts))
    for part, clbits in zip(parts, groups, strict=False):
        mask = sum(1 << bit for bit in clbits)
        # registers that share a bit must agree on it
        if any(map(ne, part, map(and_, values, repeat(mask)))):
            return None
    return values


def _read_registers(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    return _read_groups(texts, layout, written_only=False)


def _read_measured_registers(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    return _read_groups(texts, layout, written_only=True)


def possible(values: Values, layout: ClassicalLayout) -> bool:
    """Whether the circuit can give these outcomes: a bit that it never writes stays 0."""
    never = ~sum(1 << bit for bit in layout.written)
    return min(values, default=0) >= 0 and not reduce(or_, values, 0) & never


FORMS: dict[Notation, tuple[Reader, ...]] = {
    Notation.HEX: (_read_hex,),
    Notation.BARE_HEX: (_read_padded_hex, _read_minimal_hex),
    Notation.BINARY: (_read_binary, _read_spaced_binary),
    Notation.BINARY_UNPADDED: (_read_binary_unpadded,),
    Notation.REGISTERS: (_read_registers,),
    Notation.MEASURED_REGISTERS: (_read_measured_registers,),
    Notation.MEASURED_BITS: (_read_measured_bits,),
    Notation.MEASURED_HEX: (_read_measured_hex,),
    Notation.DECIMAL: (_read_decimal,),
}
"""The readers of text, for each form that a notation has; all tokens have to be in the same form.

Integers and matrices are told apart by their type, not by reading.
"""


def read(notation: Notation, texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    """What texts mean in a notation; None where they can't be written so.

    Args:
        notation: One of those in `FORMS`.
        texts: All of the tokens.
        layout: The classical side of the circuit.
    """
    readings = (form(texts, layout) for form in FORMS[notation])
    return next((values for values in readings if values is not None), None)


UNPROVABLE = frozenset({Notation.MEASURED_HEX})
"""Notations whose data always looks like another, so that they are tried only where declared."""
