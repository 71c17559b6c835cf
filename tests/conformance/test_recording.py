"""Records of runs: replayed, they end in the same results, and nothing in them is secret."""

import json
import shutil
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from qiskit.primitives import StatevectorEstimator, StatevectorSampler
from qiskit_aer import AerSimulator

from qiskit_uplift import uplift
from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Status, check
from qiskit_uplift.conformance.engine import Examination
from qiskit_uplift.conformance.zoo.scoring import faulty_devices
from qiskit_uplift.exceptions import ConformanceError
from tests.conformance.recorded import Handed, OwnGate, Silent, both, told

CONTRACT = ("job.[rs]*", "options.d*", "batch.input-unchanged", "target.transpile",
            "target.attributes", "target.qubit-properties")  # fmt: skip

SUBJECTS = {
    "modern": (lambda: reference_device(seed=1), CONTRACT),
    "legacy": (
        lambda: reference_device("legacy", seed=1),
        ("job.is-job", "job.result-*", "options.set-shots"),
    ),
    "run-only": (
        lambda: reference_device("run-only", ideal=True),
        ("counts.bell", "job.ends", "batch.order"),
    ),
    "without lists": (
        lambda: reference_device("run-only", ideal=True, refuses_lists=True, max_circuits=None),
        ("batch.order", "shots.exact", "determinism.in-flight"),
    ),
    "uplifted": (
        lambda: uplift(reference_device("legacy", seed=1)),
        ("options.set-shots", "batch.names", "job.life-cycle"),
    ),
    # its circuits may be transpiled otherwise in a replay; see the page on records
    "Aer": (AerSimulator, ("options.valid*", "target.qubit-properties", "target.attributes")),
    "Sampler": (StatevectorSampler, ("sampler.[bjmw]*",)),
    "Estimator": (StatevectorEstimator, ("estimator.[bcjm]*",)),
    "function": (
        lambda: lambda circuits, shots: [{"0": shots} for _ in circuits],
        ("shots.exact", "batch.empty", "robust.not-a-circuit"),
    ),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_replay_ends_as_the_run_did(name, tmp_path):
    make, only = SUBJECTS[name]
    then, now = both(make(), tmp_path / "record", only=only)
    assert told(now) == told(then)
    assert any(result.status is Status.PASSED for result in then.results)
    assert (now.subject, now.kind, now.seed, now.asked) == (
        then.subject, then.kind, then.seed, then.asked
    )  # fmt: skip


FAULTS = {device.name: device for device in faulty_devices()}


@pytest.mark.parametrize("name", [*list(FAULTS)[::18]])
def test_a_failure_is_the_same_with_its_evidence(name, tmp_path):
    device = FAULTS[name]
    then, now = both(device.make(), tmp_path / "record", only=device.found_by)
    assert then.failures
    assert told(now) == told(then)


@pytest.mark.parametrize(
    "device",
    [one for one in FAULTS.values() if "batch.input-unchanged" in one.found_by],
    ids=lambda device: device.name,
)
def test_what_a_device_does_to_its_input_is_done_again(device, tmp_path):
    then, now = both(device.make(), tmp_path / "record", only=["batch.input-unchanged"])
    assert then.failures
    assert told(now) == told(then)


def test_an_answer_that_never_came_doesnt_come_in_the_replay(tmp_path):
    subject = Silent()
    choice = {"only": ["counts.bell"], "timeout": 0.2}
    then, now = both(subject, tmp_path / "record", **choice)
    subject.let.set()
    assert "gave no answer within 0.2 s" in then.results[0].reason
    assert told(now) == told(then)


class Warns(Handed):
    def run(self, run_input, **options):
        import warnings

        warnings.warn("the device is old", OldDevice, stacklevel=2)
        return super().run(run_input, **options)


class OldDevice(UserWarning):
    pass


def test_warnings_are_given_again(tmp_path):
    then, now = both(Warns(), tmp_path / "record", only=["counts.bell", "options.unknown"])
    assert any("OldDevice: the device is old" in note for note in then.results[0].notes)
    assert told(now) == told(then)


def test_a_check_alone_is_replayed_as_it_was_among_others(tmp_path):
    make, only = SUBJECTS["without lists"]
    then = check(make(), only=only, record=tmp_path / "record")
    for index, result in enumerate(then.results):
        now = check(replay=tmp_path / "record", only=[result.check.id])
        assert told(now) == told(then)[index : index + 1]


def test_what_was_never_asked_isnt_run_and_says_so(tmp_path):
    record = tmp_path / "record"
    check(reference_device(ideal=True), only=["counts.bell"], record=record)
    report = check(replay=record, only=["counts.bell", "counts.bit-order"])
    assert [result.status for result in report.results] == [Status.PASSED, Status.NOT_RUN]
    assert report.results[1].reason == "not in the record: counts.bit-order wasn't recorded"
    assert not report.passed


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda call: call.update({"with": "0"}), "'run' with other arguments than it did then"),
        (lambda call: call.update(do="call other"), "'run' which it didn't then"),
        (lambda call: call.update(do="get"), "'run' which it didn't then"),
    ],
)
def test_a_request_that_isnt_there_is_named(change, reason, tmp_path):
    record = tmp_path / "record"
    check(reference_device(ideal=True), only=["counts.bell"], record=record)
    path = record / "checks" / "counts.bell.json"
    section = json.loads(path.read_text())
    change(next(call for call in section["calls"] if call["do"] == "call run"))
    path.write_text(json.dumps(section))
    (result,) = check(replay=record).results
    assert result.status is Status.NOT_RUN
    assert result.reason.startswith("not in the record: counts.bell asks ")
    assert result.reason.endswith(reason)


