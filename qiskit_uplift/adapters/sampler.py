"""`SamplerAdapter`: a ``BackendSamplerV2`` whose samples are right on any backend."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from qiskit.primitives import (
    BackendSamplerV2,
    BitArray,
    DataBin,
    SamplerPubResult,
)
from qiskit.primitives.backend_sampler_v2 import Options as StockOptions
from qiskit.primitives.containers import SamplerPubLike
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift._qiskit.legacy_inputs import parent_takes
from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.counted import Shots
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.grouped import active_group
from qiskit_uplift.adapters.jobs import AdapterJob, Part
from qiskit_uplift.adapters.kerneled import complex_data
from qiskit_uplift.adapters.merging import rows_of, templates_of
from qiskit_uplift.adapters.metadata import make_options, record
from qiskit_uplift.adapters.planning import Plan, split_shots
from qiskit_uplift.adapters.recovery import Origin, launch
from qiskit_uplift.adapters.registers import ClassicalLayout
from qiskit_uplift.adapters.rewriting import shuffler
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.adapters.sweeping import Point
from qiskit_uplift.adapters.transpilation import TranspileOptions
from qiskit_uplift.exceptions import OptionError, ShotsWarning, warn


@dataclass
class SamplerOptions(TranspileOptions, StockOptions):
    """Options of `SamplerAdapter`.

    Qiskit's three are ``default_shots`` (1024), ``seed_simulator`` (None) and ``run_options``
    (None: the provider's own options, as keyword arguments of its ``run``). The rest are those of
    `TranspileOptions`: ``transpile`` (``"warn"``) and ``optimization_level`` (2).
    """


class SamplerAdapter(BackendSamplerV2):
    """Samples classical registers on any backend.

    Used as Qiskit's ``BackendSamplerV2``, with the same constructor, PUBs and result containers.
    It differs where that class would be wrong: each register's bits are taken one by one from
    where the circuit has them, outcomes are read only where their notation is proven, counts will
    do where a backend has no memory, and a failed circuit raises.

    The metadata of a PUB's result has ``shots`` (those that really came) and ``circuit_metadata``
    as in Qiskit, and, where there is more to say: ``shot_order`` (``"synthetic"`` if the backend
    gave counts alone, so that the order of the shots was drawn at random, by ``seed_simulator`` if
    it is set), ``requested_shots`` if another number came back, ``shots_per_circuit`` if the
    circuits of a PUB differ in it, and ``sent``, the keyword arguments that the backend was called
    with, unless they are just what Qiskit's class sends. More shots than a job may have are split
    over several; ``shots_per_job`` then says how, and ``sent`` is of the first of them.

    Args:
        backend: A ``BackendV2``, or anything that :func:`~qiskit_uplift.uplift` takes.
        options: A dictionary with fields of `SamplerOptions`.

    Raises:
        OptionError: No option of that name.
        UnsupportedBackendError: ``backend`` is no backend, or nothing can be run by its ``run``.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_aer import AerSimulator
        >>> from qiskit_uplift import SamplerAdapter
        >>> circuit = QuantumCircuit(1)
        >>> circuit.x(0)  # doctest: +ELLIPSIS
        <...>
        >>> circuit.measure_all()
        >>> sampler = SamplerAdapter(backend=AerSimulator(), options={"default_shots": 100})
        >>> sampler.run([circuit]).result()[0].data.meas.get_counts()
        {'1': 100}

    See Qiskit's documentation of ``BaseSamplerV2`` for what PUBs are.
    """

    options_class: ClassVar[type[SamplerOptions]] = SamplerOptions
    """What the options are made from."""

    def __init__(self, *, backend: Any, options: dict[str, Any] | None = None) -> None:
        self._adapter: BackendAdapter = uplift(backend)
        self._adapter.check_run()
        self._group = active_group(self._adapter)
        super().__init__(backend=backend if parent_takes(backend) else self._adapter)
        self._options = make_options(self.options_class, options, type(self).__name__)

    @property
    def options(self) -> SamplerOptions:
        """The options; they may be changed between runs."""
        return self._options

    def _settings(self) -> dict[str, Any]:
        """The options of the next run; ``run_options`` has all of the provider's own."""
        return dict(vars(self._options))

    def run(self, pubs: Iterable[SamplerPubLike], *, shots: int | None = None) -> AdapterJob:
        """Submit PUBs; what is wrong with them, or refused by the backend, is raised here.

        Args:
            pubs: Circuits, or tuples ``(circuit, parameter values, shots)`` of which the last two
                are optional. Parameter values of shape ``(..., parameters)`` give a result of the
                shape ``...``.
            shots: For the PUBs that don't say; None for the option ``default_shots``.

        Returns:
            A job; its ``result()`` is a ``PrimitiveResult`` with one ``SamplerPubResult`` a PUB.

        Raises:
            ValueError: A PUB is malformed.
            InvalidCircuitError: A circuit is not one for this backend (by ``transpile``).
            OptionError: The backend doesn't take an option.
            LimitError: Fewer shots than the backend takes (more are split over several jobs).
            SessionError: The session that it belongs to takes no more jobs.
            SubmissionError: The backend refused a batch after it had accepted others.
            UncertainSubmissionError: The connection failed while a batch was handed over.
        """
        group = self._group or active_group(self._adapter)
        return launch(self._planner(pubs, shots), group)

    def plan(self, pubs: Iterable[SamplerPubLike], *, shots: int | None = None) -> Plan:
        """What `run` would send, without sending it: jobs, circuits and shots.

        Args:
            pubs: As of `run`.
            shots: As of `run`.

        Raises:
            Exception: What `run` would raise before it sends anything.
        """
        return self._planner(pubs, shots)(True).plan

    def _planner(
        self, pubs: Iterable[SamplerPubLike], shots: int | None
    ) -> Callable[[bool], AdapterJob]:
        options = self._options
        default = options.default_shots if shots is None else shots
        coerced = [SamplerPub.coerce(pub, default) for pub in pubs]
        self._validate_pubs(coerced)
        by_default = all(pub.shots == SamplerOptions.default_shots for pub in coerced)
        settings = {**self._settings(), "asked": shots is not None or not by_default}
        return lambda merges: self._planned(coerced, {**settings, "merges": merges})

    def _planned(
        self, pubs: Iterable[SamplerPubLike], settings: Mapping[str, Any], run_id: str | None = None
    ) -> AdapterJob:
        """The job of a run of which nothing has been sent yet.

        Args:
            pubs: PUBs that have shots.
            settings: The options; ``asked``: whether the user set the shots himself; and
                ``merges``: whether equal circuits are sent once.
            run_id: Its id; None to make one up.
        """
        coerced = [SamplerPub.coerce(pub) for pub in pubs]
        seed = settings["seed_simulator"]
        level = _meas_level(settings["run_options"])
        for pub in coerced:
            split_shots(pub.shots, self._adapter.limits, self._adapter.channel.where)
        prepared = self._adapter.preparation.prepare(
            [pub.circuit for pub in coerced],
            settings["transpile"],
            optimization_level=settings["optimization_level"],
            seed_transpiler=seed,
        )
        circuits: list[Any] = []
        ranges: list[range] = []
        origins: list[Point | None] = []
        keys: list[Hashable] = []
        templates = templates_of([ready.circuit for ready in prepared])
        for pub, ready, template in zip(coerced, prepared, templates, strict=True):
            points = ready.bind(pub.parameter_values)
            bound = [each.circuit for each in points]
            for number, circuit in enumerate(bound):
                # binding makes up another, and equal names would hide a result out of order
                name = pub.circuit.name
                circuit.name = name if len(bound) == 1 else f"{name}_{number}"
            ranges.append(range(len(circuits), len(circuits) + len(bound)))
            circuits += bound
            origins += [each.point for each in points]
            keys += [(template, row) for row in rows_of(pub)]
        wanted = [pub.shots for pub, own in zip(coerced, ranges, strict=True) for _ in own]
        if level == 1:  # an average over several jobs is not the job's to give
            for pub in coerced:
                self._adapter.limits.check_shots(pub.shots, self._adapter.channel.where)
        execution = Execution(
            self._adapter.channel,
            circuits,
            wanted,
            points=origins,
            keys=keys if level == 2 and settings["merges"] else None,
            seed=seed,
            memory=True,
            run_options=settings["run_options"],
            asked=settings["asked"],
            decodes=level == 2,
            run_id=run_id,
            deal_seed=settings.get("deal_seed"),
        )

        def part(index: int, pub: SamplerPub, own: range) -> Part:
            def build() -> SamplerPubResult:
                if level == 1:
                    return complex_data(pub, execution, own)
                sent = record(self._adapter, execution, own.start, memory=True)
                return _pub_result(index, pub, execution.samples(own), seed, sent)

            return Part(own, build, lambda metadata: _blank(pub, metadata))

        parts = [part(i, *each) for i, each in enumerate(zip(coerced, ranges, strict=True))]
        origin = Origin(self._adapter, "sampler", coerced, dict(settings))
        return AdapterJob(execution, parts, origin)


def _blank(pub: SamplerPub, metadata: dict[str, Any]) -> SamplerPubResult:
    return SamplerPubResult(
        DataBin(shape=pub.parameter_values.shape),
        metadata={"circuit_metadata": pub.circuit.metadata, **metadata},
    )


def _meas_level(run_options: dict[str, Any] | None) -> int:
    level = (run_options or {}).get("meas_level")
    if level in (None, 2):
        return 2
    if int(level) == 1:
        return 1
    raise OptionError(f"meas_level={level!r} is not supported: a Sampler returns level 1 or 2.")


def _pub_result(
    index: int,
    pub: SamplerPub,
    samples: Sequence[Samples],
    seed: int | None,
    extra: dict[str, Any],
) -> SamplerPubResult:
    shape = pub.parameter_values.shape
    synthetic = any(not one.ordered for one in samples)
    shots = [one.num_shots for one in samples]
    fewest = min(shots, default=pub.shots)
    metadata = {"shots": fewest, "circuit_metadata": pub.circuit.metadata, **extra}
    if synthetic:
        metadata["shot_order"] = "synthetic"
    if fewest != pub.shots:
        metadata["requested_shots"] = pub.shots
    if len(set(shots)) > 1:
        metadata["shots_per_circuit"] = np.reshape(shots, shape).tolist()
        warn(
            f"The circuits of PUB {index} came back with {fewest} to {max(shots)} shots; an array "
            f"holds the same number for all, so the first {fewest} of each are returned.",
            ShotsWarning,
        )
    registers = ClassicalLayout.of(pub.circuit).registers
    shufflers = [shuffler(seed, index, position) for position in range(len(samples))]
    if synthetic and not shape:
        counted = Shots(samples[0], shufflers[0])
        data = {each.name: counted.register(each.clbits) for each in registers}
        return SamplerPubResult(DataBin(**data, shape=shape), metadata=metadata)
    expanded = [one.shots(rng) for one, rng in zip(samples, shufflers, strict=True)]
    data = {
        register.name: _bit_array([one.gather(register.clbits)[:fewest] for one in expanded],
                                  shape, fewest, len(register.clbits))
        for register in registers
    }  # fmt: skip
    return SamplerPubResult(DataBin(**data, shape=shape), metadata=metadata)


def _bit_array(rows: list[Any], shape: tuple[int, ...], shots: int, num_bits: int) -> BitArray:
    packed = rows[0] if len(rows) == 1 else np.array(rows, dtype=np.uint8)
    return BitArray(packed.reshape(*shape, shots, -(-num_bits // 8)), num_bits)
