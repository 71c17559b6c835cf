"""`primitives_for` over qiskit-ibm-runtime's own local mode, on whichever release is installed."""

import warnings

import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.primitives import BaseEstimatorV2, BaseSamplerV2
from qiskit.providers import JobStatus
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift import (
    EstimatorAdapter,
    SamplerAdapter,
    capabilities,
    primitives_for,
    uplift,
)
from qiskit_uplift.adapters.providers.ibm_fake import IBMFakeProvider
from qiskit_uplift.exceptions import BackendNotFoundError, OptionError, UnsupportedBackendError
from qiskit_uplift.service import Batch as OurBatch
from qiskit_uplift.service import LocalService, ProviderService, primitives
from qiskit_uplift.service.regrouping import RegroupedEstimator, RegroupedSampler


@pytest.fixture(scope="module")
def backend():
    from qiskit_ibm_runtime.fake_provider import FakeManilaV2

    return FakeManilaV2()


@pytest.fixture
def device(backend):
    """An `IBMBackend` with a fake one's Target, as no account is there to ask for one."""
    from qiskit_ibm_runtime import IBMBackend

    class Device(IBMBackend):
        def __init__(self):
            self.__dict__["inner"] = backend

        def __getattr__(self, name):
            return getattr(self.__dict__["inner"], name)

        target = property(lambda self: self.inner.target)
        options = property(lambda self: self.inner.options)
        max_circuits = property(lambda self: None)
        name = "device"
        description = None
        backend_version = "1"
        provider = None

    return Device()


def flipped(backend, value):
    circuit = QuantumCircuit(2)
    for qubit in range(2):
        if value >> qubit & 1:
            circuit.x(qubit)
    circuit.measure_all()
    return transpile(circuit, backend, seed_transpiler=1)


