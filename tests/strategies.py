"""Hypothesis strategies: circuits with classical bits in every arrangement, and their outcomes."""

from __future__ import annotations

from hypothesis import strategies as st
from qiskit.circuit import ClassicalRegister, Clbit, QuantumCircuit, QuantumRegister

from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.samples import Samples

MAX_BITS = 200


@st.composite
def classical_circuits(draw, max_bits: int = MAX_BITS) -> QuantumCircuit:
    """A circuit of one qubit that is measured into some clbits, with registers of any kind.

    Registers may be empty, share bits, interleave, list their bits in any order and leave bits out.
    """
    num_bits = draw(st.one_of(st.integers(0, 9), st.integers(0, max_bits)))
    bits = [Clbit() for _ in range(num_bits)]
    circuit = QuantumCircuit(QuantumRegister(1, "q"), bits)
    indices = list(range(num_bits))
    kind = draw(st.sampled_from(["contiguous", "permuted", "arbitrary"]))
    if kind == "arbitrary":
        members = st.lists(st.sampled_from(indices), unique=True) if indices else st.just([])
        for number, chosen in enumerate(draw(st.lists(members, max_size=4))):
            circuit.add_register(
                ClassicalRegister(bits=[bits[i] for i in chosen], name=f"r{number}")
            )
    else:
        order = draw(st.permutations(indices)) if kind == "permuted" else indices
        cuts = sorted(draw(st.lists(st.integers(0, num_bits), max_size=3)))
        for number, (start, stop) in enumerate(zip([0, *cuts], [*cuts, num_bits], strict=True)):
            chosen = [bits[i] for i in order[start:stop]]
            circuit.add_register(ClassicalRegister(bits=chosen, name=f"r{number}"))
    written = draw(st.one_of(st.just(indices), st.sets(st.sampled_from(indices or [0]))))
    for index in sorted(set(written) & set(indices)):
        circuit.measure(0, index)
    return circuit


@st.composite
def outcomes(draw, circuit: QuantumCircuit, min_shots: int = 1, max_shots: int = 8) -> Samples:
    """Outcomes that ``circuit`` can have: bits that it never writes are 0."""
    layout = ClassicalLayout.of(circuit)
    mask = sum(1 << bit for bit in layout.written)
    values = st.integers(0, (1 << layout.num_clbits) - 1).map(lambda value: value & mask)
    shots = draw(st.lists(values, min_size=min_shots, max_size=max_shots))
    return Samples.from_memory(shots, layout.num_clbits)
