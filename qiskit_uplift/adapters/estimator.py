"""`EstimatorAdapter`: a ``BackendEstimatorV2`` whose estimates are right on any backend."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from qiskit.primitives import BackendEstimatorV2, DataBin, PubResult
from qiskit.primitives.backend_estimator_v2 import Options as StockOptions
from qiskit.primitives.containers import EstimatorPubLike
from qiskit.primitives.containers.estimator_pub import EstimatorPub

from qiskit_uplift._qiskit.legacy_inputs import parent_takes
from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.jobs import AdapterJob, Part
from qiskit_uplift.adapters.merging import rows_of, templates_of
from qiskit_uplift.adapters.metadata import make_options, record
from qiskit_uplift.adapters.observables import Group, TermTable, group_terms
from qiskit_uplift.adapters.planning import Plan, split_shots
from qiskit_uplift.adapters.recovery import Origin, launch
from qiskit_uplift.adapters.rotations import BasisChanges
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.adapters.transpilation import Prepared, TranspileOptions
from qiskit_uplift.exceptions import ExecutionError

_BLOCK = 1 << 22  # values of terms that are held at once


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

    options_class: ClassVar[type[EstimatorOptions]] = EstimatorOptions
    """What the options are made from."""

    def __init__(self, *, backend: Any, options: dict[str, Any] | None = None) -> None:
        self._adapter: BackendAdapter = uplift(backend)
        super().__init__(backend=backend if parent_takes(backend) else self._adapter)
        self._options = make_options(self.options_class, options, type(self).__name__)
        self._changes = BasisChanges(self._adapter, self._adapter.channel.where)

    @property
    def options(self) -> EstimatorOptions:
        """The options; they may be changed between runs."""
        return self._options

    def _settings(self) -> dict[str, Any]:
        """The options of the next run; ``run_options`` has all of the provider's own."""
        return dict(vars(self._options))

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
            UncertainSubmissionError: The connection failed while a batch was handed over.
        """
        return launch(self._planner(pubs, precision))

    def plan(self, pubs: Iterable[EstimatorPubLike], *, precision: float | None = None) -> Plan:
        """What `run` would send, without sending it: jobs, circuits and shots.

        Args:
            pubs: As of `run`.
            precision: As of `run`.

        Raises:
            Exception: What `run` would raise before it sends anything.
        """
        return self._planner(pubs, precision)(True).plan

    def _planner(
        self, pubs: Iterable[EstimatorPubLike], precision: float | None
    ) -> Callable[[bool], AdapterJob]:
        options = self._options
        default = options.default_precision if precision is None else precision
        coerced = [EstimatorPub.coerce(pub, default) for pub in pubs]
        self._validate_pubs(coerced)
        by_default = all(pub.precision == EstimatorOptions.default_precision for pub in coerced)
        settings = {**self._settings(), "asked": not by_default}
        return lambda merges: self._planned(coerced, {**settings, "merges": merges})

    def _planned(
        self,
        pubs: Iterable[EstimatorPubLike],
        settings: Mapping[str, Any],
        run_id: str | None = None,
    ) -> AdapterJob:
        """The job of a run of which nothing has been sent yet.

        Args:
            pubs: PUBs that have a precision.
            settings: The options; ``asked``: whether the user set the precision himself; and
                ``merges``: whether equal circuits are sent once.
            run_id: Its id; None to make one up.
        """
        coerced = [EstimatorPub.coerce(pub) for pub in pubs]
        for pub in coerced:
            split_shots(_shots(pub), self._adapter.limits, self._adapter.channel.where)
        prepared = self._adapter.preparation.prepare(
            [pub.circuit for pub in coerced],
            settings["transpile"],
            optimization_level=settings["optimization_level"],
            seed_transpiler=settings["seed_simulator"],
        )
        grouping = settings["abelian_grouping"]
        plans = [
            _PubPlan.of(pub, ready, self._changes, abelian_grouping=grouping)
            for pub, ready in zip(coerced, prepared, strict=True)
        ]
        ranges = _ranges([len(each.circuits) for each in plans])
        templates = templates_of([ready.circuit for ready in prepared])
        keys: list[Hashable] = []
        for template, each in zip(templates, plans, strict=True):
            rows = rows_of(each.pub)
            keys += [(template, rows[i], it.group.basis) for i, it, _ in each.measurements]
        execution = Execution(
            self._adapter.channel,
            [circuit for each in plans for circuit in each.circuits],
            [each.shots for each in plans for _ in each.circuits],
            keys=keys if settings["merges"] else None,
            seed=settings["seed_simulator"],
            run_options=settings["run_options"],
            asked=settings["asked"],
            run_id=run_id,
            deal_seed=settings.get("deal_seed"),
        )

        def part(each: _PubPlan, own: range) -> Part:
            def build() -> PubResult:
                sent = record(self._adapter, execution, own.start, memory=False) if own else {}
                return each.result(execution.samples(own), sent)

            return Part(own, build, each.blank)

        parts = [part(each, own) for each, own in zip(plans, ranges, strict=True)]
        origin = Origin(self._adapter, "estimator", coerced, dict(settings))
        return AdapterJob(execution, parts, origin)


def _ranges(lengths: Sequence[int]) -> list[range]:
    ends = list(itertools.accumulate(lengths))
    return [range(end - length, end) for end, length in zip(ends, lengths, strict=True)]


def _shots(pub: EstimatorPub) -> int:
    return math.ceil(1.0 / pub.precision**2)


@dataclass(frozen=True)
class _Measured:
    """Terms that are measured at once, and what they are to each observable that has some.

    Attributes:
        group: The terms.
        table: What each is worth on an outcome.
        observables: Which observables of the PUB have any of them.
        coefficients: Theirs, shape ``(observables, terms)``.
    """

    group: Group
    table: TermTable
    observables: NDArray[np.intp]
    coefficients: NDArray[np.float64]

    @classmethod
    def of(cls, group: Group, terms: Mapping[int, Mapping[str, complex]]) -> _Measured:
        rows = {
            place: [complex(observable.get(label, 0)).real for label in group.labels]
            for place, observable in terms.items()
            if not observable.keys().isdisjoint(group.labels)
        }
        coefficients = np.array(list(rows.values()), dtype=float).reshape(len(rows), -1)
        table = TermTable(group.labels, group.measured)
        return cls(group, table, np.array(list(rows), dtype=np.intp), coefficients)

    def estimates(
        self, samples: Samples, offset: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean, and variance of the mean, of the part of each observable that is measured here.

        Args:
            samples: The outcome of the circuit.
            offset: The first clbit of the group's outcome.
        """
        shots = samples.num_shots
        if shots == 0:
            raise ExecutionError(
                f"No shot came back for the measurement of {', '.join(self.group.labels)}, "
                "so nothing can be estimated."
            )
        width = len(self.group.measured)
        rows = samples.gather(range(offset, offset + width))
        distinct = Samples(rows, width, samples.weights).distinct()
        assert distinct.weights is not None
        weights = distinct.weights / shots
        block = max(1, _BLOCK // len(self.group.labels))
        worth = np.concatenate(
            [self.coefficients @ self.table.values(part.bits()) for part in distinct.blocks(block)],
            axis=1,
        )
        means = worth @ weights
        return means, (worth - means[:, np.newaxis]) ** 2 @ weights / shots


@dataclass(frozen=True)
class _PubPlan:
    """The circuits that a PUB needs, and how its values follow from their outcomes.

    Attributes:
        pub: The PUB.
        indices: For each value, the place of its parameter values in the flat list of them.
        places: For each value, the place of its observable in ``constants``.
        constants: The identity's part of each distinct observable.
        measurements: For each circuit, the place of its parameter values, what is measured and
            the first clbit of the outcome.
        circuits: The circuits.
        shots: Of each circuit.
    """

    pub: EstimatorPub
    indices: NDArray[np.intp]
    places: NDArray[np.intp]
    constants: NDArray[np.float64]
    measurements: list[tuple[int, _Measured, int]]
    circuits: list[Any]
    shots: int

    @classmethod
    def of(
        cls, pub: EstimatorPub, ready: Prepared, changes: BasisChanges, *, abelian_grouping: bool
    ) -> _PubPlan:
        shape = pub.parameter_values.shape
        given = np.asarray(pub.observables)
        observables: list[Mapping[str, complex]] = list(given.ravel())
        indices, places = np.broadcast_arrays(
            np.arange(math.prod(shape)).reshape(shape), np.arange(given.size).reshape(given.shape)
        )
        needed: dict[int, list[int]] = {}
        pairs = np.unique(indices.ravel() * len(observables) + places.ravel())
        for index, place in zip(*np.divmod(pairs, max(1, len(observables))), strict=True):
            needed.setdefault(int(index), []).append(int(place))
        points = list(np.ndindex(shape))
        plans: dict[tuple[int, ...], list[tuple[_Measured, Prepared | None]]] = {}
        measurements, circuits = [], []
        for index in dict.fromkeys(indices.ravel().tolist()):
            wanted = tuple(needed[index])
            if wanted not in plans:
                terms = {place: observables[place] for place in wanted}
                groups = group_terms(
                    set().union(*terms.values()), abelian_grouping=abelian_grouping
                )
                # parameters get their values last, so that a basis change is appended only once
                plans[wanted] = [
                    (
                        _Measured.of(group, terms),
                        changes.prepared(ready, group) if ready.binds_last else None,
                    )
                    for group in groups
                ]
            bound = None if ready.binds_last else ready.bind(pub.parameter_values, points[index])
            for measured, template in plans[wanted]:
                if template is None:
                    assert bound is not None
                    sent = changes.prepared(bound, measured.group).circuit
                else:
                    sent = template.bind(pub.parameter_values, points[index]).circuit
                offset = sent.num_clbits - len(measured.group.measured)
                measurements.append((index, measured, offset))
                circuits.append(sent)
        for number, circuit in enumerate(circuits):
            # binding makes up another, and equal names would hide a result out of order
            name = pub.circuit.name
            circuit.name = name if len(circuits) == 1 else f"{name}_{number}"
        constants = np.array(
            [sum(c.real for label, c in o.items() if not label.strip("I")) for o in observables],
            dtype=float,
        )
        return cls(pub, indices, places, constants, measurements, circuits, _shots(pub))

    def blank(self, metadata: dict[str, Any]) -> PubResult:
        return PubResult(
            DataBin(shape=self.indices.shape),
            metadata={"circuit_metadata": self.pub.circuit.metadata, **metadata},
        )

    def result(self, samples: Sequence[Samples], sent: Mapping[str, Any]) -> PubResult:
        size = self.pub.parameter_values.size
        evs = np.tile(self.constants, (size, 1))
        variances = np.zeros_like(evs)
        for (index, measured, offset), outcome in zip(self.measurements, samples, strict=True):
            means, spreads = measured.estimates(outcome, offset)
            evs[index, measured.observables] += means
            variances[index, measured.observables] += spreads
        fewest = min((outcome.num_shots for outcome in samples), default=self.shots)
        metadata = {
            "target_precision": self.pub.precision,
            "shots": fewest,
            "circuit_metadata": self.pub.circuit.metadata,
            **sent,
        }
        if fewest != self.shots:
            metadata["requested_shots"] = self.shots
        values = evs[self.indices, self.places]
        stds = np.sqrt(variances[self.indices, self.places])
        return PubResult(DataBin(evs=values, stds=stds, shape=values.shape), metadata=metadata)
