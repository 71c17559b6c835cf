"""Pytest plugin: Qiskit 1.4's own tests of what Qiskit 2 removed, on what the hook gives back.

The fake backends that the tests use come from Qiskit 1.4's sources, too, and run on our models.
"""

from __future__ import annotations

import contextlib
import fnmatch
import importlib
import importlib.util
import sys
import types
import warnings
from importlib.machinery import PathFinder
from pathlib import Path
from unittest import mock

import pytest

from tests.qiskit_suite.plugin import parse

DIFFERENCES = Path(__file__).with_name("removed.txt")
MODULES = (
    "compiler/test_assembler.py",
    "compiler/test_disassembler.py",
    "primitives/test_backend_estimator.py",
    "primitives/test_backend_sampler.py",
    "primitives/test_estimator.py",
    "primitives/test_sampler.py",
    "providers/test_backendconfiguration.py",
    "providers/test_backendproperties.py",
    "providers/test_backendstatus.py",
    "providers/test_fake_backends.py",
    "providers/test_faulty_backend.py",
    "providers/test_options.py",
    "qobj/test_qobj.py",
    "qobj/test_qobj_identifiers.py",
    "result/test_result.py",
)
FAKES = {
    "backends_v1": ("Fake5QV1", "Fake20QV1", "Fake7QPulseV1", "Fake27QPulseV1", "Fake127QPulseV1"),
    "fake_1q": ("Fake1Q",),
    "fake_pulse_backend": (),
    "fake_openpulse_2q": ("FakeOpenPulse2Q",),
    "fake_openpulse_3q": ("FakeOpenPulse3Q",),
}
# What set-ups make of pulses, for tests of which most are about something else.
PULSES = ("Command", "PulseDefaults", "PulseQobjInstruction")


def pytest_configure():
    from qiskit_uplift.compat import hook

    hook.install("1.4")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        put_fakes_in_place(Path("test").resolve().parent)
        put_internals_in_place()
        expect_no_deprecations()


def put_fakes_in_place(checkout):
    package = importlib.import_module("qiskit.providers.fake_provider")
    package.__path__.append(str(checkout / "qiskit/providers/fake_provider"))
    # the hook has a base class of that path, too, and would be asked first
    spec = PathFinder.find_spec(f"{package.__name__}.fake_backend", package.__path__)
    base = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(base)
    for name, fakes in FAKES.items():
        module = importlib.import_module(f"{package.__name__}.{name}")
        for fake in fakes:
            setattr(package, fake, getattr(module, fake))
        for pulse in PULSES:
            if hasattr(module, pulse):
                setattr(module, pulse, mock.MagicMock())
    importlib.import_module("qiskit.pulse").LoConfig = mock.MagicMock()


def put_internals_in_place():
    """Stand for Qiskit's internals that test modules import, and that no legacy code would."""
    importlib.import_module("qiskit.utils.parallel").get_platform_parallel_default = bool
    base = importlib.import_module("qiskit.primitives.base")
    base.validation = types.ModuleType("qiskit.primitives.base.validation")
    importlib.import_module("qiskit.primitives.utils")._observable_key = None


def expect_no_deprecations():
    """Ours warns where a name is imported, not at each use as Qiskit 1.4 does."""
    case = importlib.import_module("test.utils.base").QiskitTestCase
    for name in ("assertWarns", "assertWarnsRegex"):
        setattr(case, name, quiet_about_deprecations(getattr(case, name)))


def quiet_about_deprecations(stock):
    @contextlib.contextmanager
    def quiet():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield

    def method(self, expected, *arguments, **options):
        if expected is DeprecationWarning:
            return quiet()
        return stock(self, expected, *arguments, **options)

    return method


@pytest.fixture(autouse=True)
def filters():
    """Qiskit's test case turns deprecations into errors: those of 2.x are not what is tested."""
    from qiskit_uplift.exceptions import LegacyImportWarning

    warnings.filterwarnings("ignore", category=LegacyImportWarning)
    warnings.filterwarnings("ignore", r"(?s).*as of (Qiskit )?2\.", DeprecationWarning)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    by_test = {item.nodeid.removeprefix("test/python/"): item for item in items}
    collected = {test.partition("::")[0] for test in by_test}
    for difference in parse(DIFFERENCES.read_text()):
        if difference.module not in collected:
            continue
        cases = [
            item for test, item in by_test.items() if fnmatch.fnmatchcase(test, difference.test)
        ]
        if not cases:
            raise pytest.UsageError(f"{DIFFERENCES.name}: there is no test {difference.test}")
        for item in cases:
            run = "subtests" not in difference.lines
            item.add_marker(pytest.mark.xfail(reason=difference.reason, strict=True, run=run))
