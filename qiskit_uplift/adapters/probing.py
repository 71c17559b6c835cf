"""The smallest circuits that tell what a backend does, and what their outcomes say."""

from __future__ import annotations

import dataclasses
import threading
import warnings
from typing import Any

from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister

from qiskit_uplift.adapters.backend import BackendAdapter
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.manifest import TOGETHER, Entry, Manifest
from qiskit_uplift.adapters.records import told
from qiskit_uplift.adapters.results import RawOutcome
from qiskit_uplift.adapters.retry import is_network_error
from qiskit_uplift.adapters.sampler import SamplerAdapter
from qiskit_uplift.exceptions import OptionWarning

SHOTS = 20
"""How often a circuit with one outcome is run; noise may spoil less than half of the shots."""

SEED_SHOTS = 200
"""How often a coin is tossed by each of three qubits to see whether a seed decides. Counts of eight
outcomes are equal by chance less than once in 10**8 runs of that many shots."""


def probe(adapter: BackendAdapter, manifest: Manifest) -> Manifest:
    """Run the smallest circuits that tell, and put what they say into a manifest.

    They are at most nine jobs, none of them in the journal: one whose registers and shots are
    looked at, one that shows whether a flipped qubit reads 1, three for the seed where there is
    one, and one each for a measurement in the middle, a reset and control flow. The first is
    fetched again by its id. Where the second goes wrong, the last three would tell nothing.

    Args:
        adapter: The backend.
        manifest: What is declared of it. An entry that isn't probed, or can't be, is kept.
    """
    manner: dict[str, Any] = {**adapter._made_with, "journal": False}
    quiet = BackendAdapter(adapter.wrapped, **manner)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OptionWarning)  # shots that can't be asked for
        found = {**_form(quiet), **_seed(quiet)}
        plain = _seen(quiet, _flipped(), 1)
        if plain is not None and plain.value:
            for name, (circuit, expected) in _certain().items():
                seen = _seen(quiet, circuit, expected)
                if seen is not None:
                    found[name] = seen
    return dataclasses.replace(manifest, **found)


def _shots(adapter: BackendAdapter, wanted: int) -> int:
    limits = adapter.limits
    most = wanted if limits.max_shots is None else min(wanted, limits.max_shots)
    return max(most, limits.min_shots)


# --- what comes back


def _two_registers() -> QuantumCircuit:
    circuit = QuantumCircuit(
        QuantumRegister(2, "q"), ClassicalRegister(1, "low"), ClassicalRegister(1, "high")
    )
    circuit.x(0)
    circuit.measure([0, 1], [0, 1])
    return circuit


def _form(adapter: BackendAdapter) -> dict[str, Entry]:
    """Memory or counts, registers apart or not, and how many shots; then its id is tried."""
    try:
        prepared = adapter.preparation.prepare(
            [_two_registers()], "auto", optimization_level=1, seed_transpiler=0
        )
        asked = adapter.contract.shots is not None
        shots = _shots(adapter, SHOTS)
        execution = Execution(
            *(adapter.channel, [prepared[0].circuit], [shots]),
            memory=True, asked=asked, decodes=False,
        )  # fmt: skip
        ended = threading.Event()
        execution.submit()
        execution.start(ended.set)
        ended.wait()
        (outcome,) = execution.raw(0)
    except Exception:  # whatever it is, nothing is known by it
        return {}
    found = _look_at(outcome)
    came = _number(outcome)
    if asked and came is not None:
        found["exact_shots"] = Entry(came == shots, "probed", f"{came} of {shots} came")
    if execution.job_ids and not adapter.channel.is_local:
        found["retrieval_by_id"] = _fetched(adapter, execution.job_ids[0])
    return found


def _look_at(outcome: RawOutcome) -> dict[str, Entry]:
    memory = None if outcome.memory is None or not len(outcome.memory) else outcome.memory
    key = next(iter(outcome.counts), None) if memory is None and outcome.counts else None
    one = key if memory is None else memory[0]
    form = "counts alone" if memory is None else f"one outcome a shot, as {one!r}"
    found = {"memory": Entry(form, "probed", f"counts of {key!r}" if memory is None else "")}
    if isinstance(one, str):
        apart = " " in one.strip()
        found["registers"] = Entry("apart" if apart else TOGETHER, "probed", f"as {one!r}")
    return found


