"""What ``BackendSampler`` and ``BackendEstimator`` share: a backend and the way to it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import Options
from qiskit.transpiler import PassManager

from qiskit_uplift.compat._front_options import checked_shots
from qiskit_uplift.compat._runs import transpiled


class BackendPrimitive:
    """A backend, how circuits are made ready for it, and its primitives of the second version.

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

    @functools.cached_property
    def _uplifted(self) -> Any:
        # By its public name, as a user would: what adapts backends is no part of this folder.
        from qiskit_uplift import uplift

        return uplift(self._backend)

    def _settings(self, options: Mapping[str, Any]) -> tuple[int | None, dict[str, Any]]:
        """The shots of a run, and the options of the second version's primitive for it.

        Args:
            options: Those of a run of the first version, which went to the backend's own.

        Raises:
            OptionError: The shots are no number from 1.
        """
        given = {name: value for name, value in options.items() if value is not None}
        shots = checked_shots(given.pop("shots", None))
        seed = given.pop("seed", None)
        seed = given.pop("seed_simulator", seed)
        settings = {"run_options": given or None, "seed_simulator": seed, "transpile": "off"}
        return self._default_shots() if shots is None else shots, settings

    def _default_shots(self) -> int | None:
        declared = getattr(getattr(self._backend, "options", None), "shots", None)
        return declared if isinstance(declared, int) and declared > 0 else None

    def _prepare(
        self, circuits: Sequence[QuantumCircuit], values: Sequence[Sequence[float]]
    ) -> tuple[Sequence[QuantumCircuit], Sequence[Sequence[float]]]:
        """The circuits as the backend takes them, and the values of the parameters they have."""
        self._transpiled = (
            list(circuits)
            if self._skip_transpilation
            else transpiled(circuits, self._backend, **dict(self._transpile_options))
        )
        named = [
            dict(zip(circuit.parameters, row, strict=True))
            for circuit, row in zip(circuits, values, strict=True)
        ]
        if self._bound_pass_manager is None:
            # the transpiler drops a parameter on which no outcome depends
            rows = [
                [row[parameter] for parameter in ready.parameters]
                for ready, row in zip(self._transpiled, named, strict=True)
            ]
            return self._transpiled, rows
        bound = [
            ready.assign_parameters(row, strict=False)
            for ready, row in zip(self._transpiled, named, strict=True)
        ]
        return self._bound_pass_manager.run(bound), [[]] * len(bound)
