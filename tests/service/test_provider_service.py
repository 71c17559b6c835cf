"""One interface over providers of every shape; whatever comes out is uplifted."""

import gc
import warnings
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.providers import BackendV2, JobStatus
from qiskit.providers.exceptions import QiskitBackendNotFoundError

from qiskit_uplift import BackendAdapter, Journal, uplift
from qiskit_uplift.exceptions import (
    BackendNotFoundError,
    InvalidCircuitError,
    OptionError,
    RetrievalError,
    UnknownQueueWarning,
    UnsupportedBackendError,
    UnsupportedProviderError,
)
from qiskit_uplift.service import ProviderService
from tests.service.providers import Collection, Guide, New, Old, device, named


def coin(value=1):
    circuit = QuantumCircuit(2)
    if value:
        circuit.x(0)
    circuit.measure_all()
    return circuit


NAMES = [
    (Old, "reference_line_9"),
    (Old(), "reference_line_5"),
    (Guide(), "beta"),
    (New(), "delta"),
    (Collection(), "right"),
    ([named(device(), "one"), named(device(), "two")], "two"),
    ({"mine": device()}, "mine"),
    ((named(device(), each) for each in "ab"), "a"),
]


@pytest.mark.parametrize(("provider", "name"), NAMES, ids=[type(p).__name__ for p, _ in NAMES])
def test_a_backend_by_its_name_is_uplifted_and_runs(provider, name):
    backend = ProviderService(provider).backend(name)
    assert isinstance(backend, BackendAdapter)
    assert isinstance(backend, BackendV2)
    result = backend.sampler(transpile="auto").run([coin()], shots=20).result()
    assert result[0].data.meas.get_counts() == {"01": 20}


@pytest.mark.parametrize("provider", [Old(), New(), Collection(), [device()]])
def test_all_backends_are_uplifted(provider):
    found = ProviderService(provider).backends()
    assert found
    assert all(isinstance(each, BackendAdapter) for each in found)


@pytest.mark.parametrize(
    ("provider", "wrong", "right"),
    [
        (Old(), "reference_lime_9", "reference_line_9"),
        (New(), "gama", "gamma"),
        (Collection(), "rihgt", "right"),
        ({"mine": device()}, "mein", "mine"),
    ],
)
def test_a_mistyped_name_gets_the_closest(provider, wrong, right):
    with pytest.raises(BackendNotFoundError, match=f"Did you mean '{right}'") as caught:
        ProviderService(provider).backend(wrong)
    assert isinstance(caught.value, QiskitBackendNotFoundError)
    assert isinstance(caught.value, LookupError)
    assert ProviderService(provider).backends(wrong) == []


def test_where_nothing_is_listed_the_providers_own_refusal_is_told():
    service = ProviderService(Guide())
    with pytest.raises(ValueError, match="never heard of gamma"):
        service.backend("gamma")
    with pytest.raises(UnsupportedProviderError, match=r"backend\(name\)"):
        service.backends()

    class Silent:
        def get_backend(self, name):
            return None

    with pytest.raises(BackendNotFoundError, match="doesn't list"):
        ProviderService(Silent()).backend("gamma")


def test_an_error_of_the_network_is_not_taken_for_a_missing_name():
    class Offline(Collection):
        def backend(self, name):
            raise ConnectionError("no route")

    with pytest.raises(ConnectionError, match="no route"):
        ProviderService(Offline()).backend("right")


@pytest.mark.parametrize("thing", [object(), 3, "a name", SimpleNamespace(run=print)])
def test_what_is_no_provider_is_refused(thing):
    with pytest.raises(UnsupportedProviderError, match="is no provider"):
        ProviderService(thing)


def test_two_backends_of_one_name_are_refused():
    with pytest.raises(UnsupportedProviderError, match="'reference_line_5'"):
        ProviderService([device(), device()])


def test_a_target_is_enough_to_transpile_for():
    service = ProviderService(Guide())
    target = service.target("only_a_target")
    assert target.num_qubits == 3
    assert transpile(coin(), target=target).num_qubits == 3
    assert service.target("alpha").num_qubits == 5
    bare = ProviderService({"paper": target, "real": device()})
    assert bare.target("paper") is target
    assert bare.target("real").num_qubits == 5
    assert [each.num_qubits for each in bare.backends()] == [5]
    with pytest.raises(UnsupportedProviderError, match=r"target\('paper'\)"):
        bare.backend("paper")


