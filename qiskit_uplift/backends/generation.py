"""Draw a device whose numbers are like those of today's superconducting processors."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from qiskit.circuit.library import get_standard_gate_name_mapping

from qiskit_uplift.backends.coherence import relaxation_infidelity
from qiskit_uplift.backends.device import Device, Operation, Qubit
from qiskit_uplift.backends.topology import coupling_edges
from qiskit_uplift.exceptions import TargetError, suggestion

DT = 2e-9 / 9
"""The time step of the controls in seconds."""

VIRTUAL_GATES = frozenset({"rz", "p", "u1"})
"""Gates made by a change of frame: no duration and no error."""

NOT_GATES = frozenset({"delay", "measure", "reset"})


def _steps(seconds: float) -> float:
    """``seconds`` as a whole number of 16 time steps, the usual granularity."""
    return round(seconds / (16 * DT)) * 16 * DT


def _gate_sizes(basis_gates: Iterable[str]) -> dict[str, int]:
    library = get_standard_gate_name_mapping()
    sizes = {}
    for name in basis_gates:
        if name in NOT_GATES:
            continue  # every device has these
        if name not in library:
            hint = suggestion(name, library)
            raise TargetError(f"Qiskit's standard library has no gate {name!r}.{hint}")
        sizes[name] = library[name].num_qubits
        if sizes[name] not in (1, 2):
            raise TargetError(
                f"A device has gates of one and two qubits; {name!r} acts on {sizes[name]}."
            )
    return sizes


def generate(
    num_qubits: int,
    topology: str,
    *,
    seed: int,
    ideal: bool,
    basis_gates: tuple[str, ...],
    control_flow: tuple[str, ...],
    faulty_qubits: tuple[int, ...],
    faulty_edges: tuple[tuple[int, int], ...],
    name: str | None,
) -> Device:
    """See :meth:`qiskit_uplift.backends.Device.generate`."""
    edges = coupling_edges(topology, num_qubits)
    sizes = _gate_sizes(basis_gates)
    _check_faults(num_qubits, edges, faulty_qubits, faulty_edges)
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise TargetError(f"The seed of a device is a non-negative integer, got {seed!r}.")
    rng = np.random.default_rng(seed)
    broken_pairs = {frozenset(edge) for edge in faulty_edges}
    qubits = [_draw_qubit(rng, ideal, index not in faulty_qubits) for index in range(num_qubits)]
    operations = []
    for gate, size in sizes.items():
        if size == 1:
            for index in range(num_qubits):
                duration = 0.0 if gate in VIRTUAL_GATES else _steps(36e-9)
                error = _draw_error(rng, qubits, (index,), duration, ideal)
                operations.append(Operation(gate, (index,), error, duration))
            continue
        # A pair is one physical coupler: both directions are the same gate.
        for a, b in (edge for edge in edges if edge[0] < edge[1]):
            duration = _steps(rng.uniform(250e-9, 550e-9))
            error = _draw_error(rng, qubits, (a, b), duration, ideal)
            works = frozenset((a, b)) not in broken_pairs
            operations.append(Operation(gate, (a, b), error, duration, works))
            operations.append(Operation(gate, (b, a), error, duration, works))
    operations += [Operation("reset", (i,), None, _steps(1.2e-6)) for i in range(num_qubits)]
    return Device(
        name=name or f"reference_{topology.replace('-', '_')}_{num_qubits}",
        qubits=tuple(qubits),
        operations=tuple(operations),
        basis_gates=tuple(sizes),
        edges=edges,
        dt=DT,
        control_flow=control_flow,
    )


def _draw_qubit(rng: np.random.Generator, ideal: bool, operational: bool) -> Qubit:
    t1 = float(np.clip(rng.lognormal(math.log(150e-6), 0.35), 30e-6, 500e-6))
    t2 = t1 * float(rng.uniform(0.3, 1.9))
    frequency = float(rng.normal(5.0e9, 0.1e9))
    mean = float(np.clip(rng.lognormal(math.log(0.012), 0.4), 0.002, 0.08))
    # Decay during the readout makes 1 read as 0 more often than the other way round.
    share = float(rng.uniform(0.2, 0.5))
    duration = _steps(1.0e-6)
    if ideal:
        return Qubit(None, None, frequency, 0.0, 0.0, 0.0, duration, operational)
    return Qubit(
        t1,
        t2,
        frequency,
        mean,
        2 * mean * share,
        2 * mean * (1 - share),
        duration,
        operational,
    )


def _draw_error(
    rng: np.random.Generator,
    qubits: list[Qubit],
    on: tuple[int, ...],
    duration: float,
    ideal: bool,
) -> float:
    # Decoherence bounds the error from below; controls add to it.
    limit = relaxation_infidelity([qubits[q] for q in on], duration)
    typical = 1.2e-4 if len(on) == 1 else 4e-3
    added = float(np.clip(rng.lognormal(math.log(typical), 0.4), typical / 5, typical * 5))
    return 0.0 if ideal or duration == 0 else limit + added


def _check_faults(
    num_qubits: int,
    edges: tuple[tuple[int, int], ...],
    faulty_qubits: tuple[int, ...],
    faulty_edges: tuple[tuple[int, int], ...],
) -> None:
    for qubit in faulty_qubits:
        if qubit not in range(num_qubits):
            raise TargetError(f"Faulty qubit {qubit} is none of the device's {num_qubits} qubits.")
    for edge in faulty_edges:
        if edge not in edges:
            raise TargetError(f"Faulty edge {edge} is no coupled pair of the device.")
