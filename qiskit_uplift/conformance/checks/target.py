"""What a backend says of itself: that it can be asked, and that it agrees with itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qiskit.circuit import Instruction
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.providers import BackendV2
from qiskit.quantum_info import Operator
from qiskit.transpiler import InstructionDurations, Target

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.described import described, entries, place
from qiskit_uplift.conformance.documents import (
    BACKEND_V2,
    TARGET,
)
from qiskit_uplift.conformance.trial import Trial

_CONSTANT_QUBITS = 3


_TEXT = (str, type(None))
_ATTRIBUTES: Mapping[str, tuple[Any, ...]] = {
    "name": _TEXT,
    "description": _TEXT,
    "backend_version": _TEXT,
    "target": (Target,),
    "num_qubits": (int, type(None)),
    "operation_names": (Sequence,),
    "operations": (Sequence,),
    "instructions": (Sequence,),
    "coupling_map": (object,),
    "instruction_durations": (InstructionDurations,),
    "dt": (float, int, type(None)),
    "max_circuits": (int, type(None)),
    "online_date": (object,),
    "options": (Mapping,),
    "provider": (object,),
    "version": (int,),
}
_OPTIONAL: Mapping[str, tuple[Any, ...]] = {
    "dtm": (float, int, type(None)),
    "meas_map": (Sequence, type(None)),
}


@check(
    "target.attributes",
    demands="Every attribute of a BackendV2 can be read, and has the documented type; "
    "NotImplementedError is an answer only where the documents say so.",
    source=BACKEND_V2,
    severity=Severity.MAJOR,
    level=Level.SMOKE,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def attributes(trial: Trial) -> None:
    """Read them all."""
    backend = _backend_v2(trial)
    for name, kinds in {**_ATTRIBUTES, **_OPTIONAL}.items():
        try:
            value = getattr(backend, name)
        except NotImplementedError:
            trial.require(
                name in _OPTIONAL,
                f"backend.{name} isn't implemented.",
                expected="a value",
                observed="NotImplementedError",
                call=f"backend.{name}",
            )
            continue
        except Exception as error:  # whatever a backend raises is what is reported
            trial.require(
                False,
                f"backend.{name} raises {type(error).__name__}.",
                expected="a value",
                observed=repr(error),
                call=f"backend.{name}",
            )
        trial.require(
            isinstance(value, kinds),
            f"backend.{name} has another type than is documented.",
            expected=" or ".join(kind.__name__ for kind in kinds),
            observed=f"{value!r} ({type(value).__name__})",
            call=f"backend.{name}",
        )
    most = backend.max_circuits
    trial.require(
        most is None or most >= 1,
        "backend.max_circuits leaves no room for a circuit.",
        expected="a number from 1 on, or None",
        observed=repr(most),
        call="backend.max_circuits",
    )


@check(
    "target.num-qubits",
    demands="The number of qubits is that of the Target, and no instruction acts on a qubit "
    "outside of it.",
    source=TARGET,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def num_qubits(trial: Trial) -> None:
    """Compare the number with the Target's, and with the qubits of its instructions."""
    target = described(trial)
    backend = trial.subject.backend
    if isinstance(backend, BackendV2):
        trial.require(
            backend.num_qubits == target.num_qubits,
            "backend.num_qubits isn't that of the Target.",
            expected=f"{target.num_qubits}",
            observed=f"{backend.num_qubits}",
            call="backend.num_qubits",
        )
    used = {qubit for _, qubits, _ in entries(target) for qubit in qubits or ()}
    if target.num_qubits is None or not used:
        return
    for name, qubits, _ in entries(target):
        beyond = [q for q in qubits or () if not 0 <= q < target.num_qubits]
        trial.require(
            not beyond,
            f"{place(name, qubits)} is advertised, and there is no such qubit.",
            expected=f"qubits from 0 to {target.num_qubits - 1}",
            observed=f"{beyond}",
        )
    idle = sorted(set(range(target.num_qubits)) - used)
    half = target.num_qubits / 2
    trial.require(
        len(idle) <= half,
        "Most of the qubits that are counted have no instruction at all.",
        expected=f"instructions on most of {target.num_qubits} qubits",
        observed=f"none on {len(idle)} of them",
    )
    if idle:
        trial.note(f"No instruction acts on qubits {idle}.")


