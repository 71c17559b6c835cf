"""A plain installation has what the core imports, and what an extra has is asked for by name.

`nox -s package` builds the wheel and tries it in bare environments; this is what can be seen here.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FOLDERS = ("adapters", "service", "compat", "backends", "_qiskit")


def declared(requirements):
    return {re.match(r"[\w-]+", line)[0].replace("-", "_") for line in requirements}


def imported_at_once(path):
    """What a module imports when it is imported itself, but for types and what it tries."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def test_the_core_imports_what_is_declared():
    paths = [path for folder in FOLDERS for path in (ROOT / "qiskit_uplift" / folder).rglob("*.py")]
    assert len(paths) > 150
    known = declared(PROJECT["dependencies"]) | {"qiskit_uplift", "__future__"}
    found = set()
    for path in paths:
        if path.name.startswith("_remote"):
            continue  # runs in another interpreter, with what that has
        names = set(imported_at_once(path)) - sys.stdlib_module_names
        assert names <= known, f"{path}: {names - known}"
        found |= names
    # and nothing is declared that nobody imports
    assert found == known - {"__future__"}


def test_all_has_every_extra_of_a_user():
    extras = PROJECT["optional-dependencies"]
    (line,) = extras["all"]
    named = set(re.search(r"\[(.*)\]", line)[1].split(","))
    # a cluster is there already, and the others are for work on this package
    assert named == set(extras) - {"all", "distributed", "docs", "test"}


@pytest.mark.parametrize(
    ("absent", "extra"), [("click", "cli"), ("qiskit_aer", "aer")], ids=["click", "aer"]
)
def test_a_command_names_the_extra_that_it_needs(absent, extra):
    program = (
        f"import sys; sys.modules[{absent!r}] = None; sys.argv = ['qiskit-uplift', 'demo']\n"
        "from qiskit_uplift.__main__ import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ended.returncode == 2, ended
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: ")
    assert f"pip install 'qiskit-uplift[{extra}]'" in line


@pytest.mark.parametrize(
    ("absent", "statement", "extra"),
    [
        ("hypothesis", "from qiskit_uplift.conformance import check", "conformance"),
        ("libcst", "from qiskit_uplift.migrate.engine import Engine", "migrate"),
        ("libcst", "from qiskit_uplift.migrate.source import Source", "migrate"),
    ],
)
def test_an_import_names_the_extra_that_it_needs(absent, statement, extra):
    # None in sys.modules hides a package from import, and a finder that fails from find_spec
    program = (
        "import importlib.util, sys\n"
        f"sys.modules[{absent!r}], found = None, importlib.util.find_spec\n"
        f"importlib.util.find_spec = lambda n, *p: None if n == {absent!r} else found(n, *p)\n"
        f"try:\n    {statement}\n"
        "except ImportError as error:\n    print(type(error).__name__, error)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ended.stdout.startswith("MissingExtraError "), ended
    assert f"pip install 'qiskit-uplift[{extra}]'" in ended.stdout


def test_dead_links_of_the_handbook_are_found(tmp_path):
    """What `nox -s docs` asks of the built pages."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text(
        '<p id="here"><a href="#here">1</a><a href="sub/b.html#there">2</a>'
        '<a href="https://example.org/#x">3</a><a href="#gone">4</a><img src="no.png">'
    )
    (tmp_path / "sub" / "b.html").write_text(
        '<p id="there"><a href="../a.html#here">1</a><a href="../a.html#there">2</a>'
        '<a href="c.html">3</a>'
    )
    script = ROOT / "tests" / "packaging" / "links.py"
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert sorted(ended.stdout.splitlines()) == [
        "a.html: #gone: no such place",
        "a.html: no.png: no such page",
        "b.html: ../a.html#there: no such place",
        "b.html: c.html: no such page",
    ]
