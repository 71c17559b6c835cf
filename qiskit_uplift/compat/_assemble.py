"""``assemble`` for Qiskit 2: circuits to a :class:`QasmQobj`."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from numbers import Integral
from typing import Any

from qiskit.circuit import (
    ClassicalRegister,
    IfElseOp,
    ParameterExpression,
    ParameterVector,
    QuantumCircuit,
)
from qiskit.exceptions import QiskitError
from qiskit.result.models import MeasLevel

from qiskit_uplift.compat._header import QobjExperimentHeader, QobjHeader
from qiskit_uplift.compat._qobj import (
    QasmQobj,
    QasmQobjConfig,
    QasmQobjExperiment,
    QasmQobjExperimentConfig,
    QasmQobjInstruction,
)

DEFAULT_SHOTS = 1024


def assemble(  # noqa: PLR0917 - the order is that of the function this one restores
    experiments: QuantumCircuit | Sequence[QuantumCircuit],
    backend: Any = None,
    qobj_id: str | None = None,
    qobj_header: QobjHeader | Mapping[str, Any] | None = None,
    shots: int | None = None,
    memory: bool | None = False,
    seed_simulator: int | None = None,
    *,
    meas_level: Any = MeasLevel.CLASSIFIED,
    parameter_binds: Sequence[Mapping[Any, float]] | None = None,
    init_qubits: bool = True,
    **run_config: Any,
) -> QasmQobj:
    """Circuits as a Qobj.

    Args:
        experiments: One circuit or several. An ``if_test`` without an else is written as condition;
            other control flow has no place in a Qobj.
        backend: Whose limits and name are taken; None for none.
        qobj_id: An id; a new one by default.
        qobj_header: What the whole result is to be labelled with.
        shots: How often each; by default 1024, or the backend's most if that is less.
        memory: Whether the outcome of each shot is wanted.
        seed_simulator: A simulator's seed.
        meas_level: Which kind of outcome is wanted.
        parameter_binds: Values of parameters; every circuit is assembled with each of them.
        init_qubits: Whether qubits start in 0.
        run_config: Further fields of the configuration; one that is None is not set. ``rep_delay``
            is in seconds.

    Raises:
        QiskitError: What is no circuit, has unbound parameters or other control flow; shots that
            are no integer or more than the backend takes; a ``rep_delay`` out of its range.

    Warns:
        RuntimeWarning: ``rep_delay`` is given, and the backend doesn't say that it can be set.
    """
    single = isinstance(experiments, QuantumCircuit) or not isinstance(experiments, Iterable)
    circuits: list[QuantumCircuit] = [experiments] if single else list(experiments)
    if not circuits or not all(isinstance(circuit, QuantumCircuit) for circuit in circuits):
        raise QiskitError("assemble() takes a QuantumCircuit or a non-empty list of them.")
    circuits = _bound(circuits, parameter_binds or ())
    header = dict(qobj_header or {})
    if backend is not None:
        configuration = backend.configuration()
        header.setdefault("backend_name", configuration.backend_name)
        header.setdefault("backend_version", configuration.backend_version)
        if (pulses := getattr(configuration, "parametric_pulses", None)) is not None:
            run_config.setdefault("parametric_pulses", pulses)
    run_config["rep_delay"] = _rep_delay(run_config.get("rep_delay"), backend)
    run_config.setdefault("parametric_pulses", [])
    assembled = [_experiment(circuit) for circuit in circuits]
    config = QasmQobjConfig(
        _shots(shots, backend),
        seed_simulator,
        memory,
        parameter_binds=[],
        meas_level=meas_level,
        init_qubits=init_qubits,
        memory_slots=max(experiment.config.memory_slots for experiment in assembled),
        n_qubits=max(experiment.config.n_qubits for experiment in assembled),
        **run_config,
    )
    return QasmQobj(qobj_id or str(uuid.uuid4()), config, assembled, QobjHeader(**header))


def assemble_circuits(
    circuits: Sequence[QuantumCircuit], run_config: Any, qobj_id: str, qobj_header: QobjHeader
) -> QasmQobj:
    """Circuits as a Qobj, with the options in one object.

    Args:
        circuits: The circuits.
        run_config: A ``RunConfig``.
        qobj_id: An id.
        qobj_header: What the whole result is to be labelled with.

    Raises:
        QiskitError: See :func:`assemble`.
    """
    return assemble(circuits, None, qobj_id, qobj_header, **run_config.to_dict())


def _shots(shots: int | None, backend: Any) -> int:
    most = None if backend is None else getattr(backend.configuration(), "max_shots", None)
    if shots is None:
        return DEFAULT_SHOTS if most is None else min(DEFAULT_SHOTS, most)
    if not isinstance(shots, Integral) or isinstance(shots, bool):
        raise QiskitError(f"Argument 'shots' should be of type 'int', got {shots!r}.")
    if most is not None and shots > most:
        raise QiskitError(f"{shots} shots were asked for, the backend takes at most {most}.")
    return int(shots)


def _rep_delay(seconds: float | None, backend: Any) -> float | None:
    """The delay between shots in us, as a Qobj has it; None where it isn't set."""
    configuration = None if backend is None else backend.configuration()
    if not getattr(configuration, "dynamic_reprate_enabled", False):
        if seconds is not None:
            warnings.warn(
                "rep_delay has no effect: the backend doesn't say that it can be set.",
                RuntimeWarning,
                stacklevel=3,
            )
        return None
    if seconds is None:
        seconds = getattr(configuration, "default_rep_delay", None)
    limits = getattr(configuration, "rep_delay_range", None)
    if seconds is not None and limits and not limits[0] <= seconds <= limits[1]:
        raise QiskitError(
            f"rep_delay is {seconds} s, the backend takes {limits[0]} to {limits[1]} s."
        )
    return None if seconds is None else seconds * 1e6


