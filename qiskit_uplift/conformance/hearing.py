"""What is warned of meanwhile; the innermost listener hears it, as with ``catch_warnings``."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LISTENERS: list[list[warnings.WarningMessage]] = []


@contextmanager
def hearing() -> Iterator[list[warnings.WarningMessage]]:
    """Keep every warning, instead of showing it or raising it."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        _LISTENERS.append(heard)
        try:
            yield heard
        finally:
            _LISTENERS[:] = [each for each in _LISTENERS if each is not heard]


def heard_since() -> Callable[[], list[warnings.WarningMessage]]:
    """A function that gives what was warned of since now; nothing where nobody listens."""
    if not _LISTENERS:
        return list
    listener = _LISTENERS[-1]
    start = len(listener)
    return lambda: listener[start:]
