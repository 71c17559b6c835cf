"""How far a run is, in words and as a bar on a terminal."""

from __future__ import annotations

import sys
import time
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from qiskit_uplift.adapters.execution import Execution

_WIDTH = 24
_LAST = 0.2  # seconds after which a run that has all its batches is looked at again


class Progress(NamedTuple):
    """How many batches are where.

    Attributes:
        ended: Have come, or failed.
        submitted: Were accepted by the backend, those that have ended included.
        total: All.
    """

    ended: int
    submitted: int
    total: int

    def __str__(self) -> str:
        return f"{self.ended} of {self.total} batches"


def shown(future: Future[Any], execution: Execution, timeout: float | None, *, bar: bool) -> bool:
    """Wait for a future while the batches of an execution come in.

    Args:
        future: Waited for; it tells the execution when it is done.
        execution: Whose batches are counted.
        timeout: How many seconds to wait; None for as long as it takes.
        bar: Whether to show a bar on the standard error, where that is a terminal.

    Returns:
        Whether the future is done.
    """
    end = None if timeout is None else time.monotonic() + timeout
    draws = bar and sys.stderr.isatty()
    ended = -1
    while not future.done():
        left = None if end is None else end - time.monotonic()
        if left is not None and left <= 0:
            break
        total = execution.plan.num_jobs
        if execution.num_settled == total:
            # what is left is to put the result together, or a stage that isn't planned yet
            wait([future], _LAST if left is None else min(_LAST, left))
            now = total
        else:
            now = execution.wait_for_progress(ended, left, future.done)
        if draws and now != ended:
            sys.stderr.write(f"\r{_bar(now, total)}")
            sys.stderr.flush()
        ended = now
    if draws and ended >= 0:
        sys.stderr.write("\r" + " " * len(_bar(ended, execution.plan.num_jobs)) + "\r")
        sys.stderr.flush()
    return future.done()


def _bar(ended: int, total: int) -> str:
    filled = round(_WIDTH * ended / total) if total else _WIDTH
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {ended}/{total} batches"
