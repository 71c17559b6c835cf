"""`Samples` to a provider's notation: the inverse of `decoding`, for devices and for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.samples import Samples

Token: TypeAlias = "str | int"
Memory: TypeAlias = "list[str] | list[int] | NDArray[np.uint8]"


def encode_memory(samples: Samples, notation: Notation, circuit: QuantumCircuit) -> Memory:
    """Write one entry a shot, in the order of the shots.

    Args:
        samples: Outcomes in the order of the shots, over all clbits of ``circuit``.
        notation: How to write them.
        circuit: The circuit whose registers the notation may depend on.

    Returns:
        A list of strings or of integers, or a matrix of shape ``(shots, clbits)``.

    Raises:
        ValueError: The order of the shots is unknown (``samples`` holds counts).
    """
    if not samples.ordered:
        raise ValueError("Counts have no order of shots; call Samples.shots first.")
    if notation is Notation.BIT_MATRIX:
        return samples.bits()
    if notation is Notation.BIT_MATRIX_REVERSED:
        return samples.bits()[:, ::-1]
    write = _writer(notation, ClassicalLayout.of(circuit))
    return [write(value) for value in samples.to_ints()]  # type: ignore[return-value]


def encode_counts(
    samples: Samples, notation: Notation, circuit: QuantumCircuit
) -> dict[Token, int]:
    """Write how often each outcome was seen; outcomes written alike are added up.

    Raises:
        ValueError: ``notation`` is one of the matrices, which can't be keys.
    """
    write = _writer(notation, ClassicalLayout.of(circuit))
    written: dict[Token, int] = {}
    for value, seen in samples.to_counts().items():
        key = write(value)
        written[key] = written.get(key, 0) + seen
    return written


def _writer(notation: Notation, layout: ClassicalLayout) -> Callable[[int], Token]:
    width = layout.num_clbits
    hex_width = max(1, -(-width // 4))

    def pick(value: int, clbits: tuple[int, ...]) -> str:
        return "".join(str(value >> i & 1) for i in reversed(clbits))

    def groups(value: int, *, written_only: bool) -> str:
        registers = layout.written_registers if written_only else layout.registers
        return " ".join(pick(value, r.clbits) for r in reversed(registers))

    writers: dict[Notation, Callable[[int], Token]] = {
        Notation.HEX: hex,
        Notation.BARE_HEX: lambda value: f"{value:0{hex_width}x}",
        Notation.BINARY: lambda value: pick(value, tuple(range(width))),
        Notation.BINARY_UNPADDED: lambda value: f"{value:b}",
        Notation.REGISTERS: lambda value: groups(value, written_only=False),
        Notation.MEASURED_REGISTERS: lambda value: groups(value, written_only=True),
        Notation.MEASURED_BITS: lambda value: pick(value, tuple(sorted(layout.written))),
        Notation.MEASURED_HEX: lambda value: hex(
            int(pick(value, tuple(sorted(layout.written))) or "0", 2)
        ),
        Notation.INTEGERS: int,
        Notation.DECIMAL: str,
    }
    try:
        return writers[notation]
    except KeyError:
        raise ValueError(f"Outcomes can't be written one by one as {notation.value!r}.") from None
