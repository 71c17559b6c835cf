"""`ConformanceSuite`: each check a test of pytest's, for a provider's own test suite."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from qiskit_uplift.conformance.checking import Check
from qiskit_uplift.conformance.engine import Examination
from qiskit_uplift.conformance.noise import NoiseMode
from qiskit_uplift.conformance.report.text import evidence
from qiskit_uplift.conformance.results import CheckResult, Status


class ConformanceSuite:
    """Subclass it, name the backend, and every check is a test.

    Attributes:
        level: How much is asked; see `qiskit_uplift.conformance.check`, also for the following.
        only: The checks to run; all of the level by default.
        skip: Those that aren't run.
        seed: Decides what is drawn.
        noise: What is allowed for the device's own errors.
        known: A file of known failures; they are expected to fail.
        options: Further arguments of `check`, such as ``sampler``, ``estimator``, ``timeout``.

    Example:
        >>> from qiskit_uplift.backends import reference_device
        >>> from qiskit_uplift.conformance.suite import ConformanceSuite
        >>> class TestMyBackend(ConformanceSuite):
        ...     level = "silver"
        ...
        ...     def backend(self):
        ...         return reference_device(ideal=True)
    """

    level: ClassVar[str] = "gold"
    only: ClassVar[tuple[str, ...]] = ()
    skip: ClassVar[tuple[str, ...]] = ()
    seed: ClassVar[int] = 0
    noise: ClassVar[NoiseMode] = "strict"
    known: ClassVar[str | None] = None
    options: ClassVar[dict[str, Any]] = {}

    def backend(self) -> Any:
        """The backend; asked for once a class."""
        raise NotImplementedError(f"{type(self).__name__} must have a method backend().")

    def examination(self) -> Examination:
        """The backend with its checks; the plugin makes it once a class."""
        return Examination(
            self.backend(), level=self.level, only=self.only, skip=self.skip, seed=self.seed,
            noise=self.noise, known=self.known, **self.options,
        )  # fmt: skip

    def test_conformance(self, uplift_examination: Examination, uplift_check: Check) -> None:
        """One check; the plugin names them."""
        judge(uplift_examination, uplift_check)


def judge(examination: Examination, check: Check) -> CheckResult:
    """Run a check, and end as pytest does: passed, failed, skipped, or failed as expected."""
    __tracebackhide__ = True
    (result,), stale = examination.marked([examination.run(check)])
    if stale:
        pytest.fail(f"known failures, {stale[0]}", pytrace=False)
    if result.status.is_bad:
        told = "\n".join([f"{check.id}: {result.status.value}", *evidence(result)])
        pytest.fail(told, pytrace=False)
    if result.status is Status.KNOWN:
        pytest.xfail(result.reason)
    if result.status is Status.NOT_APPLICABLE:
        pytest.skip(result.reason)
    return result
