"""Reports of checks that end in each possible way."""

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
