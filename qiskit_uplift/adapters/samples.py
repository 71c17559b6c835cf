"""`Samples`: the outcomes of one circuit, packed eight classical bits to a byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from qiskit.primitives import BitArray

from qiskit_uplift.adapters.ordering import random_order

Packed = NDArray[np.uint8]

_BLOCK = 1 << 14  # rows that are unpacked at a time
_FEW = 1 << 16  # as many counters cost nothing


def num_bytes(num_bits: int) -> int:
    """How many bytes hold ``num_bits`` bits."""
    return -(-num_bits // 8)


def pack_ints(values: Sequence[int] | NDArray[np.integer[Any]], num_bits: int) -> Packed:
    """Pack integers, each below ``2**num_bits``, big-endian: shape ``(len(values), bytes)``."""
    width = num_bytes(num_bits)
    if width <= 8 and len(values) > 0:
        words = np.asarray(values, dtype=np.uint64).astype(">u8")
        return np.ascontiguousarray(words.view(np.uint8).reshape(len(values), 8)[:, 8 - width :])
    big: Literal["big"] = "big"
    data = b"".join(map(int.to_bytes, map(int, values), repeat(width), repeat(big)))
    return np.frombuffer(data, dtype=np.uint8).reshape(len(values), width)


def fits(packed: Packed, clbits: Iterable[int]) -> bool:
    """Whether every bit other than those of ``clbits`` is 0 in each row."""
    allowed = sum(1 << bit for bit in clbits)
    never = ~np.frombuffer(allowed.to_bytes(packed.shape[1], "big"), dtype=np.uint8)
    return not any((packed[:, i] & never[i]).any() for i in np.flatnonzero(never))


def _words(packed: Packed) -> NDArray[np.uint64]:
    """Rows as big-endian numbers of 64 bits, the highest first: shape ``(rows, words)``."""
    rows, width = packed.shape
    if width in (1, 2, 4, 8):
        return np.ascontiguousarray(packed).view(f">u{width}").astype(np.uint64)
    padded = np.zeros((rows, -(-width // 8) * 8), dtype=np.uint8)
    padded[:, padded.shape[1] - width :] = packed
    return padded.view(">u8").astype(np.uint64)


def _increases(words: NDArray[np.uint64]) -> bool:
    """Whether each row of one word is above the one before it; False for longer rows."""
    return words.shape[1] == 1 and bool((words[1:, 0] > words[:-1, 0]).all())


def _mix(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A permutation of the numbers of 64 bits that leaves nothing of their order."""
    words = words + np.uint64(0x9E3779B97F4A7C15)
    for factor, shift in ((0xBF58476D1CE4E5B9, 30), (0x94D049BB133111EB, 27)):
        words ^= words >> np.uint64(shift)
        words *= np.uint64(factor)
    words ^= words >> np.uint64(31)
    return words


def _bytes(words: NDArray[np.uint64], width: int) -> Packed:
    """The inverse of `_words`."""
    if width in (1, 2, 4, 8):
        return words.astype(f">u{width}").view(np.uint8)
    rows = words.astype(">u8").view(np.uint8)
    return np.ascontiguousarray(rows[:, rows.shape[1] - width :])


def _order(words: NDArray[np.uint64]) -> NDArray[np.intp]:
    """What sorts rows of one word or more.

    The first word decides nearly always where there are many distinct rows: the others are looked
    at only where it leaves a tie.
    """
    order = np.argsort(words[:, 0])
    if words.shape[1] > 1:
        leading = words[order, 0]
        equal = leading[1:] == leading[:-1]
        tied = np.flatnonzero(np.append(equal, False) | np.append(False, equal))
        if len(tied):
            rows = order[tied]
            order[tied] = rows[np.lexsort(words[rows].T[::-1])]
    return order


