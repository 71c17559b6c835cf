"""One call at a time for a backend that keeps the state of a run in itself.

Qiskit's ``BasicSimulator`` is one: of two threads that run it at once, one gets outcomes of the
other's circuit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

_LOCKS: WeakKeyDictionary[Any, threading.RLock] = WeakKeyDictionary()
_GUARD = threading.Lock()


def in_turn(backend: Any, run: Callable[..., Any]) -> Callable[..., Any]:
    """``run`` as it is to be called by several threads: whoever comes second waits.

    Args:
        backend: Whose ``run`` it is; all adapters of one backend wait for each other.
        run: What computes before it returns.
    """
    with _GUARD:
        lock = _LOCKS.setdefault(backend, threading.RLock())

    def called(*arguments: Any, **sent: Any) -> Any:
        with lock:
            return run(*arguments, **sent)

    return called
