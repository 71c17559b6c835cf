"""The hook for a run of pytest."""

import subprocess
import sys

import pytest

TEST = """
import pytest
pytestmark = pytest.mark.filterwarnings("ignore")

def test_old_import():
    from qiskit import execute
    assert execute
"""


@pytest.mark.parametrize(
    ("options", "environment", "passes"),
    [
        ([], {}, False),
        (["--legacy-imports", "0.25"], {}, True),
        (["--legacy-imports=0.46"], {}, True),
        (["--legacy-imports=1.0"], {}, False),
        ([], {"UPLIFT_LEGACY_IMPORTS": "0.25"}, True),
        (["--legacy-imports=1.0"], {"UPLIFT_LEGACY_IMPORTS": "0.25"}, False),
    ],
)
def test_the_option_and_the_variable(options, environment, passes, tmp_path, monkeypatch):
    (tmp_path / "test_old.py").write_text(TEST)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # where the package is installed it would be loaded by its entry point, and here once more
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    plugin = ["-p", "qiskit_uplift.compat.pytest_plugin"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, *options, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (run.returncode == 0) == passes, run.stdout + run.stderr
    assert f"1 {'passed' if passes else 'failed'}" in run.stdout
