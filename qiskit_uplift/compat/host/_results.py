"""Results that came as plain data, in the provider's own notation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qiskit.result import Result
from qiskit.result.models import ExperimentResult, ExperimentResultData

from qiskit_uplift._qiskit.results import experiment_header


def read_result(kind: str, told: Any) -> Any:
    """The result: Qiskit's ``Result``, or the counts where that is all.

    Args:
        kind: ``"result"`` or ``"counts"``.
        told: What the other side tells of it.
    """
    if kind == "counts":
        return told
    return Result(
        backend_name=told["backend_name"],
        backend_version=told["backend_version"],
        qobj_id=None,
        job_id=told["job_id"],
        success=told["success"],
        results=[_experiment(each) for each in told["results"]],
        status=told["status"],
    )


def _experiment(told: Mapping[str, Any]) -> ExperimentResult:
    data = told["data"]
    fields = {} if told["meas_level"] is None else {"meas_level": told["meas_level"]}
    return ExperimentResult(
        shots=told["shots"],
        success=told["success"],
        data=ExperimentResultData(**data) if isinstance(data, Mapping) else data,
        status=told["status"],
        seed=told["seed"],
        meas_return=told["meas_return"],
        header=_header(told["header"]),
        **fields,
    )


def _header(fields: Any) -> Any:
    return experiment_header(dict(fields)) if isinstance(fields, Mapping) else fields
