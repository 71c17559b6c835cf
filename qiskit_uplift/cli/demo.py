"""``qiskit-uplift demo``: the package's main job, on a device that comes with it."""

from __future__ import annotations

import time
from typing import Any

import click
import numpy as np
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.jobs import AdapterJob
from qiskit_uplift.cli import output
from qiskit_uplift.cli.errors import debug_option
from qiskit_uplift.cli.summary import TargetSummary, quantity

SHOTS = 2000
SWEEP_POINTS = 9
PRECISION = 0.01

H2 = SparsePauliOp.from_list(
    [
        ("II", -1.052373245772859),
        ("IZ", 0.39793742484318045),
        ("ZI", -0.39793742484318045),
        ("ZZ", -0.01128010425623538),
        ("XX", 0.18093119978423156),
    ]
)
"""H2 at 0.735 angstrom in the STO-3G basis, parity mapping with two qubits saved, in hartree."""

BEST_ANGLE = -0.2235
"""The ansatz below is the ground state here, to 1e-9 hartree."""

EPILOG = """\b
What it does in Python:
  from qiskit_uplift import uplift
  backend = uplift(any_backend)
  backend.sampler(transpile="auto").run([circuit]).result()
  backend.estimator(transpile="auto").run([(circuit, observable)]).result()
"""


@click.command(epilog=EPILOG)
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True,
              help="Decides the numbers; the same seed gives the same ones.")  # fmt: skip
@debug_option
def demo(seed: int) -> None:
    """Wrap an old BackendV1 and run a Sampler and an Estimator on it.

    The backend is the reference device, a noisy simulation in the form of a legacy backend.
    """
    from qiskit_uplift.backends.reference import reference_device

    started = time.perf_counter()
    backend = uplift(reference_device("legacy", 5))
    _introduce(backend)
    sampler = backend.sampler(default_shots=SHOTS, seed_simulator=seed, transpile="auto")

    job = sampler.run([ghz(3)])
    output.heading("1. Sampler: a GHZ state of three qubits")
    output.counts_table(job.result()[0].data.meas.get_counts())
    _tell_route(backend, job)

    angles = np.linspace(0, 2 * np.pi, SWEEP_POINTS)
    job = sampler.run([(rotation(), angles[:, None])])
    output.heading("2. Sampler: a sweep of one parameter, P(1) of a rotated qubit")
    _sweep_table(angles, job.result()[0].data.meas)
    _tell_route(backend, job)

    estimator = backend.estimator(
        default_precision=PRECISION, seed_simulator=seed, transpile="auto"
    )
    job = estimator.run([(ansatz(), H2, [BEST_ANGLE])])
    output.heading("3. Estimator: the energy of H2 at 0.735 angstrom")
    _energy_table(job.result()[0])
    _tell_route(backend, job)
    output.line(f"Done in {time.perf_counter() - started:.1f} s.", indent=0)


def ghz(num_qubits: int) -> QuantumCircuit:
    """A GHZ state, measured: all zeros or all ones."""
    circuit = QuantumCircuit(num_qubits, name="ghz")
    circuit.h(0)
    for qubit in range(1, num_qubits):
        circuit.cx(qubit - 1, qubit)
    circuit.measure_all()
    return circuit


def rotation() -> QuantumCircuit:
    """One qubit turned by an angle and measured: P(1) is sin^2 of half of it."""
    circuit = QuantumCircuit(1, name="rotation")
    circuit.ry(Parameter("angle"), 0)
    circuit.measure_all()
    return circuit


def ansatz() -> QuantumCircuit:
    """The states between the two in which H2 has its electrons, with one parameter."""
    circuit = QuantumCircuit(2, name="ansatz")
    circuit.x(0)
    circuit.ry(Parameter("angle"), 1)
    circuit.cx(1, 0)
    return circuit


def _introduce(backend: BackendAdapter) -> None:
    summary = TargetSummary.of(backend.target)
    kind = type(backend.wrapped)
    gates = ", ".join(each.name for each in summary.operations)
    output.heading(f"{backend.name}: an old backend, made new by uplift()")
    output.line(f"was: {kind.__name__}, a {backend.route}, with configuration() and properties()")
    output.line(f"is:  {type(backend).__name__}, a BackendV2 with a Target:")
    output.line(f"     {summary.num_qubits} qubits, {summary.coupled_pairs} coupled pairs; {gates}")
    times = f"T1 {quantity(summary.t1, 's')}, T2 {quantity(summary.t2, 's')}"
    output.line(f"     medians: {times}")
    output.line()


def _sweep_table(angles: Any, bits: Any) -> None:
    rows = []
    for index, angle in enumerate(angles):
        share = bits[index].get_int_counts().get(1, 0) / bits.num_shots
        exact = np.sin(angle / 2) ** 2
        rows.append((f"{angle / np.pi:.2f} pi", f"{share:.3f}", f"{exact:.3f}", output.bar(share)))
    output.table(("angle", "measured", "ideal", ""), rows, right=(0, 1, 2))


def _energy_table(result: Any) -> None:
    exact = exact_energy()
    value, std = float(result.data.evs), float(result.data.stds)
    noisy = f"{value:+.4f} {output.plus_minus()} {std:.4f}"
    output.table(("", "hartree"), [
        ("estimated", noisy), ("exact", f"{exact:+.4f}"), ("difference", f"{value - exact:+.4f}"),
    ])  # fmt: skip
    output.line("The error bar is the statistics of the shots; the rest is the device's noise.")


def exact_energy() -> float:
    """The lowest eigenvalue of `H2`, in hartree."""
    return float(np.linalg.eigvalsh(H2.to_matrix())[0])


def _tell_route(backend: BackendAdapter, job: AdapterJob) -> None:
    circuits = sum(len(submission.batch.indices) for submission in job.submissions)
    calls = len(job.submissions)
    sent = ", ".join(f"{name}={value!r}" for name, value in job.submissions[0].sent.items())
    output.line(
        f"Route: {backend.route}.run({circuits} circuit{'s' * (circuits != 1)}, {sent}), "
        f"{calls} call{'s' * (calls != 1)}."
    )
    output.line()
