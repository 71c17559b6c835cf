"""The file of known failures."""

import datetime

import pytest

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Status, check
from qiskit_uplift.conformance.known import read_known
from qiskit_uplift.exceptions import ConformanceError

IDS = ("run.order", "run.shots")


def read(tmp_path, text):
    path = tmp_path / "known.txt"
    path.write_text(text, "utf-8")
    return read_known(path, IDS)


def test_lines_have_a_reason_and_may_have_a_date(tmp_path):
    found = read(
        tmp_path, "# a comment\n\nrun.order  # slow\nrun.shots until=2027-01-31 # heralded: # 1\n"
    )
    assert [(one.id, one.reason, one.until, one.line) for one in found] == [
        ("run.order", "slow", None, 3),
        ("run.shots", "heralded: # 1", datetime.date(2027, 1, 31), 4),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("run.order", "expected 'check-id"),
        ("run.order #", "expected 'check-id"),
        ("run.order until=soon # x", "no date"),
        ("run.oder # x", r"Did you mean 'run\.order'"),
        ("run.shots # a\nrun.shots # b", "stands in line 1 already"),
    ],
)
def test_every_wrong_line_is_named(tmp_path, line, told):
    with pytest.raises(ConformanceError, match=told) as caught:
        read(tmp_path, line)
    assert "known.txt:" in str(caught.value)


def test_a_file_that_isnt_there(tmp_path):
    with pytest.raises(ConformanceError, match="can't be read"):
        read_known(tmp_path / "none.txt", IDS)


@pytest.mark.usefixtures("only_test_checks")
@pytest.mark.parametrize(
    ("line", "status", "stale"),
    [
        ("test.fails # known", Status.KNOWN, None),
        ("test.fails until=2999-12-31 # known", Status.KNOWN, None),
        ("test.fails until=2001-12-31 # known", Status.FAILED, "until 2001-12-31 only"),
        ("test.passes # known", Status.FAILED, "test.passes is passed"),
        ("test.absent # known", Status.FAILED, "test.absent is not applicable"),
    ],
)
def test_a_known_failure_is_excused_and_a_stale_line_is_not(tmp_path, line, status, stale):
    path = tmp_path / "known.txt"
    path.write_text(f"{line}\n", "utf-8")
    found = check(reference_device(ideal=True), level="bronze", skip=["test.breaks"], known=path)
    by_id = {result.check.id: result for result in found.results}
    assert by_id["test.fails"].status is status
    if stale is None:
        assert found.passed
        assert found.level.label == "smoke"
        assert by_id["test.fails"].reason == "known"
    else:
        assert not found.passed
        assert stale in found.stale[0]
