"""AQT's simulators and devices by the package for Qiskit 2, with stand-ins for its services."""

import pytest
from aqt_api import Cloud, DirectAccess
from common import (
    Basics,
    Estimates,
    NeverWrong,
    PartialMeasurement,
    Seeded,
    ShortShots,
    bell,
    measured_between,
    outcomes,
)
from qiskit import QuantumCircuit, transpile
from qiskit_aqt_provider import AQTProvider
from qiskit_aqt_provider.exceptions import AQTJobFailedError, AQTJobNotFoundError
from qiskit_aqt_provider.primitives import AQTEstimator, AQTSampler

from qiskit_uplift import Journal, primitives_for, resume, uplift
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError


def different(number):
    """So many circuits, as equal ones would be sent once."""
    circuits = []
    for index in range(number):
        circuit = QuantumCircuit(1)
        circuit.rx(0.01 + 0.03 * index, 0)
        circuit.measure_all()
        circuits.append(circuit)
    return circuits


class TestIdeal(Basics, PartialMeasurement, Seeded, Estimates, NeverWrong):
    provider = "aqt"
    shot_order = ""
    seed = "seed_simulator"
    seeds = (0, 7, 2**63 - 1)
    reset = False
    go_on = False
    num_circuits = 30

    @pytest.fixture
    def backend(self):
        return AQTProvider().offline.ideal()

    def test_memory_is_asked_for(self, backend):
        result = self.sampler(backend).run([bell()], shots=20).result()[0]
        assert result.metadata["sent"] == {"shots": 20, "memory": True}

    def test_limits(self, backend):
        adapter = uplift(backend)
        assert (adapter.limits.max_circuits, adapter.limits.max_shots) == (50, 2000)
        result = self.sampler(backend).run([bell()], shots=2001).result()[0]
        assert result.metadata["shots"] == result.data.meas.num_shots == 2001
        assert result.metadata["shots_per_job"] == [1001, 1000]

    def test_the_packages_own_primitives_are_there_for_who_asks(self, backend):
        """They hand every number of shots on, so what a device doesn't take at once is refused."""
        with pytest.raises(ValueError, match="range"):
            AQTSampler(backend=backend).run([bell()], shots=2001).result()
        chosen, _ = primitives_for(backend, sampler_options={"transpile": "auto"})
        assert chosen.run([bell()], shots=2001).result()[0].data.meas.num_shots == 2001

        class Own(type(uplift(backend).provider_file)):
            native_primitives = (
                "qiskit_aqt_provider.primitives:AQTSampler",
                "qiskit_aqt_provider.primitives:AQTEstimator",
            )

        sampler, estimator = primitives_for(backend, provider=Own, default_shots=30)
        assert (type(sampler), type(estimator)) == (AQTSampler, AQTEstimator)
        assert sampler.run([bell()]).result()[0].data.meas.num_shots == 30

    def test_more_circuits_than_a_job_holds(self, backend, monkeypatch):
        sizes = []
        run = backend.run
        monkeypatch.setattr(
            backend,
            "run",
            lambda circuits, **sent: sizes.append(len(circuits)) or run(circuits, **sent),
        )
        self.sampler(backend).run(different(53), shots=1).result()
        assert sizes == [50, 3]

    def test_a_measurement_that_its_transpiler_drops_is_not_lost_in_silence(self, backend):
        circuit = QuantumCircuit(1, 2)
        circuit.x(0)
        circuit.measure([0, 0], [0, 1])
        # the reason for the check after transpiling: the second measurement is gone
        assert transpile(circuit, backend).count_ops()["measure"] == 1
        with pytest.raises(InvalidCircuitError, match="of 2 measurements its transpiler leaves 1"):
            self.sampler(backend).run([circuit])

    def test_what_the_provider_file_says_it_cannot(self, backend):
        cannot = uplift(backend).provider_file.cannot
        assert {"mid-circuit measurement", "reset", "control flow"} <= set(cannot)
        sampler = self.sampler(backend)
        with pytest.raises(InvalidCircuitError, match="end of the circuit"):
            sampler.run([measured_between()])
        circuit = QuantumCircuit(1, 1)
        circuit.reset(0)
        circuit.measure(0, 0)
        with pytest.raises(InvalidCircuitError, match="reset"):
            sampler.run([circuit])
        circuit = QuantumCircuit(1, 1)
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(0)
        with pytest.raises(InvalidCircuitError, match="if_else"):
            sampler.run([circuit])


