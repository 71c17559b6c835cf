"""Faults on any backend and by name; how they compose, and when they strike."""

import copy
import inspect
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiskit.providers import BackendV2, JobError, JobStatus

from qiskit_uplift.backends import load_backend, reference_device
from qiskit_uplift.backends.faults import (
    FAULTS,
    ExperimentFault,
    Malformed,
    NetworkCut,
    OutOfOrder,
    PermanentDeviceError,
    PermanentSubmit,
    QueueDelay,
    ShortShots,
    TransientDeviceError,
    TransientSubmit,
    UnknownJob,
    device_log,
    parse_fault,
    with_faults,
)
from qiskit_uplift.compat.providers import BackendV1
from qiskit_uplift.exceptions import BackendLoadError, TargetError, UnsupportedBackendError
from tests.backends.faulty import FACES, coin, device, flips


def told(call):
    """What a call returned or raised, without the ids, which are new each time."""
    try:
        answer = call()
    except (JobError, ConnectionError, PermanentDeviceError) as error:
        return type(error).__name__, re.sub(
            r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", str(error)
        )
    if isinstance(answer, (str, bool, JobStatus)):
        return answer
    return [
        (
            one.success,
            one.shots,
            one.header if isinstance(one.header, dict) else vars(one.header),
            one.data.to_dict(),
        )
        for one in answer.results
    ]


def retrieved_result(backend, job_id):
    return backend.retrieve_job(job_id).result()


def episode(faults, seed, order=(0, 1, 2)):
    """Three jobs of two circuits: all that the user is told of each, and what the device saw."""
    backend = device(*faults, seed=seed)
    circuits = [coin("first"), flips(1, 1)]
    jobs = {}
    answers = {}
    for index in range(3):
        try:
            jobs[index] = backend.run(circuits, shots=20, seed_simulator=index, memory=True)
        except (ConnectionError, PermanentDeviceError) as error:
            answers[index] = [(type(error).__name__, str(error))]
    for index in order:
        if index in jobs:
            job = jobs[index]
            job.release()
            answers[index] = [
                *(told(job.result) for _ in range(3)),
                *(told(job.status) for _ in range(5)),
                told(job.cancel),
                told(partial(retrieved_result, backend, job.job_id())),
            ]
    seen = [
        (one.index, one.circuits, one.shots, one.faults, one.job_id is None, one.acknowledged)
        for one in device_log(backend).submissions
    ]
    return [answers[index] for index in range(3)], seen


ANY_FAULT = st.sampled_from(sorted(FAULTS)).flatmap(
    lambda name: st.builds(
        FAULTS[name],
        at=st.none() | st.lists(st.integers(0, 5), max_size=3).map(tuple),
        probability=st.sampled_from([0.0, 0.3, 0.7, 1.0]),
    )
)


@given(
    faults=st.lists(ANY_FAULT, min_size=2, max_size=5),
    seed=st.integers(0, 2**40),
    order=st.permutations(range(3)),
)
@settings(max_examples=50)
def test_any_composition_is_decided_by_its_seed(faults, seed, order):
    assert episode(faults, seed) == episode(faults, seed, order)


@given(faults=st.lists(ANY_FAULT, min_size=1, max_size=5, unique=True), seed=st.integers(0, 99))
@settings(max_examples=30)
def test_a_fault_strikes_when_it_does_alone(faults, seed):
    _, together = episode(faults, seed)
    for fault in faults:
        _, alone = episode([fault], seed)
        same_name = [other for other in faults if other.name == fault.name]
        if len(same_name) == 1:
            for one, other in zip(together, alone, strict=True):
                assert (fault.name in one[3]) == (fault.name in other[3])


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {QueueDelay.name}))
def test_a_fault_strikes_where_it_is_due_and_nowhere_else(name):
    due = (2, 3) if issubclass(FAULTS[name], ExperimentFault) else (1,)
    healthy, _ = episode([], 1)
    answers, seen = episode([FAULTS[name](at=due)], 1)
    assert [one[3] for one in seen] == [(), (name,), ()]
    assert answers[0] == healthy[0]
    assert answers[1] != healthy[1]
    assert answers[2] == healthy[2]


