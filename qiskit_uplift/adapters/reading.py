"""Outcomes of notations that are read one by one: text, integers and matrices of bits.

A block of shots at a time, so that nothing is ever held that is larger than the packed outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, repeat
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.notations import FORMS, UNPROVABLE, Values, possible
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.samples import Packed, fits, num_bytes, pack_ints

_BLOCK = 1 << 14  # shots

_Form: TypeAlias = "tuple[Notation, int]"


def read_tokens(
    tokens: Sequence[Any], layout: ClassicalLayout, known: Notation | None
) -> dict[Notation, Packed] | None:
    """Read tokens in each notation that they could be written in.

    Args:
        tokens: Text or integers.
        layout: The classical side of the circuit.
        known: The notation by the provider's dialect; None to try all.

    Returns:
        What the tokens mean in each, shape ``(len(tokens), bytes)``; None where one of them is
        neither text nor an integer.
    """
    forms: list[_Form] = [(Notation.INTEGERS, 0)] if known in (None, Notation.INTEGERS) else []
    for notation in FORMS.keys() - UNPROVABLE if known is None else FORMS.keys() & {known}:
        forms += [(notation, number) for number in range(len(FORMS[notation]))]
    found: dict[_Form, Packed] = {}
    for start in range(0, max(1, len(tokens)), _BLOCK):  # no token can be read, too
        block = tokens[start : start + _BLOCK]
        place = dict(zip(dict.fromkeys(block), count(), strict=False))
        readings = _readings(list(place), layout, forms)
        if readings is None:
            return None
        if not start:
            shape = len(tokens), num_bytes(layout.num_clbits)
            found = {form: np.empty(shape, dtype=np.uint8) for form in readings}
        found = {form: rows for form, rows in found.items() if form in readings}
        forms = list(found)
        places = np.fromiter(map(place.__getitem__, block), dtype=np.intp, count=len(block))
        for form, rows in found.items():
            rows[start : start + _BLOCK] = pack_ints(readings[form], layout.num_clbits)[places]
    # two forms of a notation mean the same
    return {notation: found[notation, number] for notation, number in found}


def _readings(
    tokens: Sequence[Any], layout: ClassicalLayout, forms: Sequence[_Form]
) -> dict[_Form, Values] | None:
    """What distinct tokens mean in each form that they could have."""
    readings: dict[_Form, Values | None] = {}
    if all(map(isinstance, tokens, repeat(str))):
        for notation, number in forms:
            if notation is not Notation.INTEGERS:
                readings[notation, number] = FORMS[notation][number](tokens, layout)
    elif all(map(isinstance, tokens, repeat(Integral))):
        readings = {form: tuple(map(int, tokens)) for form in forms if form[0] not in FORMS}
    else:
        return None
    return {
        form: values
        for form, values in readings.items()
        if values is not None and possible(values, layout)
    }


def pack_numbers(
    memory: Sequence[Any] | np.ndarray[Any, Any], layout: ClassicalLayout, known: Notation | None
) -> tuple[Notation, Packed] | None:
    """Pack integers of up to 64 bits at once; None where they have to be read one by one."""
    if known not in (None, Notation.INTEGERS) or not 0 < layout.num_clbits <= 64:
        return None
    packed = np.empty((len(memory), num_bytes(layout.num_clbits)), dtype=np.uint8)
    for start in range(0, len(memory), _BLOCK):
        numbers = _numbers(memory[start : start + _BLOCK])
        if numbers is None or int(numbers.max()) >> layout.num_clbits:
            return None
        packed[start : start + _BLOCK] = pack_ints(numbers, layout.num_clbits)
    return (Notation.INTEGERS, packed) if fits(packed, layout.written) else None


def _numbers(block: Any) -> np.ndarray[Any, Any] | None:
    if not isinstance(block, np.ndarray):
        if set(map(type, block)) != {int} or min(block) < 0:  # NumPy 1 would wrap it
            return None
        try:
            return np.fromiter(block, dtype=np.uint64, count=len(block))
        except OverflowError:  # above 64 bits
            return None
    return block if block.dtype.kind in "iu" and block.min() >= 0 else None


def read_matrix(
    matrix: Any, layout: ClassicalLayout, known: Notation | None
) -> dict[Notation, Packed]:
    """A row a shot, a column a clbit; which end is clbit 0 can't be told from one row."""
    both = (Notation.BIT_MATRIX, Notation.BIT_MATRIX_REVERSED)
    shape = len(matrix), num_bytes(layout.num_clbits)
    found = {
        notation: np.empty(shape, dtype=np.uint8) for notation in both if known in (None, notation)
    }
    padding = ((0, 0), (-layout.num_clbits % 8, 0))
    for start in range(0, len(matrix), _BLOCK):
        bits = _bits(matrix[start : start + _BLOCK], layout.num_clbits)
        if bits is None:
            return {}
        for notation, packed in found.items():
            columns = bits[:, ::-1] if notation is Notation.BIT_MATRIX else bits
            packed[start : start + _BLOCK] = np.packbits(np.pad(columns, padding), axis=1)
    return {notation: packed for notation, packed in found.items() if fits(packed, layout.written)}


def _bits(rows: Any, num_bits: int) -> np.ndarray[Any, Any] | None:
    try:
        bits = np.asarray(rows)
    except ValueError:  # rows of several lengths
        return None
    if bits.ndim != 2 or bits.shape[1] != num_bits or bits.dtype.kind not in "iub":
        return None
    return None if ((bits != 0) & (bits != 1)).any() else bits.astype(np.uint8)
