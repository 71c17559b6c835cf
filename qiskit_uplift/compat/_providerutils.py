"""What providers choose among their backends with, for Qiskit 2."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_LOGGER = logging.getLogger(__name__)
_ABSENT = object()


def filter_backends(
    backends: Sequence[Any], filters: Callable[[Any], bool] | None = None, **kwargs: Any
) -> list[Any]:
    """The backends that fit.

    Args:
        backends: What to choose from.
        filters: What a backend has to satisfy besides; None for nothing.
        kwargs: The values that fields of its configuration or its status have to have; a field that
            a backend doesn't have fits no value.

    Example:
        >>> from qiskit_uplift.backends import load_backend
        >>> backend = load_backend("reference:legacy")
        >>> filter_backends([backend], operational=True, n_qubits=1)
        []
    """
    found = []
    for backend in backends:
        if all(_field(backend, name) == value for name, value in kwargs.items()) and (
            filters is None or filters(backend)
        ):
            found.append(backend)
    return found


def _field(backend: Any, name: str) -> Any:
    for part in ("configuration", "status"):
        if (source := getattr(backend, part, None)) is not None:
            value = getattr(source(), name, _ABSENT)
            if value is not _ABSENT:
                return value
    return _ABSENT


def resolve_backend_name(
    name: str,
    backends: Sequence[Any],
    deprecated: Mapping[str, str | Sequence[str]],
    aliased: Mapping[str, str | Sequence[str]],
) -> str:
    """The name of the available backend that ``name`` means.

    Args:
        name: A backend's name, one that it had before, or an alias.
        backends: The available backends.
        deprecated: For former names, what they are called now; using one is logged.
        aliased: For aliases the names, the first available of which is taken.

    Raises:
        LookupError: No available backend is meant.

    Example:
        >>> from qiskit_uplift.backends import load_backend
        >>> backend = load_backend("reference:legacy")
        >>> resolve_backend_name("old", [backend], {"old": backend.name()}, {}) == backend.name()
        True
    """
    available = [_name(backend) for backend in backends]
    if name in available:
        return name
    for table in (aliased, deprecated):
        named = table.get(name, ())
        for candidate in (named,) if isinstance(named, str) else named:
            if candidate in available:
                if table is deprecated:
                    _LOGGER.warning("Backend %r is deprecated. Use %r.", name, candidate)
                return candidate
    raise LookupError(f"backend {name!r} not found. Available: {', '.join(available) or 'none'}.")


def _name(backend: Any) -> str:
    return str(backend.name() if callable(backend.name) else backend.name)
