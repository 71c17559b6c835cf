"""Pytest's way in; it imports nothing heavy unless it is used.

``pytest --uplift-backend SPEC`` runs every check of a backend as a test of its own, beside whatever
else is collected, and gives the backend to tests that ask for the fixture ``uplift_backend``.
Subclasses of `qiskit_uplift.conformance.suite.ConformanceSuite` need no option.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from qiskit_uplift.conformance.checking import Check
    from qiskit_uplift.conformance.engine import Examination


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("qiskit-uplift")
    group.addoption(
        "--uplift-backend", metavar="SPEC",
        help="check this backend, named as module:attribute or reference, each check a test",
    )  # fmt: skip
    group.addoption("--uplift-level", default="gold", metavar="LEVEL",
                    help="smoke, bronze, silver or gold (the default)")  # fmt: skip
    group.addoption("--uplift-known", metavar="FILE", help="failures of it that are known")
    group.addoption("--uplift-seed", type=int, default=0, metavar="N",
                    help="decides what is drawn (0 by default)")  # fmt: skip
    group.addoption("--uplift-noise", default="strict", metavar="NOISE",
                    help="strict (the default), tolerant or none")  # fmt: skip


@pytest.fixture(scope="session")
def uplift_backend(pytestconfig: pytest.Config) -> Any:
    """The backend that ``--uplift-backend`` names; tests that ask for it are skipped without."""
    spec = pytestconfig.getoption("--uplift-backend")
    if not spec:
        pytest.skip("no --uplift-backend is given")
    return _examination(pytestconfig).subject.backend


@pytest.fixture(scope="class")
def uplift_examination(request: pytest.FixtureRequest) -> Examination:
    """The backend of a ``ConformanceSuite`` with its checks, made once a class."""
    made: Examination = request.cls().examination()
    return made


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a ``ConformanceSuite`` a test for each check."""
    if "uplift_check" not in metafunc.fixturenames:
        return
    from qiskit_uplift.conformance.checking import Level
    from qiskit_uplift.conformance.registry import select
    from qiskit_uplift.conformance.suite import ConformanceSuite

    suite: Any = metafunc.cls
    if suite is None or not issubclass(suite, ConformanceSuite):
        raise pytest.UsageError("The fixture uplift_check is for subclasses of ConformanceSuite.")
    chosen = select(Level.named(suite.level), suite.only, suite.skip)
    metafunc.parametrize("uplift_check", chosen, ids=[one.id for one in chosen])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add a test for each check of the backend that the option names."""
    if config.getoption("--uplift-backend"):
        collector = Checks.from_parent(session, name="conformance", nodeid="conformance")
        items.extend(collector.collect())


class Checks(pytest.Collector):
    """The checks of the backend that the option names."""

    def collect(self) -> Iterator[CheckItem]:
        """A test for each."""
        for one in _examination(self.config).checks:
            yield CheckItem.from_parent(self, name=one.id, check=one)


class CheckItem(pytest.Item):
    """One check."""

    def __init__(self, *, check: Check, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.check = check

    def runtest(self) -> None:
        """Run it."""
        from qiskit_uplift.conformance.suite import judge

        judge(_examination(self.config), self.check)

    def reportinfo(self) -> tuple[Any, None, str]:
        """What pytest calls it."""
        return self.config.rootpath, None, f"{self.check.id}: {self.check.demands}"


def _examination(config: pytest.Config) -> Examination:
    found: Examination | None = config.stash.get(_KEY, None)
    if found is None:
        from qiskit_uplift.backends.specs import load_backend
        from qiskit_uplift.conformance.engine import Examination as Made
        from qiskit_uplift.exceptions import UpliftError

        spec = config.getoption("--uplift-backend")
        try:
            found = Made(
                load_backend(spec), level=config.getoption("--uplift-level"),
                known=config.getoption("--uplift-known"), seed=config.getoption("--uplift-seed"),
                noise=config.getoption("--uplift-noise"), spec=spec,
            )  # fmt: skip
        except UpliftError as error:
            raise pytest.UsageError(str(error)) from error
        config.stash[_KEY] = found
    return found


_KEY: pytest.StashKey[Any] = pytest.StashKey()
