"""Both tools over the same files, ours as its command works on them."""

from __future__ import annotations

import re
import resource
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.coverage import robustness, sources
from benchmarks.coverage.hits import hits
from benchmarks.coverage.rows import ROWS
from qiskit_uplift.migrate.project import migrate_bytes
from qiskit_uplift.migrate.rule import Safety
from qiskit_uplift.migrate.settings import Settings

STATES = ("hits", "rewritten", "with --unsafe", "runs on", "reported", "neither", "marked")
_LINE = re.compile(r"(\d+)\.py:(\d+):\d+: QKT")
_SAFE = Settings()
_UNSAFE = replace(_SAFE, unsafe=True)


@dataclass
class Tally:
    """What became of files and of the hits in them.

    Attributes:
        counts: By row and state.
        files: How many files were migrated.
        programs: How many of them are Python of today, so that their hits are counted.
        changed: How many of them changed.
        seconds: The processor's time for that, each file once.
        memory: The most that a process held, in MiB.
        left: Hits that aren't rewritten, as lines that a person can look up.
        faults: What went wrong, likewise.
    """

    counts: Counter = field(default_factory=Counter)
    files: int = 0
    programs: int = 0
    changed: int = 0
    seconds: float = 0.0
    memory: float = 0.0
    left: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, other):
        """Take in another one."""
        self.counts += other.counts
        self.files += other.files
        self.programs += other.programs
        self.changed += other.changed
        self.seconds += other.seconds
        self.memory = max(self.memory, other.memory)
        self.left += other.left
        self.faults += other.faults

    def total(self, state, kinds="ATF"):
        """All hits of a state in the rows of these kinds."""
        return sum(n for (row, what), n in self.counts.items()
                   if what == state and ROWS[row].kind in kinds)  # fmt: skip


def measured(path, marks):
    """What became of one file.

    Args:
        path: The file.
        marks: The lines that flake8-qiskit-migration marks in it.
    """
    data = path.read_bytes()
    tally = Tally(files=1)
    start = time.process_time()
    try:
        safe, new = migrate_bytes(data, str(path), _SAFE)
        tally.seconds = time.process_time() - start
        tally.changed = int(safe.changed)
        tally.faults += robustness.faults(path, data, safe, new, _SAFE)
        unsafe = safe, new
        if any(f.safety is Safety.UNSAFE for f in safe.findings):
            unsafe = migrate_bytes(data, str(path), _UNSAFE)
            tally.faults += robustness.faults(path, data, *unsafe, _UNSAFE)
        _count(path, data, marks, (safe, new), unsafe, tally)
    except Exception as error:  # whatever it is, a crash is what is counted here
        tally.faults.append(f"{path}: crash: {error!r}")
    tally.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return tally


def _count(path, data, marks, safe, unsafe, tally):
    before = sources.program(path, data)
    try:
        found = hits(before.text) if before is not None else None
    except (SyntaxError, ValueError, RecursionError):
        found = None
    if found is None:
        return
    tally.programs = 1
    lines = before.text.splitlines()
    by_unsafe = _states(before, found, *unsafe)
    for hit, state, further in zip(found, _states(before, found, *safe), by_unsafe, strict=True):
        tally.counts[hit.row, "hits"] += 1
        tally.counts[hit.row, "marked"] += any(line in marks for line in _lines(hit))
        only_unsafe = state != "rewritten" and further == "rewritten"
        tally.counts[hit.row, "with --unsafe" if only_unsafe else state] += 1
        if state != "rewritten" and ROWS[hit.row].kind != "S":
            line = lines[hit.line - 1].strip()
            tally.left.append(f"{state} {hit.row} {path}:{hit.line}: {hit.text}: {line}")


def _states(before, found, result, new):
    """What became of each hit."""
    after = Counter()
    if result.changed:
        changed = sources.program(before.path, new)
        after.update(hit.row for hit in hits(changed.text))
    gone = Counter(hit.row for hit in found)
    if result.changed:
        gone -= after
    else:
        gone.clear()
    fixed = Counter()
    told = set()
    for finding in result.findings:
        line = finding.line + before.starts[(finding.cell or 1) - 1]
        if finding.fixed:
            fixed[line, finding.rule] += 1
        else:
            told.add(line)
    states = {}
    # where only numbers are known, a hit that a report names is the last to count as rewritten
    for hit in sorted(found, key=lambda hit: any(line in told for line in _lines(hit))):
        states[id(hit)] = _state(hit, fixed, told, gone)
    return [states[id(hit)] for hit in found]


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
    if any(line in told for line in _lines(hit)):
        return "reported"
    return "runs on" if hit.kept else "neither"


def flake8(paths, executable):
    """The lines that flake8-qiskit-migration marks, by file."""
    marks = [set() for _ in paths]
    with tempfile.TemporaryDirectory() as folder:
        for index, path in enumerate(paths):
            program = sources.program(path, path.read_bytes())
            if program is not None:
                Path(folder, f"{index}.py").write_text(program.text, encoding="utf-8")
        command = [executable, "--isolated", "--select", "QKT", "--disable-noqa", folder]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for index, line in _LINE.findall(out):
        marks[int(index)].add(int(line))
    return marks