def test_how_often_a_fault_strikes():
    # Both seeds are fixed; over seeds, 1 in 10^6 would be further off than 5 deviations.
    fault = NetworkCut(probability=0.3)
    for seed in (0, 1):
        struck = [fault.strikes(seed, n) for n in range(2000)]
        assert abs(sum(struck) - 600) < 5 * np.sqrt(2000 * 0.3 * 0.7)
    assert struck != [fault.strikes(0, n) for n in range(2000)]
    assert not any(NetworkCut(probability=0.0).strikes(0, n) for n in range(100))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: NetworkCut(probability=1.5), "network-cut: probability is 0 to 1, got 1.5"),
        (lambda: NetworkCut(at=(-1,)), "network-cut: at holds numbers from 0"),
        (lambda: ShortShots(fraction=1.0), "short-shots: fraction is above 0 and below 1"),
        (lambda: Malformed(kind="odd"), "kind is one of garbage, empty, negative, disagreeing"),
        (lambda: device(seed=-1), "seed is a number from 0, got -1"),
        (lambda: device(UnknownJob(), face="run-only"), "'unknown-job' can never strike it"),
    ],
)
def test_mistakes_in_faults(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("face", FACES)
def test_the_kind_stays_and_the_original_is_left_alone(face):
    plain = reference_device(face, 3, ideal=True)
    faulty = with_faults(plain, PermanentSubmit())
    assert type(faulty) is type(plain)
    assert isinstance(faulty, BackendV2) == (face == "modern")
    assert isinstance(faulty, BackendV1) == (face == "legacy")
    assert inspect.signature(faulty.run) == inspect.signature(plain.run)
    assert [name for name in dir(faulty) if name not in dir(plain)] == []
    assert plain.run(flips(1), shots=5).result().get_counts() == {"01": 5}
    if face != "run-only":
        faulty.set_options(shots=7)
        assert plain.options.shots == 1024


def test_options_set_on_the_faulty_backend_count():
    backend = device()
    backend.set_options(shots=7)
    assert backend.run(flips(1)).result().get_counts() == {"01": 7}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("again", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copied_device_begins_anew(face, again):
    backend = device(TransientSubmit(at=(0,)), face=face)
    with pytest.raises(TransientDeviceError):
        backend.run(flips(1))
    other = again(backend)
    with pytest.raises(TransientDeviceError):
        other.run(flips(1))
    other.run(flips(1), shots=5).result()
    assert len(device_log(backend).submissions) == 1
    assert len(device_log(other).submissions) == 2


def test_many_threads():
    fault = TransientSubmit(probability=0.5)
    backend = device(fault, seed=3)
    circuit = flips(1, 1)

    def submit(_):
        try:
            return backend.run(circuit, shots=1).job_id()
        except TransientDeviceError:
            return None

    with ThreadPoolExecutor(8) as pool:
        ids = [job_id for job_id in pool.map(submit, range(40)) if job_id]
    log = device_log(backend)
    assert [one.index for one in log.submissions] == list(range(40))
    assert [one.index for one in log.accepted] == [n for n in range(40) if not fault.strikes(3, n)]
    assert (
        {one.job_id for one in log.acknowledged} == {job.job_id() for job in log.jobs} == set(ids)
    )


class OwnJob:
    """A provider's job that is no ``JobV1`` and whose result is its own, too."""

    position = 4

    def job_id(self):
        return "own-1"

    def result(self):
        return {"1": 5}

    def status(self):
        return JobStatus.DONE

    def cancel(self):
        return None


class OwnBackend:
    def __init__(self, answer):
        self.answer = answer

    def run(self, circuits, shots):
        return self.answer


def test_a_foreign_backend():
    job = with_faults(OwnBackend(OwnJob()), NetworkCut()).run(flips(1), 5)
    with pytest.raises(TransientDeviceError):
        job.result()
    assert job.result() == {"1": 5}
    assert (job.job_id(), job.position, job.status()) == ("own-1", 4, JobStatus.DONE)
    assert job.cancel() is True
    with pytest.raises(AttributeError, match="colour"):
        _ = job.colour
    with pytest.raises(UnsupportedBackendError, match=r"dict without experiments.*out-of-order"):
        with_faults(OwnBackend(OwnJob()), OutOfOrder()).run(flips(1), 5).result()


class Slotted:
    __slots__ = ()

    def run(self, circuits): ...


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: with_faults(object()), "object has no run"),
        (lambda: with_faults(device()), "ModernDevice has faults already"),
        (lambda: with_faults(Slotted()), "Slotted can't be copied and changed"),
        (lambda: with_faults(OwnBackend({"1": 5})).run(flips(1), 5), "dict without job_id, result"),
        (lambda: device_log(reference_device()), "ModernDevice keeps no log"),
    ],
)
def test_what_can_not_be_given_faults(make, message):
    with pytest.raises(UnsupportedBackendError, match=message):
        make()


@pytest.mark.parametrize("name", FAULTS)
def test_every_name(name):
    assert parse_fault(name) == FAULTS[name]()
    assert parse_fault(f"{name}@3:0.5") == FAULTS[name](at=(3,), probability=0.5)
    assert FAULTS[name].name == name


@pytest.mark.parametrize("face", FACES)
def test_from_a_specification(face):
    spec = f"reference:{face}?ideal=true&faults=short-shots,lost-answer@1&fault_seed=3"
    backend = load_backend(spec)
    assert backend.run(flips(1), shots=10).result().get_counts() == {"01": 5}
    with pytest.raises(TransientDeviceError):
        backend.run(flips(1), shots=10)
    (first, second) = device_log(backend).accepted
    assert (first.faults, second.faults) == (("short-shots",), ("short-shots", "lost-answer"))


def test_the_seed_of_a_specification():
    struck = set()
    for seed in range(8):
        backend = load_backend(f"reference?faults=slow-status:0.5&fault_seed={seed}")
        for _ in range(8):
            backend.run(flips(1), shots=1)
        struck.add(tuple(bool(one.faults) for one in device_log(backend).submissions))
    assert len(struck) > 4  # all alike: 1 in 10^16; the seeds are fixed


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("reference?faults=shortshots", "faults: There is no fault 'shortshots'. Did you mean"),
        ("reference?faults=short-shots@x", "'short-shots@x' is no fault: expected NAME"),
        ("reference?faults=short-shots:2", "probability is 0 to 1, got 2.0"),
        ("reference?faults=short-shots&fault_seed=-1", "seed is a number from 0"),
        ("reference?fault_seed=1", "there are no faults"),
        ("reference:run-only?faults=unknown-job", "has no retrieve_job"),
    ],
)
def test_mistakes_in_a_specification(spec, message):
    with pytest.raises(BackendLoadError, match=re.escape(message)):
        load_backend(spec)


def test_a_seed_without_faults():
    with pytest.raises(TargetError, match="there are no faults"):
        reference_device(fault_seed=1)