def test_filters():
    status = SimpleNamespace(operational=False, pending_jobs=3)
    backends = [
        named(device(), "small", simulator=True),
        named(device(9), "device", simulator=False, operational=True),
        named(device(20), "away", simulator=False, status=lambda: status),
    ]
    service = ProviderService(backends, local=False)

    def names(**criteria):
        return [each.name for each in service.backends(**criteria)]

    assert names() == ["small", "device", "away"]
    assert names(name="away") == ["away"]
    assert names(min_num_qubits=9) == ["device", "away"]
    assert names(simulator=True) == ["small"]
    assert names(simulator=False) == ["device", "away"]
    assert names(operational=True) == ["small", "device"]
    assert names(operational=False) == ["away"]
    assert names(filters=lambda backend: "a" in backend.name) == ["small", "away"]
    assert names(min_num_qubits=9, operational=True) == ["device"]
    dynamic = names(dynamic_circuits=True)
    assert set(dynamic) | set(names(dynamic_circuits=False)) == {"small", "device", "away"}
    assert [each.name for each in backends if "if_else" in each.target.operation_names] == dynamic


def test_instances_are_handed_on_where_there_are_such():
    provider = New()
    service = ProviderService(provider)
    service.backend("gamma", instance="paid")
    service.backends(instance="paid")
    assert provider.asked == ["paid", "paid"]
    for other in (Old(), Guide(), [device()]):
        with pytest.raises(OptionError, match="no instances"):
            ProviderService(other).backend("alpha", instance="paid")


