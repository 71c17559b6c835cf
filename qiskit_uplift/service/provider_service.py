"""`ProviderService`: any provider, with the interface that users know from IBM's service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from qiskit.providers.jobstatus import JOB_FINAL_STATES
from qiskit.transpiler import Target

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.jobs import RunJob, live_jobs
from qiskit_uplift.adapters.journal import Journal, users_journal
from qiskit_uplift.adapters.recovery import fetch
from qiskit_uplift.exceptions import (
    BackendNotFoundError,
    OptionError,
    RetrievalError,
    UnknownQueueWarning,
    UnsupportedProviderError,
    UpliftError,
    warn,
)
from qiskit_uplift.service.accounts import (
    Account,
    delete_account,
    find_account,
    save_account,
    saved_accounts,
)
from qiskit_uplift.service.facts import is_dynamic, is_operational, is_simulator, pending_jobs
from qiskit_uplift.service.jobs import ProviderJob, StoredJob
from qiskit_uplift.service.login import log_in
from qiskit_uplift.service.sources import Listed, Provided, Source, name_of, required

Job = RunJob[Any] | StoredJob | ProviderJob


class ProviderService:
    """A provider's backends, targets and jobs, all of them uplifted.

    Args:
        provider: A provider object; its class, which is called without arguments; or the
            backends themselves, as a list, or as a mapping of names to backends or Targets. A
            provider object has ``backends()`` and ``get_backend(name)`` as a ``ProviderV1`` has,
            ``backend(name)``, or ``return_backend(name)`` and ``return_target(name)`` as in IBM's
            guide for providers.
        account: The saved account that a class is made with: its name, an `Account`, or True for
            the one that the environment names or that is the default.
        arguments: What the class calls the fields of the account, where neither it nor its
            provider file calls them so; see :func:`~qiskit_uplift.service.login.log_in`.
        journal: Where runs are written down and looked up; see :func:`~qiskit_uplift.uplift`.
        **manner: What else :func:`~qiskit_uplift.uplift` is to be called with for each backend,
            as ``retry=`` or ``max_jobs=``.

    Raises:
        UnsupportedProviderError: It is no provider, or a class that isn't made without arguments.
        OptionError: An account for what is no class.
        AccountError: There is no such account, or it is another provider's.
        LoginError: The class refused it.

    Example:
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.service import ProviderService
        >>> class Example:  # a provider of old
        ...     def backends(self, name=None, **filters):
        ...         return [reference_device("legacy", 5), reference_device("legacy", 9)]
        ...     def get_backend(self, name=None):
        ...         return next(each for each in self.backends() if each.name() == name)
        >>> service = ProviderService(Example())
        >>> [backend.num_qubits for backend in service.backends(min_num_qubits=6)]
        [9]
        >>> service.backend("reference_lime_5")
        Traceback (most recent call last):
        ...
        qiskit_uplift.exceptions.BackendNotFoundError: ... Did you mean 'reference_line_5'? ...
    """

    _called: ClassVar[str | None] = None
    """What messages call it; None for what follows from the provider."""

    def __init__(
        self,
        provider: Any,
        *,
        account: str | Account | bool | None = None,
        arguments: Mapping[str, str | None] | None = None,
        journal: Journal | bool | None = None,
        **manner: Any,
    ) -> None:
        self._made_with = (provider, account, arguments, journal, manner)
        self._account: Account | None = None
        if account is not None and account is not False:
            if not isinstance(provider, type):
                raise OptionError(
                    "account= is for a provider's class, which is made with it; this is "
                    f"a {type(provider).__name__}."
                )
            if not isinstance(account, Account):
                account = find_account(None if account is True else account)
            self._account = account
            provider = log_in(provider, account, arguments)
        elif isinstance(provider, type):
            provider = _made_without_account(provider)
        self.provider = provider
        self._where = self._called or f"Provider {type(provider).__name__!r}"
        self._source: Source = _source(provider, self._where)
        self._journal, self._manner = journal, manner
        self._seen: set[str] = set()

    def __reduce__(self) -> Any:
        return _remade, self._made_with

    def active_account(self) -> dict[str, Any] | None:
        """The account that it was made with, without its token; None where there was none."""
        return None if self._account is None else self._account.described()

    save_account = staticmethod(save_account)
    saved_accounts = staticmethod(saved_accounts)
    delete_account = staticmethod(delete_account)

    # --- backends

    def backends(  # noqa: PLR0917 - positions and names are those of IBM's service
        self,
        name: str | None = None,
        min_num_qubits: int | None = None,
        simulator: bool | None = None,
        operational: bool | None = None,
        dynamic_circuits: bool | None = None,
        filters: Callable[[BackendAdapter], bool] | None = None,
        instance: str | None = None,
    ) -> list[BackendAdapter]:
        """The backends that fit, in the provider's order.

        Args:
            name: The backend of this name alone; an empty list where there is none.
            min_num_qubits: Those with so many qubits, or with any number.
            simulator: Simulators, or devices. What doesn't say is taken for a device.
            operational: Those that take jobs, or don't. What doesn't say is taken to do so.
            dynamic_circuits: Those whose Target has control flow, or hasn't.
            filters: Called with each; True keeps it.
            instance: Those of an instance, where the provider has such.

        Raises:
            UnsupportedProviderError: The provider can't list its backends.
            OptionError: It has no instances.
        """
        if name is not None:
            try:
                found = [self.backend(name, instance)]
            except BackendNotFoundError:
                found = []
        else:
            found = [self._uplifted(each) for each in self._source.all(instance)]
        asked: list[tuple[bool | None, Callable[[BackendAdapter], bool]]] = [
            (simulator, is_simulator),
            (operational, is_operational),
            (dynamic_circuits, is_dynamic),
        ]
        return [
            each
            for each in found
            if (min_num_qubits is None or _has_qubits(each, min_num_qubits))
            and all(wanted is None or fact(each) is wanted for wanted, fact in asked)
            and (filters is None or filters(each))
        ]

    def backend(self, name: str, instance: str | None = None) -> BackendAdapter:
        """The backend of a name.

        Args:
            name: Its name.
            instance: The instance to use it by, where the provider has such.

        Raises:
            BackendNotFoundError: There is none; the message has the closest name.
            UnsupportedProviderError: There is a Target of that name, but no backend.
            OptionError: The provider has no instances, or ``name`` is no text.
        """
        _check_name(name)
        found = self._source.one(name, instance)
        if isinstance(found, Target):
            raise UnsupportedProviderError(
                f"{self._where} has only a Target for {name!r}, which nothing runs on. Transpile "
                f"for it with target({name!r})."
            )
        return self._uplifted(found, name)

    def target(self, name: str, instance: str | None = None) -> Target:
        """The Target of a backend; enough to transpile for it, even where it can't be run.

        Args:
            name: Its name.
            instance: As of `backend`.

        Raises:
            BackendNotFoundError: There is none of that name.
            OptionError: As of `backend`.
        """
        _check_name(name)
        found = self._source.target(name, instance)
        return self.backend(name, instance).target if found is None else found

    def least_busy(
        self,
        min_num_qubits: int | None = None,
        instance: str | None = None,
        filters: Callable[[BackendAdapter], bool] | None = None,
        **criteria: Any,
    ) -> BackendAdapter:
        """The operational backend for which the fewest jobs wait.

        A backend that doesn't say how many wait is taken only where none does; then one warning
        says that the choice is arbitrary.

        Args:
            min_num_qubits: As of `backends`.
            instance: As of `backends`.
            filters: As of `backends`.
            **criteria: The other arguments of `backends`.

        Raises:
            BackendNotFoundError: None fits.
        """
        fitting = self.backends(
            min_num_qubits=min_num_qubits, instance=instance, filters=filters,
            **{"operational": True, **criteria},
        )  # fmt: skip
        if not fitting:
            raise BackendNotFoundError(f"{self._where} has no backend that fits.")
        waiting = [(pending, each) for each in fitting
                   if (pending := pending_jobs(each)) is not None]  # fmt: skip
        if not waiting:
            warn(
                f"{self._where} doesn't say how many jobs wait for its backends, so "
                f"{fitting[0].name!r}, the first that fits, may be the busiest.",
                UnknownQueueWarning,
            )
            return fitting[0]
        return min(waiting, key=lambda pair: pair[0])[1]

    @staticmethod
    def pending_jobs(backend: BackendAdapter) -> int | None:
        """How many jobs wait for a backend; None where nobody says."""
        return pending_jobs(backend)

    def _uplifted(self, backend: Any, name: str | None = None) -> BackendAdapter:
        adapter = uplift(backend, journal=self._journal, **self._manner)
        self._seen |= {adapter.name or "", name or ""}
        if self._account is not None and adapter is not backend:
            # a pickle logs in again, as the wrapped backend may hold the token
            adapter.remade = (_remade_backend, (self, name or adapter.name or ""))
        return adapter

    # --- jobs

    def jobs(  # noqa: PLR0917 - positions and names are those of IBM's service
        self,
        limit: int | None = 10,
        skip: int = 0,
        backend_name: str | None = None,
        pending: bool | None = None,
        session_id: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        descending: bool = True,
    ) -> list[Job]:
        """Jobs on this provider's backends: of this process, of the journal, of the provider.

        A job is listed once: one of this process as itself, one of another process as a
        `StoredJob`, one that only the provider lists as a `ProviderJob`. Those without a date
        come last.

        Args:
            limit: The most jobs; None for all.
            skip: How many of them to leave out first.
            backend_name: Those on one backend.
            pending: Those that haven't ended, or have.
            session_id: Those of a session or batch.
            created_after: Those begun later; a date without a time zone is local.
            created_before: Those begun before.
            descending: The newest first.
        """
        live = [job for job in live_jobs() if self._has(job._on_backend().name)]
        taken = {job.run_id for job in live}
        stored = [self._stored(record) for record in self._book().runs()
                  if record.run_id not in taken and self._has(record.backend)]  # fmt: skip
        ours: list[RunJob[Any] | StoredJob] = [*live, *stored]
        known = {job_id for each in ours for job_id in each.provider_job_ids}
        others = [job for job in map(self._theirs, self._source.jobs())
                  if job.job_id() not in known]  # fmt: skip
        found: list[Job] = [*ours, *others]
        after, before = _seconds(created_after), _seconds(created_before)
        chosen = [
            job
            for job in found
            if (backend_name is None or _backend_name(job) == backend_name)
            and (session_id is None or _session_of(job) == session_id)
            and (after is None or _created(job) > after)
            and (before is None or 0 < _created(job) < before)
            and (pending is None or (job.status() not in JOB_FINAL_STATES) is pending)
        ]
        chosen.sort(key=_created, reverse=descending)
        if not descending:
            chosen.sort(key=lambda job: _created(job) == 0)
        return chosen[skip:] if limit is None else chosen[skip : skip + limit]

    def job(
        self, job_id: str, backend: str | BackendAdapter | None = None
    ) -> RunJob[Any] | ProviderJob:
        """A job by its id: the run's own, or one of the provider's.

        Nothing is submitted: for a run that was interrupted before all of it was submitted, see
        :func:`~qiskit_uplift.resume`.

        Args:
            job_id: What ``job_id()`` gave, or one of ``provider_job_ids``.
            backend: Where it ran, if neither the journal nor the provider can say.

        Raises:
            RetrievalError: Nobody knows it.
        """
        for job in live_jobs():
            if job_id in job.known_as() and self._has(job._on_backend().name):
                return job
        for record in self._book().runs():
            stored = self._stored(record)
            if job_id in (record.run_id, *stored.provider_job_ids) and self._has(record.backend):
                return stored.job()
        refusals = []
        try:
            found = self._source.job(job_id)
        except Exception as error:  # whatever the provider raises, a backend may know the job
            refusals.append(error)
            found = None
        if found is not None:
            return self._theirs(found, self._named(backend))
        for adapter in self._candidates(backend):
            try:
                handle = adapter.provider_file.retrieve(adapter.wrapped, job_id)
            except Exception as error:  # as above; the next backend may know it
                refusals.append(error)
                continue
            return ProviderJob(handle, adapter)
        told = [each for each in refusals if not isinstance(each, RetrievalError)] or refusals
        reason = f" The first refusal: {type(told[0]).__name__}: {told[0]}" if told else ""
        raise RetrievalError(
            f"Job {job_id!r} is neither in the journal {self._book().path} nor known to "
            f"{self._where} or its backends.{reason}"
        )

    def _candidates(self, backend: str | BackendAdapter | None) -> list[BackendAdapter]:
        named = self._named(backend)
        if named is not None:
            return [named]
        return self.backends() if self._source.lists else []

    def _named(self, backend: str | BackendAdapter | None) -> BackendAdapter | None:
        return self.backend(backend) if isinstance(backend, str) else backend

    def _stored(self, record: Any) -> StoredJob:
        def fetched() -> Any:
            backend = self.backend(record.backend)
            return fetch(record.run_id, backend, journal=self._book())

        return StoredJob(record, fetched)

    def _theirs(self, job: Any, adapter: BackendAdapter | None = None) -> ProviderJob:
        backend = getattr(job, "backend", None)
        backend = backend() if callable(backend) and adapter is None else None
        if backend is not None:
            try:
                adapter = self._uplifted(backend)
            except UpliftError:  # a name, or an object without a run
                adapter = self.backend(backend) if isinstance(backend, str) else None
        return ProviderJob(job, adapter)

    def _book(self) -> Journal:
        return self._journal if isinstance(self._journal, Journal) else users_journal()

    def _has(self, name: str | None) -> bool:
        """Whether a backend of that name is one of this service's."""
        if name not in self._seen and self._source.lists and name is not None:
            self._seen |= {name_of(each) for each in self._source.all(None)}
        return name in self._seen