def test_a_backend_that_is_asked_more_often_than_it_was(tmp_path):
    record = tmp_path / "record"
    check(reference_device(ideal=True), only=["counts.bell"], record=record)
    examination = Examination(replay=record)
    examination.run(examination.checks[0])
    path = record / "checks" / "counts.bell.json"
    section = json.loads(path.read_text())
    section["calls"] = [call for call in section["calls"] if call["do"] != "call result"]
    path.write_text(json.dumps(section))
    result = examination.run(examination.checks[0])
    assert (result.status, result.findings) == (Status.NOT_RUN, ())


PROVIDER = """
    from qiskit.circuit import Gate, QuantumCircuit
    from qiskit.circuit.library import HGate
    from qiskit.providers import BackendV2, JobV1, Options
    from qiskit_uplift.backends import reference_device

    class VanishingError(LookupError):
        pass

    class TurnGate(Gate):
        def __init__(self):
            super().__init__("turn", 1, [])

        def _define(self):
            self.definition = QuantumCircuit(1)
            self.definition.h(0)

    class VanishingJob(JobV1):
        def __init__(self, backend, job):
            super().__init__(backend, "id of " + job.job_id())
            self.job = job

        def submit(self): raise VanishingError(f"sent with {self._backend.api_token}")
        def result(self): return self.job.result()
        def status(self): return self.job.status()

    class Vanishing(BackendV2):
        def __init__(self, api_token, password="none at all"):
            super().__init__(name="vanishing", backend_version="1.2.3")
            self.api_token = api_token
            self.session = {"headers": {"Authorization": "Bearer " + api_token}}
            self.device = reference_device(ideal=True)
            self.own = self.device.target
            self.own.add_instruction(TurnGate(), {(0,): None})

        target = property(lambda self: self.own)
        max_circuits = 3

        @classmethod
        def _default_options(cls): return Options(shots=100)

        def __repr__(self): return f"Vanishing({self.api_token!r})"

        def run(self, run_input, shots=100):
            several = run_input if isinstance(run_input, list) else [run_input]
            if not several or not all(isinstance(one, QuantumCircuit) for one in several):
                raise VanishingError(f"401 for {self.api_token}: no circuits")
            ready = [one.decompose("turn") for one in several]
            return VanishingJob(self, self.device.run(ready, shots=shots))
"""
TOKEN = 't0ken-\u00e9-"quoted"'


