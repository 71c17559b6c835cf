"""Old programs, each run as it is by ``qiskit-uplift exec`` in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).with_name("scripts")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
MONITORED = "\nJob Status: job has successfully run\n"

# What each program writes to stdout, of the monitor only how it ends.
OUTPUT = {
    "bell_execute.py": "{'11': 1000}\n",
    "star_import.py": f"{MONITORED}[{{'001': 10}}, {{'001': 10}}]\n",
    "assembled.py": "True {'10': 20} {'10'}\n",
    "conditions.py": "{'11 1': 30}\n{'11 1': 30}\n",
    "states.py": "[0.5, 0.5] 0.5\nTrue\n",
    "joined.py": "3 {'11': 25}\n",
    "text.py": "OPENQASM 2.0; True True\nOneQubitEulerDecomposer\n",
    "notebook.ipynb": "{'1': 12}\nend\n",
}
LOCAL = {
    "ibmq.py": f"{MONITORED}5 100\n50 ibmq_16_melbourne\n",
    "ibm_provider.py": "7 7 60\n",
    "runtime_service.py": "ibmq_lima 40\n",
}


def program(*arguments, environment=ENVIRONMENT, cwd=SCRIPTS):
    done = subprocess.run(
        [sys.executable, "-m", "qiskit_uplift", "exec", *arguments],
        capture_output=True, text=True, timeout=240, cwd=cwd, env=environment, check=False,
    )  # fmt: skip
    # How many states of a job are seen is a matter of time; "\r" was read as a line's end.
    done.stdout = re.sub(r"(\nJob Status: [^\n]*)*(\nJob Status: [^\n]*\n)", _last, done.stdout)
    return done


def _last(found):
    return found[2].rstrip() + "\n"


@pytest.mark.parametrize("name", OUTPUT)
def test_a_program_writes_what_it_wrote(name):
    done = program(name)
    assert (done.returncode, done.stdout) == (0, OUTPUT[name]), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", LOCAL)
def test_ibm_answered_on_this_machine(name):
    done = program("--ibm", "local", name)
    assert (done.returncode, done.stdout) == (0, LOCAL[name]), done.stderr
    assert done.stderr.count("answered on this machine") == 1


@pytest.mark.parametrize("name", ["ibmq.py", "ibm_provider.py"])
def test_ibm_refused(name):
    done = program(name)
    assert (done.returncode, done.stdout) == (1, "")
    assert "--ibm local" in done.stderr


def test_old_names_are_listed_once_at_the_end_with_their_place():
    done = program("bell_execute.py")
    first, *lines = done.stderr.splitlines()
    assert first == "qiskit-uplift: this program uses"
    assert [line.split(" was removed")[0].strip() for line in lines] == [
        "bell_execute.py:2: qiskit.Aer",
        "bell_execute.py:2: qiskit.execute",
        "bell_execute.py:3: qiskit.tools.visualization",
        "bell_execute.py:9: QuantumCircuit.cnot",
    ]
    assert program("--quiet", "bell_execute.py").stderr == ""


def test_arguments_and_exit_codes_are_the_programs_own():
    done = program("arguments.py", "3", "--shots", "-m", "--help")
    expected = "__main__ ['3', '--shots', '-m', '--help'] arguments.py True\n"
    assert (done.returncode, done.stdout, done.stderr) == (3, expected, "")


def test_a_module_is_run_as_python_does():
    done = program("-m", "arguments", "0", "--shots")
    expected = "__main__ ['0', '--shots'] arguments.py True\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_a_traceback_is_the_one_of_python():
    done = program("--quiet", "failing.py")
    assert done.returncode == 1
    trace = [line.strip() for line in done.stderr.splitlines() if "^" not in line]
    assert trace == [
        "Traceback (most recent call last):",
        f'File "{SCRIPTS / "failing.py"}", line 12, in <module>'
        if '"failing.py"' not in done.stderr
        else 'File "failing.py", line 12, in <module>',
        "first()",
        'File "failing.py", line 9, in first',
        'raise KeyError("missing")',
        "KeyError: 'missing'",
    ]


def test_what_a_notebook_leaves_out_is_said():
    told = program("--quiet", "notebook.ipynb").stderr.splitlines()
    assert told == [
        "qiskit-uplift: notebook.ipynb[1]: left out %matplotlib inline, !pip install qiskit",
        "qiskit-uplift: notebook.ipynb[2]: left out %%time",
        "qiskit-uplift: notebook.ipynb[3]: left out the cell %%html",
        "qiskit-uplift: notebook.ipynb[4]: left out %qiskit_copyright",
    ]


def test_what_was_gone_by_then_stays_gone():
    done = program("--since", "1.4", "bell_execute.py")
    assert done.returncode == 1
    assert "cannot import name 'Aer'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Name a script or a notebook"),
        (["missing.py"], "Can't read missing.py"),
        (["-m", "missing.module"], "no module 'missing.module'"),
        (["--since", "old", "text.py"], "such as '0.25'"),
        (["--ibm", "cloud", "text.py"], "'cloud' is not one of"),
    ],
)
def test_mistakes_are_told_in_a_line(arguments, told):
    done = program(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_notebook_that_is_none(tmp_path):
    file = tmp_path / "broken.ipynb"
    for text in ("[", "[]", '{"cells": [{}]}'):
        file.write_text(text)
        done = program(str(file))
        assert (done.returncode, done.stderr) == (2, f"Error: {file} is not a notebook.\n")
    file.write_text('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}')
    assert "a notebook in R" in program(str(file)).stderr


def test_syntax_errors_and_interrupts(tmp_path):
    file = tmp_path / "broken.py"
    file.write_text("x = 1\nx = = 2\n")
    done = program(str(file))
    assert done.returncode == 1
    assert f'File "{file}", line 2' in done.stderr
    assert "qiskit_uplift" not in done.stderr
    file.write_text("raise KeyboardInterrupt\n")
    done = program(str(file))
    assert (done.returncode, "KeyboardInterrupt" in done.stderr) == (130, True)
    file.write_text("import sys\nsys.exit('told')\n")
    done = program(str(file))
    assert (done.returncode, done.stderr) == (1, "told\n")
