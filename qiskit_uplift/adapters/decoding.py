"""A provider's outcomes to `Samples`: read where the notation is proven, refused elsewhere.

All notations that could have produced the data are tried. The data is accepted where every one of
them means the same outcomes, or where the provider's dialect names the notation; where memory and
counts are both there, they have to agree, and that can settle which notation it is. Otherwise
`DecodingError` names the provider, the circuit and a sample of the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.packing import pack_text
from qiskit_uplift.adapters.reading import pack_numbers, read_matrix, read_tokens
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Packed, Samples
from qiskit_uplift.exceptions import DecodingError

_SAMPLE = 100  # tokens that are looked through for some to show


def decode(
    outcome: RawOutcome,
    layout: ClassicalLayout,
    *,
    shots: int,
    dialect: Dialect | None = None,
    source: str = "the backend",
) -> Samples:
    """Decode the outcome of one circuit.

    Args:
        outcome: What came back for it.
        layout: The classical side of the circuit.
        shots: The number of shots that were asked for; used only for a circuit that writes no
            classical bit, where the data may be empty.
        dialect: What is known of the provider's notation.
        source: The provider and the circuit, as messages name them.

    Returns:
        One row a shot where there was memory, else one a distinct outcome. Their number is what
        came back, which may differ from ``shots``.

    Raises:
        DecodingError: There is no data, or what it means is not certain.
    """
    dialect = dialect or Dialect()
    memory = outcome.memory if _present(outcome.memory) else None
    counts = outcome.counts if outcome.counts else None
    if memory is not None and dialect.counts_are_scaled:
        counts = None
    if memory is None and counts is None:
        if not layout.written:
            return Samples.zeros(shots, layout.num_clbits)
        raise DecodingError(
            f"{source}: the result holds neither memory nor counts, though the circuit measures."
        )
    from_memory = None if memory is None else _read_memory(memory, layout, dialect, source)
    from_counts = None if counts is None else _read_counts(counts, layout, dialect, source)
    if from_memory is None:
        assert from_counts is not None
        return from_counts.distinct().certain(source)
    if from_counts is not None:
        from_memory = from_memory.agreeing_with(from_counts, source)
    return from_memory.certain(source)


class _Candidates:
    """What the same data would mean in each notation that it could be written in."""

    def __init__(
        self, readings: Mapping[Notation, Samples], sample: Iterable[Any], what: str
    ) -> None:
        self.readings = readings
        self.sample = sample
        self.what = what

    def certain(self, source: str) -> Samples:
        """The one meaning that all notations agree on."""
        distinct: list[Samples] = []
        for value in self.readings.values():
            if not any(_same(value, other) for other in distinct):
                distinct.append(value)
        if len(distinct) == 1:
            return distinct[0]
        names = ", ".join(notation.value for notation in self.readings)
        if not self.readings:
            raise DecodingError(
                f"{source}: {self.what} such as {_show(self.sample)} fits no notation for the "
                "circuit's classical bits."
            )
        raise DecodingError(
            f"{source}: {self.what} such as {_show(self.sample)} can be read as {names}, with "
            "different outcomes. Say which it is: uplift(..., "
            "dialect=Dialect(memory=Notation...., counts=Notation....))."
        )

    def distinct(self) -> _Candidates:
        """Each outcome once, in increasing order, so that equal readings look the same."""
        readings = {notation: samples.distinct() for notation, samples in self.readings.items()}
        return _Candidates(readings, self.sample, self.what)

    def agreeing_with(self, counts: _Candidates, source: str) -> _Candidates:
        """Keep the readings of the memory that give some reading of the counts."""
        described = {samples.fingerprint() for samples in counts.readings.values()}
        kept = {
            notation: samples
            for notation, samples in self.readings.items()
            if samples.fingerprint() in described
        }
        if self.readings and not kept:
            raise DecodingError(
                f"{source}: memory ({_show(self.sample)}) and counts ({_show(counts.sample)}) "
                "don't describe the same shots."
            )
        return _Candidates(kept, self.sample, self.what)


def _same(one: Samples, other: Samples) -> bool:
    """Whether rows and weights are the same; the weights of both are None, or neither's."""
    return np.array_equal(one.packed, other.packed) and (
        one.weights is None
        or (other.weights is not None and np.array_equal(one.weights, other.weights))
    )


