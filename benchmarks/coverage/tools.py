"""Both tools over the same programs."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from benchmarks.coverage.hits import hits
from benchmarks.coverage.rows import ROWS
from qiskit_uplift.migrate.edits import apply
from qiskit_uplift.migrate.engine import Engine, ParseError
from qiskit_uplift.migrate.registry import rules

STATES = ("hits", "rewritten", "reported", "neither", "marked")
_LINE = re.compile(r"(\d+)\.py:(\d+):\d+: QKT")


@dataclass
class Tally:
    """What became of the hits.

    Attributes:
        counts: By row and state.
        programs: How many programs were read.
        left: Hits that neither of our answers covers, as lines that a person can look up.
    """

    counts: Counter = field(default_factory=Counter)
    programs: int = 0
    left: list[str] = field(default_factory=list)

    def add(self, other):
        """Take in another one."""
        self.counts += other.counts
        self.programs += other.programs
        self.left += other.left

    def total(self, state, kinds="ATF"):
        """All hits of a state in the rows of these kinds."""
        return sum(n for (row, what), n in self.counts.items()
                   if what == state and ROWS[row].kind in kinds)  # fmt: skip


def measured(program, marks):
    """What became of the hits of one program; None where it is no Python of today.

    Args:
        program: The program.
        marks: The lines that flake8-qiskit-migration marks in it.
    """
    text = program.source.text
    try:
        found = hits(text)
        plan = _engine().plan(program.source, kept=program.kept)
        after = Counter(hit.row for hit in hits(apply(text, plan.edits)))
    except (SyntaxError, ParseError, RecursionError):
        return None
    tally = Tally(programs=1)
    before = Counter(hit.row for hit in found)
    gone = {row: max(before[row] - after[row], 0) for row in before}
    fixed = Counter()
    told = set()
    for finding in plan.findings:
        if finding.fixed:
            fixed[finding.line, finding.rule] += 1
        else:
            told.add(finding.line)
    # a hit that a report names is the last to count as rewritten where only numbers are known
    for hit in sorted(found, key=lambda hit: any(line in told for line in _lines(hit))):
        state = _state(hit, fixed, told, gone)
        tally.counts[hit.row, "hits"] += 1
        tally.counts[hit.row, state] += 1
        tally.counts[hit.row, "marked"] += any(line in marks for line in _lines(hit))
        if state == "neither" and ROWS[hit.row].kind != "S" or state == "reported":
            line = text.splitlines()[hit.line - 1].strip()
            tally.left.append(f"{state} {hit.row} {program.path}:{hit.line}: {hit.text}: {line}")
    return tally


def _lines(hit):
    return range(hit.line, hit.end + 1)


def _state(hit, fixed, told, gone):
    mine = ROWS[hit.row].rules
    if mine:
        for line in _lines(hit):
            for rule in mine:
                if fixed[line, rule]:
                    fixed[line, rule] -= 1
                    return "rewritten"
    elif gone[hit.row]:
        gone[hit.row] -= 1
        return "rewritten"
    return "reported" if any(line in told for line in _lines(hit)) else "neither"


def flake8(programs, executable):
    """The lines that flake8-qiskit-migration marks, by program."""
    marks = [set() for _ in programs]
    with tempfile.TemporaryDirectory() as folder:
        for index, program in enumerate(programs):
            Path(folder, f"{index}.py").write_text(program.source.text, encoding="utf-8")
        command = [executable, "--isolated", "--select", "QKT", "--disable-noqa", folder]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for index, line in _LINE.findall(out):
        marks[int(index)].add(int(line))
    return marks


@cache
def _engine():
    return Engine(rules().values())
