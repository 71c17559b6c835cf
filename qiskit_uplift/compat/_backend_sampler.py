"""``BackendSampler`` for Qiskit 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BaseSamplerV1, PrimitiveJob, SamplerResult
from qiskit.result import QuasiDistribution
from qiskit.transpiler import PassManager

from qiskit_uplift.compat._backend_primitive import BackendPrimitive
from qiskit_uplift.compat._runs import counts


class BackendSampler(BackendPrimitive, BaseSamplerV1):
    """A Sampler of the first version over a backend's counts.

    Args:
        backend: A backend of either version.
        options: Defaults of the options of ``run``, which go to the backend's own.
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
    ) -> PrimitiveJob:
        self._preprocessed = list(circuits)
        job = PrimitiveJob(self._call, self._prepare(circuits, parameter_values), **run_options)
        job._submit()
        return job

    def _call(self, circuits: Sequence[QuantumCircuit], **run_options: Any) -> SamplerResult:
        found, metadata = [], []
        for outcome in counts(self._backend, circuits, **run_options):
            shots = sum(outcome.values())
            # Keys of bits, not integers, tell the distribution its width.
            values = {key: count / shots for key, count in outcome.items()}
            bound = shots**-0.5
            found.append(QuasiDistribution(values, shots=shots, stddev_upper_bound=bound))
            metadata.append({"shots": shots})
        return SamplerResult(found, metadata)