def _present(memory: object) -> bool:
    if memory is None:
        return False
    return len(memory) > 0 if isinstance(memory, (Sequence, np.ndarray)) else True


def _show(sample: Iterable[Any]) -> str:
    texts = [repr(item) for _, item in zip(range(3), sample, strict=False)]
    return ", ".join(texts)[:120]


def _read_tokens(
    tokens: Sequence[Any], layout: ClassicalLayout, known: Notation | None, source: str, what: str
) -> dict[Notation, Packed]:
    readings = read_tokens(tokens, layout, known)
    if readings is None:
        raise DecodingError(
            f"{source}: {what} such as {_show(tokens)} is neither text nor integers. Data of "
            "meas_level 1 (or 0) is read only by a Sampler with run_options={'meas_level': ...}."
        )
    return readings


def _read_memory(
    memory: Any, layout: ClassicalLayout, dialect: Dialect, source: str
) -> _Candidates:
    known = dialect.memory
    if _is_matrix(memory):
        readings = read_matrix(memory, layout, known)
        sample = [np.asarray(row).tolist() for row in memory[:3]]
    else:
        memory = memory if isinstance(memory, (list, np.ndarray)) else list(memory)
        certain = pack_numbers(memory, layout, known)
        if certain is None:
            memory = memory.tolist() if isinstance(memory, np.ndarray) else memory
            certain = pack_text(memory, layout, known)
        if certain is None:
            readings = _read_tokens(memory, layout, known, source, "memory")
        else:
            readings = dict([certain])
        sample = list(dict.fromkeys(memory[:_SAMPLE]))
    samples = {n: Samples(rows, layout.num_clbits) for n, rows in readings.items()}
    return _Candidates(samples, sample, "memory")


def _is_matrix(memory: Any) -> bool:
    if isinstance(memory, np.ndarray):
        return memory.ndim > 1
    return isinstance(memory[0], (list, tuple, np.ndarray))


def _read_counts(
    counts: Mapping[Any, Any], layout: ClassicalLayout, dialect: Dialect, source: str
) -> _Candidates:
    if not _all_integers(counts.values()):
        counts = _positive(counts, source)
    tokens = list(counts)
    certain = pack_text(tokens, layout, dialect.counts)
    if certain is not None:
        readings = dict([certain])
    else:
        readings = _read_tokens(tokens, layout, dialect.counts, source, "counts")
    sample = tokens[:3]
    del tokens  # there may be a million, and their weights take as much memory again
    weights = np.fromiter(counts.values(), dtype=np.int64, count=len(counts))
    if weights.size and weights.min() < 1:
        return _read_counts(_positive(counts, source), layout, dialect, source)
    return _Candidates(
        {n: Samples(rows, layout.num_clbits, weights) for n, rows in readings.items()},
        sample,
        "counts",
    )


def _all_integers(values: Iterable[Any]) -> bool:
    """Whether all are Python's integers: any other number among them shows in the sum's type."""
    try:
        return type(sum(values)) is int
    except TypeError:
        return False


def _positive(counts: Mapping[Any, Any], source: str) -> dict[Any, int]:
    """The outcomes that were seen."""
    seen = {key: _whole(value, key, source) for key, value in counts.items()}
    return {key: value for key, value in seen.items() if value}


def _whole(value: object, key: object, source: str) -> int:
    if isinstance(value, Real) and float(value).is_integer() and float(value) >= 0:
        return int(float(value))
    raise DecodingError(
        f"{source}: outcome {key!r} was seen {value!r} times; counts are whole numbers from 0 "
        "(probabilities have no shots, so no Sampler can use them)."
    )
