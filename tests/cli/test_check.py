"""``qiskit-uplift check``."""

import json
import sys

import pytest

from qiskit_uplift.cli.check import read_arguments
from qiskit_uplift.cli.errors import InputError

IDEAL = "reference?ideal=yes"

DEVICES = """
from qiskit_uplift.backends import reference_device


class Guarded:
    def __init__(self, token):
        self.inner = reference_device("run-only", ideal=True)

    def run(self, circuits, shots=100):
        return self.inner.run(circuits, shots=shots)
"""


@pytest.fixture
def devices(tmp_path, monkeypatch):
    (tmp_path / "own_devices.py").write_text(DEVICES, "utf-8")
    monkeypatch.chdir(tmp_path)
    yield
    sys.modules.pop("own_devices", None)


def test_a_right_backend_is_conformant(call):
    found = call("check", IDEAL, "--level", "smoke")
    assert found.exit_code == 0, found.output
    assert "Conformant at smoke" in found.stdout


def test_a_wrong_one_is_shown_the_smallest_circuit_and_ends_with_1(call, tmp_path):
    page, data = tmp_path / "report.html", tmp_path / "report.json"
    found = call(
        *("check", "reference?seed=1", "--noise", "none", "--only", "counts.bit-order"),
        *("--report", page, "--report", data, "--save-tests", tmp_path / "saved"),
    )
    assert found.exit_code == 1
    assert "counts.bit-order: failed" in found.stdout
    assert "q_0" in found.stdout
    assert "Not conformant" in found.stdout
    assert "<!doctype html>" in page.read_text("utf-8")
    assert json.loads(data.read_text("utf-8"))["passed"] is False
    assert (tmp_path / "saved" / "test_counts_bit_order.py").exists()


def test_json_is_the_report(call):
    found = call("check", IDEAL, "--only", "job.id", "--json")
    assert json.loads(found.stdout)["format"] == "qiskit-uplift conformance report"


def test_a_dry_run_needs_no_backend(call):
    found = call("check", "no_such_module:Backend", "--level", "smoke", "--dry-run")
    assert found.exit_code == 0
    assert "Nothing was run." in found.stdout
    as_json = call("check", "no_such_module:Backend", "--dry-run", "--json")
    assert len(json.loads(as_json.stdout)["checks"]) >= 80


@pytest.mark.usefixtures("devices")
@pytest.mark.parametrize("form", ["json", "toml", "inline"])
def test_arguments_of_the_backend_come_from_a_file_and_are_never_shown(call, tmp_path, form):
    given = '{"token": "s3cret"}'
    if form != "inline":
        path = tmp_path / f"device.{form}"
        path.write_text(given if form == "json" else 'token = "s3cret"', "utf-8")
        given = str(path)
    found = call("check", "own_devices:Guarded", "--kwargs", given, "--only", "counts.bit-order",
                   "--json")  # fmt: skip
    assert found.exit_code == 0, found.output
    assert "s3cret" not in found.output


@pytest.mark.usefixtures("devices")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("no_such_module:Backend",), "there is no module 'no_such_module'"),
        (("own_devices:Guarded",), "needs the arguments token"),
        (("own_devices:Guarded", "--kwargs", '{"token": s3cret}'), "isn't JSON"),
        (("own_devices:Guarded", "--kwargs", "none.toml"), "none.toml can't be read"),
        (("own_devices:Guarded", "--kwargs", '{"tokens": "s3cret"}'), "needs the arguments token"),
        ((IDEAL, "--kwargs", '{"a": 1}'), "are written after '?'"),
        ((IDEAL, "--only", "count.bell"), "Did you mean 'counts.bell'?"),
        ((IDEAL, "--level", "platinum"), "platinum"),
        ((IDEAL, "--report", "report.pdf"), "told by its suffix"),
        ((IDEAL, "--report", "none/report.html"), "no folder none"),
        ((IDEAL, "--known", "none.txt"), "can't be read from none.txt"),
        ((IDEAL, "--budget-shots", "1"), "would find next to nothing"),
        ((IDEAL, "--save-tests", "saved", "--kwargs", "{}"), "needs a SPEC that loads"),
    ],
)
def test_mistakes_end_in_one_line_and_2(refused, arguments, told):
    line = refused("check", *arguments)
    assert told in line
    assert "s3cret" not in line


def test_a_table_of_arguments_is_asked_for(tmp_path):
    path = tmp_path / "list.json"
    path.write_text("[1]", "utf-8")
    with pytest.raises(InputError, match="must hold a table"):
        read_arguments(str(path))


def test_uplifted_is_another_subject(call):
    raw = json.loads(call("check", IDEAL, "--only", "job.id", "--json").stdout)
    lifted = json.loads(call("check", IDEAL, "--only", "job.id", "--json", "--uplift").stdout)
    assert (raw["subject"]["kind"], lifted["subject"]["kind"]) == (
        "BackendV2", "uplifted BackendV2",
    )  # fmt: skip
