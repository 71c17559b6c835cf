"""What relaxation alone does to a gate, in closed form."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qiskit_uplift.backends.device import Qubit


def coherence_times(qubit: Qubit) -> tuple[float, float]:
    """T1 and T2 in seconds, infinite where there is none, T2 no more than physics allows."""
    t1 = math.inf if qubit.t1 is None else qubit.t1
    t2 = 2 * t1 if qubit.t2 is None else min(qubit.t2, 2 * t1)
    return t1, t2


def relaxation_infidelity(qubits: Sequence[Qubit], duration: float) -> float:
    """One minus the average fidelity of idling for ``duration`` seconds.

    The process fidelity of relaxation at zero temperature is ``(1 + e1 + 2 e2) / 4`` with
    ``ei = exp(-duration / Ti)``; it multiplies over qubits, and the average fidelity follows from
    it in dimension ``d`` as ``(d F + 1) / (d + 1)`` (doi:10.1016/S0375-9601(02)01272-0).
    """
    process = 1.0
    for qubit in qubits:
        t1, t2 = coherence_times(qubit)
        process *= (1 + math.exp(-duration / t1) + 2 * math.exp(-duration / t2)) / 4
    dimension = 2 ** len(qubits)
    return 1 - (dimension * process + 1) / (dimension + 1)
