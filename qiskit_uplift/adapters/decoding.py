"""A provider's outcomes to `Samples`: read where the notation is proven, refused elsewhere.

All notations that could have produced the data are tried. The data is accepted where every one of
them means the same outcomes, or where the provider's dialect names the notation; where memory and
counts are both there, they have to agree, and that can settle which notation it is. Otherwise
`DecodingError` names the provider, the circuit and a sample of the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Generic, TypeVar

import numpy as np

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.notations import READERS, UNPROVABLE
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.exceptions import DecodingError

V = TypeVar("V")


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
        return Samples.from_counts(from_counts.certain(source), layout.num_clbits)
    if from_counts is not None:
        from_memory = from_memory.agreeing_with(from_counts, source)
    return Samples.from_memory(from_memory.certain(source), layout.num_clbits)


class _Candidates(Generic[V]):
    """What the same data would mean in each notation that it could be written in."""

    def __init__(self, readings: Mapping[Notation, V], sample: Iterable[Any], what: str) -> None:
        self.readings = readings
        self.sample = sample
        self.what = what

    def certain(self, source: str) -> V:
        """The one meaning that all notations agree on."""
        distinct: list[V] = []
        for value in self.readings.values():
            if value not in distinct:
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

    def agreeing_with(self, counts: _Candidates[Any], source: str) -> _Candidates[V]:
        """Keep the readings of the memory that give some reading of the counts."""
        known = list(counts.readings.values())
        kept = {
            notation: values
            for notation, values in self.readings.items()
            if Counter(values) in known  # type: ignore[call-overload]
        }
        if self.readings and not kept:
            raise DecodingError(
                f"{source}: memory ({_show(self.sample)}) and counts ({_show(counts.sample)}) "
                "don't describe the same shots."
            )
        return _Candidates(kept, self.sample, self.what)


def _present(memory: object) -> bool:
    if memory is None:
        return False
    return len(memory) > 0 if isinstance(memory, (Sequence, np.ndarray)) else True


def _show(sample: Iterable[Any]) -> str:
    texts = [repr(item) for _, item in zip(range(3), sample, strict=False)]
    return ", ".join(texts)[:120]


def _possible(values: Iterable[int], layout: ClassicalLayout) -> bool:
    """Whether the circuit can give these outcomes: a bit that it never writes stays 0."""
    never = ~sum(1 << bit for bit in layout.written)
    return all(value >= 0 and not value & never for value in values)


def _read_tokens(
    tokens: Sequence[Any], layout: ClassicalLayout, known: Notation | None, source: str, what: str
) -> dict[Notation, dict[Any, int]]:
    """Read distinct tokens in each notation: what each token would mean there."""
    if all(isinstance(token, str) for token in tokens):
        tried = READERS.keys() - UNPROVABLE if known is None else READERS.keys() & {known}
        found = {n: read(tokens, layout) for n, read in READERS.items() if n in tried}
        return {
            notation: dict(zip(tokens, values, strict=True))
            for notation, values in found.items()
            if values is not None and _possible(values, layout)
        }
    if all(isinstance(token, Integral) for token in tokens):
        values = tuple(int(token) for token in tokens)
        if known in (None, Notation.INTEGERS) and _possible(values, layout):
            return {Notation.INTEGERS: dict(zip(tokens, values, strict=True))}
        return {}
    raise DecodingError(
        f"{source}: {what} such as {_show(tokens)} is neither text nor integers. Data of "
        "meas_level 1 (or 0) is read only by a Sampler with run_options={'meas_level': ...}."
    )


def _read_memory(
    memory: Any, layout: ClassicalLayout, dialect: Dialect, source: str
) -> _Candidates[tuple[int, ...]]:
    what = "memory"
    if _is_matrix(memory):
        readings = _read_matrix(np.asarray(memory), layout, dialect.memory)
        return _Candidates(readings, [np.asarray(row).tolist() for row in memory[:3]], what)
    shots = memory.tolist() if isinstance(memory, np.ndarray) else list(memory)
    tokens = list(dict.fromkeys(shots))
    read = _read_tokens(tokens, layout, dialect.memory, source, what)
    return _Candidates(
        {n: tuple([values[shot] for shot in shots]) for n, values in read.items()}, tokens, what
    )


def _is_matrix(memory: Any) -> bool:
    if isinstance(memory, np.ndarray):
        return memory.ndim > 1
    return isinstance(memory[0], (list, tuple, np.ndarray))


def _read_matrix(
    matrix: np.ndarray[Any, Any], layout: ClassicalLayout, known: Notation | None
) -> dict[Notation, tuple[int, ...]]:
    """A row a shot, a column a clbit; which end is clbit 0 can't be told from one row."""
    fits = matrix.ndim == 2 and matrix.shape[1] == layout.num_clbits
    if not fits or matrix.dtype.kind not in "iub" or not np.isin(matrix, (0, 1)).all():
        return {}
    readings = {}
    for notation, columns in (
        (Notation.BIT_MATRIX, matrix[:, ::-1]),
        (Notation.BIT_MATRIX_REVERSED, matrix),
    ):
        if known in (None, notation):
            rows = np.packbits(
                np.pad(columns.astype(np.uint8), ((0, 0), (-layout.num_clbits % 8, 0))), axis=1
            )
            values = tuple(Samples(rows, layout.num_clbits).to_ints())
            if _possible(values, layout):
                readings[notation] = values
    return readings


def _read_counts(
    counts: Mapping[Any, Any], layout: ClassicalLayout, dialect: Dialect, source: str
) -> _Candidates[dict[int, int]]:
    seen = {key: _whole(value, key, source) for key, value in counts.items()}
    seen = {key: value for key, value in seen.items() if value}
    read = _read_tokens(list(seen), layout, dialect.counts, source, "counts")
    readings: dict[Notation, dict[int, int]] = {}
    for notation, values in read.items():
        total: Counter[int] = Counter()
        for key, shots in seen.items():
            total[values[key]] += shots
        readings[notation] = dict(total)
    return _Candidates(readings, list(seen), "counts")


def _whole(value: object, key: object, source: str) -> int:
    if isinstance(value, Real) and float(value).is_integer() and float(value) >= 0:
        return int(float(value))
    raise DecodingError(
        f"{source}: outcome {key!r} was seen {value!r} times; counts are whole numbers from 0 "
        "(probabilities have no shots, so no Sampler can use them)."
    )
