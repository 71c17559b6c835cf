"""AQT's offline simulators by the package for Qiskit 2."""

import pytest
from common import Basics, Estimates, NeverWrong, PartialMeasurement, Seeded, bell, measured_between
from qiskit import QuantumCircuit, transpile
from qiskit_aqt_provider import AQTProvider

from qiskit_uplift import uplift
from qiskit_uplift.exceptions import InvalidCircuitError


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

    def test_more_circuits_than_a_job_holds(self, backend, monkeypatch):
        sizes = []
        run = backend.run
        monkeypatch.setattr(
            backend,
            "run",
            lambda circuits, **sent: sizes.append(len(circuits)) or run(circuits, **sent),
        )
        self.sampler(backend).run([bell()] * 53, shots=1).result()
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
