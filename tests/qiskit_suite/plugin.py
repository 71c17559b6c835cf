"""Pytest plugin: our primitives in the place of Qiskit's, and the differences that are expected."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

import pytest
import qiskit

DIFFERENCES = Path(__file__).with_name("differences.txt")
REPLACED = {"BackendSamplerV2": "SamplerAdapter", "BackendEstimatorV2": "EstimatorAdapter"}
HOMES = (
    "qiskit.primitives",
    "qiskit.primitives.backend_sampler_v2",
    "qiskit.primitives.backend_estimator_v2",
)


@dataclass(frozen=True)
class Difference:
    """A case of Qiskit's tests that ours fails on purpose."""

    lines: tuple[str, ...]
    test: str
    reason: str

    @property
    def module(self) -> str:
        return self.test.split("::", maxsplit=1)[0]


def parse(text: str) -> list[Difference]:
    """Read a list of differences; a line without lines, test or reason is an error."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        head, _, reason = line.partition("#")
        fields = head.split()
        if len(fields) != 2 or "::" not in fields[1] or not reason.strip():
            raise pytest.UsageError(f"differences, line {number}: want '<lines> <test> # <reason>'")
        found.append(Difference(tuple(fields[0].split(",")), fields[1], reason.strip()))
    return found


def installed_line() -> str:
    return "1.4" if qiskit.__version__.startswith("1.") else "2"


def expected_differences() -> list[Difference]:
    return [d for d in parse(DIFFERENCES.read_text()) if installed_line() in d.lines]


def pytest_addoption(parser):
    parser.addoption(
        "--stock", action="store_true", help="test Qiskit's own classes, to prove the harness"
    )


def pytest_configure(config):
    if config.getoption("--stock"):
        return
    import qiskit_uplift

    for home in HOMES:
        module = importlib.import_module(home)
        for theirs, ours in REPLACED.items():
            if hasattr(module, theirs):
                setattr(module, theirs, getattr(qiskit_uplift, ours))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    if config.getoption("--stock"):
        return
    import qiskit_uplift

    modules = {item.path.name: item.module for item in items}
    for name, module in modules.items():
        used = {theirs: vars(module)[theirs] for theirs in REPLACED if theirs in vars(module)}
        if not used or any(
            cls is not getattr(qiskit_uplift, REPLACED[theirs]) for theirs, cls in used.items()
        ):
            raise pytest.UsageError(f"{name} doesn't test our classes: they were not put in place")

    by_test = {item.nodeid.rpartition("/")[2]: item for item in items}
    for difference in expected_differences():
        if difference.module not in modules:
            continue
        item = by_test.get(difference.test)
        if item is None:
            raise pytest.UsageError(f"differences.txt: there is no test {difference.test}")
        item.add_marker(pytest.mark.xfail(reason=difference.reason, strict=True))
