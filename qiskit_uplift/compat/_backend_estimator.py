"""``BackendEstimator`` for Qiskit 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BaseEstimatorV1
from qiskit.quantum_info import SparsePauliOp
from qiskit.transpiler import PassManager

from qiskit_uplift.compat._backend_primitive import BackendPrimitive
from qiskit_uplift.compat._front_job import FrontJob
from qiskit_uplift.compat._front_options import precision_of
from qiskit_uplift.compat._legacy_estimator import estimated


class BackendEstimator(BackendPrimitive, BaseEstimatorV1):
    """The first version's Estimator over a backend, by ``uplift(backend).estimator()``.

    So outcomes are decoded as they are there, more shots or circuits than a job may have are
    split, an option that the backend doesn't take is refused, and ``variance`` in the metadata
    has the covariance of terms that are measured together.

    Args:
        backend: A backend of either version.
        options: Defaults of the options of ``run``, which go to the backend's own: ``shots`` of
            each circuit, by default those of the backend's options, ``seed_simulator`` (or
            ``seed``) and others.
        abelian_grouping: Whether terms that are measured alike share a circuit.
        bound_pass_manager: What runs over circuits after their parameters are bound, and before
            they are measured.
        skip_transpilation: Whether circuits are sent as they are.

    Example:
        >>> import warnings
        >>> from qiskit_uplift.backends import load_backend
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")  # on 1.4, Qiskit's own
        ...     estimator = BackendEstimator(load_backend("reference:legacy"))
        ...     estimator.run(QuantumCircuit(1), "Z", shots=10).result().metadata[0]["shots"]
        10
    """

    def __init__(
        self,
        backend: Any,
        options: Mapping[str, Any] | None = None,
        abelian_grouping: bool = True,
        bound_pass_manager: PassManager | None = None,
        skip_transpilation: bool = False,
    ) -> None:
        BaseEstimatorV1.__init__(self, options=options)
        BackendPrimitive.__init__(self, backend, bound_pass_manager, skip_transpilation)
        self._abelian_grouping = abelian_grouping

    def _run(
        self,
        circuits: Sequence[QuantumCircuit],
        observables: Sequence[SparsePauliOp],
        parameter_values: Sequence[Sequence[float]],
        **run_options: Any,
    ) -> FrontJob:
        shots, settings = self._settings(run_options)
        ready, values = self._prepare(circuits, parameter_values)
        moved = [
            # one that was sent as it is has the layout that its maker gave it, and observables
            observable if self._skip_transpilation else observable.apply_layout(each.layout)
            for observable, each in zip(observables, self._transpiled, strict=True)
        ]
        estimator = self._uplifted.estimator(abelian_grouping=self._abelian_grouping, **settings)
        precision = None if shots is None else precision_of(shots)
        return estimated(estimator, ready, moved, values, precision)
