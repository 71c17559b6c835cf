"""`EstimatorAdapter`: a ``BackendEstimatorV2`` whose estimates are right on any backend."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.primitives import BackendEstimatorV2, DataBin, PubResult
from qiskit.primitives.backend_estimator_v2 import Options as StockOptions
from qiskit.primitives.containers import EstimatorPubLike
from qiskit.primitives.containers.estimator_pub import EstimatorPub

from qiskit_uplift._qiskit.legacy_inputs import parent_takes
from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.jobs import AdapterJob, Part, submit
from qiskit_uplift.adapters.metadata import make_options, record
from qiskit_uplift.adapters.observables import Group, group_terms, term_values
from qiskit_uplift.adapters.planning import split_shots
from qiskit_uplift.adapters.rotations import BasisChanges
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.adapters.transpilation import Prepared, TranspileOptions
from qiskit_uplift.exceptions import ExecutionError

Index = tuple[int, ...]


@dataclass
class EstimatorOptions(TranspileOptions, StockOptions):
    """Options of `EstimatorAdapter`.

    Qiskit's three are ``default_precision`` (1/64), ``abelian_grouping`` (True) and
    ``seed_simulator`` (None). The rest are ``run_options`` and those of `TranspileOptions`:
    ``transpile`` (``"warn"``) and ``optimization_level`` (2).
    """

    run_options: dict[str, Any] | None = None
    """The provider's own options, as keyword arguments of its ``run``. Default: None."""


class EstimatorAdapter(BackendEstimatorV2):
    """Estimates expectation values on any backend.

    Used as Qiskit's ``BackendEstimatorV2``, with the same constructor, PUBs, result containers and
    number of shots, ``ceil(1 / precision**2)`` a circuit. It differs where that class would be
    wrong: projectors are measured in their own basis, terms of identities alone are added without
    a circuit, outcomes are read only where their notation is proven, and the error bars come from
    the shots that were really returned.

    ``stds`` is the standard error of ``evs``. In a group of terms measured together, an outcome
    ``x`` is worth ``v(x)``, the sum of coefficient times value of each term; the group adds the
    mean of ``v`` to the estimate and ``Var(v) / shots`` to its variance, so that correlations
    between terms are counted (O. Crawford et al., https://doi.org/10.22331/q-2021-01-20-385,
    section 2).

    The metadata of a PUB's result has ``target_precision``, ``shots`` (the fewest that came for a
    circuit) and ``circuit_metadata`` as in Qiskit, and, where there is more to say:
    ``requested_shots`` if another number came back, and ``sent``, the keyword arguments that the
    backend was called with, unless they are just what Qiskit's class sends. More shots than a job
    may have are split over several; ``shots_per_job`` then says how.

    Args:
        backend: A ``BackendV2``, or anything that :func:`~qiskit_uplift.uplift` takes.
        options: A dictionary with fields of `EstimatorOptions`.

    Raises:
        OptionError: No option of that name.
        UnsupportedBackendError: ``backend`` is no backend.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit.quantum_info import SparsePauliOp
        >>> from qiskit_aer import AerSimulator
        >>> from qiskit_uplift import EstimatorAdapter
        >>> circuit = QuantumCircuit(2)
        >>> circuit.x(0)  # doctest: +ELLIPSIS
        <...>
        >>> estimator = EstimatorAdapter(backend=AerSimulator())
        >>> result = estimator.run([(circuit, SparsePauliOp(["ZI", "IZ"]))]).result()[0]
        >>> float(result.data.evs), float(result.data.stds)
        (0.0, 0.0)
    """

    def __init__(self, *, backend: Any, options: dict[str, Any] | None = None) -> None:
        self._adapter: BackendAdapter = uplift(backend)
        super().__init__(backend=backend if parent_takes(backend) else self._adapter)
        self._options = make_options(EstimatorOptions, options, type(self).__name__)
        self._changes = BasisChanges(self._adapter, self._adapter.channel.where)

    @property
    def options(self) -> EstimatorOptions:
        """The options; they may be changed between runs."""
        return self._options

    def run(
        self, pubs: Iterable[EstimatorPubLike], *, precision: float | None = None
    ) -> AdapterJob:
        """Submit PUBs; what is wrong with them, or refused by the backend, is raised here.

        Args:
            pubs: Tuples ``(circuit, observables, parameter values, precision)`` of which the last
                two are optional. Observables and parameter values are broadcast against each
                other; the result has their common shape.
            precision: For the PUBs that don't say; None for the option ``default_precision``.

        Returns:
            A job; its ``result()`` is a ``PrimitiveResult`` with one ``PubResult`` a PUB, with
            ``data.evs`` and ``data.stds``.

        Raises:
            ValueError: A PUB is malformed, or its precision isn't above 0.
            InvalidCircuitError: A circuit is not one for this backend (by ``transpile``).
            OptionError: The backend doesn't take an option.
            LimitError: The precision needs fewer shots than the backend takes.
            SubmissionError: The backend refused a batch after it had accepted others.
        """
        options = self._options
        default = options.default_precision if precision is None else precision
        coerced = [EstimatorPub.coerce(pub, default) for pub in pubs]
        self._validate_pubs(coerced)
        for pub in coerced:
            split_shots(_shots(pub), self._adapter.limits, self._adapter.channel.where)
        prepared = self._adapter.preparation.prepare(
            [pub.circuit for pub in coerced],
            options.transpile,
            optimization_level=options.optimization_level,
            seed_transpiler=options.seed_simulator,
        )
        plans = [
            _PubPlan.of(pub, ready, self._changes, abelian_grouping=options.abelian_grouping)
            for pub, ready in zip(coerced, prepared, strict=True)
        ]
        ranges = _ranges([len(each.circuits) for each in plans])
        execution = Execution(
            self._adapter.channel,
            [circuit for each in plans for circuit in each.circuits],
            [each.shots for each in plans for _ in each.circuits],
            seed=options.seed_simulator,
            run_options=options.run_options,
            asked=any(pub.precision != EstimatorOptions.default_precision for pub in coerced),
        )

        def part(each: _PubPlan, own: range) -> Part:
            def build() -> PubResult:
                sent = record(self._adapter, execution, own.start, memory=False) if own else {}
                return each.result(execution.samples(own), sent)

            return Part(own, build, each.blank)

        parts = [part(each, own) for each, own in zip(plans, ranges, strict=True)]
        return submit(execution, lambda: AdapterJob(execution, parts))


