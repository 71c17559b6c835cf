"""What becomes of errors, warnings, options, jobs, and of an interpreter that dies."""

import ast
import gc
import inspect
import os
import pickle
import signal
import subprocess
import sys
import threading
import warnings

import pytest
from qiskit import QuantumCircuit
from qiskit.providers import JobStatus

from qiskit_uplift import resume, uplift
from qiskit_uplift.adapters.journal import Journal
from qiskit_uplift.adapters.provider import function_of_package
from qiskit_uplift.adapters.registry import find_provider
from qiskit_uplift.adapters.retry import is_network_error
from qiskit_uplift.compat.host import _remote, host
from qiskit_uplift.exceptions import HostError, LostHostError, UncertainSubmissionError
from tests.compat.host.common import HERE, ROOT, hosted_fixture

BACKEND = "tests.compat.host.backends:Backend"

backend = hosted_fixture(BACKEND, {"secret": "s3"}, environment={"HOST_TEST": "set"})
QUICK = """
import signal, sys
from qiskit_uplift.compat.host import host
backend = host("module:Backend", python=sys.executable, path=[sys.argv[1]])
print(backend.pid, flush=True)
signal.pause()
"""
INTERRUPTED = """
import os, sys
from pathlib import Path
from qiskit_uplift import uplift
from qiskit_uplift.adapters.journal import Journal
from qiskit_uplift.compat.host import host
from tests.compat.host.test_calls import BACKEND, HERE, bit
backend = uplift(host(BACKEND, **HERE), journal=Journal(Path(sys.argv[1])))
job = backend.sampler(run_options={"do": "wait"}).run([bit()], shots=3)
print(job.job_id(), flush=True)
os._exit(9)
"""
ALONE = """
import os, sys
class Backend:
    pid = os.getpid()
    ours = [name for name in sys.modules if name.startswith(("qiskit_uplift", "execnet"))]
    def run(self, circuits): ...
"""


@pytest.fixture
def own():
    with host(BACKEND, **HERE) as found:
        yield found


def bit():
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    return circuit


def waited_for(thread):
    thread.join(60)
    assert not thread.is_alive(), "it hangs"


def test_values_methods_and_objects(backend):
    assert backend.secret == "s3"
    assert backend.variable == "set"
    assert backend.add(1, second=2) == 3
    assert "namespace" in repr(backend.provider)
    with pytest.raises(AttributeError, match="nothing"):
        _ = backend.nothing
    assert not hasattr(backend, "get_translation_stage_plugin")


def test_options_are_those_of_the_other_side(backend):
    contract = uplift(backend).contract
    assert {"shots", "level", "do"} <= set(contract.names) | {contract.shots}
    assert contract.option("shots").maximum == 100
    assert contract.option("level").choices == (1, 2)
    assert not hasattr(backend.options, "tool")  # no plain data
    backend.set_options(level=2)
    assert backend.options.level == 2
    backend.set_options(level=1)


def test_an_option_that_cannot_travel(backend):
    with pytest.raises(HostError, match=r"Option 'level' is no plain data.*object"):
        backend.run([bit()], level=object())


def test_jobs(backend):
    job = backend.run([bit()], shots=5)
    assert job.job_id() == "cloud-1"
    assert job.status() is JobStatus.RUNNING
    assert job.result(timeout=1) == [{"1": 5}]
    assert uplift(backend).sampler().run([bit()], shots=5).result()[0].data.c.get_counts() == {
        "1": 5
    }


def test_cancelling(backend):
    job = backend.run([bit()], do="wait")
    assert job.cancel() is True
    assert job.status() is JobStatus.CANCELLED
    with pytest.raises(HostError, match="cancelled"):
        job.result()


def test_a_job_is_fetched_by_the_provider_of_the_other_side(backend):
    job = find_provider(backend).retrieve(backend, "an-id")
    assert job.job_id() == "an-id"
    assert job.result() == {"1": 3}


def test_a_function_of_the_other_side(backend):
    module = "tests.compat.host.backends"
    assert backend.function_there(f"{module}:doubled")(4, secret=None) == 8
    job = backend.function_there(f"{module}:job_of")("again")
    assert (job.job_id(), job.result()) == ("again", {"1": 4})
    with pytest.raises(AttributeError, match="nothing"):
        backend.function_there(f"{module}:nothing")()
    assert function_of_package(backend, f"{module}:doubled")(3) == 6
    assert function_of_package(object(), "os.path:join.__name__") == "join"


def test_methods_of_a_job_that_are_the_packages_own(backend):
    job = backend.run([bit()])
    assert job.persist() == "store/cloud-1"
    assert job.persist(where="there") == "there/cloud-1"
    assert not hasattr(job, "nothing")


