"""The page about services keeps its word: its code runs."""

import doctest
import re
from pathlib import Path

PATH = Path(__file__).resolve().parent.parent / "docs" / "service.md"


def test_examples_run(tmp_path, monkeypatch):
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path))
    page = PATH.read_text(encoding="utf-8")
    source = "\n".join(re.findall(r"^```python\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL))
    example = doctest.DocTestParser().get_doctest(source, {}, PATH.name, PATH.name, 0)
    assert len(example.examples) > 20
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=report.append)
    assert results.failed == 0, "".join(report)
