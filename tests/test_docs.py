"""The page for authors of providers keeps its word: its code runs, or is the package's own."""

import doctest
import re
import sys
from pathlib import Path

import pytest

from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.registry import providers

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ROOT / "tests" / "plugin_package"
PATH = ROOT / "docs" / "writing-a-provider.md"
PAGE = PATH.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(.*)\n((?:.*\n)*?)^```$", PAGE, flags=re.MULTILINE)
RUN = [text for _, text in BLOCKS if ">>> " in text]
SHOWN = [text for _, text in BLOCKS if ">>> " not in text]


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """The package as if it were installed; a session of nox builds and installs it in truth."""
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


@pytest.mark.usefixtures("plugin")
def test_examples_run():
    example = doctest.DocTestParser().get_doctest("\n".join(RUN), {}, PATH.name, PATH.name, 0)
    assert len(example.examples) > 20
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=report.append)
    assert results.failed == 0, "".join(report)


def test_what_is_shown_is_the_package():
    files = [PLUGIN / "pyproject.toml", *sorted((PLUGIN / "abacus").glob("*.py"))]
    texts = [path.read_text(encoding="utf-8") for path in files]
    for block in SHOWN:
        assert any(f"\n{block}" in f"\n{text}" for text in texts), f"stale:\n{block}"


def test_the_whole_provider_file_is_shown():
    rest = (PLUGIN / "abacus" / "uplift.py").read_text(encoding="utf-8")
    for block in SHOWN:
        rest = rest.replace(block, "")
    assert rest.strip() == ""


def test_every_hook_is_named():
    hooks = {name for name in Provider.__dict__ | Provider.__annotations__ if name[0] != "_"}
    named = set(re.findall(r"`(\w+)(?:\([\w, ]*\))?`", PAGE))
    assert hooks - named == set()


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_linked_files_exist(path):
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (path.parent / link).exists(), link
