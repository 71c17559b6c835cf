"""The benchmarks run; what they measure is nobody's business here."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.newest
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


@pytest.mark.newest
def test_the_scaling_curve_has_a_line_for_each_number_of_workers():
    command = [sys.executable, "-m", "benchmarks.scaling", "--quick", "--workers", "2"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    told, heading, *lines = run.stdout.splitlines()
    assert told == "4 batches, 8 qubits, 50 shots"
    assert "speed-up" in heading
    assert [" ".join(line.split()[:2]) for line in lines] == [
        "this process",
        "1 worker",
        "2 workers",
    ]


@pytest.mark.newest
def test_error_bars_have_their_tables_and_figures(tmp_path):
    arguments = ["--seeds", "2", "--figures", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.error_bars", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    bars, shots = run.stdout.split("\n\n")
    assert len(bars.splitlines()) == 2 + 5
    assert len(shots.splitlines()) == 2 + 4  # where no shot varies, there is nothing to share out
    page = (ROOT / "docs" / "how-the-numbers-are-made.md").read_text(encoding="utf-8")
    for name in ("error-bars.svg", "shots.svg"):
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("<?xml")
        assert (ROOT / "docs" / "figures" / name).exists()
        assert f"figures/{name}" in page
