"""What a Sampler returned, as the result of an old job."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.primitives import PrimitiveResult
from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData

from qiskit_uplift.compat._header import QobjExperimentHeader, QobjHeader
from qiskit_uplift.compat._plain_registers import Sent
from qiskit_uplift.exceptions import DecodingError


def legacy_result(
    found: PrimitiveResult[Any],
    circuits: Sequence[QuantumCircuit],
    sent: Sequence[Sent],
    *,
    memory: bool,
    seconds: float,
    job_id: str,
    backend_name: str,
    backend_version: str,
) -> Result:
    """The result that a backend's ``run`` would have given.

    Args:
        found: What the Sampler returned.
        circuits: The circuits as the user gave them.
        sent: The same as the Sampler got them.
        memory: Whether the outcomes of single shots are there.
        seconds: How long it took.
        job_id: The job's id.
        backend_name: The backend's name.
        backend_version: The backend's version.

    Raises:
        DecodingError: There are not as many results as circuits, or one can't be read.
    """
    if len(found) != len(circuits):
        raise DecodingError(
            f"The Sampler returned {len(found)} results for {len(circuits)} circuits."
        )
    return Result(
        backend_name=backend_name,
        backend_version=backend_version,
        qobj_id=job_id,
        job_id=job_id,
        success=True,
        status="COMPLETED",
        date=datetime.datetime.now(datetime.timezone.utc),
        header=QobjHeader(backend_name=backend_name, backend_version=backend_version),
        metadata=dict(found.metadata),
        time_taken=seconds,
        results=[
            _experiment(pub, circuit, each, memory=memory)
            for pub, circuit, each in zip(found, circuits, sent, strict=True)
        ],
    )


def _experiment(pub: Any, circuit: QuantumCircuit, sent: Sent, *, memory: bool) -> ExperimentResult:
    values, which = sent.outcomes(pub.data)
    keys = [hex(value) for value in values]
    indices = which.tolist()
    data = {"counts": {keys[index]: count for index, count in Counter(indices).items()}}
    if memory:
        data["memory"] = [keys[index] for index in indices]  # type: ignore[assignment]
    return ExperimentResult(
        shots=len(indices),
        success=True,
        status="DONE",
        data=ExperimentResultData(**data),
        metadata=dict(pub.metadata),
        header=QobjExperimentHeader(
            name=circuit.name,
            memory_slots=circuit.num_clbits,
            creg_sizes=[[register.name, register.size] for register in circuit.cregs],
            n_qubits=circuit.num_qubits,
            qreg_sizes=[[register.name, register.size] for register in circuit.qregs],
            global_phase=_number(circuit.global_phase),
            metadata=circuit.metadata or {},
        ),
    )


def _number(phase: Any) -> Any:
    return float(phase) if isinstance(phase, (int, float)) else phase
