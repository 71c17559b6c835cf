"""Pytest's ways in, each in a pytest of its own."""

import subprocess
import sys

import pytest

from qiskit_uplift.conformance import all_checks

pytest_plugins = ["pytester"]

SUITE = """
    from qiskit_uplift.backends import reference_device
    from qiskit_uplift.conformance.suite import ConformanceSuite

    made = []

    class TestGood(ConformanceSuite):
        level = "smoke"

        def backend(self):
            made.append(1)
            return reference_device(ideal=True)

    def test_the_backend_is_made_once():
        assert len(made) == 1
"""


@pytest.fixture
def run(pytester, monkeypatch):
    # where the package is installed it would be loaded by its entry point, and here once more
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(*arguments):
        return pytester.runpytest_subprocess(
            "-p", "qiskit_uplift.conformance.pytest_plugin", "-p", "no:cacheprovider", *arguments
        )

    return run


@pytest.mark.newest
def test_a_suite_has_a_test_for_each_check(pytester, run):
    pytester.makepyfile(SUITE)
    found = run("-v")
    assert found.ret == 0
    found.stdout.fnmatch_lines(["*TestGood::test_conformance?counts.ground-state? PASSED*"])


@pytest.mark.newest
def test_a_failure_is_told_without_a_traceback_of_the_kit(pytester, run):
    pytester.makepyfile(
        SUITE.replace("ideal=True", "seed=1").replace("level", 'noise = "none"; level')
    )
    found = run("-v")
    assert found.ret == 1
    found.stdout.fnmatch_lines(["*counts.ground-state: failed*", "*expected: *", "*observed: *"])
    found.stdout.no_fnmatch_line("*trial.py*")


def test_the_option_runs_every_check_and_gives_the_backend(pytester, run):
    pytester.makepyfile("def test_own(uplift_backend): assert uplift_backend.num_qubits == 5")
    found = run("-v", "--uplift-backend", "reference?ideal=yes", "--uplift-level", "smoke")
    assert found.ret == 0
    found.stdout.fnmatch_lines(["*test_own PASSED*", "conformance::counts.ground-state*PASSED*"])
    chosen = run("-v", "--uplift-backend", "reference?ideal=yes", "-k", "ground-state")
    chosen.assert_outcomes(passed=1, deselected=len_of_all())


def len_of_all():

    return len(all_checks())  # all but one, and the test of one's own


def test_without_the_option_nothing_is_run(pytester, run):
    pytester.makepyfile("def test_own(uplift_backend): raise AssertionError")
    run("-rs").assert_outcomes(skipped=1)


@pytest.mark.newest
def test_a_wrong_name_is_one_line(run):
    found = run("--uplift-backend", "reference:modem")
    assert found.ret == pytest.ExitCode.USAGE_ERROR
    found.stderr.fnmatch_lines(["ERROR: The reference device has no face 'modem'*"])


def test_the_plugin_imports_nothing_heavy():
    code = (
        "import sys, qiskit_uplift.conformance.pytest_plugin;"
        "print([m for m in ('qiskit', 'numpy', 'hypothesis', 'click') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "[]"
