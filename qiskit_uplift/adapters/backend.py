"""`uplift` and `BackendAdapter`: any backend as a ``BackendV2``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from qiskit.circuit import Instruction, QuantumCircuit
from qiskit.primitives import BaseEstimatorV2, BaseSamplerV2
from qiskit.providers import BackendV2, Options
from qiskit.result import Result
from qiskit.transpiler import Target

from qiskit_uplift.adapters.channel import Channel
from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.adapters.grouped import Group, active_group, joined
from qiskit_uplift.adapters.inputs import circuits_of
from qiskit_uplift.adapters.isa import check_finite
from qiskit_uplift.adapters.jobs import BackendJob, submit
from qiskit_uplift.adapters.journal import Journal, users_journal
from qiskit_uplift.adapters.options import Limits, OptionContract, restored
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.registry import find_provider, get_provider
from qiskit_uplift.adapters.retry import RetryPolicy
from qiskit_uplift.adapters.rewriting import as_result
from qiskit_uplift.adapters.spreading import Spreading
from qiskit_uplift.adapters.target import TargetReport, assumed_target, target_from_legacy
from qiskit_uplift.adapters.transpilation import Preparation
from qiskit_uplift.adapters.turns import in_turn
from qiskit_uplift.exceptions import OptionError, UnsupportedBackendError

if TYPE_CHECKING:
    from qiskit_uplift.adapters.estimator import EstimatorAdapter
    from qiskit_uplift.adapters.sampler import SamplerAdapter
    from qiskit_uplift.adapters.sessions import Session


class BackendAdapter(BackendV2):
    """A legacy backend as a ``BackendV2``. Made by :func:`uplift`, which see.

    Whatever the wrapped backend has and ``BackendV2`` hasn't (a ``configuration()``, the names
    of its own transpiler stages, a provider's own methods) is still there.

    Attributes:
        wrapped: The backend that was given.
        route: How it is reached: ``"BackendV2"``, ``"BackendV1"``, ``"object with run"`` or
            ``"function"``.
        provider_file: The provider file that is used.
        channel: The way to its ``run``: contract, limits, dialect.
        preparation: What is done with circuits before they are sent.
        journal: Where runs are written down, so that they can be resumed; None for nowhere.
        executor: What computes the batches, if it isn't this process.
        remade: How a pickle makes it again, as a function and its arguments, where what it wraps
            holds a credential; None where the wrapped backend itself may be pickled.
    """

    def __init__(
        self,
        wrapped: Any,
        *,
        route: str,
        provider_file: Provider,
        dialect: Dialect | None = None,
        limits: Limits | None = None,
        target: TargetReport | None = None,
        retry: RetryPolicy | None = None,
        journal: Journal | bool | None = None,
        executor: Executor | None = None,
        local: bool | None = None,
    ) -> None:
        super().__init__(
            provider=getattr(wrapped, "provider", None) if route == "BackendV2" else None,
            name=_name_of(wrapped),
            description=_text(getattr(wrapped, "description", None)),
            backend_version=_text(getattr(wrapped, "backend_version", None)),
        )
        self.wrapped = wrapped
        self.executor = executor
        self.remade: tuple[Any, tuple[Any, ...]] | None = None
        self._sessions: list[Session] = []
        self._spreading: Spreading | None = None
        self.route = route
        self.provider_file = provider_file
        self._report = target
        declared = getattr(wrapped, "options", None)
        if isinstance(declared, Options):
            self._options = declared
        contract = provider_file.contract(wrapped)
        declared_limits = limits or provider_file.limits(wrapped)
        shots = None if contract.shots is None else contract.option(contract.shots)
        is_local = provider_file.is_local(wrapped) if local is None else local
        self.channel = Channel(
            run=self._call,
            contract=contract,
            limits=declared_limits.within(shots),
            dialect=dialect or provider_file.dialect_of(wrapped),
            where=f"backend {self.name!r}",
            may_be_bare=route in ("object with run", "function"),
            refusal=lambda circuit: provider_file.refusal(circuit, wrapped),
            adapt=lambda circuit: provider_file.adapt(circuit, wrapped),
            waiting=provider_file.waiting(wrapped),
            retrieve=lambda job_id: provider_file.retrieve(wrapped, job_id),
            job=lambda handle: provider_file.job(handle, wrapped),
            keep=lambda job: provider_file.keep(job, wrapped),
            tag=provider_file.tag,
            find=lambda tag: provider_file.find(wrapped, tag),
            is_transient=provider_file.is_transient,
            retry=retry or RetryPolicy(),
            is_local=is_local,
            binds=provider_file.binds(wrapped),
            speeds_up=lambda *batch: provider_file.speeds_up(wrapped, *batch),
            apart=lambda *batch: provider_file.apart(wrapped, *batch),
            spreads=executor is not None,
        )
        if executor is not None:
            self._spreading = self._spread_over(executor)
            self.channel.check = self._spreading.check
        self.journal = _journal(journal, default=not self.channel.is_local)
        self._made_with = {
            "route": route, "provider_file": provider_file, "dialect": dialect, "limits": limits,
            "target": target, "retry": retry, "journal": journal, "local": local,
        }  # fmt: skip
        self.preparation = Preparation(
            self,
            compiles=provider_file.compiles,
            wraps_angles=provider_file.wraps_angles,
            where=self.channel.where,
        )

    def _spread_over(self, executor: Executor) -> Spreading:
        channel = self.channel
        if not channel.is_local:
            raise OptionError(
                f"executor= is for simulators that compute where they are called, and "
                f"{channel.where} isn't known as one: workers would submit its jobs, and their ids "
                "would be lost. Pass local=True if it is one; limits on the number of jobs that "
                "wait side by side are max_jobs=."
            )
        return Spreading(
            executor,
            self.wrapped,
            where=channel.where,
            takes_seed=channel.contract.seed is not None,
            may_be_bare=channel.may_be_bare,
        )

    def _call(self, circuits: Any, **sent: Any) -> Any:
        # looked up at each call: a provider may replace its own run, and so may a test
        run = self.wrapped if self.route == "function" else self.wrapped.run
        travels = self._spreading is not None and self._spreading.travels
        if not travels and self.provider_file.one_at_a_time(self.wrapped):
            run = in_turn(self.wrapped, run)
        if self._spreading is not None:
            return self._spreading.submit(run, circuits, sent, self.channel.waiting)
        if not self.provider_file.keeps_options:
            return run(circuits, **sent)
        with restored(self.wrapped.options):
            return run(circuits, **sent)

    def check_run(self) -> None:
        """Raise where nothing can be run by the wrapped backend's own ``run``.

        Raises:
            UnsupportedBackendError: The provider file says why, and what to do.
        """
        reason = self.provider_file.without_run
        if reason is not None:
            raise UnsupportedBackendError(
                f"Nothing can be run on {self.channel.where} by its run(): {reason}."
            )

    def __reduce__(self) -> Any:
        if self.executor is not None:
            raise TypeError(f"{self!r} has an executor, and can't be pickled.")
        return self.remade or (_made, (self.wrapped, self._made_with))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("wrapped", "_report", "_sessions"):
            raise AttributeError(name)
        try:
            return getattr(self.wrapped, name)
        except AttributeError:
            raise AttributeError(
                f"Neither {type(self).__name__} nor the wrapped {type(self.wrapped).__name__} "
                f"has an attribute {name!r}."
            ) from None

    @property
    def target(self) -> Target:
        """What the device can do; a Target of the backend's own may change over time."""
        return self.wrapped.target if self._report is None else self._report.target

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What about the device is assumed, unknown or left out, a sentence each."""
        return () if self._report is None else self._report.notes

    @property
    def describes_itself(self) -> bool:
        """Whether its Target is the backend's own word, and not assumed."""
        return self._report is None or self.route == "BackendV1"

    @property
    def max_circuits(self) -> int | None:
        """The most circuits in a job, or None."""
        return self.channel.limits.max_circuits

    @property
    def contract(self) -> OptionContract:
        """The options that the backend's ``run`` takes."""
        return self.channel.contract

    @property
    def limits(self) -> Limits:
        """How much one job may hold."""
        return self.channel.limits

    @classmethod
    def _default_options(cls) -> Options:
        return Options()

    def run(
        self,
        run_input: QuantumCircuit | Sequence[QuantumCircuit],
        *,
        shots: int | None = None,
        memory: bool = False,
        seed_simulator: int | None = None,
        **run_options: Any,
    ) -> BackendJob:
        """Run circuits as any ``BackendV2`` does, whatever the wrapped backend is like.

        Args:
            run_input: A circuit or several.
            shots: How often each is run; None for what the backend itself takes by default, else
                1024.
            memory: Whether the result is to hold one outcome a shot. Where the backend gives
                counts alone, their order is made up.
            seed_simulator: The seed, translated to the provider's name for it.
            **run_options: The provider's own options. None is not sent.

        Returns:
            A job whose result is in Qiskit's own notation, with the circuit's registers.

        Raises:
            InvalidCircuitError: Something that is no circuit, or a parameter that is NaN or
                infinite.
            OptionError: An option that the backend doesn't take.
            LimitError: Fewer shots than it takes.
            SessionError: The active session takes no more jobs.
            SubmissionError: It refused a batch after it had accepted others.
            UnsupportedBackendError: The provider runs nothing by ``run``.
        """
        return self.run_in(
            active_group(self), run_input, shots=shots, memory=memory,
            seed_simulator=seed_simulator, **run_options,
        )  # fmt: skip

    def run_in(
        self,
        group: Group | None,
        run_input: QuantumCircuit | Sequence[QuantumCircuit],
        *,
        shots: int | None = None,
        memory: bool = False,
        seed_simulator: int | None = None,
        **run_options: Any,
    ) -> BackendJob:
        """Run circuits as :meth:`run` does, as a job of a session; None for none."""
        self.check_run()
        circuits = circuits_of(run_input)
        for circuit in circuits:
            check_finite(circuit)
        wanted = self._default_shots() if shots is None else shots
        execution = Execution(
            self.channel,
            circuits,
            [wanted] * len(circuits),
            seed=seed_simulator,
            memory=memory,
            run_options=run_options,
            asked=shots is not None,
        )

        def finish(job_id: str) -> Result:
            samples = execution.samples()
            return as_result(samples, circuits, self, job_id, memory=memory, seed=seed_simulator)

        return joined(group, lambda: submit(BackendJob(self, execution, finish)))

    # --- sessions

    def open_session(self, max_time: int | str | None = None) -> Session:
        """Open a session that all runs on this object belong to, from any thread.

        It does until it is left, where it is used by ``with``, or until `close_session` or
        `cancel_session`. Between its own ``close()`` and that, runs are refused.

        Args:
            max_time: See :class:`~qiskit_uplift.service.Session`.
        """
        from qiskit_uplift.adapters.sessions import Session

        opened = Session(self, max_time=max_time)
        self._sessions.append(opened)
        return opened

    @property
    def session(self) -> Session | None:
        """The session that `open_session` opened last and that wasn't left yet."""
        return self._sessions[-1] if self._sessions else None

    def close_session(self) -> None:
        """Close the session of `open_session`; what is run from now on belongs to none."""
        if self._sessions:
            self._sessions.pop().close()

    def cancel_session(self) -> None:
        """Close the session of `open_session`, and cancel its jobs."""
        if self._sessions:
            self._sessions.pop().cancel()

    def detach(self, session: object) -> None:
        """Let what is run from now on not belong to a session any more."""
        self._sessions = [each for each in self._sessions if each is not session]

    def _default_shots(self) -> int:
        name = self.channel.contract.shots
        option = None if name is None else self.channel.contract.option(name)
        default = None if option is None else option.default
        if name is not None:
            default = self.options.get(name, default)  # may have been set since
        return default if isinstance(default, int) and default > 0 else 1024

    def sampler(self, **options: Any) -> SamplerAdapter:
        """A Sampler on this backend: the provider's own class, if it has one.

        Args:
            **options: See :class:`~qiskit_uplift.adapters.sampler.SamplerOptions`; and the
                provider's own options, where it has a class.

        Raises:
            UnsupportedBackendError: The provider runs nothing by ``run``; see
                :func:`~qiskit_uplift.primitives_for`.
        """
        from qiskit_uplift.adapters.sampler import SamplerAdapter

        return (self.provider_file.sampler_class or SamplerAdapter)(backend=self, options=options)

    def estimator(self, **options: Any) -> EstimatorAdapter:
        """An Estimator on this backend: the provider's own class, if it has one.

        Args:
            **options: See :class:`~qiskit_uplift.adapters.estimator.EstimatorOptions`; and the
                provider's own options, where it has a class.

        Raises:
            UnsupportedBackendError: As of `sampler`.
        """
        from qiskit_uplift.adapters.estimator import EstimatorAdapter

        kind = self.provider_file.estimator_class or EstimatorAdapter
        return kind(backend=self, options=options)

    def __repr__(self) -> str:
        return f"<BackendAdapter {self.name!r} ({self.route}, {self.provider_file.name})>"


