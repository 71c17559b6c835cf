"""How providers write outcomes down: the notations that are known, and what one provider uses."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Notation(str, enum.Enum):
    """One way to write the outcome of a circuit's classical bits."""

    HEX = "hex"
    """``0x1f``: hexadecimal with its prefix; clbit 0 is the lowest bit."""
    BARE_HEX = "bare-hex"
    """``1f``: hexadecimal without prefix, padded or not."""
    BINARY = "binary"
    """``11010``: one character a clbit, the highest clbit first."""
    BINARY_UNPADDED = "binary-unpadded"
    """``10`` for clbits ``00010``: leading zeros are lost."""
    REGISTERS = "registers"
    """``10 011``: a group of characters a register, the last register first."""
    MEASURED_REGISTERS = "measured-registers"
    """As ``registers``, without the registers that are never measured."""
    MEASURED_BITS = "measured-bits"
    """As ``binary``, without the clbits that are never measured."""
    MEASURED_HEX = "measured-hex"
    """As ``hex``, without the clbits that are never measured. No data proves it, as all of it looks
    like ``hex``: it is read only where a dialect names it."""
    INTEGERS = "integers"
    """A number whose bits are the clbits."""
    DECIMAL = "decimal"
    """``26``: such a number, in decimal digits."""
    BIT_MATRIX = "bit-matrix"
    """A row a shot and a column a clbit, clbit 0 first."""
    BIT_MATRIX_REVERSED = "bit-matrix-reversed"
    """A row a shot and a column a clbit, clbit 0 last."""


@dataclass(frozen=True)
class Dialect:
    """What is known of a provider's notation.

    Attributes:
        memory: The notation of the per-shot memory; None where it must prove itself.
        counts: The notation of the keys of the counts; None where it must prove itself.
        counts_are_scaled: Whether counts are made to add up to the shots that were asked for,
            whatever came. Then they aren't read where there is memory.
    """

    memory: Notation | None = None
    counts: Notation | None = None
    counts_are_scaled: bool = False
