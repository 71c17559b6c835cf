"""``run`` of Qiskit's own simulators as it was.

What `assemble` made is run as the circuits in it, and circuits are given as a simulator can read
them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift._qiskit.multiplexers import with_matrices
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
    """``run``, and for a Qobj the same on its circuits, which hold what a simulator can read."""

    @functools.wraps(run)
    def wrapped(self: Any, run_input: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(run_input, QasmQobj):
            known = dict(self.options.items())
            run_input, options = circuits_and_options(run_input, known, options)
        if isinstance(run_input, QuantumCircuit):
            run_input = with_matrices(run_input)
        elif isinstance(run_input, list | tuple):
            run_input = [
                with_matrices(each) if isinstance(each, QuantumCircuit) else each
                for each in run_input
            ]
        return run(self, run_input, *arguments, **options)

    return wrapped
