"""The command as a shell sees it: a process with an exit code, stdout and stderr."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "qiskit_uplift"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def process(*arguments, environment=ENVIRONMENT, **extra):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env=environment,
        check=False,
        **extra,
    )


def test_counts_go_to_stdout_and_nothing_else():
    done = process("run", EXAMPLES / "qft.qasm", "--backend", "qiskit_aer:AerSimulator",
                   "--transpile", "auto", "--json")  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    registers = json.loads(done.stdout)["results"][0]["registers"]
    assert registers["phase"]["counts"] == {"101": 1024}


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "missing.qasm", "--backend", "reference"],
        ["run", EXAMPLES / "ghz.qasm", "--backend", "nowhere:Backend"],
        ["run", EXAMPLES / "ghz.qasm", "--backend", "reference", "--shots", "0"],
        ["run", EXAMPLES / "ghz.qasm", "--backend", "reference", "--nonsense"],
        ["nonsense"],
    ],
)
def test_a_mistake_is_one_line_on_stderr_and_exit_code_2(arguments):
    done = process(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1


def test_help_and_version():
    assert "qiskit-uplift demo" in process().stdout
    assert "Examples:" in process("run", "--help").stdout
    done = process("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("qiskit-uplift 0.")


def test_a_reader_that_goes_away_is_no_error():
    running = subprocess.Popen(
        [*COMMAND, "inspect", "qiskit_aer:AerSimulator", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT,
    )  # fmt: skip
    running.stdout.close()  # before anything can have been written to it
    with running.stderr:
        assert running.stderr.read() == b""
    assert running.wait(timeout=120) == 0


WAITING = """
import threading
class Job:
    def __init__(self, job_id, waits):
        self._job_id, self._waits = job_id, waits
    def job_id(self):
        return self._job_id
    def result(self):
        if self._waits:
            print('started', flush=True)
            threading.Event().wait(60)
        return [{'0101': 1024}]
class Waiting:
    def run(self, circuits, shots=1):
        return Job('job-7', waits=True)
    def retrieve_job(self, job_id):
        return Job(job_id, waits=False)
class Slow(Waiting):
    def run(self, circuits, shots=1):
        return self.retrieve_job('').__class__('', True).result()
"""


@pytest.fixture
def interruptible():
    """A program that is started in the background may have to ignore interrupts; ours may not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("device", ["Waiting", "Slow"])
def test_ctrl_c_ends_with_130_and_the_run_can_be_resumed(interruptible, tmp_path, device):
    (tmp_path / "waiting.py").write_text(WAITING)
    environment = {**ENVIRONMENT, "QISKIT_UPLIFT_HOME": str(tmp_path / "home")}
    spec = f"waiting:{device}"
    manner = {"text": True, "cwd": tmp_path, "env": environment}
    running = subprocess.Popen(
        [*COMMAND, "run", str(EXAMPLES / "ghz.qasm"), "--backend", spec],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **manner,
    )  # fmt: skip
    assert running.stdout.readline() == "started\n"
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    told = re.fullmatch(
        r"Interrupted\. Nothing was cancelled; 'qiskit-uplift (jobs resume \w{8} --backend "
        rf"{spec})' goes on with the run\.\n",
        errors,
    )
    done = subprocess.run(
        [*COMMAND, *told[1].split(), "--json"], capture_output=True, check=False, **manner
    )
    if device == "Slow":  # nobody knows whether it was accepted
        assert done.returncode == 2
        assert "Error: The process died while a batch was handed over" in done.stderr
    else:
        assert (done.returncode, done.stderr) == (0, "")
        (result,) = json.loads(done.stdout)["results"]
        assert result["registers"]["c"]["counts"] == {"0101": 1024}


def test_a_terminal_without_unicode_gets_plain_bars():
    plain = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}
    done = process("run", EXAMPLES / "ghz.qasm", "--backend", "qiskit_aer:AerSimulator",
                   environment=plain)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "###" in done.stdout
    assert process("inspect", "reference", environment=plain).returncode == 0
    assert process("demo", environment=plain).returncode == 0
