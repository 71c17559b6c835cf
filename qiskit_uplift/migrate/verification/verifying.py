"""The verdict on a migrated program."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from qiskit_uplift.migrate.notebook import masked
from qiskit_uplift.migrate.notebook_json import code_cells
from qiskit_uplift.migrate.verification.comparing import Comparison, Record, compare, equal
from qiskit_uplift.migrate.verification.names import computed
from qiskit_uplift.migrate.verification.running import Program, Run, run, with_hook
from qiskit_uplift.migrate.verification.verdict import (
    ALPHA,
    DIFFERENT,
    NOT_COMPARABLE,
    SAME,
    Verdict,
)

REPEATS = 20
"""How often a program is run with other seeds before a value is said to differ. One that takes one
of two values by chance, each as often, is called different in one of two million programs."""

_KINDS = {
    "array": ("array", "arrays"),
    "bits": ("bit string", "bit strings"),
    "complex": ("complex number", "complex numbers"),
    "counts": ("set of counts", "sets of counts"),
    "memory": ("list of shots", "lists of shots"),
    "number": ("number", "numbers"),
    "word": ("word", "words"),
}


@dataclass(frozen=True)
class Verifier:
    """How programs are verified.

    Attributes:
        since: The Qiskit that they were written for.
        to: The Qiskit that they are migrated to.
        python: An interpreter that runs them as they were; None for the installed Qiskit with
            what was removed given back.
        seconds: How long each run may take.
        overlay: All files of the project that changed: by path, where the new text is.
    """

    since: str = "0.7"
    to: str = "2.6"
    python: str | None = None
    seconds: float = 120.0
    overlay: dict[str, str] = field(default_factory=dict)

    def verdict(self, path: Path, before: str, after: str, *, left: int = 0) -> Verdict:
        """Run a program before and after, and compare.

        Args:
            path: The file.
            before: Its text as it was.
            after: The migrated text.
            left: How many places are left to be done by hand.
        """
        try:
            old, new = _program(path, before), _program(path, after)
        except ValueError as error:
            return Verdict(NOT_COMPARABLE, f"it can't be run: {error}")
        names = computed(list(old.cells))
        command = [self.python] if self.python else with_hook(self.since)

        def start(program: Program, way: list[str], shift: int) -> Run:
            return run(program, way, names=names, shift=shift, seconds=self.seconds)

        first = start(old, command, 0)
        if first.error is not None:
            return Verdict(NOT_COMPARABLE, f"it fails before, too: {_told(first)}")
        second = start(replace(new, overlay=self.overlay), with_hook(self.to), 0)
        if second.error is not None:
            return _failed(second, left)
        return judged(first.record, second.record, lambda shift: start(old, command, shift))


def judged(before: Record, after: Record, again: Callable[[int], Run]) -> Verdict:
    """The verdict on two records.

    Args:
        before: Of the program as it was.
        after: Of the migrated program.
        again: Runs it as it was with seeds that are so far from those before; called only where
            the records aren't equal, and until what differs is seen to differ by chance.
    """
    found = equal(before, after)
    shift = 0
    while found is None or (found.different and not found.settled and shift < REPEATS):
        shift += 1
        third = again(shift)
        if third.error is not None:
            return Verdict(NOT_COMPARABLE, f"it fails with other seeds: {_told(third)}")
        newer = compare(before, third.record, after, ALPHA)
        found = newer if found is None else found.narrowed(newer)
    return _word(found)


def _word(found: Comparison) -> Verdict:
    if found.different:
        more = f", and {len(found.different) - 1} more" if len(found.different) > 1 else ""
        return Verdict(DIFFERENT, f"{found.different[0]}{more}")
    parts = [f"{count} {_KINDS[kind][count > 1]}" for kind, count in sorted((+found.same).items())]
    if found.by_chance:
        parts.append(f"{len(found.by_chance)} by chance, which aren't compared")
    if found.too_few:
        parts.append(f"{len(found.too_few)} of too few shots to tell")
    if sum(found.same.values()):
        return Verdict(SAME, ", ".join(parts))
    if found.by_chance or found.too_few:
        places = ", ".join((*found.by_chance, *found.too_few)[:3])
        why = f"what it computes depends on chance, and isn't counts of enough shots: {places}"
        return Verdict(NOT_COMPARABLE, why)
    return Verdict(NOT_COMPARABLE, "it prints nothing, and leaves no value in a name")


def _failed(after: Run, left: int) -> Verdict:
    missing = (after.missing or "qiskit").partition(".")[0]
    if missing not in {"qiskit", "qiskit_uplift"}:
        return Verdict(NOT_COMPARABLE, f"it needs {after.missing}, which isn't installed here")
    if after.refused:
        return Verdict(NOT_COMPARABLE, f"it fails after: {_told(after)}")
    if left:
        places = "a place is" if left == 1 else f"{left} places are"
        return Verdict(NOT_COMPARABLE, f"{places} left to be done by hand: {_told(after)}")
    return Verdict(DIFFERENT, f"it fails after: {_told(after)}")


def _told(ended: Run) -> str:
    if ended.refused:
        return f"it needs a network ({ended.error})"
    return str(ended.error)


def _program(path: Path, text: str) -> Program:
    if path.suffix != ".ipynb":
        cells = [text]
    else:
        cells = [found for cell in code_cells(text) if (found := masked(cell.source)) is not None]
    for cell in cells:
        try:
            ast.parse(cell)
        except SyntaxError as error:
            raise ValueError(
                f"its Python isn't today's ({error.msg}, line {error.lineno})"
            ) from None
    return Program(path, tuple(cells), notebook=path.suffix == ".ipynb")
