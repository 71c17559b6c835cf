"""A provider in a package of its own, installed, and found by its entry point alone."""

import re
import sys
from importlib.metadata import distribution

import pytest
from abacus import AbacusBackend, AbacusBusyError
from common import Estimates, MidCircuit, NeverWrong, PartialMeasurement, Seeded, bell, ghz
from qiskit import QuantumCircuit
from qiskit.circuit import Clbit, Qubit

from qiskit_uplift import uplift
from qiskit_uplift.adapters.registry import providers
from qiskit_uplift.exceptions import (
    InvalidCircuitError,
    LimitError,
    OptionError,
    UnsupportedBackendError,
)


class TestAbacus(Estimates, MidCircuit, NeverWrong, PartialMeasurement, Seeded):
    provider = "abacus"
    seed = "rng"
    precision = 0.05

    @pytest.fixture
    def backend(self):
        return AbacusBackend()

    def test_bell(self, backend):
        self.sample(backend, bell())

    def test_it_is_found_by_its_entry_point(self, backend):
        (entry_point,) = distribution("abacus-quantum").entry_points.select(
            group="qiskit_uplift.providers"
        )
        file = uplift(backend).provider_file
        assert type(file) is entry_point.load()
        assert [*providers()][-2:] == ["abacus", "generic"]

    def test_its_primitives_are_what_its_backends_make(self, backend):
        adapter = uplift(backend)
        module = sys.modules["abacus.uplift"]
        assert type(adapter.sampler()) is module.AbacusSampler
        assert type(adapter.estimator()) is module.AbacusEstimator
        with pytest.raises(UnsupportedBackendError, match="for backends of 'abacus'"):
            module.AbacusSampler(backend=uplift(backend, provider="generic"))

    def test_its_options_arrive(self, backend):
        sampler = uplift(backend).sampler()
        sampler.options.speed = "fast"
        job = sampler.run([bell()], shots=7)
        sent = job.result()[0].metadata["sent"]
        assert sent == {"repetitions": 7, "speed": "fast", "label": f"{job.job_id()}-0"}
        with pytest.raises(OptionError, match=r"no option 'sped'\. Did you mean 'speed'"):
            sampler.options.sped = "slow"
        sampler.options.speed = "faster"
        with pytest.raises(OptionError, match=re.escape("'faster' is not one of 'slow', 'fast'")):
            sampler.run([bell()])
        with pytest.raises(LimitError, match="rng=-1 is below the least"):
            uplift(backend).sampler(seed_simulator=-1).run([bell()])

    def test_its_limits_are_kept(self, backend):
        job = uplift(backend).sampler().run([bell(), ghz(), bell(), ghz()], shots=600)
        # two batches of 3 and 1 circuits, each of two times 300 shots
        assert len(job.provider_job_ids) == 4
        assert [result.metadata["shots"] for result in job.result()] == [600] * 4

    def test_its_hooks(self, backend):
        file = uplift(backend).provider_file
        job = uplift(backend).sampler().run([bell()], shots=5)
        (job_id,) = job.provider_job_ids
        label = job.result()[0].metadata["sent"]["label"]
        assert file.retrieve(backend, job_id).job_id() == job_id
        assert [each.job_id() for each in file.find(backend, label)] == [job_id]
        assert file.find(backend, "another") == []
        assert file.is_transient(AbacusBusyError()) is True
        assert file.is_transient(ValueError()) is None

    def test_a_circuit_that_it_would_answer_wrongly_is_refused(self, backend):
        clbit = Clbit()
        circuit = QuantumCircuit([Qubit(), Qubit()], [clbit, Clbit()])
        circuit.measure(0, 0)
        with circuit.if_test((clbit, 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        with pytest.raises(InvalidCircuitError, match="Put each clbit into one register"):
            uplift(backend).run(circuit)
