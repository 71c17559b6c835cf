"""Faults put together at random: the right numbers or a typed error, and nothing paid for twice."""

import tempfile
import warnings
from collections import Counter

from hypothesis import event, given, settings
from hypothesis import strategies as st
from qiskit.providers import JobError

from qiskit_uplift import resume, uplift
from qiskit_uplift.adapters.journal import Journal
from qiskit_uplift.adapters.retry import RetryPolicy
from qiskit_uplift.backends.faults import (
    BatchFails,
    Duplicated,
    FailedExperiment,
    LostAnswer,
    Malformed,
    MissingExperiment,
    NetworkCut,
    NoResult,
    OutOfOrder,
    Overwritten,
    PermanentDeviceError,
    PermanentSubmit,
    ShortShots,
    SlowStatus,
    TransientDeviceError,
    TransientSubmit,
    UnknownJob,
    device_log,
    with_faults,
)
from qiskit_uplift.exceptions import ShotsWarning, UncertainSubmissionError, UpliftError
from tests.recovery.numbering import NumberingBackend, Tagged, Untagged, circuits, shots_of

SHOTS = 6
KINDS = (
    BatchFails,
    Duplicated,
    FailedExperiment,
    LostAnswer,
    Malformed,
    MissingExperiment,
    NetworkCut,
    NoResult,
    OutOfOrder,
    Overwritten,
    PermanentSubmit,
    ShortShots,
    SlowStatus,
    TransientSubmit,
    UnknownJob,
)
TYPED = (UpliftError, TransientDeviceError, PermanentDeviceError, JobError)


class Moody(Tagged):
    """A provider whose failed jobs may work the next time, so that they are sent again."""

    def is_transient(self, error):
        return True if isinstance(error, JobError) else None


@st.composite
def faults(draw):
    """One fault at a few submissions, or at each with some probability."""
    kind = draw(st.sampled_from(KINDS))
    if draw(st.booleans()):
        return kind(at=tuple(draw(st.sets(st.integers(0, 6), min_size=1, max_size=3))))
    return kind(probability=draw(st.sampled_from([0.2, 0.5, 1.0])))


SHAPES = st.fixed_dictionaries(
    {
        "max_circuits": st.sampled_from([1, 2, None]),
        "max_shots": st.sampled_from([2, 3, None]),
        "max_jobs": st.sampled_from([1, 2, None]),
    }
)


class Check:
    """What must hold of a run at any time."""

    def __init__(self, device, faulty, number):
        self.ledger = device.ledger
        self.log = device_log(faulty)
        self.names = [f"circuit-{place:02}" for place in range(number)]

    def numbers(self, pubs):
        """Every shot of a result is one of its own circuit's, and is there once."""
        for name, pub in zip(self.names, pubs, strict=True):
            if "error" in pub.metadata or "status" in pub.metadata:
                continue
            found = Counter(shots_of(pub))
            given_out = {n for part in self.ledger.numbers(name) for n in part}
            assert found.keys() <= given_out
            assert all(times == 1 for times in found.values())
            assert pub.metadata["shots"] == found.total()
            assert pub.metadata.get("requested_shots", found.total()) == SHOTS

    def no_batch_twice(self):
        """No shot was asked for twice of jobs that hadn't failed, acknowledged or not."""
        failed = {each.job_id for each in self.log.accepted if "batch-fails" in each.faults}
        for name in self.names:
            asked = sum(
                len(each.shots[name])
                for each in self.ledger.accepted
                if name in each.shots and each.job_id not in failed
            )
            assert asked <= SHOTS


def outcome(act):
    """What ``act`` ends with: a job and its result, or the error, which has to be a typed one."""
    job = result = error = None
    try:
        job = act()
        result = job.result()
    except TYPED as caught:
        error = caught
        job = job or getattr(caught, "job", None)
        if job is not None:
            job.wait(bar=False)
    return job, result, error


# 100 runs of 1 to 5 circuits; nothing in them is drawn but by Hypothesis and by the devices' seeds
@settings(max_examples=100)
@given(
    st.lists(faults(), max_size=4),
    st.integers(0, 99),
    SHAPES,
    st.integers(1, 5),
    st.sampled_from([Tagged, Untagged, Moody]),
    st.integers(1, 3),
)
def test_right_or_told_and_never_paid_for_twice(kinds, seed, shape, number, provider, attempts):
    device = NumberingBackend()
    faulty = with_faults(device, *kinds, seed=seed)
    check = Check(device, faulty, number)
    retry = RetryPolicy(attempts=attempts, wait=0)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", ShotsWarning)
        journal = Journal(f"{folder}/journal.sqlite3")
        adapter = uplift(faulty, provider=provider, retry=retry, journal=journal, **shape)
        plain = uplift(device, provider=provider, retry=retry, journal=journal, **shape)
        job, _, error = outcome(lambda: adapter.sampler().run(circuits(number), shots=SHOTS))
        event("right" if error is None else type(error).__name__)
        check.no_batch_twice()
        if job is not None:
            check.numbers(job.partial_result())
        runs = journal.runs()
        if error is not None and runs:
            check_resumed(runs[0].run_id, plain, journal, check)
        elif error is not None:
            assert not device.ledger.accepted
        journal.close()


def check_resumed(run_id, plain, journal, check):
    """Without faults a resumed run gets what is missing; what is uncertain, once it is told to."""
    job, result, error = outcome(lambda: resume(run_id, plain, journal=journal))
    check.no_batch_twice()
    check.numbers(job.partial_result())
    if error is not None:
        assert isinstance(error, UncertainSubmissionError)
        assert plain.provider_file.tag is None
        again = resume(run_id, plain, journal=journal, resubmit=["uncertain"])
        result = again.result()
    check.numbers(result)
    for pub in result:
        assert {"error", "status"}.isdisjoint(pub.metadata)