def test_jobs_side_by_side(backend):
    jobs = [backend.run([bit()], do="meet") for _ in range(2)]
    found = []
    threads = [threading.Thread(target=lambda j=j: found.append(j.result())) for j in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        waited_for(thread)
    assert found == [[{"1": 7}]] * 2


def test_a_job_is_dropped_with_its_handle(own):
    own.run([bit()])
    own.run([bit()])
    assert own._connection.forgotten  # told with the next call
    own.add(1)
    assert not own._connection.forgotten


def test_a_warning_comes_once(own):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        own.run([bit()], do="warn")
        own.run([bit()], do="warn")
    (one,) = caught
    assert one.category is UserWarning
    assert str(one.message).startswith("option x is not used (tests.compat.host.backends.Unknown")
    assert one.filename == __file__


@pytest.mark.parametrize(
    ("do", "kind", "text"),
    [
        ("raise_value", ValueError, "shots are odd"),
        ("raise_key", KeyError, "no such device"),
        ("raise_unicode", HostError, "can't decode byte"),
    ],
)
def test_an_error_is_what_it_was(backend, do, kind, text):
    with pytest.raises(kind, match=text) as caught:
        backend.run([bit()], do=do)
    error = caught.value
    assert isinstance(error, HostError)
    assert f"_{do}" in error.remote_traceback
    assert error.remote_type.startswith("builtins.")
    assert "raised in the host" in str(error)


def test_a_packages_own_error(backend):
    with pytest.raises(HostError, match="no answer") as caught:
        backend.run([bit()], do="raise_chain")
    error = caught.value
    assert type(error).__name__ == "CloudError"
    assert error.remote_type == "tests.compat.host.backends.CloudError"
    assert error.status_code == 503
    assert isinstance(error.__cause__, ConnectionResetError)
    assert is_network_error(error)
    assert "Traceback" in str(error.__cause__.__cause__)


def test_it_dies_while_a_result_is_waited_for(own):
    job = uplift(own).sampler(run_options={"do": "wait"}).run([bit()], shots=5)
    errors = []

    def wait():
        try:
            job.result()
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    os.kill(own._connection.other["pid"], signal.SIGKILL)
    waited_for(thread)
    (error,) = errors
    assert isinstance(error, HostError)
    assert "has ended, and its jobs with it" in str(error)
    with pytest.raises(HostError, match="has ended"):
        own.run([bit()])


def test_it_dies_as_circuits_are_handed_over(own):
    with pytest.raises(LostHostError, match="has ended"):
        own.run([bit()], do="die")


def test_then_nobody_knows_whether_they_were_accepted(own):
    with pytest.raises(UncertainSubmissionError, match="may have been accepted"):
        uplift(own).sampler(run_options={"do": "die"}).run([bit()])


def test_closing(own):
    job = own.run([bit()], do="wait")
    own.close()
    own.close()
    for call in (job.result, job.status, lambda: own.run([bit()])):
        with pytest.raises(HostError, match="was closed"):
            call()


def test_it_cannot_be_pickled(backend):
    with pytest.raises(TypeError, match="can't be pickled"):
        pickle.dumps(backend)


def test_what_is_sent_over_is_python_3_8():
    ast.parse(inspect.getsource(_remote), feature_version=(3, 8))


def test_it_needs_nothing_of_ours(tmp_path):
    (tmp_path / "module.py").write_text(ALONE)
    with host("module:Backend", python=sys.executable, path=[tmp_path]) as found:
        assert found.ours == []


def test_it_ends_with_the_last_object_that_needs_it(tmp_path):
    (tmp_path / "module.py").write_text(ALONE)
    found = host("module:Backend", python=sys.executable, path=[tmp_path])
    pid = found.pid
    del found
    gc.collect()
    # returns when it has ended, and leaves the rest to execnet
    assert os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT).si_pid == pid


def test_a_run_is_resumed_by_another_process_and_host(tmp_path):
    journal = tmp_path / "journal.sqlite3"
    first = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(journal)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert first.returncode == 9, first.stderr
    with host(BACKEND, **HERE) as other:
        job = resume(first.stdout.strip(), uplift(other), journal=Journal(journal))
        assert job.result()[0].data.c.get_counts() == {"1": 3}
        assert job.provider_job_ids == ["cloud-1"]


def test_it_ends_with_its_parent(tmp_path):
    (tmp_path / "module.py").write_text(ALONE)
    parent = subprocess.Popen(
        [sys.executable, "-c", QUICK, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with parent:
        assert int(parent.stdout.readline()) != parent.pid
        parent.kill()
        # both hold this pipe: it ends when the last of them does
        parent.communicate(timeout=60)


@pytest.mark.parametrize(
    ("given", "kind", "text"),
    [
        ({}, ValueError, "either python= or requirements="),
        ({"python": sys.executable, "requirements": ["x"]}, ValueError, "either python="),
        ({"python": sys.executable, "python_version": "3.11"}, ValueError, "has its own"),
        ({"python": "no/such/python"}, HostError, "No such file"),
        ({"python": "/bin/cat"}, HostError, "is no Python"),
    ],
)
def test_bad_interpreters(given, kind, text):
    with pytest.raises(kind, match=text):
        host("json:loads", **given)


@pytest.mark.parametrize(
    ("spec", "arguments", "kind", "text"),
    [
        ("nonesuch", None, ValueError, "module:attribute"),
        ("nonesuch:x", None, ModuleNotFoundError, "nonesuch"),
        ("json:nothing", None, AttributeError, "nothing"),
        ("tests.compat.host.backends:refuse", {"reason": "no"}, RuntimeError, "no"),
        ("json:loads", {"s": object()}, HostError, "plain data"),
    ],
)
def test_bad_backends(spec, arguments, kind, text):
    with pytest.raises(kind, match=text):
        host(spec, arguments, **HERE)
