"""Which qubit is measured into which clbit."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

MeasurementMap = list[tuple[int, int]]
"""Pairs of a qubit and a clbit, in the order of the measurements."""


def measurement_maps(
    qubits: Sequence[int], clbits: Sequence[int], *, least: int = 1
) -> st.SearchStrategy[MeasurementMap]:
    """Maps from qubits to clbits: in order, partial, permuted and repeated.

    A map may measure a qubit twice, write a clbit twice, and leave out any of them. It shrinks to
    the first qubit, measured into the first clbit.

    Args:
        qubits: Those that may be measured.
        clbits: Those that may be written.
        least: The fewest measurements; no more than there are qubits or clbits.

    Example:
        >>> from hypothesis import find
        >>> from qiskit_uplift.conformance.strategies import measurement_maps
        >>> find(measurement_maps([0, 1], [0, 1, 2]), lambda pairs: len(pairs) == 2)
        [(0, 0), (1, 1)]
    """
    size = min(len(qubits), len(clbits))
    if not size:
        return st.just([])
    in_order = st.integers(least, size).map(
        lambda n: list(zip(qubits[:n], clbits[:n], strict=True))
    )
    permuted = st.tuples(
        st.integers(least, size), st.permutations(qubits), st.permutations(clbits)
    ).map(lambda drawn: list(zip(drawn[1][: drawn[0]], drawn[2][: drawn[0]], strict=True)))
    pair = st.tuples(st.sampled_from(qubits), st.sampled_from(clbits))
    repeated = st.lists(pair, min_size=least, max_size=max(least, size + 2))
    return st.one_of(in_order, permuted, repeated)
