"""Every page keeps its word: what it shows runs, or is part of what another test runs.

Python with prompts is run, a page at a time, as one program; without, a block at a time. What is
typed into a shell is run by `test_console.py`, and here its commands and options have to exist.
TOML is read. `CHECKED_BY` names the tests that do more for a page.
"""

import doctest
import re
import shlex
import sys
import textwrap
from pathlib import Path

import click
import pytest
from qiskit import QuantumCircuit

from qiskit_uplift.adapters.registry import providers
from qiskit_uplift.cli.main import main

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ROOT / "tests" / "plugin_package"
PAGES = [
    ROOT / "README.md",
    *(path for path in sorted((ROOT / "docs").rglob("*.md")) if "_build" not in path.parts),
]
BLOCK = re.compile(r"^( *)(`{3,}|~{3,})([^\n`]*)\n(.*?)^\1\2$", re.MULTILINE | re.DOTALL)
PYTHON = ("python", "py", "pycon")
SPHINX = ("{toctree}", "{eval-rst}", "{include}")

# Python without prompts is shown on these pages, or in these folders, and the tests named run it
# or compare it.
CHECKED_BY = {
    "writing-a-provider.md": "tests/test_docs.py",
    "hosts.md": "tests/test_hosts_page.py",
    "migration-rules": "tests/migrate/test_cases.py",
}
# On this page the other side's tracebacks come along with an error's text.
FLAGS = {"hosts.md": doctest.IGNORE_EXCEPTION_DETAIL}


def blocks(path):
    for match in BLOCK.finditer(path.read_text(encoding="utf-8")):
        yield match[3].strip(), textwrap.dedent(match[4])


def named(path):
    return path.relative_to(ROOT).as_posix()


def of_language(*languages):
    return [
        pytest.param(path, text, id=f"{named(path)}-{number}")
        for path in PAGES
        for number, (language, text) in enumerate(blocks(path))
        if language.partition(" ")[0] in languages
    ]


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """The package of one page as if it were installed; a session of nox installs it in truth."""
    entry_points = re.search(
        r'^\[project.entry-points."qiskit_uplift.providers"\]\n(\w+) = "(.*)"$',
        (PLUGIN / "pyproject.toml").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    info = tmp_path / "abacus_quantum-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: abacus-quantum\nVersion: 1.0.0\n")
    (info / "entry_points.txt").write_text(
        "[qiskit_uplift.providers]\n{} = {}\n".format(*entry_points.groups())
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(PLUGIN)
    providers.cache_clear()
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "abacus"]:
        del sys.modules[name]
    providers.cache_clear()


def program(path):
    """All that a page runs, as one program."""
    return "\n".join(text for kind, text in blocks(path) if kind in PYTHON and ">>> " in text)


@pytest.mark.parametrize("path", [path for path in PAGES if program(path)], ids=named)
def test_examples_run(path, request, tmp_path, monkeypatch):
    if path.name == "writing-a-provider.md":
        request.getfixturevalue("plugin")
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path))
    example = doctest.DocTestParser().get_doctest(program(path), {}, path.name, path.name, 0)
    report: list[str] = []
    flags = doctest.ELLIPSIS | FLAGS.get(path.name, 0)
    results = doctest.DocTestRunner(optionflags=flags).run(example, out=report.append)
    assert results.attempted > 0
    assert results.failed == 0, "".join(report)


def test_every_block_is_of_a_kind_that_is_checked():
    kinds = {*PYTHON, *SPHINX, "console", "sh", "toml", "json", "yaml", "text"}
    found = {
        (named(path), language) for path in PAGES for language, _ in blocks(path)
        if language.partition(" ")[0] not in kinds
    }  # fmt: skip
    assert found == set()


@pytest.mark.parametrize(("path", "text"), of_language(*PYTHON))
def test_python_without_prompts_runs(path, text):
    if ">>> " in text or not {path.name, path.parent.name}.isdisjoint(CHECKED_BY):
        return  # it is run there
    scope: dict = {"__name__": "page"}
    exec(compile(text, named(path), "exec"), scope)
    if "make_circuit" in scope:  # of a report
        assert isinstance(scope["make_circuit"](), QuantumCircuit)


def test_pages_are_checked_by_what_they_say():
    for name, test in CHECKED_BY.items():
        assert (ROOT / "docs" / name).exists()
        assert (ROOT / test).exists()


@pytest.mark.parametrize(("path", "text"), of_language("toml"))
def test_settings_can_be_read(path, text):
    assert tomllib.loads(text)


@pytest.mark.parametrize(("path", "text"), of_language("console"))
def test_commands_are_known(path, text):
    lines = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    assert lines
    for line in lines:
        words = shlex.split(line, comments=True)
        if Path(words[0]).name != "qiskit-uplift":
            continue  # a program of someone else's
        command, names = main, words[1:]
        while isinstance(command, click.Group) and names:
            found = command.get_command(click.Context(command), names[0])
            if found is None:
                break
            command, names = found, names[1:]
        assert command is not main or not names, line
        options = {name for option in command.params for name in option.opts}
        options |= {name for option in command.params for name in option.secondary_opts}
        if command.context_settings.get("ignore_unknown_options"):
            continue  # what follows is for the program that is run
        for word in names:
            if word.startswith("--"):
                assert word.partition("=")[0] in {*options, "--help"}, line


ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \| (.*?) \|$", re.MULTILINE)


def test_backend_v1_and_v2_say_the_same():
    path = ROOT / "docs" / "backend-v1-to-v2.md"
    found = ROW.findall(path.read_text(encoding="utf-8"))
    rows = [row for row in found if row[0] != "BackendV1"]
    assert len(rows) > 20
    scope: dict = {}
    for each in doctest.DocTestParser().get_examples(program(path)):
        exec(each.source, scope)
    for before, after, remark in rows:
        old, new = eval(before, scope), eval(after, scope)
        if remark.strip():
            continue  # both are there, and the remark says how they differ
        # a time that went through other units may differ in its last digit
        equal = old == pytest.approx(new, rel=1e-12) if isinstance(old, float) else old == new
        assert equal, f"{before} is {old!r}, {after} is {new!r}"


LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")


def places(path):
    """What can be linked to in a page: its headings, as GitHub and MyST write them."""
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize(
    "path", [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=named
)
def test_links_lead_to_files_and_headings(path):
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    for link, place in LINK.findall(text):
        target = path.parent / link if link else path
        assert target.exists(), link
        if place and target.suffix == ".md":
            assert place in places(target), f"{link}#{place}"
