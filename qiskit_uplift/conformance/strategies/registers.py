"""Registers of every layout that Qiskit allows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, Clbit, QuantumRegister, Qubit

from qiskit_uplift.exceptions import OptionError, suggestion

KINDS = ("one", "several", "reversed", "interleaved", "permuted", "loose", "any")
"""The kinds of layout: one register of all bits; several in order, perhaps empty; one or more that
list their bits backwards; bits dealt out in turn; bits in any order; no register at all; and
registers of any bits, so that they share some and leave others out."""

ODD_NAMES = ("c0", "meas", "θ", "été", "量子", "my bits", "1st", "c[0]", "if", "C", "_", "a-b")
"""Names that Qiskit takes: keywords, digits, signs and letters of any script."""


@dataclass(frozen=True)
class RegisterLayout:
    """Which registers there are over some bits.

    It is a function: of bits, it makes registers.

    Attributes:
        num_bits: The number of bits.
        registers: The name of each register, and the indices of its bits.
    """

    num_bits: int
    registers: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def owned(self) -> bool:
        """Whether each bit is in one register, in order, so that the registers own their bits."""
        return [bit for _, bits in self.registers for bit in bits] == list(range(self.num_bits))

    def __call__(self, bits: Sequence[Clbit]) -> list[ClassicalRegister]:
        """The registers over ``bits``, of which there are at least ``num_bits``."""
        return [
            ClassicalRegister(bits=[bits[index] for index in indices], name=name)
            for name, indices in self.registers
        ]

    def classical(self) -> tuple[list[Clbit], list[ClassicalRegister]]:
        """New classical bits and the registers over them."""
        bits, registers = self._made(Clbit, ClassicalRegister)
        return bits, registers

    def quantum(self) -> tuple[list[Qubit], list[QuantumRegister]]:
        """New qubits and the registers over them."""
        bits, registers = self._made(Qubit, QuantumRegister)
        return bits, registers

    def _made(self, bit: type, register: type) -> tuple[list[Any], list[Any]]:
        if self.owned:
            registers = [register(len(indices), name) for name, indices in self.registers]
            return [each for one in registers for each in one], registers
        bits = [bit() for _ in range(self.num_bits)]
        return bits, [
            register(bits=[bits[index] for index in indices], name=name)
            for name, indices in self.registers
        ]


def register_names(first: str = "c") -> st.SearchStrategy[str]:
    """Names of registers, plain and odd, which shrink to ``first``.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.conformance.strategies import register_names
        >>> find(register_names(), lambda name: True)
        'c'
    """
    # the data of a sampler's result have methods of these names
    taken = {"keys", "values", "items", "shape", "ndim", "size"}
    letters = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=6)
    plain = [name for name in (first, "a", "b", "d", "e") if name]
    return st.one_of(
        st.sampled_from(plain), st.sampled_from(ODD_NAMES), letters.filter(lambda x: x not in taken)
    )


@st.composite
def registers(
    draw: st.DrawFn,
    num_bits: int,
    *,
    kinds: Collection[str] = KINDS,
    name: str = "c",
    taken: Collection[str] = (),
) -> RegisterLayout:
    """Layouts of registers over ``num_bits`` bits, which shrink to one register named ``name``.

    Args:
        draw: Hypothesis's.
        num_bits: The number of bits; may be 0.
        kinds: Which of :data:`KINDS` to draw.
        name: What the first register is called in the simplest layout.
        taken: Names that no register may have.

    Raises:
        OptionError: An unknown kind.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.conformance.strategies import registers
        >>> find(registers(3), lambda layout: True).registers
        (('c', (0, 1, 2)),)
        >>> find(registers(2, kinds=["reversed"]), lambda layout: True).registers
        (('c', (1, 0)),)
    """
    for kind in kinds:
        if kind not in KINDS:
            raise OptionError(f"There is no kind {kind!r} of layout.{suggestion(kind, KINDS)}")
    kind = draw(st.sampled_from([kind for kind in KINDS if kind in kinds]))
    members = draw(_members(kind, num_bits))
    names: list[str] = []
    for _ in members:
        unused = register_names(name).filter(lambda word: word not in names and word not in taken)
        names.append(draw(unused))
    return RegisterLayout(num_bits, tuple(zip(names, map(tuple, members), strict=True)))


def _members(kind: str, num_bits: int) -> st.SearchStrategy[list[list[int]]]:
    order = list(range(num_bits))
    some = st.lists(st.sampled_from(order), unique=True, max_size=8) if order else st.just([])
    kinds: dict[str, st.SearchStrategy[list[list[int]]]] = {
        "one": st.just([order]),
        "several": _pieces(order, least=2),
        "reversed": _pieces(order[::-1], least=1),
        "interleaved": st.integers(2, 3).map(lambda step: [order[i::step] for i in range(step)]),
        "permuted": st.permutations(order).flatmap(lambda mixed: _pieces(list(mixed), least=1)),
        # the name that isn't used keeps it from being simpler than one register
        "loose": register_names().map(lambda _: []),
        "any": st.lists(some, min_size=1, max_size=4),
    }
    return kinds[kind]


def _pieces(order: list[int], *, least: int) -> st.SearchStrategy[list[list[int]]]:
    cuts = st.lists(st.integers(0, len(order)), min_size=least - 1, max_size=3).map(sorted)
    return cuts.map(
        lambda at: [order[a:b] for a, b in zip([0, *at], [*at, len(order)], strict=True)]
    )
