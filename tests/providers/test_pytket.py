"""pytket's Aer simulator as a backend of Qiskit's."""

import warnings

import pytest
from common import Basics, Estimates, MidCircuit, NeverWrong, PartialMeasurement, bell, outcomes
from pytket.backends import Backend
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit import Clbit
from qiskit.transpiler.exceptions import TranspilerError

with warnings.catch_warnings():
    # it imports what qiskit-ibm-runtime is about to remove
    warnings.simplefilter("ignore")
    from pytket.extensions.qiskit import AerBackend
    from pytket.extensions.qiskit.tket_backend import TketBackend

from qiskit_uplift import uplift
from qiskit_uplift.adapters.providers.pytket import PytketProvider
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError, RetrievalError

pytestmark = pytest.mark.filterwarnings(
    r"ignore:The `\w+` backend will be deprecated:PendingDeprecationWarning"
)


class Everything(Basics, PartialMeasurement, MidCircuit, Estimates, NeverWrong):
    provider = "pytket"
    shot_order = ""
    transpile = "warn"
    num_circuits = 40

    def test_its_target_is_no_limit(self, backend):
        assert "measure" not in backend.target.operation_names
        # so that Qiskit itself can't transpile what measures
        with pytest.raises(TranspilerError, match="measure"):
            transpile(bell(), backend)

    def test_a_circuit_that_is_too_wide_is_refused(self, backend):
        circuit = QuantumCircuit(41, 1)
        circuit.measure(40, 0)
        with pytest.raises(InvalidCircuitError, match="41"):
            self.sampler(backend).run([circuit])

    def test_registers_would_be_sorted_by_name(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(2, "q"), ClassicalRegister(1, "b"), ClassicalRegister(1, "a")
        )
        circuit.x(0)
        circuit.measure([0, 1], [0, 1])
        # the reason for one register: Qiskit's own order puts the first one, b, lowest
        assert backend.run(circuit, shots=5).result().data(0)["counts"] == {"0x1": 5}
        swapped = QuantumCircuit(
            QuantumRegister(2, "q"), ClassicalRegister(1, "a"), ClassicalRegister(1, "b")
        )
        swapped.x(0)
        swapped.measure([0, 1], [0, 1])
        assert backend.run(swapped, shots=5).result().data(0)["counts"] == {"0x2": 5}
        for each in (circuit, swapped):
            result = self.sampler(backend).run([each], shots=5).result()[0]
            assert outcomes(each, result) == {0b01: 5}

    def test_clbits_outside_of_registers_would_be_an_error(self, backend):
        circuit = QuantumCircuit(QuantumRegister(1, "q"), [Clbit()])
        circuit.add_register(ClassicalRegister(1, "c"))
        circuit.x(0)
        circuit.measure([0, 0], [0, 1])
        with pytest.raises(KeyError):
            backend.run(circuit, shots=5)
        result = self.sampler(backend).run([circuit], shots=5).result()[0]
        assert result.data.c.get_counts() == {"1": 5}

    def test_what_would_be_dropped_is_refused(self, backend):
        assert backend.run(bell(), shots=3, memory=False, seed=1, nonsense=1).result().success
        with pytest.raises(OptionError, match="takes no seed"):
            self.sampler(backend, seed_simulator=1).run([bell()])
        with pytest.raises(OptionError, match="no option 'memory'"):
            self.sampler(backend, run_options={"memory": True}).run([bell()])

    def test_shots_are_sent_even_where_nobody_asks_for_a_number(self, backend):
        assert sum(uplift(backend).run(bell()).result().get_counts().values()) == 1024

    def test_control_flow_on_several_registers_is_refused(self, backend):
        circuit = QuantumCircuit(
            QuantumRegister(2), ClassicalRegister(1, "a"), ClassicalRegister(1, "b")
        )
        circuit.measure(0, 0)
        with circuit.if_test((circuit.clbits[0], 1)):
            circuit.x(1)
        circuit.measure(1, 1)
        with pytest.raises(InvalidCircuitError, match="names of the registers"):
            self.sampler(backend, transpile="off").run([circuit])

    def test_a_job_ends_with_the_process(self, backend):
        file = PytketProvider()
        assert file.is_local(backend)
        job = self.sampler(backend).run([bell()], shots=5)
        (job_id,) = job.provider_job_ids
        with pytest.raises(RetrievalError, match="no way to fetch"):
            file.retrieve(backend, job_id)


class TestAer(Everything):
    @pytest.fixture
    def backend(self):
        return TketBackend(AerBackend())


class TestCompiledByTket(Everything):
    @pytest.fixture
    def backend(self):
        inner = AerBackend()
        compilation = inner.default_compilation_pass(1)
        return TketBackend(inner, compilation)


def test_a_backend_of_another_package_may_be_anywhere():
    backend = TketBackend(AerBackend())
    backend._backend = type("Device", (Backend,), {"__abstractmethods__": frozenset()})
    assert not PytketProvider().is_local(backend)
