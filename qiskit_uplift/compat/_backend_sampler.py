"""``BackendSampler`` for Qiskit 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BaseSamplerV1
from qiskit.transpiler import PassManager

from qiskit_uplift.compat._backend_primitive import BackendPrimitive
from qiskit_uplift.compat._front_job import FrontJob
from qiskit_uplift.compat._legacy_sampler import sampled


class BackendSampler(BackendPrimitive, BaseSamplerV1):
    """The first version's Sampler over a backend, by ``uplift(backend).sampler()``.

    So outcomes are decoded as they are there, more shots or circuits than a job may have are
    split, and an option that the backend doesn't take is refused.

    Args:
        backend: A backend of either version.
        options: Defaults of the options of ``run``, which go to the backend's own: ``shots``, by
            default those of the backend's options, ``seed_simulator`` (or ``seed``) and others.
        bound_pass_manager: What runs over circuits after their parameters are bound.
        skip_transpilation: Whether circuits are sent as they are.

    Example:
        >>> import warnings
        >>> from qiskit_uplift.backends import load_backend
        >>> circuit = QuantumCircuit(1)
        >>> circuit.measure_all()
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # on 1.4, Qiskit's own
        ...     sampler = BackendSampler(load_backend("reference:legacy"))
        ...     sampler.run(circuit, shots=10).result().metadata
        [{'shots': 10}]
    """

    def __init__(
        self,
        backend: Any,
        options: Mapping[str, Any] | None = None,
        bound_pass_manager: PassManager | None = None,
        skip_transpilation: bool = False,
    ) -> None:
        BaseSamplerV1.__init__(self, options=options)
        BackendPrimitive.__init__(self, backend, bound_pass_manager, skip_transpilation)
        self._preprocessed: list[QuantumCircuit] = []

    @property
    def preprocessed_circuits(self) -> list[QuantumCircuit]:
        """The circuits of the last run as they were given."""
        return self._preprocessed

    def _run(
        self,
        circuits: Sequence[QuantumCircuit],
        parameter_values: Sequence[Sequence[float]],
        **run_options: Any,
    ) -> FrontJob:
        self._preprocessed = list(circuits)
        shots, settings = self._settings(run_options)
        ready, values = self._prepare(circuits, parameter_values)
        return sampled(self._uplifted.sampler(**settings), ready, values, shots)
