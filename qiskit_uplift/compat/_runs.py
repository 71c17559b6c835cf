"""What everything that runs circuits on a backend of either version needs."""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from qiskit import transpile
from qiskit.circuit import IfElseOp, QuantumCircuit
from qiskit.providers import BackendV2
from qiskit.transpiler import CouplingMap, Target

from qiskit_uplift._qiskit.multiplexers import with_matrices
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat.conversion import convert_to_target

_TURNED = frozenset({"cx", "cz", "ecr", "rxx", "ryy", "rzx", "rzz", "swap"})
"""The gates that Qiskit's stages turn around where a coupling map has the other direction."""


def transpiled(
    circuits: Sequence[QuantumCircuit], backend: Any, **options: Any
) -> list[QuantumCircuit]:
    """The circuits as ``backend`` takes them.

    Args:
        circuits: What is transpiled.
        backend: A backend of either version; one that says nothing of itself takes all.
        options: Arguments of Qiskit's ``transpile``.
    """
    chosen = {"basis_gates", "coupling_map"} & set(options)
    if isinstance(backend, BackendV2) or isinstance(getattr(backend, "target", None), Target):
        # Both together would be warned of: what is chosen invalidates the backend's own figures.
        if chosen == {"coupling_map"} and options["coupling_map"]:
            options["target"] = _coupled(backend.target, options.pop("coupling_map"))
        elif chosen:
            options.setdefault("basis_gates", backend.operation_names)
            options.setdefault("coupling_map", backend.coupling_map)
        elif _lacks_conditions(circuits, backend.target):
            options["target"] = with_conditions(backend.target)
        else:
            options["backend"] = backend
    elif hasattr(backend, "configuration"):
        configuration = backend.configuration()
        if chosen:
            options.setdefault("basis_gates", configuration.basis_gates)
            options.setdefault("coupling_map", configuration.coupling_map)
        else:
            properties = backend.properties() if hasattr(backend, "properties") else None
            target = convert_to_target(configuration, properties)
            lacking = _lacks_conditions(circuits, target)
            options["target"] = with_conditions(target) if lacking else target
    return list(map(with_matrices, _in_place(transpile, list(circuits), **options)))


def _in_place(modern: Callable[..., Any], circuits: Any, **options: Any) -> Any:
    """What ``transpile`` makes of circuits, with the level of old, and each qubit where it was.

    Its level was 1 and is 2 since Qiskit 1.3. From Qiskit 1.1 on, levels 2 and 3 leave swaps out
    where all qubits are coupled, and give the qubits after it other places, which the layout tells
    and a state vector doesn't.
    """
    level = options.setdefault("optimization_level", 1)
    made = modern(circuits, **options)
    if level < 2 or _is_coupled(**options):
        return made
    if any(map(_is_moved, [made] if isinstance(made, QuantumCircuit) else made)):
        return modern(circuits, **{**options, "optimization_level": 1})
    return made


def _is_coupled(
    backend: Any = None, target: Target | None = None, coupling_map: Any = None, **_: Any
) -> bool:
    """Whether some qubits have to be brought together."""
    if coupling_map is None and target is None and _is_old(backend):
        coupling_map = backend.configuration().coupling_map
    target = target or getattr(backend, "target", None)
    return bool(coupling_map) or (target is not None and target.build_coupling_map() is not None)


def _is_moved(circuit: QuantumCircuit) -> bool:
    if circuit.layout is None:
        return False
    places = circuit.layout.routing_permutation()
    return places != list(range(len(places)))


def as_of_old(modern: Callable[..., Any], *, with_level: bool) -> Callable[..., Any]:
    """Qiskit's ``transpile`` as it was.

    A ``BackendV1`` is taken by its configuration, and a coupling map goes with any backend.

    Args:
        modern: The function.
        with_level: Whether its level is 1 unless it is given, and swaps stay in the circuits.
    """

    @functools.wraps(modern)
    def wrapped(circuits: Any, backend: Any = None, *arguments: Any, **options: Any) -> Any:
        names = list(inspect.signature(modern).parameters)[2:]
        given = {**dict(zip(names, arguments, strict=False)), **options}
        given = {name: value for name, value in given.items() if value is not None}
        is_new = isinstance(backend, BackendV2)
        recoupled = (
            is_new and "coupling_map" in given and not {"basis_gates", "target"} & set(given)
        )
        if backend is None or HAS_LEGACY_CLASSES or not (recoupled or _is_old(backend)):
            made = functools.partial(_in_place, modern) if with_level else modern
            return made(circuits, backend=backend, **given)
        single = isinstance(circuits, QuantumCircuit)
        found = transpiled([circuits] if single else circuits, backend, **given)
        return found[0] if single else found

    return wrapped


def _is_old(backend: Any) -> bool:
    return hasattr(backend, "configuration") and not hasattr(backend, "target")


def _coupled(target: Target, pairs: Any) -> Target:
    """A Target with the instructions of another one, and a coupling map of its own.

    Qiskit 2 refuses a coupling map beside a backend with gates of more than two qubits, which its
    stages never kept there, or with instructions of its own, such as Aer's that save a state.
    """
    coupling = pairs if isinstance(pairs, CouplingMap) else CouplingMap(pairs)
    edges = [tuple(edge) for edge in coupling.get_edges()]
    width = coupling.size()
    single = [(qubit,) for qubit in range(width)]
    both_ways = [*edges, *(edge[::-1] for edge in edges)]
    coupled = Target(num_qubits=width, dt=target.dt)
    for name in target.operation_names:
        operation = target.operation_from_name(name)
        if inspect.isclass(operation) or not operation.num_qubits:
            coupled.add_instruction(operation, name=name)
        elif operation.num_qubits == 1:
            coupled.add_instruction(operation, dict.fromkeys(single), name=name)
        elif operation.num_qubits == 2:
            places = edges if name in _TURNED else both_ways
            coupled.add_instruction(operation, dict.fromkeys(places), name=name)
    return coupled


def _lacks_conditions(circuits: Sequence[QuantumCircuit], target: Target) -> bool:
    """Whether circuits have conditions, of which old backends said nothing in what they list."""
    used = {item.operation.name for circuit in circuits for item in circuit.data}
    return "if_else" in used and "if_else" not in target.operation_names


def with_conditions(target: Target) -> Target:
    """A copy of a Target that takes conditions."""
    extended = copy.deepcopy(target)
    extended.add_instruction(IfElseOp, name="if_else")
    return extended
