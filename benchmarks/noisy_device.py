"""What cutting to the active qubits saves: five qubits of a noisy device with 127.

Run it as ``python benchmarks/noisy_device.py``. Each repetition runs the same circuit cut and
uncut, so that a busy machine slows both; the ratio of the medians is printed.
"""

import argparse
import itertools
import statistics
import time

from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator

from qiskit_uplift.backends import Device
from qiskit_uplift.backends.engine import Engine


def five_qubit_circuit(device):
    path = [60]
    while len(path) < 5:
        path.append(next(b for a, b in device.edges if a == path[-1] and b not in path))
    circuit = QuantumCircuit(device.num_qubits, 5)
    circuit.sx(path[0])
    for a, b in itertools.pairwise(path):
        circuit.cx(a, b)
    circuit.measure(path, range(5))
    return circuit


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    device = Device.generate(127, "heavy-hex", seed=1)
    engine, simulator = Engine(device), AerSimulator()
    circuit = five_qubit_circuit(device)
    _, active = engine.prepare(circuit)
    built_cut = timed(lambda: device.noise.model(active))
    built_uncut = timed(device.noise.model)
    engine.sample(circuit, 10, 0)
    cut, uncut = [], []
    for seed in range(arguments.repeats):
        cut.append(timed(lambda s=seed: engine.sample(circuit, arguments.shots, s)))
        options = {"shots": arguments.shots, "seed_simulator": seed, "memory": True}
        options |= {"noise_model": device.noise.model(), "max_parallel_shots": 1}
        uncut.append(timed(lambda o=options: simulator.run(circuit, **o).result()))
    fast, slow = statistics.median(cut), statistics.median(uncut)
    print(f"noise model: {built_cut:.3f} s for 5 qubits, {built_uncut:.3f} s for 127 (once)")
    print(f"{arguments.shots} shots: {fast * 1e3:.1f} ms cut, {slow * 1e3:.1f} ms uncut")
    print(f"ratio: {slow / fast:.1f}")


if __name__ == "__main__":
    main()