@dataclass(frozen=True, eq=False)
class Samples:
    """The outcomes of one circuit over all its classical bits.

    A row of ``packed`` is one outcome, big-endian as in Qiskit's ``BitArray``: clbit 0 is the
    lowest bit of the last byte. Where the provider gave one entry a shot, there is a row a shot
    in the order of measurement and ``weights`` is None. Where it gave counts, there is a row a
    distinct outcome and ``weights`` says how often each was seen: the order of the shots is
    unknown, and :meth:`shots` makes one up.

    Attributes:
        packed: Outcomes, shape ``(rows, ceil(num_bits / 8))``.
        num_bits: The number of classical bits of the circuit.
        weights: How many shots each row stands for, shape ``(rows,)``; None for one each.
    """

    packed: Packed
    num_bits: int
    weights: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        expected = num_bytes(self.num_bits)
        if self.packed.ndim != 2 or self.packed.shape[1] != expected:
            raise ValueError(
                f"{self.num_bits} bits need rows of {expected} bytes, got shape "
                f"{self.packed.shape}."
            )
        if self.weights is not None and self.weights.shape != self.packed.shape[:1]:
            raise ValueError(
                f"{self.packed.shape[0]} outcomes have weights of shape {self.weights.shape}."
            )

    @classmethod
    def from_memory(cls, values: Sequence[int], num_bits: int) -> Samples:
        """One integer a shot, in the order of measurement."""
        return cls(pack_ints(values, num_bits), num_bits)

    @classmethod
    def from_counts(cls, counts: Mapping[int, int], num_bits: int) -> Samples:
        """How often each integer was seen; outcomes seen zero times are left out."""
        seen = sorted((value, n) for value, n in counts.items() if n)
        weights = np.array([n for _, n in seen], dtype=np.int64)
        return cls(pack_ints([value for value, _ in seen], num_bits), num_bits, weights)

    @classmethod
    def zeros(cls, shots: int, num_bits: int) -> Samples:
        """The outcomes of a circuit that never writes a classical bit: zero in each shot."""
        return cls(np.zeros((shots, num_bytes(num_bits)), dtype=np.uint8), num_bits)

    @property
    def num_shots(self) -> int:
        """How many shots there are."""
        return len(self.packed) if self.weights is None else int(self.weights.sum())

    @property
    def ordered(self) -> bool:
        """Whether the rows are the shots, in the order in which they were measured."""
        return self.weights is None

    def shots(self, rng: np.random.Generator) -> Samples:
        """One row a shot; counts are expanded in a random order."""
        if self.weights is None:
            return self
        order = random_order(self.weights, rng)
        return Samples(self.packed.take(order, axis=0), self.num_bits)

    def bits(self) -> NDArray[np.uint8]:
        """Unpacked outcomes, shape ``(rows, num_bits)``; column ``i`` is clbit ``i``."""
        unpacked = np.unpackbits(self.packed, axis=1, bitorder="big")
        return unpacked[:, ::-1][:, : self.num_bits]

    def words(self) -> NDArray[np.uint64]:
        """Rows as numbers of 64 bits, the highest bits first, shape ``(rows, words)``.

        The last column holds the clbits 0 to 63, the one before it 64 to 127, and so on.
        """
        return _words(self.packed)

    def gather(self, clbits: Sequence[int]) -> Packed:
        """Pack the given clbits alone, the first of them lowest: ``(rows, bytes)``.

        Each bit is taken by its own index, so a register may share bits with another, list them
        in any order, or leave gaps. The result is ``packed`` itself where those are all bits in
        their order.
        """
        clbits = list(clbits)
        if clbits == list(range(self.num_bits)):
            return self.packed
        if clbits and clbits == list(range(clbits[0], clbits[0] + len(clbits))):
            return self._gather_range(clbits[0], len(clbits))
        # A column a byte and shift a clbit: only the bytes asked for are ever unpacked.
        index = np.asarray(clbits, dtype=np.intp)[::-1]
        columns, shifts = self.packed.shape[1] - 1 - index // 8, (index % 8).astype(np.uint8)
        gathered = np.empty((len(self.packed), num_bytes(len(index))), dtype=np.uint8)
        padding = ((0, 0), (-len(index) % 8, 0))
        for start in range(0, len(gathered), _BLOCK):
            bits = (self.packed[start : start + _BLOCK, columns] >> shifts) & 1
            gathered[start : start + _BLOCK] = np.packbits(np.pad(bits, padding), axis=1)
        return gathered

    def _gather_range(self, start: int, length: int) -> Packed:
        """As ``gather`` for neighbouring clbits: whole bytes are shifted."""
        gathered = np.empty((len(self.packed), num_bytes(length)), dtype=np.uint8)
        last = self.packed.shape[1] - 1 - start // 8
        shift = start % 8
        for i in range(gathered.shape[1]):
            column = self.packed[:, last - i] >> shift
            if shift and last - i > 0:
                column |= self.packed[:, last - i - 1] << (8 - shift)
            gathered[:, -1 - i] = column
        if length % 8:
            gathered[:, 0] &= (1 << length % 8) - 1
        return gathered

    def first(self, num_bits: int) -> Samples:
        """The outcomes of the first ``num_bits`` classical bits."""
        if num_bits == self.num_bits:
            return self
        return Samples(self.gather(range(num_bits)), num_bits, self.weights)

    def register(self, clbits: Sequence[int]) -> BitArray:
        """The given clbits of every row as Qiskit's ``BitArray`` (weights are not applied)."""
        return BitArray(self.gather(clbits), len(clbits))

    def to_ints(self) -> list[int]:
        """Each row as an integer, of any width."""
        if 0 < self.packed.shape[1] <= 8:
            numbers: list[int] = _words(self.packed)[:, 0].tolist()
            return numbers
        return [int.from_bytes(row.tobytes(), "big") for row in self.packed]

    def distinct(self) -> Samples:
        """Each outcome that was seen once, in increasing order, with how often it was seen."""
        width = self.packed.shape[1]
        if not width:
            shots = np.array([self.num_shots] if self.num_shots else [], dtype=np.int64)
            return Samples(np.empty((len(shots), 0), dtype=np.uint8), 0, shots)
        words = _words(self.packed)
        if self.weights is not None and _increases(words) and self.weights.all():
            return self
        if 1 << self.num_bits <= _FEW + 4 * len(words):
            totals = np.bincount(words[:, 0].astype(np.intp), weights=self.weights)
            values = np.flatnonzero(totals != 0)
            return Samples(
                _bytes(values.astype(np.uint64)[:, np.newaxis], width),
                self.num_bits,
                totals[values].astype(np.int64),
            )
        if self.weights is None and words.shape[1] == 1:
            words = np.sort(words, axis=0)
            weights = None
        else:
            order = _order(words)
            words = words[order]
            weights = None if self.weights is None else self.weights[order]
        first = np.ones(len(words), dtype=bool)
        first[1:] = words[1:, 0] != words[:-1, 0]
        for column in words.T[1:]:
            first[1:] |= column[1:] != column[:-1]
        starts = np.flatnonzero(first)
        if weights is None:
            totals = np.diff(starts, append=len(words))
        else:
            totals = np.add.reduceat(weights, starts) if len(starts) else weights
        seen = totals > 0
        return Samples(_bytes(words[starts[seen]], width), self.num_bits, totals[seen])

    def fingerprint(self) -> int:
        """A number of 64 bits that is the same for the same outcomes, each seen equally often.

        It doesn't depend on the order, nor on whether an outcome stands there once with a weight
        or several times. Other outcomes have, but for one chance in ``2**64``, another number:
        much faster than to sort both, and in no memory to speak of.
        """
        total = 0
        for block in self.blocks(_BLOCK):
            mixed = np.zeros(len(block.packed), dtype=np.uint64)
            for word in block.words().T:
                mixed = _mix(mixed ^ word)
            if block.weights is not None:
                mixed *= block.weights.astype(np.uint64)
            total += int(mixed.sum(dtype=np.uint64))
        return total % (1 << 64) if self.num_bits else self.num_shots

    def blocks(self, size: int) -> Iterator[Samples]:
        """The rows, at most ``size`` at a time; no row gives one block of none."""
        for start in range(0, max(1, len(self.packed)), size):
            weights = None if self.weights is None else self.weights[start : start + size]
            yield Samples(self.packed[start : start + size], self.num_bits, weights)

    def to_counts(self) -> dict[int, int]:
        """How often each outcome was seen."""
        distinct = self.distinct()
        assert distinct.weights is not None
        return dict(zip(distinct.to_ints(), distinct.weights.tolist(), strict=True))


def concatenate(parts: Iterable[Samples]) -> Samples:
    """Join outcomes of the same circuit; the result is ordered only where every part is."""
    parts = list(parts)
    if all(part.ordered for part in parts):
        return Samples(np.concatenate([part.packed for part in parts]), parts[0].num_bits)
    weights = [
        np.ones(len(part.packed), dtype=np.int64) if part.weights is None else part.weights
        for part in parts
    ]
    packed = np.concatenate([part.packed for part in parts])
    return Samples(packed, parts[0].num_bits, np.concatenate(weights))
