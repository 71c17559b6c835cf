"""``backend.run(qobj)``: what ``assemble`` made, run as the circuits in it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from qiskit_uplift.compat.qobj import QasmQobj, disassemble

Run = Callable[..., Any]


def circuits_and_options(
    qobj: QasmQobj, known: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The circuits of a Qobj, and the options of its run.

    Args:
        qobj: Circuits and how they are to be run.
        known: The options that the backend has; others of the Qobj describe it.
        given: The options of this run, which prevail.
    """
    circuits, config, _ = disassemble(qobj)
    chosen = {name: value for name, value in config.items() if name in known and value is not None}
    return circuits, {**chosen, **given}


def taking_qobjs(run: Run) -> Run:
    """``run``, and for a Qobj the same on its circuits."""

    @functools.wraps(run)
    def wrapped(self: Any, run_input: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(run_input, QasmQobj):
            known = dict(self.options.items())
            run_input, options = circuits_and_options(run_input, known, options)
        return run(self, run_input, *arguments, **options)

    return wrapped
