"""The workloads: PUBs of the sampler and of the estimator, on a replay backend and on Aer."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

import numpy as np
from qiskit.circuit import Parameter, QuantumCircuit
from qiskit.primitives import BackendEstimatorV2, BackendSamplerV2, BitArray
from qiskit.quantum_info import PauliList, SparsePauliOp
from qiskit_aer import AerSimulator

from benchmarks import replay
from benchmarks.batches import batches
from benchmarks.measure import Case
from qiskit_uplift import EstimatorAdapter, SamplerAdapter, uplift
from qiskit_uplift.adapters.observables import group_terms

PRECISION = 1 / 64


def cases(*, quick: bool) -> Iterator[Case]:
    """All cases, one after the other, so that the payload of one is gone before the next.

    Args:
        quick: A tenth to a hundredth of the size, to see that everything runs.
    """
    shots = 20_000 if quick else 1_000_000
    yield from _sampler_on_replay(shots)
    yield from _estimator_on_replay(quick)
    yield from _grouping(quick)
    yield from batches(quick=quick)
    yield from _on_aer(shots // 10, 20 if quick else 100)


def ghz(num_qubits):
    circuit = QuantumCircuit(num_qubits)
    circuit.sx(0)
    for a, b in itertools.pairwise(range(num_qubits)):
        circuit.cx(a, b)
    return circuit


def ansatz(num_qubits):
    circuit = QuantumCircuit(num_qubits)
    for layer in range(2):
        for qubit in range(num_qubits):
            circuit.sx(qubit)
            circuit.rz(Parameter(f"p{layer:02}_{qubit:03}"), qubit)
        for a, b in itertools.pairwise(range(num_qubits)):
            circuit.cx(a, b)
    return circuit


def ising(num_qubits):
    """A transverse-field Ising chain."""
    terms = [("ZZ", [q, q + 1], 1.0) for q in range(num_qubits - 1)]
    terms += [("X", [q], 0.7) for q in range(num_qubits)]
    return SparsePauliOp.from_sparse_list(terms, num_qubits=num_qubits)


def random_terms(num_terms, num_qubits, seed=0):
    """Distinct Pauli strings, each letter alike likely."""
    rng = np.random.default_rng(seed)
    found = {}
    while len(found) < num_terms:
        letters = rng.choice(list("IXYZ"), (num_terms, num_qubits))
        found |= dict.fromkeys("".join(row) for row in letters)
    return list(found)[:num_terms]


def random_operator(num_terms, num_qubits, seed=0):
    coefficients = np.random.default_rng(seed + 1).normal(size=num_terms)
    return SparsePauliOp(random_terms(num_terms, num_qubits, seed), coefficients)


def _run(primitive, pubs, **options):
    return lambda: primitive.run(pubs, **options).result()


def _unwritten(backend):
    """Without the journal, as Qiskit's classes have none; one case shows what it costs."""
    return uplift(backend, journal=False)


def _sampler_on_replay(shots):
    for num_qubits, data in (
        (5, replay.memory),
        (20, replay.memory),
        (60, replay.memory),
        (127, replay.memory),
        (20, replay.memory_and_counts),
        (127, replay.memory_and_counts),
    ):
        circuit = ghz(num_qubits)
        circuit.measure_all()
        backend = replay.ReplayBackend(num_qubits, data)
        kind = data.__name__.replace("_", " ")
        yield Case(
            f"replay: Sampler {shots} shots {num_qubits} qubits, {kind}",
            _run(SamplerAdapter(backend=_unwritten(backend)), [circuit], shots=shots),
            _run(BackendSamplerV2(backend=backend), [circuit], shots=shots),
        )
    circuit = ghz(20)
    circuit.measure_all()
    backend = replay.ReplayBackend(20, replay.memory)
    yield Case(
        f"replay: Sampler {shots} shots 20 qubits, with the journal",
        _run(SamplerAdapter(backend=uplift(backend, journal=True)), [circuit], shots=shots),
        _run(BackendSamplerV2(backend=backend), [circuit], shots=shots),
    )
    few = functools.partial(replay.counts, distinct=20)
    backend = replay.ReplayBackend(20, few)
    found = few(20, shots)["counts"]
    # Qiskit's sampler needs memory: what it offers for counts is this constructor
    yield Case(
        f"replay: Sampler {shots} shots, counts of 20 kinds",
        _run(SamplerAdapter(backend=_unwritten(backend)), [circuit], shots=shots),
        lambda: BitArray.from_counts(found, num_bits=20),
    )


