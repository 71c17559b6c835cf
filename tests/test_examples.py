"""The examples run, each in a process of its own, and print what they should."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES

FOLDER = Path(__file__).resolve().parent.parent / "examples"
# What is sampled has seeds, or a state whose outcomes are few and certain to show up in 100 shots
# or more but for one time in 2**99.
PRINTED = {
    "custom_gate.py": """\
uplifted: ['cz', 'measure', 'rz', 'sy']
transpiled: True False
Sampler: ['00', '11']
Estimator: [1.0, 1.0]
""",
    "ibm_provider_accounts.py": """\
backend.run in a session: True
a Sampler in a session: True
details: closed 600
the token: Token(hidden)
accounts left: []
""",
    "native_primitives.py": """\
Sampler: ['00', '11'] 100
Estimator: [1.0, -1.0, 1.0]
""",
    "provider_from_nothing.py": """\
run, at once and later: True ['00', '11']
5000 shots: ValueError
Sampler: ['00', '11']
""",
    "provider_v1_to_service.py": """\
before: reference_line_5 5
after: reference_line_5 5
at least 10 qubits: ['reference_line_20']
least busy: 20
most often: 1 True
""",
    "stage_plugins.py": """\
synthesis alap
delays: True the same circuit: True
most often: 111
""",
}
# These have a test or a session of nox of their own.
ELSEWHERE = {
    "readout_mitigation.py": "nox -s mitigation, with mthree",
    "side_by_side.py": "nox -s hosts",
}


def test_every_example_is_run():
    assert {path.name for path in FOLDER.glob("*.py")} == {"old_bell.py", *PRINTED, *ELSEWHERE}


def run(*arguments, cwd):
    # Qiskit 1.4 deprecates what it and Aer themselves still use
    strict = () if HAS_LEGACY_CLASSES else ("-W", "error")
    ended = subprocess.run(
        [sys.executable, *strict, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(FOLDER.parent), *sys.path])},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("name", PRINTED)
def test_example(name, tmp_path):
    assert run(str(FOLDER / name), cwd=tmp_path) == PRINTED[name]


def test_old_program(tmp_path):
    """The program of 2019 runs by `exec`; its own warnings are what `exec` lists."""
    command = "from qiskit_uplift.__main__ import main; main()"
    told = run("-W", "default", "-c", command, "exec", str(FOLDER / "old_bell.py"), cwd=tmp_path)
    counts = ast.literal_eval(told.splitlines()[-1])
    assert set(counts) == {"00", "11"}
    assert sum(counts.values()) == 1000
