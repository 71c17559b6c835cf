"""What is done with a circuit before it is sent: look at it, refuse it, or transpile it."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
from qiskit import qpy
from qiskit.circuit import ControlFlowOp, QuantumCircuit
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.transpiler import TranspilerError

from qiskit_uplift.adapters.compilers import compiler
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.isa import check_finite, check_width, first_offence
from qiskit_uplift.adapters.sweeping import Point
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError, TranspileWarning, warn

Mode = Literal["warn", "check", "auto", "off"]
MODES: tuple[str, ...] = get_args(Mode)

_CACHE_SIZE = 256


@dataclass
class TranspileOptions:
    """The options by which a user of a primitive chooses what is done with a circuit."""

    transpile: str = "warn"
    """What to do with a circuit that the backend's Target can't run: ``"warn"`` once a run and
    send it as it is, ``"check"`` and refuse it before anything is sent, ``"auto"`` and transpile
    it (an observable follows its layout), or ``"off"``. Default: ``"warn"``."""

    optimization_level: int = 2
    """The transpiler's optimization level for ``transpile="auto"``, 0 to 3. Default: 2."""


@dataclass(frozen=True)
class Prepared:
    """A circuit that is ready to be sent.

    Attributes:
        circuit: As it will be sent.
        qubits: Where each qubit of the user's circuit now is, so an observable can follow it.
        point: What the circuit was bound from, if it was.
    """

    circuit: QuantumCircuit
    qubits: tuple[int, ...]
    point: Point | None = field(default=None, kw_only=True)

    @property
    def binds_last(self) -> bool:
        """Whether instructions may be appended to ``circuit`` before its parameters have values."""
        return True

    def bind(self, values: BindingsArray) -> list[Prepared]:
        """The circuit with each of the parameter values, in the order of the flat array."""
        template = self.circuit.copy()  # which nobody will change
        return [
            Prepared(bound, self.qubits, point=Point(template, row))
            for bound, row in bind_all(template, values)
        ]


@dataclass(frozen=True)
class _BoundFirst(Prepared):
    """A circuit that is transpiled when its parameters have values."""

    transpile: Callable[[QuantumCircuit], Prepared]

    @property
    def binds_last(self) -> bool:
        """False: the transpiler sees the circuit with its values, and without what is appended."""
        return False

    def bind(self, values: BindingsArray) -> list[Prepared]:
        circuits = [bound for bound, _ in bind_all(self.circuit, values)]
        for bound in circuits:
            bound.name = self.circuit.name  # binding makes up another, which would defeat the cache
        return [self.transpile(bound) for bound in circuits]


def bind_all(
    circuit: QuantumCircuit, values: BindingsArray
) -> list[tuple[QuantumCircuit, list[float]]]:
    """Copies of a circuit, one with each of the parameter values, in the order of the flat array.

    The values of each, in the order of the circuit's parameters, are returned with it.

    The columns are put into the order of the circuit's parameters once, which is what takes the
    time where each copy is given a dictionary.

    Args:
        circuit: A circuit; values of parameters that it doesn't have are left out.
        values: What its parameters are to be.

    Raises:
        ValueError: One of its parameters has no value.
        InvalidCircuitError: A value is no finite number.
    """
    columns = {name: i for i, name in enumerate(itertools.chain.from_iterable(values.data))}
    missing = [p.name for p in circuit.parameters if p.name not in columns]
    if missing:
        raise ValueError(
            f"Circuit {circuit.name!r} has parameters without a value: {', '.join(missing)}; "
            f"values were given for {', '.join(columns) or 'none'}."
        )
    order = [columns[parameter.name] for parameter in circuit.parameters]
    rows = values.as_array().reshape(values.size, len(columns))[:, order]
    if not np.isfinite(rows).all():
        raise InvalidCircuitError(
            f"Circuit {circuit.name!r} is given values that are NaN or infinite. Nothing was sent."
        )
    return [(circuit.assign_parameters(row), row) for row in rows.tolist()]


