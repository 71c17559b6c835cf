"""``qiskit-uplift jobs``, on a journal of its own for each test."""

import json
import time

import numpy as np
import pytest
from qiskit.circuit import Parameter, QuantumCircuit

from qiskit_uplift import uplift
from qiskit_uplift.adapters.journal import Journal, users_journal
from qiskit_uplift.adapters.planning import Batch
from qiskit_uplift.adapters.records import BatchRecord, RunRecord
from qiskit_uplift.cli.jobs import DAY, LISTED, age_of, state_of
from tests.cli.devices import Cloud

CLOUD = "tests.cli.devices:Cloud"


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Cloud, "jobs", {})
    yield
    users_journal().close()


@pytest.fixture
def run(call, examples):
    def begun(*arguments):
        result = call("run", examples / "ghz.qasm", "--backend", CLOUD, "--shots", 20, *arguments)
        return result, users_journal().runs()[0].run_id

    return begun


@pytest.fixture
def failed(run, monkeypatch):
    """The id of a run that failed for a reason that has passed."""
    monkeypatch.setattr(Cloud, "broken", True)
    result, run_id = run()
    assert result.exit_code == 2
    monkeypatch.setattr(Cloud, "broken", False)
    return run_id


def test_no_runs(call):
    for arguments in ([], ["list"]):
        result = call("jobs", *arguments)
        assert (result.exit_code, result.stdout[:12]) == (0, "No runs in /")
    assert json.loads(call("jobs", "--json").stdout)["runs"] == []


def test_list(call, run, failed):
    _, done = run()
    header, newest, oldest = (line.split() for line in call("jobs").stdout.splitlines())
    assert header == ["id", "age", "backend", "kind", "batches", "done", "state"]
    assert newest == [done[:8], *newest[1:3], "Cloud", "sampler", "1", "of", "1", "done"]
    assert oldest == [failed[:8], *oldest[1:3], "Cloud", "sampler", "0", "of", "1", "failed"]
    listed = json.loads(call("jobs", "list", "--json").stdout)["runs"]
    assert [each["run_id"] for each in listed] == [done, failed]
    assert [each["state"] for each in listed] == ["done", "failed"]


def test_a_long_list_is_cut_short(call):
    journal = users_journal()
    for number in range(LISTED + 2):
        record = RunRecord(f"run-{number:03}", "sampler", "b", "generic", b"", {}, number, {})
        journal.begin(record).end()
    result = call("jobs", "list")
    assert "run-021" in result.stdout
    assert "run-001" not in result.stdout
    assert "and 2 older runs ('jobs list --all')" in result.stdout
    assert "run-000" in call("jobs", "list", "--all").stdout
    assert len(json.loads(call("jobs", "--json").stdout)["runs"]) == LISTED + 2


def test_show(call, failed):
    shown = call("jobs", "show", failed[:5])
    assert shown.exit_code == 0
    assert f"Run {failed}\n" in shown.stdout
    assert "  sampler on Cloud, provider file generic\n" in shown.stdout
    assert "  circuits: ghz\n" in shown.stdout
    row = next(line for line in shown.stdout.splitlines() if "cloud-0" in line)
    assert row.split() == ["1", "1", "20", "failed", "cloud-0"]
    assert "calibration is under way" in shown.stdout
    assert f"jobs resume {failed[:8]} --backend SPEC --resubmit failed'" in shown.stdout
    as_data = json.loads(call("jobs", "show", failed, "--json").stdout)
    (batch,) = as_data["batches"]
    assert batch["provider_job_ids"] == ["cloud-0"]
    assert batch["circuits"] == [0]
    assert as_data["pubs"] == ["ghz"]
    assert "s3cret" not in shown.stdout + json.dumps(as_data)


def test_resume(call, refused, failed):
    arguments = ("jobs", "resume", failed[:6], "--backend", CLOUD)
    assert "calibration is under way" in refused(*arguments)
    assert len(Cloud.jobs) == 1
    again = call(*arguments, "--resubmit", "failed")
    assert again.exit_code == 0, again.stderr
    assert "ghz on Cloud\n" in again.stdout
    assert "  c: 4 bits, 20 shots\n" in again.stdout
    assert len(Cloud.jobs) == 2
    # the outcomes are in the journal now
    answer = json.loads(call(*arguments, "--json").stdout)
    assert answer["results"][0]["registers"]["c"]["counts"] == {"0000": 20}
    assert len(Cloud.jobs) == 2
    assert "Complete" in call("jobs", "show", failed).stdout