def uplift(
    backend: Any,
    *,
    provider: str | Provider | type[Provider] | None = None,
    dialect: Dialect | None = None,
    num_qubits: int | None = None,
    basis_gates: Sequence[str] | None = None,
    coupling_map: Iterable[tuple[int, int]] | None = None,
    target: Target | None = None,
    name_mapping: Mapping[str, Instruction] | None = None,
    keep_faulty: bool = False,
    max_circuits: int | None = None,
    max_shots: int | None = None,
    max_jobs: int | None = None,
    retry: RetryPolicy | None = None,
    journal: Journal | bool | None = None,
    executor: Executor | None = None,
    local: bool | None = None,
) -> BackendAdapter:
    """Make a ``BackendV2`` with a Sampler and an Estimator out of any backend.

    Args:
        backend: A ``BackendV2``; a ``BackendV1`` or anything with ``configuration()``; an object
            with ``run(circuits, ...)``; or a function ``run(circuits, shots)`` that returns
            counts, a ``Result`` or a job.
        provider: The provider file to use, by name, class or instance; None finds it by the
            backend's module.
        dialect: How the backend writes outcomes; None for what the provider file says, or what
            the data proves.
        num_qubits: The number of qubits of a backend that doesn't say.
        basis_gates: The gates of a backend that doesn't say.
        coupling_map: The coupled pairs of qubits of a backend that doesn't say.
        target: The whole Target, instead of the backend's own and of the three above.
        name_mapping: Instructions for names of gates that Qiskit's library doesn't have.
        keep_faulty: Keep the qubits and gates that legacy properties mark as not operational.
        max_circuits: The most circuits in a job; with 1, a circuit is sent bare. None for what
            the backend or the provider file says.
        max_shots: The most shots of a circuit in a job; more are split over several jobs. None
            for what the backend or the provider file says.
        max_jobs: The most jobs that may be unfinished at a time; the others of a run are
            submitted as those end. None for what the provider file says.
        retry: How often calls are made again that failed for a passing reason; None for the
            defaults of :class:`~qiskit_uplift.adapters.retry.RetryPolicy`.
        journal: Where runs of the primitives are written down before they are waited for, so that
            :func:`~qiskit_uplift.resume` can go on with them in another process. None for the
            user's own journal, but for simulators that compute in this process; False for none;
            True for the user's own in any case; or a
            :class:`~qiskit_uplift.adapters.journal.Journal`.
        executor: Computes the batches of a simulator: any ``concurrent.futures.Executor``, as
            of ``dask.distributed.Client.get_executor()``. The same seed gives the same numbers
            whatever the number of workers. Without ``max_circuits``, a run is cut into at most
            64 batches.
        local: Whether runs are computed where they are called, by a simulator, so that there is
            nothing to resume. None for what the provider file says.

    Raises:
        UnsupportedBackendError: It is no backend; or one that an executor would have to pickle,
            and that can't be, or would repeat its random numbers.
        OptionError: No provider file of that name; or an executor for what is no simulator.
        TargetError: The legacy configuration makes no Target.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift import uplift
        >>> def run(circuits, shots):  # a provider of the simplest kind: it always sees 11
        ...     return [{"11": shots} for _ in circuits]
        >>> bell = QuantumCircuit(2)
        >>> bell.measure_all()
        >>> uplift(run).sampler().run([bell], shots=10).result()[0].data.meas.get_counts()
        {'11': 10}
    """
    changes = (provider, dialect, num_qubits, basis_gates, coupling_map, target, name_mapping,
               max_circuits, max_shots, max_jobs, retry, journal, executor, local)  # fmt: skip
    if isinstance(backend, BackendAdapter):
        if all(change is None for change in changes) and not keep_faulty:
            return backend
        backend = backend.wrapped
    route = _route(backend)
    file = find_provider(backend) if provider is None else get_provider(provider)
    mosts = {"max_circuits": max_circuits, "max_shots": max_shots, "max_jobs": max_jobs}
    for name, most in mosts.items():
        if most is not None and most < 1:
            raise OptionError(f"{name}={most!r}; it has to be at least 1, or None for no limit.")
    known = file.limits(backend)
    limits = Limits(
        max_circuits=max_circuits or known.max_circuits,
        min_shots=known.min_shots,
        max_shots=max_shots or known.max_shots,
        max_jobs=max_jobs or known.max_jobs,
    )
    manner: dict[str, Any] = {
        "route": route, "provider_file": file, "dialect": dialect, "limits": limits,
        "retry": retry, "journal": journal, "executor": executor, "local": local,
    }  # fmt: skip
    report: TargetReport | None = None
    if target is not None:
        report = TargetReport(target)
    elif route == "BackendV1":
        properties = getattr(backend, "properties", None)
        report = target_from_legacy(
            backend.configuration(),
            properties() if callable(properties) else None,
            name_mapping=name_mapping,
            keep_faulty=keep_faulty,
        )
    # an object may have a Target though it is no BackendV2
    elif route != "BackendV2" and not isinstance(getattr(backend, "target", None), Target):
        return BackendAdapter(
            backend,
            **manner,
            target=assumed_target(
                num_qubits=num_qubits,
                basis_gates=basis_gates,
                coupling_map=coupling_map,
                name_mapping=name_mapping,
            ),
        )
    if any(item is not None for item in (num_qubits, basis_gates, coupling_map)):
        raise OptionError(
            f"num_qubits, basis_gates and coupling_map are for a backend that doesn't describe "
            f"itself, and this {route} does. To replace its description pass target=."
        )
    return BackendAdapter(backend, **manner, target=report)


