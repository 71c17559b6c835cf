"""``qiskit-uplift migrate`` on files, folders and standard input."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from qiskit_uplift.cli.main import main

OLD = "from qiskit import Aer\nbackend = Aer.get_backend('qasm_simulator')\n"
NEW = OLD.replace("qiskit import", "qiskit_aer import")
LEFT = "from qiskit import pulse\n"


def run(*arguments, **extra):
    return CliRunner().invoke(main, ["migrate", *map(str, arguments)], **extra)


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("generated/\n*_old.py\n!kept_old.py\n")
    for name in ("a.py", "sub/b.py", "generated/c.py", "d_old.py", "kept_old.py", "build/e.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(OLD)
    (tmp_path / "sub/.gitignore").write_text("ignored.py\n")
    (tmp_path / "sub/ignored.py").write_text(OLD)
    (tmp_path / "modern.py").write_text(NEW)
    return tmp_path


def test_write_changes_files_that_git_knows(project):
    result = run(project, "--write", "--jobs", 1)
    assert result.exit_code == 0, result.output
    changed = {p.relative_to(project).as_posix() for p in project.rglob("*.py")
               if p.read_text() == NEW}  # fmt: skip
    assert changed == {"a.py", "sub/b.py", "kept_old.py", "modern.py"}
    assert run(project, "--jobs", 1).exit_code == 0


def test_check_says_what_would_change_and_touches_nothing(project):
    result = run(project, "--check", "--jobs", 1)
    assert result.exit_code == 1
    assert "a.py:1:20: MIG001 [fixable] `qiskit.Aer` is now" in result.output
    assert (project / "a.py").read_text() == OLD


def test_a_diff_can_be_applied(project):
    result = run(project / "a.py", "--diff")
    assert result.exit_code == 1
    assert "-from qiskit import Aer\n+from qiskit_aer import Aer\n" in result.stdout


def test_a_diff_leaves_out_a_notebook_that_does_not_change(tmp_path):
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [LEFT],
              "execution_count": None}]  # fmt: skip
    (tmp_path / "lab.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}))
    (tmp_path / "a.py").write_text(OLD)
    result = run(tmp_path, "--diff", "--jobs", 1)
    assert result.exit_code == 1, result.output
    assert "+from qiskit_aer import Aer\n" in result.output
    assert "cell 1:1:20: MIG103 [by hand]" in result.output


def test_places_that_are_left_end_with_one(tmp_path):
    (tmp_path / "a.py").write_text(LEFT)
    result = run(tmp_path, "--write", "--jobs", 1, "--statistics")
    assert result.exit_code == 1
    assert "MIG103 [by hand]" in result.output
    assert "     1  MIG103  by hand        pulse is gone" in result.output


def test_a_file_that_is_no_python_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.py").write_text("from qiskit import (\n")
    (tmp_path / "b.py").write_bytes(b"# coding: nothing\nimport qiskit\n")
    (tmp_path / "c.ipynb").write_text("qiskit")
    (tmp_path / "d.py").write_text(OLD)
    result = run(tmp_path, "--write", "--jobs", 1)
    assert result.exit_code == 2
    assert "a.py:2:1: it can't be parsed" in result.output or "a.py:1" in result.output
    assert "b.py:1:1: it can't be read" in result.output
    assert "c.ipynb:1:1: it can't be read" in result.output
    assert (tmp_path / "d.py").read_text() == NEW


@pytest.mark.newest
def test_several_processes_do_what_one_does(tmp_path):
    for index in range(12):
        (tmp_path / f"m{index:02}.py").write_text(OLD if index % 2 else LEFT)
    # as processes both: click before 8.2 mixes both streams into the `stdout` of its runner
    one, two = (
        subprocess.run(
            [sys.executable, "-m", "qiskit_uplift", "migrate", str(tmp_path), "--jobs", jobs],
            capture_output=True, text=True, check=False, env={**os.environ},
        )
        for jobs in ("1", "2")
    )  # fmt: skip
    assert (two.stdout, two.stderr) == (one.stdout, one.stderr)
    assert one.stderr == "6 of 12 files would change.\n"
    assert two.returncode == one.returncode == 1


def test_standard_input_comes_out_migrated():
    result = run("--stdin", input=OLD)
    assert (result.exit_code, result.stdout) == (0, NEW)


def test_json_and_sarif_and_github(tmp_path):
    path = tmp_path / "a.py"
    path.write_text(OLD + LEFT)
    found = json.loads(run(path, "--format", "json").stdout)
    assert [(f["rule"], f["line"], f["fixed"]) for f in found[0]["findings"]] == [
        ("MIG001", 1, True),
        ("MIG103", 3, False),
    ]
    log = json.loads(run(path, "--format", "sarif").stdout)
    assert [r["ruleId"] for r in log["runs"][0]["results"]] == ["MIG001", "MIG103"]
    lines = run(path, "--format", "github").stdout.splitlines()
    assert lines[1].startswith(f"::warning file={path},line=3,col=20,title=MIG103::")


def test_rules_are_selected_and_ignored(tmp_path):
    (tmp_path / "a.py").write_text(OLD + LEFT)
    assert "MIG103" not in run(tmp_path, "--select", "MIG0", "--jobs", 1).output
    assert "MIG001" not in run(tmp_path, "--ignore", "MIG001", "--jobs", 1).output
    result = run(tmp_path, "--select", "MIG999")
    assert result.exit_code == 2
    assert "There is no rule 'MIG999'" in result.output


BY_EXECUTE = (
    "from qiskit import QuantumCircuit, execute\n"
    "from qiskit_aer import AerSimulator\n"
    "backend = AerSimulator()\n"
    "circuit = QuantumCircuit(1, 1)\n"
    "counts = execute(circuit, backend).result().get_counts()\n"
)


@pytest.mark.newest
def test_the_target_is_chosen_by_an_option_over_the_setting(tmp_path):
    by_run = "counts = backend.run(transpile(circuit, backend)).result().get_counts()"
    by_sampler = "counts = uplift(backend).sampler().run([transpile(circuit, backend)]).result()[0]"
    modern = BY_EXECUTE.replace("execute(", "backend.run(").replace(", backend)", ")", 1)
    (tmp_path / "a.py").write_text(BY_EXECUTE)
    (tmp_path / "b.py").write_text(modern.replace("QuantumCircuit, execute", "QuantumCircuit"))
    plain = run(tmp_path, "--diff").stdout
    assert by_sampler in plain
    assert "b.py" not in plain
    (tmp_path / "pyproject.toml").write_text('[tool.qiskit-uplift.migrate]\ntarget = "run"\n')
    assert by_run in run(tmp_path, "--diff").stdout
    assert "[circuit]" in run(tmp_path, "--diff", "--target", "primitives").stdout
    assert run(tmp_path, "--target", "sampler").exit_code == 2


def test_settings_come_from_the_project(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.qiskit-uplift.migrate]\nignore = ["MIG103"]\nexclude = ["b.py"]\n'
    )
    (tmp_path / "a.py").write_text(LEFT)
    (tmp_path / "b.py").write_text(OLD)
    assert run(tmp_path, "--jobs", 1).exit_code == 0


def test_the_version_is_that_of_the_project(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["qiskit>=1.1,<2"]\n')
    (tmp_path / "a.py").write_text(LEFT)
    assert run(tmp_path, "--jobs", 1).exit_code == 0  # 1.4 has pulse
    assert run(tmp_path, "--jobs", 1, "--to", "2.0").exit_code == 1
    (tmp_path / "a.py").write_text(OLD)
    assert run(tmp_path, "--jobs", 1).exit_code == 1
    assert run(tmp_path, "--jobs", 1, "--from", "1.0").exit_code == 0


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("slect = []", "Did you mean 'select'?"),
        ("select = 3", "must be a list of texts"),
        ('to = "new"', "must be a version"),
        ('target = "primitive"', "Did you mean 'primitives'?"),
        ("[", "is no TOML"),
    ],
)
def test_mistakes_in_the_settings_are_named(tmp_path, table, says):
    (tmp_path / "pyproject.toml").write_text(f"[tool.qiskit-uplift.migrate]\n{table}\n")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert says in result.output


def test_a_path_that_is_not_there_is_refused():
    result = run("nowhere.py")
    assert result.exit_code == 2
    assert "There is no file or folder 'nowhere.py'" in result.output
    assert run().exit_code == 2


def test_rules_are_listed_and_explained():
    assert "MIG001  safe    Aer is a package of its own" in run("--list-rules").output
    told = run("--explain", "mig002").output
    assert "execute() became transpile() and run()" in told
    assert "    job = backend.run(transpile(" in told
    assert run("--explain", "MIG9").exit_code == 2