def test_a_run_of_a_process_that_lives_is_at_work(call, failed):
    others = Journal(users_journal().path)
    users_journal().close()  # as if the process that failed had ended
    entry = others.take(failed)
    assert call("jobs").stdout.splitlines()[1].endswith("failed, at work")
    (listed,) = json.loads(call("jobs", "--json").stdout)["runs"]
    assert listed["at_work"] is True
    assert call("jobs", "show", failed).stdout.splitlines()[-1].startswith("A process is at work")
    entry.end()
    others.close()
    assert call("jobs").stdout.splitlines()[1].endswith("failed")


def test_accepted_takes_a_number_and_an_id(call, failed):
    for wrong in ("job", "=job", "1=", "one=job"):
        result = call("jobs", "resume", failed, "--backend", CLOUD, "--accepted", wrong)
        assert result.exit_code == 2
        assert f"--accepted {wrong}: write the number" in result.stderr
    result = call("jobs", "resume", failed, "--backend", CLOUD, "--accepted", "1=job")
    assert result.exit_code == 2
    assert "batch 1 of run" in result.stderr
    assert "state is 'failed'" in result.stderr


def test_resume_of_an_estimate_and_of_a_sweep(call):
    theta = Parameter("theta")
    circuit = QuantumCircuit(2, name="swept")
    circuit.rx(theta, 0)
    values = np.zeros((2, 1, 1))
    observables = [{"ZZ": 1.0, "ZI": 0.5}, "IZ"]
    backend = uplift(Cloud())
    estimate = backend.estimator().run([(circuit, observables, values)], precision=0.2)
    estimate.result()
    circuit.measure_all()
    counts = backend.sampler().run([(circuit, values)], shots=7)
    counts.result()
    answer = call("jobs", "resume", estimate.job_id(), "--backend", CLOUD, "--json")
    (found,) = json.loads(answer.stdout)["results"]
    terms = [{"ZZ": 1.0, "ZI": 0.5}, {"IZ": 1.0}]
    assert [each["observable"] for each in found["observables"]] == terms * 2
    assert [each["value"] for each in found["observables"]] == [1.5, 1.0] * 2
    answer = call("jobs", "resume", counts.job_id(), "--backend", CLOUD, "--json")
    found = json.loads(answer.stdout)["results"]
    assert [each["circuit"] for each in found] == ["swept [0, 0]", "swept [1, 0]"]
    assert [each["registers"]["meas"]["counts"] for each in found] == [{"00": 7}] * 2


def test_a_run_on_another_backend(refused, failed):
    message = refused("jobs", "resume", failed, "--backend", "reference")
    assert "was one on backend 'Cloud'" in message


def test_forget(call, refused, run, failed):
    _, done = run()
    assert call("jobs", "forget", "--finished", "--older-than", "1").stdout == "Forgot 0 runs.\n"
    assert call("jobs", "forget", "--finished").stdout == "Forgot 1 run.\n"
    assert [each.run_id for each in users_journal().runs()] == [failed]
    assert "There is no run" in refused("jobs", "forget", done)
    answer = call("jobs", "forget", failed[:8], failed[:9], "--json")
    assert json.loads(answer.stdout) == {"forgotten": [failed]}
    assert users_journal().runs() == []


def record(states, age=0.0):
    batches = [BatchRecord(Batch((0,), 1, 1), state) for state in states]
    return RunRecord("id", "sampler", "b", "p", b"", {}, time.time() - age, {}, {0: batches})


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["done", "done"], "done"),
        (["done", "failed", "sent"], "failed"),
        (["sent", "sending"], "sending"),
        (["done", "sent", "planned"], "planned"),
        (["done", "sent"], "sent"),
    ],
)
def test_the_state_is_that_of_the_batch_there_is_most_to_say_of(states, state):
    assert state_of(record(states)) == state


@pytest.mark.parametrize(
    ("age", "told"), [(-5, "0 s"), (59, "59 s"), (61, "1 min"), (7300, "2 h"), (3.5 * DAY, "3 d")]
)
def test_ages(age, told):
    assert age_of(record([], age)) == told
