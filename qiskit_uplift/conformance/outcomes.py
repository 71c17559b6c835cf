"""`Outcome`: what was seen of one circuit, whether its ``run`` or a Sampler told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BitArray

from qiskit_uplift.adapters.decoding import decode
from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.results import read_result
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.conformance.findings import Finding, Violation
from qiskit_uplift.exceptions import UpliftError


@dataclass(frozen=True)
class Outcome:
    """The outcomes of one circuit.

    Attributes:
        circuit: The circuit that was sent.
        samples: Its outcomes over all its clbits.
        visible: The clbits that could be seen: all of them in counts, those in registers with a
            Sampler. The others are 0 in ``samples``.
        options: The keyword arguments that were sent with the circuit.
    """

    circuit: QuantumCircuit
    samples: Samples
    visible: tuple[int, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shots(self) -> int:
        """How many shots came."""
        return self.samples.num_shots

    @cached_property
    def counts(self) -> Mapping[int, int]:
        """How often each outcome was seen; clbit 0 is the lowest bit."""
        return self.samples.to_counts()

    @property
    def memory(self) -> list[int] | None:
        """The outcomes in the order of the shots; None where only counts came."""
        return self.samples.to_ints() if self.samples.ordered else None

    def seen(self, distribution: Mapping[int, float]) -> dict[int, float]:
        """A distribution over all clbits as it looks where only the visible ones are seen."""
        mask = sum(1 << bit for bit in self.visible)
        found: dict[int, float] = {}
        for outcome, probability in distribution.items():
            found[outcome & mask] = found.get(outcome & mask, 0.0) + probability
        return found


def of_result(
    result: Any, circuits: Sequence[QuantumCircuit], *, shots: int, dialect: Dialect, where: str
) -> list[Outcome]:
    """Read what a ``run`` handed back, one outcome a circuit.

    Raises:
        Violation: It can't be read with certainty.
    """
    found = []
    for index, circuit in enumerate(circuits):
        layout = ClassicalLayout.of(circuit)
        try:
            raw = read_result(result, circuits, where)[index]
            samples = decode(
                raw, layout, shots=shots, dialect=dialect, source=f"{where}, {circuit.name!r}"
            )
        except UpliftError as error:
            raise Violation(
                Finding(
                    "The result can't be read.",
                    expected="outcomes of each circuit in a notation that is certain",
                    observed=str(error),
                    circuit=circuit,
                )
            ) from error
        found.append(Outcome(circuit, samples, tuple(range(circuit.num_clbits))))
    return found


def of_pub(data: Any, circuit: QuantumCircuit) -> Outcome:
    """Join the registers of a Sampler's result for one circuit without parameters.

    Raises:
        Violation: A register is missing or has another shape, or registers that share a bit
            contradict each other.
    """
    bits: dict[int, Any] = {}
    shots = 0
    for register in circuit.cregs:
        array = getattr(data, register.name, None)
        if not len(register):
            continue  # whether there is an entry for it is free
        if not isinstance(array, BitArray) or array.num_bits != len(register):
            raise Violation(
                Finding(
                    f"The Sampler's result has no outcomes of register {register.name!r}.",
                    expected=f"a BitArray of {len(register)} bits",
                    observed=repr(array),
                    circuit=circuit,
                )
            )
        rows = np.unpackbits(array.array.reshape(-1, array.array.shape[-1]), axis=1)[:, ::-1]
        shots = len(rows)
        for position, clbit in enumerate(register):
            index = circuit.find_bit(clbit).index
            if index in bits and not np.array_equal(bits[index], rows[:, position]):
                raise Violation(
                    Finding(
                        f"Registers that share clbit {index} contradict each other.",
                        expected="the same outcomes of a clbit in each register that has it",
                        observed="outcomes that differ",
                        circuit=circuit,
                    )
                )
            bits[index] = rows[:, position]
    width = -(-circuit.num_clbits // 8)
    table = np.zeros((shots, 8 * width), dtype=np.uint8)
    for index, column in bits.items():
        table[:, -1 - index] = column
    samples = Samples(np.packbits(table, axis=1), circuit.num_clbits)
    return Outcome(circuit, samples, tuple(sorted(bits)))
