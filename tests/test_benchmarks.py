"""The benchmarks run; what they measure is nobody's business here."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("kind", ["Aer: ", "circuits, ", "batches"])
def test_every_case_has_a_line(kind):
    run = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "benchmarks",
            "--quick",
            "--repeats",
            "1",
            "--only",
            kind,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    heading, *lines = run.stdout.splitlines()
    assert "stock/ours" in heading
    assert lines
    assert all(kind in line and " ms" in line for line in lines)
