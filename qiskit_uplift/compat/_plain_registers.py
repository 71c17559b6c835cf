"""Circuits whose classical bits any Sampler tells apart, and the way back to those of the user.

Samplers return registers, and old results the circuit's bits in order. Not every Sampler reads
registers rightly that share bits or don't follow one another, none returns bits that are in no
register, and some names can't be attributes of its data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from qiskit.circuit import ClassicalRegister, QuantumCircuit
from qiskit.primitives import BitArray, DataBin

from qiskit_uplift.exceptions import DecodingError, InvalidCircuitError


@dataclass(frozen=True)
class Sent:
    """A circuit as a Sampler gets it.

    Attributes:
        circuit: The circuit; its registers follow one another and hold all bits.
        places: For each of its classical bits the index of the user's circuit's.
    """

    circuit: QuantumCircuit
    places: tuple[int, ...]

    @classmethod
    def of(cls, circuit: QuantumCircuit) -> Sent:
        """The circuit itself where its registers are plain, else one like it with plain registers.

        Raises:
            InvalidCircuitError: A condition reads a register, and registers share bits, so the
                registers can't be told apart.
        """
        if _is_plain(circuit):
            return cls(circuit, tuple(range(circuit.num_clbits)))
        groups = _groups(circuit)
        places = tuple(place for group in groups for place in group)
        registers = [
            ClassicalRegister(len(group), f"r{number}") for number, group in enumerate(groups)
        ]
        plain = QuantumCircuit(
            circuit.qubits, *circuit.qregs, *registers, name=circuit.name, metadata=circuit.metadata
        )
        there = dict(zip(places, plain.clbits, strict=True))
        plain.compose(
            circuit,
            qubits=circuit.qubits,
            clbits=[there[index] for index in range(circuit.num_clbits)],
            inplace=True,
        )
        if not _is_plain(plain):
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} has registers that share bits, and a condition on one "
                "of them; a Sampler can't be trusted to tell them apart. Make the condition one on "
                "bits, or give each register bits of its own."
            )
        return cls(plain, places)

    def outcomes(self, data: DataBin) -> tuple[list[int], npt.NDArray[np.intp]]:
        """The distinct outcomes, bit ``i`` that of the user's classical bit ``i``, and each shot's.

        Args:
            data: What the Sampler returned for :attr:`circuit`.

        Raises:
            DecodingError: A register that the circuit writes is missing, or the shape is wrong.
        """
        found = {
            register.name: self._bits(register, data[register.name])
            for register in self.circuit.cregs
            if register.name in data
        }
        shots = {len(bits) for bits in found.values()}
        if len(shots) != 1:
            raise DecodingError(
                f"Circuit {self.circuit.name!r}: the Sampler returned {sorted(shots)} shots for "
                f"the registers {sorted(found)}; expected one number."
            )
        table = np.zeros((*shots, len(self.places)), dtype=bool)
        start = 0
        for register in self.circuit.cregs:
            columns = self.places[start : start + register.size]
            start += register.size
            if register.name in found:
                table[:, list(columns)] = found[register.name]
            elif self._is_written(register):
                raise DecodingError(
                    f"Circuit {self.circuit.name!r}: the Sampler returned no {register.name!r}; "
                    f"there are {sorted(data.keys())}."
                )
        packed = np.packbits(table, axis=1, bitorder="little")
        distinct, which = np.unique(packed, axis=0, return_inverse=True)
        values = [int.from_bytes(row.tobytes(), "little") for row in distinct]
        return values, which.reshape(-1)

    def _bits(self, register: ClassicalRegister, values: object) -> npt.NDArray[np.bool_]:
        if (
            not isinstance(values, BitArray)
            or values.shape != ()
            or values.num_bits != register.size
        ):
            raise DecodingError(
                f"Circuit {self.circuit.name!r}: the Sampler returned {values!r} for register "
                f"{register.name!r}; expected a BitArray of {register.size} bits and no shape."
            )
        bits = np.unpackbits(values.array, axis=-1)[:, ::-1]  # the last byte holds bit 0
        return bits[:, : register.size].astype(bool)

    def _is_written(self, register: ClassicalRegister) -> bool:
        return any(
            not set(register).isdisjoint(instruction.clbits) for instruction in self.circuit.data
        )


def _is_plain(circuit: QuantumCircuit) -> bool:
    bits = [bit for register in circuit.cregs for bit in register]
    return bits == list(circuit.clbits) and all(
        register.size and register.name.isidentifier() and not hasattr(DataBin, register.name)
        for register in circuit.cregs
    )


def _groups(circuit: QuantumCircuit) -> Sequence[Sequence[int]]:
    """The indices of the bits of each register to make, together every bit once."""
    index = {bit: place for place, bit in enumerate(circuit.clbits)}
    groups = [[index[bit] for bit in register] for register in circuit.cregs]
    used = {place for group in groups for place in group}
    if sum(map(len, groups)) != len(used):
        return [range(circuit.num_clbits)]
    groups.append([place for place in range(circuit.num_clbits) if place not in used])
    return [group for group in groups if group]
