"""Backends by name: every wrong name is one clear line."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiskit_uplift.backends import load_backend
from qiskit_uplift.backends.legacy import LegacyDevice
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.backends.run_only import RunOnlyDevice
from qiskit_uplift.exceptions import BackendLoadError

MODULE = """
from qiskit_uplift.backends import reference_device

class Needs:
    def __init__(self, token, region): ...

class Breaks:
    def __init__(self):
        raise RuntimeError("no network\\nsecond line")

class Holder:
    made = reference_device("modern", 3)

def make(qubits=4):
    return reference_device("legacy", qubits)
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "my_lab_backends.py").write_text(MODULE)
    (tmp_path / "my_broken_module.py").write_text("import a_package_that_is_not_there\n")
    (tmp_path / "my_syntax_error.py").write_text("def\n")
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    yield
    assert sys.path == before
    sys.modules.pop("my_lab_backends", None)


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ("reference", ModernDevice),
        ("reference:modern", ModernDevice),
        ("reference:legacy", LegacyDevice),
        ("reference:run-only", RunOnlyDevice),
        ("reference?qubits=3&topology=ring&seed=1&ideal=true&max_circuits=3", ModernDevice),
        ("reference:run-only?memory=binary&header=absent&options=shots,seed", RunOnlyDevice),
        ("reference?preset=grid-20", ModernDevice),
    ],
)
def test_reference_devices(spec, kind):
    assert type(load_backend(spec)) is kind


@given(st.integers(1, 12), st.sampled_from(["line", "ring", "grid"]), st.integers(0, 99))
def test_arguments_arrive(qubits, topology, seed):
    spec = f"reference:legacy?qubits={qubits}&topology={topology}&seed={seed}&ideal=no"
    from qiskit_uplift.backends import Device

    assert load_backend(spec).device == Device.generate(qubits, topology, seed=seed)


def test_modules(module):
    assert load_backend("my_lab_backends:Holder.made").num_qubits == 3
    assert load_backend("my_lab_backends:make").configuration().n_qubits == 4


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "names no backend"),
        ("referense", "Did you mean 'reference'"),
        ("my_lab_backends:", "names no backend"),
        ("my_lab_backends:makee", "no attribute 'makee'. Did you mean 'make'"),
        ("my_lab_backends:Holder.mad", "'my_lab_backends.Holder' has no attribute 'mad'"),
        ("my_lab_backends:Needs", "needs the arguments token, region"),
        ("my_lab_backends:Breaks", "RuntimeError: no network$"),
        ("my_lab_backends:make?qubits=3", "Only reference devices"),
        ("my_missing_module:x", "no module 'my_missing_module'"),
        ("my_lab_backends.deeper:x", "can't be imported"),
        ("my_broken_module:x", "a_package_that_is_not_there"),
        ("my_syntax_error:x", "SyntaxError"),
        ("reference:legasy", "Did you mean 'legacy'"),
        ("reference?qbits=3", "no argument 'qbits'. Did you mean 'qubits'"),
        ("reference?max_experiments=3", "no argument 'max_experiments'"),
        ("reference?qubits=three", "expected an integer, got 'three'"),
        ("reference?qubits=", "needs a value"),
        ("reference?qubits=3&qubits=4", "given twice"),
        ("reference?qubits=157", "1 to 156 qubits, got 157"),
        ("reference?topology=circle", "expected one of line"),
        ("reference?ideal=perhaps", "expected true or false"),
        ("reference?snapshot=nowhere.json", "no configuration file"),
        ("reference?preset=grid20", "Did you mean 'grid-20'"),
        ("reference:run-only?memory=morse", "no notation 'morse'"),
    ],
)
def test_wrong_names(module, spec, message):
    with pytest.raises(BackendLoadError, match=message) as caught:
        load_backend(spec)
    assert "\n" not in str(caught.value)


def test_the_cause_is_chained(module):
    with pytest.raises(BackendLoadError) as caught:
        load_backend("my_lab_backends:Breaks")
    assert isinstance(caught.value.__cause__, RuntimeError)


@given(st.text(alphabet="abrefnc:?&=.-_1 ", max_size=20))
def test_any_other_text_is_one_error_of_one_line(text):
    with pytest.raises(BackendLoadError) as caught:
        load_backend(f"reference:no-face-{text}")
    assert "\n" not in str(caught.value)
