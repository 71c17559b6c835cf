"""What compiles circuits for a backend: Qiskit's stages and the backend's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.transpiler import generate_preset_pass_manager


def compiler(
    backend: Any, *, optimization_level: int, wraps_angles: bool, **options: Any
) -> Callable[[QuantumCircuit], QuantumCircuit]:
    """Qiskit's preset pass manager for a backend.

    A backend of another interpreter has its own stages only there. Where they are what brings
    angles into the device's range, its circuits are transpiled there.

    Args:
        backend: A ``BackendV2``.
        optimization_level: 0 to 3.
        wraps_angles: Whether the backend's own stages bring angles into the device's range.
        options: Further ones of ``generate_preset_pass_manager``.
    """
    if wraps_angles and hasattr(backend, "function_there"):
        given = {name: value for name, value in options.items() if value is not None}

        def compile_there(circuit: QuantumCircuit) -> QuantumCircuit:
            done: QuantumCircuit = backend.transpile(
                circuit, optimization_level=optimization_level, **given
            )
            return done

        return compile_there
    run: Callable[[QuantumCircuit], QuantumCircuit] = generate_preset_pass_manager(
        optimization_level=optimization_level, backend=backend, **options
    ).run
    return run
