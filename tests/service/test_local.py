"""The local service needs no account, and has what is installed here."""

import pytest
from qiskit import QuantumCircuit

from qiskit_uplift import BackendAdapter, Provider
from qiskit_uplift.adapters import registry
from qiskit_uplift.exceptions import BackendNotFoundError, OptionError
from qiskit_uplift.service import LocalService
from qiskit_uplift.service.local import SIZES


def test_the_reference_device_in_several_sizes():
    service = LocalService()
    sizes = {name: service.backend(name).num_qubits for name in SIZES}
    assert all(name.endswith(f"_{size}") for name, size in sizes.items())
    assert len(set(sizes.values())) == len(sizes)
    assert all(service.backend(name).name == name for name in SIZES)


def test_installed_simulators_are_there_and_run():
    circuit = QuantumCircuit(1)
    circuit.x(0)
    circuit.measure_all()
    service = LocalService()
    assert {"aer_simulator", "basic_simulator"} <= set(service.names())
    for name in ("aer_simulator", "basic_simulator"):
        backend = service.backend(name)
        assert isinstance(backend, BackendAdapter)
        counts = backend.sampler().run([circuit], shots=9).result()[0].data.meas.get_counts()
        assert counts == {"1": 9}


def test_everything_is_a_simulator_that_nobody_waits_for():
    service = LocalService()
    found = service.backends()
    assert [each.name for each in service.backends(simulator=True)] == [b.name for b in found]
    assert service.backends(simulator=False) == []
    assert {service.pending_jobs(each) for each in found} == {0}


def test_a_mistyped_name():
    with pytest.raises(BackendNotFoundError, match=r"^The local service .* 'aer_simulator'"):
        LocalService().backend("aer_simulater")


def test_a_job_is_found_again():
    service = LocalService()
    backend = service.backend("reference_line_5")
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    job = backend.sampler().run([circuit], shots=3)
    assert service.job(job.job_id()) is job
    assert job in service.jobs(limit=None)
    job.result(60)


class Declaring(Provider):
    name = "declaring"
    local_backends = {"mine": "qiskit_aer:AerSimulator", "absent": "no_such_package.x:Y"}  # noqa: RUF012 - nothing changes it


class Doubled(Declaring):
    name = "doubled"


def test_what_a_provider_file_declares_is_there_if_its_package_is(monkeypatch):
    known = dict(registry.providers())
    monkeypatch.setattr("qiskit_uplift.service.local.providers",
                        lambda: {**known, "declaring": Declaring()})  # fmt: skip
    names = LocalService().names()
    assert "mine" in names
    assert "absent" not in names
    monkeypatch.setattr("qiskit_uplift.service.local.providers",
                        lambda: {"a": Declaring(), "b": Doubled()})  # fmt: skip
    with pytest.raises(OptionError, match="'mine'"):
        LocalService().names()


def test_declared_backends_of_installed_packages_are_what_they_are_called():
    service = LocalService()
    declared = {name for each in registry.providers().values() for name in each.local_backends}
    for name in declared & set(service.names()):
        assert isinstance(service.backend(name), BackendAdapter)
