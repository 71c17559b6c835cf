"""Two thousand jobs from sixteen threads leave nothing behind."""

import gc
import os
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qiskit_uplift import uplift
from qiskit_uplift.adapters.journal import Journal
from tests.recovery.numbering import NumberingBackend, Tagged, circuits, shots_of

# All 2,000 are run by `nox -s soak`.
JOBS = int(os.environ.get("UPLIFT_SOAK_JOBS", "400"))
THREADS = 16
FILES = Path("/proc/self/fd")


def settled():
    """The threads and the open files, once the threads of jobs have ended."""
    for thread in threading.enumerate():
        if thread.name == "qiskit-uplift":
            thread.join()
    gc.collect()
    files = len(list(FILES.iterdir())) if FILES.exists() else 0
    return threading.active_count(), files


@pytest.fixture
def adapter(tmp_path):
    journal = Journal(tmp_path / "journal.sqlite3")
    device = NumberingBackend()
    yield uplift(device, provider=Tagged, journal=journal, max_circuits=1, max_jobs=2)
    journal.close()


@pytest.mark.newest
def test_nothing_is_left_of_many_jobs(adapter):
    sampler = adapter.sampler()
    pubs = circuits(3)

    def one(_):
        return [n for pub in sampler.run(pubs, shots=4).result() for n in shots_of(pub)]

    def many(number):
        with ThreadPoolExecutor(THREADS) as threads:
            found = [n for numbers in threads.map(one, range(number)) for n in numbers]
        ledger = adapter.wrapped.ledger
        given_out = {n for each in ledger.accepted for part in each.shots.values() for n in part}
        assert len(found) == len(set(found)) == number * 12
        assert given_out == set(found)
        ledger.accepted.clear()  # the device's memory is not what is measured

    many(THREADS)
    before = settled()
    tracemalloc.start()
    try:
        many(JOBS // 2)
        assert settled() == before
        half = tracemalloc.get_traced_memory()[0]
        many(JOBS // 2)
        assert settled() == before
        whole = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    # one job that is kept takes 40,000 bytes
    assert whole - half < 200 * (JOBS // 2)
    assert len(adapter.journal.runs()) == THREADS + 2 * (JOBS // 2)
