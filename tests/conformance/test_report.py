"""Reports in each form."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import jsonschema
import pytest
from qiskit import qpy

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import check
from qiskit_uplift.conformance.findings import Finding
from qiskit_uplift.conformance.report import FORMATS, content, write_report
from qiskit_uplift.conformance.report.bars import MOST_BARS, bars
from qiskit_uplift.conformance.report.content import schema
from qiskit_uplift.conformance.report.side_by_side import side_by_side
from qiskit_uplift.conformance.results import Status
from qiskit_uplift.exceptions import ConformanceError
from tests.conformance import checks_for_tests


def test_data_is_what_the_schema_says(report):
    data = content(report)
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(data, schema(), cls=jsonschema.Draft202012Validator)
    assert json.loads(json.dumps(data)) == data


def test_the_circuit_of_a_finding_can_be_had_back(report):
    import base64
    import io

    (failed,) = (one for one in content(report)["checks"] if one["status"] == "failed")
    told = failed["findings"][0]["circuit"]
    (circuit,) = qpy.load(io.BytesIO(base64.b64decode(told["qpy"])))
    assert circuit == checks_for_tests.circuit()
    assert "OPENQASM 3" in told["qasm"]


def test_a_finding_has_a_test_that_reproduces_it(report):
    (failed,) = (one for one in content(report)["checks"] if one["status"] == "failed")
    source = failed["findings"][0]["test"]
    compile(source, "test", "exec")
    assert "load_backend('reference:run-only')" in source
    assert "A test that reproduces it" in FORMATS[".html"](report)
    nameless = content(replace(report, spec=None))
    assert [f["test"] for one in nameless["checks"] for f in one["findings"]] == [None]


def test_what_was_sent_is_in_a_finding():
    noisy = check(reference_device(seed=1), noise="none", only=["counts.bit-order"])
    options = noisy.results[0].findings[0].options
    assert set(options) == {"shots", "seed_simulator"}


def test_junit(report):
    suite = ET.fromstring(FORMATS[".xml"](report))
    assert suite.attrib | {"time": "", "timestamp": ""} == {
        "name": f"conformance of {report.subject}", "tests": "5", "failures": "1", "errors": "1",
        "skipped": "2", "time": "", "timestamp": "",
    }  # fmt: skip
    failure = suite.find("testcase[@name='test.fails']/failure")
    assert failure.attrib["message"] == "It is <wrong> & bad?."
    assert "Expected: 00: 0.5, 11: 0.5" in failure.text


def test_markdown_has_a_row_a_check_and_the_evidence(report):
    text = FORMATS[".md"](report)
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    assert len(rows) == len(report.results)
    # a cell's own bars are escaped, or the table breaks
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
    assert "- Observed: `00: 0.7, 01: 0.3`" in text


class Reader(HTMLParser):
    """Collects what would load something, and whether tags are closed."""

    VOID = ("meta", "link", "input", "br")

    def __init__(self):
        super().__init__()
        self.open, self.loads = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "srcset", "data") and tag != "a":
                self.loads.append(value)

    def handle_startendtag(self, tag, attributes):
        """Elements of SVG close themselves."""

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_loads_nothing_and_escapes_everything(report):
    text = FORMATS[".html"](report)
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    assert reader.loads == ["data:,"]
    assert "<b>bold" not in text
    assert "<i>x" not in text
    assert "<wrong>" not in text
    assert "url(" not in text.replace("url(#r)", "")
    assert text.count('class="check ') == len(report.results)


def test_a_badge_tells_the_level_and_is_svg(report):
    root = ET.fromstring(FORMATS[".svg"](report))
    assert root.attrib["aria-label"] == "qiskit conformance: smoke test passed"


def test_the_most_frequent_outcomes_are_drawn():
    keys = [format(n, "08b") for n in range(100)]
    histogram = {
        "title": "many", "shots": 4950, "expected": dict.fromkeys(keys, 0.01),
        "observed": {key: n for n, key in enumerate(keys)},
    }  # fmt: skip
    root = ET.fromstring(bars(histogram))
    titles = [title.text for title in root.iter("title")]
    assert len(titles) == MOST_BARS
    assert titles[-1].startswith(keys[-1])


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_gets_the_form_of_its_name(report, tmp_path, suffix):
    path = tmp_path / f"report{suffix}"
    write_report(report, path)
    assert path.read_text("utf-8") == FORMATS[suffix](report)


def test_a_name_that_says_no_form(report, tmp_path):
    with pytest.raises(ConformanceError, match="told by its suffix"):
        write_report(report, tmp_path / "report.pdf")
    with pytest.raises(ConformanceError, match="no folder"):
        write_report(report, tmp_path / "none" / "report.html")


def test_numbers_that_json_does_not_have(report):
    finding = Finding("odd", options={"shots": float("nan"), "limit": float("inf"), "seed": 1.5})
    odd = replace(report.results[0], findings=(finding,))
    data = content(replace(report, results=(odd,)))
    assert data["checks"][0]["findings"][0]["options"] == {
        "shots": "nan", "limit": "inf", "seed": 1.5
    }  # fmt: skip


def test_two_reports_side_by_side(report):
    circuit = checks_for_tests.circuit()
    error = (
        'Traceback ...\n  File "/home/one/lib/python3.11/site-packages/a.py", line 1, in f\n'
        "    g()\nValueError: in /home/one/file: <a.B object at 0x7f00>\n  and more\n\nand on"
    )
    finding = Finding("It is wrong.", circuit=circuit, error=error)
    other = tuple(
        replace(one, status=Status.FAILED, findings=(finding,), reason="It is wrong.")
        if one.check.id == "test.passes" else one
        for one in report.results
    )  # fmt: skip
    text = side_by_side("A & B", {"raw": replace(report, results=other), "uplifted": report})
    assert "- raw: **not conformant** (2 failed" in text
    assert "- uplifted: **smoke test passed** (1 passed" in text
    raw, _, rest = text.partition("## What failed, uplifted")
    uplifted, _, table = rest.partition("## All checks")
    assert "### `test.passes`" in raw
    assert "### `test.passes`" not in uplifted
    assert "    circuit.cx(0, 1)" in raw
    assert "ValueError: in file: <a.B object>\n  and more\n\nand on" in raw
    assert "/home" not in text
    rows = [line for line in table.splitlines() if line.startswith("| [")]
    assert len(rows) == len(report.results)
    (row,) = (row for row in rows if "test.passes" in row)
    assert row.endswith("| **failed** | passed |")
