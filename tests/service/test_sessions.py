"""Sessions and batches: what belongs to them, and what happens after their end."""

import contextvars
import threading
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit import QuantumCircuit
from qiskit.providers import JobStatus

from qiskit_uplift import EstimatorAdapter, Journal, SamplerAdapter, uplift
from qiskit_uplift.adapters import sessions
from qiskit_uplift.adapters.sessions import seconds
from qiskit_uplift.exceptions import OptionError, SessionError
from qiskit_uplift.service import Batch, ProviderService, Session
from tests.service.providers import device, named


def circuit():
    made = QuantumCircuit(1, 1)
    made.measure(0, 0)
    return made


@pytest.fixture
def backend():
    return uplift(device(), journal=False)


KINDS = pytest.mark.parametrize("kind", [Session, Batch])


def ran(job):
    job.result(60)
    return job.session_id


@KINDS
def test_everything_that_is_run_inside_belongs_to_it(backend, kind):
    before = SamplerAdapter(backend=backend)
    with kind(backend) as session:
        jobs = [
            before.run([circuit()]),
            backend.sampler().run([circuit()]),
            SamplerAdapter(backend=backend.wrapped).run([circuit()]),
            EstimatorAdapter(backend=backend).run([(QuantumCircuit(1), "Z")]),
            backend.estimator().run([(QuantumCircuit(1), "Z")], precision=0.1),
            backend.run(circuit(), shots=5),
            session.sampler().run([circuit()]),
            session.estimator().run([(QuantumCircuit(1), "Z")]),
            session.run(circuit(), shots=5),
        ]
        elsewhere = uplift(device()).sampler().run([circuit()])
    assert {ran(job) for job in jobs} == {session.session_id}
    assert session.jobs == jobs
    assert ran(elsewhere) is None
    assert ran(before.run([circuit()])) is None
    assert ran(backend.run(circuit())) is None


@KINDS
def test_after_close_running_raises(backend, kind):
    with kind(backend) as session:
        made_inside = backend.sampler()
        asked_for = session.estimator()
        job = made_inside.run([circuit()])
        session.close()
        for run in (
            lambda: made_inside.run([circuit()]),
            lambda: asked_for.run([(QuantumCircuit(1), "Z")]),
            lambda: backend.run(circuit()),
            lambda: backend.sampler().run([circuit()]),
            lambda: session.run(circuit()),
        ):
            with pytest.raises(SessionError, match="is closed") as caught:
                run()
            assert isinstance(caught.value, RuntimeError)
    assert job.result()[0].data.c.num_shots == 1024  # what was submitted goes on
    with pytest.raises(SessionError, match=session.session_id):
        made_inside.run([circuit()])
    with pytest.raises(SessionError), session:
        pytest.fail("a closed session was entered")
    session.close()
    assert session.jobs == [job]


def test_it_is_closed_where_its_block_fails(backend):
    session = Session(backend)
    with pytest.raises(KeyError), session:
        raise KeyError
    assert session.status() == "closed"
    assert ran(backend.run(circuit())) is None


def test_the_innermost_on_the_same_backend_counts(backend):
    other = uplift(device(9), journal=False)
    with Session(backend) as outer:
        mine = backend.sampler()
        with Batch(backend) as inner, Session(other) as third:
            assert ran(backend.run(circuit())) == inner.session_id
            assert ran(backend.sampler().run([circuit()])) == inner.session_id
            assert ran(other.run(circuit())) == third.session_id
            assert ran(mine.run([circuit()])) == outer.session_id
        assert ran(backend.run(circuit())) == outer.session_id
        assert ran(other.run(circuit())) is None
    assert len({outer.session_id, inner.session_id, third.session_id}) == 3


def test_a_session_may_be_entered_again_while_it_is_open(backend):
    session = Session(backend)
    with session:
        with session:
            pass
        with pytest.raises(SessionError):
            backend.run(circuit())
    assert ran(backend.run(circuit())) is None


def in_thread(function, *arguments):
    found = []
    thread = threading.Thread(target=lambda: found.append(function(*arguments)))
    thread.start()
    thread.join(60)
    return found[0]


def test_a_thread_begins_without_a_session(backend):
    with Session(backend) as session:
        assert in_thread(lambda: ran(backend.run(circuit()))) is None
        assert in_thread(lambda: ran(session.run(circuit()))) == session.session_id
        sampler = backend.sampler()
        assert in_thread(lambda: ran(sampler.run([circuit()]))) == session.session_id
        copied = contextvars.copy_context()
        inside = in_thread(copied.run, lambda: ran(backend.run(circuit())))
        assert inside == session.session_id


def test_threads_have_sessions_of_their_own(backend):
    barrier = threading.Barrier(4, timeout=60)
    seen = {}

    def work():
        with Session(backend) as session:
            barrier.wait()
            seen[session.session_id] = ran(backend.run(circuit()))
            barrier.wait()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(seen) == 4
    assert all(mine == found for mine, found in seen.items())


# --- time, details, cancelling


