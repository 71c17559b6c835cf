"""A run of 20 batches is killed at random moments, and resumed: every shot is there, once."""

import os
import signal
from collections import Counter

import numpy as np
import pytest

from qiskit_uplift import resume
from qiskit_uplift.adapters.journal import Journal
from qiskit_uplift.exceptions import UncertainSubmissionError
from tests.recovery.killing import (
    BATCHES,
    SHAPES,
    AfterSeconds,
    InJournal,
    Scene,
    backend,
    live_and_die,
)
from tests.recovery.numbering import shots_of
from tests.recovery.server import PHASES, Server, Strike

# All 200 are run by `nox -s kill_points`, half of them with tags and half without. The seed of a
# point is in the name of its test.
SEEDS = range(int(os.environ.get("UPLIFT_KILL_POINTS", "20")) // 2)
SEEDED = [f"seed {seed}" for seed in SEEDS]
EXITS = (-signal.SIGKILL, 0)  # a late death finds that all is done


@pytest.fixture
def server():
    with Server() as server:
        yield server


def random_death(rng):
    """Half of them at a request, the others in the journal or by the clock."""
    if rng.random() < 0.5:
        return Strike(int(rng.integers(2 * BATCHES)), PHASES[rng.integers(3)])
    if rng.random() < 0.5:
        return InJournal(int(rng.integers(3 * BATCHES)), bool(rng.integers(2)))
    return AfterSeconds(float(rng.uniform(0, 0.3)))


class Story:
    """One run with its deaths, and where it is written down."""

    def __init__(self, server, folder, seed, *, tagged):
        rng = np.random.default_rng([seed, tagged])
        shape = SHAPES[rng.integers(len(SHAPES))]
        self.server = server
        self.scene = Scene(server.address, str(folder / "journal.sqlite3"), tagged, shape)
        self.deaths = [random_death(rng) for _ in range(rng.integers(1, 4))]
        self.journal = Journal(self.scene.path)
        self.run_id = None
        for death in self.deaths:
            assert live_and_die(server, self.scene, self.run_id, death) in EXITS
            self.run_id = next((run.run_id for run in self.journal.runs()), None)

    @property
    def names(self):
        return [f"circuit-{place:02}" for place in range(self.scene.shape.circuits)]

    @property
    def states(self):
        return Counter(self.journal.load(self.run_id).states)

    def resume(self, **options):
        return resume(self.run_id, backend(self.scene, self.journal), **options)

    def check_all(self, job):
        """Every shot is there once, and no batch was accepted twice, acknowledged or not."""
        pubs = job.result()
        ledger = self.server.ledger
        assert len(ledger.accepted) == BATCHES
        assert sorted(job.provider_job_ids) == sorted(each.job_id for each in ledger.accepted)
        for name, pub in zip(self.names, pubs, strict=True):
            measured = shots_of(pub)
            assert len(measured) == self.scene.shape.shots
            assert Counter(measured) == Counter(n for part in ledger.numbers(name) for n in part)

    def __str__(self):
        return f"{self.scene.shape}, {self.deaths}"


@pytest.fixture
def story(server, tmp_path, request):
    seed, tagged = request.param
    story = Story(server, tmp_path, seed, tagged=tagged)
    print(story)  # shown where the test fails
    yield story
    story.journal.close()


@pytest.mark.parametrize("story", [(seed, True) for seed in SEEDS], indirect=True, ids=SEEDED)
def test_every_shot_is_there_once_where_jobs_have_tags(story):
    if story.run_id is None:  # it died before it had begun
        assert not story.server.ledger.accepted
        return
    story.check_all(story.resume())
    assert story.states == {"done": BATCHES}


@pytest.mark.parametrize("story", [(seed, False) for seed in SEEDS], indirect=True, ids=SEEDED)
def test_what_may_have_been_accepted_is_told_where_jobs_have_no_tags(story):
    if story.run_id is None:
        assert not story.server.ledger.accepted
        return
    job = story.resume()
    try:
        job.result()
    except UncertainSubmissionError:
        pass
    else:
        story.check_all(job)
        return
    unknown = story.states["sending"]
    # one batch at most is being handed over when a process dies
    assert 0 < unknown <= len(story.deaths)
    assert story.states == {"done": BATCHES - unknown, "sending": unknown}
    ledger = story.server.ledger
    accepted = Counter(name for each in ledger.accepted for name in each.shots)
    assert max(accepted.values()) <= BATCHES // story.scene.shape.circuits
    for name, pub in zip(story.names, job.partial_result(), strict=True):
        if "error" not in pub.metadata:
            measured = Counter(n for part in ledger.numbers(name) for n in part)
            assert Counter(shots_of(pub)) == measured
    with pytest.raises(UncertainSubmissionError):  # however often it is asked
        story.resume().result()
    assert len(story.server.ledger.accepted) == len(ledger.accepted)
    if len(ledger.accepted) == BATCHES - unknown:  # the user has looked: none of them is there
        story.check_all(story.resume(resubmit=["uncertain"]))
