"""The file of known failures."""

import datetime
import fnmatch

import pytest

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Status, all_checks, check
from qiskit_uplift.conformance.claims import CLAIMS
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


class OnceOnly:
    """Refuses to measure a qubit twice, as many devices do."""

    def __init__(self):
        self.inner = reference_device("run-only", ideal=True)
        self.refused = 0

    def run(self, circuits, shots=1024):
        for circuit in circuits:
            measured = [item.qubits[0] for item in circuit.data if item.operation.name == "measure"]
            if len(measured) > len(set(measured)):
                self.refused += 1
                raise ValueError("a qubit is measured twice")
        return self.inner.run(circuits, shots=shots)


CLAIMED = ("counts.mid-circuit", "counts.repeated-measurement", "dynamic.reuse")


def claim(tmp_path, backend, line):
    path = tmp_path / "known.txt"
    path.write_text(line, "utf-8")
    return check(backend, only=CLAIMED, known=path)


def test_a_claim_is_found_out_once_and_then_excuses(tmp_path):
    backend = OnceOnly()
    found = claim(tmp_path, backend, "claim:no-mid-circuit-measurement # the ions are lost")
    assert found.passed
    assert {result.status for result in found.results} == {Status.NOT_APPLICABLE}
    assert "the ions are lost" in found.results[0].reason
    assert backend.refused == 1


def test_a_claim_that_isnt_true_excuses_nothing_and_is_stale(tmp_path):
    found = claim(
        tmp_path, reference_device("run-only", ideal=True), "claim:no-mid-circuit-measurement # no"
    )
    assert not found.passed
    assert found.stale == (
        "line 1: claim:no-mid-circuit-measurement: it was asked to do that, and did",
    )
    assert found.count(Status.PASSED) == len(CLAIMED)


def test_a_claim_has_its_date(tmp_path):
    found = claim(tmp_path, OnceOnly(), "claim:no-mid-circuit-measurement until=2001-01-01 # no")
    assert "until 2001-01-01 only" in found.stale[0]
    assert found.count(Status.NOT_APPLICABLE) == 0


def test_a_claim_that_nobody_can_find_out(tmp_path):
    with pytest.raises(ConformanceError, match=r"there is no claim 'no-resets'.* 'claim:no-reset'"):
        claim(tmp_path, OnceOnly(), "claim:no-resets # no")


@pytest.mark.parametrize("one", CLAIMS, ids=lambda one: one.name)
def test_each_claim_covers_checks_and_is_untrue_of_the_reference_device(tmp_path, one):
    ids = [each.id for each in all_checks()]
    for pattern in one.excuses:
        assert fnmatch.filter(ids, pattern), pattern
    path = tmp_path / "known.txt"
    path.write_text(f"claim:{one.name} # no", "utf-8")
    first = next(each for each in ids if one.covers(each))
    assert check(reference_device(ideal=True), only=[first], known=path).stale
