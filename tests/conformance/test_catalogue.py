"""The catalogue of the checks is made from them, and the one that is kept is the newest."""

from pathlib import Path

from qiskit_uplift.conformance import all_checks
from qiskit_uplift.conformance.catalogue import catalogue, main
from qiskit_uplift.conformance.claims import CLAIMS

KEPT = Path(__file__).resolve().parents[2] / "docs" / "conformance-checks.md"


def rows(text):
    return [line for line in text.splitlines() if line.startswith(("| [`", "| `"))]


def test_the_kept_catalogue_is_that_of_the_checks():
    assert KEPT.read_text(encoding="utf-8") == catalogue(all_checks()), (
        "docs/conformance-checks.md is stale: run "
        "`python -m qiskit_uplift.conformance.catalogue --write`"
    )


def test_each_check_and_claim_has_a_row():
    text = catalogue(all_checks())
    assert len(rows(text)) == len(all_checks()) + len(CLAIMS)
    for one in all_checks():
        (row,) = (row for row in rows(text) if row.startswith(f"| [`{one.id}`]({one.source})"))
        assert row.count(" | ") == 7
        assert f"| {one.shots:,} | {one.jobs:,} |" in row


def test_it_is_printed_or_written(tmp_path, capsys):
    path = tmp_path / "checks.md"
    main(["--write", str(path)])
    assert capsys.readouterr().out == ""
    main([])
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")
