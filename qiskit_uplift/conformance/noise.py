"""Placeholder until the noise bounds are merged."""

from __future__ import annotations

from enum import Enum

from qiskit.circuit import QuantumCircuit
from qiskit.transpiler import Target


class Noise(Enum):
    STRICT = "strict"
    TOLERANT = "tolerant"
    NONE = "none"

    @classmethod
    def named(cls, name: str) -> Noise:
        return cls(name)

    def tolerance(self, target: Target | None, circuit: QuantumCircuit) -> float:
        return 0.0