def _ranges(lengths: Sequence[int]) -> list[range]:
    ends = list(itertools.accumulate(lengths))
    return [range(end - length, end) for end, length in zip(ends, lengths, strict=True)]


def _shots(pub: EstimatorPub) -> int:
    return math.ceil(1.0 / pub.precision**2)


@dataclass(frozen=True)
class _Measurement:
    """One circuit of a PUB: which parameter values, and which group of terms."""

    index: Index
    group: Group
    offset: int  # the first clbit of the group's outcome


@dataclass(frozen=True)
class _PubPlan:
    """The circuits that a PUB needs, and how its values follow from their outcomes."""

    pub: EstimatorPub
    indices: NDArray[Any]  # for each value, which parameter values
    observables: NDArray[Any]  # for each value, {label: coefficient}
    measurements: list[_Measurement]
    circuits: list[Any]
    shots: int

    @classmethod
    def of(
        cls, pub: EstimatorPub, ready: Prepared, changes: BasisChanges, *, abelian_grouping: bool
    ) -> _PubPlan:
        shape = pub.parameter_values.shape
        every = np.fromiter(np.ndindex(shape), dtype=object).reshape(shape)
        indices, observables = np.broadcast_arrays(every, np.asarray(pub.observables))
        needed: dict[Index, set[str]] = {}
        for place in np.ndindex(indices.shape):
            used: Any = indices[place]
            needed.setdefault(used, set()).update(observables[place])
        measurements, circuits = [], []
        for index, labels in needed.items():
            bound = ready.bind(pub.parameter_values, index)
            bound.circuit.name = pub.circuit.name  # binding makes up another
            for group in group_terms(labels, abelian_grouping=abelian_grouping):
                measurements.append(_Measurement(index, group, bound.circuit.num_clbits))
                circuits.append(changes.measured(bound.circuit, group, bound.qubits))
        return cls(pub, indices, observables, measurements, circuits, _shots(pub))

    def blank(self, metadata: dict[str, Any]) -> PubResult:
        return PubResult(
            DataBin(shape=self.indices.shape),
            metadata={"circuit_metadata": self.pub.circuit.metadata, **metadata},
        )

    def result(self, samples: Sequence[Samples], sent: Mapping[str, Any]) -> PubResult:
        by_index: dict[Index, list[_Estimate]] = {}
        for measurement, outcome in zip(self.measurements, samples, strict=True):
            estimate = _Estimate.of(measurement, outcome)
            by_index.setdefault(measurement.index, []).append(estimate)
        evs = np.zeros(self.indices.shape)
        variances = np.zeros(self.indices.shape)
        for place in np.ndindex(self.indices.shape):
            terms: Any = self.observables[place]
            index: Any = self.indices[place]
            evs[place] = sum(c.real for label, c in terms.items() if set(label) <= {"I"})
            for estimate in by_index.get(index, ()):
                mean, variance = estimate.of_terms(terms)
                evs[place] += mean
                variances[place] += variance
        fewest = min((outcome.num_shots for outcome in samples), default=self.shots)
        metadata = {
            "target_precision": self.pub.precision,
            "shots": fewest,
            "circuit_metadata": self.pub.circuit.metadata,
            **sent,
        }
        if fewest != self.shots:
            metadata["requested_shots"] = self.shots
        return PubResult(
            DataBin(evs=evs, stds=np.sqrt(variances), shape=evs.shape), metadata=metadata
        )


@dataclass(frozen=True)
class _Estimate:
    """What one measurement says of each of its terms."""

    labels: tuple[str, ...]
    values: NDArray[np.float64]  # (terms, outcomes)
    weights: NDArray[np.float64]  # (outcomes,), the share of the shots
    shots: int

    @classmethod
    def of(cls, measurement: _Measurement, samples: Samples) -> _Estimate:
        shots = samples.num_shots
        if shots == 0:
            raise ExecutionError(
                f"No shot came back for the measurement of {', '.join(measurement.group.labels)}, "
                "so nothing can be estimated."
            )
        measured = measurement.group.measured
        register = Samples(
            samples.gather(range(measurement.offset, measurement.offset + len(measured))),
            len(measured),
            samples.weights,
        )
        counts = register.to_counts()
        distinct = Samples.from_counts(counts, len(measured))
        assert distinct.weights is not None
        return cls(
            measurement.group.labels,
            term_values(measurement.group.labels, measured, distinct.bits()),
            distinct.weights / shots,
            shots,
        )

    def of_terms(self, terms: Mapping[str, complex]) -> tuple[float, float]:
        """Mean and variance of the mean of the part of an observable that was measured here."""
        coefficients = np.array([complex(terms.get(label, 0)).real for label in self.labels])
        worth = coefficients @ self.values
        mean = float(worth @ self.weights)
        return mean, float((worth - mean) ** 2 @ self.weights) / self.shots
