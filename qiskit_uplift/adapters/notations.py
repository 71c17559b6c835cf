"""Reading one notation: tokens in, integers out, or None where the tokens can't be written so.

A reader never guesses. It says what the tokens would mean *if* they were in its notation, or that
they can't be; `decoding` then accepts them only where all readers that can read them agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.registers import ClassicalLayout

Values: TypeAlias = "tuple[int, ...]"
Reader: TypeAlias = "Callable[[Sequence[str], ClassicalLayout], Values | None]"

_PREFIXED_HEX = re.compile(r"0[xX][0-9a-fA-F]+")
_HEX = re.compile(r"[0-9a-fA-F]+")
_DECIMAL = re.compile(r"0|[1-9][0-9]*")
_BINARY = re.compile(r"[01]*")


def _below(values: Values, num_bits: int) -> Values | None:
    return values if all(value < 1 << num_bits for value in values) else None


def _all(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return all(pattern.fullmatch(text) for text in texts)


def _minimal(texts: Sequence[str]) -> bool:
    return all(text == "0" or not text.startswith("0") for text in texts)


def _read_hex(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not _all(_PREFIXED_HEX, texts):
        return None
    return _below(tuple(int(text, 16) for text in texts), layout.num_clbits)


def _read_bare_hex(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    padded = {len(text) for text in texts} == {max(1, -(-layout.num_clbits // 4))}
    if not _all(_HEX, texts) or not (padded or _minimal(texts)):
        return None
    return _below(tuple(int(text, 16) for text in texts), layout.num_clbits)


def _read_decimal(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not _all(_DECIMAL, texts):
        return None
    return _below(tuple(int(text) for text in texts), layout.num_clbits)


def _read_binary(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if any(" " in text for text in texts):
        # spaces have to stand between the registers, or else the bits are in an order of their own
        sizes = [len(r.clbits) for r in reversed(layout.registers) if r.clbits]
        if any([len(word) for word in text.split()] != sizes for text in texts):
            return None
    joined = [text.replace(" ", "") for text in texts]
    if not _all(_BINARY, joined) or any(len(text) != layout.num_clbits for text in joined):
        return None
    return tuple(int(text or "0", 2) for text in joined)


def _read_binary_unpadded(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    if not (all(texts) and _all(_BINARY, texts) and _minimal(texts)):
        return None
    return _below(tuple(int(text, 2) for text in texts), layout.num_clbits)


def _read_measured_bits(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    clbits = sorted(layout.written, reverse=True)
    if not _all(_BINARY, texts) or any(len(text) != len(clbits) for text in texts):
        return None
    return tuple(
        sum(1 << i for i, c in zip(clbits, text, strict=True) if c == "1") for text in texts
    )


def _read_measured_hex(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    clbits = sorted(layout.written)
    if not _all(_PREFIXED_HEX, texts):
        return None
    packed = _below(tuple(int(text, 16) for text in texts), len(clbits))
    if packed is None:
        return None
    return tuple(sum((value >> i & 1) << c for i, c in enumerate(clbits)) for value in packed)


def _read_groups(
    texts: Sequence[str], layout: ClassicalLayout, *, written_only: bool
) -> Values | None:
    registers = layout.written_registers if written_only else layout.registers
    groups = [register.clbits for register in reversed(registers) if register.clbits]
    if not layout.written <= {bit for clbits in groups for bit in clbits}:
        return None  # a bit that is measured and in no register would be lost
    values = []
    for text in texts:
        value = _join_groups(text.split(), groups)
        if value is None:
            return None
        values.append(value)
    return tuple(values)


def _join_groups(words: Sequence[str], groups: Sequence[tuple[int, ...]]) -> int | None:
    if [len(word) for word in words] != [len(clbits) for clbits in groups]:
        return None
    seen: dict[int, str] = {}
    for word, clbits in zip(words, groups, strict=True):
        for character, bit in zip(word, reversed(clbits), strict=True):
            # registers that share a bit must agree on it
            if character not in "01" or seen.setdefault(bit, character) != character:
                return None
    return sum(1 << bit for bit, character in seen.items() if character == "1")


def _read_registers(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    return _read_groups(texts, layout, written_only=False)


def _read_measured_registers(texts: Sequence[str], layout: ClassicalLayout) -> Values | None:
    return _read_groups(texts, layout, written_only=True)


READERS: dict[Notation, Reader] = {
    Notation.HEX: _read_hex,
    Notation.BARE_HEX: _read_bare_hex,
    Notation.BINARY: _read_binary,
    Notation.BINARY_UNPADDED: _read_binary_unpadded,
    Notation.REGISTERS: _read_registers,
    Notation.MEASURED_REGISTERS: _read_measured_registers,
    Notation.MEASURED_BITS: _read_measured_bits,
    Notation.MEASURED_HEX: _read_measured_hex,
    Notation.DECIMAL: _read_decimal,
}
"""The readers of text. Integers and matrices are told apart by their type, not by reading."""

UNPROVABLE = frozenset({Notation.MEASURED_HEX})
"""Notations whose data always looks like another, so that they are tried only where declared."""
