"""What Qiskit 2.0 removed, taken from the installed Qiskit while it still has it.

Import this module only where ``versions.HAS_LEGACY_CLASSES`` is true: on Qiskit 2 the imports
below have nothing to find.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence the deprecations that Qiskit 1.4 announces when its own old classes are used.

    Whoever asks this package for a legacy device knows that it is one; the warnings would only
    name lines that he didn't write.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def load(name: str) -> Any:
    """The class called ``name`` of the installed Qiskit, one that 2.0 removed."""
    with quiet():
        from qiskit.providers import BackendV1, exceptions
        from qiskit.providers.models import (
            backendconfiguration,
            backendproperties,
            backendstatus,
        )
    if name == "BackendV1":
        return BackendV1
    for module in (backendconfiguration, backendproperties, backendstatus, exceptions):
        if hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(f"Qiskit's legacy modules have no {name!r}.")
