"""AQT's offline simulators by the last package for Qiskit 1.

The package brings a plugin of pytest, whose import warns before any filter is set. Run this module
with ``-p no:pytest_qiskit_aqt``.
"""

import uuid

import pytest
from common import Basics, Estimates, NeverWrong, PartialMeasurement, bell, measured_between
from qiskit import QuantumCircuit

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError

pytestmark = [
    # the package imports and calls what Qiskit 1.4 and its pydantic are about to remove
    pytest.mark.filterwarnings(
        r"ignore:qiskit\.providers\.models is deprecated:DeprecationWarning"
    ),
    pytest.mark.filterwarnings(
        r"ignore:The .* ``qiskit\.providers\.models\..*`` is deprecated:DeprecationWarning"
    ),
    pytest.mark.filterwarnings("ignore:`json_encoders` is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:Accessing the 'model_fields' attribute on the instance:DeprecationWarning"
    ),
    # Aer's compiler looks for conditions in the old way
    pytest.mark.filterwarnings(
        r"ignore:The property ``qiskit\..*\.Instruction\.condition`` is:DeprecationWarning"
    ),
]


class TestIdeal(Basics, PartialMeasurement, Estimates, NeverWrong):
    provider = "aqt"
    reset = False
    go_on = False
    num_circuits = 20
    run_options = {"with_progress_bar": False}  # noqa: RUF012 - nothing changes it

    @pytest.fixture
    def backend(self):
        from qiskit_aqt_provider import AQTProvider

        return AQTProvider("no token is needed").get_backend("offline_simulator_no_noise")

    def test_memory_is_not_asked_for_as_it_is_sorted(self, backend):
        circuit = QuantumCircuit(1, 1)
        circuit.r(1.5, 0, 0)
        circuit.measure(0, 0)
        raw = backend.run(circuit, shots=100, memory=True, with_progress_bar=False)
        memory = raw.result().get_memory()
        assert memory in (sorted(memory), sorted(memory, reverse=True))
        result = self.sampler(backend).run([circuit], shots=20).result()[0]
        assert result.metadata["sent"] == {"shots": 20, "with_progress_bar": False}

    def test_angles_out_of_range_are_wrapped(self, backend):
        circuit = QuantumCircuit(2)
        circuit.r(-2.5, 9.0, 0)
        circuit.rxx(-1.9, 0, 1)
        circuit.measure_all()
        with pytest.raises(ValueError, match="greater than or equal to 0"):
            self.sampler(backend, transpile="check").run([circuit])
        self.sample(backend, circuit)

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])

    def test_limits(self, backend):
        limits = uplift(backend).limits
        assert (limits.max_circuits, limits.max_shots) == (50, 2000)
        result = self.sampler(backend).run([bell()], shots=2001).result()[0]
        assert result.metadata["shots"] == 2001

    def test_mid_circuit_measurement_is_refused_by_the_package(self, backend):
        assert "mid-circuit measurement" in uplift(backend).provider_file.cannot
        with pytest.raises(ValueError, match="only be located at the end"):
            self.sampler(backend).run([measured_between()])

    def test_a_clbit_written_twice_is_refused_as_it_comes_out_wrong(self, backend):
        circuit = QuantumCircuit(2, 1)
        circuit.r(3.14159265, 0, 0)
        circuit.measure([0, 1, 0], [0, 0, 0])
        raw = backend.run(circuit, shots=10, with_progress_bar=False).result()
        assert raw.get_counts() == {"0": 10}  # the last measurement gave 1
        with pytest.raises(InvalidCircuitError, match="one clbit from two qubits"):
            self.sampler(backend).run([circuit])

    def test_a_far_clbit_is_refused_as_it_is_lost(self, backend):
        circuit = QuantumCircuit(1, 64)
        circuit.r(3.14159265, 0, 0)
        circuit.measure(0, 63)
        raw = backend.run(circuit, shots=10, with_progress_bar=False).result()
        assert int(next(iter(raw.data(0)["counts"])), 16) != 1 << 63
        with pytest.raises(InvalidCircuitError, match="after the first 63"):
            self.sampler(backend).run([circuit])


def test_a_cloud_job_that_was_kept_is_fetched(tmp_path, monkeypatch):
    from qiskit_aqt_provider.aqt_job import AQTJob
    from qiskit_aqt_provider.aqt_options import AQTOptions
    from qiskit_aqt_provider.persistence import JobNotFoundError
    from qiskit_aqt_provider.test.resources import DummyResource

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    backend = DummyResource("no token is needed")
    file = uplift(backend).provider_file
    assert not file.is_local(backend)
    circuit = QuantumCircuit(1)
    circuit.r(1.5, 0, 0)
    circuit.measure_all()
    job = AQTJob(backend, [circuit], AQTOptions(shots=7))
    # what its server answers to a submission
    job._job_id = str(uuid.uuid4())
    with pytest.raises(JobNotFoundError):
        file.retrieve(backend, job.job_id())
    job.persist()
    for _ in range(2):  # it stays where it was kept
        again = file.retrieve(backend, job.job_id())
        assert (again.job_id(), again.options.shots) == (job.job_id(), 7)
        assert again.circuits == [circuit]
