"""What a batch costs: to plan it, send it, wait for it, and write it down."""

from __future__ import annotations

import atexit
import tempfile

from qiskit.circuit import QuantumCircuit

from benchmarks import replay
from benchmarks.measure import Case
from qiskit_uplift import uplift
from qiskit_uplift.adapters.journal import Journal

RUNS = ((20, 1), (1, 20), (1, 200))  # how many, of how many batches


def batches(*, quick):
    """Runs of one circuit a batch, on a backend that answers at once; times are of one batch."""
    folder = tempfile.TemporaryDirectory(prefix="qiskit-uplift-benchmark-")
    atexit.register(folder.cleanup)
    journal = Journal(f"{folder.name}/journal.sqlite3")
    atexit.register(journal.close)
    for runs, number in RUNS[:2] if quick else RUNS:
        circuits = _circuits(number)
        backend = replay.ReplayBackend(5, replay.memory)

        def bare(backend=backend, circuits=circuits, runs=runs):
            for circuit in circuits * runs:
                backend.run([circuit], shots=100, memory=True).result()

        for name, kept in (("no journal", False), ("journal", journal)):
            sampler = uplift(backend, max_circuits=1, journal=kept).sampler()

            def ours(sampler=sampler, circuits=circuits, runs=runs):
                for _ in range(runs):
                    sampler.run(circuits, shots=100).result()

            yield Case(f"{name}: {runs} x {number} batches", ours, bare=bare, per=runs * number)


def _circuits(number):
    circuits = []
    for place in range(number):
        circuit = QuantumCircuit(5, name=f"circuit-{place}")
        circuit.rz(place / number, 0)  # no two are equal, so each is sent
        circuit.measure_all()
        circuits.append(circuit)
    return circuits
