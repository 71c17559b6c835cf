"""Checks of a backend on the workers of a Dask cluster of two processes: the same report."""

import json
import subprocess
import sys
import textwrap

import pytest
from distributed import Client, LocalCluster

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import Status, check
from qiskit_uplift.conformance.distribution import Loader
from qiskit_uplift.exceptions import BackendLoadError, ConformanceError

PROVIDER = """
    from qiskit_uplift.backends import reference_device

    def make(token):
        return reference_device(ideal=True)

    def broken(token):
        raise ValueError("the service says no")
"""


def find(folder):
    sys.path.insert(0, folder)


def forget(folder):
    sys.path.remove(folder)
    sys.modules.pop("dask_provider", None)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("provider")
    (folder / "dask_provider.py").write_text(textwrap.dedent(PROVIDER))
    return folder


@pytest.fixture(scope="module")
def client(here):
    with (
        pytest.MonkeyPatch.context() as patch,
        LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as connected,
    ):
        patch.syspath_prepend(here)
        connected.run(find, str(here))
        yield connected


def spread(client, backend, **choice):
    return check(backend, executor=client.get_executor(), workers=2, **choice)


class Watch:
    def __init__(self):
        self.seen = []

    def planned(self, checks):
        self.seen.append(len(checks))

    def begun(self, check):
        self.seen.append(f"begun {check.id}")

    def ended(self, result):
        self.seen.append(f"ended {result.check.id}")


@pytest.mark.parametrize(
    "backend", [Loader("reference:modern?ideal=yes"), reference_device(seed=1)], ids=["spec", "own"]
)
def test_the_report_is_that_of_one_process(client, backend):
    watch = Watch()
    alone = check(backend, level="smoke", noise="none")
    report = spread(client, backend, level="smoke", noise="none", watcher=watch)
    assert [(one.check, one.status, one.shots, one.jobs) for one in report.results] == [
        (one.check, one.status, one.shots, one.jobs) for one in alone.results
    ]
    assert (report.subject, report.kind, report.spec) == (alone.subject, alone.kind, alone.spec)
    assert (report.shots, report.jobs) == (alone.shots, alone.jobs)
    ids = {one.check.id for one in alone.results}
    assert watch.seen[0] == len(ids)
    assert {*watch.seen[1:]} == {f"{word} {one}" for word in ("begun", "ended") for one in ids}
    for one, other in zip(alone.results, report.results, strict=True):
        assert [each.message for each in one.findings] == [each.message for each in other.findings]


def test_the_budget_is_that_of_all_workers_together(client):
    backend = Loader("reference:modern?ideal=yes")
    only = ["counts.b*", "batch.*", "target.attributes"]
    whole = check(backend, only=only)
    report = spread(client, backend, only=only, budget_shots=whole.shots // 2, budget_jobs=15)
    assert report.shots <= whole.shots // 2
    assert 0 < report.jobs <= 15
    assert report.count(Status.NOT_RUN) > 0
    assert report.count(Status.PASSED) > 0


def test_what_a_worker_cant_load_is_one_error_without_the_arguments(client, here, capfd):
    good = Loader("dask_provider:make", {"token": "t0ken-of-a-user"})
    assert "t0ken" not in repr(good)
    assert spread(client, good, only=["counts.bell"]).passed
    client.run(forget, str(here))
    try:
        with pytest.raises(BackendLoadError, match="no module 'dask_provider'") as caught:
            spread(client, good, only=["counts.bell"])
    finally:
        client.run(find, str(here))
    assert "t0ken" not in str(caught.value)
    assert "t0ken" not in json.dumps(client.get_worker_logs())
    assert "t0ken" not in "".join(capfd.readouterr())


def test_what_cant_travel_and_what_cant_be_recorded_is_refused(client, tmp_path):
    with pytest.raises(ConformanceError, match="can't be pickled"):
        spread(client, lambda circuits, shots: None, only=["counts.bell"])
    with pytest.raises(ConformanceError, match="can't be recorded or replayed"):
        spread(client, reference_device(), level="smoke", record=tmp_path / "record")


def command(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "qiskit_uplift", "check", *arguments],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_the_command_line_names_a_cluster(client, here):
    arguments = json.dumps({"token": "t0ken-of-a-user"})
    done = command("dask_provider:make", "--kwargs", arguments, "--only", "counts.bell",
                   "--dask", client.scheduler.address, "--json", cwd=here)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["passed"] == 1
    assert "t0ken" not in done.stdout + done.stderr


def test_no_cluster_is_one_error(here):
    done = command("reference", "--dask", "tcp://127.0.0.1:1", "--level", "smoke", cwd=here)
    assert done.returncode == 2
    assert "No Dask scheduler answers at 'tcp://127.0.0.1:1'" in done.stderr
    assert "Traceback" not in done.stderr
