"""The README keeps its word: its examples run, and its two commands are what CI runs."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_examples_run():
    source = "\n".join(blocks("python"))
    example = doctest.DocTestParser().get_doctest(source, {}, "README.md", "README.md", 0)
    assert len(example.examples) > 20
    report: list[str] = []
    flags = doctest.ELLIPSIS
    results = doctest.DocTestRunner(optionflags=flags).run(example, out=report.append)
    assert results.failed == 0, "".join(report)


def test_one_block_of_two_commands():
    (block,) = blocks("sh")
    demo, tests = block.splitlines()
    assert demo.endswith("qiskit-uplift demo")
    assert tests.endswith("nox")


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_linked_files_exist(link):
    assert (ROOT / link).exists()
