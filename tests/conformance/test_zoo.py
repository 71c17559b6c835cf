"""The zoo as a whole; its faults are tried by the tests of the checks that find them."""

import json
from pathlib import Path

import pytest

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.conformance import all_checks
from qiskit_uplift.conformance.zoo import tries
from qiskit_uplift.conformance.zoo.__main__ import main
from qiskit_uplift.conformance.zoo.page import described
from qiskit_uplift.conformance.zoo.right import RIGHT
from qiskit_uplift.conformance.zoo.scoring import faulty_devices

KEPT = Path(__file__).resolve().parents[2] / "docs" / "conformance-zoo.md"


def test_there_are_enough_devices_and_all_their_checks_exist():
    ids = {one.id for one in all_checks()}
    faulty = faulty_devices()
    assert len(faulty) >= 60
    assert len(RIGHT) >= 20
    for device in faulty:
        assert set(device.found_by) <= ids, device.name
        assert device.about.endswith("."), device.name
    for device in RIGHT:
        assert set(device.known) <= ids, device.name
    names = [one.name for one in (*faulty, *RIGHT)]
    assert len(names) == len(set(names))


@pytest.mark.newest
def test_the_command_prints_a_score_and_fails_where_a_fault_is_missed(capsys, monkeypatch):
    assert main(["sampler-one-id", "ideal-one-qubit"]) == 0
    told = capsys.readouterr().out
    assert "1 of 1 faults are found with one seed" in told
    assert "mutation score of 100.0%" in told
    assert "1 of 1 right devices pass" in told
    monkeypatch.setattr("qiskit_uplift.conformance.zoo.samplers.OneId.job_id", None)
    assert main(["sampler-one-id"]) == 1
    assert "missed: sampler.job: passed" in capsys.readouterr().out


def test_what_was_tried_is_kept_and_not_tried_again(tmp_path, capsys, monkeypatch):
    path = tmp_path / "tries.jsonl"
    monkeypatch.setattr(tries, "_tried", lambda device, seed: tries.Try(device.name, seed, ()))
    asked = ["sampler-one-id", "ideal-one-qubit", "--results", str(path)]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert [json.loads(line)["device"] for line in path.read_text().splitlines()] == [
        "sampler-one-id", "ideal-one-qubit",
    ]  # fmt: skip
    monkeypatch.setattr(tries, "_tried", None)
    assert main(asked) == 0
    assert capsys.readouterr().out == told
    with path.open("a") as file:
        file.write(json.dumps({"device": "ideal-one-qubit", "seed": 1, "wrong": ["counts.wide"]}))
    assert main([*asked, "--seeds", "0"]) == 1
    told = capsys.readouterr().out
    assert "0 of 1 right devices pass with each of 2 seeds" in told
    assert "| 1 of 2 | `counts.wide` |" in told
    path.write_text("{}")
    with pytest.raises(SystemExit):
        main(asked)
    assert "tries.jsonl, line 1: '{}' is no try" in capsys.readouterr().err


def test_the_page_is_of_all_devices(tmp_path, capsys):
    page = tmp_path / "zoo.md"
    with pytest.raises(SystemExit):
        main(["--faulty", "--write", str(page)])
    assert "--write is for all devices" in capsys.readouterr().err
    main(["--seeds", "0", "--write", str(page)])
    made, kept = rows(page.read_text()).keys(), rows(KEPT.read_text(encoding="utf-8")).keys()
    # a fault of observables that Qiskit 1.4 doesn't have
    assert kept - made == ({"`estimator-projectors-as-paulis`"} if HAS_LEGACY_CLASSES else set())
    assert made - kept == set()


def rows(text):
    """The rows of devices by their first cell."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line[:3] == "| `"]
    return {cells[0]: cells for cells in lines}


def test_the_kept_page_has_the_faults_that_there_are():
    kept = rows(KEPT.read_text(encoding="utf-8"))
    stale = [one.name for one in faulty_devices()
             if kept[f"`{one.name}`"][:4] != list(described(one))]  # fmt: skip
    assert not stale, "run `python -m qiskit_uplift.conformance.zoo --seeds 5 --write`"