def test_the_least_busy_backend():
    backends = [
        named(device(), "unsaid"),
        named(device(), "long", pending_jobs=7),
        named(device(), "short", status=lambda: SimpleNamespace(pending_jobs=2)),
        named(device(), "broken", pending_jobs=0, operational=False),
    ]
    service = ProviderService(backends, local=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert service.least_busy().name == "short"
    assert [service.pending_jobs(each) for each in service.backends()] == [None, 7, 2, 0]
    with pytest.raises(BackendNotFoundError, match="fits"):
        service.least_busy(min_num_qubits=100)


def test_where_nobody_tells_the_choice_is_said_to_be_arbitrary():
    service = ProviderService([named(device(), "first"), named(device(), "other")], local=False)
    with pytest.warns(UnknownQueueWarning, match="'first'"):
        assert service.least_busy().name == "first"


def test_how_backends_are_uplifted_can_be_said():
    backend = ProviderService([device()], max_shots=7).backend("reference_line_5")
    assert backend.limits.max_shots == 7


# --- jobs


@pytest.fixture
def journal(tmp_path):
    gc.collect()  # jobs of other tests that something still holds are jobs of this process
    made = Journal(tmp_path / "journal.sqlite3")
    yield made
    made.close()


def gone(job):
    """What is left of a job when its process has ended."""
    job_id = job.job_id()
    job.wait(60, bar=False)
    return job_id


def test_a_job_of_this_process_is_itself(journal):
    service = ProviderService(Old(), journal=journal)
    job = service.backend("reference_line_5").sampler(transpile="auto").run([coin()], shots=5)
    assert service.job(job.job_id()) is job
    assert service.job(job.provider_job_ids[0]) is job
    assert job in service.jobs()
    assert job not in ProviderService(New(), journal=journal).jobs()
    job.result(60)


def test_a_job_of_another_process_is_read_from_the_journal(journal):
    provider = Old()
    service = ProviderService(provider, journal=journal)
    sampler = service.backend("reference_line_5").sampler(transpile="auto")
    job_id = gone(sampler.run([coin()], shots=5))
    (listed,) = service.jobs()
    assert listed.job_id() == job_id
    assert listed.backend_name == "reference_line_5"
    assert listed.status() is JobStatus.DONE
    assert listed.result()[0].data.meas.get_counts() == {"01": 5}
    again = service.job(listed.provider_job_ids[0])
    assert again.job_id() == job_id
    assert again.result()[0].data.meas.get_counts() == {"01": 5}
    other = ProviderService([named(device(), "unknown")], journal=journal)
    assert other.jobs() == []


def test_fetching_submits_nothing(journal):
    class Refusing(Old):
        """Refuses the second job of a run."""

    provider = Refusing()
    backend = provider.known[0]
    service = ProviderService(provider, journal=journal, max_circuits=1)
    calls = []
    run = backend.run

    def once(circuits, **sent):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return run(circuits, **sent)

    backend.run = once
    adapter = service.backend("reference_line_5")
    with pytest.raises(KeyboardInterrupt):
        adapter.sampler(transpile="auto").run([coin(1), coin(0)], shots=5)
    backend.run = lambda *_, **__: pytest.fail("something was submitted")
    (record,) = journal.runs()
    service.job(record.run_id).wait(60, bar=False)
    gc.collect()
    found = service.job(record.run_id)
    found.wait(60, bar=False)
    parts = found.partial_result()
    assert parts[0].data.meas.get_counts() == {"01": 5}
    assert parts[1].metadata["status"] == "failed"


def test_jobs_are_listed_newest_first_and_filtered(journal):
    service = ProviderService(Old(), journal=journal)
    small = service.backend("reference_line_5").sampler(transpile="auto")
    large = service.backend("reference_line_9").sampler(transpile="auto")
    start = datetime.now()
    ids = [gone(each.run([coin()], shots=5)) for each in (small, large, small)]

    def listed(**criteria):
        return [job.job_id() for job in service.jobs(**criteria)]

    assert listed() == ids[::-1]
    assert listed(descending=False) == ids
    assert listed(limit=1) == ids[:1:-1]
    assert listed(limit=1, skip=1) == [ids[1]]
    assert listed(limit=None) == ids[::-1]
    assert listed(backend_name="reference_line_9") == [ids[1]]
    assert listed(created_after=start - timedelta(seconds=1)) == ids[::-1]
    assert listed(created_before=start - timedelta(seconds=1)) == []
    assert listed(pending=True) == []
    assert listed(pending=False) == ids[::-1]


def test_a_job_that_only_the_provider_knows():
    service = ProviderService(New(), journal=False)
    (listed,) = service.jobs()
    job = service.job("theirs-1")
    assert listed.job_id() == job.job_id() == "theirs-1"
    assert job.status() is JobStatus.RUNNING
    assert job.cancel()
    assert isinstance(job.backend(), BackendAdapter)
    with pytest.raises(RetrievalError, match=r"result\(circuits\)"):
        job.result()
    with pytest.raises(InvalidCircuitError, match="no timeout; it was given 60"):
        job.result(60)


def test_the_providers_job_is_read_with_the_circuits_that_were_sent():
    provider = Old()
    wrapped = provider.known[0]
    sent = transpile([coin(1), coin(0)], uplift(wrapped))
    theirs = wrapped.run(sent, shots=30)
    service = ProviderService(provider, journal=False)
    job = service.job(theirs.job_id(), "reference_line_5")
    result = job.result(sent)
    assert [result.get_counts(i) for i in range(2)] == [{"01": 30}, {"00": 30}]
    assert service.job(theirs.job_id()).job_id() == theirs.job_id()


def test_an_id_that_nobody_knows():
    with pytest.raises(RetrievalError, match="'nothing'"):
        ProviderService(Old()).job("nothing")


def test_a_class_that_wants_arguments_says_what_to_do():
    class Wanting(Old):
        def __init__(self, token, *, url, computer=None):
            super().__init__()

    with pytest.raises(UnsupportedProviderError, match=r"without token, url. Pass account="):
        ProviderService(Wanting)


def test_a_name_is_no_backend():
    with pytest.raises(UnsupportedBackendError, match=r"\.backend\('device_5'\)"):
        uplift("device_5")


@pytest.mark.parametrize("name", [None, 5, device()], ids=["none", "number", "backend"])
def test_a_backend_is_asked_for_by_its_name(name):
    for provider in (Old(), Guide(), [device()]):
        service = ProviderService(provider)
        for ask in (service.backend, service.target):
            with pytest.raises(OptionError, match=r"least_busy\(\)"):
                ask(name)