class Remote(Basics, PartialMeasurement, Estimates, NeverWrong, ShortShots):
    provider = "aqt"
    shot_order = ""
    reset = False
    go_on = False
    num_circuits = 30

    def test_memory_is_binary_and_asked_for(self, backend):
        raw = backend.run(self.native(), shots=2, memory=True).result().data(0)
        assert raw == {"counts": {"0x2": 2}, "memory": ["010", "010"]}
        result = self.sampler(backend).run([self.native()], shots=2).result()[0]
        assert result.metadata["sent"] == {"shots": 2, "memory": True}
        assert outcomes(self.native(), result) == {0b010: 2}

    def native(self):
        circuit = QuantumCircuit(2, 3)
        circuit.r(3.141592653589793, 0, 0)
        circuit.measure([0, 1], [1, 2])
        return circuit

    def test_a_seed_is_refused(self, backend):
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])

    def test_shots_are_split(self, backend):
        assert uplift(backend).limits.max_shots == 2000
        result = self.sampler(backend).run([bell()], shots=2001).result()[0]
        assert result.metadata["shots_per_job"] == [1001, 1000]

    def test_a_clbit_written_twice_is_refused_as_it_comes_out_wrong(self, backend):
        circuit = QuantumCircuit(2, 1)
        circuit.r(3.141592653589793, 0, 0)
        circuit.measure([0, 1, 0], [0, 0, 0])
        raw = backend.run(circuit, shots=2).result().data(0)
        assert raw["counts"] == {"0x0": 2}  # the last measurement gave 1
        with pytest.raises(InvalidCircuitError, match="one clbit from two qubits"):
            self.sampler(backend, transpile="check").run([circuit])

    def test_a_failed_job_is_an_error(self, backend):
        backend.stand_in.failing = True
        with pytest.raises(AQTJobFailedError):
            self.sampler(backend).run([bell()], shots=5).result()

    def test_a_job_is_found_again_where_it_was_put_by(self, backend, monkeypatch, tmp_path):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        provider = uplift(backend).provider_file
        job = backend.run(self.native(), shots=3, memory=True)
        # the services know no circuits' clbits, so the package reads its own file
        with pytest.raises(AQTJobNotFoundError):
            provider.retrieve(backend, job.job_id())
        job.persist()
        again = provider.retrieve(backend, job.job_id())
        assert again.result().data(0) == job.result().data(0)

    def test_a_run_is_resumed(self, backend, monkeypatch, tmp_path):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        journal = Journal(tmp_path / "journal.sqlite3")
        first = uplift(backend, journal=journal).sampler(transpile="auto").run([bell()], shots=9)
        found = first.result()[0].data.meas.get_counts()
        with journal._open() as connection:  # as if the process had died before
            connection.execute("UPDATE batches SET state = 'sent', samples = NULL")
        again = resume(first.job_id(), backend, journal=journal)
        assert again.result()[0].data.meas.get_counts() == found
        assert again.provider_job_ids == first.provider_job_ids
        journal.close()


class TestDirectAccess(Remote):
    @pytest.fixture
    def backend(self):
        service = DirectAccess()
        backend = service.backend()
        backend.stand_in = service
        return backend

    def test_every_circuit_is_submitted_at_once(self, backend):
        # the job of a list submits its circuits one by one, while its result is waited for
        backend.run([self.native(), self.native()], shots=1)
        assert backend.stand_in.requests == []
        assert uplift(backend).limits.max_circuits == 1
        job = self.sampler(backend).run([self.native(), bell()], shots=1)
        assert len(backend.stand_in.requests) == 2
        ids = [f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2)]
        assert list(job.provider_job_ids) == ids


class TestCloud(Remote):
    @pytest.fixture
    def backend(self, tmp_path):
        service = Cloud()
        backend = service.backend(tmp_path)
        backend.stand_in = service
        return backend

    def test_circuits_share_a_job(self, backend):
        assert uplift(backend).limits.max_circuits == 50
        job = self.sampler(backend).run(different(53), shots=1)
        assert [len(circuits) for circuits in backend.stand_in.requests] == [50, 3]
        assert len(job.provider_job_ids) == 2
