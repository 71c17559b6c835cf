"""``execute`` and ``job_monitor``, which Qiskit 1.0 removed: ours on every Qiskit.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit_uplift.backends import load_backend
    >>> from qiskit_uplift.compat.execution import execute
    >>> circuit = QuantumCircuit(2, 1)
    >>> circuit.measure(0, 0)  # doctest: +ELLIPSIS
    <...
    >>> job = execute(circuit, load_backend("reference:legacy"), shots=5, seed_transpiler=1)
    >>> sum(job.result().get_counts().values())
    5
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import numpy as np
from qiskit.circuit import QuantumCircuit
from qiskit.providers.jobstatus import JOB_FINAL_STATES, JobStatus
from qiskit.transpiler import PassManager

from qiskit_uplift.compat._runs import transpiled
from qiskit_uplift.compat.running import run
from qiskit_uplift.exceptions import OptionError

__all__ = ["execute", "job_monitor"]

_TRANSPILE = (
    "basis_gates",
    "coupling_map",
    "initial_layout",
    "seed_transpiler",
    "optimization_level",
    "instruction_durations",
    "layout_method",
    "routing_method",
    "translation_method",
    "scheduling_method",
    "dt",
    "timing_constraints",
    "unitary_synthesis_method",
    "approximation_degree",
    "callback",
    "output_name",
)
_WITHOUT_EFFECT = frozenset({"max_credits", "qobj_id", "qobj_header"})
_GONE = {
    "backend_properties": "give a backend that has them",
    "inst_map": "pulse is gone from Qiskit",
    "schedule_circuit": "pulse is gone from Qiskit",
}


def execute(
    experiments: QuantumCircuit | Sequence[QuantumCircuit],
    backend: Any,
    *,
    parameter_binds: Sequence[Mapping[Any, float | Sequence[float]]] | None = None,
    pass_manager: PassManager | None = None,
    backend_options: Mapping[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Transpile circuits and run them: ``backend.run(transpile(...), ...)`` as one call.

    IBM's backends, which have no ``run`` any more, are run as by :func:`qiskit_uplift.compat.run`.

    Args:
        experiments: One circuit or several.
        backend: A backend of either version.
        parameter_binds: Values of parameters: mappings to numbers, with each of which every circuit
            is run, or, as Aer takes them, a mapping to lists of numbers for each circuit, which is
            run at each place of its lists.
        pass_manager: What makes the circuits ready, in place of Qiskit's ``transpile``.
        backend_options: Further options of the backend's ``run``.
        options: Arguments of Qiskit's ``transpile`` go there, ``max_credits``, ``qobj_id`` and
            ``qobj_header`` had lost their effect, all others go to the backend's ``run``. One that
            is None is as if it weren't given.

    Returns:
        The backend's job.

    Raises:
        OptionError: An option that nothing can be done with any more, ``pass_manager`` together
            with arguments of ``transpile``, or ``parameter_binds`` that don't fit the circuits.
    """
    given = {name: value for name, value in options.items() if value is not None}
    for name in _GONE.keys() & given.keys():
        raise OptionError(f"execute() can't do {name!r} any more: {_GONE[name]}.")
    for_transpile = {name: given.pop(name) for name in _TRANSPILE if name in given}
    for_run = {name: value for name, value in given.items() if name not in _WITHOUT_EFFECT}
    single = isinstance(experiments, QuantumCircuit)
    circuits = [experiments] if single else list(experiments)
    if pass_manager is None:
        circuits = transpiled(circuits, backend, **for_transpile)
    elif for_transpile:
        names = ", ".join(sorted(for_transpile))
        raise OptionError(f"execute() got a pass_manager and, for transpile, {names}; give one.")
    else:
        circuits = pass_manager.run(circuits)
    if parameter_binds:
        circuits = _bound(circuits, parameter_binds)
    run_input = circuits[0] if single and len(circuits) == 1 else circuits
    return run(backend, run_input, **{**(backend_options or {}), **for_run})


def _bound(
    circuits: Sequence[QuantumCircuit], binds: Sequence[Mapping[Any, Any]]
) -> list[QuantumCircuit]:
    if not any(np.ndim(value) for values in binds for value in values.values()):
        return [circuit.assign_parameters(values) for circuit in circuits for values in binds]
    if len(binds) != len(circuits):
        raise OptionError(
            f"execute() got lists of values for {len(binds)} circuits in parameter_binds, and "
            f"{len(circuits)} circuits. Give one mapping for each circuit."
        )
    bound = []
    for place, (circuit, values) in enumerate(zip(circuits, binds, strict=True)):
        lengths = {np.shape(value) for value in values.values()}
        if len(lengths) != 1 or len(next(iter(lengths))) != 1:
            raise OptionError(
                f"execute() got parameter_binds[{place}] with values of the shapes "
                f"{sorted(lengths)}. Give each parameter a list of numbers, all of one length."
            )
        points = zip(*values.values(), strict=True)
        bound += [
            circuit.assign_parameters(dict(zip(values, point, strict=True))) for point in points
        ]
    return bound


def job_monitor(
    job: Any,
    interval: float | None = None,
    quiet: bool = False,
    output: TextIO | None = None,
    line_discipline: str = "\r",
) -> None:
    """Write a job's status until it has ended.

    Args:
        job: Any job.
        interval: Seconds between two questions; by default 2, as a server may count them.
        quiet: Whether nothing is written.
        output: Where it is written; by default standard output.
        line_discipline: What a line starts with.

    Example:
        >>> class Done:
        ...     def status(self):
        ...         return JobStatus.DONE
        >>> job_monitor(Done(), line_discipline="")
        Job Status: job has successfully run
    """
    output = sys.stdout if output is None else output
    shown = ""
    while True:
        status = job.status()
        line = f"{line_discipline}Job Status: {_text(job, status)}"
        if not quiet and line != shown:
            print(line.ljust(len(shown)) if shown else line, end="", file=output, flush=True)
            shown = line
        if status in JOB_FINAL_STATES:
            break
        time.sleep(2 if interval is None else interval)
    if not quiet:
        print(file=output)


def _text(job: Any, status: Any) -> str:
    text = str(status.value) if isinstance(status, JobStatus) else str(status)
    if status == JobStatus.QUEUED and hasattr(job, "queue_position"):
        position = job.queue_position()
        return text if position is None else f"{text} ({position})"
    return text