def test_after_its_time_it_takes_no_more(backend, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(sessions, "time", SimpleNamespace(monotonic=lambda: now[0],
                                                          time=lambda: 0.0))  # fmt: skip
    with Session(backend, max_time="1m 30s") as session:
        now[0] = 189.9
        job = backend.run(circuit())
        assert session.status() == "open"
        now[0] = 190.0
        assert session.status() == "over"
        with pytest.raises(SessionError, match="max_time of 90 s"):
            backend.run(circuit())
    job.result(60)
    assert session.jobs == [job]


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_times(hours, minutes, secs):
    total = hours * 3600 + minutes * 60 + secs
    text = f"{hours}h {minutes}m {secs}s"
    if total:
        assert seconds(text) == seconds(total) == total
    else:
        with pytest.raises(OptionError):
            seconds(text)


@pytest.mark.parametrize("wrong", ["", "soon", "1d", "5", 0, -1, 1.5, True, "m"])
def test_what_is_no_time_is_refused(backend, wrong):
    with pytest.raises(OptionError, match="max_time"):
        Session(backend, max_time=wrong)


@KINDS
def test_details(backend, kind):
    with kind(backend, max_time=60) as session:
        job = backend.run(circuit())
        job.result(60)
        found = session.details()
    assert found["id"] == session.session_id
    assert found["mode"] == kind.__name__.lower()
    assert found["backend_name"] == "reference_line_5"
    assert (found["state"], found["accepting_jobs"], found["max_time"]) == ("open", True, 60)
    assert found["jobs"] == {job.run_id: "DONE"}
    assert session.details()["state"] == "closed"
    assert session.session_id in repr(session)


class Waiting:
    """A backend whose jobs wait until they are cancelled."""

    def __init__(self):
        self.jobs = []

    def run(self, circuits, shots=1):
        end = threading.Event()

        def result():
            end.wait(60)
            raise RuntimeError("it was cancelled")

        job = SimpleNamespace(
            job_id=lambda: f"job-{id(end)}", result=result, cancel=end.set, ended=end,
            status=lambda: JobStatus.CANCELLED if end.is_set() else JobStatus.RUNNING,
        )  # fmt: skip
        self.jobs.append(job)
        return job


def test_cancelling_ends_its_jobs_and_no_others():
    wrapped = Waiting()
    backend = uplift(wrapped, journal=False)
    alone = backend.run(circuit())
    with Session(backend) as session:
        jobs = [backend.run(circuit()), backend.sampler().run([circuit()])]
        session.cancel()
        with pytest.raises(SessionError):
            backend.run(circuit())
    assert [job.ended.is_set() for job in wrapped.jobs] == [False, True, True]
    for job in jobs:
        assert job.wait(60, bar=False)
        assert job.status() is JobStatus.CANCELLED
    alone.cancel()


def test_a_job_that_comes_too_late_is_cancelled():
    wrapped = Waiting()
    backend = uplift(wrapped, journal=False)
    session = Session(backend)
    job = backend.run(circuit())
    session.cancel()
    session.enrol(job)  # it was on its way meanwhile
    assert wrapped.jobs[0].ended.is_set()


# --- sessions of old, and the provider's own


def test_the_old_way(backend):
    with backend.open_session(max_time=60) as session:
        assert ran(backend.run(circuit())) == session.session_id
        assert in_thread(lambda: ran(backend.run(circuit()))) == session.session_id
        assert backend.session is session
        assert session.max_time == 60
    assert session.status() == "closed"
    assert backend.session is None
    assert ran(backend.run(circuit())) is None


def test_the_old_way_without_a_block(backend):
    session = backend.open_session()
    assert ran(backend.run(circuit())) == session.session_id
    session.close()
    with pytest.raises(SessionError):
        backend.run(circuit())
    backend.close_session()
    assert ran(backend.run(circuit())) is None
    again = backend.open_session()
    backend.cancel_session()
    assert again.status() == "closed"
    backend.close_session()


class Provided:
    """A session as IBM's provider had them: it sits in the backend."""

    def __init__(self, backend, max_time):
        self.backend, self.max_time, self.session_id = backend, max_time, "theirs"

    def details(self):
        return {"max_time": self.max_time}


def with_sessions(wrapped):
    ended = []

    def open_session(max_time=None):
        return Provided(wrapped, max_time)

    wrapped.open_session = open_session
    wrapped.close_session = lambda: ended.append("close")
    wrapped.cancel_session = lambda: ended.append("cancel")
    return ended


def test_the_providers_own_session_is_opened_and_closed():
    wrapped = device()
    ended = with_sessions(wrapped)
    backend = uplift(wrapped, journal=False)
    with backend.open_session(max_time="1h") as session:
        assert session.session_id == "theirs"
        assert session.details()["provider"] == {"max_time": 3600}
        assert ended == []
    assert ended == ["close"]
    session.close()
    assert ended == ["close"]
    Session(backend).cancel()
    assert ended == ["close", "cancel"]
    with Batch(backend) as batch:
        assert batch.details()["provider"] is None
    assert len(ended) == 2


def test_the_journal_knows_the_session(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite3")
    wrapped = named(device(), "kept_by_session")
    service = ProviderService([wrapped], journal=journal)
    with Session(service.backend("kept_by_session")) as session:
        job_id = session.sampler().run([circuit()]).job_id()
        session.jobs[0].wait(60, bar=False)
    service.backend("kept_by_session").sampler().run([circuit()]).wait(60, bar=False)
    session._jobs.clear()
    assert journal.load(job_id).settings["session_id"] == session.session_id
    assert [job.job_id() for job in service.jobs(session_id=session.session_id)] == [job_id]
    assert service.job(job_id).session_id == session.session_id
    journal.close()