def _estimator_on_replay(quick):
    scale = 5 if quick else 1
    for num_terms in (100 // scale, 1000 // scale):
        backend = replay.ReplayBackend(12, replay.counts)
        pubs = [(ghz(12), random_operator(num_terms, 12))]
        yield _estimator(f"replay: Estimator {num_terms} terms 12 qubits", backend, pubs)
    backend = replay.ReplayBackend(10, replay.counts)
    circuit = ansatz(10)
    points = np.linspace(0, 1, 500 // scale * circuit.num_parameters)
    points = points.reshape(-1, circuit.num_parameters)
    hamiltonian = ising(10)
    name = f"{len(points)}-point sweep, {len(hamiltonian)} terms 10 qubits"
    yield _estimator(f"replay: Estimator {name}", backend, [(circuit, hamiltonian, points)])
    number = 20 // scale
    observables = [random_operator(10, 8, seed) for seed in range(number)]
    pubs = [(ghz(8), observables) for _ in range(number)]
    backend = replay.ReplayBackend(8, replay.counts)
    yield _estimator(f"replay: Estimator {number} circuits, {number} observables", backend, pubs)


def _estimator(name, backend, pubs, bare=None):
    return Case(
        name,
        _run(EstimatorAdapter(backend=_unwritten(backend)), pubs, precision=PRECISION),
        _run(BackendEstimatorV2(backend=backend), pubs, precision=PRECISION),
        bare,
    )


def _grouping(quick):
    for num_terms, paired in (
        ((200, True), (1000, False))
        if quick
        else (
            (2000, True),
            (10_000, False),
        )
    ):
        labels = random_terms(num_terms, 20)
        paulis = PauliList(labels)
        yield Case(
            f"grouping {num_terms} terms 20 qubits",
            lambda labels=labels: group_terms(labels, abelian_grouping=True),
            (lambda paulis=paulis: paulis.group_commuting(qubit_wise=True)) if paired else None,
        )


def _on_aer(shots, points):
    backend = AerSimulator(seed_simulator=1)
    circuit = ghz(20)
    circuit.measure_all()
    yield Case(
        f"Aer: Sampler {shots} shots 20 qubits",
        _run(SamplerAdapter(backend=backend), [circuit], shots=shots),
        _run(BackendSamplerV2(backend=backend), [circuit], shots=shots),
        lambda: backend.run([circuit], shots=shots, memory=True).result(),
    )
    swept = ansatz(10)
    values = np.linspace(0, 1, points * swept.num_parameters).reshape(points, -1)
    measured = swept.measure_all(inplace=False)
    yield Case(
        f"Aer: Sampler {points}-point sweep 10 qubits",
        _run(SamplerAdapter(backend=backend), [(measured, values)], shots=1000),
        _run(BackendSamplerV2(backend=backend), [(measured, values)], shots=1000),
        lambda: backend.run(
            [measured.assign_parameters(row) for row in values], shots=1000, memory=True
        ).result(),
    )
    hamiltonian = random_operator(100, 10)
    for name, pub in (
        ("100 terms 10 qubits", (ghz(10), hamiltonian)),
        (f"{points}-point sweep 10 qubits", (swept, ising(10), values)),
    ):
        estimator = EstimatorAdapter(backend=backend)
        job = estimator.run([pub], precision=PRECISION)
        job.result()
        bound = job._execution.circuits
        yield _estimator(
            f"Aer: Estimator {name}",
            backend,
            [pub],
            lambda bound=bound: backend.run(bound, shots=4096).result(),
        )
