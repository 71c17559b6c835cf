"""Reports of checks that end in each possible way."""

import os
import zlib
from pathlib import Path

import pytest
import qiskit_aer  # noqa: F401 - pytester forgets modules that came after it; Aer can't come twice

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import engine, registry
from tests.conformance import checks_for_tests


@pytest.fixture
def only_test_checks(monkeypatch):
    """The kit with the checks of these tests in the place of its own."""

    def all_checks():
        return checks_for_tests.ALL

    monkeypatch.setattr(registry, "all_checks", all_checks)
    monkeypatch.setattr(engine, "all_checks", all_checks)


@pytest.fixture
def report(only_test_checks):
    return engine.check(
        reference_device("run-only", ideal=True), spec="reference:run-only", level="bronze"
    )


def pytest_collection_modifyitems(config, items):
    """With ``UPLIFT_SAMPLE=N``, run one in N of the tests here that have parameters.

    Those are devices, faults, claims and examples by the hundred; all of them run on the newest
    line of Qiskit, and a sample, always the same, on others.
    """
    every = int(os.environ.get("UPLIFT_SAMPLE", "1"))
    here = Path(__file__).parent
    left_out = [
        item
        for item in items
        if here in item.path.parents
        and hasattr(item, "callspec")
        and zlib.crc32(item.nodeid.encode()) % every
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        dropped = set(left_out)
        items[:] = [item for item in items if item not in dropped]
