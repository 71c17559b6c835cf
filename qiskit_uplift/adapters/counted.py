"""`CountedBitArray`: outcomes of which only the counts are known, as Qiskit's ``BitArray``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from qiskit.primitives import BitArray

from qiskit_uplift.adapters.samples import Packed, Samples, num_bytes


class Shots:
    """The shots of one circuit, in an order that is made up when somebody wants to see it.

    Args:
        samples: Outcomes with weights.
        rng: Decides on the order.
    """

    def __init__(self, samples: Samples, rng: np.random.Generator) -> None:
        self._samples = samples
        self._rng = rng
        self._lock = threading.Lock()
        self._written: Samples | None = None

    def register(self, clbits: Sequence[int]) -> CountedBitArray:
        """Some clbits of every shot; the shots of all registers are in the same order."""
        rows = self._samples.gather(clbits)
        counts = Samples(rows, len(clbits), self._samples.weights).distinct()
        return CountedBitArray.of(counts, lambda: self._write().gather(clbits))

    def _write(self) -> Samples:
        with self._lock:
            if self._written is None:
                self._written = self._samples.shots(self._rng)
            return self._written


class CountedBitArray(BitArray):
    """A ``BitArray`` that has one row a shot as soon as anything but counts is asked for.

    Until then, it holds each outcome once. It is equal to a plain one of the same rows, has all
    its methods, and is one when it is copied or pickled.

    Args:
        array: As of ``BitArray``.
        num_bits: As of ``BitArray``.

    Example:
        >>> counts = Samples.from_counts({1: 600_000, 2: 400_000}, 2)
        >>> bits = Shots(counts, np.random.default_rng(1)).register([0, 1])
        >>> bits.get_counts(), bits.num_shots
        ({'01': 600000, '10': 400000}, 1000000)
        >>> bits.array.shape
        (1000000, 1)
    """

    _counts: Samples | None = None
    _write: Callable[[], Packed]
    _rows: Packed | None

    @classmethod
    def of(cls, counts: Samples, write: Callable[[], Packed]) -> CountedBitArray:
        """Outcomes of one circuit, not written out yet.

        Args:
            counts: Distinct outcomes with weights.
            write: Gives one row a shot, of the same outcomes.
        """
        found = cls(np.empty((0, num_bytes(counts.num_bits)), dtype=np.uint8), counts.num_bits)
        found._counts, found._write, found._rows = counts, write, None
        return found

    # where `BitArray` keeps its rows
    @property
    def _array(self) -> Packed:
        if self._rows is None:
            self._rows, self._counts = self._write(), None  # the rows may be changed from now on
        return self._rows

    @_array.setter
    def _array(self, rows: Packed) -> None:
        self._rows = rows

    @property
    def num_shots(self) -> int:
        """The number of shots."""
        counts = self._counts
        return super().num_shots if counts is None else counts.num_shots

    def get_counts(self, loc: int | tuple[int, ...] | None = None) -> dict[str, int]:
        """How often each bitstring was seen; ``loc`` as of ``BitArray``."""
        counts = self._counts
        if counts is None or loc not in (None, ()):
            found: dict[str, int] = super().get_counts(loc)
            return found
        assert counts.weights is not None
        texts = counts.register(range(counts.num_bits)).get_bitstrings()
        return dict(zip(texts, counts.weights.tolist(), strict=True))

    def get_int_counts(self, loc: int | tuple[int, ...] | None = None) -> dict[int, int]:
        """How often each outcome was seen; ``loc`` as of ``BitArray``."""
        counts = self._counts
        if counts is None or loc not in (None, ()):
            found: dict[int, int] = super().get_int_counts(loc)
            return found
        return counts.to_counts()

    def __reduce__(self) -> tuple[Any, ...]:
        return BitArray, (self.array, self.num_bits)
