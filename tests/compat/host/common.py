"""This very interpreter as the other one."""

import sys
from pathlib import Path

import pytest

from qiskit_uplift.compat.host import host

ROOT = Path(__file__).resolve().parents[3]
HERE = {"python": sys.executable, "path": [ROOT]}


def hosted_fixture(backend, arguments=None, **settings):
    """A fixture for the tests of one module, which share the other interpreter."""

    @pytest.fixture(scope="module")
    def fixture():
        with host(backend, arguments, **{**HERE, **settings}) as found:
            yield found

    return fixture
