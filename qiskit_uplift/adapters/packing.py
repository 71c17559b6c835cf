"""Text of many shots to packed outcomes, a block of shots at a time.

Only what these functions are sure of is packed. For anything else they return None, and the plain
readers of `notations` decide, token by token.
"""

from __future__ import annotations

import binascii
import functools
from collections.abc import Iterator, Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.notations import read
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.samples import Packed, fits, num_bytes

_BLOCK = 1 << 14  # shots whose text and its copies stay in a processor's cache

_NARROW = 12  # bits whose outcomes make up a table that is soon built

_END, _SPACE, _ZERO, _X = map(ord, "\n 0x")

_LINEAR = (
    Notation.BINARY,
    Notation.REGISTERS,
    Notation.MEASURED_REGISTERS,
    Notation.MEASURED_BITS,
)
"""The notations where each character is a bit, whatever the others are."""


def pack_text(
    texts: Sequence[str], layout: ClassicalLayout, known: Notation | None
) -> tuple[Notation, Packed] | None:
    """Pack text whose meaning is certain.

    Args:
        texts: One a shot, or distinct ones.
        layout: The classical side of the circuit.
        known: The notation by the provider's dialect; None where it must prove itself.

    Returns:
        The notation and the outcomes, shape ``(len(texts), bytes)``: what every reader that can
        read these texts gives. None where that isn't certain here, be it that they are ambiguous,
        malformed, or in a notation that is read one by one.
    """
    first = texts[0] if texts and isinstance(texts[0], str) else ""
    if first[:2] in ("0x", "0X"):
        # no other notation has an x
        return _pack_as(Notation.HEX, _pack_hex(texts, layout.num_clbits), layout, known)
    if not first or first.strip("01 "):
        return None
    if known is None:
        # hexadecimal and decimal digits have no spaces, and as many digits as there are bits (two
        # or more) are too large for them, or zeros at the front where theirs are left out
        if " " not in first and not len(first) == layout.num_clbits > 1:
            return None
        candidates: tuple[Notation, ...] = _LINEAR
    elif known in _LINEAR:
        candidates = (known,)
    else:
        return None
    return _pack_linear(texts, first, layout, candidates)


def _pack_as(
    notation: Notation, packed: Packed | None, layout: ClassicalLayout, known: Notation | None
) -> tuple[Notation, Packed] | None:
    if packed is None or known not in (None, notation) or not fits(packed, layout.written):
        return None
    return notation, packed


def _blocks(texts: Sequence[str], front: bytes) -> Iterator[tuple[int, int, NDArray[np.uint8]]]:
    """The characters of each block, with ``front`` and an end before each text; to be written on.

    Stops, so that the blocks don't cover all texts, where one is not ASCII or not text at all.
    """
    for start in range(0, len(texts), _BLOCK):
        stop = min(start + _BLOCK, len(texts))
        data = bytearray(front + b"\n")
        try:
            data += "\n".join(texts[start:stop]).encode("ascii")
        except (TypeError, UnicodeEncodeError):
            return
        yield start, stop, np.frombuffer(data, dtype=np.uint8)


def _pack_hex(texts: Sequence[str], num_bits: int) -> Packed | None:
    """Pack hexadecimal with its prefix, of any length up to the width of the circuit."""
    if 0 < num_bits <= _NARROW and (known := _pack_known_hex(texts, num_bits)) is not None:
        return known
    width = num_bytes(num_bits)
    packed = np.zeros((len(texts), width), dtype=np.uint8)
    done = 0
    for start, stop, characters in _blocks(texts, b"0" * (2 * width)):
        if not _pack_hex_block(characters, packed[start:stop]):
            return None
        done = stop
    return packed if done == len(texts) else None


@functools.cache
def _hex_table(num_bits: int) -> dict[str, int]:
    return {hex(value): value for value in range(1 << num_bits)}


@functools.cache
def _hex_rows(num_bits: int) -> dict[str, bytes]:
    width = num_bytes(num_bits)
    return {text: value.to_bytes(width, "big") for text, value in _hex_table(num_bits).items()}


def _pack_known_hex(texts: Sequence[str], num_bits: int) -> Packed | None:
    """Look up what is as short as ``hex`` writes it: faster than reading, where all fit a table."""
    try:
        if num_bits <= 8:
            numbers = map(_hex_table(num_bits).__getitem__, texts)
            return np.frombuffer(bytearray(numbers), dtype=np.uint8).reshape(-1, 1)
        packed = np.empty((len(texts), num_bytes(num_bits)), dtype=np.uint8)
        for start in range(0, len(texts), _BLOCK):
            # of one key alone there would be no tuple
            found = itemgetter("0x0", *texts[start : start + _BLOCK])(_hex_rows(num_bits))
            rows = np.frombuffer(b"".join(found[1:]), dtype=np.uint8)
            packed[start : start + _BLOCK] = rows.reshape(len(found) - 1, -1)
    except (KeyError, TypeError):  # written in another way, or no text
        return None
    return packed


