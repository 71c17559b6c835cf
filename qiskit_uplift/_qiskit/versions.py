"""Versions of the installed packages, and what each feature needs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import metadata
from typing import ParamSpec, TypeVar

import qiskit
from packaging.version import Version

from qiskit_uplift.exceptions import VersionError

P = ParamSpec("P")
R = TypeVar("R")

QISKIT: Version = Version(qiskit.__version__)

HAS_LEGACY_CLASSES: bool = QISKIT.major < 2
"""Whether Qiskit itself still has ``BackendV1``, the configuration models and ``c_if``."""

MIN_VERSIONS: dict[str, Version] = {
    "SparseObservable as an observable of a PUB": Version("2.1"),
    "Target.has_angle_bounds": Version("2.2"),
}
"""The oldest Qiskit that has a feature; the keys are what an error message calls it."""


def has(feature: str) -> bool:
    """Whether the installed Qiskit has ``feature``, a key of :data:`MIN_VERSIONS`."""
    return QISKIT >= MIN_VERSIONS[feature]


def requires(feature: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function raise :class:`VersionError` where Qiskit is too old for ``feature``."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if not has(feature):
                msg = f"{feature} needs qiskit>={MIN_VERSIONS[feature]}, found {QISKIT}."
                raise VersionError(msg)
            return function(*args, **kwargs)

        return checked

    return decorate


@functools.cache
def installed(distribution: str) -> str | None:
    """The version of an installed distribution, or None."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
