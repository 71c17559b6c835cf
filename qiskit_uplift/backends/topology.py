"""Which qubits are coupled: the lattices of real devices, cut to any number of qubits."""

from __future__ import annotations

import math
from collections.abc import Callable

from qiskit.transpiler import CouplingMap

from qiskit_uplift.exceptions import TargetError, suggestion

MAX_QUBITS = 156
"""The widest device of the reference family: the heavy-hex lattice of today's largest chips."""

Edge = tuple[int, int]


def _ring(num_qubits: int) -> CouplingMap:
    # A ring of two would couple the same pair twice.
    if num_qubits < 3:
        return CouplingMap.from_line(num_qubits)
    return CouplingMap.from_ring(num_qubits)


def _grid(num_qubits: int) -> CouplingMap:
    rows = math.isqrt(num_qubits)
    return CouplingMap.from_grid(rows, -(-num_qubits // rows))


def _heavy_hex(num_qubits: int) -> CouplingMap:
    # A lattice of odd code distance d has (5 d^2 - 2 d - 1) / 2 qubits.
    distance = 1
    while (5 * distance**2 - 2 * distance - 1) // 2 < num_qubits:
        distance += 2
    return CouplingMap.from_heavy_hex(distance)


TOPOLOGIES: dict[str, Callable[[int], CouplingMap]] = {
    "line": CouplingMap.from_line,
    "ring": _ring,
    "grid": _grid,
    "heavy-hex": _heavy_hex,
    "all-to-all": CouplingMap.from_full,
}
"""How to make a lattice of at least a number of qubits, by the topology's name."""


def coupling_edges(topology: str, num_qubits: int) -> tuple[Edge, ...]:
    """The coupled pairs, each in both directions, sorted.

    Where the lattice has more qubits than asked for, the connected part that a breadth-first walk
    from its first qubit reaches is kept, and its qubits are numbered in the lattice's order.

    Args:
        topology: A key of :data:`TOPOLOGIES`.
        num_qubits: From 1 to :data:`MAX_QUBITS`.

    Raises:
        TargetError: The topology is unknown or the number of qubits out of range.

    Example:
        >>> from qiskit_uplift.backends.topology import coupling_edges
        >>> coupling_edges("line", 3)
        ((0, 1), (1, 0), (1, 2), (2, 1))
    """
    if topology not in TOPOLOGIES:
        known = ", ".join(TOPOLOGIES)
        hint = suggestion(str(topology), TOPOLOGIES)
        raise TargetError(f"There is no topology {topology!r}.{hint} Known: {known}.")
    if isinstance(num_qubits, bool) or not isinstance(num_qubits, int):
        raise TargetError(f"The number of qubits must be an integer, got {num_qubits!r}.")
    if not 1 <= num_qubits <= MAX_QUBITS:
        msg = f"A reference device has 1 to {MAX_QUBITS} qubits, got {num_qubits}."
        raise TargetError(msg)
    lattice = {frozenset(edge) for edge in TOPOLOGIES[topology](num_qubits).get_edges()}
    kept = _connected(lattice, num_qubits)
    number = {qubit: index for index, qubit in enumerate(sorted(kept))}
    pairs = [tuple(number[q] for q in edge) for edge in lattice if edge <= kept]
    return tuple(sorted(edge for a, b in pairs for edge in ((a, b), (b, a))))


def _connected(lattice: set[frozenset[int]], size: int) -> set[int]:
    neighbours: dict[int, list[int]] = {0: []}
    for a, b in map(tuple, lattice):
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    order, seen = [0], {0}
    for qubit in order:
        for other in sorted(neighbours[qubit]):
            if other not in seen:
                seen.add(other)
                order.append(other)
    return set(order[:size])
