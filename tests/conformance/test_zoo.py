"""The zoo as a whole; its faults are tried by the tests of the checks that find them."""

from qiskit_uplift.conformance import all_checks
from qiskit_uplift.conformance.zoo.__main__ import main
from qiskit_uplift.conformance.zoo.right import RIGHT
from qiskit_uplift.conformance.zoo.scoring import faulty_devices


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


def test_the_command_prints_a_score_and_fails_where_a_fault_is_missed(capsys, monkeypatch):
    assert main(["sampler-one-id", "ideal-one-qubit"]) == 0
    told = capsys.readouterr().out
    assert "1 of 1 faults are found with one seed" in told
    assert "mutation score of 100.0%" in told
    assert "1 of 1 right devices pass" in told
    monkeypatch.setattr("qiskit_uplift.conformance.zoo.samplers.OneId.job_id", None)
    assert main(["sampler-one-id"]) == 1
    assert "missed: sampler.job: passed" in capsys.readouterr().out
