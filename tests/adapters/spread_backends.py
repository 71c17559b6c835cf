"""Backends that workers in other processes can import."""

from __future__ import annotations

import os
import random
import signal
import threading
from pathlib import Path

import numpy as np
from qiskit import QuantumCircuit

from tests.adapters.fakes import Talker


class Plain(Talker):
    """Speaks as Qiskit does."""

    def __init__(self):
        super().__init__(returned=int, mangle=dict)


class Deadly(Plain):
    """Kills the process that first computes the circuit ``deadly``, but not this one.

    Args:
        marker: A file that says that it was done; beside it is one with the name of each circuit
            that was begun.
        always: Whether to kill every process that computes it.
    """

    def __init__(self, marker, *, always=False):
        super().__init__()
        self._marker, self._always, self._spared = Path(marker), always, os.getpid()

    def run(self, run_input, **options):
        circuits = [run_input] if isinstance(run_input, QuantumCircuit) else list(run_input)
        name = circuits[0].name
        first = name == "deadly" and not self._marker.exists()
        with self._marker.with_suffix(".log").open("a") as log:
            log.write(f"{name}\n")
        if first or (name == "deadly" and self._always):
            self._marker.touch()
            assert os.getpid() != self._spared
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run(run_input, **options)


class Unpicklable(Plain):
    """Holds what no process can be given."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()


class OwnGenerator:
    """Draws from a generator of its own, and takes no seed."""

    def __init__(self, generator=None):
        self.generator = np.random.default_rng(1) if generator is None else generator

    def run(self, circuits, shots):
        return [
            {"0" * circuit.num_clbits: shots} if self.generator.random() < 2 else None
            for circuit in circuits
        ]


class Seeded(OwnGenerator):
    """Draws from a generator of its own unless it is given a seed."""

    def run(self, circuits, shots, seed=None):
        rng = self.generator if seed is None else random.Random(seed)
        counts = []
        for _ in circuits:
            ones = sum(rng.random() < 0.5 for _ in range(shots))
            counts.append({"0": shots - ones, "1": ones})
        return counts


class Alone:
    """Takes one circuit at a time."""

    def run(self, circuit, shots):
        if isinstance(circuit, list):
            raise TypeError("one circuit, please")
        return {"1" * circuit.num_clbits: shots}
