"""Backends that keep the state of a run in themselves are called by one thread at a time."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from qiskit.circuit import QuantumCircuit
from qiskit.providers.basic_provider import BasicSimulator

from qiskit_uplift import uplift
from qiskit_uplift.adapters.turns import in_turn


class Backend:
    """Notes whether two calls of its ``run`` overlap: the second meets the first at a barrier."""

    def __init__(self):
        self.inside = 0
        self.most = 0
        self.meeting = threading.Barrier(2, timeout=0.2)

    def run(self):
        self.inside += 1
        self.most = max(self.most, self.inside)
        with contextlib.suppress(threading.BrokenBarrierError):  # nobody came, as it should be
            self.meeting.wait()
        self.inside -= 1


@pytest.mark.parametrize(("turns", "most"), [(True, 1), (False, 2)])
def test_the_second_thread_waits(turns, most):
    backend = Backend()
    calls = [in_turn(backend, backend.run) if turns else backend.run for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(call) for call in calls]:
            future.result()
    assert backend.most == most


def test_a_seed_gives_basic_simulator_the_same_shots_with_threads_as_without():
    """Eight batches of circuits that differ, by four threads."""
    circuits = []
    for number in range(8):
        circuit = QuantumCircuit(4, 4)
        for bit in range(4):
            circuit.u(0.3 * number + bit, 0.1, 0.2, bit)
        circuit.measure(range(4), range(4))
        circuits.append((circuit,))

    def sampled(**spread):
        backend = uplift(BasicSimulator(), max_circuits=1, **spread)
        result = backend.sampler(seed_simulator=5).run(circuits, shots=200).result()
        return [entry.data.c.get_counts() for entry in result]

    alone = sampled()
    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            assert sampled(executor=pool) == alone
