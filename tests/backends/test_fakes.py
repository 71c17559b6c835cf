"""Fake backends by their old names."""

import json
import sys
import zipfile

import pytest
from qiskit.circuit import QuantumCircuit

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.backends import fakes
from qiskit_uplift.backends.fakes import FakeBackend, fake_backend, fake_backends
from qiskit_uplift.compat import execute
from qiskit_uplift.compat.providers import BackendV1
from qiskit_uplift.exceptions import BackendLoadError
from tests.backends import snapshots


@pytest.fixture(params=["folder", "wheel"])
def source(request, tmp_path):
    conf, props = snapshots.own_snapshot()
    files = {"lab/conf_lab_ring.json": conf, "lab/props_lab_ring.json": props,
             "bare/conf_bare.json": conf}  # fmt: skip
    if request.param == "wheel":
        with zipfile.ZipFile(tmp_path / "fakes.whl", "w") as archive:
            for name, data in files.items():
                archive.writestr(name, json.dumps(data))
        return tmp_path / "fakes.whl"
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(data))
    return tmp_path


@pytest.mark.parametrize("name", ["FakeLabRing", "FakeLabRingV2", "fake_lab_ring", "labring"])
def test_a_fake_by_any_of_its_names(source, name):
    backend = fake_backend(name, source)
    assert isinstance(backend, (FakeBackend, BackendV1))
    assert backend.name() == "fake_labring"
    assert backend.properties().faulty_qubits() == [3]
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    with quiet():
        counts = execute(circuit, backend, shots=300, seed_simulator=1).result().get_counts()
    # Noise of a few per cent: equal outcomes fall below two thirds with no chance worth a name.
    assert counts["00"] + counts["11"] > 200


def test_fakes_by_their_providers(source, monkeypatch):
    monkeypatch.setattr(fakes, "_installed", lambda: source)
    with quiet():
        every = fakes.FakeProvider()
        assert every.get_backend("fake_labring").configuration().n_qubits == 5
        assert [each.name() for each in every.backends()] == ["fake_bare", "fake_labring"]
        assert every.backends("fake_nothing") == []
        modern = fakes.FakeProviderForBackendV2().get_backend("fake_labring")
    assert isinstance(modern, fakes.FakeBackendV2)
    assert (modern.name, modern.num_qubits) == ("fake_labring", 5)


def test_a_fake_of_the_second_version(source, monkeypatch):
    monkeypatch.setattr(fakes, "_installed", lambda: source)
    kind = fakes.FakeBareV2
    assert issubclass(kind, fakes.FakeBackendV2)
    assert (kind().name, kind().num_qubits) == ("fake_bare", 5)


def test_what_there_is(source):
    assert fake_backends(source) == ["fake_bare", "fake_labring"]
    assert fake_backend("FakeBare", source).properties() is None


def test_what_there_is_not(source, tmp_path, monkeypatch):
    with pytest.raises(BackendLoadError, match=r"'FakeLabRin'.*Did you mean 'labring'"):
        fake_backend("FakeLabRin", source)
    with pytest.raises(BackendLoadError, match="no device snapshots"):
        fake_backend("FakeManila", tmp_path / "nowhere")
    monkeypatch.setattr(fakes, "PACKAGE", "qiskit_ibm_runtime_that_is_not_there")
    with pytest.raises(BackendLoadError, match="isn't installed"):
        fake_backends()


def test_the_installed_package_is_found_without_importing_it(source, tmp_path, monkeypatch):
    home = tmp_path / "installed" / "snapshots_of_a_test"
    (home / "fake_provider" / "backends").mkdir(parents=True)
    (home / "__init__.py").write_text("raise ImportError")
    (home / "fake_provider" / "backends" / "conf_mine.json").write_text(
        json.dumps(snapshots.own_snapshot()[0])
    )
    monkeypatch.syspath_prepend(home.parent)
    monkeypatch.setattr(fakes, "PACKAGE", home.name)
    assert fake_backends() == ["fake_mine"]
    backend = fakes.FakeMine()
    assert isinstance(backend, fakes.FakeMine)
    assert (backend.name(), backend.configuration().n_qubits) == ("fake_mine", 5)
    monkeypatch.delattr(fakes, "FakeMine")
    with pytest.raises(AttributeError, match="FakeProvider4Devices"):
        _ = fakes.FakeProvider4Devices
    assert home.name not in sys.modules