@check(
    "target.operations",
    demands="backend.operation_names, backend.operations and the Target list the same "
    "instructions, each on as many different qubits as it takes.",
    source=TARGET,
    severity=Severity.MAJOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def operations(trial: Trial) -> None:
    """Compare the lists."""
    target = described(trial)
    backend = trial.subject.backend
    if isinstance(backend, BackendV2):
        named, listed = set(backend.operation_names), set(target.operation_names)
        trial.require(
            named == listed,
            "backend.operation_names aren't those of the Target.",
            expected=f"{sorted(listed)}",
            observed=f"{sorted(named)}",
            call="backend.operation_names",
        )
        trial.require(
            len(backend.operations) == len(listed),
            "backend.operations aren't as many as the Target has.",
            expected=f"{len(listed)}",
            observed=f"{len(backend.operations)}",
            call="backend.operations",
        )
    for name, qubits, _ in entries(target):
        width = getattr(target.operation_from_name(name), "num_qubits", None)
        if qubits is None or not isinstance(width, int):
            continue
        trial.require(
            len(qubits) == width == len(set(qubits)),
            f"{place(name, qubits)} is advertised, and it acts on {width} different qubits.",
            expected=f"{width} different qubits",
            observed=f"{list(qubits)}",
        )


@check(
    "target.standard-names",
    demands="An instruction with the name of a standard gate is that gate.",
    source=TARGET,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def standard_names(trial: Trial) -> None:
    """Compare the numbers of qubits and parameters, and the matrix of a constant gate."""
    target = described(trial)
    library = get_standard_gate_name_mapping()
    for name in sorted(set(target.operation_names) & set(library)):
        there, known = target.operation_from_name(name), library[name]
        if not isinstance(there, Instruction):
            continue  # a class, for instructions of any width
        trial.require(
            (there.num_qubits, len(there.params)) == (known.num_qubits, len(known.params)),
            f"The instruction {name!r} isn't the standard gate of that name.",
            expected=f"{known.num_qubits} qubits, {len(known.params)} parameters",
            observed=f"{there.num_qubits} qubits, {len(there.params)} parameters",
        )
        constant = not known.params and hasattr(known, "__array__")
        if constant and known.num_qubits <= _CONSTANT_QUBITS and hasattr(there, "__array__"):
            trial.require(
                Operator(there).equiv(Operator(known)),
                f"The instruction {name!r} has another matrix than the standard gate of that name.",
                expected=f"{known!r}",
                observed=f"{there!r}",
            )


@check(
    "target.coupling-map",
    demands="The coupling map has just the pairs that have an instruction on two qubits.",
    source=f"{BACKEND_V2}#coupling_map",
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def coupling_map(trial: Trial) -> None:
    """Compare the edges."""
    target = described(trial)
    pairs: set[tuple[int, ...]] = set()
    for name, qubits, _ in entries(target):
        if getattr(target.operation_from_name(name), "num_qubits", None) == 2:
            if qubits is None:
                trial.note(f"{name} acts on every pair, so the coupling map says nothing.")
                return
            pairs.add(qubits)
    given = _given_edges(trial)
    if given is None:
        trial.require(
            not pairs or not isinstance(trial.subject.backend, BackendV2),
            "There is no coupling map, and there are instructions on certain pairs.",
            expected=f"{sorted(pairs)}",
            observed="None",
            call="backend.coupling_map",
        )
        return
    trial.require(
        given == pairs,
        "The coupling map and the instructions on two qubits disagree.",
        expected=f"the pairs of the instructions: {sorted(pairs - given) or 'all'} among them",
        observed=f"without an instruction: {sorted(given - pairs)}; "
        f"left out: {sorted(pairs - given)}",
        call="backend.coupling_map",
    )


def _given_edges(trial: Trial) -> set[tuple[int, ...]] | None:
    backend = trial.subject.backend
    if isinstance(backend, BackendV2):
        edges = backend.coupling_map
        return None if edges is None else {tuple(edge) for edge in edges.get_edges()}
    return None


@check(
    "target.measure",
    demands="A backend that returns counts advertises measure, on some qubit at least.",
    source=TARGET,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def measure(trial: Trial) -> None:
    """Look for it, and for qubits that it leaves out."""
    target = described(trial)
    places = [qubits for name, qubits, _ in entries(target) if name == "measure"]
    trial.require(
        bool(places),
        "The Target has no measure, so no circuit can be transpiled for it.",
        expected="measure",
        observed=f"{sorted(target.operation_names)}",
    )
    if None in places:
        return
    read = {qubit for qubits in places for qubit in qubits or ()}
    acted = {q for _, qubits, _ in entries(target) for q in qubits or ()}
    if acted - read:
        trial.note(f"Qubits {sorted(acted - read)} can't be measured.")


def _backend_v2(trial: Trial) -> BackendV2:
    backend = trial.subject.backend
    if not isinstance(backend, BackendV2):
        trial.not_applicable("it is no BackendV2")
    return backend


@check(
    "target.instruction-durations",
    demands="backend.instruction_durations says what the Target says.",
    source=f"{BACKEND_V2}#instruction_durations",
    severity=Severity.MINOR,
    level=Level.SILVER,
    needs=(Need.RUN, Need.TARGET),
    shots=0,
    jobs=0,
    stochastic=False,
)
def instruction_durations(trial: Trial) -> None:
    """Ask for the duration of everything that has one."""
    backend, target = _backend_v2(trial), trial.target
    table = backend.instruction_durations
    asked = 0
    for name, qubits, properties in entries(target):
        duration = getattr(properties, "duration", None)
        if duration is None or qubits is None:
            continue
        asked += 1
        told = _duration(table.get, name, qubits)
        close = isinstance(told, float) and math.isclose(
            told, duration, rel_tol=1e-6, abs_tol=1e-18
        )
        trial.require(
            close,
            f"The duration of {place(name, qubits)} isn't that of the Target.",
            expected=f"{duration} s",
            observed=f"{told}",
            call=f"backend.instruction_durations.get({name!r}, {list(qubits)}, unit='s')",
        )
    if not asked:
        trial.not_applicable("no durations are known")


def _duration(get: Callable[..., Any], name: str, qubits: tuple[int, ...]) -> Any:
    try:
        return float(get(name, list(qubits), unit="s"))
    except Exception as error:  # whatever a backend raises is what is reported
        return repr(error)
