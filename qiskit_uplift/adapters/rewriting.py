"""`Samples` to a Qiskit ``Result``, in the notation that all of Qiskit reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.providers import BackendV2
from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData

from qiskit_uplift._qiskit.results import experiment_header
from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.encoding import encode_counts, encode_memory
from qiskit_uplift.adapters.samples import Samples


def as_result(
    samples: Sequence[Samples],
    circuits: Sequence[QuantumCircuit],
    backend: BackendV2,
    job_id: str,
    *,
    memory: bool,
    seed: int | None,
) -> Result:
    """Write outcomes as hexadecimal counts (and memory, if asked for) with full headers."""
    experiments = [
        _experiment(outcome, circuit, memory=memory, rng=shuffler(seed, index))
        for index, (outcome, circuit) in enumerate(zip(samples, circuits, strict=True))
    ]
    return Result(
        backend_name=backend.name,
        backend_version=backend.backend_version or "",
        job_id=job_id,
        success=True,
        results=experiments,
    )


def shuffler(seed: int | None, *index: int) -> np.random.Generator:
    """The generator that orders the shots of one circuit, by the user's seed and its place."""
    return np.random.default_rng(None if seed is None else [abs(int(seed)), *index])


def _experiment(
    samples: Samples, circuit: QuantumCircuit, *, memory: bool, rng: np.random.Generator
) -> ExperimentResult:
    data: dict[str, Any] = {"counts": encode_counts(samples, Notation.HEX, circuit)}
    if memory:
        data["memory"] = encode_memory(samples.shots(rng), Notation.HEX, circuit)
    return ExperimentResult(
        shots=samples.num_shots,
        success=True,
        data=ExperimentResultData(**data),
        header=experiment_header(
            {
                "name": circuit.name,
                "memory_slots": circuit.num_clbits,
                "creg_sizes": [[register.name, register.size] for register in circuit.cregs],
                "metadata": circuit.metadata,
            }
        ),
    )
