"""Importing the package is cheap: nothing heavy comes with it."""

import json
import subprocess
import sys

BUDGET = 0.050  # seconds over `import qiskit`
MEASURE = """
import json, sys, time
import qiskit
before = set(sys.modules)
start = time.perf_counter()
import qiskit_uplift
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "modules": sorted(set(sys.modules) - before)}))
"""


def measure() -> dict:
    run = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def test_import_is_cheap():
    # The best of five: a busy machine can only make an import look slower than it is.
    best = min(measure()["seconds"] for _ in range(5))
    assert best <= BUDGET, f"import qiskit_uplift took {best * 1000:.0f} ms"


def test_import_brings_nothing_heavy():
    modules = measure()["modules"]
    assert "qiskit_uplift" in modules
    heavy = {"qiskit_aer", "hypothesis", "click", "rich", "matplotlib", "scipy"}
    assert heavy.isdisjoint(name.partition(".")[0] for name in modules)


def test_every_public_name_is_there():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", "from qiskit_uplift import *; print(len(dir()))"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
