"""What is drawn follows from the seed alone, whatever else the process has imported.

Hypothesis mixes constants from the modules of its user into what it draws: with a provider's module
loaded or not, the same seed gave other circuits, and a record couldn't be replayed elsewhere.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOCK = threading.Lock()
_USERS: list[object] = []
_METHOD = "_maybe_draw_constant"
_kept: Any = None


@contextmanager
def steadily() -> Iterator[None]:
    """Draw without such constants meanwhile."""
    kind = _provider()
    user = object()
    _begin(kind, user)
    try:
        yield
    finally:
        _end(kind, user)


def _provider() -> Any:
    try:
        # there is no setting for it, as of Hypothesis 6.170
        module: Any = importlib.import_module("hypothesis.internal.conjecture.providers")
        found = module.HypothesisProvider
    except (ImportError, AttributeError):  # older ones draw no constants
        return None
    return found if hasattr(found, _METHOD) else None


def _begin(kind: Any, user: object) -> None:
    global _kept  # noqa: PLW0603 - what is put back by whoever is the last
    with _LOCK:
        if kind is not None and not _USERS:
            _kept = getattr(kind, _METHOD)
            setattr(kind, _METHOD, lambda *_, **__: None)
        _USERS.append(user)


def _end(kind: Any, user: object) -> None:
    with _LOCK:
        _USERS.remove(user)
        if kind is not None and not _USERS:
            setattr(kind, _METHOD, _kept)
