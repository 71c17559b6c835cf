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
from qiskit.transpiler import Target

from qiskit_uplift.compat.conversion import convert_to_target


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
        if chosen:
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
    return list(transpile(list(circuits), **options))


def taking_v1(modern: Callable[..., Any]) -> Callable[..., Any]:
    """Qiskit's ``transpile``, and for a ``BackendV1`` the same by its configuration."""

    @functools.wraps(modern)
    def wrapped(circuits: Any, backend: Any = None, *arguments: Any, **options: Any) -> Any:
        if backend is None or isinstance(backend, BackendV2) or not _is_old(backend):
            return modern(circuits, backend, *arguments, **options)
        if arguments:
            names = list(inspect.signature(modern).parameters)[2:]
            options = {**dict(zip(names, arguments, strict=False)), **options}
        given = {name: value for name, value in options.items() if value is not None}
        single = isinstance(circuits, QuantumCircuit)
        found = transpiled([circuits] if single else circuits, backend, **given)
        return found[0] if single else found

    return wrapped


def _is_old(backend: Any) -> bool:
    return hasattr(backend, "configuration") and not hasattr(backend, "target")


def _lacks_conditions(circuits: Sequence[QuantumCircuit], target: Target) -> bool:
    """Whether circuits have conditions, of which old backends said nothing in what they list."""
    used = {item.operation.name for circuit in circuits for item in circuit.data}
    return "if_else" in used and "if_else" not in target.operation_names


def with_conditions(target: Target) -> Target:
    """A copy of a Target that takes conditions."""
    extended = copy.deepcopy(target)
    extended.add_instruction(IfElseOp, name="if_else")
    return extended