class Suite:
    """Subclasses say from which modules the classes are."""

    modules: tuple[str, str]

    def test_the_classes_of_this_release(self, backend):
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # none that IBM deprecates
            sampler, estimator = primitives_for(backend)
        assert isinstance(sampler, BaseSamplerV2)
        assert isinstance(estimator, BaseEstimatorV2)
        assert isinstance(sampler, RegroupedSampler)
        assert isinstance(estimator, RegroupedEstimator)
        used = type(sampler.wrapped).__module__, type(estimator.wrapped).__module__
        assert used == self.modules

    def test_mixed_shots_in_one_call(self, backend):
        sampler, _ = primitives_for(backend, default_shots=40)
        wanted = [(1, 30), (2, 20), (3, None), (0, 30), (2, 40)]
        job = sampler.run([(flipped(backend, value), None, shots) for value, shots in wanted])
        result = job.result()
        for (value, shots), pub in zip(wanted, result, strict=True):
            counts = pub.data.meas.get_counts()
            assert sum(counts.values()) == (shots or 40)
            # the device's readout errs in a few per cent: less than half once in 10**9
            assert max(counts, key=counts.get) == f"{value:02b}"
        assert job.status() is JobStatus.DONE
        assert len(job.provider_job_ids) == len(job.jobs)

    def test_shots_of_the_call(self, backend):
        sampler, _ = primitives_for(backend)
        circuit = flipped(backend, 1)
        result = sampler.run([circuit, (circuit, None, 12)], shots=25).result()
        assert [pub.data.meas.num_shots for pub in result] == [25, 12]

    def test_one_job_where_the_shots_are_equal(self, backend):
        sampler, _ = primitives_for(backend, default_shots=10)
        job = sampler.run([flipped(backend, 1), flipped(backend, 2)])
        assert len(job.jobs) == 1
        assert job.job_id() == job.jobs[0].job_id()
        assert job.creation_date == job.jobs[0].creation_date
        assert [pub.data.meas.num_shots for pub in job.result()] == [10, 10]

    def test_mixed_precision_in_one_call(self, backend):
        _, estimator = primitives_for(backend, default_precision=0.1)
        pubs, exact = [], []
        for up, precision in [(True, 0.1), (False, 0.05), (True, 0.05), (False, None)]:
            circuit = QuantumCircuit(1)
            if up:
                circuit.x(0)
            sent = transpile(circuit, backend, seed_transpiler=1)
            observable = SparsePauliOp("Z").apply_layout(sent.layout)
            pubs.append((sent, observable, None, precision))
            exact.append(-1 if up else 1)
        result = estimator.run(pubs).result()
        for pub, value in zip(result, exact, strict=True):
            # of at least 100 shots that err in a few per cent: off by more once in 10**9
            assert abs(float(pub.data.evs) - value) < 0.5

    def test_a_session_of_the_runtime(self, backend):
        from qiskit_ibm_runtime import Batch, Session

        for kind in (Session, Batch):
            with kind(backend=backend) as mode:
                sampler, estimator = primitives_for(mode, default_shots=9)
                assert sampler.wrapped.mode is estimator.wrapped.mode is mode
                result = sampler.run([flipped(backend, 1)]).result()
            assert result[0].data.meas.num_shots == 9

    def test_what_is_uplifted_stays_so(self, backend):
        sampler, _ = primitives_for(uplift(backend), default_shots=9)
        assert isinstance(sampler, SamplerAdapter)
        assert sampler.run([flipped(backend, 1)]).result()[0].data.meas.num_shots == 9

    def test_a_device_that_is_uplifted_is_run_by_the_runtime(self, device, monkeypatch):
        """`run` of an `IBMBackend` always raises, so its class is what counts."""
        seen = []
        monkeypatch.setattr(primitives, "_of_runtime", lambda mode, *_: seen.append(mode))
        primitives_for(uplift(device))
        assert seen == [device]
        with pytest.raises(UnsupportedBackendError, match=r"qiskit_ibm_runtime\.Batch"):
            primitives_for(OurBatch(uplift(device)))
        with pytest.raises(OptionError, match="provider='aer' isn't for what"):
            primitives_for(device, provider="aer")

    def test_where_run_always_raises_our_primitives_say_what_has_its_place(self, device):
        circuit = QuantumCircuit(1, 1)
        with pytest.raises(Exception, match=r"backend\.run\(\) has been removed"):
            device.run(circuit)
        adapter = uplift(device)
        assert adapter.provider_file.name == "ibm"
        assert adapter.target.num_qubits == adapter.num_qubits == 5
        manifest = capabilities(device).manifest
        assert manifest.dynamic_circuits.value == ("if_else" in device.target.operation_names)
        assert manifest.sessions.value == "the provider's"
        for use in (
            adapter.sampler,
            adapter.estimator,
            lambda: SamplerAdapter(backend=device),
            lambda: EstimatorAdapter(backend=device),
            lambda: adapter.run(circuit),
            lambda: OurBatch(adapter).run(circuit),
            lambda: capabilities(device, probe=True),
        ):
            with pytest.raises(UnsupportedBackendError, match=r"'device'.*primitives_for\(backend"):
                use()

    @pytest.mark.filterwarnings("ignore:Properties of fake_:UserWarning")
    def test_a_service_over_the_runtimes_own_provider(self):
        from qiskit_ibm_runtime.fake_provider import FakeProviderForBackendV2

        service = ProviderService(FakeProviderForBackendV2(), local=True)
        with pytest.raises(BackendNotFoundError, match="Did you mean 'fake_manila'"):
            service.backend("fake_manilla")
        backend = service.backend("fake_manila")
        assert backend.provider_file.name == "ibm_fake"
        assert service.target("fake_manila").num_qubits == 5
        sampler, _ = primitives_for(backend)
        assert sampler.run([flipped(backend, 1)], shots=9).result()[0].data.meas.num_shots == 9

    def test_its_declared_local_backends(self):
        service = LocalService()
        for name in IBMFakeProvider.local_backends:
            assert service.backend(name).name == name

    def test_a_service_is_no_backend(self):
        from qiskit_ibm_runtime import QiskitRuntimeService

        with pytest.raises(UnsupportedBackendError, match=r"service\.backend"):
            primitives_for(object.__new__(QiskitRuntimeService))
