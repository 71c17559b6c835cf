"""Every restored name is there, and on Qiskit 1.4 it is Qiskit's own."""

import pytest

from qiskit_uplift import compat
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import hook

# Qiskit 1.0 had removed these, or it never had them.
NEVER_QISKITS = {
    "LegacyEstimator", "LegacyRun", "LegacySampler", "Unroller", "bind_parameters", "c_if",
    "execute", "job_monitor", "legacy_view", "qasm", "run",
} | set(hook.__all__)  # fmt: skip

STILL_QISKITS = {
    "Backend", "MeasLevel", "MeasReturnType", "filter_backends", "resolve_backend_name",
}  # fmt: skip


@pytest.mark.parametrize("name", compat.__all__)
def test_name(name):
    value = getattr(compat, name)
    assert name in dir(compat)
    home = value.__module__.partition(".")[0]
    if name in STILL_QISKITS:
        assert home == "qiskit"
    elif name in NEVER_QISKITS:
        assert home == "qiskit_uplift"
    else:
        assert home == ("qiskit" if HAS_LEGACY_CLASSES else "qiskit_uplift")


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'QuantumProgram'"):
        _ = compat.QuantumProgram


@pytest.mark.parametrize("module", ["host", "providerutils", "pulse"])
def test_modules_that_are_imported_as_such(module):
    names = {}
    exec(f"from qiskit_uplift.compat import {module}", names)
    assert names[module].__name__ == f"qiskit_uplift.compat.{module}"
    assert all(hasattr(names[module], name) for name in names[module].__all__)