def command(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-m", "qiskit_uplift", "check", *arguments, "--json"],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


@pytest.mark.newest
def test_a_record_needs_no_provider_and_holds_no_token(tmp_path):
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    (here / "vanishing_provider.py").write_text(textwrap.dedent(PROVIDER))
    arguments = json.dumps({"api_token": TOKEN, "password": "a password"})
    ids = (
        "batch.counts",
        "batch.empty",
        "counts.bell",
        "job.backend",
        "job.failure",
        "job.result-agrees",
        "job.submit-again",
        "robust.not-a-circuit",
        "target.attributes",
    )
    chosen = [word for each in ids for word in ("--only", each)]
    then = command("vanishing_provider:Vanishing", "--kwargs", arguments, *chosen,
                   "--record", "record", cwd=here)  # fmt: skip
    shutil.move(here / "record", elsewhere / "record")
    now = command("--replay", "record", cwd=elsewhere)
    kept = ("id", "status", "reason", "notes", "shots", "jobs", "detectable")
    for one, other in zip(then["checks"], now["checks"], strict=True):
        found = [json.dumps({key: each[key] for key in kept}) for each in (one, other)]
        found[0] = found[0].replace(json.dumps(TOKEN)[1:-1], "(left out)")
        assert found[0] == found[1]
    assert then["counts"]["passed"] > 4
    assert then["counts"]["failed"] > 0
    assert now["counts"] == then["counts"]
    assert now["versions"]["vanishing"] == "1.2.3"
    assert now["versions"]["recorded"].startswith(then["started"])
    seen = 0
    for path in (elsewhere / "record").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"t0ken" not in content, path
            assert b"a password" not in content, path
            seen += b"(left out)" in content
    assert seen > 1  # in the errors, which repeat it


def test_a_record_is_never_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConformanceError, match=r"isn't empty\. Name a new folder"):
        check(reference_device(ideal=True), level="smoke", record=tmp_path)
    with pytest.raises(ConformanceError, match="can't be made"):
        check(reference_device(), level="smoke", record=tmp_path / "mine.txt" / "below")


def test_a_target_that_cant_be_written_is_refused_before_anything_is_asked(tmp_path):
    with pytest.raises(ConformanceError, match=r"The Target's 'own' can't be recorded.*definition"):
        check(OwnGate(), level="smoke", record=tmp_path / "record")
    assert not (tmp_path / "record").exists()


def test_what_contradicts_a_replay_is_refused(tmp_path):
    record = tmp_path / "record"
    check(reference_device(ideal=True), only=["counts.bell"], record=record)
    with pytest.raises(ConformanceError, match="there can't be a backend"):
        check(reference_device(), replay=record)
    with pytest.raises(ConformanceError, match="there can't be record or seed"):
        check(replay=record, record=tmp_path / "other", seed=3)
    with pytest.raises(ConformanceError, match="holds no record"):
        check(replay=tmp_path)


def test_a_record_that_is_newer_or_damaged_is_refused(tmp_path):
    record = tmp_path / "record"
    check(reference_device(ideal=True), only=["counts.bell"], record=record)
    path = record / "record.json"
    whole = path.read_text()
    path.write_text(json.dumps({**json.loads(whole), "format": 2}))
    with pytest.raises(ConformanceError, match="of format 2, and this kit reads format 1"):
        check(replay=record)
    path.write_text(whole[: len(whole) // 2])
    with pytest.raises(ConformanceError, match=r"record\.json can't be read"):
        check(replay=record)
    header = json.loads(whole)
    del header["subject"]["target"]["operations"][0]["operation"]
    path.write_text(json.dumps(header))
    with pytest.raises(ConformanceError, match="is damaged"):
        check(replay=record)


def test_no_pickle_of_a_stranger_is_read(tmp_path):
    record = tmp_path / "record"
    check(reference_device(ideal=True), only=["counts.bell"], record=record)
    np.savez(record / "record.npz", a0=np.array([Silent], dtype=object))
    with pytest.raises(ConformanceError, match=r"record\.json can't be read.*allow_pickle"):
        check(replay=record)


def test_another_noise_judges_the_same_answers_otherwise(tmp_path):
    record = tmp_path / "record"
    then = check(reference_device(seed=1), only=["counts.ground-state"], record=record)
    assert then.passed
    assert not check(replay=record, noise="none").passed