def _pack_hex_block(characters: NDArray[np.uint8], packed: Packed) -> bool:
    count, width = packed.shape
    before = np.flatnonzero(characters == _END)
    if len(before) != count or before[-1] > len(characters) - 4:
        return False
    if (characters[before + 1] != _ZERO).any():
        return False
    marks = before + 2
    if ((characters[marks] | 0x20) != _X).any():  # large or small
        return False
    digits = np.diff(before, append=len(characters)) - 3  # without the end before it, and 0x
    most = int(digits.max())
    if digits.min() < 1 or most > 2 * width:
        return False
    characters[marks] = _ZERO
    taken = most + most % 2
    # the text before each end, as one item for all of it, so that it is copied at once
    windows = np.ndarray(
        (len(characters) - taken + 1,), dtype=f"V{taken}", buffer=characters.data, strides=(1,)
    )
    rows = windows[before + digits + (3 - taken)].view(np.uint8).reshape(count, taken)
    # in front of a shorter one stand an end, and digits of the one before
    short = np.flatnonzero(digits < taken - 2)
    rows[short] = np.where(np.arange(taken) < taken - digits[short, np.newaxis], _ZERO, rows[short])
    try:
        read = binascii.a2b_hex(rows)
    except binascii.Error:  # something that is no digit
        return False
    packed[:, width - taken // 2 :] = np.frombuffer(read, dtype=np.uint8).reshape(count, -1)
    return True


def _pack_linear(
    texts: Sequence[str], first: str, layout: ClassicalLayout, candidates: Sequence[Notation]
) -> tuple[Notation, Packed] | None:
    """Pack texts of zeros and ones with the spaces of the first, if all candidates agree."""
    places = [i for i, character in enumerate(first) if character != " "]
    meanings: dict[tuple[int, ...], Notation] = {}
    for notation in candidates:
        clbits = _clbits_of_places(notation, first, places, layout)
        if clbits is None:
            return None
        if clbits:
            meanings.setdefault(clbits, notation)
    read = [
        (notation, packed)
        for clbits, notation in meanings.items()
        if (packed := _pack_bits(texts, first, dict(zip(clbits, places, strict=True)), layout))
        is not None
    ]
    readings = [(notation, packed) for notation, packed in read if fits(packed, layout.written)]
    if not readings or any(not np.array_equal(readings[0][1], other) for _, other in readings[1:]):
        return None
    return readings[0]


def _pack_bits(
    texts: Sequence[str], first: str, place_of: dict[int, int], layout: ClassicalLayout
) -> Packed | None:
    """Pack texts by the place of each clbit; None where one is longer or spaced otherwise."""
    packed = np.zeros((len(texts), num_bytes(layout.num_clbits)), dtype=np.uint8)
    clbits = range(8 * packed.shape[1] - 1, -1, -1)
    sources = np.array([place_of.get(clbit, -1) + 1 for clbit in clbits], dtype=np.intp)
    spaces = np.array([character == " " for character in first])
    expected = np.where(spaces, np.uint8(_SPACE), np.uint8(_ZERO))
    compared = np.where(spaces, np.uint8(0xFF), np.uint8(0xFE))  # 0 and 1 differ in the last bit
    done = 0
    for start, stop, characters in _blocks(texts, b""):
        if len(characters) != (stop - start) * (len(first) + 1):
            return None
        rows = characters.reshape(stop - start, len(first) + 1)
        if (rows[:, 0] != _END).any() or ((rows[:, 1:] & compared) != expected).any():
            return None
        # what no place writes is taken from the end in front, which is no odd number
        packed[start:stop] = np.packbits(rows[:, sources] & 1, axis=1)
        done = stop
    return packed if done == len(texts) else None


def _clbits_of_places(
    notation: Notation, first: str, places: Sequence[int], layout: ClassicalLayout
) -> tuple[int, ...] | None:
    """The clbit of each character, by asking the plain reader; empty where it reads no such text.

    None where two characters write the same clbit, so that they are not independent.
    """
    zeros = first.replace("1", "0")
    if read(notation, [zeros], layout) is None:
        return ()
    values = read(notation, [zeros[:i] + "1" + zeros[i + 1 :] for i in places], layout)
    return None if values is None else tuple(value.bit_length() - 1 for value in values)