class Preparation:
    """Prepares circuits for one backend.

    Args:
        backend: A ``BackendV2``.
        compiles: Whether the backend compiles any circuit by itself, so that its Target is no
            reason to warn.
        wraps_angles: Whether its transpiler stages bring angles into the device's range, so that
            ``"auto"`` transpiles every circuit, with its parameters bound.
        where: The backend, as messages name it.
    """

    def __init__(
        self, backend: Any, *, compiles: bool, where: str, wraps_angles: bool = False
    ) -> None:
        self._backend = backend
        self._compiles = compiles
        self._wraps_angles = wraps_angles
        self._where = where
        self._cache: OrderedDict[tuple[bytes, int, int | None], Prepared] = OrderedDict()

    def prepare(
        self,
        circuits: list[QuantumCircuit],
        mode: str,
        *,
        optimization_level: int = 2,
        seed_transpiler: int | None = None,
    ) -> list[Prepared]:
        """Prepare circuits, in the mode that the user chose.

        Args:
            circuits: The circuits of all PUBs of a run.
            mode: ``"warn"``: one warning a run that names the first instruction outside of the
                Target, unless the backend compiles by itself. ``"check"``: the same as an error.
                ``"auto"``: a circuit with such an instruction is transpiled. ``"off"``: nothing
                is looked at.
            optimization_level: Of the transpiler, for ``"auto"``.
            seed_transpiler: Of the transpiler, for ``"auto"``.

        Raises:
            InvalidCircuitError: A circuit has a parameter that is no finite number, is too wide,
                or (``"check"``) outside of the Target.
            OptionError: No such mode.
        """
        if mode not in MODES:
            raise OptionError(f"transpile={mode!r} is none of {', '.join(map(repr, MODES))}.")
        for circuit in circuits:
            check_finite(circuit)
        untouched = [Prepared(c, tuple(range(c.num_qubits))) for c in circuits]
        if mode == "off":
            return untouched
        target = self._backend.target
        for circuit in circuits:
            check_width(circuit, target, self._where)
        if mode != "auto" and self._compiles:
            return untouched
        prepared = untouched
        for index, circuit in enumerate(circuits):
            if mode == "auto" and self._wraps_angles:
                bound_first = _BoundFirst(
                    *(circuit, untouched[index].qubits),
                    lambda bound: self._transpiled(bound, optimization_level, seed_transpiler),
                )
                prepared[index] = bound_first
                continue
            offence = first_offence(circuit, target)
            if offence is None:
                continue
            message = f"Circuit {circuit.name!r} is not one for {self._where}: {offence}."
            if mode == "check":
                raise InvalidCircuitError(
                    f"{message} Nothing was sent. Transpile it, or pass transpile='auto'."
                )
            if mode == "warn":
                warn(
                    f"{message} It is sent as it is; transpile it, or pass transpile='auto' "
                    "('off' to say nothing).",
                    TranspileWarning,
                )
                return untouched
            prepared[index] = self._transpiled(circuit, optimization_level, seed_transpiler)
        return prepared

    def _transpiled(
        self, circuit: QuantumCircuit, level: int, seed_transpiler: int | None
    ) -> Prepared:
        key = (_digest(circuit), level, seed_transpiler)
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        compiled = compiler(
            self._backend,
            optimization_level=level,
            wraps_angles=self._wraps_angles,
            # the transpiler takes a true int of 32 bits, a simulator's seed may be anything
            seed_transpiler=None if seed_transpiler is None else int(seed_transpiler) % 2**32,
        )
        try:
            transpiled = compiled(circuit)
            if _renumbered(circuit, transpiled):
                transpiled = compiled(flattened(circuit))
        except TranspilerError as error:
            # a provider's own stage may leave the message empty
            reason = error.message or error.__cause__ or "its transpiler gives no reason"
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} can't be transpiled to {self._where}: {reason}"
            ) from error
        if _renumbered(circuit, transpiled) and not can_flatten(circuit):
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} can't be transpiled to {self._where}: its transpiler "
                "numbers the clbits by their registers, which here share, skip or reorder them. "
                "Put the clbits into one register, in their order."
            )
        before, after = _num_measurements(circuit), _num_measurements(transpiled)
        if before != after:
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} can't be transpiled to {self._where}: of {before} "
                f"measurements its transpiler leaves {after}. Measure each qubit once, into a "
                "clbit of its own."
            )
        if transpiled.layout is None:
            qubits = tuple(range(circuit.num_qubits))
        else:
            qubits = tuple(transpiled.layout.final_index_layout(filter_ancillas=True))
        self._cache[key] = Prepared(transpiled, qubits)
        while len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)
        return self._cache[key]


def _renumbered(circuit: QuantumCircuit, transpiled: QuantumCircuit) -> bool:
    """Whether a provider's own stage has rebuilt the circuit from its registers."""
    return not is_plain(circuit) and transpiled.clbits[: circuit.num_clbits] != circuit.clbits


def _num_measurements(circuit: QuantumCircuit) -> int:
    """How many measurements there are, control flow included."""
    here = circuit.count_ops().get("measure", 0)
    bodies = (
        block
        for instruction in circuit.data
        if isinstance(instruction.operation, ControlFlowOp)
        for block in instruction.operation.blocks
    )
    return here + sum(map(_num_measurements, bodies))


def _digest(circuit: QuantumCircuit) -> bytes:
    """A key of the circuit's content, not of the object: a circuit may be changed between runs."""
    buffer = io.BytesIO()
    qpy.dump(circuit, buffer)
    return hashlib.sha256(buffer.getvalue()).digest()
