"""`Samples`: the outcomes of one circuit, packed eight classical bits to a byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qiskit.primitives import BitArray

Packed = NDArray[np.uint8]


def num_bytes(num_bits: int) -> int:
    """How many bytes hold ``num_bits`` bits."""
    return -(-num_bits // 8)


def pack_ints(values: Sequence[int], num_bits: int) -> Packed:
    """Pack integers, each below ``2**num_bits``, big-endian: shape ``(len(values), bytes)``."""
    width = num_bytes(num_bits)
    if width <= 8 and len(values) > 0:
        words = np.asarray(values, dtype=np.uint64).astype(">u8")
        return np.ascontiguousarray(words.view(np.uint8).reshape(len(values), 8)[:, 8 - width :])
    data = b"".join(int(value).to_bytes(width, "big") for value in values)
    return np.frombuffer(data, dtype=np.uint8).reshape(len(values), width)


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
        """One row a shot; counts are expanded and shuffled by ``rng``."""
        if self.weights is None:
            return self
        rows = np.repeat(np.arange(len(self.packed)), self.weights)
        return Samples(self.packed[rng.permutation(rows)], self.num_bits)

    def bits(self) -> NDArray[np.uint8]:
        """Unpacked outcomes, shape ``(rows, num_bits)``; column ``i`` is clbit ``i``."""
        unpacked = np.unpackbits(self.packed, axis=1, bitorder="big")
        return unpacked[:, ::-1][:, : self.num_bits]

    def gather(self, clbits: Sequence[int]) -> Packed:
        """Pack the given clbits alone, the first of them lowest: ``(rows, bytes)``.

        Each bit is taken by its own index, so a register may share bits with another, list them
        in any order, or leave gaps.
        """
        if list(clbits) == list(range(self.num_bits)):
            return self.packed
        # A column a byte and shift a clbit: only the bytes asked for are ever unpacked.
        last = self.packed.shape[1] - 1
        index = np.asarray(clbits, dtype=np.intp)
        columns = (self.packed[:, last - index // 8] >> (index % 8).astype(np.uint8)) & 1
        padding = -len(index) % 8
        columns = np.pad(columns[:, ::-1], ((0, 0), (padding, 0)))
        return np.packbits(columns, axis=1, bitorder="big")

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
        return [int.from_bytes(row.tobytes(), "big") for row in self.packed]

    def to_counts(self) -> dict[int, int]:
        """How often each outcome was seen."""
        rows, inverse = np.unique(self.packed, axis=0, return_inverse=True)
        totals = np.bincount(inverse.ravel(), weights=self.weights, minlength=len(rows))
        values = (int.from_bytes(row.tobytes(), "big") for row in rows)
        return dict(zip(values, totals.astype(int).tolist(), strict=True))


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
