"""The guide to the conformance kit keeps its word: its code and files work.

`test_console.py` runs its commands.
"""

import doctest
import re
import shlex
from pathlib import Path

from qiskit_uplift.conformance import all_checks
from qiskit_uplift.conformance.known import read_known

pytest_plugins = ("pytester",)
PATH = Path(__file__).resolve().parent.parent / "docs" / "conformance.md"
PAGE = PATH.read_text(encoding="utf-8")


def blocks(language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert found
    return found


COMMANDS = [
    shlex.split(line.removeprefix("$ "))
    for block in blocks("console")
    for line in block.splitlines()
]


def test_examples_run():
    source = "\n".join(blocks("python"))
    example = doctest.DocTestParser().get_doctest(source, {}, PATH.name, PATH.name, 0)
    assert len(example.examples) > 20
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=report.append)
    assert results.failed == 0, "".join(report)


def test_the_file_of_known_failures_can_be_read(tmp_path):
    path = tmp_path / "known-failures.txt"
    path.write_text(blocks("text")[0], encoding="utf-8")
    lines = read_known(path, (one.id for one in all_checks()))
    assert [line.id for line in lines] == ["shots.exact", "options.seed-zero", "claim:no-reset"]


def test_the_suite_has_a_test_for_each_check(pytester, monkeypatch):
    # where the package is installed it would be loaded by its entry point, and here once more
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    _own, suite = blocks("py")
    (known,) = blocks("text")
    pytester.makefile(".txt", **{"known-failures": known})
    pytester.makepyfile(test_suite=suite)
    found = pytester.runpytest_subprocess("-p", "qiskit_uplift.conformance.pytest_plugin",
                               "-k", "target.measure or batch.list-of-one")  # fmt: skip
    found.assert_outcomes(passed=2)


def test_the_option_and_its_fixture(pytester, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    own, _ = blocks("py")
    (command,) = [each for each in COMMANDS if each[0] == "pytest"]
    arguments = [word.replace("my_provider:Backend", "reference") for word in command[1:]]
    pytester.makepyfile(test_own=own)
    plugin = ("-p", "qiskit_uplift.conformance.pytest_plugin")
    chosen = ("-k", "target.measure or has_a_name")
    found = pytester.runpytest_subprocess(*plugin, *arguments, *chosen)
    found.assert_outcomes(passed=2)
