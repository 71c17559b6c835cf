"""The shapes that providers have, each as a `Source`: names, backends, targets and jobs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from qiskit.transpiler import Target

from qiskit_uplift.exceptions import (
    BackendNotFoundError,
    OptionError,
    UnsupportedProviderError,
    suggestion,
)

GETTERS = ("backend", "get_backend", "return_backend")
"""What a provider calls the way to one backend: newer ones, `ProviderV1`, IBM's guide."""

JOB_GETTERS = ("job", "retrieve_job", "get_job")


class Source(Protocol):
    """Where backends come from."""

    @property
    def lists(self) -> bool:
        """Whether it can say which backends there are."""

    def all(self, instance: str | None) -> list[Any]:
        """All backends, as the provider has them."""

    def one(self, name: str, instance: str | None) -> Any:
        """The backend of a name, as the provider has it."""

    def target(self, name: str, instance: str | None) -> Target | None:
        """The Target of a name, where the provider gives Targets by themselves; else None."""

    def job(self, job_id: str) -> Any:
        """The provider's job with an id; None where the provider itself has no way to it."""

    def jobs(self) -> list[Any]:
        """The jobs that the provider lists; none where it lists none."""


def name_of(backend: Any) -> str:
    """What a backend is called, an old one or a new."""
    name = getattr(backend, "name", None)
    name = name() if callable(name) else name
    return name if isinstance(name, str) else getattr(backend, "__name__", type(backend).__name__)


def not_found(name: str, known: Iterable[str], where: str) -> BackendNotFoundError:
    """The error for a name that is none of ``known``."""
    names = sorted(known)
    listed = ", ".join(names) if names else "none"
    return BackendNotFoundError(
        f"{where} has no backend {name!r}.{suggestion(name, names)} Known: {listed}."
    )


class Listed:
    """A plain list of backends, or backends and Targets by name.

    Args:
        backends: The backends, or a mapping of names to backends or Targets.
        where: The provider, as messages name it.
    """

    lists = True

    def __init__(self, backends: Iterable[Any] | Mapping[str, Any], where: str) -> None:
        pairs: Iterable[tuple[str, Any]] = (
            backends.items()
            if isinstance(backends, Mapping)
            else ((name_of(each), each) for each in backends)
        )
        self._where = where
        self._backends: dict[str, Any] = {}
        for name, backend in pairs:
            if name in self._backends:
                raise UnsupportedProviderError(
                    f"Two backends are called {name!r}; pass a mapping of names to backends."
                )
            self._backends[name] = backend

    def all(self, instance: str | None) -> list[Any]:
        """All but the Targets."""
        _no_instances(instance, self._where)
        return [each for each in self._backends.values() if not isinstance(each, Target)]

    def one(self, name: str, instance: str | None) -> Any:
        """The backend of a name.

        Raises:
            BackendNotFoundError: There is none.
        """
        _no_instances(instance, self._where)
        if name not in self._backends:
            raise not_found(name, self._backends, self._where)
        return self._backends[name]

    def target(self, name: str, instance: str | None) -> Target | None:
        """A Target of the mapping."""
        found = self.one(name, instance)
        return found if isinstance(found, Target) else None

    def job(self, job_id: str) -> Any:
        """None: a list has no jobs."""
        del job_id

    def jobs(self) -> list[Any]:
        """None: a list has no jobs."""
        return []


class Provided:
    """A provider object, whatever it calls its methods.

    Args:
        provider: Has ``backends`` (a method, or a collection), or one of `GETTERS`.
        where: The provider, as messages name it.

    Raises:
        UnsupportedProviderError: It has none of these.
    """

    def __init__(self, provider: Any, where: str) -> None:
        self._provider, self._where = provider, where
        self._getter = _first(provider, GETTERS)
        self._targets = _first(provider, ("return_target", "target"))
        self.lists = hasattr(provider, "backends")
        if not self.lists and self._getter is None:
            raise UnsupportedProviderError(
                f"{where} is no provider: it has neither backends() nor one of "
                f"{', '.join(f'{name}(name)' for name in GETTERS)}. Pass a list of its backends."
            )

    def all(self, instance: str | None) -> list[Any]:
        """What ``backends`` gives without a filter, as providers differ in those.

        Raises:
            UnsupportedProviderError: It can't list its backends.
        """
        if not self.lists:
            raise UnsupportedProviderError(
                f"{self._where} doesn't list its backends. Ask for one by its name: backend(name)."
            )
        listed = self._provider.backends
        if not callable(listed):
            _no_instances(instance, self._where)
            return list(listed.values() if isinstance(listed, Mapping) else listed)
        return list(listed(**_instance(listed, instance, self._where)))

    def one(self, name: str, instance: str | None) -> Any:
        """The backend of a name, by the provider's own way to it.

        Raises:
            BackendNotFoundError: The provider lists its backends, and that is none of them.
            Exception: What else the provider raises is passed on.
        """
        if self._getter is None:
            return self._of_list(name, instance, None)
        extra = _instance(self._getter, instance, self._where)
        try:
            found = self._getter(name, **extra)
        except Exception as error:  # a provider may raise anything for a name that isn't there
            return self._of_list(name, instance, error)
        return self._of_list(name, instance, None) if found is None else found

    def _of_list(self, name: str, instance: str | None, refusal: Exception | None) -> Any:
        try:
            known = {name_of(each): each for each in self.all(instance)}
        except (
            Exception
        ) as error:  # the provider can't be asked; what it said first is to the point
            if refusal is not None:
                raise refusal from None
            if isinstance(error, UnsupportedProviderError):
                raise BackendNotFoundError(
                    f"{self._where} has no backend {name!r}, and doesn't list those that it has."
                ) from None
            raise
        if name not in known:
            raise not_found(name, known, self._where) from refusal
        if refusal is not None:
            raise refusal
        return known[name]

    def target(self, name: str, instance: str | None) -> Target | None:
        """The Target that the provider gives by itself."""
        if self._targets is None:
            return None
        found = self._targets(name, **_instance(self._targets, instance, self._where))
        return found if isinstance(found, Target) else None

    def job(self, job_id: str) -> Any:
        """The provider's job with an id."""
        getter = _first(self._provider, JOB_GETTERS)
        return None if getter is None else getter(job_id)

    def jobs(self) -> list[Any]:
        """What the provider's ``jobs()`` gives, if it has that without arguments."""
        listed = _first(self._provider, ("jobs",))
        return [] if listed is None or required(listed) else list(listed())


def _first(owner: Any, names: Iterable[str]) -> Callable[..., Any] | None:
    found = (getattr(owner, name, None) for name in names)
    return next((each for each in found if callable(each)), None)


def required(function: Callable[..., Any]) -> list[str]:
    """The parameters that a function can't be called without."""
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        name
        for name, each in parameters(function).items()
        if each.default is each.empty and each.kind not in variable
    ]


def parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    """The parameters of a function; none where it hides them, as one written in C may."""
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}


def _instance(function: Callable[..., Any], instance: str | None, where: str) -> dict[str, str]:
    if instance is None:
        return {}
    # one that takes any keyword argument may drop it in silence
    if "instance" not in parameters(function):
        _no_instances(instance, where)
    return {"instance": instance}


def _no_instances(instance: str | None, where: str) -> None:
    if instance is not None:
        raise OptionError(f"{where} has no instances, so instance={instance!r} can't be asked for.")