def _remade(
    provider: Any, account: Any, arguments: Any, journal: Any, manner: Mapping[str, Any]
) -> ProviderService:
    return ProviderService(
        provider, account=account, arguments=arguments, journal=journal, **manner
    )


def _remade_backend(service: ProviderService, name: str) -> BackendAdapter:
    return service.backend(name)


def _check_name(name: Any) -> None:
    if not isinstance(name, str):  # None would be anybody's choice: a provider's default, or all
        raise OptionError(
            f"A backend is asked for by its name, a text, and not by {name!r}. For any that fits "
            "use least_busy(), for a list of them backends()."
        )


def _made_without_account(provider: type) -> Any:
    lacking = required(provider)
    if lacking:
        name = provider.__name__
        raise UnsupportedProviderError(
            f"{name} isn't made without {', '.join(lacking)}. Pass account=, the name of a saved "
            f"account, or the provider itself: ProviderService({name}(...))."
        )
    return provider()


def _source(provider: Any, where: str) -> Source:
    if isinstance(provider, Mapping) or (
        isinstance(provider, Iterable) and not isinstance(provider, (str, bytes))
    ):
        return Listed(provider, where)
    return Provided(provider, where)


def _has_qubits(adapter: BackendAdapter, least: int) -> bool:
    return adapter.num_qubits is None or adapter.num_qubits >= least


def _created(job: Job) -> float:
    told = getattr(job, "created", 0.0)
    return told if isinstance(told, float) else 0.0


def _backend_name(job: Job) -> str | None:
    if isinstance(job, StoredJob):
        return job.backend_name
    backend = job._on_backend() if isinstance(job, RunJob) else job.backend()
    return None if backend is None else backend.name


def _session_of(job: Job) -> str | None:
    return getattr(job, "session_id", None)


def _seconds(date: datetime | None) -> float | None:
    return None if date is None else date.timestamp()
