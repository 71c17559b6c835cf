"""How a run of many batches scales with the workers that compute it.

Run it as ``python -m benchmarks.scaling``. The same run, batches of a 20-qubit circuit on Aer, is
computed by 1, 2, ... worker processes, and once by Aer in this process; each simulates on one
thread. The outcomes are compared, as they must not depend on the workers. ``--dask`` has the
workers of a Dask cluster on this machine instead.
"""

import argparse
import contextlib
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor

from qiskit.circuit import QuantumCircuit
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift

LINE = "{:<24} {:>10} {:>9} {:>11}"


def layered(num_qubits, number, depth=12):
    """A circuit of rotations and entangling layers; another for each number."""
    circuit = QuantumCircuit(num_qubits, name=f"layered-{number}")
    for layer in range(depth):
        for qubit in range(num_qubits):
            circuit.rx(0.1 + 0.01 * number + 0.2 * layer + 0.03 * qubit, qubit)
        for qubit in range(layer % 2, num_qubits - 1, 2):
            circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    return circuit


@contextlib.contextmanager
def workers(number, *, dask):
    """An executor with that many processes, which have imported what they need."""
    if dask:
        from distributed import Client, LocalCluster

        with (
            LocalCluster(number, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            yield client.get_executor()
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=context) as executor:
        yield executor


def run(backend, circuits, shots):
    sampler = backend.sampler(
        seed_simulator=1, transpile="off", run_options={"max_parallel_threads": 1}
    )
    return [pub.data.meas.array.tobytes() for pub in sampler.run(circuits, shots=shots).result()]


def timed(backend, circuits, shots):
    run(backend, circuits, 1)  # starts the workers, and lets them import what they need
    start = time.perf_counter()
    outcomes = run(backend, circuits, shots)
    return time.perf_counter() - start, outcomes


def counted_up_to(most):
    """1, 2, 4, ... and the number itself."""
    number = 1
    while number < most:
        yield number
        number *= 2
    yield most


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), metavar="N",
                        help="the most; default: the number of cores")  # fmt: skip
    parser.add_argument("--dask", action="store_true", help="workers of a Dask cluster")
    arguments = parser.parse_args()
    num_qubits, batches, shots = (8, 4, 50) if arguments.quick else (20, 32, 1000)
    circuits = [layered(num_qubits, number) for number in range(batches)]
    print(f"{batches} batches, {num_qubits} qubits, {shots} shots")
    print(LINE.format("computed by", "time", "speed-up", "efficiency"))
    base, expected = timed(uplift(AerSimulator(), max_circuits=1), circuits, shots)
    print(LINE.format("this process", f"{base:.2f} s", "1.00", "-"), flush=True)
    for number in counted_up_to(arguments.workers):
        with workers(number, dask=arguments.dask) as executor:
            backend = uplift(AerSimulator(), executor=executor, max_circuits=1)
            took, outcomes = timed(backend, circuits, shots)
        if outcomes != expected:
            raise SystemExit(f"{number} workers gave other outcomes")
        name = f"{number} worker{'s' * (number != 1)}"
        gain = base / took
        print(LINE.format(name, f"{took:.2f} s", f"{gain:.2f}", f"{gain / number:.0%}"), flush=True)


if __name__ == "__main__":
    main()