def _bound(
    circuits: Sequence[QuantumCircuit], binds: Sequence[Mapping[Any, float]]
) -> list[QuantumCircuit]:
    if binds:
        _check_binds(circuits, binds)
        circuits = [circuit.assign_parameters(values) for circuit in circuits for values in binds]
    for circuit in circuits:
        if circuit.parameters:
            names = ", ".join(sorted(parameter.name for parameter in circuit.parameters))
            raise QiskitError(
                f"Circuit {circuit.name!r} has parameters without a value: {names}. Give each a "
                "value in every one of parameter_binds."
            )
    return list(circuits)


def _check_binds(circuits: Sequence[QuantumCircuit], binds: Sequence[Mapping[Any, float]]) -> None:
    for values in binds:
        given: set[Any] = set()
        for key in values:
            given.update(key if isinstance(key, ParameterVector) else [key])
        for circuit in circuits:
            # By name: a key may be the name alone.
            wanted = {parameter.name for parameter in circuit.parameters}
            if wanted != {getattr(key, "name", key) for key in given}:
                raise QiskitError(
                    f"Every one of parameter_binds has to give values to the parameters of "
                    f"circuit {circuit.name!r}, which are {sorted(wanted)}, and to no others."
                )


def _experiment(circuit: QuantumCircuit) -> QasmQobjExperiment:
    sizes = {"n_qubits": circuit.num_qubits, "memory_slots": circuit.num_clbits}
    header = QobjExperimentHeader(
        qubit_labels=[[reg.name, i] for reg in circuit.qregs for i in range(reg.size)],
        qreg_sizes=[[reg.name, reg.size] for reg in circuit.qregs],
        clbit_labels=[[reg.name, i] for reg in circuit.cregs for i in range(reg.size)],
        creg_sizes=[[reg.name, reg.size] for reg in circuit.cregs],
        name=circuit.name,
        global_phase=float(circuit.global_phase),
        metadata=circuit.metadata or {},
        **sizes,
    )
    instructions = list(_Writer(circuit).write())
    return QasmQobjExperiment(QasmQobjExperimentConfig(**sizes), header, instructions)


class _Writer:
    def __init__(self, circuit: QuantumCircuit) -> None:
        self.circuit = circuit
        self.next_register = circuit.num_clbits
        self.conditional = any(_condition(item.operation) is not None for item in circuit.data)

    def write(self) -> Iterator[QasmQobjInstruction]:
        for item in self.circuit.data:
            qubits = [self.circuit.find_bit(bit).index for bit in item.qubits]
            clbits = [self.circuit.find_bit(bit).index for bit in item.clbits]
            operation = item.operation
            condition = _condition(operation)
            if condition is not None:
                yield self.comparison(*condition)
            register = None if condition is None else self.next_register - 1
            if isinstance(operation, IfElseOp):
                yield from self.body(operation.params[0], qubits, clbits, register)
            else:
                yield self.instruction(operation, qubits, clbits, register)

    def comparison(self, what: Any, value: int) -> QasmQobjInstruction:
        bits = list(what) if isinstance(what, ClassicalRegister) else [what]
        places = [1 << self.circuit.find_bit(bit).index for bit in bits]
        self.next_register += 1
        return QasmQobjInstruction(
            "bfunc",
            mask=f"0x{sum(places):X}",
            relation="==",
            val=f"0x{sum(p for i, p in enumerate(places) if int(value) >> i & 1):X}",
            register=self.next_register - 1,
        )

    def body(
        self, body: QuantumCircuit, qubits: list[int], clbits: list[int], register: int | None
    ) -> Iterator[QasmQobjInstruction]:
        for item in body.data:
            if hasattr(item.operation, "blocks"):
                raise QiskitError("A Qobj can't say control flow within a branch.")
            yield self.instruction(
                item.operation,
                [qubits[body.find_bit(bit).index] for bit in item.qubits],
                [clbits[body.find_bit(bit).index] for bit in item.clbits],
                register,
            )

    def instruction(
        self, operation: Any, qubits: list[int], clbits: list[int], register: int | None
    ) -> QasmQobjInstruction:
        if hasattr(operation, "blocks"):
            raise QiskitError(f"A Qobj can't say {operation.name!r}, which is control flow.")
        measures = operation.name == "measure"
        return QasmQobjInstruction(
            operation.name,
            params=[_number(value) for value in getattr(operation, "params", ())] or None,
            qubits=qubits or None,
            register=clbits if measures and self.conditional else None,
            memory=clbits or None,
            conditional=register,
            label=getattr(operation, "label", None),
        )


def _number(value: Any) -> Any:
    return value.numeric() if isinstance(value, ParameterExpression) else value


def _condition(operation: Any) -> tuple[Any, int] | None:
    """The register or bit that decides whether ``operation`` happens, and the value it needs."""
    if not isinstance(operation, IfElseOp):
        condition: tuple[Any, int] | None = getattr(operation, "_condition", None)
        return condition
    if not isinstance(operation.condition, tuple) or operation.params[1] is not None:
        raise QiskitError("A Qobj can say no else, and no condition but that of a register or bit.")
    what, value = operation.condition
    return what, value
