"""What the pages type into a shell is typed here, and answered as they show.

The commands of a page are run in its order, in a folder that has what the page assumes. Where it
shows an answer, that is compared; `...` stands for anything. Most commands run in this process.
"""

import contextlib
import doctest
import json
import os
import shlex
import shutil
import subprocess
import sys
import uuid

import pytest
from click.testing import CliRunner

from qiskit_uplift.adapters import execution
from qiskit_uplift.adapters.journal import users_journal
from qiskit_uplift.cli.main import main
from tests.cli.devices import Cloud
from tests.test_pages import PAGES, ROOT, blocks, named

SHELL = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md"]

# What can't be run here, by how it begins, and where it is.
ELSEWHERE = {
    "python3 -m venv": "a network: `nox -s package` installs the wheel in a bare environment",
    "python -m pip install": "likewise",
    "qiskit-uplift check my_provider:Device --dask": "a cluster: `nox -s distributed` has one",
    "qiskit-uplift migrate my_project --write --verify": "tests/migrate/test_verification.py does",
    "nox": "the tests are a part of it",
    "python -m nox": "likewise",
    "git clone": "a network: `nox -s qiskit_suite` reads the source distribution",
    "QISKIT_CHECKOUT=": "likewise",
    "python -m benchmarks": "takes minutes: tests/test_benchmarks.py runs them with few seeds",
}
# Exit codes besides 0.
ENDS = {
    "migrate my_project --statistics": 1,  # as of a linter: there is something to change
    "migrate my_project --diff": 1,
    "migrate my_project --write": 1,  # something is left to be done by hand
    "migrate examples/old_bell.py --diff": 1,
}


def sessions(path):
    """The commands of a page, each with what is shown of its answer."""
    found = []
    for language, text in blocks(path):
        if language == "console":
            for line in text.splitlines():
                if line.startswith("$ "):
                    found.append((line[2:], []))
                else:
                    found[-1][1].append(line)
        elif language == "sh":
            found += [(part.strip(), []) for line in text.splitlines() for part in line.split("&&")]
    return [(command.replace(".venv/bin/", ""), lines) for command, lines in found]


def elsewhere(command):
    return any(command.startswith(start) for start in ELSEWHERE)


HERE = [path for path in SHELL if any(not elsewhere(line) for line, _ in sessions(path))]


def bell_and_lab(folder, _):
    """A project with a program and a notebook of old."""
    project = folder / "my_project"
    project.mkdir()
    (project / "bell.py").write_text(
        "from qiskit import Aer, execute, QuantumCircuit\n\n"
        "circuit = QuantumCircuit(1, 1)\ncircuit.measure(0, 0)\n"
        'counts = execute(circuit, Aer.get_backend("aer_simulator")).result().get_counts()\n'
    )
    sources = ["x = 1\n", "y = 2\n", "from math import pi\n\nz = pi\nfrom qiskit import pulse\n"]
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
         "source": [source]} for source in sources
    ]  # fmt: skip
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (project / "lab.ipynb").write_text(json.dumps(content))
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)


def failed_run(folder, monkeypatch):
    """A run in the journal whose job failed, and whose backend has been mended since."""
    (folder / "my_provider.py").write_text("from tests.cli.devices import Cloud as Backend\n")
    monkeypatch.setattr(Cloud, "jobs", {})
    with monkeypatch.context() as patch:
        patch.setattr(Cloud, "broken", True)
        numbers = iter([uuid.UUID("3f2a" + "0" * 28)])
        patch.setattr(execution.uuid, "uuid4", lambda: next(numbers, uuid.UUID(int=7)))
        command = ["run", "examples/ghz.qasm", "--backend", "my_provider:Backend"]
        assert CliRunner().invoke(main, command).exit_code == 2


def device(folder, _):
    """A provider's device, with arguments in a file."""
    (folder / "my_provider.py").write_text(
        "from qiskit_uplift.backends import reference_device as Device\nBackend = Device\n"
    )
    (folder / "device.toml").write_text("ideal = true\n")


def known_failures(folder, monkeypatch):
    """The file of the page."""
    device(folder, monkeypatch)
    page = next(path for path in PAGES if path.name == "conformance.md")
    (text,) = [text for language, text in blocks(page) if language == "text"]
    (folder / "known-failures.txt").write_text(text)


PREPARED = {
    "conformance.md": known_failures,
    "conformance-recording.md": device,
    "migrate.md": bell_and_lab,
    "running-jobs.md": failed_run,
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path / "home"))
    yield tmp_path
    with contextlib.suppress(KeyError):
        del sys.modules["my_provider"]
    users_journal().close()


def in_process(*words):
    answered = CliRunner().invoke(main, words, input="very secret\n")
    if answered.exception is not None and not isinstance(answered.exception, SystemExit):
        raise answered.exception
    return answered.exit_code, answered.output


def in_another(*words):
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        "PYTHONIOENCODING": "utf-8",
        # the plugin is loaded by name, so that it needn't be installed
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    ended = subprocess.run(
        words, capture_output=True, text=True, check=False, env=environment, encoding="utf-8",
        timeout=300,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def typed(command):
    """Run a command; its exit code, and what it printed."""
    words = shlex.split(command, comments=True)
    if words[:3] == ["python", "-m", "pytest"]:
        words = words[2:]
    if words[0] == "pytest":
        # a part: that the checks pass is tested elsewhere
        less = ("-p", "qiskit_uplift.conformance.pytest_plugin", "-k", "target.measure")
        return in_another(sys.executable, "-m", "pytest", *words[1:], *less)
    if words[:2] == ["qiskit-uplift", "exec"]:  # it changes what this process can import
        return in_another(sys.executable, "-m", "qiskit_uplift", *words[1:])
    if words[:2] == ["qiskit-uplift", "check"] and "--dry-run" not in words:
        words = ["counts.bell" if word == "counts" else word for word in words]  # one of its group
        return in_process(*words[1:], "--only", "target.measure", "--only", "sampler.no-pubs")
    if words[0] == "qiskit-uplift":
        return in_process(*words[1:])
    return in_another(*words)


def agree(shown, printed):
    return doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS)


@pytest.mark.parametrize("path", HERE, ids=named)
def test_commands_do_what_is_shown(path, folder, monkeypatch):
    PREPARED.get(path.name, lambda *_: None)(folder, monkeypatch)
    for command, lines in sessions(path):
        if elsewhere(command):
            continue
        code, printed = typed(command)
        expected = next((code for end, code in ENDS.items() if command.endswith(end)), 0)
        assert code == expected, f"$ {command}\n{printed}"
        shown = "".join(f"{line}\n" for line in lines)
        assert not shown or agree(shown, printed), f"$ {command}\n{printed}\nshown:\n{shown}"
    for name in [word for line, _ in sessions(path) for word in shlex.split(line, comments=True)]:
        if name.startswith("report.") or name in ("junit.xml", "badge.svg"):
            assert (folder / name).stat().st_size > 0


def test_no_reason_is_stale():
    commands = [command for path in SHELL for command, _ in sessions(path)]
    for start in ELSEWHERE:
        assert any(command.startswith(start) for command in commands), start
    for end in ENDS:
        assert any(command.endswith(end) for command in commands), end
    assert {path.name for path in HERE} >= set(PREPARED)


def test_answers_are_compared():
    assert agree("a ...\n...\nend\n", "a b\nmore\nand more\nend\n")
    assert not agree("a\n", "b\n")
    assert not agree("a\n...\nend\n", "a\nmore\n")
