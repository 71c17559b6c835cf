"""Runs the programs as they are and migrated, and compares their answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.migrate.engine import Engine
from qiskit_uplift.migrate.rule import Target
from qiskit_uplift.migrate.settings import NEWEST, Settings
from qiskit_uplift.migrate.source import Source
from qiskit_uplift.migrate.verification.comparing import Record, compare
from qiskit_uplift.migrate.verification.running import RECORDER

HERE = Path(__file__).parent
FOLDER = HERE / "programs"
TRUTH = HERE / "truth.json"
ALPHA = 1e-9
"""How often a program may be said to differ whose counts are of one distribution."""

OLDER = frozenset({"binds", "monitored", "statevector", "unitary"})
"""Programs of a Qiskit before 0.24, of which 0.46 has no more all that they use."""

BY_HAND = {
    "ibm_account": "`IBMQ` with filters, and a simulator of IBM's, which are off",
    "ibm_provider": "likewise a simulator of IBM's",
    "taken_apart": "`disassemble` and `bit.index`, which have no successors",
}
"""Programs of which `migrate` leaves a part, with what that is."""

NEED_RUNTIME = frozenset({"faked"})
"""Programs that need an installed qiskit-ibm-runtime, which the test suite hasn't."""

ENVIRONMENT = {
    **os.environ,
    "MPLBACKEND": "Agg",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONPATH": str(HERE.parents[1]),
}


def programs():
    return sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")


def truth():
    return json.loads(TRUTH.read_text(encoding="utf-8"))


def run(command, files, folder, script="answers.py"):
    """The answers of programs, which one process runs."""
    out = folder / "answers.json"
    done = subprocess.run(
        [*command, str(HERE / script), str(RECORDER), str(out), *map(str, files)],
        capture_output=True, text=True, timeout=600, env=ENVIRONMENT, cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(out.read_text(encoding="utf-8"))


def hooked(*options):
    return [sys.executable, "-m", "qiskit_uplift", "exec", "--quiet", "--ibm", "local", *options]


@cache
def outcome(file, to=NEWEST, target=Target.AUTO):
    """What becomes of a program."""
    engine = Engine(Settings(to=to).rules(), target=target)
    return engine.migrate(Source(file.read_text(encoding="utf-8")))


def migrated(files, folder, target=Target.AUTO):
    """The programs, migrated for the installed Qiskit, in a folder."""
    to = "1.4" if HAS_LEGACY_CLASSES else NEWEST
    for file in files:
        (folder / file.name).write_text(outcome(file, to, target).text, encoding="utf-8")
    return [folder / file.name for file in files]


def differences(expected, answer):
    """Where an answer isn't the expected one; both as ``recorder.encoded`` writes them."""
    if isinstance(answer, str):
        return [answer]
    before, after = (Record({"answer": each}) for each in (expected, answer))
    found = compare(before, before, after, ALPHA)
    return [*found.different, *found.by_chance, *found.too_few]
