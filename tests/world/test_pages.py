"""The pages of real backends and their index belong together; the pages of a run are whole."""

import ast
import json
import re

import pytest

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import all_checks
from qiskit_uplift.conformance.zoo.altered import AlteredDevice, mapped
from tests.world import pages
from tests.world.members import ENVIRONMENTS, MEMBERS, Member

PAGES = sorted(pages.HOME.glob("*.md"))


def upside_down():
    """A device whose outcomes are all turned over."""
    return AlteredDevice(after=mapped(lambda circuit, value: value ^ 2**circuit.num_clbits - 1))


FAULTY = Member(
    "faulty", "A faulty device", "qiskit", "here", lambda: {"backend": upside_down()},
    lambda: {"backend": uplift(reference_device(ideal=True))}, "It is upside down.",
)  # fmt: skip


def test_a_page_and_the_index_of_a_run(tmp_path):
    reports = pages.judge(FAULTY, only=["counts.ground-state", "target.measure"])
    pages.write(FAULTY, reports, tmp_path)
    text = (tmp_path / "faulty.md").read_text("utf-8")
    assert text.startswith("# A faulty device\n\nA faulty device of qiskit ")
    assert "It is upside down." in text
    assert "### `counts.ground-state`" in text
    assert "circuit.measure(0, 0)" in text
    assert "What failed, uplifted" not in text
    row, failed = [
        line for line in pages.index(tmp_path, [FAULTY]).splitlines() if "A faulty device" in line
    ]
    assert row.startswith("| [A faulty device](faulty.md) | qiskit ")
    assert row.endswith("| not conformant | 1 of 2 | bronze | none of 2 |")
    assert failed == "- A faulty device, raw: `counts.ground-state`"


def test_the_index_is_that_of_the_pages():
    assert (pages.HOME / "README.md").read_text("utf-8") == pages.index()
    listed = {*(path.stem for path in PAGES), *(path.stem for path in pages.HOME.glob("data/*"))}
    assert listed - {"README"} <= {member.name for member in MEMBERS}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_tell_nothing_of_the_machine(path):
    text = path.read_text("utf-8")
    assert re.findall(r"(?<![\w.:/])/(?:root|home|tmp|usr|work|opt|var)/\S*", text) == []
    assert re.findall(r" at 0x[0-9a-f]+", text) == []


@pytest.mark.parametrize("path", sorted(pages.HOME.glob("data/*.json")), ids=lambda path: path.stem)
def test_failures_are_of_checks_that_there_are(path):
    known = {check.id for check in all_checks()}
    outline = json.loads(path.read_text("utf-8"))
    columns = [outline[name] for name in ("raw", "uplifted") if name in outline]
    assert columns
    for column in columns:
        assert set(column["failures"]) <= known
        assert column["errors"] == []
        page = (pages.HOME / f"{path.stem}.md").read_text("utf-8")
        assert all(f"`{name}`" in page for name in column["failures"])


def test_each_member_has_an_environment():
    noxfile = ast.parse((pages.HOME.parents[1] / "noxfile.py").read_text("utf-8"))

    (listed,) = (
        ast.literal_eval(node.value) for node in noxfile.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WORLD"
    )  # fmt: skip
    assert listed == ENVIRONMENTS
    names = [member.name for member in MEMBERS]
    assert len(set(names)) == len(names)
    assert all(member.raw or member.uplifted for member in MEMBERS)