def _number(outcome: RawOutcome) -> int | None:
    if outcome.memory is not None and len(outcome.memory):
        return len(outcome.memory)
    counts = list((outcome.counts or {}).values())
    whole = counts and all(float(count).is_integer() for count in counts)
    return int(sum(counts)) if whole else None


def _fetched(adapter: BackendAdapter, job_id: str) -> Entry:
    try:
        job = adapter.channel.job(adapter.channel.retrieve(job_id))
        told = str(job.job_id())
    except Exception as error:  # a provider may raise anything
        return Entry(False, "probed", f"{type(error).__name__} for the id of a job that had run")
    return Entry(told == job_id, "probed", "" if told == job_id else f"another job came: {told}")


# --- what it does


def _sampled(adapter: BackendAdapter, circuit: QuantumCircuit, shots: int, **more: Any) -> Any:
    sampler = SamplerAdapter(
        backend=adapter, options={"transpile": "auto", "optimization_level": 1, **more}
    )
    asked = adapter.contract.shots is not None
    job = sampler.run([circuit], shots=_shots(adapter, shots) if asked else None)
    return job.result()[0].data.c


def _seed(adapter: BackendAdapter) -> dict[str, Entry]:
    if adapter.contract.seed is None:
        return {}
    coins = QuantumCircuit(QuantumRegister(3, "q"), ClassicalRegister(3, "c"))
    coins.h(range(3))
    coins.measure(range(3), range(3))
    try:
        first, again, other = (
            _sampled(adapter, coins, SEED_SHOTS, seed_simulator=seed).get_counts()
            for seed in (11, 11, 12)
        )
    except Exception as error:  # a provider may raise anything
        if is_network_error(error) or not _runs(adapter, coins):
            return {}
        return {"seed": Entry(adapter.contract.seed, "probed", f"refused: {_told(error)}")}
    note = "decides outcomes" if first == again != other else "does not decide outcomes"
    return {"seed": Entry(adapter.contract.seed, "probed", note)}


def _measured_twice() -> QuantumCircuit:
    circuit = QuantumCircuit(QuantumRegister(1, "q"), ClassicalRegister(2, "c"))
    circuit.x(0)
    circuit.measure(0, 0)
    circuit.x(0)
    circuit.measure(0, 1)
    return circuit


def _reset() -> QuantumCircuit:
    circuit = QuantumCircuit(QuantumRegister(1, "q"), ClassicalRegister(1, "c"))
    circuit.x(0)
    circuit.reset(0)
    circuit.measure(0, 0)
    return circuit


def _conditional() -> QuantumCircuit:
    circuit = QuantumCircuit(QuantumRegister(2, "q"), ClassicalRegister(2, "c"))
    circuit.x(0)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(1)
    circuit.measure(1, 1)
    return circuit


def _flipped() -> QuantumCircuit:
    circuit = QuantumCircuit(QuantumRegister(1, "q"), ClassicalRegister(1, "c"))
    circuit.x(0)
    circuit.measure(0, 0)
    return circuit


def _certain() -> dict[str, tuple[QuantumCircuit, int]]:
    """Circuits with one outcome, each for one entry, and the outcome."""
    return {
        "mid_circuit_measurement": (_measured_twice(), 0b01),
        "reset": (_reset(), 0b0),
        "dynamic_circuits": (_conditional(), 0b11),
    }


def _runs(adapter: BackendAdapter, circuit: QuantumCircuit) -> bool:
    try:
        _sampled(adapter, circuit, SHOTS)
    except Exception:  # a provider may raise anything
        return False
    return True


def _seen(adapter: BackendAdapter, circuit: QuantumCircuit, expected: int) -> Entry | None:
    """Whether a circuit has its outcome in more than half of the shots; None if that's unknown."""
    try:
        counts = _sampled(adapter, circuit, SHOTS).get_int_counts()
    except Exception as error:  # a provider may raise anything
        if is_network_error(error):
            return None
        return Entry(False, "probed", f"refused: {_told(error)}")
    right, total = counts.get(expected, 0), sum(counts.values())
    return Entry(2 * right > total, "probed", f"{right} of {total} shots were right")


def _told(error: Exception) -> str:
    return " ".join(told(error).split())[:200]
