"""A picture of a device from Python packages alone, for machines without Graphviz."""

from __future__ import annotations

from typing import Any

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray
from qiskit.transpiler import CouplingMap, Target

ROUNDS = 200


def draw(name: str, target: Target, coupling: CouplingMap) -> Any:
    """Draw qubits and couplings, coloured by their errors in percent where errors are known.

    Args:
        name: The title.
        target: Where the errors come from.
        coupling: Which qubits are coupled.

    Returns:
        A matplotlib figure.
    """
    import matplotlib.pyplot as plt
    from matplotlib.collections import LineCollection

    edges = sorted({(min(edge), max(edge)) for edge in coupling.get_edges()})
    points = layout(target.num_qubits, edges)
    gates, readout, pairs = errors_in_percent(target, edges)

    figure, axes = plt.subplots(figsize=(11, 9), layout="constrained")
    width = 5 * min(1, 150 / max(len(edges), 1))  # all-to-all couplings would be one dark disc
    lines = LineCollection([points[list(edge)] for edge in edges], linewidths=width, zorder=1)
    _colour(axes, lines, pairs, "two-qubit gate error (%)", "bottom")
    axes.add_collection(lines)
    size = max(120.0, 700.0 - 5.0 * target.num_qubits)
    rings = axes.scatter(*points.T, s=1.8 * size, zorder=2)
    _colour(axes, rings, readout, "readout error (%): rim", "right")
    discs = axes.scatter(*points.T, s=size, zorder=3, edgecolors="white")
    _colour(axes, discs, gates, "one-qubit gate error (%): disc", "left")
    for qubit, (x, y) in enumerate(points):
        axes.text(x, y, str(qubit), ha="center", va="center", color="white", zorder=4,
                  fontsize=11 if target.num_qubits < 30 else 6)  # fmt: skip
    axes.set_title(name, fontsize=16)
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.08)
    axes.axis("off")
    return figure


def _colour(axes: Any, artist: Any, values: NDArray[np.float64], label: str, side: str) -> None:
    if not np.any(values > 0):
        artist.set_color("#5a6f8f")
        return
    artist.set_array(values)
    artist.set_cmap("viridis_r")
    artist.set_clim(0, np.nanmax(values))
    axes.figure.colorbar(artist, ax=axes, location=side, shrink=0.6, label=label)


def errors_in_percent(
    target: Target, edges: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The worst known gate error of each qubit, its readout error, and the worst of each edge.

    Args:
        target: Where the errors come from.
        edges: Pairs of qubits, the lower first.

    Returns:
        Three arrays, of the shapes ``(qubits,)``, ``(qubits,)`` and ``(edges,)``; NaN where no
        error is known.
    """
    gates = np.full(target.num_qubits, np.nan)
    readout = np.full(target.num_qubits, np.nan)
    pairs = np.full(len(edges), np.nan)
    place = {edge: index for index, edge in enumerate(edges)}
    for name in target.operation_names:
        for qargs, entry in (target[name] or {}).items():
            if qargs is None or entry is None or entry.error is None:
                continue
            if name == "measure":
                readout[qargs[0]] = 100 * entry.error
            elif len(qargs) == 1:
                gates[qargs[0]] = np.fmax(gates[qargs[0]], 100 * entry.error)
            elif len(qargs) == 2 and (min(qargs), max(qargs)) in place:
                index = place[min(qargs), max(qargs)]
                pairs[index] = np.fmax(pairs[index], 100 * entry.error)
    return gates, readout, pairs


def layout(num_qubits: int, edges: list[tuple[int, int]]) -> NDArray[np.float64]:
    """Place qubits in the plane so that distances follow the distances in the graph.

    Stress majorization (E. Gansner, Y. Koren, S. North, https://doi.org/10.1007/978-3-540-31843-9_25)
    with weights 1/d^2, started from classical multidimensional scaling; no random numbers.

    Args:
        num_qubits: How many.
        edges: Pairs of qubits.

    Returns:
        Points of the shape ``(num_qubits, 2)``; coupled qubits are about 1 apart.
    """
    if num_qubits == 1:
        return np.zeros((1, 2))
    graph = rx.PyGraph()
    graph.add_nodes_from(range(num_qubits))
    graph.add_edges_from_no_data(edges)
    distance = rx.graph_distance_matrix(graph, null_value=np.inf)
    # Parts that aren't connected stand a little apart.
    distance[np.isinf(distance)] = distance[np.isfinite(distance)].max() + 2
    points = _scaled(distance)
    weights = 1.0 / (distance + np.eye(num_qubits)) ** 2
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(ROUNDS):
        between = np.linalg.norm(points[:, None] - points[None], axis=2)
        pull = np.where(between > 1e-9, -weights * distance / np.maximum(between, 1e-9), 0.0)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        points = inverse @ (pull @ points)
    return points


def _scaled(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The best plane through points with these distances (classical scaling)."""
    count = len(distance)
    centre = np.eye(count) - 1.0 / count
    values, vectors = np.linalg.eigh(-0.5 * centre @ distance**2 @ centre)
    axes = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 1e-6))
    # Equal points would never part; a fixed spiral far below the scale of the picture splits them.
    angle = np.arange(count)
    return axes[:, ::-1] + 1e-3 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
