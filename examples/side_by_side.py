"""Sample one circuit on backends that no single environment can hold, side by side.

Run it as ``python examples/side_by_side.py``; the first time, it makes the environments that
``hosts.toml`` beside it names. ``--hosts FILE`` takes another file.
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

import qiskit
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.compat.host.files import open_host

HOSTS = Path(__file__).with_name("hosts.toml")
NAMES = ("iqm", "aqt", "aqt-old", "terra-0-25")
SHOTS = 1000


def circuit() -> QuantumCircuit:
    """Qubits 0 and 1 entangled, qubit 2 excited; two registers, the second written crosswise."""
    pair, single = ClassicalRegister(2, "pair"), ClassicalRegister(2, "single")
    made = QuantumCircuit(QuantumRegister(3, "q"), pair, single, name="side by side")
    made.h(0)
    made.cx(0, 1)
    made.x(2)
    made.measure([0, 1, 2], [pair[1], pair[0], single[1]])
    return made


def main() -> None:
    """Print the counts of each backend, by register."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=Path, default=HOSTS, metavar="FILE")
    file = parser.parse_args().hosts
    with contextlib.ExitStack() as stack:
        jobs = {}
        for name in NAMES:
            backend = stack.enter_context(open_host(name, file))
            # by the provider's own transpiler stages, which are only there
            ready = backend.transpile(circuit(), seed_transpiler=1)
            job = uplift(backend).sampler().run([ready], shots=SHOTS)
            jobs[name] = (backend.qiskit_version, job)
        device = uplift(reference_device("legacy", qubits=5, seed=1))
        ready = transpile(circuit(), device, seed_transpiler=1)
        own = device.sampler(seed_simulator=1).run([ready], shots=SHOTS)
        jobs["reference"] = (qiskit.__version__, own)
        for name, (version, job) in jobs.items():
            data = job.result()[0].data
            counts = {
                register: dict(sorted(bits.get_counts().items())) for register, bits in data.items()
            }
            print(f"{name:<12} Qiskit {version:<8} {counts}")


if __name__ == "__main__":
    main()
