"""What a batch costs: to plan it, send it, wait for it, and write it down."""

from __future__ import annotations

import atexit
import tempfile

from qiskit.circuit import QuantumCircuit

from benchmarks import replay
from benchmarks.measure import Case
from qiskit_uplift import uplift
from qiskit_uplift.adapters.journal import Journal

NUMBERS = (1, 20, 200)


def batches(*, quick):
    """Runs of one circuit a batch, on a backend that answers at once; times are of one batch."""
    folder = tempfile.TemporaryDirectory(prefix="qiskit-uplift-benchmark-")
    atexit.register(folder.cleanup)
    journal = Journal(f"{folder.name}/journal.sqlite3")
    atexit.register(journal.close)
    for number in NUMBERS[:2] if quick else NUMBERS:
        circuits = _circuits(number)
        backend = replay.ReplayBackend(5, replay.memory)

        def bare(backend=backend, circuits=circuits):
            for circuit in circuits:
                backend.run([circuit], shots=100, memory=True).result()

        for name, kept in (("no journal", False), ("journal", journal)):
            sampler = uplift(backend, max_circuits=1, journal=kept).sampler()

            def ours(sampler=sampler, circuits=circuits):
                return sampler.run(circuits, shots=100).result()

            yield Case(f"{name}: one of {number} batches", ours, bare=bare, per=number)


def _circuits(number):
    circuits = []
    for place in range(number):
        circuit = QuantumCircuit(5, name=f"circuit-{place}")
        circuit.rz(place / number, 0)  # no two are equal, so each is sent
        circuit.measure_all()
        circuits.append(circuit)
    return circuits
