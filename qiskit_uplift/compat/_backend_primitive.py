"""What ``BackendSampler`` and ``BackendEstimator`` share: a backend and the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import Options
from qiskit.transpiler import PassManager

from qiskit_uplift.compat._runs import transpiled


class BackendPrimitive:
    """A backend and how circuits are made ready for it.

    Args:
        backend: A backend of either version.
        bound_pass_manager: What runs over circuits after their parameters are bound.
        skip_transpilation: Whether circuits are sent as they are.
    """

    def __init__(
        self, backend: Any, bound_pass_manager: PassManager | None, skip_transpilation: bool
    ) -> None:
        self._backend = backend
        self._bound_pass_manager = bound_pass_manager
        self._skip_transpilation = skip_transpilation
        self._transpile_options = Options()
        self._transpiled: list[QuantumCircuit] = []

    @property
    def backend(self) -> Any:
        """The backend."""
        return self._backend

    @property
    def transpile_options(self) -> Options:
        """Arguments of ``transpile``."""
        return self._transpile_options

    @property
    def transpiled_circuits(self) -> list[QuantumCircuit]:
        """The circuits of the last run, before values are bound, as the backend takes them."""
        return self._transpiled

    def set_transpile_options(self, **fields: Any) -> None:
        """Set arguments of ``transpile``."""
        self._transpile_options.update_options(**fields)

    def _prepare(
        self, circuits: Sequence[QuantumCircuit], values: Sequence[Sequence[float]]
    ) -> list[QuantumCircuit]:
        """The circuits with their values, as the backend takes them."""
        self._transpiled = (
            list(circuits)
            if self._skip_transpilation
            else transpiled(circuits, self._backend, **dict(self._transpile_options))
        )
        bound = [
            # A transpiled circuit lists its parameters by name, as the one it was made of does.
            ready.assign_parameters(dict(zip(circuit.parameters, value, strict=True)), strict=False)
            for ready, circuit, value in zip(self._transpiled, circuits, values, strict=True)
        ]
        if self._bound_pass_manager is not None:
            bound = self._bound_pass_manager.run(bound)
        return bound
