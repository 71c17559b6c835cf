"""`EstimatorAdapter`: a ``BackendEstimatorV2`` whose estimates are right on any backend."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from qiskit.primitives import BackendEstimatorV2, PubResult
from qiskit.primitives.backend_estimator_v2 import Options as StockOptions
from qiskit.primitives.containers import EstimatorPubLike
from qiskit.primitives.containers.estimator_pub import EstimatorPub

from qiskit_uplift._qiskit.legacy_inputs import parent_takes
from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.estimation import PubPlan, plan_pubs, shots_of
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.grouped import active_group
from qiskit_uplift.adapters.jobs import AdapterJob, Part
from qiskit_uplift.adapters.metadata import make_options, record
from qiskit_uplift.adapters.planning import Plan, split_shots
from qiskit_uplift.adapters.recovery import Origin, launch
from qiskit_uplift.adapters.rotations import BasisChanges
from qiskit_uplift.adapters.staging import StagedJob, Stages, stage_seed
from qiskit_uplift.adapters.targeting import Targeting, check_options
from qiskit_uplift.adapters.transpilation import TranspileOptions


@dataclass
class EstimatorOptions(TranspileOptions, StockOptions):
    """Options of `EstimatorAdapter`.

    Qiskit's three are ``default_precision`` (1/64), ``abelian_grouping`` (True) and
    ``seed_simulator`` (None). The rest are ``run_options`` and those of `TranspileOptions`:
    ``transpile`` (``"warn"``) and ``optimization_level`` (2), and of the shots
    ``shot_allocation`` (``"uniform"``), ``max_total_shots`` (None) and ``pilot_shots`` (None).
    """

    run_options: dict[str, Any] | None = None
    """The provider's own options, as keyword arguments of its ``run``. Default: None."""

    shot_allocation: str = "uniform"
    """``"uniform"``: ``ceil(1 / precision**2)`` shots for each circuit, as with Qiskit's class;
    the error bar is what comes of it, for a sum of many terms more than the precision.
    ``"target"``: a pilot, then more shots of the circuits that need them, until every error bar of
    the PUB is at most the precision. That takes several jobs, one after the other, and the result
    of one is waited for before the next is sent. Default: ``"uniform"``."""

    max_total_shots: int | None = None
    """With ``"target"``, the most shots of all circuits of a PUB together. Where they don't
    suffice, the error bars are as small as they can be, and the metadata says how small.
    Default: None, no limit."""

    pilot_shots: int | None = None
    """With ``"target"``, the shots of each circuit in the pilot. Default: None, for a twentieth of
    ``1 / precision**2``, but at least 100, where that itself is not less."""


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

    With the option ``shot_allocation="target"`` the precision is what the largest of the PUB's
    error bars is at most. The metadata then have ``achieved_precision``, that error bar;
    ``shots_per_circuit``, ``total_shots`` and ``pilot_shots``; ``requested_shots_per_circuit`` if
    other numbers came back; and ``max_total_shots_reached`` where that option is set. The numbers
    of shots follow from outcomes, which biases the estimates a little: by less than the skewness
    of a shot's worth times ``precision**2`` over its standard deviation
    (see :class:`~qiskit_uplift.adapters.targeting.Targeting`).

    Args:
        backend: A ``BackendV2``, or anything that :func:`~qiskit_uplift.uplift` takes.
        options: A dictionary with fields of `EstimatorOptions`.

    Raises:
        OptionError: No option of that name.
        UnsupportedBackendError: ``backend`` is no backend, or nothing can be run by its ``run``.

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
        self._adapter.check_run()
        self._group = active_group(self._adapter)
        super().__init__(backend=backend if parent_takes(backend) else self._adapter)
        self._options = make_options(self.options_class, options, type(self).__name__)
        self._changes = BasisChanges(
            self._adapter,
            self._adapter.channel.where,
            wraps_angles=self._adapter.provider_file.wraps_angles,
        )

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
            SessionError: The session that it belongs to takes no more jobs.
            SubmissionError: The backend refused a batch after it had accepted others.
            UncertainSubmissionError: The connection failed while a batch was handed over.
        """
        group = self._group or active_group(self._adapter)
        return launch(self._planner(pubs, precision), group)

    def plan(self, pubs: Iterable[EstimatorPubLike], *, precision: float | None = None) -> Plan:
        """What `run` would send, without sending it: jobs, circuits and shots.

        With ``shot_allocation="target"`` it is the pilot: what follows depends on its outcomes.

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
        channel = self._adapter.channel
        check_options(
            options.shot_allocation, options.max_total_shots, options.pilot_shots, channel.where
        )
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
        aims = settings["shot_allocation"] == "target"
        for pub in () if aims else coerced:
            split_shots(shots_of(pub), self._adapter.limits, self._adapter.channel.where)
        prepared = self._adapter.preparation.prepare(
            [pub.circuit for pub in coerced],
            settings["transpile"],
            optimization_level=settings["optimization_level"],
            seed_transpiler=settings["seed_simulator"],
        )
        plans = plan_pubs(
            coerced,
            prepared,
            self._changes,
            abelian_grouping=settings["abelian_grouping"],
            shares=settings["merges"],
        )
        ranges = _ranges([len(each.circuits) for each in plans])
        keys = [key for each in plans for key in each.keys]
        circuits = [circuit for each in plans for circuit in each.circuits]

        targets = [self._targeting(each, settings) for each in plans] if aims else None
        each_shots = (
            [each.shots for each in plans] if targets is None else [t.pilot for t in targets]
        )

        def execute(places: Sequence[int], shots: Sequence[int], stage: int) -> Execution:
            return Execution(
                self._adapter.channel,
                [circuits[place].circuit for place in places],
                shots,
                points=[circuits[place].point for place in places],
                # what a later stage needs may, joined, be more than the backend takes
                keys=keys if settings["merges"] and not stage else None,
                seed=stage_seed(self._adapter.channel.contract, settings["seed_simulator"], stage),
                run_options=settings["run_options"],
                asked=settings["asked"] or aims,
                run_id=f"{first.run_id}.{stage}" if stage else run_id,
                deal_seed=settings.get("deal_seed"),
            )

        first = execute(
            range(len(circuits)),
            [number for number, own in zip(each_shots, ranges, strict=True) for _ in own],
            0,
        )
        stages = None if targets is None else Stages(first, execute, ranges, targets)

        def part(number: int) -> Part:
            each, own = plans[number], ranges[number]

            def build() -> PubResult:
                sent = record(self._adapter, first, own.start, memory=False) if own else {}
                if stages is None:
                    return each.result(first.samples(own), sent)
                return stages.result(number, lambda samples: each.result(samples, sent))

            return Part(own, build, each.blank)

        parts = [part(number) for number in range(len(plans))]
        origin = Origin(self._adapter, "estimator", coerced, dict(settings))
        if stages is None:
            return AdapterJob(first, parts, origin)
        return StagedJob(stages, parts, origin)

    def _targeting(self, plan: PubPlan, settings: Mapping[str, Any]) -> Targeting:
        return Targeting(
            plan.measurements,
            plan.pub.precision,
            self._adapter.limits,
            self._adapter.channel.where,
            pilot_shots=settings["pilot_shots"],
            max_total_shots=settings["max_total_shots"],
        )


def _ranges(lengths: Sequence[int]) -> list[range]:
    ends = list(itertools.accumulate(lengths))
    return [range(end - length, end) for end, length in zip(ends, lengths, strict=True)]