def _journal(given: Journal | bool | None, *, default: bool) -> Journal | None:
    wanted = default if given is None else given
    if isinstance(wanted, bool):
        return users_journal() if wanted else None
    return wanted


def _made(wrapped: Any, manner: dict[str, Any]) -> BackendAdapter:
    return BackendAdapter(wrapped, **manner)


def _route(backend: Any) -> str:
    if isinstance(backend, type):
        raise UnsupportedBackendError(
            f"{backend.__name__} is a class; make a backend of it first: {backend.__name__}(...)."
        )
    if isinstance(backend, (BaseSamplerV2, BaseEstimatorV2)):
        raise UnsupportedBackendError(
            f"A {type(backend).__name__} is a primitive already and needs no uplift; for its "
            "backend pass its .backend."
        )
    if isinstance(backend, BackendV2):
        return "BackendV2"
    if callable(getattr(backend, "run", None)):
        return (
            "BackendV1"
            if callable(getattr(backend, "configuration", None))
            else ("object with run")
        )
    if callable(backend):
        return "function"
    if isinstance(backend, str):
        raise UnsupportedBackendError(
            f"{backend!r} is a name, and no backend. Get the backend from its provider, as by "
            f"ProviderService(provider).backend({backend!r}), and pass that."
        )
    raise UnsupportedBackendError(
        f"{backend!r} ({type(backend).__name__}) is no backend: expected a BackendV2, a BackendV1, "
        "an object with run(circuits, ...), or a function run(circuits, shots)."
    )


def _name_of(backend: Any) -> str:
    name = getattr(backend, "name", None)
    if callable(name):  # BackendV1
        name = name()
    return name if isinstance(name, str) else getattr(backend, "__name__", type(backend).__name__)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
