"""What Qiskit 2.0 removed, taken from the installed Qiskit while it still has it.

Import this module only where ``versions.HAS_LEGACY_CLASSES`` is true: on Qiskit 2 the imports
below have nothing to find.
"""

from __future__ import annotations

import contextlib
import importlib
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


def load(module: str, name: str) -> Any:
    """What the installed Qiskit has in its module ``module`` under ``name``, which 2.0 removed."""
    with quiet():
        return getattr(importlib.import_module(module), name)
